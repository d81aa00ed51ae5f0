/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "bars.h"
#include "nn/train/nn-health.h"
#include "nn/train/nn-trainer.h"

/* A network that has collapsed is noticed, one that learns slowly is not. */

static const guint8 evenly[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const guint32 all[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

/* Steps of 64 pictures, the nth of which has read this share; the first state that is not good, or
 * good. */
static NnHealthState
steps (NnHealth *health, guint n, double accuracy, double range)
{
  NnHealthState state = NN_HEALTH_GOOD;

  for (guint i = 0; i < n && state == NN_HEALTH_GOOD; i++) {
    /* So that the shares of all steps add up. */
    gsize before = (gsize) floor (64 * accuracy * i),
          after = (gsize) floor (64 * accuracy * (i + 1));

    state = nn_health_add (health, 64, after - before, range);
  }
  return state;
}

static NnHealth
fresh (void)
{
  NnHealth health;

  nn_health_init (&health, evenly, all, 10);
  return health;
}

static void
test_dead (void)
{
  NnHealth health = fresh ();

  g_assert_cmpint (steps (&health, 200, 0.1, 0), ==, NN_HEALTH_DEAD);
  /* A last layer that begins with zeros. */
  health = fresh ();
  g_assert_cmpint (steps (&health, 3, 0.1, 0), ==, NN_HEALTH_GOOD);
  g_assert_cmpint (steps (&health, 5000, 0.1, 1e-3), ==, NN_HEALTH_GOOD);
}

static void
test_collapsed (void)
{
  NnHealth health = fresh ();

  g_assert_cmpint (steps (&health, 200, 0.6, 1), ==, NN_HEALTH_GOOD);
  g_assert_false (nn_health_is_worse (&health));
  g_assert_cmpint (steps (&health, 60, 0.1, 0.5), ==, NN_HEALTH_GOOD);
  g_assert_true (nn_health_is_worse (&health));
  g_assert_cmpint (steps (&health, 400, 0.1, 0.5), ==, NN_HEALTH_COLLAPSED);
  health = fresh ();
  g_assert_cmpint (steps (&health, 1000, 0.1, 1e-7), ==, NN_HEALTH_COLLAPSED);
}

static void
test_no_alarm (void)
{
  static const guint8 mostly_sevens[] = { 7, 7, 7, 7, 7, 7, 7, 7, 1, 2 };
  static const guint8 nothing[] = { 10, 10 };
  NnHealth health = fresh ();

  /* Slowly: at chance for long, then better. */
  g_assert_cmpint (steps (&health, 20000, 0.1, 0.01), ==, NN_HEALTH_GOOD);
  g_assert_cmpint (steps (&health, 2000, 0.2, 0.01), ==, NN_HEALTH_GOOD);
  /* A bad stretch that ends. */
  g_assert_cmpint (steps (&health, 2000, 0.8, 1), ==, NN_HEALTH_GOOD);
  g_assert_cmpint (steps (&health, 120, 0.1, 1), ==, NN_HEALTH_GOOD);
  g_assert_cmpint (steps (&health, 2000, 0.5, 1), ==, NN_HEALTH_GOOD);
  /* Steps of one picture say nothing of how far outputs are apart. */
  health = fresh ();
  for (guint i = 0; i < 100000; i++)
    g_assert_cmpint (nn_health_add (&health, 1, i % 10 == 0, NAN), ==, NN_HEALTH_GOOD);
  /* Where one digit is most of the data, to say always the same is what there is to learn. */
  nn_health_init (&health, mostly_sevens, all, 10);
  g_assert_cmpint (steps (&health, 5000, 0.8, 0), ==, NN_HEALTH_GOOD);
  nn_health_init (&health, nothing, all, 2);
  g_assert_cmpint (steps (&health, 50, 0, 0.1), ==, NN_HEALTH_GOOD);
}

/* With weights of 0 nothing comes through a rectifier, and no gradient back. The weights are those
 * of before. */
static void
test_dead_network (void)
{
  const NnPreset *preset = nn_preset_find ("lenet");
  g_autoptr (NnDataset) dataset = bars (8000, 9);
  g_autoptr (NnModel) random = nn_preset_create (preset, 1);
  g_autoptr (NnModel) model = nn_model_new (nn_model_graph (random), NULL);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (NnModel) after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n = nn_graph_n_weights (nn_model_graph (model)) * sizeof (float);
  gboolean ended;
  NnRecipe recipe;

  nn_recipe_init (&recipe, preset);
  recipe.batch = 64;
  recipe.validation = 100;
  recipe.epochs = 10;
  trainer = nn_trainer_new (model, dataset, &recipe, NULL);
  while (!nn_trainer_is_done (trainer) && nn_trainer_step (trainer, &ended, &error))
    ;
  g_assert_error (error, NN_ERROR, NN_ERROR_COLLAPSED);
  g_assert_cmpuint (nn_trainer_progress (trainer)->epoch, ==, 0);
  after = nn_trainer_snapshot (trainer);
  g_assert_cmpint (memcmp (nn_model_weights (after), nn_model_weights (model), n), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/dead", test_dead);
  g_test_add_func ("/health/collapsed", test_collapsed);
  g_test_add_func ("/health/no-alarm", test_no_alarm);
  g_test_add_func ("/health/dead-network", test_dead_network);
  return g_test_run ();
}
