/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/pen/nn-synthetic.h"
#include "nn/pen/nn-picture.h"
#include "nn/pen/nn-strokes.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-reader.h"
#include "page.h"

/* bench-reading MODEL [FILE.jsonl[.gz]...] [--errors SHEET.png]: how a model reads MNIST's test
 * set, the same pictures found as ink on a page, penned digits, drawings in files, and what is no
 * digit.
 */

#define N_ERROR_BINS 15
#define COLUMNS 25
#define ZOOM 2
#define CELL (NN_PICTURE_SIDE * ZOOM + 6)

/* One set, one picture after the other. */
typedef struct {
  char *name;
  GArray *inks;   /* 784 floats a picture */
  GArray *kinds;  /* NnInk of each */
  GArray *labels; /* int; -1: no digit */
} Set;

typedef struct {
  GdkPixbuf *pixbuf;
  guint n;
} Sheet;

static Set *
set_new (const char *name)
{
  Set *set = g_new0 (Set, 1);

  set->name = g_strdup (name);
  set->inks = g_array_new (FALSE, FALSE, NN_PICTURE_PIXELS * sizeof (float));
  set->kinds = g_array_new (FALSE, FALSE, sizeof (NnInk));
  set->labels = g_array_new (FALSE, FALSE, sizeof (int));
  return set;
}

static void
set_add (Set *set, const float *inks, NnInk kind, int label)
{
  g_array_append_vals (set->inks, inks, 1);
  g_array_append_val (set->kinds, kind);
  g_array_append_val (set->labels, label);
}

static void
set_free (Set *set)
{
  g_free (set->name);
  g_array_unref (set->inks);
  g_array_unref (set->kinds);
  g_array_unref (set->labels);
  g_free (set);
}

static Set *
pictures_of (const char *name, const NnDataset *dataset)
{
  Set *set = set_new (name);
  float inks[NN_PICTURE_PIXELS];

  for (gsize i = 0; i < nn_dataset_count (dataset); i++) {
    const guint8 *pixels = nn_dataset_pixels (dataset) + i * NN_PICTURE_PIXELS;

    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      inks[p] = pixels[p] / 255.0f;
    set_add (set, inks, NN_INK_DRAWING, nn_dataset_labels (dataset)[i]);
  }
  return set;
}

/* The same pictures as a file of a picture would bring them: ink to be found on paper. */
static Set *
pages_of (const char *name, const NnDataset *dataset)
{
  Set *set = set_new (name);
  float inks[NN_PICTURE_PIXELS];

  for (gsize i = 0; i < nn_dataset_count (dataset); i++) {
    NnPixels pixels = { nn_dataset_pixels (dataset) + i * NN_PICTURE_PIXELS, NN_PICTURE_SIDE,
                        NN_PICTURE_SIDE, NN_PICTURE_SIDE, 1 };
    NnInk kind = nn_picture_rasterize (&pixels, inks);

    set_add (set, inks, kind, nn_dataset_labels (dataset)[i]);
  }
  return set;
}

static Set *
drawings_of (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, error);
  Set *set;
  gsize size;
  const char *at, *end;
  float inks[NN_PICTURE_PIXELS];

  if (bytes == NULL)
    return NULL;
  set = set_new (name);
  at = g_bytes_get_data (bytes, &size);
  end = at + size;
  for (guint number = 1; at < end; number++) {
    const char *line_end = memchr (at, '\n', (gsize) (end - at));
    g_autoptr (NnDrawing) drawing = NULL;
    NnInk kind;
    int label;

    if (line_end == NULL)
      line_end = end;
    if (line_end > at) {
      drawing = nn_strokes_parse (at, line_end - at, name, number, &label, error);
      if (drawing == NULL) {
        set_free (set);
        return NULL;
      }
      kind = nn_drawing_rasterize (drawing, inks);
      set_add (set, inks, kind, label);
    }
    at = line_end + 1;
  }
  return set;
}

/* E. B. Wilson, 1927: where the true share lies, 95 times out of 100. */
static void
wilson (double right, double n, double *low, double *high)
{
  const double z = 1.96, p = right / n, half = z * sqrt (p * (1 - p) / n + z * z / (4 * n * n));
  const double middle = p + z * z / (2 * n), scale = 1 / (1 + z * z / n);

  *low = scale * (middle - half);
  *high = scale * (middle + half);
}

static void
sheet_add (Sheet *sheet, const float *inks, int read)
{
  int height = gdk_pixbuf_get_height (sheet->pixbuf) / CELL;
  int column = (int) sheet->n % COLUMNS, row = (int) sheet->n / COLUMNS;
  int stride = gdk_pixbuf_get_rowstride (sheet->pixbuf);
  guchar *pixels = gdk_pixbuf_get_pixels (sheet->pixbuf);

  if (row >= height)
    return;
  sheet->n++;
  for (int y = 0; y < NN_PICTURE_SIDE * ZOOM; y++)
    for (int x = 0; x < NN_PICTURE_SIDE * ZOOM; x++)
      memset (pixels + (row * CELL + y) * stride + (column * CELL + x) * 3,
              (int) (255 - 255 * inks[y / ZOOM * NN_PICTURE_SIDE + x / ZOOM]), 3);
  /* Below each picture as many ticks as the digit it was read as. */
  for (int tick = 0; tick < read; tick++)
    for (int y = 0; y < 3; y++)
      for (int x = 0; x < 3; x++)
        memset (pixels + (row * CELL + NN_PICTURE_SIDE * ZOOM + 1 + y) * stride
                    + (column * CELL + tick * 6 + x) * 3,
                0, 3);
}

typedef struct {
  gsize n, right, by_digit[10], right_by_digit[10], verdicts[4], confusion[10][10];
  double calibration_error;
} Result;

static void
read_set (NnReader *reader, const Set *set, Sheet *sheet, Result *result)
{
  double confidence[N_ERROR_BINS] = { 0 }, correct[N_ERROR_BINS] = { 0 };

  *result = (Result){ .n = set->labels->len };
  for (guint i = 0; i < set->labels->len; i++) {
    const float *inks = (const float *) (void *) set->inks->data + (gsize) i * NN_PICTURE_PIXELS;
    int label = g_array_index (set->labels, int, i);
    NnVerdict v;

    nn_reader_read (reader, inks, g_array_index (set->kinds, NnInk, i), &v);
    result->verdicts[v.kind]++;
    if (label < 0)
      continue;
    result->by_digit[label]++;
    if (v.digit == label) {
      result->right++;
      result->right_by_digit[label]++;
    } else if (v.digit >= 0) {
      result->confusion[label][v.digit]++;
      if (sheet != NULL)
        sheet_add (sheet, inks, v.digit);
    }
    if (v.digit >= 0) {
      int bin = MIN (N_ERROR_BINS - 1, (int) (v.probabilities[v.digit] * N_ERROR_BINS));

      confidence[bin] += v.probabilities[v.digit];
      correct[bin] += v.digit == label;
    }
  }
  for (int i = 0; i < N_ERROR_BINS; i++)
    result->calibration_error += fabs (confidence[i] - correct[i]) / (double) result->n;
}

/* The five commonest mistakes. */
static void
print_worst (const Result *r)
{
  gboolean printed[10][10] = { { FALSE } };

  for (int k = 0; k < 5; k++) {
    int is = -1, read = -1;

    for (int i = 0; i < 10; i++)
      for (int j = 0; j < 10; j++)
        if (!printed[i][j] && r->confusion[i][j] > 0
            && (is < 0 || r->confusion[i][j] > r->confusion[is][read])) {
          is = i;
          read = j;
        }
    if (is < 0)
      break;
    printed[is][read] = TRUE;
    g_print (" %d>%d:%" G_GSIZE_FORMAT, is, read, r->confusion[is][read]);
  }
  g_print ("\n");
}

static void
print_digits (const char *name, const Result *r)
{
  double low, high, n = (double) r->n;

  wilson ((double) r->right, n, &low, &high);
  g_print ("%-22s %6.0f  %6.2f  %6.2f-%6.2f ", name, n, 100 * (double) r->right / n, 100 * low,
           100 * high);
  for (int i = 0; i < 10; i++)
    g_print (" %5.1f", r->by_digit[i] > 0
                           ? 100 * (double) r->right_by_digit[i] / (double) r->by_digit[i]
                           : NAN);
  g_print ("  %5.2f  %5.2f  %5.2f ", 100 * (double) r->verdicts[NN_VERDICT_UNSURE] / n,
           100 * (double) (r->verdicts[NN_VERDICT_NOT_A_DIGIT] + r->verdicts[NN_VERDICT_EMPTY]) / n,
           100 * r->calibration_error);
  print_worst (r);
}

static void
measure (NnReader *reader, Set *set, Sheet *sheet)
{
  Result result;

  read_set (reader, set, sheet, &result);
  print_digits (set->name, &result);
  set_free (set);
}

/* Of what is no digit, kind by kind, how much is refused; kinds that are never trained on apart. */
static void
print_strange (NnReader *reader)
{
  g_autoptr (GString) kinds = g_string_new (NULL);
  gsize n[2] = { 0 }, refused[2] = { 0 };

  for (guint style = 0; style < nn_synthetic_n_styles (NN_NO_DIGIT); style++) {
    gboolean met = nn_synthetic_style_is_met (NN_NO_DIGIT, style);
    g_autofree char *name = g_strdup (nn_synthetic_style_name (NN_NO_DIGIT, style));
    Set *set = set_new (name);
    Result r;
    gsize no;

    for (guint64 i = 0; i < 200; i++) {
      float inks[NN_PICTURE_PIXELS];
      NnRandom random;

      nn_random_init (&random, 77, style * 1000 + i);
      nn_synthetic_paint (&random, NN_NO_DIGIT, style, inks);
      set_add (set, inks, NN_INK_DRAWING, -1);
    }
    read_set (reader, set, NULL, &r);
    no = r.verdicts[NN_VERDICT_NOT_A_DIGIT] + r.verdicts[NN_VERDICT_EMPTY];
    n[met] += r.n;
    refused[met] += no;
    g_string_append_printf (kinds, "%s%s%s %.0f", style > 0 ? ", " : "", name, met ? "" : "*",
                            100 * (double) no / (double) r.n);
    set_free (set);
  }
  g_print ("no digit: %.1f %% refused of %" G_GSIZE_FORMAT
           ", of kinds never trained on (*) %.1f %% of %" G_GSIZE_FORMAT ": %s\n",
           100 * (double) refused[1] / (double) n[1], n[1],
           100 * (double) refused[0] / (double) n[0], n[0], kinds->str);
}

/* How often a penned digit is read as another one when it comes as a page, and not as strokes:
 * pens from thin to four times as wide, sizes from a third to three times. */
static void
print_pages (NnReader *reader)
{
  const guint n = 2000;
  guint changed[N_PAGES];

  page_count_changes (reader, n, changed);
  g_print ("penned digits read otherwise as a page than as strokes:");
  for (guint k = 0; k < N_PAGES; k++)
    g_print ("%s %.2f %% at %.0f pixels by a pen of %.0f", k > 0 ? "," : "", 100.0 * changed[k] / n,
             page_kinds[k].size, page_kinds[k].pen);
  g_print ("\n");
}

int
main (int argc, char **argv)
{
  g_autofree char *errors = NULL;
  g_auto (GStrv) rest = NULL;
  GOptionEntry entries[] = {
    { "errors", 0, 0, G_OPTION_ARG_FILENAME, &errors, "Contact sheet of what is misread", "PNG" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("MODEL [FILE.jsonl...]");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnReader) reader = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) mnist = NULL;
  g_autoptr (NnDataset) penned = NULL;
  Sheet sheet = { NULL, 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || rest == NULL) {
    g_printerr ("bench-reading: %s\n", error != NULL ? error->message : "which model?");
    return 2;
  }
  file = g_file_new_for_commandline_arg (rest[0]);
  model = nn_model_load (file, &error);
  reader = model != NULL ? nn_reader_new (model, &error) : NULL;
  if (reader == NULL) {
    g_printerr ("bench-reading: %s\n", error->message);
    return 1;
  }
  if (errors != NULL) {
    sheet.pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, COLUMNS * CELL, 20 * CELL);
    gdk_pixbuf_fill (sheet.pixbuf, 0xd0d8e0ff);
  }
  g_print ("%-22s %6s  %6s  %-14s", "set", "n", "right", "95 of 100");
  for (int i = 0; i < 10; i++)
    g_print (" %5d", i);
  g_print ("  %6s %5s  %5s  %s\n", "unsure", "no", "ece", "worst");

  for (guint i = 1; rest[i] != NULL; i++) {
    Set *set = drawings_of (rest[i], &error);

    if (set == NULL) {
      g_printerr ("bench-reading: %s\n", error->message);
      return 1;
    }
    measure (reader, set, sheet.pixbuf != NULL ? &sheet : NULL);
  }
  if (nn_dataset_load ("mnist", &train, &mnist, NULL) && mnist != NULL) {
    measure (reader, pictures_of ("MNIST test", mnist), sheet.pixbuf != NULL ? &sheet : NULL);
    measure (reader, pages_of ("MNIST test, as a page", mnist), NULL);
  }
  print_strange (reader);
  print_pages (reader);
  penned = nn_dataset_new_synthetic (TRUE);
  measure (reader, pictures_of ("penned", penned), NULL);
  if (errors != NULL && !gdk_pixbuf_save (sheet.pixbuf, errors, "png", &error, NULL)) {
    g_printerr ("bench-reading: %s\n", error->message);
    return 1;
  }
  g_clear_object (&sheet.pixbuf);
  return 0;
}
