/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-scale.h"

#include <locale.h>
#include <math.h>

static void
assert_ticks (double low, double high, gboolean is_log, guint n, const char *expected)
{
  TenfoldScale scale = tenfold_scale_exact (low, high, is_log);
  g_autoptr (GArray) ticks = tenfold_scale_ticks (&scale, n);
  g_auto (GStrv) labels = tenfold_scale_labels (&scale, ticks, TENFOLD_UNIT_NUMBER);
  g_autofree char *joined = g_strjoinv (" ", labels);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_linear (void)
{
  assert_ticks (0, 10, FALSE, 6, "0 2 4 6 8 10");
  assert_ticks (0, 10, FALSE, 11, "0 1 2 3 4 5 6 7 8 9 10");
  assert_ticks (0, 1, FALSE, 6, "0.0 0.2 0.4 0.6 0.8 1.0");
  assert_ticks (0.972, 0.998, FALSE, 6, "0.975 0.980 0.985 0.990 0.995");
  assert_ticks (-1, 1, FALSE, 5, "-1.0 -0.5 0.0 0.5 1.0");
  assert_ticks (0, 100000, FALSE, 3, "0 50000 100000");
}

static void
test_log (void)
{
  assert_ticks (0.001, 1, TRUE, 10, "0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1");
  assert_ticks (0.001, 1, TRUE, 9, "0.001 0.01 0.1 1");
  assert_ticks (1e-6, 1, TRUE, 4, "0.000001 0.0001 0.01 1");
  /* Less than a decade. */
  assert_ticks (0.02, 0.08, TRUE, 4, "0.02 0.04 0.06 0.08");
}

/* Whatever the range: at least one tick, never more than asked for, all inside, ascending. */
static void
test_any_range (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++) {
    gboolean is_log = i % 2;
    double size = pow (10, g_rand_double_range (random, -8, 6));
    double low = is_log ? size : size * g_rand_double_range (random, -3, 3);
    double high = is_log ? size * pow (10, g_rand_double_range (random, 0.01, 7))
                         : low + size * g_rand_double_range (random, 0.01, 3);
    guint n = g_rand_int_range (random, 2, 12);
    TenfoldScale scale = tenfold_scale_exact (low, high, is_log);
    TenfoldScale rounded = tenfold_scale_round (low, high, is_log, n);
    g_autoptr (GArray) ticks = tenfold_scale_ticks (&scale, n);
    g_autoptr (GArray) more = tenfold_scale_ticks (&rounded, n + 1);

    g_assert_cmpuint (ticks->len, <=, n);
    g_assert_cmpuint (more->len, <=, n + 1);
    g_assert_cmpuint (more->len, >=, 1);
    g_assert_cmpfloat (rounded.low, <=, scale.low * (1 + 1e-6) + 1e-6 * size);
    g_assert_cmpfloat (rounded.high, >=, scale.high * (1 - 1e-6) - 1e-6 * size);
    for (guint t = 0; t < ticks->len; t++) {
      double tick = g_array_index (ticks, double, t);
      double at = tenfold_scale_place (&scale, tick);

      g_assert_cmpfloat (at, >=, -1e-3);
      g_assert_cmpfloat (at, <=, 1 + 1e-3);
      g_assert_cmpfloat_with_epsilon (tenfold_scale_value (&scale, at), tick,
                                      1e-6 * (fabs (tick) + size));
      if (t > 0)
        g_assert_cmpfloat (tick, >, g_array_index (ticks, double, t - 1));
    }
  }
}

/* What cannot be drawn becomes something that can. */
static void
test_odd_ranges (void)
{
  const double odd[] = { 0, -1, 1, NAN, INFINITY, -INFINITY, 1e-300, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    for (guint j = 0; j < G_N_ELEMENTS (odd); j++)
      for (int is_log = 0; is_log < 2; is_log++) {
        TenfoldScale scale = tenfold_scale_round (odd[i], odd[j], is_log, 6);
        g_autoptr (GArray) ticks = tenfold_scale_ticks (&scale, 6);

        g_assert_true (isfinite (scale.low) && isfinite (scale.high));
        g_assert_cmpfloat (scale.low, <, scale.high);
        g_assert_true (!is_log || scale.low > 0);
        g_assert_cmpuint (ticks->len, <=, 6);
      }
}

static void
test_round (void)
{
  TenfoldScale scale = tenfold_scale_round (0.013, 2.31, FALSE, 5);

  g_assert_cmpfloat_with_epsilon (scale.low, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.high, 2.5, 1e-12);
  scale = tenfold_scale_round (0.0063, 0.41, TRUE, 5);
  g_assert_cmpfloat_with_epsilon (scale.low, 0.005, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.high, 0.5, 1e-12);
  /* What is round already stays. */
  scale = tenfold_scale_round (0.001, 1, TRUE, 5);
  g_assert_cmpfloat_with_epsilon (scale.low, 0.001, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.high, 1, 1e-12);
}

static void
assert_format (double value, double resolution, TenfoldUnit unit, const char *expected)
{
  g_autofree char *text = tenfold_scale_format (value, resolution, unit);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  assert_format (0.98534, 1e-4, TENFOLD_UNIT_PERCENT, "98.53\u00a0%");
  assert_format (1, 0.1, TENFOLD_UNIT_PERCENT, "100\u00a0%");
  assert_format (0.04123, 1e-4, TENFOLD_UNIT_NUMBER, "0.0412");
  assert_format (-0.00001, 0.01, TENFOLD_UNIT_NUMBER, "0.00");
  assert_format (0.001, 0, TENFOLD_UNIT_NUMBER, "0.001");
  assert_format (NAN, 0.01, TENFOLD_UNIT_NUMBER, "–");
}

/* Numbers are written as the language writes them; its locale is made here. */
static void
test_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-locale-XXXXXX", NULL);
  g_autofree char *make = g_strdup_printf ("localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8'", folder);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  gboolean is_there;

  g_spawn_command_line_sync (make, NULL, NULL, NULL, NULL);
  g_setenv ("LOCPATH", folder, TRUE);
  is_there = setlocale (LC_NUMERIC, "de_DE.UTF-8") != NULL;
  g_unsetenv ("LOCPATH");
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  if (!is_there) {
    g_test_skip ("a German locale cannot be made");
    return;
  }
  assert_format (0.98534, 1e-4, TENFOLD_UNIT_PERCENT, "98,53\u00a0%");
  setlocale (LC_NUMERIC, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scale/linear", test_linear);
  g_test_add_func ("/scale/log", test_log);
  g_test_add_func ("/scale/any-range", test_any_range);
  g_test_add_func ("/scale/odd-ranges", test_odd_ranges);
  g_test_add_func ("/scale/round", test_round);
  g_test_add_func ("/scale/format", test_format);
  g_test_add_func ("/scale/locale", test_locale);
  return g_test_run ();
}
