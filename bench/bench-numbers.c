/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/base/nn-random.h"
#include "nn/data/nn-dataset.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-row.h"

/*
 * bench-numbers MODEL [--train] [--n N] [--seed SEED] [--print]: how many numbers are read wholly
 * right. A number is 2 to 8 of MNIST's test digits (with --train of its training digits, to choose
 * constants with) in a row, from -2 to 10 pixels between the ink of one and the next. And how many
 * single digits are taken for several.
 */

#define LEAST_GAP (-2)
#define MOST_GAP 10
#define N_GAPS (MOST_GAP - LEAST_GAP + 1)
#define LEAST_DIGITS 2
#define MOST_DIGITS 8
#define MARGIN 8
#define INK 64

typedef struct {
  guint8 *pixels;
  int width;
  char text[MOST_DIGITS + 1];
} Number;

static void
find_sides (const guint8 *pixels, int *left, int *right)
{
  *left = NN_PICTURE_SIDE;
  *right = -1;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    if (pixels[i] >= INK) {
      *left = MIN (*left, i % NN_PICTURE_SIDE);
      *right = MAX (*right, i % NN_PICTURE_SIDE);
    }
}

static void
make_number (NnDataset *digits, NnRandom *random, int n_digits, int gap, Number *number)
{
  const int height = NN_PICTURE_SIDE + 2 * MARGIN;
  int at = MARGIN;

  number->width = 2 * MARGIN + n_digits * (NN_PICTURE_SIDE + MOST_GAP);
  number->pixels = g_malloc0 ((gsize) number->width * height);
  for (int i = 0; i < n_digits; i++) {
    gsize index = nn_random_below (random, (guint32) nn_dataset_count (digits));
    const guint8 *pixels = nn_dataset_pixels (digits) + index * NN_PICTURE_PIXELS;
    int left, right;

    find_sides (pixels, &left, &right);
    for (int k = 0; k < NN_PICTURE_PIXELS; k++) {
      int x = at - left + k % NN_PICTURE_SIDE, y = MARGIN + k / NN_PICTURE_SIDE;

      if (x >= 0 && x < number->width)
        number->pixels[y * number->width + x]
            = MAX (number->pixels[y * number->width + x], pixels[k]);
    }
    at += right - left + 1 + gap;
    number->text[i] = (char) ('0' + nn_dataset_labels (digits)[index]);
  }
  number->text[n_digits] = '\0';
}

static void
get_text (const NnRow *row, char *text)
{
  for (guint i = 0; i < row->n; i++) {
    const NnVerdict *v = &row->digits[i].verdict;

    text[i] = v->digit < 0                        ? '-'
              : v->kind == NN_VERDICT_NOT_A_DIGIT ? '?'
                                                  : (char) ('0' + v->digit);
  }
  text[row->n] = '\0';
}

static void
read_pixels (NnReader *reader, guint8 *pixels, int width, int height, char *text)
{
  g_auto (NnRow) row = { 0 };

  nn_row_read_picture (reader, &(NnPixels){ pixels, width, height, (gsize) width, 1 }, &row);
  get_text (&row, text);
}

/* Of digits that are alone on their page. */
static void
measure_single (NnReader *reader, NnDataset *digits, guint most)
{
  const int side = NN_PICTURE_SIDE + 2 * MARGIN;
  gsize n = MIN (most, nn_dataset_count (digits));
  guint several = 0, right = 0;

  for (gsize i = 0; i < n; i++) {
    g_autofree guint8 *page = g_malloc0 ((gsize) side * side);
    char text[NN_ROW_MOST + 1];

    for (int y = 0; y < NN_PICTURE_SIDE; y++)
      memcpy (page + (y + MARGIN) * side + MARGIN,
              nn_dataset_pixels (digits) + i * NN_PICTURE_PIXELS + y * NN_PICTURE_SIDE,
              NN_PICTURE_SIDE);
    read_pixels (reader, page, side, side, text);
    several += strlen (text) > 1;
    right += text[1] == '\0' && text[0] == '0' + nn_dataset_labels (digits)[i];
  }
  g_print ("single digits %6" G_GSIZE_FORMAT ": right %.2f %%, taken for several %.2f %%\n", n,
           100.0 * right / (double) n, 100.0 * several / (double) n);
}

int
main (int argc, char **argv)
{
  gboolean use_train = FALSE, print = FALSE;
  int n = 2000, seed = 1;
  g_auto (GStrv) rest = NULL;
  GOptionEntry entries[] = {
    { "train", 0, 0, G_OPTION_ARG_NONE, &use_train, "Of training digits", NULL },
    { "n", 0, 0, G_OPTION_ARG_INT, &n, "How many numbers", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another lot of them", "SEED" },
    { "print", 0, 0, G_OPTION_ARG_NONE, &print, "What is misread", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("MODEL");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnReader) reader = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  guint count[N_GAPS] = { 0 }, right[N_GAPS] = { 0 }, apart[2] = { 0 }, touching[2] = { 0 };
  NnRandom random;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || rest == NULL) {
    g_printerr ("bench-numbers: %s\n", error != NULL ? error->message : "which model?");
    return 2;
  }
  file = g_file_new_for_commandline_arg (rest[0]);
  model = nn_model_load (file, &error);
  reader = model != NULL ? nn_reader_new (model, &error) : NULL;
  if (reader == NULL || !nn_dataset_load ("mnist", &train, &test, &error)) {
    g_printerr ("bench-numbers: %s\n", error->message);
    return 1;
  }
  nn_random_init (&random, (guint64) seed, use_train);
  for (int i = 0; i < n; i++) {
    int n_digits = LEAST_DIGITS + (int) nn_random_below (&random, MOST_DIGITS - LEAST_DIGITS + 1);
    int gap = LEAST_GAP + (int) nn_random_below (&random, N_GAPS);
    char text[NN_ROW_MOST + 1];
    Number number;

    make_number (use_train ? train : test, &random, n_digits, gap, &number);
    read_pixels (reader, number.pixels, number.width, NN_PICTURE_SIDE + 2 * MARGIN, text);
    g_free (number.pixels);
    count[gap - LEAST_GAP]++;
    right[gap - LEAST_GAP] += g_str_equal (text, number.text);
    if (print && !g_str_equal (text, number.text))
      g_print ("gap %3d  %s read as %s\n", gap, number.text, text);
  }
  for (int i = 0; i < N_GAPS; i++) {
    guint *sum = i + LEAST_GAP >= 1 ? apart : touching;

    g_print ("gap %3d: %5u numbers, %.1f %% wholly right\n", i + LEAST_GAP, count[i],
             100.0 * right[i] / count[i]);
    sum[0] += count[i];
    sum[1] += right[i];
  }
  g_print ("1 and more: %.2f %% of %u; 0 and less: %.2f %% of %u\n", 100.0 * apart[1] / apart[0],
           apart[0], 100.0 * touching[1] / touching[0], touching[0]);
  measure_single (reader, use_train ? train : test, (guint) n * 5);
  return 0;
}
