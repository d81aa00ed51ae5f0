/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-graph-print.h"

#include <string.h>

/* The most items of a list that are shown. */
#define MAX_ITEMS 8

static const char *
name_of (const NnGraph *graph, guint value)
{
  return value != NN_NO_VALUE ? nn_graph_value (graph, value)->name : "-";
}

/* --- text --- */

static void
append_names (GString *text, const NnGraph *graph, guint n, const guint *values)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name_of (graph, values[i]));
}

static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", number));
}

static void
append_tensor (GString *text, const NnTensor *tensor)
{
  g_autofree char *shape = nn_shape_to_string (nn_tensor_shape (tensor));

  if (nn_tensor_count (tensor) == 1)
    append_number (text, nn_tensor_get_double (tensor, 0));
  else
    g_string_append_printf (text, "%s of %s", nn_type_name (nn_tensor_type (tensor)), shape);
}

static void
append_item (GString *text, const NnAttribute *attribute, guint i)
{
  if (attribute->kind == NN_ATTRIBUTE_FLOATS)
    append_number (text, attribute->floats[i]);
  else if (attribute->kind == NN_ATTRIBUTE_INTS)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, attribute->ints[i]);
  else
    g_string_append (text, attribute->strings[i]);
}

static void
append_attribute (GString *text, const NnAttribute *attribute)
{
  switch (attribute->kind) {
  case NN_ATTRIBUTE_FLOAT:
    append_number (text, attribute->number);
    break;
  case NN_ATTRIBUTE_INT:
    g_string_append_printf (text, "%" G_GINT64_FORMAT, attribute->integer);
    break;
  case NN_ATTRIBUTE_STRING:
    g_string_append (text, attribute->string);
    break;
  case NN_ATTRIBUTE_TENSOR:
    append_tensor (text, attribute->tensor);
    break;
  case NN_ATTRIBUTE_FLOATS:
  case NN_ATTRIBUTE_INTS:
  case NN_ATTRIBUTE_STRINGS:
    g_string_append_c (text, '[');
    for (guint i = 0; i < MIN (attribute->n_items, MAX_ITEMS); i++) {
      if (i > 0)
        g_string_append_c (text, ',');
      append_item (text, attribute, i);
    }
    g_string_append (text, attribute->n_items > MAX_ITEMS ? ",...]" : "]");
    break;
  }
}

char *
nn_attribute_to_text (const NnAttribute *attribute)
{
  GString *text = g_string_new (NULL);

  append_attribute (text, attribute);
  return g_string_free (text, FALSE);
}

char *
nn_graph_to_text (const NnGraph *graph)
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);

    append_names (text, graph, node->n_outputs, node->outputs);
    g_string_append_printf (text, " = %s(", node->op->name);
    append_names (text, graph, node->n_inputs, node->inputs);
    g_string_append_c (text, ')');
    for (guint i = 0; i < nn_attributes_count (node->attributes); i++) {
      const NnAttribute *attribute = nn_attributes_nth (node->attributes, i);

      g_string_append_printf (text, " %s=", attribute->name);
      append_attribute (text, attribute);
    }
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

/* --- table --- */

#define N_COLUMNS 5

typedef struct {
  char *cells[N_COLUMNS];
} Row;

static void
clear_row (gpointer data)
{
  for (int c = 0; c < N_COLUMNS; c++)
    g_free (((Row *) data)->cells[c]);
}

static void
add_row (GArray *rows,
         const char *layer,
         const char *
         operator,
         const char * shape,
         gint64 parameters,
         gint64 multiply_adds)
{
  Row row = { { g_strdup (layer), g_strdup (operator), g_strdup (shape),
                g_strdup_printf ("%" G_GINT64_FORMAT, parameters),
                g_strdup_printf ("%" G_GINT64_FORMAT, multiply_adds) } };

  g_array_append_val (rows, row);
}

/* Numbers that training changes; a parameter that several nodes read counts with each. */
static gint64
count_parameters (const NnGraph *graph, const NnNode *node)
{
  gint64 sum = 0;

  for (guint i = 0; i < node->n_inputs; i++) {
    const NnValue *value
        = node->inputs[i] != NN_NO_VALUE ? nn_graph_value (graph, node->inputs[i]) : NULL;

    if (value != NULL && value->kind == NN_VALUE_PARAMETER && value->trainable)
      sum += nn_shape_count (&value->shape);
  }
  return sum;
}

static char *
align_rows (const GArray *rows)
{
  GString *table = g_string_new (NULL);
  glong widths[N_COLUMNS] = { 0 };

  for (guint r = 0; r < rows->len; r++)
    for (int c = 0; c < N_COLUMNS; c++)
      widths[c] = MAX (widths[c], g_utf8_strlen (g_array_index (rows, Row, r).cells[c], -1));
  for (guint r = 0; r < rows->len; r++) {
    for (int c = 0; c < N_COLUMNS; c++) {
      const char *cell = g_array_index (rows, Row, r).cells[c];
      int blanks = (int) (widths[c] - g_utf8_strlen (cell, -1));
      gboolean is_number = c >= 3;

      g_string_append_printf (table, "%s%*s%s", c > 0 ? "  " : "", is_number ? blanks : 0, "",
                              cell);
      if (!is_number)
        g_string_append_printf (table, "%*s", blanks, "");
    }
    g_string_append_c (table, '\n');
  }
  return g_string_free (table, FALSE);
}

/* The first output that is there: some operators leave out those before it. */
static guint
first_output (const NnNode *node)
{
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE)
      return node->outputs[i];
  return NN_NO_VALUE;
}

GArray *
nn_graph_list_rows (const NnPlan *plan)
{
  const NnGraph *graph = nn_plan_graph (plan);
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (NnGraphRow));

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    const NnNode *node = nn_graph_node (graph, n);
    guint first = first_output (node);
    NnGraphRow row = {
      .layer = *node->name != '\0' || first == NN_NO_VALUE ? node->name : name_of (graph, first),
      .output = first != NN_NO_VALUE ? nn_plan_value (plan, first) : (NnView){ 0 },
      .parameters = count_parameters (graph, node),
      .multiply_adds = nn_plan_multiply_adds (plan, n),
    };

    g_array_append_val (rows, row);
  }
  return rows;
}

char *
nn_graph_to_table (NnGraph *graph, GError **error)
{
  g_autoptr (NnPlan) plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, error);
  g_autoptr (GArray) layers = plan != NULL ? nn_graph_list_rows (plan) : NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  Row head = { { g_strdup ("layer"), g_strdup ("operator"), g_strdup ("output"),
                 g_strdup ("parameters"), g_strdup ("multiply-adds") } };
  gint64 total = 0;

  g_array_set_clear_func (rows, clear_row);
  g_array_append_val (rows, head);
  if (plan == NULL)
    return NULL;
  for (guint n = 0; n < layers->len; n++) {
    const NnGraphRow *layer = &g_array_index (layers, NnGraphRow, n);
    g_autofree char *shape = layer->output.type != NN_TYPE_UNDEFINED
                                 ? nn_shape_to_string (&layer->output.shape)
                                 : g_strdup ("not computed");
    const char *name = nn_graph_node (graph, n)->op->name, *way = nn_plan_way (plan, n);
    g_autofree char *operator= way != NULL ? g_strdup_printf ("%s (%s)", name, way)
                                           : g_strdup (name);

    total += layer->multiply_adds;
    add_row (rows, layer->layer, operator, shape, layer->parameters, layer->multiply_adds);
  }
  add_row (rows, "total", "", "", (gint64) nn_graph_n_trainable (graph), total);
  return align_rows (rows);
}
