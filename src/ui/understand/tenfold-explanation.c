/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-explanation.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "nn/base/nn-error.h"
#include "nn/model/nn-initialize.h"
#include "nn/train/nn-trainer.h"

/* As old as what takes long may get while the network changes. */
#define LONGEST_AGE (2 * G_USEC_PER_SEC)

/* What was found with a model, and when. */
typedef struct {
  NnModel *model; /* NULL: nothing is there */
  gint64 time;
} Found;

struct _TenfoldMemory {
  NnExplainer *explainer;
  NnModel *model; /* of the explainer */
  NnDataset *dataset;
  guint32 n_held_out;
  guint64 seed;
  NnSample *sample; /* of the dataset, held out with this seed */
  NnBeliefs *beliefs;
  Found beliefs_found;
  NnSampleReading *reading;
  Found reading_found;
  NnNeighbours *neighbours; /* among the sample */
  NnModel *neighbours_model;
  gint64 neighbours_time; /* that reading the sample took */
  NnNeighbours *all;      /* among all that the run learns from and holds out; NULL until wanted */
  NnModel *all_model;
  gsize all_read;                   /* pictures of them */
  NnExplainer *forgotten_explainer; /* of the same graph with random weights */
  NnChange change;
  float change_inks[NN_PICTURE_PIXELS]; /* of which it is one */
  guint8 changed[NN_PICTURE_PIXELS];
  int changed_digit;
  Found change_found;
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
  if (question->drawing != NULL)
    question->drawing = nn_drawing_copy (question->drawing);
  return question;
}

static void
clear_question (TenfoldQuestion *question)
{
  g_clear_pointer (&question->model, nn_model_unref);
  g_clear_pointer (&question->dataset, nn_dataset_unref);
  g_clear_pointer (&question->drawing, nn_drawing_free);
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
  g_clear_pointer (&explanation->reading, nn_sample_reading_unref);
  g_clear_pointer (&explanation->step, nn_step_free);
  g_clear_pointer (&explanation->step_dataset, nn_dataset_unref);
  g_free (explanation->change_problem);
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
lose (Found *found)
{
  g_clear_pointer (&found->model, nn_model_unref);
}

static void
find_now (Found *found, NnModel *model)
{
  lose (found);
  found->model = nn_model_ref (model);
  found->time = g_get_monotonic_time ();
}

/* Whether it is of the same network, be it with other weights. */
static gboolean
is_found (const Found *found, NnModel *model)
{
  return found->model != NULL && nn_model_graph (found->model) == nn_model_graph (model);
}

/* What was found with an earlier snapshot does for a while. */
static gboolean
is_fresh (const Found *found, NnModel *model)
{
  return is_found (found, model)
         && (found->model == model || g_get_monotonic_time () - found->time < LONGEST_AGE);
}

/* What is not of this very network. */
static void
lose_others (TenfoldMemory *memory)
{
  Found *all[] = { &memory->beliefs_found, &memory->reading_found, &memory->change_found };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i]->model != memory->model)
      lose (all[i]);
  if (memory->neighbours_model != memory->model)
    g_clear_pointer (&memory->neighbours_model, nn_model_unref);
  if (memory->all_model != memory->model)
    g_clear_pointer (&memory->all_model, nn_model_unref);
}

static void
forget_sample (TenfoldMemory *memory)
{
  g_clear_pointer (&memory->neighbours, nn_neighbours_free);
  g_clear_pointer (&memory->neighbours_model, nn_model_unref);
  g_clear_pointer (&memory->all, nn_neighbours_free);
  g_clear_pointer (&memory->all_model, nn_model_unref);
  g_clear_pointer (&memory->beliefs, nn_beliefs_unref);
  lose (&memory->beliefs_found);
  g_clear_pointer (&memory->reading, nn_sample_reading_unref);
  lose (&memory->reading_found);
  g_clear_pointer (&memory->sample, nn_sample_unref);
  g_clear_pointer (&memory->dataset, nn_dataset_unref);
}

void
tenfold_memory_free (TenfoldMemory *memory)
{
  forget_sample (memory);
  lose (&memory->change_found);
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
take_beliefs (TenfoldMemory *memory, GCancellable *cancellable, GError **error)
{
  NnBeliefs *beliefs;

  if (is_fresh (&memory->beliefs_found, memory->model))
    return TRUE;
  beliefs = nn_beliefs_new (memory->explainer, memory->sample, cancellable, error);
  if (beliefs == NULL)
    return FALSE;
  g_clear_pointer (&memory->beliefs, nn_beliefs_unref);
  memory->beliefs = beliefs;
  find_now (&memory->beliefs_found, memory->model);
  return TRUE;
}

/* What the network says to the sample. */
static gboolean
take_reading (TenfoldMemory *memory,
              TenfoldExplanation *explanation,
              GCancellable *cancellable,
              GError **error)
{
  if (!is_fresh (&memory->reading_found, memory->model)) {
    NnSampleReading *reading
        = nn_sample_read (memory->sample, memory->explainer, cancellable, error);

    if (reading == NULL)
      return FALSE;
    g_clear_pointer (&memory->reading, nn_sample_reading_unref);
    memory->reading = reading;
    find_now (&memory->reading_found, memory->model);
  }
  explanation->reading = nn_sample_reading_ref (memory->reading);
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
    explanation->more = !is_found (&memory->beliefs_found, memory->model) && !question->patient;
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
find_change (TenfoldMemory *memory,
             const TenfoldExplanation *explanation,
             int to,
             GCancellable *cancellable,
             GError **error)
{
  const float *inks = explanation->question.inks;
  float changed[NN_PICTURE_PIXELS], probabilities[NN_N_CLASSES];
  int second;

  lose (&memory->change_found);
  if (!nn_change_find (memory->explainer, inks, explanation->first, to, &memory->change,
                       cancellable, error))
    return FALSE;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++) {
    memory->changed[i] = (guint8) (memory->change.picture[i] * 255 + 0.5f);
    changed[i] = (float) memory->changed[i] / 255;
  }
  if (!nn_explainer_read (memory->explainer, changed, 1, NULL, probabilities, NULL, cancellable,
                          error))
    return FALSE;
  nn_two_likeliest (probabilities, &memory->changed_digit, &second);
  memcpy (memory->change_inks, inks, sizeof memory->change_inks);
  find_now (&memory->change_found, memory->model);
  return TRUE;
}

/* The least ink that makes of the drawing the one of the two digits that it is not read as: only
 * for who is patient, unless it is known. */
static gboolean
take_change (TenfoldMemory *memory,
             TenfoldExplanation *explanation,
             GCancellable *cancellable,
             GError **error)
{
  const TenfoldQuestion *question = &explanation->question;
  int to = explanation->why.b != explanation->first ? explanation->why.b : explanation->why.a;
  g_autoptr (GError) problem = NULL;

  if (memory->change_found.model != NULL
      && (memory->change.a != explanation->first || memory->change.b != to
          || memcmp (memory->change_inks, question->inks, sizeof question->inks) != 0))
    lose (&memory->change_found);
  if (!is_fresh (&memory->change_found, memory->model)) {
    explanation->more = !question->patient;
    if (question->patient && !find_change (memory, explanation, to, cancellable, &problem)) {
      if (g_error_matches (problem, NN_ERROR, NN_ERROR_CANCELLED)) {
        g_propagate_error (error, g_steal_pointer (&problem));
        return FALSE;
      }
      explanation->change_problem = g_strdup (problem->message);
    }
  }
  explanation->has_change = is_found (&memory->change_found, memory->model);
  if (explanation->has_change) {
    explanation->change = memory->change;
    memcpy (explanation->changed, memory->changed, sizeof memory->changed);
    explanation->changed_digit = memory->changed_digit;
  }
  return TRUE;
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
  return take_change (memory, explanation, cancellable, error);
}

static gboolean
explain_strokes (TenfoldMemory *memory,
                 TenfoldExplanation *explanation,
                 GCancellable *cancellable,
                 GError **error)
{
  const NnDrawing *drawing = explanation->question.drawing;
  NnPenTime *pen = &explanation->pen_time;
  int digit, second;

  if (drawing == NULL) {
    g_set_error_literal (error, NN_ERROR, NN_ERROR_MISSING,
                         _ ("This view needs a drawing: a picture does not say in which order its "
                            "ink came."));
    return FALSE;
  }
  if (!nn_pen_time (memory->explainer, drawing, pen, cancellable, error)
      || !nn_shapley (memory->explainer, drawing, -1, -1, &explanation->shapley, cancellable,
                      error))
    return FALSE;
  explanation->decided = 1;
  for (int i = NN_PEN_TIME_STEPS - 1; i >= 0; i--) {
    nn_two_likeliest (pen->probabilities[i], &digit, &second);
    if (digit != explanation->first)
      break;
    explanation->decided = (double) pen->times[i];
  }
  explanation->has_strokes = TRUE;
  return TRUE;
}

/* The whole training set is read where it takes no longer than that and no more memory, so long at
 * once. */
#define LONGEST_READING (20 * G_USEC_PER_SEC)
#define LARGEST_FEATURES ((gsize) 64 << 20)
#define SLICE (200 * G_TIME_SPAN_MILLISECOND)
#define PICTURES_AT_ONCE 256

static gboolean
can_read_all (const TenfoldMemory *memory)
{
  gsize n = nn_dataset_count (memory->dataset), n_sample = nn_sample_count (memory->sample);

  return memory->neighbours_time / (double) n_sample * (double) n < LONGEST_READING
         && n * nn_explainer_n_features (memory->explainer) <= LARGEST_FEATURES;
}

/* Reads on where it was left. */
static gboolean
read_on (TenfoldMemory *memory, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + SLICE;

  if (memory->all == NULL)
    memory->all = nn_neighbours_new (memory->dataset, NULL, 0);
  if (memory->all_model != memory->model) {
    g_clear_pointer (&memory->all_model, nn_model_unref);
    memory->all_model = nn_model_ref (memory->model);
    memory->all_read = 0;
  }
  while (memory->all_read < nn_neighbours_count (memory->all) && g_get_monotonic_time () < end) {
    gsize n = MIN (PICTURES_AT_ONCE, nn_neighbours_count (memory->all) - memory->all_read);

    if (!nn_neighbours_renew (memory->all, memory->explainer, memory->all_read, n, NULL,
                              cancellable, error))
      return FALSE;
    memory->all_read += n;
  }
  return TRUE;
}

/* Among the sample, which is read at once; of a network that rests among all pictures, once they
 * have been read. */
static gboolean
take_neighbours (TenfoldMemory *memory,
                 TenfoldExplanation *explanation,
                 NnNeighbours **among,
                 GCancellable *cancellable,
                 GError **error)
{
  if (memory->neighbours == NULL)
    memory->neighbours = nn_neighbours_new (memory->dataset, nn_sample_indices (memory->sample),
                                            nn_sample_count (memory->sample));
  if (memory->neighbours_model != memory->model) {
    gint64 start = g_get_monotonic_time ();

    if (!nn_neighbours_renew (memory->neighbours, memory->explainer, 0,
                              nn_neighbours_count (memory->neighbours), NULL, cancellable, error))
      return FALSE;
    g_clear_pointer (&memory->neighbours_model, nn_model_unref);
    memory->neighbours_model = nn_model_ref (memory->model);
    memory->neighbours_time = g_get_monotonic_time () - start;
  }
  *among = memory->neighbours;
  if (!explanation->question.rests || !can_read_all (memory))
    return TRUE;
  if (explanation->question.patient && !read_on (memory, cancellable, error))
    return FALSE;
  explanation->more
      = memory->all_model != memory->model || memory->all_read < nn_neighbours_count (memory->all);
  if (!explanation->more)
    *among = memory->all;
  return TRUE;
}

static gboolean
explain_neighbours (TenfoldMemory *memory,
                    TenfoldExplanation *explanation,
                    GCancellable *cancellable,
                    GError **error)
{
  const TenfoldQuestion *question = &explanation->question;
  NnNeighbours *among;

  if (!take_sample (memory, question, error)
      || !take_neighbours (memory, explanation, &among, cancellable, error))
    return FALSE;
  explanation->n_compared = nn_neighbours_count (among);
  for (guint space = 0; space < G_N_ELEMENTS (explanation->rows); space++)
    for (guint i = 0; i < 2; i++) {
      TenfoldNeighbourRow *row = &explanation->rows[space];
      GError *problem = NULL;

      row->n_found[i]
          = nn_neighbours_find (among, memory->explainer, (NnNeighbourSpace) space, question->inks,
                                i == 0 ? explanation->first : explanation->second,
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
  if (!take_sample (memory, &explanation->question, error)
      || !take_reading (memory, explanation, cancellable, error))
    return FALSE;
  explanation->mistakes
      = nn_mistakes_new (nn_sample_labels (memory->sample), explanation->reading->probabilities,
                         explanation->reading->n);
  return TRUE;
}

/* One picture as a dataset. */
static NnDataset *
dataset_of_drawing (const float *inks, int label)
{
  guint8 pixels[NN_PICTURE_PIXELS], labels[] = { (guint8) label };

  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (inks[i] * 255 + 0.5f);
  return nn_dataset_new ("", g_bytes_new (pixels, sizeof pixels), g_bytes_new (labels, 1), NULL);
}

static gboolean
explain_step (TenfoldMemory *memory,
              TenfoldExplanation *explanation,
              GCancellable *cancellable,
              GError **error)
{
  const TenfoldQuestion *question = &explanation->question;
  static const guint32 own_batch[] = { 0 };
  g_autoptr (NnTrainer) trainer = NULL;
  NnRecipe recipe;
  NnNextStep next;
  NnStepQuestion step = { .model = question->model, .recipe = &recipe, .digit = -1 };

  nn_recipe_of_model (&recipe, question->model, NULL);
  recipe.threads = 1;
  /* A run that has come to its end is looked at as if it went on. */
  recipe.epochs = MAX (recipe.epochs, nn_trainer_epochs_of (question->model) + 1);
  trainer = nn_trainer_new (question->model, question->dataset, &recipe, error);
  if (trainer == NULL)
    return FALSE;
  if (!nn_trainer_next (trainer, &next)) {
    g_set_error_literal (error, NN_ERROR, NN_ERROR_MISSING,
                         _ ("The next thing to do is to validate an epoch, not a step."));
    return FALSE;
  }
  explanation->goes_on = nn_trainer_goes_on (question->model, question->dataset, &recipe);
  explanation->rate = next.rate;
  explanation->step_dataset = question->label < 0
                                  ? nn_dataset_ref (question->dataset)
                                  : dataset_of_drawing (question->inks, question->label);
  step.rate = next.rate;
  step.carried = explanation->goes_on ? next.optimizer : NULL;
  step.dataset = explanation->step_dataset;
  step.batch = question->label < 0 ? next.batch : own_batch;
  step.n = question->label < 0 ? next.n : 1;
  step.inks = question->inks;
  if (take_sample (memory, question, NULL))
    step.sample = memory->sample;
  explanation->step = nn_step_new (&step, cancellable, error);
  return explanation->step != NULL;
}

/* The digit other than the likeliest whose pictures have the nearest mean scores. */
static int
find_nearest (const TenfoldExplanation *explanation)
{
  const NnSampleReading *reading = explanation->reading;
  const guint8 *labels = nn_sample_labels (reading->sample);
  double means[NN_N_CLASSES][NN_N_CLASSES] = { { 0 } }, least = INFINITY;
  guint counts[NN_N_CLASSES] = { 0 };
  int nearest = -1;

  for (gsize i = 0; i < reading->n; i++) {
    counts[labels[i]]++;
    for (int k = 0; k < NN_N_CLASSES; k++)
      means[labels[i]][k] += (double) reading->scores[i * NN_N_CLASSES + (gsize) k];
  }
  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    double distance = 0;

    if (counts[digit] == 0 || digit == explanation->first)
      continue;
    for (int k = 0; k < NN_N_CLASSES; k++) {
      double d = means[digit][k] / counts[digit] - (double) explanation->scores[k];

      distance += d * d;
    }
    if (distance < least) {
      least = distance;
      nearest = digit;
    }
  }
  return nearest;
}

static gboolean
explain_map (TenfoldMemory *memory,
             TenfoldExplanation *explanation,
             GCancellable *cancellable,
             GError **error)
{
  if (!take_sample (memory, &explanation->question, error)
      || !take_reading (memory, explanation, cancellable, error))
    return FALSE;
  explanation->nearest = explanation->question.empty ? -1 : find_nearest (explanation);
  return TRUE;
}

static gboolean
explain_doubt (TenfoldMemory *memory,
               TenfoldExplanation *explanation,
               GCancellable *cancellable,
               GError **error)
{
  const TenfoldQuestion *question = &explanation->question;

  if (!nn_doubt (memory->explainer, question->inks, question->drawing, &explanation->doubt,
                 cancellable, error))
    return FALSE;
  explanation->has_doubt = TRUE;
  if (question->dataset == NULL || !take_sample (memory, question, NULL))
    return TRUE;
  if (!take_reading (memory, explanation, cancellable, error))
    return FALSE;
  nn_reliability (nn_sample_labels (memory->sample), explanation->reading->probabilities,
                  explanation->reading->n, &explanation->reliability);
  explanation->has_reliability = TRUE;
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
  [TENFOLD_VIEW_STROKES] = explain_strokes,
  [TENFOLD_VIEW_MISTAKES] = explain_mistakes,
  [TENFOLD_VIEW_STEP] = explain_step,
  [TENFOLD_VIEW_MAP] = explain_map,
  [TENFOLD_VIEW_DOUBT] = explain_doubt,
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
  if (question->rests)
    lose_others (memory);
  if (!question->empty) {
    if (!nn_explainer_read (memory->explainer, question->inks, 1, explanation->scores,
                            explanation->probabilities, NULL, cancellable, error))
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
  gint64 start = g_get_monotonic_time ();

  explanation->question = *question;
  g_free (question);
  if (!explain (memory, explanation, cancellable, &error)) {
    if (g_cancellable_is_cancelled (cancellable))
      return NULL;
    explanation->problem = g_strdup (error->message);
  }
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  explanation->duration = g_get_monotonic_time () - start;
  return g_steal_pointer (&explanation);
}
