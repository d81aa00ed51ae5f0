/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/read/nn-measure.h"
#include "nn/train/nn-trainer-private.h"

/*
 * The state of training in a model file: a GVariant dictionary in little-endian order, so that a
 * damaged or foreign one is read safely and fields can be added. Numbers of the optimizer are
 * arrays of bytes, floats as they lie in memory.
 */

#define VERSION 1
#define TYPE G_VARIANT_TYPE ("a{sv}")
#define PROGRESS "(uttddddddd)"
#define LBFGS "(tttdd@ad)"

/* More than any data have: each step has a sample of its own. */
#define MOST_STEPS_PER_EPOCH ((guint64) 1 << 32)

static void
add_fact (NnModel *model, const char *name, char *value)
{
  nn_model_set_fact (model, name, value);
  g_free (value);
}

static void
add_facts (const NnTrainer *self, NnModel *model)
{
  const NnProgress *p = &self->progress;
  g_autoptr (GDateTime) now = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (p->step == self->first_step && p->epoch == self->first_epoch)
    return;
  nn_measure_remove_facts (model);
  now = g_date_time_new_now_utc ();
  add_fact (model, "date", g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ"));
  add_fact (model, "recipe", nn_recipe_to_string (&self->recipe));
  add_fact (model, "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, self->recipe.seed));
  add_fact (model, "epochs", g_strdup_printf ("%u", p->epoch));
  add_fact (model, "train_data", nn_dataset_short_name (self->dataset));
  /* These weights have not been measured: that happens at the ends of epochs. */
  if (p->step == p->epoch * p->steps_per_epoch && isfinite (p->validation_loss)) {
    gboolean classes = isfinite (p->validation_accuracy);

    g_ascii_formatd (number, sizeof number, "%.6g",
                     classes ? p->validation_accuracy : sqrt (p->validation_loss));
    nn_model_set_fact (model, classes ? "validation_accuracy" : "validation_rmse", number);
    add_fact (model, "validation_count", g_strdup_printf ("%" G_GSIZE_FORMAT, self->n_validation));
  }
}

static GVariant *
dictionary_of (GBytes *state)
{
  g_autoptr (GVariant) read = g_variant_ref_sink (g_variant_new_from_bytes (TYPE, state, FALSE));

  return G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (read) : g_steal_pointer (&read);
}

guint
nn_trainer_epochs_of (const NnModel *model)
{
  GBytes *state = nn_model_get_training_state (model);
  g_autoptr (GVariant) dictionary = NULL;
  guint epochs = 0;

  if (state == NULL)
    return 0;
  dictionary = dictionary_of (state);
  g_variant_lookup (dictionary, "epoch", "u", &epochs);
  return epochs;
}

NnStepCurve *
nn_trainer_curve_of (const NnModel *model)
{
  GBytes *state = nn_model_get_training_state (model);
  g_autoptr (GVariant) dictionary = NULL;
  g_autoptr (GVariant) curve = NULL;
  guint64 step = 0;

  if (state == NULL)
    return NULL;
  dictionary = dictionary_of (state);
  curve = g_variant_lookup_value (dictionary, "curve", NULL);
  if (curve == NULL || !g_variant_lookup (dictionary, "step", "t", &step))
    return NULL;
  return nn_step_curve_read (curve, step);
}

static void
add_floats (GVariantDict *dictionary, const char *name, const float *numbers, gsize n)
{
  if (numbers != NULL)
    g_variant_dict_insert_value (
        dictionary, name,
        g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, numbers, n * sizeof (float), 1));
}

static GVariant *
history_of (const NnTrainer *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" PROGRESS));
  for (guint i = 0; i < self->history->len; i++) {
    const NnProgress *p = &g_array_index (self->history, NnProgress, i);

    g_variant_builder_add (&builder, PROGRESS, p->epoch, p->step, p->samples, p->seconds,
                           (double) p->rate, (double) p->step_loss, (double) p->train_loss,
                           (double) p->train_accuracy, (double) p->validation_loss,
                           (double) p->validation_accuracy);
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
lbfgs_of (const NnLbfgs *l)
{
  return g_variant_new (LBFGS, l->n_steps, l->n_pairs, l->newest, l->rate, l->scale,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, l->curvature,
                                                   NN_LBFGS_HISTORY, sizeof (double)));
}

static gboolean
read_lbfgs (GVariant *dictionary, NnLbfgs *l)
{
  g_autoptr (GVariant) curvature = NULL;
  const double *numbers;
  gsize n;

  if (!g_variant_lookup (dictionary, "lbfgs", LBFGS, &l->n_steps, &l->n_pairs, &l->newest, &l->rate,
                         &l->scale, &curvature))
    return FALSE;
  numbers = g_variant_get_fixed_array (curvature, &n, sizeof (double));
  if (n != NN_LBFGS_HISTORY || l->n_pairs > NN_LBFGS_HISTORY || l->newest >= NN_LBFGS_HISTORY)
    return FALSE;
  memcpy (l->curvature, numbers, sizeof l->curvature);
  return TRUE;
}

static GBytes *
write_state (const NnTrainer *self)
{
  const NnProgress *p = &self->progress;
  g_auto (GVariantDict) d = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) made = NULL;

  g_variant_dict_insert (&d, "version", "u", VERSION);
  g_variant_dict_insert (&d, "optimizer", "s", nn_optimizer_name (self->recipe.optimizer));
  g_variant_dict_insert (&d, "batch", "u", self->recipe.batch);
  g_variant_dict_insert (&d, "seed", "t", self->recipe.seed);
  g_variant_dict_insert (&d, "validation", "t", (guint64) self->n_validation);
  g_variant_dict_insert (&d, "data", "t", self->data_mark);
  g_variant_dict_insert (&d, "weights", "t", (guint64) self->n_weights);
  g_variant_dict_insert (&d, "epoch", "u", p->epoch);
  g_variant_dict_insert (&d, "epochs", "u", self->recipe.epochs);
  g_variant_dict_insert (&d, "extended-at", "u", self->extended_at);
  g_variant_dict_insert (&d, "step", "t", p->step);
  g_variant_dict_insert (&d, "steps-per-epoch", "t", p->steps_per_epoch);
  g_variant_dict_insert (&d, "samples", "t", p->samples);
  g_variant_dict_insert (&d, "seconds", "d", p->seconds);
  g_variant_dict_insert (&d, "epoch-loss", "d", self->epoch_loss);
  g_variant_dict_insert (&d, "epoch-correct", "t", (guint64) self->epoch_correct);
  g_variant_dict_insert (&d, "epoch-samples", "t", (guint64) self->epoch_samples);
  g_variant_dict_insert (&d, "optimizer-steps", "t", self->optimizer.n_steps);
  g_variant_dict_insert_value (&d, "history", history_of (self));
  g_variant_dict_insert_value (&d, "curve", nn_step_curve_write (self->curve));
  add_floats (&d, "first", self->optimizer.first, self->n_weights);
  add_floats (&d, "second", self->optimizer.second, self->n_weights);
  add_floats (&d, "pairs", self->optimizer.pairs, 2 * NN_LBFGS_HISTORY * self->n_weights);
  /* Where there is an average it is the model's weights, and these are the trained ones. */
  if (self->average != NULL)
    add_floats (&d, "now", self->weights, self->n_weights);
  if (self->optimizer.pairs != NULL)
    g_variant_dict_insert_value (&d, "lbfgs", lbfgs_of (&self->optimizer.lbfgs));
  made = g_variant_ref_sink (g_variant_dict_end (&d));
  if (G_BYTE_ORDER == G_BIG_ENDIAN) {
    g_autoptr (GVariant) swapped = g_variant_byteswap (made);

    return g_variant_get_data_as_bytes (swapped);
  }
  return g_variant_get_data_as_bytes (made);
}

static gboolean
is_number (GVariant *dictionary, const char *name, guint64 expected)
{
  guint64 number;

  return g_variant_lookup (dictionary, name, "t", &number) && number == expected;
}

static gboolean
is_count (GVariant *dictionary, const char *name, guint expected)
{
  guint number;

  return g_variant_lookup (dictionary, name, "u", &number) && number == expected;
}

/* The numbers of a name; NULL where there are not n of them. */
static GVariant *
find_floats (GVariant *dictionary, const char *name, gsize n)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (dictionary, name, G_VARIANT_TYPE_BYTESTRING);

  return value != NULL && g_variant_get_size (value) == n * sizeof (float)
             ? g_steal_pointer (&value)
             : NULL;
}

static void
copy_floats (GVariant *from, float *to)
{
  if (from != NULL)
    memcpy (to, g_variant_get_data (from), g_variant_get_size (from));
}

static void
read_history (NnTrainer *self, GVariant *dictionary)
{
  g_autoptr (GVariant) history
      = g_variant_lookup_value (dictionary, "history", G_VARIANT_TYPE ("a" PROGRESS));
  gsize n = history != NULL ? g_variant_n_children (history) : 0;

  for (gsize i = 0; i < n && i < self->progress.epoch; i++) {
    NnProgress p = self->progress;
    double rate, step_loss, train_loss, train_accuracy, validation_loss, validation_accuracy;

    g_variant_get_child (history, i, PROGRESS, &p.epoch, &p.step, &p.samples, &p.seconds, &rate,
                         &step_loss, &train_loss, &train_accuracy, &validation_loss,
                         &validation_accuracy);
    p.rate = (float) rate;
    p.step_loss = (float) step_loss;
    p.train_loss = (float) train_loss;
    p.train_accuracy = (float) train_accuracy;
    p.validation_loss = (float) validation_loss;
    p.validation_accuracy = (float) validation_accuracy;
    g_array_append_val (self->history, p);
  }
  if (self->history->len > 0) {
    const NnProgress *last = &g_array_index (self->history, NnProgress, self->history->len - 1);

    self->progress.rate = last->rate;
    self->progress.step_loss = last->step_loss;
    self->progress.train_loss = last->train_loss;
    self->progress.train_accuracy = last->train_accuracy;
    self->progress.validation_loss = last->validation_loss;
    self->progress.validation_accuracy = last->validation_accuracy;
  }
}

/* Whether the state is of a run by this recipe on this data. */
static gboolean
fits (GVariant *d, const NnRecipe *recipe, gsize n_validation, guint64 data, gsize n_weights)
{
  g_autofree char *optimizer = NULL;
  g_autoptr (GVariant) first = find_floats (d, "first", n_weights);
  g_autoptr (GVariant) second = find_floats (d, "second", n_weights);
  g_autoptr (GVariant) pairs = find_floats (d, "pairs", 2 * NN_LBFGS_HISTORY * n_weights);
  g_autoptr (GVariant) average = find_floats (d, "now", n_weights);

  return is_count (d, "version", VERSION) && g_variant_lookup (d, "optimizer", "s", &optimizer)
         && g_str_equal (optimizer, nn_optimizer_name (recipe->optimizer))
         && is_count (d, "batch", recipe->batch) && is_number (d, "seed", recipe->seed)
         && is_number (d, "validation", n_validation) && is_number (d, "data", data)
         && is_number (d, "weights", n_weights)
         && nn_optimizer_keeps_first (recipe) == (first != NULL)
         && (recipe->optimizer != NN_OPTIMIZER_SGD) == (second != NULL)
         && (recipe->optimizer == NN_OPTIMIZER_LBFGS) == (pairs != NULL)
         && (recipe->average > 0) == (average != NULL);
}

gboolean
nn_trainer_goes_on (const NnModel *model, const NnDataset *dataset, const NnRecipe *recipe)
{
  GBytes *state = nn_model_get_training_state (model);
  g_autoptr (GVariant) d = state != NULL ? dictionary_of (state) : NULL;

  return d != NULL
         && fits (d, recipe, MIN (recipe->validation, nn_dataset_most_validation (dataset)),
                  nn_dataset_mark (dataset), nn_graph_n_weights (nn_model_graph (model)));
}

/* A run that has done all its epochs and is to do more is made longer; one that was cut short is
 * not. States of older versions lack it. */
static guint
find_extension (GVariant *d, const NnProgress *p)
{
  guint epochs = G_MAXUINT, extended_at = 0;

  g_variant_lookup (d, "epochs", "u", &epochs);
  g_variant_lookup (d, "extended-at", "u", &extended_at);
  return p->epoch >= epochs && p->n_epochs > p->epoch ? p->epoch : MIN (extended_at, p->epoch);
}

/* Places in it have to be those of this run. */
static NnStepCurve *
read_curve (GVariant *d, const NnProgress *p)
{
  g_autoptr (GVariant) variant = g_variant_lookup_value (d, "curve", NULL);
  NnStepCurve *curve = variant != NULL ? nn_step_curve_read (variant, p->step) : NULL;

  if (curve != NULL && nn_step_curve_steps_per_epoch (curve) != p->steps_per_epoch)
    g_clear_pointer (&curve, nn_step_curve_free);
  return curve;
}

gboolean
nn_trainer_read_state (NnTrainer *self, GBytes *state)
{
  g_autoptr (GVariant) d = dictionary_of (state);
  g_autoptr (GVariant) first = find_floats (d, "first", self->n_weights);
  g_autoptr (GVariant) second = find_floats (d, "second", self->n_weights);
  g_autoptr (GVariant) pairs = find_floats (d, "pairs", 2 * NN_LBFGS_HISTORY * self->n_weights);
  g_autoptr (GVariant) average = find_floats (d, "now", self->n_weights);
  NnProgress p = self->progress;
  NnLbfgs lbfgs = { 0 };
  guint64 correct, samples, n_steps;
  double loss;

  /* Another number than the data have now is that of the data which the run began with. */
  g_variant_lookup (d, "steps-per-epoch", "t", &p.steps_per_epoch);
  if (!fits (d, &self->recipe, self->n_validation, self->data_mark, self->n_weights)
      || (pairs != NULL && !read_lbfgs (d, &lbfgs)) || !g_variant_lookup (d, "epoch", "u", &p.epoch)
      || !g_variant_lookup (d, "step", "t", &p.step)
      || !g_variant_lookup (d, "samples", "t", &p.samples)
      || !g_variant_lookup (d, "seconds", "d", &p.seconds)
      || !g_variant_lookup (d, "epoch-loss", "d", &loss)
      || !g_variant_lookup (d, "epoch-correct", "t", &correct)
      || !g_variant_lookup (d, "epoch-samples", "t", &samples)
      || !g_variant_lookup (d, "optimizer-steps", "t", &n_steps) || p.steps_per_epoch == 0
      || p.steps_per_epoch > MOST_STEPS_PER_EPOCH || p.step < p.epoch * p.steps_per_epoch
      || p.step > (p.epoch + (guint64) 1) * p.steps_per_epoch)
    return FALSE;
  self->progress = p;
  self->first_step = p.step;
  self->first_epoch = p.epoch;
  self->extended_at = find_extension (d, &p);
  self->epoch_loss = loss;
  self->epoch_correct = correct;
  self->epoch_samples = samples;
  self->optimizer.n_steps = n_steps;
  self->optimizer.lbfgs = lbfgs;
  copy_floats (first, self->optimizer.first);
  copy_floats (second, self->optimizer.second);
  copy_floats (pairs, self->optimizer.pairs);
  copy_floats (average, self->weights);
  read_history (self, d);
  self->curve = read_curve (d, &p);
  if (samples > 0) {
    self->progress.train_loss = (float) (loss / (double) samples);
    self->progress.train_accuracy = nn_trainer_accuracy (self, correct, samples);
  }
  return TRUE;
}

NnModel *
nn_trainer_snapshot (NnTrainer *self)
{
  NnModel *model
      = nn_model_with_weights (self->model, self->average != NULL ? self->average : self->weights);

  add_facts (self, model);
  return model;
}

NnModel *
nn_trainer_checkpoint (NnTrainer *self)
{
  NnModel *model = nn_trainer_snapshot (self);
  g_autoptr (GBytes) state = self->diverged ? NULL : write_state (self);

  nn_model_set_training_state (model, state);
  return model;
}
