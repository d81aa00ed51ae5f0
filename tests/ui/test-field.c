/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/train/tenfold-expectation.h"
#include "ui/widgets/tenfold-field.h"
#include "ui/words/tenfold-progress-text.h"
#include "ui/words/tenfold-recipe-text.h"

#include "../another-value.h"

/* What fields take and what they refuse, and what is said of a run; no display needed. */

static const TenfoldFieldSpec whole = { "Batch", NULL, "", 1, 100, TENFOLD_FIELD_WHOLE };
static const TenfoldFieldSpec rate = { "Rate", NULL, "", 0.000001, 10, TENFOLD_FIELD_LOG };
static const TenfoldFieldSpec decay = { "Decay", NULL, "", 0, 1, TENFOLD_FIELD_LOG };

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

/* A row of the table is named where runs differ in it, with its value. */
static void
test_every_difference (void)
{
  guint n;
  const NnRecipeField *fields = nn_recipe_fields (&n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *value = another_value (&fields[i]), *text = NULL, *shown = NULL,
                    *expected = NULL;
    NnRecipe a, b;
    const NnRecipe *const both[] = { &a, &b };

    nn_recipe_init (&a, NULL);
    /* One that looks at the field. */
    if (fields[i].optimizers != 0)
      a.optimizer = (NnOptimizerKind) g_bit_nth_lsf (fields[i].optimizers, -1);
    if (fields[i].losses != 0)
      a.loss = (NnLoss) g_bit_nth_lsf (fields[i].losses, -1);
    g_assert_true (nn_recipe_uses (&a, &fields[i]));
    b = a;
    nn_recipe_set (&b, fields[i].name, value, NULL);
    shown = tenfold_recipe_value_text (&b, &fields[i]);
    expected = g_strdup_printf ("%s %s", fields[i].title, shown);
    text = tenfold_recipe_difference (both, 2, 1);
    g_assert_cmpstr (text, ==, expected);
  }
}

static void
test_difference (void)
{
  NnRecipe a, b, c;
  const NnRecipe *const recipes[] = { &a, &b, &c };
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;
  g_autofree char *none = NULL;

  nn_recipe_from_string (&a, "batch=64", NULL);
  nn_recipe_from_string (&b, "batch=128", NULL);
  nn_recipe_from_string (&c, "batch=64 optimizer=sgd momentum=0.9", NULL);
  one = tenfold_recipe_difference (recipes, 3, 0);
  two = tenfold_recipe_difference (recipes, 2, 1);
  three = tenfold_recipe_difference (recipes, 3, 2);
  none = tenfold_recipe_difference (recipes, 1, 0);
  g_assert_cmpstr (one, ==, "Batch 64 · Optimizer Adam");
  g_assert_cmpstr (two, ==, "Batch 128");
  g_assert_cmpstr (three, ==, "Batch 64 · Optimizer SGD · Momentum 0.9");
  g_assert_cmpstr (none, ==, "");
}

static void
test_expectation (void)
{
  TenfoldExpectation e = { nn_preset_find ("fast-cnn"), TRUE, 0, 2, 0, 6.2 };
  g_autofree char *fresh = tenfold_expectation_text (&e);
  g_autofree char *unknown = NULL;
  g_autofree char *half = NULL;
  g_autofree char *all = NULL;

  g_assert_cmpstr (
      fresh, ==,
      "Small filters that look for strokes, made to learn in seconds · about 99.2 % of "
      "MNIST’s test pictures"
      " · about 6 s on this computer");
  e.usual = FALSE;
  e.seconds = NAN;
  unknown = tenfold_expectation_text (&e);
  g_assert_cmpstr (unknown, ==, "Small filters that look for strokes, made to learn in seconds");
  e.done = 1;
  e.seconds = 200;
  half = tenfold_expectation_text (&e);
  g_assert_cmpstr (half, ==, "1 of 2 epochs done · the rest: about 3 min on this computer");
  e.done = 2;
  e.more = 2;
  all = tenfold_expectation_text (&e);
  g_assert_cmpstr (all, ==, "2 of 2 epochs done · Train adds 2 more: about 3 min on this computer");
}

static void
test_finish (void)
{
  NnReport report = { .kind = NN_REPORT_FINISHED,
                      .progress = { .epoch = 2, .n_epochs = 2, .validation_accuracy = 0.99f },
                      .test_correct = 9915,
                      .test_count = 10000 };
  g_autofree char *text = tenfold_finish_text (&report);
  g_autofree char *few = tenfold_finish_short_text (&report);

  /* Both shares and the interval are there; spaces before % do not break. */
  g_assert_nonnull (strstr (text, "99.00\u00a0%"));
  g_assert_nonnull (strstr (text, "99.15\u00a0%"));
  g_assert_nonnull (strstr (text, "98.95"));
  g_assert_nonnull (strstr (few, "99.15\u00a0%"));
}

/* A share of a handful of pictures is no percentage. */
static void
test_few (void)
{
  NnReport report = { .kind = NN_REPORT_FINISHED,
                      .progress = { .epoch = 2, .n_epochs = 2, .validation_accuracy = NAN },
                      .test_correct = 1,
                      .test_count = 1 };
  g_autofree char *text = tenfold_finish_text (&report);
  g_autofree char *few = tenfold_finish_short_text (&report);

  g_assert_null (strchr (text, '%'));
  g_assert_null (strchr (few, '%'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/parse", test_parse);
  g_test_add_func ("/field/step", test_step);
  g_test_add_func ("/progress/text", test_progress);
  g_test_add_func ("/field/every-difference", test_every_difference);
  g_test_add_func ("/field/difference", test_difference);
  g_test_add_func ("/expectation/text", test_expectation);
  g_test_add_func ("/finish/text", test_finish);
  g_test_add_func ("/finish/few", test_few);
  return g_test_run ();
}
