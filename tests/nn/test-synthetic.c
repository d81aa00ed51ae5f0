/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-synthetic.h"
#include "nn/data/nn-dataset.h"

#include <string.h>

static void
test_every_style_is_a_drawing (void)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  float inks[784];

  for (int digit = 0; digit < 10; digit++) {
    g_assert_cmpuint (nn_synthetic_n_styles (digit), >=, 4);
    for (guint style = 0; style < nn_synthetic_n_styles (digit); style++)
      for (guint64 i = 0; i < 200; i++) {
        NnRandom random;

        nn_random_init (&random, 7, i);
        nn_synthetic_draw (&random, digit, style, drawing);
        g_assert_cmpuint (nn_drawing_n_strokes (drawing), >=, 1);
        g_assert_cmpuint (nn_drawing_n_strokes (drawing), <=, 3);
        g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DRAWING);
      }
  }
}

static void
test_seeded_and_varied (void)
{
  float first[784], again[784], other[784];
  NnRandom random;

  for (int digit = 0; digit < 10; digit++) {
    nn_random_init (&random, 1, 5);
    nn_synthetic_paint (&random, digit, 0, first);
    nn_synthetic_paint (&random, digit, 0, other);
    nn_random_init (&random, 1, 5);
    nn_synthetic_paint (&random, digit, 0, again);
    g_assert_cmpmem (first, sizeof first, again, sizeof again);
    g_assert_true (memcmp (first, other, sizeof first) != 0);
  }
}

/* The box around a drawing, its four sides weighed each in its own way. */
static double
box_of (const NnDrawing *drawing)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    for (guint i = 0; i < n; i++) {
      left = MIN (left, points[i].x);
      top = MIN (top, points[i].y);
      right = MAX (right, points[i].x);
      bottom = MAX (bottom, points[i].y);
    }
  }
  return left + 2 * top + 3 * right + 5 * bottom;
}

/* Whatever the compiler: were random numbers drawn where C leaves the order open, each would pen
 * digits of its own. The sums are of every style, ten times; no rounding of a libm comes near the
 * tolerance. */
static void
test_same_digits_everywhere (void)
{
  static const double sums[] = { 28206.9, 54775.1, 26357.6, 24829.6, 31650.2, 26206.6,
                                 30924.1, 39210.8, 31784.2, 38593.0, 213665.0 };
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();

  for (int digit = 0; digit <= NN_NO_DIGIT; digit++) {
    double sum = 0;

    for (guint style = 0; style < nn_synthetic_n_styles (digit); style++)
      for (guint64 i = 0; i < 10; i++) {
        NnRandom random;

        nn_random_init (&random, 11, i);
        nn_synthetic_draw (&random, digit, style, drawing);
        sum += box_of (drawing);
      }
    g_test_message ("digit %d: %.2f", digit, sum);
    g_assert_cmpfloat_with_epsilon (sum, sums[digit], 2);
  }
}

static void
test_styles_are_met (void)
{
  NnRandom random;

  nn_random_init (&random, 3, 0);
  for (int digit = 0; digit < 10; digit++) {
    guint counts[16] = { 0 };

    for (int i = 0; i < 2000; i++)
      counts[nn_synthetic_choose_style (&random, digit)]++;
    for (guint style = 0; style < nn_synthetic_n_styles (digit); style++) {
      g_assert_nonnull (nn_synthetic_style_name (digit, style));
      g_assert_cmpuint (counts[style], >, 40);
    }
    g_assert_cmpuint (counts[nn_synthetic_n_styles (digit)], ==, 0);
  }
}

static void
test_dataset (void)
{
  g_autoptr (NnDataset) few = nn_dataset_new_synthetic_with ("few", 700, 1);
  g_autoptr (NnDataset) more = nn_dataset_new_synthetic_with ("more", 1200, 1);
  g_autoptr (NnDataset) joined = nn_dataset_join ("both", (NnDataset *[]){ few, more }, 2, 2);
  guint counts[10] = { 0 };

  g_assert_cmpuint (nn_dataset_count (more), ==, 1200);
  g_assert_cmpmem (nn_dataset_pixels (few), 700 * 784, nn_dataset_pixels (more), 700 * 784);
  for (gsize i = 0; i < 1200; i++)
    counts[nn_dataset_labels (more)[i]]++;
  for (int digit = 0; digit < 10; digit++)
    g_assert_cmpuint (counts[digit], >, 80);
  g_assert_cmpuint (nn_dataset_count (joined), ==, 1900);
  g_assert_cmpmem (nn_dataset_pixels (joined) + 700 * 784, 784, nn_dataset_pixels (more), 784);
  g_assert_cmpstr (nn_dataset_name (joined), ==, "both");
}

static void
test_strange (void)
{
  g_autoptr (NnDataset) strange = nn_dataset_new_strange ("strange", 300, 1);
  g_autoptr (GError) error = NULL;
  float inks[784];

  for (gsize i = 0; i < 300; i++)
    g_assert_cmpuint (nn_dataset_labels (strange)[i], ==, NN_NO_DIGIT);
  for (guint style = 0; style < nn_synthetic_n_styles (NN_NO_DIGIT); style++) {
    float ink = 0;
    NnRandom random;

    nn_random_init (&random, 5, style);
    nn_synthetic_paint (&random, NN_NO_DIGIT, style, inks);
    for (int i = 0; i < 784; i++)
      ink += inks[i];
    g_assert_cmpfloat (ink, >, 10);
  }
  /* Only those who ask for it get pictures without a digit. */
  g_assert_null (nn_dataset_new ("x", g_bytes_new_take (g_malloc0 (784), 784),
                                 g_bytes_new_static ("\012", 1), &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

static void
test_by_name (void)
{
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  GError *error = NULL;
  const char *const wrong[] = { "penned:", "penned:0", "penned:x", "penned:9999999999" };

  g_assert_true (nn_dataset_load ("penned:300+penned:200", &train, &test, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (nn_dataset_count (train), ==, 500);
  g_assert_cmpuint (nn_dataset_count (test), ==, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    NnDataset *a = NULL, *b = NULL;

    g_assert_false (nn_dataset_load (wrong[i], &a, &b, &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
    g_clear_error (&error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/synthetic/every-style-is-a-drawing", test_every_style_is_a_drawing);
  g_test_add_func ("/synthetic/seeded-and-varied", test_seeded_and_varied);
  g_test_add_func ("/synthetic/same-digits-everywhere", test_same_digits_everywhere);
  g_test_add_func ("/synthetic/styles-are-met", test_styles_are_met);
  g_test_add_func ("/synthetic/dataset", test_dataset);
  g_test_add_func ("/synthetic/strange", test_strange);
  g_test_add_func ("/synthetic/by-name", test_by_name);
  return g_test_run ();
}
