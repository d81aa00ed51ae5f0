/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-explanation.h"

#include "nn/base/nn-error.h"
#include "nn/model/nn-initialize.h"
#include "nn/train/nn-recipe.h"

#define BELIEFS_AGE (2 * G_USEC_PER_SEC) /* as old they may get while the network changes */

struct _TenfoldMemory {
  NnExplainer *explainer;
  NnModel *model; /* of the explainer */
  NnDataset *dataset;
  guint32 n_held_out;
  guint64 seed;
  NnSample *sample; /* of the dataset, held out with this seed */
  NnBeliefs *beliefs;
  NnModel *beliefs_model;
  gint64 beliefs_time;
  NnNeighbours *neighbours; /* among the sample */
  NnModel *neighbours_model;
  NnExplainer *forgotten_explainer; /* of the same graph with random weights */
};

/* --- questions and explanations --- */

TenfoldQuestion *
tenfold_question_new (const TenfoldQuestion *fields)
{
  TenfoldQuestion *question = g_new (TenfoldQuestion, 1);

  *question = *fields;
  nn_model_ref (question->model);
  if (question->dataset != NULL)
    nn_dataset_ref (question->dataset);
  return question;
}

static void
clear_question (TenfoldQuestion *question)
{
  g_clear_pointer (&question->model, nn_model_unref);
  g_clear_pointer (&question->dataset, nn_dataset_unref);
}

void
tenfold_question_free (TenfoldQuestion *question)
{
  clear_question (question);
  g_free (question);
}

TenfoldExplanation *
tenfold_explanation_ref (TenfoldExplanation *explanation)
{
  return g_atomic_rc_box_acquire (explanation);
}

static void
clear_explanation (gpointer data)
{
  TenfoldExplanation *explanation = data;

  clear_question (&explanation->question);
  g_free (explanation->problem);
  g_clear_pointer (&explanation->sample, nn_sample_unref);
  g_clear_pointer (&explanation->inside, nn_inside_free);
  g_clear_pointer (&explanation->unit, nn_inside_unit_free);
  g_free (explanation->unit_problem);
  g_clear_pointer (&explanation->reading, nn_sample_reading_free);
  g_clear_pointer (&explanation->mistakes, nn_mistakes_free);
}

void
tenfold_explanation_unref (TenfoldExplanation *explanation)
{
  g_atomic_rc_box_release_full (explanation, clear_explanation);
}

/* --- memory --- */

TenfoldMemory *
tenfold_memory_new (void)
{
  return g_new0 (TenfoldMemory, 1);
}

static void
forget_sample (TenfoldMemory *memory)
{
  g_clear_pointer (&memory->neighbours, nn_neighbours_free);
  g_clear_pointer (&memory->neighbours_model, nn_model_unref);
  g_clear_pointer (&memory->beliefs, nn_beliefs_unref);
  g_clear_pointer (&memory->beliefs_model, nn_model_unref);
  g_clear_pointer (&memory->sample, nn_sample_unref);
  g_clear_pointer (&memory->dataset, nn_dataset_unref);
}

void
tenfold_memory_free (TenfoldMemory *memory)
{
  forget_sample (memory);
  g_clear_pointer (&memory->forgotten_explainer, nn_explainer_free);
  g_clear_pointer (&memory->explainer, nn_explainer_free);
  g_clear_pointer (&memory->model, nn_model_unref);
  g_free (memory);
}

static gboolean
take_model (TenfoldMemory *memory, NnModel *model, GError **error)
{
  if (memory->model == model)
    return TRUE;
  if (memory->explainer != NULL) {
    if (!nn_explainer_set_model (memory->explainer, model, error))
      return FALSE;
  } else {
    memory->explainer = nn_explainer_new (model, error);
    if (memory->explainer == NULL)
      return FALSE;
  }
  g_clear_pointer (&memory->model, nn_model_unref);
  memory->model = nn_model_ref (model);
  return TRUE;
}

/* The pictures that the network's run holds out, or would. */
static gboolean
take_sample (TenfoldMemory *memory, const TenfoldQuestion *question, GError **error)
{
  g_autofree guint32 *training = NULL, *held_out = NULL;
  NnDataset *dataset = question->dataset;
  gsize n_training, n_held_out;
  NnRecipe recipe;

  if (dataset == NULL) {
    g_set_error_literal (error, NN_ERROR, NN_ERROR_MISSING, "no pictures have been read yet");
    return FALSE;
  }
  nn_recipe_of_model (&recipe, question->model, NULL);
  n_held_out = MIN (recipe.validation, nn_dataset_most_validation (dataset));
  if (memory->sample != NULL && memory->dataset == dataset && memory->n_held_out == n_held_out
      && memory->seed == recipe.seed)
    return TRUE;
  forget_sample (memory);
  if (n_held_out > 0)
    nn_dataset_split (dataset, n_held_out, recipe.seed, &training, &n_training, &held_out);
  memory->sample
      = nn_sample_new (dataset, held_out, n_held_out, NN_SAMPLE_SIZE, NN_SAMPLE_SEED, error);
  if (memory->sample == NULL)
    return FALSE;
  memory->dataset = nn_dataset_ref (dataset);
  memory->n_held_out = (guint32) n_held_out;
  memory->seed = recipe.seed;
  return TRUE;
}

/* --- the views --- */

static gboolean
has_beliefs (const TenfoldMemory *memory)
{
  return memory->beliefs != NULL
         && nn_model_graph (memory->beliefs_model) == nn_model_graph (memory->model);
}

/* Those of an earlier snapshot do for a while. */
static gboolean
take_beliefs (TenfoldMemory *memory, GCancellable *cancellable, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  NnBeliefs *beliefs;

  if (has_beliefs (memory)
      && (memory->beliefs_model == memory->model || now - memory->beliefs_time < BELIEFS_AGE))
    return TRUE;
  beliefs = nn_beliefs_new (memory->explainer, memory->sample, cancellable, error);
  if (beliefs == NULL)
    return FALSE;
  g_clear_pointer (&memory->beliefs, nn_beliefs_unref);
  g_clear_pointer (&memory->beliefs_model, nn_model_unref);
  memory->beliefs = beliefs;
  memory->beliefs_model = nn_model_ref (memory->model);
  memory->beliefs_time = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
explain_inside (TenfoldMemory *memory,
                TenfoldExplanation *explanation,
                GCancellable *cancellable,
                GError **error)
{
  const TenfoldQuestion *question = &explanation->question;
  g_autoptr (GError) problem = NULL;
  NnBeliefs *beliefs = NULL;

  if (question->dataset != NULL && take_sample (memory, question, NULL)) {
    explanation->more = !has_beliefs (memory) && !question->patient;
    if (!explanation->more && take_beliefs (memory, cancellable, &problem))
      beliefs = memory->beliefs;
    else if (g_error_matches (problem, NN_ERROR, NN_ERROR_CANCELLED)) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  }
  explanation->inside
      = nn_inside_new (memory->explainer, question->inks, beliefs, cancellable, error);
  if (explanation->inside == NULL)
    return FALSE;
  if (question->layer >= 0 && (guint) question->layer < explanation->inside->n_layers
      && question->unit >= 0
      && (gsize) question->unit < explanation->inside->layers[question->layer].count) {
    g_autoptr (GError) unit_problem = NULL;

    explanation->unit
        = nn_inside_unit_new (memory->explainer, explanation->inside, (guint) question->layer,
                              (gsize) question->unit, &unit_problem);
    if (explanation->unit == NULL)
      explanation->unit_problem = g_strdup (unit_problem->message);
  }
  return TRUE;
}

/* The same network with random weights, made once for a graph. */
static gboolean
take_forgotten (TenfoldMemory *memory, GError **error)
{
  g_autoptr (NnModel) forgotten = NULL;

  if (memory->forgotten_explainer != NULL
      && nn_model_graph (nn_explainer_model (memory->forgotten_explainer))
             == nn_model_graph (memory->model))
    return TRUE;
  forgotten = nn_model_forget (memory->model, NN_SAMPLE_SEED);
  g_clear_pointer (&memory->forgotten_explainer, nn_explainer_free);
  memory->forgotten_explainer = nn_explainer_new (forgotten, error);
  return memory->forgotten_explainer != NULL;
}

static gboolean
explain_why (TenfoldMemory *memory,
             TenfoldExplanation *explanation,
             GCancellable *cancellable,
             GError **error)
{
  const TenfoldQuestion *question = &explanation->question;
  NnWhy *why = &explanation->why;

  if (!take_sample (memory, question, error)
      || !nn_why (memory->explainer, memory->sample, question->inks, question->a, question->b, why,
                  cancellable, error))
    return FALSE;
  explanation->has_why = TRUE;
  if (question->forgotten && take_forgotten (memory, NULL)
      && nn_why_again (memory->forgotten_explainer, why, question->inks, &explanation->forgotten,
                       cancellable, NULL)) {
    explanation->has_forgotten = TRUE;
    explanation->correlation = nn_rank_correlation (
        why->attribution, explanation->forgotten.attribution, NN_PICTURE_PIXELS);
  }
  return TRUE;
}

static gboolean
explain_neighbours (TenfoldMemory *memory,
                    TenfoldExplanation *explanation,
                    GCancellable *cancellable,
                    GError **error)
{
  const TenfoldQuestion *question = &explanation->question;

  if (!take_sample (memory, question, error))
    return FALSE;
  if (memory->neighbours == NULL)
    memory->neighbours = nn_neighbours_new (memory->dataset, nn_sample_indices (memory->sample),
                                            nn_sample_count (memory->sample));
  if (memory->neighbours_model != memory->model) {
    if (!nn_neighbours_renew (memory->neighbours, memory->explainer, 0,
                              nn_neighbours_count (memory->neighbours), NULL, cancellable, error))
      return FALSE;
    g_clear_pointer (&memory->neighbours_model, nn_model_unref);
    memory->neighbours_model = nn_model_ref (memory->model);
  }
  for (guint space = 0; space < G_N_ELEMENTS (explanation->rows); space++)
    for (guint i = 0; i < 2; i++) {
      TenfoldNeighbourRow *row = &explanation->rows[space];
      GError *problem = NULL;

      row->n_found[i]
          = nn_neighbours_find (memory->neighbours, memory->explainer, (NnNeighbourSpace) space,
                                question->inks, i == 0 ? explanation->first : explanation->second,
                                TENFOLD_NEIGHBOURS_EACH, row->found[i], cancellable, &problem);
      if (problem != NULL) {
        g_propagate_error (error, problem);
        return FALSE;
      }
    }
  return TRUE;
}

static gboolean
explain_mistakes (TenfoldMemory *memory,
                  TenfoldExplanation *explanation,
                  GCancellable *cancellable,
                  GError **error)
{
  if (!take_sample (memory, &explanation->question, error))
    return FALSE;
  explanation->reading = nn_sample_read (memory->sample, memory->explainer, cancellable, error);
  if (explanation->reading == NULL)
    return FALSE;
  explanation->mistakes
      = nn_mistakes_new (nn_sample_labels (memory->sample), explanation->reading->probabilities,
                         explanation->reading->n);
  return TRUE;
}

typedef gboolean (*Explain) (TenfoldMemory *memory,
                             TenfoldExplanation *explanation,
                             GCancellable *cancellable,
                             GError **error);

static const Explain explains[TENFOLD_N_VIEWS] = {
  [TENFOLD_VIEW_INSIDE] = explain_inside,
  [TENFOLD_VIEW_WHY] = explain_why,
  [TENFOLD_VIEW_NEIGHBOURS] = explain_neighbours,
  [TENFOLD_VIEW_MISTAKES] = explain_mistakes,
};

static gboolean
explain (TenfoldMemory *memory,
         TenfoldExplanation *explanation,
         GCancellable *cancellable,
         GError **error)
{
  const TenfoldQuestion *question = &explanation->question;

  if (!take_model (memory, question->model, error))
    return FALSE;
  if (!question->empty) {
    if (!nn_explainer_read (memory->explainer, question->inks, 1, NULL, explanation->probabilities,
                            NULL, cancellable, error))
      return FALSE;
    nn_two_likeliest (explanation->probabilities, &explanation->first, &explanation->second);
  }
  if (!explains[question->view](memory, explanation, cancellable, error))
    return FALSE;
  if (memory->sample != NULL)
    explanation->sample = nn_sample_ref (memory->sample);
  return TRUE;
}

TenfoldExplanation *
tenfold_explain (TenfoldMemory *memory, TenfoldQuestion *question, GCancellable *cancellable)
{
  g_autoptr (TenfoldExplanation) explanation = g_atomic_rc_box_new0 (TenfoldExplanation);
  g_autoptr (GError) error = NULL;

  explanation->question = *question;
  g_free (question);
  if (!explain (memory, explanation, cancellable, &error)) {
    if (g_cancellable_is_cancelled (cancellable))
      return NULL;
    explanation->problem = g_strdup (error->message);
  }
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  return g_steal_pointer (&explanation);
}
