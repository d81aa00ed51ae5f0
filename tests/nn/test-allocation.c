/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "bars.h"
#include "nn/train/nn-trainer.h"
#include "../sanitized.h"

/* A training step allocates nothing: malloc() and its kin are counted while it runs, on all
 * threads. Only where the C library lets a program put its own before. */

#if defined(__GLIBC__) && !defined(TEST_SANITIZED)
#define COUNTED 1

static gint counting, n_allocations;

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

static void
count (void)
{
  if (__atomic_load_n (&counting, __ATOMIC_RELAXED))
    __atomic_add_fetch (&n_allocations, 1, __ATOMIC_RELAXED);
}

void *
malloc (size_t size)
{
  count ();
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  count ();
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  count ();
  return __libc_realloc (memory, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  count ();
  return __libc_memalign (alignment, size);
}
#endif

static void
test_step (gconstpointer data)
{
#ifdef COUNTED
  const NnPreset *preset = data;
  g_autoptr (NnDataset) dataset = bars (1000, 9);
  g_autoptr (NnModel) model = nn_preset_create (preset, 1);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;
  gboolean ended;

  nn_recipe_init (&recipe, preset);
  recipe.batch = MIN (recipe.batch, 96);
  recipe.clip = 1;
  recipe.average = 0.9f;
  recipe.threads = 2;
  trainer = nn_trainer_new (model, dataset, &recipe, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 5; i++) {
    /* The first step may: libraries set themselves up. */
    __atomic_store_n (&counting, i > 0, __ATOMIC_RELAXED);
    nn_trainer_step (trainer, &ended, NULL);
    __atomic_store_n (&counting, 0, __ATOMIC_RELAXED);
    g_assert_false (ended);
  }
  g_assert_cmpint (n_allocations, ==, 0);
  free (malloc (1));
  __atomic_store_n (&counting, 1, __ATOMIC_RELAXED);
  g_free (g_malloc (10));
  __atomic_store_n (&counting, 0, __ATOMIC_RELAXED);
  /* The counter itself works. */
  g_assert_cmpint (n_allocations, ==, 1);
  n_allocations = 0;
#else
  g_test_skip ("allocations cannot be counted here");
#endif
}

int
main (int argc, char **argv)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_presets; i++) {
    g_autofree char *path = g_strdup_printf ("/allocation/step/%s", presets[i].name);

    g_test_add_data_func (path, &presets[i], test_step);
  }
  return g_test_run ();
}
