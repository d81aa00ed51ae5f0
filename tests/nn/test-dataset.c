/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/data/nn-dataset.h"

#define N 3

static GBytes *
idx_pictures (void)
{
  guint8 *data = g_malloc (16 + N * 784);
  static const guint8 header[16] = { 0, 0, 8, 3, 0, 0, 0, N, 0, 0, 0, 28, 0, 0, 0, 28 };

  memcpy (data, header, 16);
  for (int i = 0; i < N * 784; i++)
    data[16 + i] = (guint8) (i % 251);
  return g_bytes_new_take (data, 16 + N * 784);
}

static GBytes *
idx_labels (guint8 last)
{
  const guint8 data[] = { 0, 0, 8, 1, 0, 0, 0, N, 4, 0, last };

  return g_bytes_new (data, sizeof data);
}

static char *
csv_line (guint label, guint n_pixels, guint value)
{
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%u", label);
  for (guint i = 0; i < n_pixels; i++)
    g_string_append_printf (line, ",%u", value);
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

static void
test_idx (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pictures = idx_pictures ();
  g_autoptr (GBytes) labels = idx_labels (9);
  g_autoptr (NnDataset) dataset
      = nn_dataset_parse_idx (pictures, "pictures", labels, "labels", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (dataset), ==, N);
  g_assert_cmpuint (nn_dataset_labels (dataset)[0], ==, 4);
  g_assert_cmpuint (nn_dataset_labels (dataset)[2], ==, 9);
  g_assert_cmpuint (nn_dataset_pixels (dataset)[784], ==, 784 % 251);
}

static void
test_idx_truncated (void)
{
  g_autoptr (GBytes) pictures = idx_pictures ();
  g_autoptr (GBytes) labels = idx_labels (9);

  for (gsize n = 0; n < g_bytes_get_size (pictures); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (pictures, 0, n);

    g_assert_null (nn_dataset_parse_idx (part, "pictures", labels, "labels", &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
    g_assert_nonnull (strstr (error->message, "pictures"));
  }
  for (gsize n = 0; n < g_bytes_get_size (labels); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (labels, 0, n);

    g_assert_null (nn_dataset_parse_idx (pictures, "pictures", part, "labels", &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  }
}

static void
test_idx_wrong (void)
{
  g_autoptr (GBytes) pictures = idx_pictures ();
  g_autoptr (GBytes) high = idx_labels (10);
  const guint8 fewer[] = { 0, 0, 8, 1, 0, 0, 0, 2, 4, 0 };
  g_autoptr (GBytes) two = g_bytes_new_static (fewer, sizeof fewer);
  g_autoptr (GError) error = NULL;

  g_assert_null (nn_dataset_parse_idx (pictures, "p", high, "l", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (nn_dataset_parse_idx (pictures, "p", two, "l", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_null (nn_dataset_parse_idx (two, "p", pictures, "l", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
}

static NnDataset *
parse_csv (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return nn_dataset_parse_csv (bytes, "data.csv", error);
}

static void
test_csv (void)
{
  g_autofree char *first = csv_line (7, 784, 255), *second = csv_line (0, 784, 0);
  g_autofree char *text = g_strconcat ("label,1x1,1x2\n", first, second, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset = parse_csv (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (dataset), ==, 2);
  g_assert_cmpuint (nn_dataset_labels (dataset)[0], ==, 7);
  g_assert_cmpuint (nn_dataset_pixels (dataset)[783], ==, 255);
  g_assert_cmpuint (nn_dataset_pixels (dataset)[784], ==, 0);
}

static void
test_csv_wrong (void)
{
  g_autofree char *good = csv_line (7, 784, 255);
  const struct {
    guint label, n_pixels, value;
  } wrong[] = { { 7, 783, 0 }, { 7, 785, 0 }, { 10, 784, 0 }, { 7, 784, 256 }, { 7, 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *bad = csv_line (wrong[i].label, wrong[i].n_pixels, wrong[i].value);
    g_autofree char *text = g_strconcat (good, bad, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (parse_csv (text, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
    g_assert_true (g_str_has_prefix (error->message, "data.csv:2:"));
  }
}

static void
test_csv_truncated (void)
{
  g_autofree char *text = csv_line (7, 784, 255);
  gsize length = strlen (text);

  /* Without the last line's end nothing is missing; "25" and "2" for 255 are numbers too. */
  for (gsize n = 0; n < length - 3; n++) {
    g_autofree char *part = g_strndup (text, n);
    g_autoptr (GError) error = NULL;

    g_assert_null (parse_csv (part, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  }
}

static void
test_gzip (void)
{
  g_autoptr (GBytes) plain = idx_pictures ();
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  guint8 packed[8192];
  gsize read, written;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = NULL, unpacked = NULL;

  g_assert_cmpint (g_converter_convert (gzip, g_bytes_get_data (plain, NULL),
                                        g_bytes_get_size (plain), packed, sizeof packed,
                                        G_CONVERTER_INPUT_AT_END, &read, &written, &error),
                   ==, G_CONVERTER_FINISHED);
  whole = g_bytes_new (packed, written);
  unpacked = nn_load_unpack (whole, "file.gz", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, unpacked));
  for (gsize n = 2; n < written; n++) {
    g_autoptr (GBytes) part = g_bytes_new (packed, n);

    g_assert_null (nn_load_unpack (part, "file.gz", &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
    g_clear_error (&error);
  }
}

static void
test_split (void)
{
  g_autoptr (GBytes) pictures = idx_pictures ();
  g_autoptr (GBytes) labels = idx_labels (9);
  g_autoptr (NnDataset) dataset = nn_dataset_parse_idx (pictures, "p", labels, "l", NULL);
  g_autofree guint32 *training = NULL, *validation = NULL;
  gsize n;

  nn_dataset_split (dataset, 1, 3, &training, &n, &validation);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (training[0], <, training[1]);
  g_assert_cmpuint (training[0] + training[1] + validation[0], ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/idx", test_idx);
  g_test_add_func ("/dataset/idx-truncated", test_idx_truncated);
  g_test_add_func ("/dataset/idx-wrong", test_idx_wrong);
  g_test_add_func ("/dataset/csv", test_csv);
  g_test_add_func ("/dataset/csv-wrong", test_csv_wrong);
  g_test_add_func ("/dataset/csv-truncated", test_csv_truncated);
  g_test_add_func ("/dataset/gzip", test_gzip);
  g_test_add_func ("/dataset/split", test_split);
  return g_test_run ();
}
