/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/train/tenfold-field.h"
#include "ui/train/tenfold-progress-text.h"

/* What fields take and what they refuse, and what is said of a run; no display needed. */

static const TenfoldFieldSpec whole = { "Batch", "", 1, 100, TENFOLD_FIELD_WHOLE };
static const TenfoldFieldSpec rate = { "Rate", "", 0.000001, 10, TENFOLD_FIELD_LOG };
static const TenfoldFieldSpec decay = { "Decay", "", 0, 1, TENFOLD_FIELD_LOG };

static void
test_parse (void)
{
  static const char *const bad[]
      = { "", " ", "x", "1x", "-1", "0", "101", "1.5", "nan", "inf", "1e9", "1 2", "--1", "0x" };
  double value = -7;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (tenfold_field_parse (&whole, bad[i], &value));
    g_assert_cmpfloat (value, ==, -7);
  }
  g_assert_true (tenfold_field_parse (&whole, " 64 ", &value));
  g_assert_cmpfloat (value, ==, 64);
  g_assert_true (tenfold_field_parse (&rate, "1e-3", &value));
  g_assert_cmpfloat (value, ==, 0.001);
  g_assert_false (tenfold_field_parse (&rate, "10.01", &value));
}

static void
test_step (void)
{
  static const double up[] = { 0.001, 0.002, 0.005, 0.01, 0.02 };
  double value = up[0];

  for (guint i = 1; i < G_N_ELEMENTS (up); i++) {
    value = tenfold_field_step (&rate, value, 1);
    g_assert_cmpfloat_with_epsilon (value, up[i], up[i] * 1e-6);
  }
  for (guint i = G_N_ELEMENTS (up) - 1; i > 0; i--) {
    value = tenfold_field_step (&rate, value, -1);
    g_assert_cmpfloat_with_epsilon (value, up[i - 1], up[i] * 1e-6);
  }
  g_assert_cmpfloat_with_epsilon (tenfold_field_step (&rate, 0.0013, 1), 0.002, 1e-9);
  g_assert_cmpfloat_with_epsilon (tenfold_field_step (&rate, 0.0013, -1), 0.001, 1e-9);
  g_assert_cmpfloat (tenfold_field_step (&rate, 10, 1), ==, 10);
  g_assert_cmpfloat (tenfold_field_step (&decay, 0.000001, -1), ==, 0);
  g_assert_cmpfloat (tenfold_field_step (&decay, 0, 1), >, 0);
  g_assert_cmpfloat (tenfold_field_step (&whole, 100, 1), ==, 100);
  g_assert_cmpfloat (tenfold_field_step (&whole, 7, -1), ==, 6);
}

static void
test_progress (void)
{
  NnReport report = { .progress = { .epoch = 3, .n_epochs = 10 },
                      .samples_per_second = 480,
                      .seconds_left = 68 };
  g_autofree char *text = tenfold_progress_text (&report);
  g_autofree char *unknown = NULL;

  g_assert_cmpstr (text, ==, "Epoch 4 of 10 · 480 pictures a second · 1:08 left");
  report.seconds_left = NAN;
  report.samples_per_second = 0;
  report.progress.epoch = 10;
  unknown = tenfold_progress_text (&report);
  g_assert_cmpstr (unknown, ==, "Epoch 10 of 10");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/parse", test_parse);
  g_test_add_func ("/field/step", test_step);
  g_test_add_func ("/progress/text", test_progress);
  return g_test_run ();
}
