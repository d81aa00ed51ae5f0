/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-recipe.h"

#include <math.h>

#include "nn/tensor/nn-error.h"

static const char *const optimizers[] = { "sgd", "rmsprop", "adam", "adamw" };
static const char *const schedules[] = { "constant", "step", "cosine", "one-cycle" };

void
nn_recipe_init (NnRecipe *recipe, const NnPreset *preset)
{
  const char *name = preset != NULL ? preset->name : "";

  *recipe = (NnRecipe){ .loss = NN_LOSS_CROSS_ENTROPY,
                        .optimizer = NN_OPTIMIZER_ADAM,
                        .rate = 0.001f,
                        .beta1 = 0.9f,
                        .beta2 = 0.999f,
                        .epsilon = 1e-8f,
                        .target_high = 1,
                        .batch = 128,
                        .epochs = 5,
                        .validation = 5000,
                        .seed = 1 };
  if (g_str_equal (name, "scratch")) {
    recipe->loss = NN_LOSS_SQUARED_ERROR;
    recipe->optimizer = NN_OPTIMIZER_SGD;
    recipe->rate = 0.1f;
    recipe->batch = 1;
    recipe->target_low = 0.01f;
    recipe->target_high = 0.99f;
  } else if (g_str_equal (name, "keras")) {
    recipe->optimizer = NN_OPTIMIZER_RMSPROP;
    recipe->beta2 = 0.9f;
    recipe->epsilon = 1e-7f;
  } else if (g_str_equal (name, "fast-cnn")) {
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.005f;
    recipe->epochs = 2;
  }
}

/* NaN is outside of every range. */
static gboolean
check (const char *field, double value, double low, double high, GError **error)
{
  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "The %s %g is outside of its range, %g to %g",
               field, value, low, high);
  return FALSE;
}

gboolean
nn_recipe_check (const NnRecipe *r, GError **error)
{
  return check ("learning rate", r->rate, 1e-9, 10, error)
         && check ("momentum", r->momentum, 0, 0.9999, error)
         && check ("beta1", r->beta1, 0, 0.99999, error)
         && check ("beta2", r->beta2, 0, 0.99999, error)
         && check ("epsilon", r->epsilon, 1e-12, 1, error)
         && check ("weight decay", r->weight_decay, 0, 1, error)
         && check ("label smoothing", r->label_smoothing, 0, 0.9, error)
         && check ("warm-up", r->warmup, 0, 10000, error)
         && check ("batch", r->batch, 1, 8192, error)
         && check ("number of epochs", r->epochs, 1, 10000, error)
         && check ("number of threads", r->threads, 0, 256, error);
}

const char *
nn_optimizer_name (NnOptimizerKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (optimizers), NULL);
  return optimizers[kind];
}

static gboolean
find_name (const char *const *names, guint n, const char *name, guint *found)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0) {
      *found = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
nn_optimizer_from_name (const char *name, NnOptimizerKind *kind)
{
  guint found;

  if (!find_name (optimizers, G_N_ELEMENTS (optimizers), name, &found))
    return FALSE;
  *kind = found;
  return TRUE;
}

const char *
nn_schedule_name (NnSchedule schedule)
{
  g_return_val_if_fail (schedule < G_N_ELEMENTS (schedules), NULL);
  return schedules[schedule];
}

gboolean
nn_schedule_from_name (const char *name, NnSchedule *schedule)
{
  guint found;

  if (!find_name (schedules, G_N_ELEMENTS (schedules), name, &found))
    return FALSE;
  *schedule = found;
  return TRUE;
}

/* From a at t = 0 to b at t = 1 along half a cosine. */
static double
half_cosine (double a, double b, double t)
{
  return b + (a - b) * 0.5 * (1 + cos (G_PI * t));
}

float
nn_schedule_factor (const NnRecipe *recipe, guint64 step, guint64 steps_per_epoch)
{
  double n_steps = (double) steps_per_epoch * recipe->epochs;
  double t = CLAMP (step / MAX (1, n_steps - 1), 0, 1);
  double warmup = recipe->warmup * steps_per_epoch;
  double factor = 1;

  switch (recipe->schedule) {
  case NN_SCHEDULE_CONSTANT:
    break;
  case NN_SCHEDULE_STEP:
    factor = pow (0.1, floor (MIN (t, 0.9999) * 3));
    break;
  case NN_SCHEDULE_COSINE:
    factor = half_cosine (1, 0, t);
    break;
  case NN_SCHEDULE_ONE_CYCLE:
    factor = t < 0.3 ? half_cosine (0.04, 1, t / 0.3) : half_cosine (1, 1e-4, (t - 0.3) / 0.7);
    break;
  }
  if (step < warmup)
    factor *= (step + 1) / warmup;
  return (float) factor;
}
