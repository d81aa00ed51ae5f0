/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/build/tenfold-draft.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "nn/graph/nn-graph-print.h"

static char *
shape_text (const NnShape *shape)
{
  GString *text = g_string_new (NULL);

  for (int d = 0; d < shape->rank; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? " × " : "", shape->dims[d]);
  /* Numbers that are read from the right would be another shape. */
  if (text->len > 0 && gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL) {
    g_string_prepend (text, "\xe2\x81\xa6");
    g_string_append (text, "\xe2\x81\xa9");
  }
  return g_string_free (text, FALSE);
}

/* The last row that begins at this place or before it; G_MAXUINT: there is none. */
static guint
row_at (const GArray *rows, guint place)
{
  guint row = G_MAXUINT;

  for (guint i = 0; i < rows->len && g_array_index (rows, NnNetworkRow, i).from <= place; i++)
    row = i;
  return row;
}

/* Of all nodes of a layer. */
static gint64
count_multiply_adds (const GArray *nodes, const NnNetworkLayer *layer)
{
  gint64 sum = 0;

  for (guint n = 0; n < layer->n_nodes; n++)
    sum += g_array_index (nodes, NnGraphRow, layer->first_node + n).multiply_adds;
  return sum;
}

/* Layers that are repeated come to the same row again and again. */
static void
fill_layers (TenfoldDraft *self, const GArray *layers)
{
  g_autoptr (NnPlan) plan
      = self->graph != NULL ? nn_plan_new (self->graph, 1, NN_PLAN_INFERENCE, NULL, NULL) : NULL;
  g_autoptr (GArray) nodes = plan != NULL ? nn_graph_list_rows (plan) : NULL;

  for (guint i = 0; i < layers->len; i++) {
    const NnNetworkLayer *layer = &g_array_index (layers, NnNetworkLayer, i);
    guint row = row_at (self->rows, layer->from);

    if (row == G_MAXUINT || layer->shape.rank == 0)
      continue;
    g_free (self->layers[row].shape);
    self->layers[row].shape = shape_text (&layer->shape);
    self->layers[row].parameters
        = MAX (self->layers[row].parameters, 0) + (gint64) layer->parameters;
    if (nodes != NULL)
      self->layers[row].multiply_adds
          = MAX (self->layers[row].multiply_adds, 0) + count_multiply_adds (nodes, layer);
  }
  if (self->graph == NULL)
    return;
  self->parameters = (gint64) nn_graph_n_trainable (self->graph);
  self->multiply_adds = nodes != NULL ? 0 : -1;
  for (guint n = 0; nodes != NULL && n < nodes->len; n++)
    self->multiply_adds += g_array_index (nodes, NnGraphRow, n).multiply_adds;
}

/* The layer that could not be built is the last one; else the end is wrong: what the last layer
 * makes. */
static void
find_problem (TenfoldDraft *self, const GArray *layers)
{
  const NnNetworkLayer *last
      = layers->len > 0 ? &g_array_index (layers, NnNetworkLayer, layers->len - 1) : NULL;

  if (last != NULL && last->shape.rank == 0) {
    self->problem_row = row_at (self->rows, last->from);
    self->problem_from = last->from;
    self->problem_to = last->to;
    return;
  }
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, NnNetworkRow, i).depth == 0)
      self->problem_row = i;
}

TenfoldDraft *
tenfold_draft_new (const char *text, const NnNetworkFrame *frame)
{
  TenfoldDraft *self = g_new0 (TenfoldDraft, 1);
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnNetworkLayer));
  g_autoptr (GError) error = NULL;

  self->text = g_strdup (text);
  self->rows = nn_network_rows_new (text);
  self->layers = g_new0 (TenfoldDraftLayer, self->rows->len + 1);
  for (guint i = 0; i < self->rows->len; i++)
    self->layers[i] = (TenfoldDraftLayer){ g_strdup (""), -1, -1 };
  self->parameters = self->multiply_adds = -1;
  self->problem_row = G_MAXUINT;
  self->graph = nn_network_parse ("network", text, frame, layers, &error);
  fill_layers (self, layers);
  if (self->graph == NULL) {
    self->problem = g_strdup (error->message);
    find_problem (self, layers);
  }
  return self;
}

void
tenfold_draft_free (TenfoldDraft *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    g_free (self->layers[i].shape);
  g_free (self->layers);
  g_array_unref (self->rows);
  g_clear_pointer (&self->graph, nn_graph_unref);
  g_free (self->problem);
  g_free (self->text);
  g_free (self);
}

char *
tenfold_draft_count_text (gint64 count)
{
  return count <= 0 ? g_strdup ("–") : g_strdup_printf ("%'" G_GINT64_FORMAT, count);
}

char *
tenfold_draft_sum_text (const TenfoldDraft *self)
{
  g_autofree char *parameters = tenfold_draft_count_text (self->parameters);
  g_autofree char *multiply_adds = tenfold_draft_count_text (self->multiply_adds);

  if (self->problem != NULL)
    return g_strdup (self->problem);
  /* Translators: two numbers that say how large a network is; a multiply-add is a product that is
   * added to a sum */
  return g_strdup_printf (_ ("%s parameters · %s multiply-adds"), parameters, multiply_adds);
}
