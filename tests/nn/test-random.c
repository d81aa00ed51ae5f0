/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-random.h"

static void
test_same_seed_same_numbers (void)
{
  NnRandom a, b, other;
  gboolean differs = FALSE;

  nn_random_init (&a, 7, 1);
  nn_random_init (&b, 7, 1);
  nn_random_init (&other, 7, 2);
  for (int i = 0; i < 100; i++) {
    guint64 x = nn_random_next (&a);

    g_assert_cmpuint (x, ==, nn_random_next (&b));
    differs |= x != nn_random_next (&other);
  }
  g_assert_true (differs);
}

static void
test_distributions (void)
{
  NnRandom random;
  double sum = 0, squares = 0, uniform = 0;
  guint counts[3] = { 0 };
  const int n = 100000;

  nn_random_init (&random, 1, 0);
  for (int i = 0; i < n; i++) {
    float x = nn_random_normal (&random);
    float u = nn_random_uniform (&random);

    g_assert_true (u >= 0 && u < 1);
    sum += x;
    squares += x * x;
    uniform += u;
    counts[nn_random_below (&random, 3)]++;
  }
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 0.02);
  g_assert_cmpfloat_with_epsilon (squares / n, 1, 0.03);
  g_assert_cmpfloat_with_epsilon (uniform / n, 0.5, 0.01);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (counts[i] / (double) n, 1 / 3.0, 0.01);
}

static void
test_shuffle_keeps_items (void)
{
  NnRandom random;
  guint32 items[50];
  guint64 seen = 0;
  guint moved = 0;

  nn_random_init (&random, 3, 0);
  for (guint i = 0; i < 50; i++)
    items[i] = i;
  nn_random_shuffle (&random, items, 50);
  for (guint i = 0; i < 50; i++) {
    seen |= G_GUINT64_CONSTANT (1) << items[i];
    moved += items[i] != i;
  }
  g_assert_cmpuint (seen, ==, (G_GUINT64_CONSTANT (1) << 50) - 1);
  g_assert_cmpuint (moved, >, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/same-seed-same-numbers", test_same_seed_same_numbers);
  g_test_add_func ("/random/distributions", test_distributions);
  g_test_add_func ("/random/shuffle-keeps-items", test_shuffle_keeps_items);
  return g_test_run ();
}
