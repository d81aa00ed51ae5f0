/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* splice of pipes, SEEK_HOLE */

#include "nn/base/nn-load-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "nn/data/nn-npy.h"
#include "nn/data/nn-own-digits.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/pen/nn-picture.h"

typedef struct {
  char *folder;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("tenfold-load-XXXXXX", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (place->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (place->folder);
  g_free (place->folder);
}

static GFile *
child (Place *place, const char *name)
{
  return g_file_new_build_filename (place->folder, name, NULL);
}

static void
test_reads (Place *place, gconstpointer data)
{
  g_autoptr (GFile) file = child (place, "file");
  g_autoptr (GFile) link = child (place, "link");
  g_autoptr (GFile) missing = child (place, "missing");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "12345678", 8, NULL));
  g_assert_cmpint (symlink ("file", g_file_peek_path (link)), ==, 0);
  bytes = nn_load_file (link, 8, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12345678", 8);
  g_assert_null (nn_load_file (file, 7, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (nn_load_file (missing, 8, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
}

static void
refuse (GFile *file, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nn_load_file (file, NN_LOAD_MAX_BYTES, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_IO);
  g_assert_nonnull (strstr (error->message, says));
}

/* Every reader of files; a pipe that nobody writes to would let one of them wait for ever. */
static void
refuse_everywhere (GFile *file)
{
  g_autoptr (NnModel) model = nn_model_load (file, NULL);
  g_autoptr (NnTensor) tensor = nn_npy_load (file, NULL);
  g_autoptr (NnDataset) csv = nn_dataset_load_csv (file, NULL);
  g_autoptr (NnDataset) idx = nn_dataset_load_idx (file, file, NULL);
  g_autoptr (NnOwnDigits) own = nn_own_digits_load (file, NULL, NULL);
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;

  g_assert_null (model);
  g_assert_null (tensor);
  g_assert_null (csv);
  g_assert_null (idx);
  g_assert_null (own);
  g_assert_false (nn_picture_read (file, &ink, inks, NULL));
}

static void
test_kinds (Place *place, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (place->folder);
  g_autoptr (GFile) fifo = child (place, "fifo");
  g_autoptr (GFile) zero = child (place, "zero");
  g_autoptr (GFile) plug = child (place, "socket");
  g_autoptr (GFile) sparse = child (place, "sparse");
  GFile *files[] = { folder, fifo, zero, plug, sparse };
  const char *says[] = { "a folder", "a pipe", "a device", "a socket", "a hole" };
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  g_assert_cmpint (mkfifo (g_file_peek_path (fifo), 0600), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", g_file_peek_path (zero)), ==, 0);
  fd = socket (AF_UNIX, SOCK_STREAM, 0);
  g_strlcpy (address.sun_path, g_file_peek_path (plug), sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
  fd = open (g_file_peek_path (sparse), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  g_assert_cmpint (ftruncate (fd, 900 << 20), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    if (files[i] == sparse && lseek (fd, 0, SEEK_DATA) >= 0)
      continue; /* This file system knows no holes. */
    refuse (files[i], says[i]);
    refuse_everywhere (files[i]);
  }
  close (fd);
}

/* What a size cannot tell: files that claim to have none, and streams without an end. */
static void
test_endless (Place *place, gconstpointer data)
{
  g_autoptr (GFile) status = g_file_new_for_path ("/proc/self/status");
  g_autoptr (GInputStream) zeros = NULL;
  g_autoptr (GBytes) bytes = nn_load_file (status, 1 << 20, NULL);
  g_autoptr (GError) error = NULL;

  if (bytes != NULL)
    g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
  g_assert_null (nn_load_file (status, 10, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_clear_error (&error);
  zeros = g_unix_input_stream_new (open ("/dev/zero", O_RDONLY | O_CLOEXEC), TRUE);
  g_assert_null (nn_load_stream (zeros, "zeros", 1 << 20, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)
  ADD ("/load-file/reads", test_reads);
  ADD ("/load-file/kinds", test_kinds);
  ADD ("/load-file/endless", test_endless);
  return g_test_run ();
}
