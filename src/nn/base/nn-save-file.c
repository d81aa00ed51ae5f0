/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-save-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Links to links to links; the kernel's own limit. */
#define MAX_LINKS 40

/* What is written at a time. */
#define PIECE ((gsize) 1 << 20)

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

/* A replaced file keeps its permissions. One of another owner cannot always be given back to him;
 * then it is ours. */
static gboolean
keep_permissions (int fd, const char *path)
{
  struct stat old;
  mode_t mode;

  if (stat (path, &old) != 0)
    return TRUE;
  mode = old.st_mode & 07777;
  if ((old.st_uid != geteuid () || old.st_gid != getegid ())
      && fchown (fd, old.st_uid, old.st_gid) != 0)
    mode &= 0777;
  return fchmod (fd, mode) == 0;
}

static gboolean
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good;

  if (fd < 0)
    return FALSE;
  /* Some file systems know no syncing of folders; they have done what they can. */
  good = fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP;
  close (fd);
  return good;
}

/* FALSE with errno set. */
static gboolean
replace (const char *path, GBytes *bytes)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *temporary = g_strdup_printf ("%s/.%.200s.XXXXXX", folder, base);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gboolean good;
  int fd, problem;

  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    errno = EISDIR;
    return FALSE;
  }
  /* Replacing needs no right to write the file itself, but whoever took it away meant it. */
  if (g_access (path, F_OK) == 0 && g_access (path, W_OK) != 0)
    return FALSE;
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return FALSE;
  good = keep_permissions (fd, path) && write_all (fd, data, length) && fsync (fd) == 0;
  problem = errno;
  if (close (fd) != 0 && good) {
    good = FALSE;
    problem = errno;
  }
  if (good && g_rename (temporary, path) != 0) {
    good = FALSE;
    problem = errno;
  }
  if (!good)
    g_unlink (temporary);
  else if (!sync_folder (folder)) {
    good = FALSE;
    problem = errno;
  }
  errno = problem;
  return good;
}

gboolean
nn_save_file (GFile *file, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *target = NULL;

  if (path == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO,
                 "%s cannot be written: it is no local file; save to a folder of this machine",
                 name);
    return FALSE;
  }
  target = follow_links (path);
  if (target == NULL || !replace (target, bytes)) {
    int problem = errno;

    g_set_error (
        error, NN_ERROR, NN_ERROR_IO, "%s cannot be written: %s; %s", name, g_strerror (problem),
        problem == ENOSPC || problem == EDQUOT || problem == EFBIG ? "make room or save elsewhere"
                                                                   : "save elsewhere");
    return FALSE;
  }
  return TRUE;
}
