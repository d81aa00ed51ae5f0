/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-reader.h"

#include <math.h>

#include "nn/graph/nn-plan.h"
#include "nn/model/nn-fold.h"
#include "nn/read/nn-calibrate.h"

/* The largest probability below which nothing is claimed, and the lead it needs over the second. */
#define LEAST_PROBABILITY 0.5f
#define LEAST_LEAD 0.3f
/* A model that is as sure as it is right has to give the two together more: a drawing that leaves
 * an eighth to the eight others is not a digit. docs/measurements.md lists what is refused. */
#define LEAST_CALIBRATED 0.87f

/* Of a digit that is named although nothing is claimed: its lead over the second. */
#define CLEAR_LEAD 0.25f
/* For a network at the beginning of its training: ten equal bars are not a guess. */
#define GUESS_LEAD 0.03f

struct _NnReader {
  NnGraph *source; /* of the model that was given */
  NnModel *model;  /* the same with its normalisations in the weights */
  NnWorkspace *workspace;
  NnType output;
};

const char *
nn_verdict_name (NnVerdictKind kind)
{
  static const char *const names[] = { "digit", "unsure", "empty", "not-a-digit" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (names), NULL);
  return names[kind];
}

NnMaturity
nn_maturity (gboolean untrained, gboolean training, double accuracy)
{
  if (untrained)
    return NN_MATURITY_UNTRAINED;
  if (isnan (accuracy))
    return training ? NN_MATURITY_YOUNG : NN_MATURITY_GROWN;
  return accuracy < NN_GROWN_ACCURACY ? NN_MATURITY_YOUNG : NN_MATURITY_GROWN;
}

NnAnswer
nn_verdict_answer (const NnVerdict *verdict, NnMaturity maturity)
{
  float lead;

  if (verdict == NULL)
    return NN_ANSWER_NOTHING;
  if (verdict->kind == NN_VERDICT_EMPTY)
    return verdict->ink == NN_INK_DOT ? NN_ANSWER_DOT : NN_ANSWER_NOTHING;
  if (maturity == NN_MATURITY_UNTRAINED)
    return NN_ANSWER_UNTRAINED;
  if (verdict->kind == NN_VERDICT_DIGIT)
    return NN_ANSWER_DIGIT;
  if (verdict->kind == NN_VERDICT_UNSURE)
    return NN_ANSWER_TWO;
  lead = verdict->probabilities[verdict->digit] - verdict->probabilities[verdict->second];
  if (maturity == NN_MATURITY_YOUNG)
    return lead >= GUESS_LEAD ? NN_ANSWER_GUESS : NN_ANSWER_UNDECIDED;
  return lead >= CLEAR_LEAD ? NN_ANSWER_CLOSEST : NN_ANSWER_NO_DIGIT;
}

static NnWorkspace *
new_workspace (NnModel *model, NnType *output, GError **error)
{
  g_autoptr (NnPlan) plan = NULL;

  if (!nn_model_check_digits (model, error))
    return NULL;
  plan = nn_plan_new (nn_model_graph (model), (gint64) MAX (nn_model_fixed_batch (model), 1),
                      NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return NULL;
  *output = nn_plan_value (plan, nn_graph_output (nn_model_graph (model), 0)).type;
  return nn_workspace_new (plan);
}

NnReader *
nn_reader_new (NnModel *model, GError **error)
{
  g_autoptr (NnModel) folded = nn_model_fold (model);
  NnType output;
  NnWorkspace *workspace
      = nn_model_check_weights (model, error) ? new_workspace (folded, &output, error) : NULL;
  NnReader *reader;

  if (workspace == NULL)
    return NULL;
  reader = g_new0 (NnReader, 1);
  reader->source = nn_graph_ref (nn_model_graph (model));
  reader->model = g_steal_pointer (&folded);
  reader->workspace = workspace;
  reader->output = output;
  nn_workspace_pack (workspace, nn_model_weights (reader->model));
  return reader;
}

gboolean
nn_reader_set_model (NnReader *reader, NnModel *model, GError **error)
{
  g_autoptr (NnModel) folded = nn_model_fold (model);

  /* Where the graphs are one, so are the folded graphs, node by node and weight by weight, although
   * each is made anew: the plan of the first does for all. */
  if (nn_model_graph (model) != reader->source) {
    NnType output;
    NnWorkspace *workspace = new_workspace (folded, &output, error);

    if (workspace == NULL)
      return FALSE;
    nn_workspace_free (reader->workspace);
    reader->workspace = workspace;
    reader->output = output;
    nn_graph_unref (reader->source);
    reader->source = nn_graph_ref (nn_model_graph (model));
  }
  nn_model_unref (reader->model);
  reader->model = g_steal_pointer (&folded);
  nn_workspace_pack (reader->workspace, nn_model_weights (reader->model));
  return TRUE;
}

void
nn_reader_free (NnReader *reader)
{
  nn_workspace_free (reader->workspace);
  nn_model_unref (reader->model);
  nn_graph_unref (reader->source);
  g_free (reader);
}

/* The two largest, and from them the verdict. least: what they have together where it is a digit.
 */
static void
judge (NnVerdict *verdict, float least)
{
  const float *p = verdict->probabilities;

  verdict->digit = p[1] > p[0];
  verdict->second = 1 - verdict->digit;
  for (int i = 2; i < NN_N_CLASSES; i++) {
    if (p[i] > p[verdict->digit]) {
      verdict->second = verdict->digit;
      verdict->digit = i;
    } else if (p[i] > p[verdict->second]) {
      verdict->second = i;
    }
  }
  if (p[verdict->digit] + p[verdict->second] < least)
    verdict->kind = NN_VERDICT_NOT_A_DIGIT;
  else if (p[verdict->digit] - p[verdict->second] < LEAST_LEAD)
    verdict->kind = NN_VERDICT_UNSURE;
  else
    verdict->kind
        = p[verdict->digit] < LEAST_PROBABILITY ? NN_VERDICT_NOT_A_DIGIT : NN_VERDICT_DIGIT;
}

void
nn_verdict_calibrate (NnVerdict *verdict, float temperature)
{
  if (verdict->kind == NN_VERDICT_EMPTY)
    return;
  nn_apply_temperature (temperature, verdict->probabilities);
  judge (verdict, LEAST_CALIBRATED);
}

void
nn_reader_read (NnReader *reader, const float *inks, NnInk ink, NnVerdict *verdict)
{
  const NnInputConvention *convention = nn_model_get_convention (reader->model);

  *verdict = (NnVerdict){ .kind = NN_VERDICT_EMPTY, .digit = -1, .second = -1, .ink = ink };
  for (int i = 0; i < NN_N_CLASSES; i++)
    verdict->probabilities[i] = 1.0f / NN_N_CLASSES;
  if (ink != NN_INK_DRAWING)
    return;

  nn_convention_fill (convention, inks, nn_workspace_input (reader->workspace, 0));
  nn_workspace_forward (reader->workspace, nn_model_weights (reader->model), NULL);
  nn_model_read_output (reader->model, NN_N_CLASSES, reader->output,
                        nn_workspace_output (reader->workspace, 0), verdict->probabilities);
  nn_apply_temperature (nn_model_temperature (reader->model), verdict->probabilities);
  judge (verdict, nn_model_get_fact (reader->model, NN_FACT_TEMPERATURE) != NULL
                      ? LEAST_CALIBRATED
                      : LEAST_PROBABILITY);
}
