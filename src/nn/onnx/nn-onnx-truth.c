/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan.h"
#include "nn/onnx/nn-onnx-private.h"

/* Conditions that do not depend on the picture: the nodes before them are read as a graph of their
 * own, whose output is the condition, and a plan says whether its number is known. */

/* What a plan may have cost that could not be made. */
#define PLAN_WORK ((gint64) 1 << 32)

/* Multiply-adds that making the plan took. */
static gint64
count_work (const NnPlan *plan)
{
  NnGraph *graph = nn_plan_graph (plan);
  gint64 work = 0;

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    if (node->n_outputs > 0 && node->outputs[0] != NN_NO_VALUE
        && nn_plan_value (plan, node->outputs[0]).data != NULL)
      work += nn_plan_multiply_adds (plan, n);
  }
  return work;
}

static gboolean
is_known (NnGraph *graph, gint64 batch, gboolean *value, gint64 *work)
{
  g_autoptr (NnPlan) plan = nn_plan_new (graph, batch, NN_PLAN_INFERENCE, NULL, NULL);
  NnView view = plan != NULL ? nn_plan_value (plan, nn_graph_output (graph, 0)) : (NnView){ 0 };

  *work += plan != NULL ? count_work (plan) : PLAN_WORK;
  if (view.data == NULL || view.type != NN_TYPE_BOOL || nn_shape_count (&view.shape) != 1)
    return FALSE;
  *value = *(const guint8 *) view.data != 0;
  return TRUE;
}

gboolean
nn_onnx_find_truth (const NnOnnxReader *reader,
                    const GPtrArray *nodes,
                    const char *name,
                    gboolean *value,
                    gint64 *work)
{
  Onnx__Model message = *reader->message;
  Onnx__Graph graph = *reader->message->graph;
  Onnx__ValueInfo output = ONNX__VALUE_INFO__INIT;
  Onnx__ValueInfo *outputs[] = { &output };
  NnOnnxReader before = { .name = reader->name,
                          .message = &message,
                          .folder = reader->folder,
                          .size = reader->size,
                          .opset = reader->opset,
                          .from = (Onnx__Node *const *) nodes->pdata,
                          .n_from = nodes->len };
  g_autoptr (NnModel) model = NULL;
  Onnx__Node *none[1];
  gboolean two;

  if (nodes->len == 0)
    before.from = none;
  message.graph = &graph;
  output.name = (char *) name;
  graph.output = outputs;
  graph.n_output = 1;
  model = nn_onnx_read_graph (&before);
  return model != NULL && is_known (nn_model_graph (model), 1, value, work)
         && is_known (nn_model_graph (model), 2, &two, work) && *value == two;
}
