/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/model/nn-network-model.h"
#include "nn/base/nn-error.h"
#include "nn/train/nn-recipe.h"

#include "../another-value.h"

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
                   "epochs=5 rate=0.001 batch=128 optimizer=rmsprop beta2=0.9 epsilon=1e-07 "
                   "epsilon-inside=yes schedule=constant loss=cross-entropy validation=5000");
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
    { "rate", "0", "Learning rate: 0 is outside its range, 1e-09 to 10" },
    { "rate", "-1", "Learning rate: -1 is" },
    { "rate", "nan", "Learning rate: nan is" },
    { "rate", "inf", "Learning rate: inf is" },
    { "rate", "11", "1e-09 to 10" },
    { "rate", "0.1x", "Learning rate: '0.1x' is not a number from 1e-09 to 10" },
    { "rate", "", "Learning rate: '' is not a number" },
    { "rate", "10", NULL },
    { "rate", "1e-9", NULL },
    { "momentum", "1", "Momentum: 1 is outside its range, 0 to 0.9999" },
    { "momentum", "0.9999", NULL },
    { "nesterov", "maybe", "Nesterov: there is no 'maybe'; choose no or yes" },
    { "nesterov", "yes", NULL },
    { "beta1", "1", "Beta 1: 1 is" },
    { "beta2", "-0.1", "Beta 2: -0.1 is" },
    { "epsilon", "0", "Epsilon: 0 is outside its range, 1e-12 to 1" },
    { "epsilon", "1e-12", NULL },
    { "epsilon-inside", "1", "no or yes" },
    { "weight-decay", "1.5", "Weight decay: 1.5 is" },
    { "label-smoothing", "1", "Label smoothing: 1 is outside its range, 0 to 0.9" },
    { "label-smoothing", "0.9", NULL },
    { "clip", "-1", "Gradient clip: -1 is" },
    { "average", "1", "Averaging: 1 is" },
    { "warmup", "-1", "Warm-up: -1 is" },
    { "target-low", "1000", "Low target: 1000 is" },
    { "target-high", "-1000", "High target: -1000 is" },
    { "batch", "0", "Batch: '0' is not a whole number from 1 to 8192" },
    { "batch", "8193", "Batch: '8193' is" },
    { "batch", "1.5", "Batch: '1.5' is" },
    { "batch", "99999999999999999999", "Batch: '99999999999999999999' is" },
    { "batch", "8192", NULL },
    { "epochs", "0", "Epochs: '0' is not a whole number from 1 to 10000" },
    { "epochs", "-1", "Epochs: '-1' is" },
    { "validation", "-5", "Validation: '-5' is" },
    { "validation", "0", NULL },
    { "seed", "-1", "Seed: '-1' is not a whole number" },
    { "seed", "18446744073709551615", NULL },
    { "seed", "18446744073709551616", "Seed: '18446744073709551616' is" },
    { "threads", "257", "Threads: '257' is" },
    { "loss", "absolute", "Loss: there is no 'absolute'; choose cross-entropy or squared-error" },
    { "optimizer", "adagrad", "no 'adagrad'; choose sgd, rmsprop, adam, adamw or lbfgs" },
    { "optimizer", "lbfgs", NULL },
    { "schedule", "linear", "no 'linear'; choose constant, step, cosine or one-cycle" },
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

static void
assert_refused (const NnRecipe *recipe, const char *title)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nn_recipe_check (recipe, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_assert_true (g_str_has_prefix (error->message, title));
}

/* What a program writes into a recipe without nn_recipe_set() is checked against the same row. */
static void
check_field (const NnRecipeField *field)
{
  NnRecipe recipe;
  void *place = (char *) &recipe + field->offset;

  nn_recipe_init (&recipe, NULL);
  switch (field->kind) {
  case NN_FIELD_FLOAT:
    for (guint i = 0; i < 4; i++) {
      const float wrong[] = { nextafterf ((float) field->low, -INFINITY),
                              nextafterf ((float) field->high, INFINITY), NAN, INFINITY };

      *(float *) place = wrong[i];
      assert_refused (&recipe, field->title);
    }
    *(float *) place = (float) field->high;
    break;
  case NN_FIELD_COUNT:
    *(guint *) place = (guint) field->high + 1;
    assert_refused (&recipe, field->title);
    *(guint *) place = (guint) field->high;
    break;
  case NN_FIELD_WORD:
    *(guint *) place = (guint) field->high + 1;
    assert_refused (&recipe, field->title);
    *(guint *) place = (guint) field->high;
    g_assert_null (field->words[(guint) field->high + 1].name);
    break;
  case NN_FIELD_SEED:
    *(guint64 *) place = G_MAXUINT64;
    break;
  }
  g_assert_true (nn_recipe_check (&recipe, NULL));
}

/* Each row: its texts, its checks, and the way through text; and no two rows share anything. */
static void
test_fields (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) letters = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint n;
  const NnRecipeField *fields = nn_recipe_fields (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++) {
    const NnRecipeField *field = &fields[i];
    g_autofree char *other = another_value (field), *value = NULL, *text = NULL;
    NnRecipe usual, recipe, read;

    g_assert_true (nn_recipe_find (field->name) == field);
    g_assert_true (g_hash_table_add (names, (gpointer) field->name));
    g_assert_true (g_hash_table_add (places, GSIZE_TO_POINTER (field->offset + 1)));
    g_assert_true (field->letter == 0
                   || g_hash_table_add (letters, GINT_TO_POINTER (field->letter)));
    g_assert_true (*field->title != '\0' && *field->summary != '\0');
    g_assert_false (g_str_has_suffix (field->summary, "."));
    check_field (field);

    nn_recipe_init (&usual, NULL);
    recipe = usual;
    g_assert_true (nn_recipe_set (&recipe, field->name, other, NULL));
    value = nn_recipe_get (&recipe, field);
    g_assert_cmpstr (value, ==, other);
    g_assert_cmpint (memcmp (&recipe, &usual, sizeof recipe), !=, 0);
    text = nn_recipe_to_string (&recipe);
    g_assert_true (nn_recipe_from_string (&read, text, NULL));
    /* They are no part of the text: the seed is a fact of its own, threads change no result. */
    if (field->offset == G_STRUCT_OFFSET (NnRecipe, seed))
      read.seed = recipe.seed;
    if (field->offset == G_STRUCT_OFFSET (NnRecipe, threads))
      read.threads = recipe.threads;
    g_assert_cmpmem (&read, sizeof read, &recipe, sizeof recipe);
  }
}

/* "augment" is read like a field and sets seven. */
static void
test_augment (void)
{
  NnRecipe recipe, usual;
  NnAugment augment;

  nn_recipe_init (&recipe, NULL);
  usual = recipe;
  g_assert_false (nn_recipe_set (&recipe, "augment", "3.1", NULL));
  g_assert_cmpmem (&recipe, sizeof recipe, &usual, sizeof usual);
  g_assert_true (nn_recipe_set (&recipe, "augment", "0.8", NULL));
  nn_augment_init (&augment, 0.8f);
  g_assert_cmpmem (&recipe.augment, sizeof augment, &augment, sizeof augment);
}

/* What the run of a file says goes before the preset's recipe, but only where it can go on. */
static void
test_of_model (void)
{
  const NnPreset *preset = nn_preset_find ("scratch");
  g_autoptr (NnModel) model = nn_preset_create (preset, 1);
  g_autoptr (GBytes) state = g_bytes_new_static ("state", 5);
  NnRecipe recipe, expected;

  nn_model_set_fact (model, "recipe", "batch=7");
  nn_model_set_fact (model, "seed", "18446744073709551615");
  nn_recipe_init (&expected, preset);
  nn_recipe_of_model (&recipe, model, NULL);
  g_assert_cmpmem (&recipe, sizeof recipe, &expected, sizeof expected);
  nn_recipe_init (&expected, nn_preset_find ("mlp"));
  nn_recipe_of_model (&recipe, model, nn_preset_find ("mlp"));
  g_assert_cmpmem (&recipe, sizeof recipe, &expected, sizeof expected);
  nn_model_set_training_state (model, state);
  nn_recipe_init (&expected, NULL);
  expected.batch = 7;
  expected.seed = G_MAXUINT64;
  nn_recipe_of_model (&recipe, model, NULL);
  g_assert_cmpmem (&recipe, sizeof recipe, &expected, sizeof expected);
}

/* Every preset has a recipe that can be read, and a sentence. */
static void
test_presets (void)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  for (guint i = 0; i < n; i++) {
    NnRecipe recipe, read;

    g_assert_true (nn_recipe_from_string (&read, presets[i].recipe, NULL));
    nn_recipe_init (&recipe, &presets[i]);
    g_assert_cmpmem (&recipe, sizeof recipe, &read, sizeof read);
    g_assert_true (*presets[i].summary != '\0' && !g_str_has_suffix (presets[i].summary, "."));
  }
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

/* Whatever the recipe: in warm-up the rate grows, and no factor is ever above 1. */
static void
test_warmup (void)
{
  for (guint seed = 0; seed < 2000; seed++) {
    guint64 steps_per_epoch;
    NnRecipe recipe;
    NnRandom random;

    nn_random_init (&random, seed, 0);
    nn_recipe_init (&recipe, NULL);
    steps_per_epoch = 1 + nn_random_below (&random, seed % 2 == 0 ? 3 : 500);
    recipe.schedule = (NnSchedule) nn_random_below (&random, NN_SCHEDULE_ONE_CYCLE + 1);
    recipe.epochs = 1 + nn_random_below (&random, 4);
    recipe.warmup = expf (nn_random_range (&random, -12, 3));
    for (guint64 step = 0; step < MIN (steps_per_epoch * recipe.epochs, 600); step++) {
      float factor = nn_schedule_factor (&recipe, step, steps_per_epoch);

      g_assert_cmpfloat (factor, <=, 1);
      g_assert_cmpfloat (factor, >=, 0);
      if (recipe.schedule == NN_SCHEDULE_CONSTANT && step > 0)
        g_assert_cmpfloat (factor, >=, nn_schedule_factor (&recipe, step - 1, steps_per_epoch));
    }
  }
}

/* The rule of thumb for users' own networks. */
static void
test_suggest (void)
{
  /* clang-format off */
  static const struct { const char *network; double rate, clip; } cases[] = {
    { "dense 10",                                                    0.01,  0 },
    { "dense 128, relu, dense 10",                                   0.01,  0 },
    { "repeat 2 (dense 128, relu), dense 10",                        0.003, 0 },
    { "conv 3x3 16, relu, maxpool 2, dense 10",                      0.005, 0 },
    { "repeat 4 (conv 3x3 8, relu), dense 10",                       0.003, 0 },
    { "repeat 7 (dense 64, relu), dense 10",                         0.001, 0 },
    { "repeat 7 (dense 64, layernorm, relu), dense 10",              0.003, 0 },
    { "dense 64, repeat 7 (residual (dense 64, relu)), dense 10",    0.003, 0 },
    { "lstm 64 rows last, dense 10",                                 0.003, 1 },
    { "conv 3x3 8, gru 64 rows last, dense 10",                      0.005, 1 },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NnModel) model = nn_network_create (cases[i].network, &nn_network_digits, 1, NULL);
    NnRecipe recipe, of_network;

    nn_recipe_suggest (&recipe, nn_model_graph (model));
    g_assert_cmpfloat_with_epsilon (recipe.rate, cases[i].rate, 1e-9);
    g_assert_cmpfloat (recipe.clip, ==, cases[i].clip);
    g_assert_cmpuint (recipe.epochs, ==, 3);
    g_assert_cmpint (recipe.optimizer, ==, NN_OPTIMIZER_ADAM);
    g_assert_true (nn_recipe_check (&recipe, NULL));
    nn_recipe_of_network (&of_network, model);
    g_assert_cmpfloat (of_network.rate, ==, recipe.rate);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/text", test_text);
  g_test_add_func ("/recipe/readable", test_readable);
  g_test_add_func ("/recipe/set", test_set);
  g_test_add_func ("/recipe/fields", test_fields);
  g_test_add_func ("/recipe/augment", test_augment);
  g_test_add_func ("/recipe/of-model", test_of_model);
  g_test_add_func ("/recipe/presets", test_presets);
  g_test_add_func ("/recipe/suggest", test_suggest);
  g_test_add_func ("/recipe/from-damaged-text", test_from_damaged_text);
  g_test_add_func ("/recipe/schedules", test_schedules);
  g_test_add_func ("/recipe/warmup", test_warmup);
  return g_test_run ();
}
