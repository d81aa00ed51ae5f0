/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/base/nn-error.h"
#include "nn/train/nn-recipe.h"

static void
test_text (void)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *again = NULL;
    NnRecipe recipe, read;

    nn_recipe_init (&recipe, &presets[i]);
    g_assert_true (nn_recipe_check (&recipe, &error));
    recipe.rate = 1 / 3.0f;
    recipe.clip = 0.1f;
    text = nn_recipe_to_string (&recipe);
    g_assert_true (nn_recipe_from_string (&read, text, &error));
    g_assert_cmpfloat (read.rate, ==, recipe.rate);
    g_assert_cmpfloat (read.clip, ==, recipe.clip);
    g_assert_cmpfloat (read.epsilon, ==, recipe.epsilon);
    g_assert_cmpint (read.epsilon_inside, ==, recipe.epsilon_inside);
    g_assert_cmpuint (read.epochs, ==, recipe.epochs);
    again = nn_recipe_to_string (&read);
    g_assert_cmpstr (again, ==, text);
  }
}

static void
test_readable (void)
{
  g_autofree char *text = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, nn_preset_find ("keras"));
  text = nn_recipe_to_string (&recipe);
  g_assert_cmpstr (text, ==,
                   "loss=cross-entropy optimizer=rmsprop rate=0.001 beta2=0.9 epsilon=1e-07 "
                   "epsilon-inside=yes schedule=constant batch=128 epochs=5 validation=5000");
}

typedef struct {
  const char *field, *value;
  const char *said; /* what the error must name; NULL: the value is good */
} Wrong;

/* Each refused value is named with its field and its range; the recipe stays as it was. */
static void
test_set (void)
{
  static const Wrong cases[] = {
    { "rate", "0", "learning rate 0 is outside of its range, 1e-09 to 10" },
    { "rate", "-1", "learning rate -1 is" },
    { "rate", "nan", "learning rate nan is" },
    { "rate", "inf", "learning rate inf is" },
    { "rate", "11", "1e-09 to 10" },
    { "rate", "0.1x", "learning rate '0.1x' is no number; its range is 1e-09 to 10" },
    { "rate", "", "learning rate '' is no number" },
    { "rate", "10", NULL },
    { "rate", "1e-9", NULL },
    { "momentum", "1", "momentum 1 is outside of its range, 0 to 0.9999" },
    { "momentum", "0.9999", NULL },
    { "nesterov", "maybe", "yes or no, not 'maybe'" },
    { "nesterov", "yes", NULL },
    { "beta1", "1", "beta1 1 is" },
    { "beta2", "-0.1", "beta2 -0.1 is" },
    { "epsilon", "0", "epsilon 0 is outside of its range, 1e-12 to 1" },
    { "epsilon", "1e-12", NULL },
    { "epsilon-inside", "1", "yes or no" },
    { "weight-decay", "1.5", "weight decay 1.5 is" },
    { "label-smoothing", "1", "label smoothing 1 is outside of its range, 0 to 0.9" },
    { "label-smoothing", "0.9", NULL },
    { "clip", "-1", "gradient clip -1 is" },
    { "average", "1", "decay of the average 1 is" },
    { "warmup", "-1", "warm-up -1 is" },
    { "target-low", "1000", "low target 1000 is" },
    { "target-high", "-1000", "high target -1000 is" },
    { "batch", "0", "batch '0' is no whole number in its range, 1 to 8192" },
    { "batch", "8193", "batch '8193' is" },
    { "batch", "1.5", "batch '1.5' is" },
    { "batch", "99999999999999999999", "batch '99999999999999999999' is" },
    { "batch", "8192", NULL },
    { "epochs", "0", "number of epochs '0' is no whole number in its range, 1 to 10000" },
    { "epochs", "-1", "number of epochs '-1' is" },
    { "validation", "-5", "validation '-5' is" },
    { "validation", "0", NULL },
    { "seed", "-1", "seed '-1' is no whole number" },
    { "seed", "18446744073709551615", NULL },
    { "seed", "18446744073709551616", "seed '18446744073709551616' is" },
    { "threads", "257", "number of threads '257' is" },
    { "loss", "absolute", "no loss 'absolute': cross-entropy or squared-error" },
    { "optimizer", "adagrad", "no optimizer 'adagrad': sgd, rmsprop, adam, adamw or lbfgs" },
    { "optimizer", "lbfgs", NULL },
    { "schedule", "linear", "no schedule 'linear': constant, step, cosine or one-cycle" },
    { "colour", "red", "no field 'colour'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    NnRecipe recipe;
    gboolean good;

    nn_recipe_init (&recipe, NULL);
    before = nn_recipe_to_string (&recipe);
    good = nn_recipe_set (&recipe, cases[i].field, cases[i].value, &error);
    if (cases[i].said == NULL) {
      g_assert_no_error (error);
      g_assert_true (good);
      g_assert_true (nn_recipe_check (&recipe, NULL));
      continue;
    }
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
    g_assert_nonnull (strstr (error->message, cases[i].said));
    after = nn_recipe_to_string (&recipe);
    g_assert_cmpstr (before, ==, after);
  }
}

/* What a program sets by hand is refused the same way. */
static void
test_check (void)
{
#define REFUSES(field, wrong, title)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) error = NULL;                                                               \
    NnRecipe recipe;                                                                               \
    nn_recipe_init (&recipe, NULL);                                                                \
    recipe.field = wrong;                                                                          \
    g_assert_false (nn_recipe_check (&recipe, &error));                                            \
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);                                              \
    g_assert_nonnull (strstr (error->message, title));                                             \
  }                                                                                                \
  G_STMT_END

  REFUSES (loss, 2, "The loss 2 is outside of its range, 0 to 1");
  REFUSES (optimizer, 5, "The optimizer 5 is outside of its range, 0 to 4");
  REFUSES (schedule, 4, "The schedule 4 is outside of its range, 0 to 3");
  REFUSES (rate, NAN, "The learning rate nan is");
  REFUSES (rate, -INFINITY, "The learning rate -inf is");
  REFUSES (momentum, 1.0f, "The momentum 1 is");
  REFUSES (nesterov, 2, "The Nesterov switch 2 is");
  REFUSES (beta1, NAN, "The beta1 nan is");
  REFUSES (beta2, 1.0f, "The beta2 1 is");
  REFUSES (epsilon, 0, "The epsilon 0 is");
  REFUSES (weight_decay, NAN, "The weight decay nan is");
  REFUSES (label_smoothing, -0.1f, "The label smoothing -0.1");
  REFUSES (clip, NAN, "The gradient clip nan is");
  REFUSES (average, 1.0f, "The decay of the average 1 is");
  REFUSES (warmup, INFINITY, "The warm-up inf is");
  REFUSES (target_low, NAN, "The low target nan is");
  REFUSES (target_high, NAN, "The high target nan is");
  REFUSES (batch, 0, "The batch 0 is outside of its range, 1 to 8192");
  REFUSES (epochs, 10001, "The number of epochs 10001 is");
  REFUSES (validation, G_MAXUINT, "The validation 4.294");
  REFUSES (threads, 1000, "The number of threads 1000 is");
#undef REFUSES
}

static void
test_from_damaged_text (void)
{
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  g_assert_true (nn_recipe_from_string (&recipe, "", NULL));
  g_assert_true (nn_recipe_from_string (&recipe, "  rate=0.5  batch=7 ", NULL));
  g_assert_cmpfloat (recipe.rate, ==, 0.5f);
  g_assert_cmpuint (recipe.batch, ==, 7);
  g_assert_false (nn_recipe_from_string (&recipe, "rate", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_assert_false (nn_recipe_from_string (&recipe, "rate=", NULL));
  g_assert_false (nn_recipe_from_string (&recipe, "=1", NULL));
}

/* By hand: 10 epochs of 10 steps. */
static void
test_schedules (void)
{
  NnRecipe recipe;

  nn_recipe_init (&recipe, NULL);
  recipe.epochs = 10;
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 0, 10), ==, 1);
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 99, 10), ==, 1);
  recipe.warmup = 2;
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 0, 10), 1 / 20.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 9, 10), 10 / 20.0, 1e-6);
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 20, 10), ==, 1);
  recipe.warmup = 0;
  recipe.schedule = NN_SCHEDULE_STEP;
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 32, 10), ==, 1);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 34, 10), 0.1, 1e-6);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 99, 10), 0.01, 1e-6);
  recipe.schedule = NN_SCHEDULE_COSINE;
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 0, 10), ==, 1);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 33, 10), 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 99, 10), 0, 1e-6);
  recipe.schedule = NN_SCHEDULE_ONE_CYCLE;
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 0, 10), 0.04, 1e-6);
  g_assert_cmpfloat (nn_schedule_factor (&recipe, 15, 10), <, nn_schedule_factor (&recipe, 25, 10));
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 30, 10), 1, 0.01);
  g_assert_cmpfloat_with_epsilon (nn_schedule_factor (&recipe, 99, 10), 1e-4, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/text", test_text);
  g_test_add_func ("/recipe/readable", test_readable);
  g_test_add_func ("/recipe/set", test_set);
  g_test_add_func ("/recipe/check", test_check);
  g_test_add_func ("/recipe/from-damaged-text", test_from_damaged_text);
  g_test_add_func ("/recipe/schedules", test_schedules);
  return g_test_run ();
}
