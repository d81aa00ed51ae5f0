/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* syncfs() */

#include "nn/base/nn-save-file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Links to links to links; the kernel's own limit. */
#define MAX_LINKS 40

/* What is written at a time. */
#define PIECE ((gsize) 1 << 20)

/* What g_mkstemp() makes letters of. */
#define RANDOM_LETTERS "XXXXXX"

/* How often a temporary file may be taken away under our hands. */
#define MAX_ATTEMPTS 16

/* The file behind a chain of links, which need not exist. NULL with errno set. */
static char *
follow_links (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (int i = 0; i < MAX_LINKS; i++) {
    g_autofree char *target = NULL;
    g_autofree char *folder = NULL;

    if (!g_file_test (at, G_FILE_TEST_IS_SYMLINK))
      return g_steal_pointer (&at);
    target = g_file_read_link (at, NULL);
    if (target == NULL) {
      errno = EIO;
      return NULL;
    }
    folder = g_path_get_dirname (at);
    g_free (at);
    at = g_path_is_absolute (target) ? g_steal_pointer (&target)
                                     : g_build_filename (folder, target, NULL);
  }
  errno = ELOOP;
  return NULL;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0) {
    gssize written = write (fd, data, MIN (length, PIECE));

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return FALSE;
    data += written;
    length -= (gsize) written;
  }
  return TRUE;
}

/* A replaced file keeps its permissions, owner and group. One of another owner cannot always be
 * given back to him; then it is ours, and what its group could do only our group can if it is the
 * same. */
static gboolean
keep_permissions (int fd, const struct stat *old)
{
  mode_t mode = old->st_mode & 07777;

  if ((old->st_uid != geteuid () || old->st_gid != getegid ())
      && fchown (fd, old->st_uid, old->st_gid) != 0) {
    mode &= 0777;
    if (fchown (fd, (uid_t) -1, old->st_gid) != 0)
      mode &= (mode_t) ~070 | (mode & 07) << 3;
  }
  return fchmod (fd, mode) == 0;
}

/* A folder that may be written but not read cannot be opened; then the whole file system is synced,
 * by a file in it. */
static gboolean
sync_folder (const char *folder, int file)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good;

  if (fd < 0)
    return errno == EACCES && syncfs (file) == 0;
  /* Some file systems know no syncing of folders; they have done what they can. */
  good = fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP;
  close (fd);
  return good;
}

/* --- temporary files --- */

/* What the name of a temporary file begins with: ".model.onnx.tenfold-". */
static char *
temporary_prefix (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_strdup_printf (".%.200s.tenfold-", base);
}

/* Removes a temporary file without a lock: the process that made it has died. */
static void
remove_stale (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat opened, there;

  if (fd < 0)
    return;
  if (fstat (fd, &opened) == 0 && S_ISREG (opened.st_mode) && opened.st_uid == geteuid ()
      && flock (fd, LOCK_EX | LOCK_NB) == 0
      && fstatat (folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && there.st_ino == opened.st_ino
      && there.st_dev == opened.st_dev)
    unlinkat (folder, name, 0);
  close (fd);
}

/* What crashes have left of earlier attempts at this file. */
static void
remove_stale_ones (const char *folder, const char *prefix)
{
  DIR *dir = opendir (folder);

  for (struct dirent *entry; dir != NULL && (entry = readdir (dir)) != NULL;)
    if (g_str_has_prefix (entry->d_name, prefix)
        && strlen (entry->d_name) == strlen (prefix) + strlen (RANDOM_LETTERS))
      remove_stale (dirfd (dir), entry->d_name);
  if (dir != NULL)
    closedir (dir);
}

/* A new file beside the target, locked for as long as it is open, so that it is not mistaken for
 * one that a crash has left. -1 with errno set; *name: free with g_free(). */
static int
make_temporary (const char *folder, const char *prefix, mode_t mode, char **name)
{
  for (guint i = 0; i < MAX_ATTEMPTS; i++) {
    g_autofree char *path = g_strconcat (folder, "/", prefix, RANDOM_LETTERS, NULL);
    int fd = g_mkstemp_full (path, O_WRONLY | O_CLOEXEC, (int) mode);
    struct stat info;

    if (fd < 0)
      return -1;
    /* Before it was locked, another process may have removed it as stale. On file systems without
     * locks no file is removed. */
    if (flock (fd, LOCK_EX) != 0 || (fstat (fd, &info) == 0 && info.st_nlink > 0)) {
      *name = g_steal_pointer (&path);
      return fd;
    }
    close (fd);
  }
  errno = EAGAIN;
  return -1;
}

/* --- saving --- */

/* Whether there may be a file of that name, old or new. FALSE with errno set, or with a word. */
static gboolean
check_target (const char *path, struct stat *old, gboolean *exists, const char **word)
{
  g_autofree char *folder = g_path_get_dirname (path);

  *word = NULL;
  *exists = stat (path, old) == 0;
  if (!*exists && errno != ENOENT)
    return FALSE;
  if (*exists && !S_ISREG (old->st_mode)) {
    *word = S_ISDIR (old->st_mode)    ? "it is a folder"
            : S_ISFIFO (old->st_mode) ? "it is a pipe, not a file"
            : S_ISSOCK (old->st_mode) ? "it is a socket, not a file"
                                      : "it is a device, not a file";
    return FALSE;
  }
  /* Replacing does not need the right to write the file itself, but a read-only file is meant to
   * stay. */
  return (!*exists || g_access (path, W_OK) == 0) && g_access (folder, W_OK | X_OK) == 0;
}

/* FALSE with errno set, or with a word. */
static gboolean
replace (const char *path, GBytes *bytes, gboolean is_private, const char **word)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *prefix = temporary_prefix (path);
  g_autofree char *temporary = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gboolean exists, good;
  struct stat old;
  int fd, problem;

  if (!check_target (path, &old, &exists, word))
    return FALSE;
  remove_stale_ones (folder, prefix);
  fd = make_temporary (folder, prefix, is_private ? 0600 : 0666, &temporary);
  if (fd < 0)
    return FALSE;
  good = (!exists || is_private || keep_permissions (fd, &old)) && write_all (fd, data, length)
         && fsync (fd) == 0 && g_rename (temporary, path) == 0;
  problem = errno;
  if (!good)
    g_unlink (temporary);
  else if (!sync_folder (folder, fd)) {
    good = FALSE;
    problem = errno;
  }
  close (fd);
  errno = problem;
  return good;
}

/* The path behind all links. NULL: the error is set. */
static char *
find_target (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *path = g_file_get_path (file);
  char *target;

  if (path == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO,
                 "%s cannot be written: it is not a local file; save to a folder on this computer",
                 name);
    return NULL;
  }
  target = follow_links (path);
  if (target == NULL)
    g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be written: %s; save elsewhere", name,
                 g_strerror (errno));
  return target;
}

static void
complain (GFile *file, const char *word, int problem, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  gboolean full = problem == ENOSPC || problem == EDQUOT || problem == EFBIG;

  g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s cannot be written: %s; %s", name,
               word != NULL ? word : g_strerror (problem),
               word == NULL && full ? "make room or save elsewhere" : "save elsewhere");
}

static gboolean
save (GFile *file, GBytes *bytes, gboolean is_private, GError **error)
{
  g_autofree char *target = find_target (file, error);
  const char *word = NULL;

  if (target == NULL)
    return FALSE;
  if (replace (target, bytes, is_private, &word))
    return TRUE;
  complain (file, word, errno, error);
  return FALSE;
}

gboolean
nn_save_file (GFile *file, GBytes *bytes, GError **error)
{
  return save (file, bytes, FALSE, error);
}

gboolean
nn_save_private_file (GFile *file, GBytes *bytes, GError **error)
{
  return save (file, bytes, TRUE, error);
}

gboolean
nn_save_check (GFile *file, GError **error)
{
  g_autofree char *target = find_target (file, error);
  const char *word = NULL;
  struct stat old;
  gboolean exists;

  if (target == NULL)
    return FALSE;
  if (check_target (target, &old, &exists, &word))
    return TRUE;
  complain (file, word, errno, error);
  return FALSE;
}
