/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-model-sheet.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "nn/graph/nn-graph-print.h"
#include "ui/model/tenfold-operator.h"

char *
tenfold_count_text (gint64 count)
{
  return count < 0 ? g_strdup ("–") : g_strdup_printf ("%'" G_GINT64_FORMAT, count);
}

/* A dimension that grows with the number of pictures counts them: in front it is left out. two: the
 * same shape for two pictures, or of type UNDEFINED. */
static char *
shape_text (const NnView *one, const NnView *two)
{
  gboolean known = two->type != NN_TYPE_UNDEFINED && two->shape.rank == one->shape.rank;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < one->shape.rank; i++) {
    gint64 dim = one->shape.dims[i];
    gboolean counts = known && two->shape.dims[i] != dim;

    if (counts && dim == 1 && i == 0)
      continue;
    if (text->len > 0)
      g_string_append (text, " × ");
    if (counts && dim == 1)
      g_string_append_c (text, 'N');
    else
      g_string_append_printf (text, "%" G_GINT64_FORMAT "%s", dim, counts ? "N" : "");
  }
  if (text->len == 0)
    g_string_append_c (text, '1');
  /* Numbers that are read from the right would be another shape. */
  if (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL) {
    g_string_prepend (text, "\xe2\x81\xa6");
    g_string_append (text, "\xe2\x81\xa9");
  }
  return g_string_free (text, FALSE);
}

static void
find_shapes (TenfoldModelSheet *self, const NnPlan *one, const NnPlan *two)
{
  for (guint v = 0; v < nn_graph_n_values (self->graph); v++) {
    const NnValue *value = nn_graph_value (self->graph, v);
    gboolean varies = value->kind == NN_VALUE_INPUT || value->kind == NN_VALUE_COMPUTED;
    NnView nothing = { 0 }, first = { value->type, value->shape }, second = nothing;

    if (varies) {
      first = one != NULL ? nn_plan_value (one, v) : nothing;
      second = two != NULL ? nn_plan_value (two, v) : nothing;
    }
    if (first.type != NN_TYPE_UNDEFINED)
      self->shapes[v] = shape_text (&first, &second);
  }
}

static guint
first_output (const NnNode *node)
{
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE)
      return node->outputs[i];
  return NN_NO_VALUE;
}

static void
fill_layers (TenfoldModelSheet *self, const NnPlan *plan)
{
  g_autoptr (GArray) rows = plan != NULL ? nn_graph_list_rows (plan) : NULL;

  self->multiply_adds = rows != NULL ? 0 : -1;
  for (guint n = 0; n < self->n_layers; n++) {
    const NnNode *node = nn_graph_node (self->graph, n);
    TenfoldModelLayer *layer = &self->layers[n];
    guint output = first_output (node);
    const char *shape = output != NN_NO_VALUE ? self->shapes[output] : NULL;

    layer->op = node->op;
    layer->title = tenfold_operator_get_title (layer->op);
    layer->name = tenfold_layer_name (*node->name != '\0' || output == NN_NO_VALUE
                                          ? node->name
                                          : nn_graph_value (self->graph, output)->name,
                                      layer->op->name);
    layer->shape = g_strdup (shape != NULL ? shape : "");
    layer->parameters = -1;
    layer->multiply_adds = -1;
    if (rows != NULL) {
      layer->parameters = g_array_index (rows, NnGraphRow, n).parameters;
      layer->multiply_adds = g_array_index (rows, NnGraphRow, n).multiply_adds;
      self->multiply_adds += layer->multiply_adds;
    }
  }
}

TenfoldModelSheet *
tenfold_model_sheet_new (NnGraph *graph)
{
  TenfoldModelSheet *self = g_atomic_rc_box_new0 (TenfoldModelSheet);
  g_autoptr (NnPlan) one = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  g_autoptr (NnPlan) two
      = one != NULL ? nn_plan_new (graph, 2, NN_PLAN_INFERENCE, NULL, NULL) : NULL;

  self->graph = nn_graph_ref (graph);
  self->n_layers = nn_graph_n_nodes (graph);
  self->layers = g_new0 (TenfoldModelLayer, self->n_layers);
  self->shapes = g_new0 (char *, nn_graph_n_values (graph));
  self->parameters = (gint64) nn_graph_n_trainable (graph);
  find_shapes (self, one, two);
  fill_layers (self, one);
  return self;
}

TenfoldModelSheet *
tenfold_model_sheet_ref (TenfoldModelSheet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  TenfoldModelSheet *self = data;

  for (guint n = 0; n < self->n_layers; n++) {
    g_free (self->layers[n].name);
    g_free (self->layers[n].shape);
  }
  for (guint v = 0; v < nn_graph_n_values (self->graph); v++)
    g_free (self->shapes[v]);
  g_free (self->layers);
  g_free (self->shapes);
  nn_graph_unref (self->graph);
}

void
tenfold_model_sheet_unref (TenfoldModelSheet *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

char *
tenfold_model_sheet_to_text (const TenfoldModelSheet *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\t%s\t%s\t%s\t%s\n", _ ("Layer"), _ ("Operator"), _ ("Output"),
                          _ ("Parameters"), _ ("Multiply-adds"));
  for (guint n = 0; n < self->n_layers; n++) {
    const TenfoldModelLayer *layer = &self->layers[n];

    g_string_append_printf (text, "%s\t%s\t%s\t", layer->name, layer->op->name, layer->shape);
    if (layer->parameters >= 0)
      g_string_append_printf (text, "%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT, layer->parameters,
                              layer->multiply_adds);
    g_string_append (text, layer->parameters >= 0 ? "\n" : "\t\n");
  }
  g_string_append_printf (text, "%s\t\t\t%" G_GINT64_FORMAT "\t", _ ("Total"), self->parameters);
  if (self->multiply_adds >= 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, self->multiply_adds);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
