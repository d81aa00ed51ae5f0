/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "nn/train/nn-trainer.h"

static NnModel *
train (const char *preset_name, NnDataset *dataset, guint threads, guint n_steps, float *accuracy)
{
  const NnPreset *preset = nn_preset_find (preset_name);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.threads = threads;
  recipe.epochs = 1;
  recipe.batch = MIN (recipe.batch, 100);
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_steps && !nn_trainer_is_done (trainer); i++) {
    gboolean ended;

    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
  }
  if (accuracy != NULL)
    *accuracy = nn_trainer_progress (trainer)->validation_accuracy;
  return nn_trainer_snapshot (trainer);
}

static void
test_same_bits (gconstpointer data)
{
  const char *preset = data;
  g_autoptr (NnDataset) dataset = bars (700, 9);
  g_autoptr (NnModel) one = train (preset, dataset, 1, 6, NULL);
  gsize n = nn_graph_n_weights (nn_model_graph (one)) * sizeof (float);
  g_autoptr (NnModel) start = nn_preset_create (nn_preset_find (preset), 4);

  g_assert_cmpint (memcmp (nn_model_weights (one), nn_model_weights (start), n), !=, 0);
  for (guint threads = 2; threads <= 3; threads++) {
    g_autoptr (NnModel) more = train (preset, dataset, threads, 6, NULL);

    g_assert_cmpint (memcmp (nn_model_weights (one), nn_model_weights (more), n), ==, 0);
  }
}

static void
test_learns (gconstpointer data)
{
  g_autoptr (NnDataset) dataset = bars (6000, 9);
  g_autoptr (NnModel) model = NULL;
  float accuracy;

  model = train (data, dataset, 0, G_MAXUINT, &accuracy);
  g_assert_cmpfloat (accuracy, >, 0.95);
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

static gsize
weights_bytes (const NnModel *model)
{
  return nn_graph_n_weights (nn_model_graph (model)) * sizeof (float);
}

/* Whatever the optimizer and what surrounds it: the same bits for every number of threads. */
static void
test_same_bits_of_optimizer (gconstpointer data)
{
  g_autoptr (NnDataset) dataset = bars (700, 9);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("keras"), 4);
  g_autoptr (NnModel) one = NULL;

  for (guint threads = 1; threads <= 3; threads++) {
    g_autoptr (NnTrainer) trainer = NULL;
    g_autoptr (NnModel) model = NULL;
    NnRecipe recipe;

    nn_recipe_from_string (&recipe, data, NULL);
    recipe.threads = threads;
    recipe.batch = 100;
    trainer = start (begin, dataset, &recipe);
    run (trainer, 8);
    model = nn_trainer_snapshot (trainer);
    g_assert_cmpint (
        memcmp (nn_model_weights (model), nn_model_weights (begin), weights_bytes (model)), !=, 0);
    if (one != NULL)
      g_assert_cmpint (
          memcmp (nn_model_weights (model), nn_model_weights (one), weights_bytes (model)), ==, 0);
    else
      one = g_steal_pointer (&model);
  }
}

/* In the second epoch: the weights are those of the end of the first, bit for bit. */
static void
test_diverges (void)
{
  const NnPreset *preset = nn_preset_find ("keras");
  g_autoptr (NnDataset) dataset = bars (600, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnModel) good = NULL;
  g_autoptr (NnModel) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean ended = FALSE;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  trainer = start (model, dataset, &recipe);
  while (!ended)
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  good = nn_trainer_snapshot (trainer);
  nn_trainer_set_rate (trainer, 1e37f);
  while (!nn_trainer_is_done (trainer) && nn_trainer_step (trainer, &ended, &error))
    ;
  g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, "steps"));
  g_assert_nonnull (strstr (error->message, "try a learning rate of 1e+36"));
  g_assert_true (nn_trainer_is_done (trainer));
  after = nn_trainer_checkpoint (trainer);
  g_assert_cmpmem (nn_model_weights (after), weights_bytes (after), nn_model_weights (good),
                   weights_bytes (good));
  g_assert_null (nn_model_get_training_state (after));
  g_assert_cmpuint (nn_trainer_progress (trainer)->epoch, ==, 1);
}

/* The last step of an epoch can spoil the weights while its loss is still a number. */
static void
test_diverges_in_last_step (void)
{
  const NnPreset *preset = nn_preset_find ("linear");
  g_autoptr (NnDataset) dataset = bars (64, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnModel) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean ended;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.optimizer = NN_OPTIMIZER_SGD;
  recipe.validation = 0;
  recipe.batch = 64;
  trainer = start (model, dataset, &recipe);
  nn_trainer_set_rate (trainer, INFINITY);
  g_assert_false (nn_trainer_step (trainer, &ended, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
  after = nn_trainer_snapshot (trainer);
  g_assert_cmpmem (nn_model_weights (after), weights_bytes (after), nn_model_weights (model),
                   weights_bytes (model));
}

/* After a cancelled step, training continues as if it had not been cancelled. */
static void
test_cancelled_step (gconstpointer data)
{
  g_autoptr (NnDataset) dataset = bars (300, 9);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("linear"), 4);
  NnModel *results[2];
  NnRecipe recipe;

  nn_recipe_init (&recipe, nn_preset_find ("linear"));
  recipe.threads = GPOINTER_TO_UINT (data);
  recipe.batch = 150;
  recipe.validation = 0;
  for (guint cancelled = 0; cancelled < 2; cancelled++) {
    g_autoptr (NnTrainer) trainer = start (model, dataset, &recipe);
    gboolean ended;

    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
    if (cancelled) {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_cancellable_cancel (cancellable);
      nn_trainer_set_cancellable (trainer, cancellable);
      g_assert_false (nn_trainer_step (trainer, &ended, &error));
      g_assert_error (error, NN_ERROR, NN_ERROR_CANCELLED);
      nn_trainer_set_cancellable (trainer, NULL);
    }
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
    results[cancelled] = nn_trainer_snapshot (trainer);
  }
  g_assert_cmpmem (nn_model_weights (results[0]), weights_bytes (results[0]),
                   nn_model_weights (results[1]), weights_bytes (results[1]));
  nn_model_unref (results[0]);
  nn_model_unref (results[1]);
}

/* Within how many microseconds a step is cancelled; more and more, for a slow machine. */
static gint cancel_within;

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep ((gulong) g_random_int_range (0, cancel_within));
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
  return NULL;
}

/* A validation that is cancelled stays due, in a checkpoint too; nothing of it is left out. */
static void
test_cancelled_validation (void)
{
  const NnPreset *preset = nn_preset_find ("keras");
  g_autoptr (NnDataset) dataset = bars (1500, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnTrainer) trainer = NULL, whole = NULL, resumed = NULL;
  g_autoptr (NnModel) middle = NULL;
  gboolean ended = FALSE, due = FALSE;
  const NnProgress *p, *expected;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.batch = 500;
  recipe.validation = 500;
  recipe.epochs = 10000;
  trainer = start (model, dataset, &recipe);
  p = nn_trainer_progress (trainer);
  for (cancel_within = 1000; !due; cancel_within += 100) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    GThread *thread = g_thread_new ("cancel", cancel_soon, g_object_ref (cancellable));

    nn_trainer_set_cancellable (trainer, cancellable);
    due = !nn_trainer_step (trainer, &ended, NULL)
          && p->step == (p->epoch + 1) * p->steps_per_epoch;
    g_thread_join (thread);
  }
  g_assert_false (ended);
  nn_trainer_set_cancellable (trainer, NULL);
  middle = nn_trainer_checkpoint (trainer);
  resumed = start (middle, dataset, &recipe);
  whole = start (model, dataset, &recipe);
  expected = nn_trainer_progress (whole);
  while (expected->epoch <= p->epoch)
    g_assert_true (nn_trainer_step (whole, &ended, NULL));
  for (guint i = 0; i < 2; i++) {
    NnTrainer *one = i == 0 ? trainer : resumed;
    g_autoptr (NnModel) a = NULL;
    g_autoptr (NnModel) b = NULL;

    p = nn_trainer_progress (one);
    g_assert_true (nn_trainer_step (one, &ended, NULL));
    g_assert_true (ended);
    g_assert_cmpuint (p->step, ==, expected->step);
    g_assert_cmpuint (p->epoch, ==, expected->epoch);
    g_assert_cmpfloat (p->train_loss, ==, expected->train_loss);
    g_assert_cmpfloat (p->train_accuracy, ==, expected->train_accuracy);
    g_assert_cmpfloat (p->validation_loss, ==, expected->validation_loss);
    g_assert_cmpfloat (p->validation_accuracy, ==, expected->validation_accuracy);
    a = nn_trainer_snapshot (one);
    b = nn_trainer_snapshot (whole);
    g_assert_cmpmem (nn_model_weights (a), weights_bytes (a), nn_model_weights (b),
                     weights_bytes (b));
    g_assert_cmpstr (nn_model_get_fact (a, "validation_accuracy"), ==,
                     nn_model_get_fact (b, "validation_accuracy"));
  }
}

/* A loss that is a number, but far above where it began, is divergence too. */
static void
test_diverges_in_numbers (void)
{
  const NnPreset *preset = nn_preset_find ("keras");
  g_autoptr (NnDataset) dataset = bars (3000, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnModel) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  gboolean ended;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.optimizer = NN_OPTIMIZER_SGD;
  recipe.momentum = 0.9f;
  recipe.rate = 10;
  trainer = start (model, dataset, &recipe);
  while (!nn_trainer_is_done (trainer) && nn_trainer_step (trainer, &ended, &error))
    ;
  g_assert_error (error, NN_ERROR, NN_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, "out of all proportion"));
  g_assert_nonnull (strstr (error->message, "try a learning rate of 1"));
  after = nn_trainer_snapshot (trainer);
  g_assert_cmpmem (nn_model_weights (after), weights_bytes (after), nn_model_weights (model),
                   weights_bytes (model));
}

/* Wilson's interval as worked out by hand: 81 of 263 lies in 0.2553..0.3662 (R. G. Newcombe,
 * 1998). */
static void
test_interval (void)
{
  double low, high;

  nn_measure_interval (81, 263, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.2553, 5e-5);
  g_assert_cmpfloat_with_epsilon (high, 0.3662, 5e-5);
  nn_measure_interval (0, 20, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat_with_epsilon (high, 0.1611, 5e-5);
  nn_measure_interval (20, 20, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.8389, 5e-5);
  g_assert_cmpfloat (high, ==, 1);
  nn_measure_interval (0, 0, &low, &high);
  g_assert_cmpfloat (high - low, ==, 1);
}

/* What a snapshot says of itself, and what it must not say any more. */
static void
test_facts (void)
{
  const NnPreset *preset = nn_preset_find ("linear");
  g_autoptr (NnDataset) dataset = bars (300, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 4);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (NnModel) before = NULL;
  g_autoptr (NnModel) middle = NULL;
  g_autoptr (NnModel) end = NULL;
  g_autofree char *recipe_text = NULL;
  NnRecipe recipe;

  nn_model_set_fact (model, "test_accuracy", "0.5");
  nn_recipe_init (&recipe, preset);
  recipe.seed = 12;
  recipe_text = nn_recipe_to_string (&recipe);
  trainer = start (model, dataset, &recipe);
  before = nn_trainer_snapshot (trainer);
  g_assert_cmpstr (nn_model_get_fact (before, "test_accuracy"), ==, "0.5");
  run (trainer, 1);
  middle = nn_trainer_snapshot (trainer);
  g_assert_null (nn_model_get_fact (middle, "test_accuracy"));
  g_assert_null (nn_model_get_fact (middle, "validation_accuracy"));
  g_assert_cmpstr (nn_model_get_fact (middle, "epochs"), ==, "0");
  run (trainer, G_MAXUINT);
  end = nn_trainer_snapshot (trainer);
  g_assert_cmpstr (nn_model_get_fact (end, "preset"), ==, "linear");
  g_assert_cmpstr (nn_model_get_fact (end, "recipe"), ==, recipe_text);
  g_assert_cmpstr (nn_model_get_fact (end, "seed"), ==, "12");
  g_assert_cmpstr (nn_model_get_fact (end, "epochs"), ==, "8");
  g_assert_cmpstr (nn_model_get_fact (end, "train_data"), ==, "bars");
  g_assert_cmpstr (nn_model_get_fact (end, "validation_count"), ==, "100");
  g_assert_cmpfloat_with_epsilon (
      g_ascii_strtod (nn_model_get_fact (end, "validation_accuracy"), NULL),
      nn_trainer_progress (trainer)->validation_accuracy, 1e-5);
  g_assert_true (g_regex_match_simple ("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$",
                                       nn_model_get_fact (end, "date"), 0, 0));
  g_assert_null (nn_model_get_training_state (end));
}

/* One picture with a lit pixel, zero weights: every probability is 1/10, so dL/dz = 1/10 - t. */
static void
test_step_by_hand (void)
{
  guint8 *pixels = g_malloc0 (784), *label = g_malloc (1);
  g_autoptr (NnDataset) dataset = NULL;
  g_autoptr (NnModel) random = nn_preset_create (nn_preset_find ("linear"), 4);
  NnGraph *graph = nn_model_graph (random);
  g_autoptr (NnModel) zero = nn_model_new (graph, NULL);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (NnModel) after = NULL;
  const float *weight, *bias;
  NnRecipe recipe;

  pixels[300] = 51;
  *label = 7;
  dataset
      = nn_dataset_new ("one", g_bytes_new_take (pixels, 784), g_bytes_new_take (label, 1), NULL);
  nn_recipe_from_string (&recipe, "optimizer=sgd rate=0.5 batch=1 epochs=1 validation=0", NULL);
  trainer = start (zero, dataset, &recipe);
  run (trainer, 1);
  g_assert_cmpfloat_with_epsilon (nn_trainer_progress (trainer)->step_loss, log (10), 1e-6);
  after = nn_trainer_snapshot (trainer);
  weight = nn_model_weights (after)
           + nn_graph_value (graph, nn_graph_find_value (graph, "dense1.weight"))->offset;
  bias = nn_model_weights (after)
         + nn_graph_value (graph, nn_graph_find_value (graph, "dense1.bias"))->offset;
  for (int k = 0; k < 10; k++) {
    double gradient = 0.1 - (k == 7);

    g_assert_cmpfloat_with_epsilon (bias[k], -0.5 * gradient, 1e-6);
    for (int p = 0; p < 784; p++)
      g_assert_cmpfloat_with_epsilon (weight[p * 10 + k],
                                      p == 300 ? -0.5 * gradient * 51 / 255.0 : 0, 1e-6);
  }
}

static void
test_wrong_recipe (void)
{
  g_autoptr (NnDataset) dataset = bars (30, 9);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("keras"), 1);
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, NULL);
  recipe.rate = NAN;
  g_assert_null (nn_trainer_new (model, dataset, &recipe, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

/* x = 0.01 + 0.99 ink, y = sigmoid (sigmoid (x W1) W2) made to add up to 1, by hand in double
 * precision. */
static void
test_forward_by_hand (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("scratch"), 2);
  NnGraph *graph = nn_model_graph (model);
  const float *w1 = nn_model_weights (model)
                    + nn_graph_value (graph, nn_graph_find_value (graph, "dense1.weight"))->offset;
  const float *w2 = nn_model_weights (model)
                    + nn_graph_value (graph, nn_graph_find_value (graph, "dense2.weight"))->offset;
  float inks[784], y[10];
  double hidden[250], sigmoids[10], total = 0;

  for (int i = 0; i < 784; i++)
    inks[i] = i % 7 == 0 ? (float) (i % 50) / 50 : 0;
  g_assert_true (nn_model_predict (model, inks, 1, y, NULL));
  for (int j = 0; j < 250; j++) {
    double sum = 0;

    for (int i = 0; i < 784; i++)
      sum += (0.01 + 0.99 * inks[i]) * w1[i * 250 + j];
    hidden[j] = 1 / (1 + exp (-sum));
  }
  for (int k = 0; k < 10; k++) {
    double sum = 0;

    for (int j = 0; j < 250; j++)
      sum += hidden[j] * w2[j * 10 + k];
    sigmoids[k] = 1 / (1 + exp (-sum));
    total += sigmoids[k];
  }
  for (int k = 0; k < 10; k++)
    g_assert_cmpfloat_with_epsilon (y[k], sigmoids[k] / total, 1e-6);
}

int
main (int argc, char **argv)
{
  static const char *const presets[] = { "keras", "lenet", "fast-cnn" };
  static const char *const recipes[]
      = { "optimizer=sgd rate=0.1 momentum=0.9 clip=0.5",
          "optimizer=rmsprop rate=0.001 average=0.9",
          "optimizer=adam rate=0.001 clip=0.1 average=0.99",
          "optimizer=adamw rate=0.001 weight-decay=0.1 label-smoothing=0.1",
          "optimizer=lbfgs rate=0.5 clip=1 average=0.5" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++) {
    g_autofree char *bits = g_strdup_printf ("/trainer/same-bits/%s", presets[i]);
    g_autofree char *learns = g_strdup_printf ("/trainer/learns/%s", presets[i]);

    g_test_add_data_func (bits, presets[i], test_same_bits);
    g_test_add_data_func (learns, presets[i], test_learns);
  }
  g_test_add_data_func ("/trainer/same-bits/scratch", "scratch", test_same_bits);
  g_test_add_data_func ("/trainer/same-bits/deep-cnn", "deep-cnn", test_same_bits);
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++) {
    g_autofree char *path = g_strdup_printf ("/trainer/same-bits-of/%s", recipes[i]);

    g_test_add_data_func (path, recipes[i], test_same_bits_of_optimizer);
  }
  g_test_add_func ("/trainer/diverges", test_diverges);
  g_test_add_func ("/trainer/diverges-in-last-step", test_diverges_in_last_step);
  g_test_add_data_func ("/trainer/cancelled-step/1", GUINT_TO_POINTER (1), test_cancelled_step);
  g_test_add_data_func ("/trainer/cancelled-step/2", GUINT_TO_POINTER (2), test_cancelled_step);
  g_test_add_func ("/trainer/cancelled-validation", test_cancelled_validation);
  g_test_add_func ("/trainer/diverges-in-numbers", test_diverges_in_numbers);
  g_test_add_func ("/trainer/interval", test_interval);
  g_test_add_func ("/trainer/facts", test_facts);
  g_test_add_func ("/trainer/step-by-hand", test_step_by_hand);
  g_test_add_func ("/trainer/wrong-recipe", test_wrong_recipe);
  g_test_add_func ("/trainer/forward-by-hand", test_forward_by_hand);
  return g_test_run ();
}
