/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-point-model.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/base/nn-error.h"
#include "nn/graph/nn-plan.h"
#include "nn/model/nn-network-model.h"

/* Points that are computed together. */
#define AT_ONCE 256

/* --- features --- */

typedef struct {
  const char *name;
  float (*compute) (const float *x);
} Feature;

#define FEATURE(name, expression)                                                                  \
  static float name (const float *x)                                                               \
  {                                                                                                \
    return (expression);                                                                           \
  }

/* clang-format off */
FEATURE (first,        x[0])
FEATURE (second,       x[1])
FEATURE (first_square, x[0] * x[0])
FEATURE (second_square, x[1] * x[1])
FEATURE (both,         x[0] * x[1])
FEATURE (first_sine,   sinf (x[0]))
FEATURE (second_sine,  sinf (x[1]))

static const Feature features[NN_POINT_FEATURES] = {
  { "x1",      first },
  { "x2",      second },
  { "x1^2",    first_square },
  { "x2^2",    second_square },
  { "x1*x2",   both },
  { "sin(x1)", first_sine },
  { "sin(x2)", second_sine },
};
/* clang-format on */

/* The one feature of a curve. */
#define CURVE "x"

const char *
nn_point_feature_name (guint feature)
{
  return feature < NN_POINT_FEATURES ? features[feature].name : NULL;
}

gboolean
nn_point_input_parse (NnPointInput *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gboolean wanted[NN_POINT_FEATURES] = { FALSE };
  NnPointInput input = { .plane = TRUE };

  if (g_str_equal (text, CURVE)) {
    *self = (NnPointInput){ .n_features = 1 };
    return TRUE;
  }
  for (guint w = 0; words[w] != NULL; w++) {
    guint f = 0;

    if (*words[w] == '\0')
      continue;
    while (f < NN_POINT_FEATURES && !g_str_equal (words[w], features[f].name))
      f++;
    if (f == NN_POINT_FEATURES || wanted[f]) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "'%s' is no feature of a point that is not there yet: x1, x2, x1^2, x2^2, "
                   "x1*x2, sin(x1) or sin(x2)",
                   words[w]);
      return FALSE;
    }
    wanted[f] = TRUE;
  }
  for (guint f = 0; f < NN_POINT_FEATURES; f++)
    if (wanted[f])
      input.features[input.n_features++] = (guint8) f;
  if (input.n_features == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "A network of points reads at least one feature, such as x1");
    return FALSE;
  }
  *self = input;
  return TRUE;
}

char *
nn_point_input_to_string (const NnPointInput *self)
{
  GString *text = g_string_new (self->plane ? NULL : CURVE);

  for (guint i = 0; self->plane && i < self->n_features; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", features[self->features[i]].name);
  return g_string_free (text, FALSE);
}

void
nn_point_input_fill (const NnPointInput *self, const float *x, float *numbers)
{
  for (guint i = 0; i < self->n_features; i++)
    numbers[i] = features[self->features[i]].compute (x);
}

/* --- models --- */

static gboolean
refuse (const NnModel *model, const char *reason, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "This is no network of points: %s", reason);
  return FALSE;
}

gboolean
nn_point_model_look_at (const NnModel *model, NnPointInput *input, guint *n_outputs, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  const char *fact = nn_model_get_fact (model, NN_FACT_POINTS);
  g_autoptr (NnPlan) plan = NULL;
  const NnValue *value;
  NnView output;
  gint64 n, most;

  if (nn_graph_n_inputs (graph) != 1 || nn_graph_n_outputs (graph) != 1)
    return refuse (model, "it has more than one input or output", error);
  value = nn_graph_value (graph, nn_graph_input (graph, 0));
  if (value->type != NN_TYPE_FLOAT32 || value->shape.rank != 2 || value->shape.dims[0] != -1
      || value->shape.dims[1] < 1 || value->shape.dims[1] > NN_POINT_FEATURES)
    return refuse (model, "its input is no row of one to seven numbers for any number of points",
                   error);
  if (fact == NULL)
    fact = value->shape.dims[1] == 1 ? CURVE : "x1 x2";
  if (!nn_point_input_parse (input, fact, error))
    return FALSE;
  if (value->shape.dims[1] != input->n_features)
    return refuse (model, "it reads another number of features than it says", error);
  plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return FALSE;
  output = nn_plan_value (plan, nn_graph_output (graph, 0));
  n = nn_shape_count (&output.shape);
  most = input->plane ? NN_POINT_CLASSES : 1;
  if (output.type != NN_TYPE_FLOAT32 || n < (input->plane ? 2 : 1) || n > most)
    return refuse (model,
                   input->plane ? "it does not make two to four numbers of a point"
                                : "it does not make one number of another",
                   error);
  *n_outputs = (guint) n;
  return TRUE;
}

NnModel *
nn_point_model_name (NnModel *model, const NnPointInput *input)
{
  g_autofree char *text = nn_point_input_to_string (input);
  NnModel *named;

  if (nn_model_get_fact (model, NN_FACT_POINTS) != NULL)
    return nn_model_ref (model);
  named = nn_model_with_weights (model, nn_model_weights (model));
  nn_model_set_training_state (named, nn_model_get_training_state (model));
  nn_model_set_fact (named, NN_FACT_POINTS, text);
  return named;
}

NnModel *
nn_point_model_create (const char *network,
                       const NnPointInput *input,
                       guint n_classes,
                       guint64 seed,
                       GError **error)
{
  const NnNetworkFrame frame
      = { input->n_features, input->plane ? 0 : 1, input->plane ? NN_HEAD_SOFTMAX : NN_HEAD_NONE };
  g_autofree char *text = nn_point_input_to_string (input);
  g_autoptr (NnModel) model = nn_network_create (network, &frame, seed, error);
  NnPointInput found;
  guint n_outputs;

  if (model == NULL)
    return NULL;
  nn_model_set_fact (model, NN_FACT_POINTS, text);
  if (!nn_point_model_look_at (model, &found, &n_outputs, NULL) || n_outputs < n_classes) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "A network that tells %u classes of points apart ends with \"dense %u\", or more "
                 "numbers up to %d",
                 n_classes, n_classes, NN_POINT_CLASSES);
    return NULL;
  }
  return g_steal_pointer (&model);
}

guint
nn_model_count_outputs (const NnModel *model, GError **error)
{
  NnPointInput input;
  guint n_outputs;

  if (nn_point_model_look_at (model, &input, &n_outputs, NULL))
    return n_outputs;
  return nn_model_check_digits (model, error) ? NN_N_CLASSES : 0;
}

gboolean
nn_point_model_compute (const NnModel *model,
                        gsize n,
                        const float *places,
                        float *outputs,
                        GError **error)
{
  g_autoptr (NnWorkspace) workspace = NULL;
  gsize prepared = 0;
  NnPointInput input;
  guint n_outputs;

  if (!nn_point_model_look_at (model, &input, &n_outputs, error)
      || !nn_model_check_weights (model, error))
    return FALSE;
  for (gsize done = 0; done < n;) {
    gsize size = MIN (AT_ONCE, n - done);

    if (size != prepared) {
      g_autoptr (NnPlan) plan
          = nn_plan_new (nn_model_graph (model), (gint64) size, NN_PLAN_INFERENCE, NULL, error);

      if (plan == NULL)
        return FALSE;
      g_clear_pointer (&workspace, nn_workspace_free);
      workspace = nn_workspace_new (plan);
      prepared = size;
    }
    for (gsize i = 0; i < size; i++)
      nn_point_input_fill (&input, places + (done + i) * (input.plane ? 2 : 1),
                           (float *) nn_workspace_input (workspace, 0) + i * input.n_features);
    nn_workspace_forward (workspace, nn_model_weights (model), NULL);
    memcpy (outputs + done * n_outputs, nn_workspace_output (workspace, 0),
            size * n_outputs * sizeof (float));
    done += size;
  }
  return TRUE;
}
