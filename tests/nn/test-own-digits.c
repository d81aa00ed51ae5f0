/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nn/data/nn-own-digits.h"

/* The data folder is one of the test's own: see main(). */

#define STROKES "\"strokes\":[[[0.5,0.1,0,1],[0.5,0.9,0.25,0.5]]]"

static char *
drawn_line (float x, int label)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  const float widths[] = { 0.0625f };

  nn_drawing_begin_stroke (drawing, (NnPoint){ x, 0.1f, 0, 1 });
  nn_drawing_add_point (drawing, (NnPoint){ 0.5f, 0.9f, 0.25f, 0.5f });
  return nn_own_line_write (drawing, widths, NULL, label);
}

static NnOwnDigits *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return nn_own_digits_parse (bytes, NULL);
}

static void
assert_text (NnOwnDigits *digits, const char *expected)
{
  g_autoptr (GBytes) bytes = nn_own_digits_to_bytes (digits);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_cmpmem (text, length, expected, strlen (expected));
}

static void
test_there_and_back (void)
{
  g_autoptr (NnOwnLine) line = nn_own_line_new (drawn_line (0.3f, 7));
  g_autoptr (NnOwnLine) same = nn_own_line_new (drawn_line (0.3f, 4));
  g_autoptr (NnOwnLine) other = nn_own_line_new (drawn_line (0.4f, 7));
  g_autoptr (NnDrawing) drawing = NULL;
  g_autoptr (GArray) widths = NULL;
  g_autoptr (GBytes) picture = NULL;
  float inks[NN_PICTURE_PIXELS];
  const NnPoint *points;
  guint n;

  g_assert_null (line->problem);
  g_assert_cmpint (line->label, ==, 7);
  g_assert_cmpstr (line->id, !=, other->id);
  g_assert_cmpstr (line->id, ==, same->id);
  g_assert_true (nn_own_line_unpack (line, &drawing, &widths, &picture));
  g_assert_null (picture);
  points = nn_drawing_stroke (drawing, 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (points[0].x == 0.3f && points[1].y == 0.9f);
  g_assert_true (points[1].time == 0.25f && points[1].pressure == 0.5f);
  g_assert_true (g_array_index (widths, float, 0) == 0.0625f);
  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DRAWING);
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    g_assert_cmpint (line->pixels[i], ==, (int) (inks[i] * 255 + 0.5f));
}

static void
test_picture (void)
{
  g_autoptr (NnDrawing) drawing = NULL;
  g_autoptr (GArray) widths = NULL;
  g_autoptr (GBytes) picture = NULL;
  guint8 pixels[NN_PICTURE_PIXELS];
  g_autoptr (NnOwnLine) line = NULL;

  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (i % 256);
  line = nn_own_line_new (nn_own_line_write (NULL, NULL, pixels, 0));
  g_assert_null (line->problem);
  g_assert_cmpmem (line->pixels, sizeof line->pixels, pixels, sizeof pixels);
  g_assert_true (nn_own_line_unpack (line, &drawing, &widths, &picture));
  g_assert_null (drawing);
  g_assert_cmpuint (g_bytes_get_size (picture), ==, sizeof pixels);
}

/* What cannot be read is named, and is still there after every change. */
static void
test_damaged (void)
{
  static const char text[] = "{\"label\":3," STROKES "}\n"
                             "{\"label\":3,\"strokes\":[[[0.5\n"
                             "\n"
                             "{\"label\":11," STROKES "}\n"
                             "{\"label\":4,\"strokes\":[]}\n"
                             "\xff\xfe\n"
                             "{\"label\":4,\"picture\":\"AAAA\",\"strokes\":[]}\n"
                             "{\"label\":3," STROKES "}\n"
                             "{\"id\":\"b\",\"label\":5,\"note\":\"mine\"," STROKES "}";
  static const char *const says[] = { "line 2: this is not JSON",
                                      "line 4: \"label\" is not a digit",
                                      "line 5: there is nothing drawn",
                                      "line 6: this is not text",
                                      "line 7: \"picture\" is not 784 bytes",
                                      "line 8: the same digit as in line 1" };
  g_autoptr (NnOwnDigits) digits = parse (text);
  g_autoptr (NnOwnDigits) fewer = NULL;
  g_autoptr (NnOwnDigits) again = NULL;
  g_autoptr (GPtrArray) edit = nn_own_edit_new ();
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GPtrArray) forth = NULL;
  g_autoptr (GBytes) before = nn_own_digits_to_bytes (digits);
  g_autoptr (GBytes) after = NULL;

  g_assert_cmpuint (nn_own_digits_count (digits), ==, 2);
  g_assert_cmpuint (nn_own_digits_n_damaged (digits), ==, G_N_ELEMENTS (says));
  for (guint i = 0; i < G_N_ELEMENTS (says); i++) {
    g_test_message ("%s", nn_own_digits_get_damage (digits, i));
    g_assert_true (g_str_has_prefix (nn_own_digits_get_damage (digits, i), says[i]));
  }
  nn_own_edit_add (edit, 0, nn_own_digits_get (digits, 0), NULL);
  fewer = nn_own_digits_edit (digits, edit, &back);
  /* Its double takes its place. */
  g_assert_cmpuint (nn_own_digits_n_damaged (fewer), ==, G_N_ELEMENTS (says) - 1);
  g_assert_cmpuint (nn_own_digits_count (fewer), ==, 2);
  again = nn_own_digits_edit (fewer, back, &forth);
  after = nn_own_digits_to_bytes (again);
  g_assert_true (g_bytes_equal (before, after));
}

/* Relabelling keeps what it does not know, and both undos give the same bytes. */
static void
test_edit (void)
{
  static const char text[] = "{\"label\":3,\"note\":\"mine\"," STROKES "}\n"
                             "{\"id\":\"b\",\"label\":5," STROKES "}\n"
                             "{\"id\":\"c\",\"label\":6," STROKES "}\n";
  g_autoptr (NnOwnDigits) digits = parse (text);
  NnOwnLine *first = nn_own_digits_get (digits, 0);
  g_autoptr (NnOwnLine) relabelled = nn_own_line_new (nn_own_line_relabel (first, 8));
  g_autoptr (NnOwnDigits) second = NULL;
  g_autoptr (NnOwnDigits) third = NULL;
  g_autoptr (NnOwnDigits) undone = NULL;
  g_autoptr (NnOwnDigits) original = NULL;
  g_autoptr (GPtrArray) relabel = nn_own_edit_new ();
  g_autoptr (GPtrArray) removal = nn_own_edit_new ();
  g_autoptr (GPtrArray) undo_relabel = NULL;
  g_autoptr (GPtrArray) undo_removal = NULL;
  g_autoptr (GPtrArray) ignored = NULL;
  g_autoptr (GPtrArray) ignored_too = NULL;

  g_assert_cmpint (relabelled->label, ==, 8);
  g_assert_cmpstr (relabelled->id, ==, first->id);
  g_assert_cmpint (nn_own_line_is_test (relabelled), ==, nn_own_line_is_test (first));
  g_assert_cmpmem (relabelled->pixels, 784, first->pixels, 784);
  g_assert_nonnull (strstr (relabelled->text, "\"note\":\"mine\""));
  nn_own_edit_add (relabel, 0, first, relabelled);
  second = nn_own_digits_edit (digits, relabel, &undo_relabel);
  g_assert_cmpint (nn_own_digits_get (second, 0)->label, ==, 8);
  g_assert_cmpuint (nn_own_digits_count (second), ==, 3);

  nn_own_edit_add (removal, 0, nn_own_digits_get (second, 0), NULL);
  nn_own_edit_add (removal, 0, nn_own_digits_get (second, 2), NULL);
  third = nn_own_digits_edit (second, removal, &undo_removal);
  assert_text (third, "{\"id\":\"b\",\"label\":5," STROKES "}\n");
  undone = nn_own_digits_edit (third, undo_removal, &ignored);
  g_assert_cmpuint (nn_own_digits_count (undone), ==, 3);
  original = nn_own_digits_edit (undone, undo_relabel, &ignored_too);
  assert_text (original, text);
}

/* A drawing that is labelled twice is one digit. */
static void
test_add_twice (void)
{
  g_autoptr (NnOwnDigits) none = parse ("");
  g_autoptr (NnOwnLine) seven = nn_own_line_new (drawn_line (0.3f, 7));
  g_autoptr (NnOwnLine) one = nn_own_line_new (drawn_line (0.3f, 1));
  g_autoptr (GPtrArray) first = nn_own_edit_new ();
  g_autoptr (GPtrArray) second = nn_own_edit_new ();
  GPtrArray *backs[4] = { NULL };
  g_autoptr (NnOwnDigits) added = NULL;
  g_autoptr (NnOwnDigits) again = NULL;
  g_autoptr (NnOwnDigits) other = NULL;
  g_autoptr (NnOwnDigits) undone = NULL;

  nn_own_edit_add (first, G_MAXUINT, NULL, seven);
  nn_own_edit_add (second, G_MAXUINT, NULL, one);
  added = nn_own_digits_edit (none, first, &backs[0]);
  again = nn_own_digits_edit (added, first, &backs[1]);
  g_assert_cmpuint (nn_own_digits_count (again), ==, 1);
  g_assert_cmpuint (backs[1]->len, ==, 0);
  other = nn_own_digits_edit (again, second, &backs[2]);
  g_assert_cmpuint (nn_own_digits_count (other), ==, 1);
  g_assert_cmpint (nn_own_digits_get (other, 0)->label, ==, 1);
  undone = nn_own_digits_edit (other, backs[2], &backs[3]);
  g_assert_cmpuint (nn_own_digits_count (undone), ==, 1);
  g_assert_cmpint (nn_own_digits_get (undone, 0)->label, ==, 7);
  for (guint i = 0; i < G_N_ELEMENTS (backs); i++)
    g_clear_pointer (&backs[i], g_ptr_array_unref);
}

/* The split depends on the id alone and takes about a fifth. */
static void
test_split (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (NnOwnDigits) digits = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  /* What these ids are must never change: somebody's test digits would be trained on. */
  static const gboolean first[]
      = { FALSE, TRUE, FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE };

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "{\"id\":\"digit-%u\",\"label\":%u," STROKES "}\n", i, i % 10);
  digits = parse (text->str);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_assert_cmpint (nn_own_line_is_test (nn_own_digits_get (digits, i)), ==, first[i]);
  train = nn_own_digits_make_dataset (digits, NN_OWN_TRAINING, "mine");
  test = nn_own_digits_make_dataset (digits, NN_OWN_TEST, "mine");
  g_assert_cmpuint (nn_dataset_count (train) + nn_dataset_count (test), ==, 500);
  g_assert_cmpuint (nn_dataset_count (test), >, 70);
  g_assert_cmpuint (nn_dataset_count (test), <, 130);
}

static void
write_own (const char *text)
{
  g_autoptr (GFile) file = nn_own_digits_file ();
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (file));
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0777);
  g_file_set_contents (g_file_peek_path (file), text, -1, &error);
  g_assert_no_error (error);
}

static void
test_by_name (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnDataset) mixed = NULL;
  g_autoptr (NnDataset) mixed_test = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint32 *training = NULL;
  g_autofree guint32 *validation = NULL;
  gsize n_training;
  NnDataset *none = NULL;

  write_own ("");
  g_assert_false (nn_dataset_load ("mine", &none, &none, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
  g_clear_error (&error);

  for (guint i = 0; i < 50; i++)
    g_string_append_printf (text, "{\"id\":\"digit-%u\",\"label\":%u," STROKES "}\n", i, i % 10);
  write_own (text->str);
  g_assert_true (nn_dataset_load ("mine", &train, &test, &error));
  g_assert_true (nn_dataset_load ("mine:3+penned:300", &mixed, &mixed_test, &error));
  g_assert_cmpuint (nn_dataset_count (mixed), ==, 300 + 3 * nn_dataset_count (train));
  g_assert_cmpuint (nn_dataset_count (mixed_test), ==, nn_dataset_count (test));
  /* No copy of a digit that is trained on is held out. */
  g_assert_cmpuint (nn_dataset_most_validation (mixed), ==, 100);
  nn_dataset_split (mixed, 100, 1, &training, &n_training, &validation);
  g_assert_cmpuint (n_training, ==, nn_dataset_count (mixed) - 100);
  g_assert_cmpuint (validation[99], <, 300);

  g_assert_false (nn_dataset_load ("mine:0+penned:3", &none, &none, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_clear_error (&error);
  g_string_append (text, "{\"id\":\"dig");
  write_own (text->str);
  g_assert_false (nn_dataset_load ("mine", &none, &none, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "my-digits.jsonl, line 51: this is not JSON"));
}

/* IDX and CSV say again what was said. */
static void
test_save (void)
{
  g_autoptr (NnOwnDigits) digits
      = parse ("{\"label\":3," STROKES "}\n{\"id\":\"b\",\"label\":5," STROKES "}\n");
  g_autoptr (NnDataset) all = nn_own_digits_make_dataset (digits, NN_OWN_ALL, "mine");
  g_autoptr (GBytes) pictures = nn_dataset_to_idx_pictures (all);
  g_autoptr (GBytes) labels = nn_dataset_to_idx_labels (all);
  g_autoptr (GBytes) csv = nn_dataset_to_csv (all);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) idx = nn_dataset_parse_idx (pictures, "p", labels, "l", &error);
  g_autoptr (NnDataset) lines = nn_dataset_parse_csv (csv, "c", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (idx), ==, 2);
  g_assert_cmpmem (nn_dataset_pixels (idx), 2 * 784, nn_dataset_pixels (all), 2 * 784);
  g_assert_cmpmem (nn_dataset_labels (idx), 2, nn_dataset_labels (all), 2);
  g_assert_cmpuint (nn_dataset_count (lines), ==, 2);
  g_assert_cmpmem (nn_dataset_pixels (lines), 2 * 784, nn_dataset_pixels (all), 2 * 784);
  g_assert_cmpmem (nn_dataset_labels (lines), 2, nn_dataset_labels (all), 2);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  /* Not the user's; GLib's own way to do this leaks. */
  g_autofree char *folder = g_dir_make_tmp ("tenfold-own-XXXXXX", &error);
  g_autofree char *own = NULL;
  int result;

  g_assert_no_error (error);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-digits/there-and-back", test_there_and_back);
  g_test_add_func ("/own-digits/picture", test_picture);
  g_test_add_func ("/own-digits/damaged", test_damaged);
  g_test_add_func ("/own-digits/edit", test_edit);
  g_test_add_func ("/own-digits/add-twice", test_add_twice);
  g_test_add_func ("/own-digits/split", test_split);
  g_test_add_func ("/own-digits/by-name", test_by_name);
  g_test_add_func ("/own-digits/save", test_save);
  result = g_test_run ();
  own = g_build_filename (folder, "tenfold", NULL);
  if (g_file_test (own, G_FILE_TEST_IS_DIR)) {
    g_autofree char *file = g_build_filename (own, "my-digits.jsonl", NULL);

    g_remove (file);
    g_rmdir (own);
  }
  g_rmdir (folder);
  return result;
}
