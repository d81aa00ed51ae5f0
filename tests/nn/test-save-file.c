/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* unshare() */

#include "nn/base/nn-save-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH (3 << 20)

typedef struct {
  char *folder, *path;
  GFile *file;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("tenfold-save-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "model.onnx", NULL);
  place->file = g_file_new_for_path (place->path);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (place->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (place->folder);
  g_object_unref (place->file);
  g_free (place->path);
  g_free (place->folder);
}

/* A file of one letter. */
static GBytes *
letters (char letter)
{
  char *data = g_malloc (LENGTH);

  memset (data, letter, LENGTH);
  return g_bytes_new_take (data, LENGTH);
}

/* Asserts that the file is whole and returns its letter. */
static char
whole (const char *path)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, ==, LENGTH);
  for (gsize i = 1; i < length; i++)
    if (data[i] != data[0])
      g_error ("%s is a mixture of two files", path);
  return data[0];
}

static void
save (Place *place, char letter)
{
  g_autoptr (GBytes) bytes = letters (letter);
  g_autoptr (GError) error = NULL;

  nn_save_file (place->file, bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (whole (place->path), ==, letter);
}

static void
test_replace (Place *place, gconstpointer data)
{
  struct stat info;

  save (place, 'a');
  g_assert_cmpint (g_chmod (place->path, 0640), ==, 0);
  save (place, 'b');
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

static void
test_links (Place *place, gconstpointer data)
{
  g_autofree char *target = g_build_filename (place->folder, "target.onnx", NULL);

  /* Through two links, the second relative, to a file that is not there yet; then again. */
  g_assert_cmpint (symlink ("middle", place->path), ==, 0);
  {
    g_autofree char *middle = g_build_filename (place->folder, "middle", NULL);

    g_assert_cmpint (symlink (target, middle), ==, 0);
  }
  save (place, 'a');
  save (place, 'b');
  g_assert_true (g_file_test (place->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (whole (target), ==, 'b');
  g_assert_cmpuint (count_files (place->folder), ==, 3);
}

static void
test_refused (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = letters ('a');
  g_autoptr (GFile) folder = g_file_new_for_path (place->folder);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/model.onnx");
  g_autoptr (GFile) remote = g_file_new_for_uri ("http://example.org/model.onnx");
  GFile *files[] = { folder, nowhere, remote, place->file };

  g_assert_cmpint (symlink ("model.onnx", place->path), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (nn_save_file (files[i], bytes, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  }
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* What is no regular file is not replaced: a program may be waiting at the other end. */
static void
test_kinds (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = letters ('a');
  g_autofree char *link = g_build_filename (place->folder, "link", NULL);
  g_autoptr (GFile) through_link = g_file_new_for_path (link);
  g_autoptr (GFile) null = g_file_new_for_path ("/dev/null");
  GFile *files[] = { place->file, through_link, null };
  struct stat info;

  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  g_assert_cmpint (symlink ("/dev/null", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) before = NULL;

    g_assert_false (nn_save_file (files[i], bytes, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_IO);
    g_assert_false (nn_save_check (files[i], &before));
    g_assert_cmpstr (before->message, ==, error->message);
  }
  g_assert_cmpint (lstat (place->path, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  g_assert_cmpint (stat ("/dev/null", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
  g_assert_cmpuint (count_files (place->folder), ==, 2);
}

/* What saving would say is said before; what it would do is not done. */
static void
test_check (Place *place, gconstpointer data)
{
  g_autofree char *loop = g_build_filename (place->folder, "loop", NULL);
  g_autoptr (GFile) looped = g_file_new_for_path (loop);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/model.onnx");
  g_autoptr (GFile) below = g_file_new_for_path ("/dev/null/model.onnx");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  g_assert_true (nn_save_check (place->file, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
  g_assert_false (nn_save_check (looped, NULL));
  g_assert_false (nn_save_check (nowhere, NULL));
  g_assert_false (nn_save_check (below, NULL));
  save (place, 'a');
  g_assert_true (nn_save_check (place->file, NULL));
}

static void
test_private (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = letters ('b');
  struct stat info;

  save (place, 'a');
  g_assert_cmpint (g_chmod (place->path, 0644), ==, 0);
  g_assert_true (nn_save_private_file (place->file, bytes, NULL));
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  g_assert_cmpint (g_unlink (place->path), ==, 0);
  g_assert_true (nn_save_private_file (place->file, bytes, NULL));
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
}

/* Files of others, as only root can make them: owner and group stay. */
static void
test_owner (Place *place, gconstpointer data)
{
  struct stat info;

  if (geteuid () != 0) {
    g_test_skip ("only root can give files away");
    return;
  }
  save (place, 'a');
  g_assert_cmpint (chown (place->path, 1234, 4321), ==, 0);
  g_assert_cmpint (g_chmod (place->path, 0640), ==, 0);
  save (place, 'b');
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_uid, ==, 1234);
  g_assert_cmpint (info.st_gid, ==, 4321);
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
}

/* Runs as a user other than root, for whom permissions count. */
static void
as_a_user (Place *place, void (*run) (Place *place))
{
  pid_t child;
  int status;

  if (geteuid () == 0)
    g_assert_cmpint (chown (place->folder, 65534, 65534), ==, 0);
  child = fork ();
  if (child == 0) {
    if (geteuid () == 0)
      g_assert_true (setresgid (65534, 65534, 65534) == 0 && setresuid (65534, 65534, 65534) == 0);
    run (place);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

static void
save_without_looking (Place *place)
{
  g_autoptr (GBytes) bytes = letters ('b');
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (place->folder, 0300), ==, 0);
  g_assert_true (nn_save_check (place->file, &error));
  g_assert_no_error (error);
  nn_save_file (place->file, bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (place->folder, 0500), ==, 0);
  g_assert_false (nn_save_check (place->file, NULL));
  g_assert_false (nn_save_file (place->file, bytes, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  g_assert_cmpint (g_chmod (place->folder, 0700), ==, 0);
}

/* A folder that may be written but not listed, and one that may be listed but not written. */
static void
test_rights (Place *place, gconstpointer data)
{
  as_a_user (place, save_without_looking);
  g_assert_cmpint (whole (place->path), ==, 'b');
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* A disk that is full after two thirds of the file. */
static void
test_full_disk (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = letters ('b');
  g_autoptr (GError) error = NULL;
  struct rlimit old, small;
  gboolean saved;

  save (place, 'a');
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = LENGTH * 2 / 3;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  saved = nn_save_file (place->file, bytes, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_false (saved);
  g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  g_assert_nonnull (strstr (error->message, place->path));
  g_assert_cmpint (whole (place->path), ==, 'a');
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* A file system of 64 KiB, in a child whose mounts are its own. */
enum { DISK_GOOD, DISK_NONE = 77 };

static gboolean
write_text (const char *path, const char *text)
{
  FILE *file = fopen (path, "w");
  gboolean good = file != NULL && fwrite (text, strlen (text), 1, file) == 1;

  return file != NULL && fclose (file) == 0 && good;
}

/* Root may mount; others may where the kernel gives them a world in which they are root. */
static gboolean
leave_the_others (void)
{
  g_autofree char *users = g_strdup_printf ("0 %d 1", (int) geteuid ());
  g_autofree char *groups = g_strdup_printf ("0 %d 1", (int) getegid ());

  if (geteuid () == 0)
    return unshare (CLONE_NEWNS) == 0;
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_text ("/proc/self/setgroups", "deny")
         && write_text ("/proc/self/uid_map", users) && write_text ("/proc/self/gid_map", groups);
}

static int
fill_disk (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *small = g_strnfill (20 << 10, 'a');
  g_autofree char *data = NULL;
  g_autoptr (GBytes) first = g_bytes_new (small, 20 << 10);
  g_autoptr (GBytes) second = NULL;
  gsize length;

  if (!leave_the_others () || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("tmpfs", place->folder, "tmpfs", 0, "size=64k") != 0)
    return DISK_NONE;
  second = letters ('b');
  g_assert_true (nn_save_file (place->file, first, &error));
  g_assert_false (nn_save_file (place->file, second, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
  g_assert_nonnull (strstr (error->message, "make room or save elsewhere"));
  g_assert_cmpuint (count_files (place->folder), ==, 1);
  g_assert_true (g_file_get_contents (place->path, &data, &length, NULL));
  g_assert_cmpmem (data, length, small, 20 << 10);
  /* What fits is saved all the same. */
  g_assert_true (nn_save_file (place->file, first, NULL));
  return DISK_GOOD;
}

/* A disk without room: the old file stays whole, nothing is left beside it, the error says why. */
static void
test_no_space (Place *place, gconstpointer data)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    _exit (fill_disk (place));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == DISK_NONE)
    g_test_skip ("no file system of its own can be mounted here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, DISK_GOOD);
}

/* A child saves one file after another and is killed after a time that grows from round to round,
 * from before the first byte to a few files later. */
static void
test_killed (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) a = letters ('a');
  g_autoptr (GBytes) b = letters ('b');
  guint seen[2] = { 0, 0 };

  save (place, 'a');
  /* On a busy machine a child may need longer until it has saved the first one. */
  for (guint round = 0; round < 150 || (seen[1] == 0 && round < 300); round++) {
    pid_t child = fork ();
    int status;

    if (child == 0) {
      for (guint i = 1;; i++)
        nn_save_file (place->file, i % 2 == 1 ? b : a, NULL);
    }
    g_assert_cmpint (child, >, 0);
    g_usleep (round < 150 ? round * 131 : round * 2000);
    g_assert_cmpint (kill (child, SIGKILL), ==, 0);
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    seen[whole (place->path) == 'b']++;
  }
  g_test_message ("%u times one file was there, %u times the other", seen[0], seen[1]);
  g_assert_cmpuint (seen[0], >, 0);
  g_assert_cmpuint (seen[1], >, 0);
  /* What killed processes leave is taken away by the next. */
  save (place, 'c');
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

/* A user's files whose names look like those of a crash stay. */
static void
test_stale (Place *place, gconstpointer data)
{
  static const char *const names[]
      = { ".model.onnx.tenfold-a1b2C3", ".model.onnx.tenfold-locked", ".model.onnx.backup",
          ".other.onnx.tenfold-a1b2C3", ".model.onnx.tenfold-longer7" };
  g_autofree char *link = g_build_filename (place->folder, ".model.onnx.tenfold-linked", NULL);
  g_autofree char *locked = g_build_filename (place->folder, names[1], NULL);
  int fd;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (place->folder, names[i], NULL);

    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  }
  g_assert_cmpint (symlink (names[2], link), ==, 0);
  fd = open (locked, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  save (place, 'a');
  /* All but the first. */
  g_assert_cmpuint (count_files (place->folder), ==, G_N_ELEMENTS (names) + 1);
  close (fd);
  save (place, 'b');
  g_assert_false (g_file_test (locked, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (place->folder), ==, G_N_ELEMENTS (names));
}

static void
save_over_and_over (Place *place, char letter)
{
  g_autoptr (GBytes) bytes = letters (letter);

  for (guint i = 0; i < 20; i++)
    g_assert_true (nn_save_file (place->file, bytes, NULL));
}

/* Three who save the same file do not take each other's for what a crash has left. */
static void
test_together (Place *place, gconstpointer data)
{
  pid_t children[3];
  int status;

  for (guint i = 0; i < 3; i++) {
    children[i] = fork ();
    if (children[i] == 0) {
      save_over_and_over (place, (char) ('a' + i));
      _exit (0);
    }
  }
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  }
  whole (place->path);
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)
  ADD ("/save-file/replace", test_replace);
  ADD ("/save-file/links", test_links);
  ADD ("/save-file/refused", test_refused);
  ADD ("/save-file/kinds", test_kinds);
  ADD ("/save-file/check", test_check);
  ADD ("/save-file/private", test_private);
  ADD ("/save-file/owner", test_owner);
  ADD ("/save-file/rights", test_rights);
  ADD ("/save-file/stale", test_stale);
  ADD ("/save-file/together", test_together);
  ADD ("/save-file/full-disk", test_full_disk);
  ADD ("/save-file/no-space", test_no_space);
  ADD ("/save-file/killed", test_killed);
  return g_test_run ();
}
