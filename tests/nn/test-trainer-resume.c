/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bars.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/train/nn-trainer.h"

static void
init_recipe (NnRecipe *recipe, NnOptimizerKind optimizer)
{
  nn_recipe_init (recipe, nn_preset_find ("keras"));
  recipe->optimizer = optimizer;
  recipe->momentum = optimizer == NN_OPTIMIZER_SGD ? 0.9f : 0;
  recipe->average = optimizer == NN_OPTIMIZER_ADAM ? 0.9f : 0;
  recipe->clip = optimizer == NN_OPTIMIZER_ADAMW ? 0.5f : 0;
  recipe->batch = 48;
  recipe->epochs = 5;
  recipe->validation = 100;
}

static NnTrainer *
start (NnModel *model, NnDataset *dataset, const NnRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  NnTrainer *trainer = nn_trainer_new (model, dataset, recipe, &error);

  g_assert_no_error (error);
  return trainer;
}

static void
run (NnTrainer *trainer, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  gboolean ended;

  for (guint i = 0; i < n_steps && !nn_trainer_is_done (trainer); i++) {
    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
  }
}

/* What the model is at the end of the run. */
static NnModel *
finish (NnModel *model, NnDataset *dataset, const NnRecipe *recipe)
{
  g_autoptr (NnTrainer) trainer = start (model, dataset, recipe);

  run (trainer, G_MAXUINT);
  return nn_trainer_snapshot (trainer);
}

/* What can be gone on from, after so many steps of the run. */
static NnModel *
stop (NnModel *model, NnDataset *dataset, const NnRecipe *recipe, guint n_steps)
{
  g_autoptr (NnTrainer) trainer = start (model, dataset, recipe);

  run (trainer, n_steps);
  return nn_trainer_checkpoint (trainer);
}

static void
assert_same_weights (const NnModel *a, const NnModel *b)
{
  gsize n = nn_graph_n_weights (nn_model_graph (a));

  g_assert_cmpmem (nn_model_weights (a), n * sizeof (float), nn_model_weights (b),
                   n * sizeof (float));
}

/* What is written to a file and read again. */
static NnModel *
through_a_file (NnModel *model)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);
  g_autoptr (GError) error = NULL;
  NnModel *read = nn_model_from_bytes (bytes, "checkpoint", &error);

  g_assert_no_error (error);
  return read;
}

/* 400 pictures and batches of 48 are 9 steps an epoch, the last of 16. */
static void
test_same_bits (gconstpointer data)
{
  NnOptimizerKind optimizer = GPOINTER_TO_UINT (data);
  static const guint cuts[] = { 9, 27, 31, 44 };
  g_autoptr (NnDataset) dataset = bars (500, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnTrainer) whole = NULL;
  g_autoptr (NnModel) expected = NULL;
  NnRecipe recipe;

  init_recipe (&recipe, optimizer);
  whole = start (begin, dataset, &recipe);
  run (whole, G_MAXUINT);
  expected = nn_trainer_snapshot (whole);
  g_assert_null (nn_model_get_training_state (expected));

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autoptr (NnModel) saved = stop (begin, dataset, &recipe, cuts[i]);
    g_autoptr (NnModel) loaded = NULL;
    g_autoptr (NnTrainer) second = NULL;
    g_autoptr (NnModel) got = NULL;
    const NnProgress *end = nn_trainer_progress (whole), *p;

    loaded = through_a_file (saved);
    g_assert_cmpuint (nn_trainer_epochs_of (loaded), ==, cuts[i] / 9);
    g_assert_true (nn_trainer_goes_on (loaded, dataset, &recipe));
    second = start (loaded, dataset, &recipe);
    g_assert_cmpuint (nn_trainer_progress (second)->step, ==, cuts[i]);
    run (second, G_MAXUINT);
    got = nn_trainer_snapshot (second);
    assert_same_weights (expected, got);

    p = nn_trainer_progress (second);
    g_assert_cmpuint (p->step, ==, end->step);
    g_assert_cmpuint (p->samples, ==, end->samples);
    g_assert_cmpfloat (p->train_loss, ==, end->train_loss);
    g_assert_cmpfloat (p->validation_loss, ==, end->validation_loss);
  }
}

/* Three epochs, then a longer run: the same as the longer run at once. */
static void
test_longer (void)
{
  g_autoptr (NnDataset) dataset = bars (300, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnModel) expected = NULL;
  g_autoptr (NnModel) saved = NULL;
  g_autoptr (NnModel) got = NULL;
  NnRecipe recipe;

  init_recipe (&recipe, NN_OPTIMIZER_ADAM);
  expected = finish (begin, dataset, &recipe);
  recipe.epochs = 3;
  saved = stop (begin, dataset, &recipe, G_MAXUINT);
  g_assert_cmpuint (nn_trainer_epochs_of (saved), ==, 3);
  recipe.epochs = 5;
  recipe.threads = 1;
  got = finish (saved, dataset, &recipe);
  assert_same_weights (expected, got);
}

/* A run that has come to its end and is made longer: the rate falls once more, from a tenth, and a
 * break in the middle of that changes no bit. One that was cut short keeps its schedule. */
static void
test_extension (gconstpointer data)
{
  const NnSchedule schedule = GPOINTER_TO_UINT (data);
  g_autoptr (NnDataset) dataset = bars (300, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnTrainer) longer = NULL;
  g_autoptr (NnModel) done = NULL;
  g_autoptr (NnModel) middle = NULL;
  g_autoptr (NnModel) expected = NULL;
  g_autoptr (NnModel) got = NULL;
  const NnProgress *p;
  NnRecipe recipe;

  init_recipe (&recipe, NN_OPTIMIZER_ADAM);
  recipe.schedule = schedule;
  recipe.warmup = 1;
  recipe.epochs = 3;
  done = stop (begin, dataset, &recipe, G_MAXUINT);
  recipe.epochs = 5;
  longer = start (done, dataset, &recipe);
  p = nn_trainer_progress (longer);
  g_assert_cmpuint (p->epoch, ==, 3);
  run (longer, 1);
  g_assert_cmpfloat_with_epsilon (p->rate, recipe.rate / 10, recipe.rate * 1e-6);
  while (!nn_trainer_is_done (longer)) {
    float before = p->rate;

    run (longer, 1);
    g_assert_cmpfloat (p->rate, <, before);
  }
  g_assert_cmpfloat (p->rate, <=, recipe.rate * 1.01e-4f);
  expected = nn_trainer_snapshot (longer);

  middle = stop (done, dataset, &recipe, 6);
  got = finish (middle, dataset, &recipe);
  assert_same_weights (expected, got);
}

/* Three epochs of five, at a break and after it, are the first three of five at once. An epoch has
 * 5 steps. */
static void
test_cut_short (gconstpointer data)
{
  g_autoptr (NnDataset) dataset = bars (300, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnModel) expected = NULL;
  g_autoptr (NnModel) saved = NULL;
  g_autoptr (NnModel) got = NULL;
  NnRecipe recipe;

  init_recipe (&recipe, NN_OPTIMIZER_ADAM);
  recipe.schedule = GPOINTER_TO_UINT (data);
  expected = finish (begin, dataset, &recipe);
  saved = stop (begin, dataset, &recipe, 15);
  g_assert_cmpuint (nn_trainer_epochs_of (saved), ==, 3);
  got = finish (saved, dataset, &recipe);
  assert_same_weights (expected, got);
}

/* The curve of a run travels in the file, whole, and a run that goes on from there adds to it.
 * Files of older versions have none and go on as well. */
static void
test_curve (void)
{
  g_autoptr (NnDataset) dataset = bars (500, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnTrainer) trainer = NULL, second = NULL, old = NULL;
  g_autoptr (NnModel) saved = NULL, loaded = NULL, end = NULL, whole = NULL;
  g_autoptr (NnStepCurve) curve = NULL, longer = NULL, expected = NULL;
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const NnCurveColumn *columns;
  const NnHeldOut *estimates;
  g_auto (GVariantDict) dictionary = G_VARIANT_DICT_INIT (NULL);
  NnHeldOut held_out;
  NnRecipe recipe;
  guint n;

  g_assert_null (nn_trainer_curve_of (begin));
  init_recipe (&recipe, NN_OPTIMIZER_ADAM);
  recipe.batch = 64; /* seven steps an epoch, the last one of 16 pictures */
  trainer = start (begin, dataset, &recipe);
  run (trainer, 7);
  g_assert_cmpuint (nn_trainer_sample_size (trainer), ==, 100);
  g_assert_true (nn_trainer_estimate (trainer, 100, &held_out));
  /* All that is held out is in the sample. */
  g_assert_cmpfloat (held_out.accuracy, ==, nn_trainer_progress (trainer)->validation_accuracy);
  g_assert_cmpfloat_with_epsilon (held_out.loss, nn_trainer_progress (trainer)->validation_loss,
                                  1e-4);
  run (trainer, 10);
  saved = nn_trainer_checkpoint (trainer);
  loaded = through_a_file (saved);
  curve = nn_trainer_curve_of (loaded);
  columns = nn_step_curve_columns (curve, &n);
  g_assert_cmpuint (n, ==, 17);
  g_assert_cmpuint (columns[16].step, ==, 17);
  g_assert_cmpfloat (columns[16].loss, ==, nn_trainer_progress (trainer)->step_loss);
  g_assert_cmpfloat (columns[16].accuracy, ==, nn_trainer_progress (trainer)->step_accuracy);
  estimates = nn_step_curve_estimates (curve, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (estimates->step, ==, 7);
  g_assert_cmpfloat (estimates->epoch, ==, 1);

  second = start (loaded, dataset, &recipe);
  run (second, G_MAXUINT);
  run (trainer, G_MAXUINT);
  end = nn_trainer_checkpoint (second);
  whole = nn_trainer_checkpoint (trainer);
  assert_same_weights (end, whole);
  longer = nn_trainer_curve_of (end);
  expected = nn_trainer_curve_of (whole);
  columns = nn_step_curve_columns (longer, &n);
  g_assert_cmpuint (n, ==, 35);
  g_assert_cmpmem (columns, n * sizeof *columns, nn_step_curve_columns (expected, &n),
                   n * sizeof *columns);

  state = g_variant_ref_sink (g_variant_new_from_bytes (
      G_VARIANT_TYPE_VARDICT, nn_model_get_training_state (loaded), FALSE));
  g_variant_dict_clear (&dictionary);
  g_variant_dict_init (&dictionary, state);
  g_assert_true (g_variant_dict_remove (&dictionary, "curve"));
  g_clear_pointer (&state, g_variant_unref);
  state = g_variant_ref_sink (g_variant_dict_end (&dictionary));
  bytes = g_variant_get_data_as_bytes (state);
  nn_model_set_training_state (loaded, bytes);
  g_assert_null (nn_trainer_curve_of (loaded));
  old = start (loaded, dataset, &recipe);
  g_assert_cmpuint (nn_trainer_progress (old)->step, ==, 17);
}

static void
test_other_run (void)
{
  g_autoptr (NnDataset) dataset = bars (300, 3);
  g_autoptr (NnDataset) other_data = bars (300, 5);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnModel) saved = NULL;
  NnRecipe recipe, others[4];

  g_assert_cmpuint (nn_trainer_epochs_of (begin), ==, 0);
  init_recipe (&recipe, NN_OPTIMIZER_ADAM);
  saved = stop (begin, dataset, &recipe, 12);
  for (guint i = 0; i < 4; i++)
    others[i] = recipe;
  others[0].optimizer = NN_OPTIMIZER_SGD;
  others[1].batch = 32;
  others[2].seed = 2;
  others[3].validation = 50;
  for (guint i = 0; i < 4; i++) {
    g_autoptr (NnTrainer) trainer = start (saved, dataset, &others[i]);
    g_autoptr (NnModel) now = nn_trainer_snapshot (trainer);

    g_assert_false (nn_trainer_goes_on (saved, dataset, &others[i]));
    g_assert_cmpuint (nn_trainer_progress (trainer)->step, ==, 0);
    assert_same_weights (now, saved);
  }
  {
    g_autoptr (NnTrainer) trainer = start (saved, other_data, &recipe);

    g_assert_false (nn_trainer_goes_on (saved, other_data, &recipe));
    g_assert_false (nn_trainer_goes_on (begin, dataset, &recipe));
    g_assert_cmpuint (nn_trainer_progress (trainer)->step, ==, 0);
  }
}

/* A state with broken bytes is another run's or this one's, never a crash. */
static void
test_damaged (void)
{
  g_autoptr (NnDataset) dataset = bars (150, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnModel) saved = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autofree guint8 *bytes = NULL;
  const guint8 *good;
  gsize size;
  NnRecipe recipe;
  NnRandom random;

  init_recipe (&recipe, NN_OPTIMIZER_SGD);
  recipe.momentum = 0;
  saved = stop (begin, dataset, &recipe, 8);
  state = g_bytes_ref (nn_model_get_training_state (saved));
  good = g_bytes_get_data (state, &size);
  g_assert_cmpuint (size, <, 2000);
  nn_random_init (&random, 1, 0);
  for (guint i = 0; i < 300; i++) {
    gsize cut = i % 3 == 0 ? nn_random_below (&random, (guint32) size + 1) : size;
    g_autoptr (GBytes) broken = NULL;
    g_autoptr (NnTrainer) trainer = NULL;

    bytes = g_realloc (bytes, size);
    memcpy (bytes, good, size);
    for (guint k = 0; k < 1 + i % 5; k++)
      bytes[nn_random_below (&random, (guint32) size)] = (guint8) nn_random_next (&random);
    broken = g_bytes_new (bytes, cut);
    nn_model_set_training_state (saved, broken);
    nn_trainer_epochs_of (saved);
    trainer = nn_trainer_new (saved, dataset, &recipe, NULL);
    g_assert_nonnull (trainer);
    run (trainer, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind <= NN_OPTIMIZER_LBFGS; kind++) {
    g_autofree char *path = g_strdup_printf ("/resume/same-bits/%s", nn_optimizer_name (kind));

    g_test_add_data_func (path, GUINT_TO_POINTER (kind), test_same_bits);
  }
  g_test_add_data_func ("/resume/extension/one-cycle", GUINT_TO_POINTER (NN_SCHEDULE_ONE_CYCLE),
                        test_extension);
  g_test_add_data_func ("/resume/extension/cosine", GUINT_TO_POINTER (NN_SCHEDULE_COSINE),
                        test_extension);
  g_test_add_data_func ("/resume/cut-short/one-cycle", GUINT_TO_POINTER (NN_SCHEDULE_ONE_CYCLE),
                        test_cut_short);
  g_test_add_data_func ("/resume/cut-short/step", GUINT_TO_POINTER (NN_SCHEDULE_STEP),
                        test_cut_short);
  g_test_add_func ("/resume/longer", test_longer);
  g_test_add_func ("/resume/curve", test_curve);
  g_test_add_func ("/resume/other-run", test_other_run);
  g_test_add_func ("/resume/damaged", test_damaged);
  return g_test_run ();
}
