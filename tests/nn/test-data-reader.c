/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/data/nn-data-files.h"
#include "nn/data/nn-data-names.h"
#include "nn/data/nn-dataset.h"
#include "nn/pen/nn-picture.h"

/* Every way in which people keep digits, made from the same few synthetic ones. */

#define N 40

typedef struct {
  char *folder;
  NnDataset *digits;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("tenfold-data-XXXXXX", NULL);
  f->digits = nn_dataset_new_synthetic_with ("digits", N, 5);
}

static void
remove_all (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_all (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_all (f->folder);
  g_free (f->folder);
  nn_dataset_unref (f->digits);
}

static void
put (Fixture *f, const char *path, const void *data, gsize length)
{
  g_autofree char *name = g_build_filename (f->folder, path, NULL);
  g_autofree char *folder = g_path_get_dirname (name);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (name, data, (gssize) length, NULL));
}

static void
put_bytes (Fixture *f, const char *path, GBytes *bytes)
{
  put (f, path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

static gboolean
load (Fixture *f, const char *path, NnDataset **train, NnDataset **test, GError **error)
{
  g_autofree char *name = g_build_filename (f->folder, path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);

  return nn_dataset_load_parts (file, train, test, error);
}

static gboolean
is_noted (const NnDataset *dataset, const char *words)
{
  for (const char *const *note = nn_dataset_notes (dataset); *note != NULL; note++)
    if (strstr (*note, words) != NULL)
      return TRUE;
  return FALSE;
}

/* All digits in their order, to within a rounded byte. */
static void
assert_same (const NnDataset *dataset, const NnDataset *digits)
{
  g_assert_cmpuint (nn_dataset_count (dataset), ==, N);
  g_assert_cmpmem (nn_dataset_labels (dataset), N, nn_dataset_labels (digits), N);
  for (gsize i = 0; i < (gsize) N * NN_PICTURE_PIXELS; i++)
    g_assert_cmpint (ABS (nn_dataset_pixels (dataset)[i] - nn_dataset_pixels (digits)[i]), <=, 1);
}

/* The file in the folder gives the digits, with a note of these words or without any (NULL). */
static void
assert_opens (Fixture *f, const char *path, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;

  load (f, path, &train, &test, &error);
  g_assert_no_error (error);
  assert_same (train, f->digits);
  if (note != NULL)
    g_assert_true (is_noted (train, note));
  else
    g_assert_null (nn_dataset_notes (train)[0]);
}

static void
assert_refused (Fixture *f, const char *path, NnError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;

  g_assert_false (load (f, path, &train, &test, &error));
  g_assert_error (error, NN_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (train);
  g_assert_null (test);
}

/* --- IDX --- */

/* The labels as IDX of big-endian int32 with so many columns. */
static GBytes *
int32_labels (const NnDataset *digits, guint8 columns)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 flat[] = { 0, 0, 0x0c, 1, 0, 0, 0, N };
  const guint8 wide[] = { 0, 0, 0x0c, 2, 0, 0, 0, N, 0, 0, 0, columns };

  g_byte_array_append (file, columns > 1 ? wide : flat, columns > 1 ? sizeof wide : sizeof flat);
  for (guint i = 0; i < N; i++)
    for (guint c = 0; c < columns; c++) {
      const guint8 number[] = { 0, 0, 0, c == 0 ? nn_dataset_labels (digits)[i] : 77 };

      g_byte_array_append (file, number, sizeof number);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static void
test_idx (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) pictures = nn_dataset_to_idx_pictures (f->digits);
  g_autoptr (GByteArray) four = g_byte_array_new ();
  const guint8 header[] = { 0, 0, 8, 4, 0, 0, 0, N, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28 };

  put_bytes (f, "plain/train-images-idx3-ubyte", g_bytes_ref (pictures));
  put_bytes (f, "plain/train-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  assert_opens (f, "plain", NULL);
  assert_opens (f, "plain/train-images-idx3-ubyte", NULL);
  put_bytes (f, "inside/train-images.idx3-ubyte/train-images.idx3-ubyte", g_bytes_ref (pictures));
  put_bytes (f, "inside/train-labels.idx1-ubyte/train-labels.idx1-ubyte",
             nn_dataset_to_idx_labels (f->digits));
  /* The same once more, beside the folders. */
  put_bytes (f, "inside/train-images-idx3-ubyte", g_bytes_ref (pictures));
  assert_opens (f, "inside", NULL);
  put_bytes (f, "deep/MNIST/raw/train-images-idx3-ubyte", g_bytes_ref (pictures));
  put_bytes (f, "deep/MNIST/raw/train-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  assert_opens (f, "deep", NULL);
  put_bytes (f, "qmnist/qmnist-train-images-idx3-ubyte", g_bytes_ref (pictures));
  put_bytes (f, "qmnist/qmnist-train-labels-idx2-int", int32_labels (f->digits, 8));
  assert_opens (f, "qmnist", NULL);
  g_byte_array_append (four, header, sizeof header);
  g_byte_array_append (four, nn_dataset_pixels (f->digits), N * NN_PICTURE_PIXELS);
  put (f, "four/train-images-idx4-ubyte", four->data, four->len);
  put_bytes (f, "four/train-labels-idx1-int", int32_labels (f->digits, 1));
  assert_opens (f, "four", NULL);
}

static void
test_only_test (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autofree char *name = g_build_filename (f->folder, "t", NULL);

  put_bytes (f, "t/t10k-images-idx3-ubyte", nn_dataset_to_idx_pictures (f->digits));
  put_bytes (f, "t/t10k-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  g_assert_false (nn_dataset_load (name, &train, &test, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_true (nn_dataset_load_test (name, &train, &test, &error));
  g_assert_null (train);
  assert_same (test, f->digits);
}

/* --- EMNIST and classes beyond ten --- */

static GBytes *
turned_pictures (const NnDataset *digits)
{
  g_autoptr (GBytes) file = nn_dataset_to_idx_pictures (digits);
  gsize length;
  guint8 *bytes = g_memdup2 (g_bytes_get_data (file, &length), g_bytes_get_size (file));
  guint8 *to = bytes + length - (gsize) N * NN_PICTURE_PIXELS;

  for (gsize i = 0; i < N; i++)
    for (gsize p = 0; p < NN_PICTURE_PIXELS; p++)
      to[i * NN_PICTURE_PIXELS + p]
          = nn_dataset_pixels (digits)[i * NN_PICTURE_PIXELS + p % 28 * 28 + p / 28];
  return g_bytes_new_take (bytes, length);
}

static void
test_emnist (Fixture *f, gconstpointer data)
{
  guint8 letters[8 + N] = { 0, 0, 8, 1, 0, 0, 0, N };

  put_bytes (f, "own/emnist-digits-train-images-idx3-ubyte", turned_pictures (f->digits));
  put_bytes (f, "own/emnist-digits-train-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  assert_opens (f, "own", "upright");
  /* Of several sets, the digits are meant. */
  put_bytes (f, "own/emnist-letters-train-images-idx3-ubyte", turned_pictures (f->digits));
  assert_opens (f, "own", "Left out");
  put_bytes (f, "renamed/train-images-idx3-ubyte", turned_pictures (f->digits));
  put_bytes (f, "renamed/train-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  assert_opens (f, "renamed", "upright");
  for (guint i = 0; i < N; i++)
    letters[8 + i] = (guint8) (1 + i % 26);
  put_bytes (f, "letters/train-images-idx3-ubyte", nn_dataset_to_idx_pictures (f->digits));
  put (f, "letters/train-labels-idx1-ubyte", letters, sizeof letters);
  assert_refused (f, "letters", NN_ERROR_RANGE, "from 1 to 26");
}

static void
test_more_classes (Fixture *f, gconstpointer data)
{
  guint8 labels[8 + N] = { 0, 0, 8, 1, 0, 0, 0, N };
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;

  memcpy (labels + 8, nn_dataset_labels (f->digits), N);
  labels[8 + 3] = 46;
  put_bytes (f, "x/train-images-idx3-ubyte", nn_dataset_to_idx_pictures (f->digits));
  put (f, "x/train-labels-idx1-ubyte", labels, sizeof labels);
  load (f, "x", &train, &test, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (train), ==, N - 1);
  g_assert_true (is_noted (train, "beyond 0 to 9"));
}

/* --- CSV --- */

typedef struct {
  const char *title, *before, *header, *separator, *quote, *line_end;
  gboolean counts, label_last, trailing;
  const char *format; /* of a number; NULL: a whole one */
  double scale;
  const char *note;
} CsvStyle;

/* clang-format off */
static const CsvStyle csv_styles[] = {
  { "plain",      "",             "",              ",",  "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "header",     "",             "label,pixel0\n", ",", "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "mark",       "\xef\xbb\xbf", "",              ",",  "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "cr",         "",             "",              ",",  "",   "\r",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "crlf",       "",             "",              ",",  "",   "\r\n", FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "semicolon",  "",             "",              ";",  "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "tab",        "",             "",              "\t", "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "space",      "",             "",              ", ", "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "spaces",     "",             "",              "  ", "",   "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "quoted",     "",             "\"label\"\n",   ",",  "\"", "\n",   FALSE, FALSE, FALSE, NULL,   1,       NULL },
  { "point",      "",             "",              ",",  "",   "\n",   FALSE, FALSE, FALSE, "%.1f", 1,       NULL },
  { "exponent",   "",             "",              ",",  "",   "\n",   FALSE, FALSE, FALSE, "%.6e", 1,       NULL },
  { "fractions",  "",             "",              ",",  "",   "\n",   FALSE, FALSE, FALSE, "%.4f", 1 / 255., NULL },
  { "pandas",     "",             ",label\n",      ",",  "",   "\n",   TRUE,  FALSE, FALSE, NULL,   1,       NULL },
  { "trailing",   "",             "",              ",",  "",   "\n",   FALSE, FALSE, TRUE,  NULL,   1,       NULL },
  { "label-last", "",             "",              ",",  "",   "\n",   FALSE, TRUE,  FALSE, NULL,   1,       "last of 785" },
};
/* clang-format on */

static char *
write_csv (const NnDataset *digits, const CsvStyle *style, gboolean has_labels)
{
  GString *text = g_string_new (style->before);

  g_string_append (text, style->header);
  for (guint i = 0; i < N; i++) {
    g_autoptr (GString) line = g_string_new (NULL);
    guint label = nn_dataset_labels (digits)[i];

    if (style->counts)
      g_string_append_printf (line, "%u%s", i, style->separator);
    if (has_labels && !style->label_last)
      g_string_append_printf (line, "%s%u%s%s", style->quote, label, style->quote,
                              style->separator);
    for (guint p = 0; p < NN_PICTURE_PIXELS; p++) {
      double value = nn_dataset_pixels (digits)[i * NN_PICTURE_PIXELS + p] * style->scale;
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, style->format != NULL ? style->format : "%.0f",
                       value);
      g_string_append_printf (line, "%s%s%s%s", p > 0 ? style->separator : "", style->quote, number,
                              style->quote);
    }
    if (style->label_last)
      g_string_append_printf (line, "%s%u", style->separator, label);
    g_string_append_printf (line, "%s%s", style->trailing ? style->separator : "", style->line_end);
    g_string_append (text, line->str);
  }
  return g_string_free (text, FALSE);
}

static void
test_csv (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (csv_styles); i++) {
    g_autofree char *text = write_csv (f->digits, &csv_styles[i], TRUE);
    g_autofree char *path = g_strdup_printf ("%s/mnist_train_40.csv", csv_styles[i].title);

    g_test_message ("%s", csv_styles[i].title);
    put (f, path, text, strlen (text));
    assert_opens (f, csv_styles[i].title, csv_styles[i].note);
    assert_opens (f, path, csv_styles[i].note);
  }
}

static void
test_kaggle (Fixture *f, gconstpointer data)
{
  g_autofree char *train = write_csv (f->digits, &csv_styles[1], TRUE);
  g_autofree char *test = write_csv (f->digits, &csv_styles[0], FALSE);
  g_autofree char *header = g_strconcat ("pixel0,pixel1\n", test, NULL);

  put (f, "k/train.csv", train, strlen (train));
  put (f, "k/test.csv", header, strlen (header));
  put (f, "k/sample_submission.csv", "ImageId,Label\n1,0\n", 18);
  assert_opens (f, "k", "no labels");
  assert_opens (f, "k", "sample_submission.csv");
  assert_refused (f, "k/test.csv", NN_ERROR_MISSING, "no labels");
}

static void
test_csv_refused (Fixture *f, gconstpointer data)
{
  const char utf16[] = "\xff\xfe"
                       "5\0,\0"
                       "0\0";
  g_autofree char *text = write_csv (f->digits, &csv_styles[0], TRUE);
  g_autofree char *bad = g_strconcat (text, "3,x,0\n", NULL);

  put (f, "utf/train.csv", utf16, sizeof utf16);
  assert_refused (f, "utf", NN_ERROR_UNSUPPORTED, "UTF-8");
  put (f, "bad/train.csv", bad, strlen (bad));
  assert_refused (f, "bad", NN_ERROR_FORMAT, "train.csv:41: field 2");
}

/* --- folders of digits --- */

/* The picture as PNG: dark ink on white, moved by so many pixels. */
static void
put_png (Fixture *f, const char *path, const guint8 *pixels)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 28, 28);
  g_autofree char *bytes = NULL;
  gsize length;

  for (int y = 0; y < 28; y++)
    for (int x = 0; x < 28 * 3; x++)
      gdk_pixbuf_get_pixels (picture)[y * gdk_pixbuf_get_rowstride (picture) + x]
          = (guint8) (255 - pixels[y * 28 + x / 3]);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &bytes, &length, "png", NULL, NULL));
  put (f, path, bytes, length);
}

static void
put_classes (Fixture *f, const char *root, const char *const *names)
{
  for (guint i = 0; i < N; i++) {
    g_autofree char *path
        = g_strdup_printf ("%s/%s/%02u.png", root, names[nn_dataset_labels (f->digits)[i]], i);

    put_png (f, path, nn_dataset_pixels (f->digits) + (gsize) i * NN_PICTURE_PIXELS);
  }
}

static void
assert_classes (Fixture *f, const char *path, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  guint counts[2][NN_N_CLASSES] = { { 0 } };

  load (f, path, &train, &test, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (train), ==, N);
  for (guint i = 0; i < N; i++) {
    counts[0][nn_dataset_labels (train)[i]]++;
    counts[1][nn_dataset_labels (f->digits)[i]]++;
  }
  g_assert_cmpmem (counts[0], sizeof counts[0], counts[1], sizeof counts[1]);
  if (note != NULL)
    g_assert_true (is_noted (train, note));
}

static void
test_classes (Fixture *f, gconstpointer data)
{
  static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
  static const char *const words[]
      = { "zero", "One", "two", "three", "four", "five", "six", "seven", "eight", "nine" };
  static const guint8 blank[NN_PICTURE_PIXELS] = { 0 };

  put_classes (f, "a/training", digits);
  put_classes (f, "a/testing", digits);
  assert_classes (f, "a", NULL);
  put_classes (f, "b/pictures/Train", words);
  assert_classes (f, "b", NULL);
  put_classes (f, "c", digits);
  assert_classes (f, "c", NULL);
  put (f, "c/3/Thumbs.db", "\xd0\xcf\x11\xe0", 4);
  put (f, "c/3/desktop.ini", "[x]", 3);
  put (f, "c/list.csv", "a,b\n", 4);
  assert_classes (f, "c", "2 files that cannot be read as pictures (3/Thumbs.db, 3/desktop.ini)");
  put_png (f, "c/5/blank.png", blank);
  assert_classes (f, "c", "1 pictures without ink (5/blank.png)");
  put_png (f, "c/A/1.png", nn_dataset_pixels (f->digits));
  assert_classes (f, "c", "1 folders of pictures that are of no digit (A)");
}

/* Drawings that are not centred are read as they would be one by one. */
static void
test_off_centre (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  gsize same = 0;

  for (guint i = 0; i < N; i++) {
    g_autofree char *path = g_strdup_printf ("o/%u/%02u.png", nn_dataset_labels (f->digits)[i], i);
    guint8 moved[NN_PICTURE_PIXELS] = { 0 };

    for (int y = 0; y < 24; y++)
      for (int x = 0; x < 24; x++)
        moved[y * 28 + x]
            = nn_dataset_pixels (f->digits)[i * NN_PICTURE_PIXELS + (y + 4) * 28 + x + 4];
    put_png (f, path, moved);
  }
  load (f, "o", &train, &test, &error);
  g_assert_no_error (error);
  g_assert_true (is_noted (train, "not centred"));
  /* The middle of each has ink again or not, as it had before. */
  for (gsize i = 0; i < nn_dataset_count (train); i++) {
    guint x_sum = 0, mass = 0;

    for (guint p = 0; p < NN_PICTURE_PIXELS; p++) {
      guint ink = nn_dataset_pixels (train)[i * NN_PICTURE_PIXELS + p];

      mass += ink;
      x_sum += ink * (p % 28 * 2 + 1);
    }
    same += ABS (x_sum / (2. * mass) - 14) < 1.5;
  }
  g_assert_cmpuint (same, >=, N * 9 / 10);
}

/* --- archives and NumPy --- */

typedef struct {
  struct archive *archive;
  guint8 *bytes;
  gsize used;
} Zip;

static void
zip_start (Zip *zip, gsize room)
{
  zip->archive = archive_write_new ();
  zip->bytes = g_malloc (room);
  g_assert_cmpint (archive_write_set_format_zip (zip->archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_memory (zip->archive, zip->bytes, room, &zip->used), ==,
                   ARCHIVE_OK);
}

static void
zip_add (Zip *zip, const char *name, const void *data, gsize length)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) length);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  g_assert_cmpint (archive_write_header (zip->archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (zip->archive, data, length), ==, (la_ssize_t) length);
  archive_entry_free (entry);
}

static GBytes *
zip_end (Zip *zip)
{
  g_assert_cmpint (archive_write_close (zip->archive), ==, ARCHIVE_OK);
  archive_write_free (zip->archive);
  return g_bytes_new_take (zip->bytes, zip->used);
}

static void
zip_add_bytes (Zip *zip, const char *name, GBytes *bytes)
{
  zip_add (zip, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

/* An array as NumPy writes it. */
static GBytes *
npy (const char *shape, const void *data, gsize length)
{
  g_autofree char *header
      = g_strdup_printf ("{'descr': '|u1', 'fortran_order': False, 'shape': %s, }", shape);
  GByteArray *file = g_byte_array_new ();
  const guint8 start[] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (guint8) strlen (header), 0 };

  g_byte_array_append (file, start, sizeof start);
  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (file, data, (guint) length);
  return g_byte_array_free_to_bytes (file);
}

static void
test_archives (Fixture *f, gconstpointer data)
{
  Zip zip;
  g_autoptr (GBytes) whole = NULL;

  zip_start (&zip, 1 << 20);
  zip_add_bytes (&zip, "x_train.npy",
                 npy ("(40, 28, 28)", nn_dataset_pixels (f->digits), N * NN_PICTURE_PIXELS));
  zip_add_bytes (&zip, "y_train.npy", npy ("(40,)", nn_dataset_labels (f->digits), N));
  put_bytes (f, "keras/mnist.npz", zip_end (&zip));
  assert_opens (f, "keras/mnist.npz", NULL);
  assert_opens (f, "keras", NULL);

  zip_start (&zip, 1 << 20);
  zip_add_bytes (&zip, "archive/train-images-idx3-ubyte", nn_dataset_to_idx_pictures (f->digits));
  zip_add_bytes (&zip, "archive/train-labels-idx1-ubyte", nn_dataset_to_idx_labels (f->digits));
  zip_add (&zip, "__MACOSX/archive/._train", "x", 1);
  whole = zip_end (&zip);
  put_bytes (f, "archive.zip", g_bytes_ref (whole));
  assert_opens (f, "archive.zip", NULL);
  for (gsize n = 4; n < g_bytes_get_size (whole); n += 97) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NnDataset) train = NULL;
    g_autoptr (NnDataset) test = NULL;

    put (f, "cut.zip", g_bytes_get_data (whole, NULL), n);
    if (!load (f, "cut.zip", &train, &test, &error))
      g_assert_nonnull (error);
  }
}

/* An archive that would fill the memory is refused when the limit is reached. */
static void
test_bomb (Fixture *f, gconstpointer data)
{
  g_autofree guint8 *zeros = g_malloc0 (1 << 24);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  Zip zip;

  if (!g_test_slow ()) {
    g_test_skip ("unpacks 1 GiB");
    return;
  }
  zip_start (&zip, 1 << 22);
  for (guint i = 0; i < 65; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);

    zip_add (&zip, name, zeros, 1 << 24);
  }
  bytes = zip_end (&zip);
  files = nn_data_files_of_archive (bytes, "bomb", &error);
  g_assert_null (files);
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  put (f, "p/mnist.pkl", "\x80\x02(X", 4);
  assert_refused (f, "p", NN_ERROR_UNSUPPORTED, "numpy.savez");
  assert_refused (f, "p/mnist.pkl", NN_ERROR_UNSUPPORTED, "pickle");
  put (f, "m/emnist-digits.mat", "MATLAB 5.0 MAT-file", 19);
  assert_refused (f, "m", NN_ERROR_UNSUPPORTED, "loadmat");
  put (f, "n/readme.txt", "nothing", 7);
  assert_refused (f, "n", NN_ERROR_MISSING, "no pictures of digits");
  assert_refused (f, "absent", NN_ERROR_MISSING, "absent");
}

static void
test_names (void)
{
  static const struct {
    const char *folder;
    int digit;
  } folders[] = { { "3", 3 },  { "03", 3 },  { "Three", 3 }, { "digit_3", 3 }, { "class 3", 3 },
                  { "A", -1 }, { "10", -1 }, { "ten", -1 },  { "3x", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_assert_cmpint (nn_name_digit (folders[i].folder), ==, folders[i].digit);
  g_assert_cmpint (nn_name_part ("x/Training/3/1.png"), ==, NN_PART_TRAIN);
  g_assert_cmpint (nn_name_part ("t10k-images"), ==, NN_PART_TEST);
  g_assert_cmpint (nn_name_part ("xtest.npy"), ==, NN_PART_TEST);
  g_assert_cmpint (nn_name_part ("val/3/1.png"), ==, NN_PART_VALIDATION);
  g_assert_cmpint (nn_name_part ("digits.csv"), ==, NN_PART_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/data/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("idx", test_idx);
  ADD ("only-test", test_only_test);
  ADD ("emnist", test_emnist);
  ADD ("more-classes", test_more_classes);
  ADD ("csv", test_csv);
  ADD ("kaggle", test_kaggle);
  ADD ("csv-refused", test_csv_refused);
  ADD ("classes", test_classes);
  ADD ("off-centre", test_off_centre);
  ADD ("archives", test_archives);
  ADD ("bomb", test_bomb);
  ADD ("refused", test_refused);
  g_test_add_func ("/data/names", test_names);
  return g_test_run ();
}
