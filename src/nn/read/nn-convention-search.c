/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-convention-search.h"

#include "nn/pen/nn-synthetic.h"
#include "nn/read/nn-measure.h"

/* Enough to distinguish a wrong convention from the right one. */
#define N_KNOWN 300
#define SYNTHETIC_SEED 20240229

/* Ranges that exporters use, the most frequent first. */
static const char *const ranges[] = { "0..1", "0..255", "mnist", "-1..1" };
static const char *const inks[] = { "light", "dark" };
static const char *const turns[] = { "upright", "transposed" };
static const char *const sizes[] = { "framed", "stretched" };

typedef struct {
  NnModel *model;
  NnDataset *known;
  guint32 indices[N_KNOWN];
  gsize n_indices;
  NnConventionSearch best;
  double best_loss;
} Search;

/* Whether so many right with this loss are better than the best so far. */
static gboolean
is_better (const Search *search, const NnMeasure *measure)
{
  gsize margin = search->n_indices / 100;

  if (search->best.n_tried == 0 || measure->correct > search->best.n_right + margin)
    return TRUE;
  return measure->correct + margin >= search->best.n_right && measure->loss < search->best_loss;
}

static gboolean
try_words (Search *search, const char *words, GError **error)
{
  NnInputConvention convention = *nn_model_get_convention (search->model);
  g_autoptr (NnModel) model = NULL;
  NnMeasure measure;

  if (!nn_convention_parse (&convention, words, error))
    return FALSE;
  model = nn_model_with_convention (search->model, &convention);
  if (!nn_measure (model, search->known, search->indices, search->n_indices, 0, NULL, &measure,
                   error))
    return FALSE;
  if (is_better (search, &measure)) {
    search->best.convention = convention;
    search->best.n_right = measure.correct;
    search->best_loss = measure.loss;
  }
  search->best.n_tried++;
  return TRUE;
}

static NnDataset *
find_known (void)
{
  NnDataset *train = NULL;
  g_autoptr (NnDataset) test = NULL;

  if (nn_dataset_load ("mnist", &train, &test, NULL))
    return train;
  return nn_dataset_new_synthetic_with ("penned", N_KNOWN, SYNTHETIC_SEED);
}

gboolean
nn_model_find_convention (NnModel *model,
                          NnDataset *known,
                          NnConventionSearch *found,
                          GError **error)
{
  g_autoptr (NnDataset) digits = known != NULL ? nn_dataset_ref (known) : find_known ();
  gsize count = nn_dataset_count (digits);
  guint n_sizes = nn_model_get_convention (model)->side > NN_PICTURE_SIDE ? 2 : 1;
  Search search = { .model = model, .known = digits, .n_indices = MIN (count, N_KNOWN) };

  if (count == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "There are no digits to try the model on");
    return FALSE;
  }
  for (gsize i = 0; i < search.n_indices; i++)
    search.indices[i] = (guint32) (i * count / search.n_indices);
  for (guint size = 0; size < n_sizes; size++)
    for (guint turn = 0; turn < G_N_ELEMENTS (turns); turn++)
      for (guint ink = 0; ink < G_N_ELEMENTS (inks); ink++)
        for (guint range = 0; range < G_N_ELEMENTS (ranges); range++) {
          g_autofree char *words
              = g_strjoin (",", ranges[range], inks[ink], turns[turn], sizes[size], NULL);

          if (!try_words (&search, words, error))
            return FALSE;
        }
  search.best.n_known = search.n_indices;
  if (search.best.n_right * 2 < search.n_indices)
    search.best.convention = *nn_model_get_convention (model);
  *found = search.best;
  return TRUE;
}

NnModel *
nn_model_adapt (NnModel *model, const char *words, NnDataset *known, GError **error)
{
  g_autoptr (NnModel) digits = NULL;
  g_autofree char *report = NULL;
  NnConventionSearch found;
  NnPointInput points;
  NnModel *adapted;
  guint n_outputs;

  if (nn_point_model_look_at (model, &points, &n_outputs, NULL))
    return nn_point_model_name (model, &points);
  digits = nn_model_for_digits (model, error);
  if (digits == NULL)
    return NULL;
  if (words != NULL) {
    NnInputConvention convention = *nn_model_get_convention (digits);

    if (!nn_convention_parse (&convention, words, error))
      return NULL;
    return nn_model_with_convention (digits, &convention);
  }
  if (nn_model_get_convention (digits)->known)
    return g_steal_pointer (&digits);
  if (!nn_model_find_convention (digits, known, &found, error))
    return NULL;
  adapted = nn_model_with_convention (digits, &found.convention);
  report = g_strdup_printf ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                            " known digits read right; best of %u conventions",
                            found.n_right, found.n_known, found.n_tried);
  nn_model_set_fact (adapted, "input_found", report);
  return adapted;
}
