/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/graph/nn-plan.h"
#include "nn/model/nn-edit.h"

/* Models as readers of digits: one picture in, ten numbers out. */

/* Pictures that are computed together where the model leaves the choice. */
#define MOST 64

/* Multiply-adds, and numbers written, for one picture; far beyond any network for digits. A file
 * that needs more would block the window. */
#define MOST_WORK ((gint64) 1 << 33)
#define MOST_NUMBERS ((gint64) 1 << 31)

static gboolean
is_float (NnType type)
{
  return type == NN_TYPE_FLOAT32 || type == NN_TYPE_FLOAT64 || type == NN_TYPE_FLOAT16;
}

/* --- is it one --- */

static gboolean
refuse_input (const NnModel *model, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  const NnValue *input;
  g_autofree char *shape = NULL;

  if (nn_graph_n_inputs (graph) != 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "This is not a digit model: it has %u inputs instead of one picture",
                 nn_graph_n_inputs (graph));
    return FALSE;
  }
  input = nn_graph_value (graph, nn_graph_input (graph, 0));
  shape = nn_shape_to_string (&input->shape);
  g_set_error (
      error, NN_ERROR, NN_ERROR_SHAPE,
      "This is not a digit model: its input '%s' has the shape %s, which is not the size of a "
      "square picture",
      input->name, shape);
  return FALSE;
}

static gboolean
refuse_output (const NnPlan *plan, const NnModel *model, guint output, GError **error)
{
  NnView view = nn_plan_value (plan, output);
  g_autofree char *shape = nn_shape_to_string (&view.shape);

  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
               "This is not a digit model: its output '%s' is %s of the shape %s instead of ten "
               "numbers for each picture",
               nn_graph_value (nn_model_graph (model), output)->name, nn_type_name (view.type),
               shape);
  return FALSE;
}

static gint64
batch_of (const NnModel *model)
{
  return MAX ((gint64) nn_model_fixed_batch (model), 1);
}

static gboolean
has_classes (const NnPlan *plan, guint output, gint64 batch)
{
  NnView view = nn_plan_value (plan, output);

  return is_float (view.type) && nn_shape_count (&view.shape) == NN_N_CLASSES * batch;
}

static gboolean
is_affordable (const NnPlan *plan, const NnModel *model, gint64 batch, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  gint64 work = 0, numbers = 0;

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    work += MIN (nn_plan_multiply_adds (plan, n), MOST_WORK * batch);
    for (guint i = 0; i < node->n_outputs; i++)
      if (node->outputs[i] != NN_NO_VALUE) {
        NnView view = nn_plan_value (plan, node->outputs[i]);

        if (view.type != NN_TYPE_UNDEFINED)
          numbers += MIN (nn_shape_count (&view.shape), MOST_NUMBERS * batch);
      }
  }
  if (work <= MOST_WORK * batch && numbers <= MOST_NUMBERS * batch)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
               "This is not a digit model: reading one picture would take %" G_GINT64_FORMAT
               " multiply-adds and %" G_GINT64_FORMAT " numbers",
               work / batch, numbers / batch);
  return FALSE;
}

gboolean
nn_model_check_digits (const NnModel *model, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  g_autoptr (NnPlan) plan = NULL;

  if (nn_model_get_convention (model)->layout == NN_LAYOUT_NONE)
    return refuse_input (model, error);
  plan = nn_plan_new (graph, batch_of (model), NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return FALSE;
  return has_classes (plan, nn_graph_output (graph, 0), batch_of (model))
         || refuse_output (plan, model, nn_graph_output (graph, 0), error);
}

/* --- make it one --- */

/* The first output of ten numbers; before casts, which training does not go through. */
static guint
choose_output (const NnPlan *plan, const NnGraph *graph, gint64 batch)
{
  guint v = NN_NO_VALUE;

  for (guint i = 0; i < nn_graph_n_outputs (graph) && v == NN_NO_VALUE; i++)
    if (has_classes (plan, nn_graph_output (graph, i), batch))
      v = nn_graph_output (graph, i);
  while (v != NN_NO_VALUE) {
    const NnNode *node = nn_graph_producer (graph, v);

    if (node == NULL || (node->op->kind != NN_OP_IDENTITY && node->op->kind != NN_OP_CAST)
        || !has_classes (plan, node->inputs[0], batch))
      break;
    v = node->inputs[0];
  }
  return v;
}

/* Shapes of Reshape nodes that hold the batch of the export get the batch of the run instead. */
static void
free_reshapes (NnEdit *edit, const NnPlan *plan, gint64 batch)
{
  NnGraph *graph = nn_model_graph (edit->model);

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    const NnValue *shape = node->n_inputs >= 2 && node->op->kind == NN_OP_RESHAPE
                               ? nn_graph_value (graph, node->inputs[1])
                               : NULL;
    NnShape from;
    gboolean free_already = FALSE;
    gint64 *dims;

    if (shape == NULL || shape->kind != NN_VALUE_CONSTANT || shape->type != NN_TYPE_INT64
        || nn_tensor_count (shape->constant) < 2 || nn_tensor_get_int (shape->constant, 0) != batch)
      continue;
    from = nn_plan_value (plan, node->inputs[0]).shape;
    if (from.rank == 0 || from.dims[0] != batch || edit->constants[node->inputs[1]] != NULL)
      continue;
    for (gint64 i = 1; i < nn_tensor_count (shape->constant); i++)
      free_already |= nn_tensor_get_int (shape->constant, i) == -1;
    edit->constants[node->inputs[1]] = nn_tensor_new_from_data (
        NN_TYPE_INT64, nn_tensor_shape (shape->constant), nn_tensor_const_data (shape->constant));
    dims = nn_tensor_data (edit->constants[node->inputs[1]]);
    dims[0] = free_already ? 0 : -1;
  }
}

static void
fill_noise (float *inks, gsize n)
{
  NnRandom random;

  nn_random_init (&random, 1, 0);
  for (gsize i = 0; i < n; i++)
    inks[i] = nn_random_below (&random, 3) == 0 ? nn_random_uniform (&random) : 0;
}

/* Whether the batch is free and each picture is read as if it were alone. */
static gboolean
takes_any_batch (const NnModel *model, const NnModel *original)
{
  enum { N = 3 };
  g_autofree float *inks = g_new (float, N *NN_PICTURE_PIXELS);
  float together[N * NN_N_CLASSES], single[NN_N_CLASSES];

  fill_noise (inks, N * NN_PICTURE_PIXELS);
  if (nn_model_fixed_batch (model) != 0 || !nn_model_predict (model, inks, N, together, NULL))
    return FALSE;
  for (int i = 0; i < N; i++) {
    if (!nn_model_predict (original, inks + i * NN_PICTURE_PIXELS, 1, single, NULL))
      return FALSE;
    for (int k = 0; k < NN_N_CLASSES; k++)
      if (!(fabsf (single[k] - together[i * NN_N_CLASSES + k]) < 1e-3f))
        return FALSE;
  }
  return TRUE;
}

static NnModel *
with_shape (const NnModel *model, const NnPlan *plan, gint64 first, gboolean reshape)
{
  g_autoptr (NnEdit) edit = nn_edit_new (model);
  guint input = nn_graph_input (nn_model_graph (model), 0);

  edit->shapes[input] = nn_graph_value (nn_model_graph (model), input)->shape;
  edit->shapes[input].dims[0] = first;
  if (reshape)
    free_reshapes (edit, plan, batch_of (model));
  return nn_edit_finish (edit);
}

/* A free batch where possible; else the batch of the file, often one picture. */
static NnModel *
free_batch (NnModel *model)
{
  g_autoptr (NnPlan) plan
      = nn_plan_new (nn_model_graph (model), batch_of (model), NN_PLAN_INFERENCE, NULL, NULL);
  int rank = nn_graph_value (nn_model_graph (model), nn_graph_input (nn_model_graph (model), 0))
                 ->shape.rank;
  gsize fixed = nn_model_fixed_batch (model);
  const NnInputConvention *convention = nn_model_get_convention (model);
  gboolean lone = fixed == 1
                  && rank
                         == (convention->layout == NN_LAYOUT_FLAT   ? 1
                             : convention->layout == NN_LAYOUT_ROWS ? 2
                                                                    : 3);

  if (fixed == 0 && takes_any_batch (model, model))
    return nn_model_ref (model);
  for (int reshape = 0; reshape < 2 && plan != NULL && !lone; reshape++) {
    g_autoptr (NnModel) changed = with_shape (model, plan, -1, reshape);

    if (takes_any_batch (changed, model))
      return g_steal_pointer (&changed);
  }
  return fixed == 0 ? with_shape (model, plan, 1, FALSE) : nn_model_ref (model);
}

NnModel *
nn_model_for_digits (NnModel *model, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  g_autoptr (NnPlan) plan = NULL;
  g_autoptr (NnModel) chosen = NULL;
  g_autoptr (NnModel) freed = NULL;
  guint output;

  if (nn_model_get_convention (model)->layout == NN_LAYOUT_NONE) {
    refuse_input (model, error);
    return NULL;
  }
  plan = nn_plan_new (graph, batch_of (model), NN_PLAN_INFERENCE, NULL, error);
  if (plan == NULL)
    return NULL;
  if (!is_affordable (plan, model, batch_of (model), error))
    return NULL;
  output = choose_output (plan, graph, batch_of (model));
  if (output == NN_NO_VALUE) {
    refuse_output (plan, model, nn_graph_output (graph, 0), error);
    return NULL;
  }
  if (nn_graph_n_outputs (graph) > 1 || output != nn_graph_output (graph, 0)) {
    g_autoptr (NnEdit) edit = nn_edit_new (model);

    g_array_set_size (edit->outputs, 0);
    g_array_append_val (edit->outputs, output);
    chosen = nn_edit_finish (edit);
    if (nn_graph_n_inputs (nn_model_graph (chosen)) != 1) {
      refuse_input (chosen, error);
      return NULL;
    }
  } else {
    chosen = nn_model_ref (model);
  }
  freed = free_batch (chosen);
  /* Of a graph that reads no picture no input is left. */
  if (nn_model_get_convention (freed)->layout == NN_LAYOUT_NONE) {
    refuse_input (freed, error);
    return NULL;
  }
  return g_steal_pointer (&freed);
}

void
nn_model_read_output (const NnModel *model,
                      guint n,
                      NnType type,
                      const void *outputs,
                      float *probabilities)
{
  float numbers[NN_N_CLASSES];

  nn_convert (NN_TYPE_FLOAT32, numbers, type, outputs, n);
  nn_convention_probabilities (nn_model_get_convention (model), n, numbers, probabilities);
}

gboolean
nn_model_predict (const NnModel *model,
                  const float *inks,
                  gsize n,
                  float *probabilities,
                  GError **error)
{
  const NnInputConvention *convention = nn_model_get_convention (model);
  const gsize step = nn_convention_count (convention) * nn_type_size (convention->type);
  const gsize fixed = nn_model_fixed_batch (model);
  g_autofree float *blank = g_new0 (float, NN_PICTURE_PIXELS);

  if (!nn_model_check_digits (model, error))
    return FALSE;
  for (gsize done = 0; done < n;) {
    gsize batch = fixed > 0 ? fixed : MIN (MOST, n - done);
    g_autoptr (NnPlan) plan
        = nn_plan_new (nn_model_graph (model), (gint64) batch, NN_PLAN_INFERENCE, NULL, error);
    g_autoptr (NnWorkspace) workspace = plan != NULL ? nn_workspace_new (plan) : NULL;
    NnType type;
    const char *output;

    if (workspace == NULL)
      return FALSE;
    type = nn_plan_value (plan, nn_graph_output (nn_model_graph (model), 0)).type;
    if (!has_classes (plan, nn_graph_output (nn_model_graph (model), 0), (gint64) batch))
      return refuse_output (plan, model, nn_graph_output (nn_model_graph (model), 0), error);
    for (gsize i = 0; i < batch; i++)
      nn_convention_fill (convention, done + i < n ? inks + (done + i) * NN_PICTURE_PIXELS : blank,
                          (char *) nn_workspace_input (workspace, 0) + i * step);
    nn_workspace_forward (workspace, nn_model_weights (model), NULL);
    output = nn_workspace_output (workspace, 0);
    for (gsize i = 0; i < batch && done < n; i++, done++)
      nn_model_read_output (model, NN_N_CLASSES, type,
                            output + i * NN_N_CLASSES * nn_type_size (type),
                            probabilities + done * NN_N_CLASSES);
  }
  return TRUE;
}
