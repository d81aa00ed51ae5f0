/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-picture.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/model/tenfold-graph-draw.h"

static double
text_width (PangoLayout *text, const char *string, PangoAttrList *attributes)
{
  int width;

  pango_layout_set_width (text, -1);
  pango_layout_set_attributes (text, attributes);
  pango_layout_set_text (text, string, -1);
  pango_layout_get_pixel_size (text, &width, NULL);
  pango_layout_set_attributes (text, NULL);
  return width;
}

/* --- items --- */

static void
add_items (TenfoldGraphPicture *self)
{
  const NnGraph *graph = self->sheet->graph;
  guint n_inputs = nn_graph_n_inputs (graph), n_outputs = nn_graph_n_outputs (graph);
  TenfoldGraphItem *item;

  self->n_items = n_inputs + self->sheet->n_layers + n_outputs;
  item = self->items = g_new0 (TenfoldGraphItem, MAX (self->n_items, 1));
  for (guint i = 0; i < n_inputs; i++, item++) {
    item->kind = TENFOLD_ITEM_INPUT;
    item->index = nn_graph_input (graph, i);
    item->title = C_ ("graph", "Input");
    item->name = g_strdup (nn_graph_value (graph, item->index)->name);
  }
  for (guint n = 0; n < self->sheet->n_layers; n++, item++) {
    item->kind = TENFOLD_ITEM_NODE;
    item->index = n;
    item->title = self->sheet->layers[n].title;
    item->name = g_strdup (self->sheet->layers[n].name);
    item->operator_kind = tenfold_operator_get_kind (self->sheet->layers[n].op);
  }
  for (guint i = 0; i < n_outputs; i++, item++) {
    item->kind = TENFOLD_ITEM_OUTPUT;
    item->index = nn_graph_output (graph, i);
    item->title = C_ ("graph", "Output");
    item->name = g_strdup (nn_graph_value (graph, item->index)->name);
  }
}

static void
measure_items (TenfoldGraphPicture *self, PangoLayout *text, TenfoldGraphBox *boxes)
{
  g_autoptr (PangoAttrList) bold = tenfold_graph_title_attributes ();
  g_autoptr (PangoAttrList) small = tenfold_graph_name_attributes ();
  double line = tenfold_graph_line_height (text);

  for (guint i = 0; i < self->n_items; i++) {
    double title = text_width (text, self->items[i].title, bold);
    double name = text_width (text, self->items[i].name, small);

    boxes[i].width = CLAMP (MAX (title, name) + 2 * TENFOLD_GRAPH_PADDING_X, 7 * line, 14 * line);
    boxes[i].height = 2 * line + 2 * TENFOLD_GRAPH_PADDING_Y;
  }
}

/* --- ways --- */

typedef struct {
  GArray *edges;    /* TenfoldGraphEdge */
  GArray *values;   /* guint, by edge */
  guint *sources;   /* by value: the item that makes it; TENFOLD_NO_ITEM */
  guint *n_readers; /* by value */
} Ways;

static void
add_way (Ways *ways, guint value, guint to)
{
  TenfoldGraphEdge edge = { .to = to, .port = value };

  if (value == NN_NO_VALUE || ways->sources[value] == TENFOLD_NO_ITEM)
    return;
  edge.from = ways->sources[value];
  g_array_append_val (ways->edges, edge);
  g_array_append_val (ways->values, value);
  ways->n_readers[value]++;
}

static void
find_ways (const TenfoldGraphPicture *self, Ways *ways)
{
  const NnGraph *graph = self->sheet->graph;

  for (guint v = 0; v < nn_graph_n_values (graph); v++)
    ways->sources[v] = TENFOLD_NO_ITEM;
  for (guint i = 0; i < self->n_items; i++) {
    const TenfoldGraphItem *item = &self->items[i];

    if (item->kind == TENFOLD_ITEM_INPUT) {
      ways->sources[item->index] = i;
    } else if (item->kind == TENFOLD_ITEM_OUTPUT) {
      add_way (ways, item->index, i);
    } else {
      const NnNode *node = nn_graph_node (graph, item->index);

      for (guint k = 0; k < node->n_inputs; k++)
        add_way (ways, node->inputs[k], i);
      for (guint k = 0; k < node->n_outputs; k++)
        if (node->outputs[k] != NN_NO_VALUE)
          ways->sources[node->outputs[k]] = i;
    }
  }
}

/* A value that several read has its shape on the first way only: they begin at the same place. */
static void
label_ways (TenfoldGraphPicture *self, const Ways *ways)
{
  g_autofree gboolean *labelled = g_new0 (gboolean, nn_graph_n_values (self->sheet->graph) + 1);

  self->labels = g_new0 (char *, MAX (ways->edges->len, 1));
  for (guint e = 0; e < ways->edges->len; e++) {
    guint value = g_array_index (ways->values, guint, e);
    const char *shape = self->sheet->shapes[value];

    if (shape == NULL || labelled[value])
      continue;
    labelled[value] = TRUE;
    self->labels[e] = g_strdup (shape);
  }
}

/* The room that a label needs beside its way. */
static void
widen_for_labels (const TenfoldGraphPicture *self,
                  const Ways *ways,
                  PangoLayout *text,
                  TenfoldGraphBox *boxes)
{
  g_autoptr (PangoAttrList) small = tenfold_graph_name_attributes ();

  for (guint e = 0; e < ways->edges->len; e++)
    if (self->labels[e] != NULL) {
      TenfoldGraphBox *from = &boxes[g_array_index (ways->edges, TenfoldGraphEdge, e).from];

      from->width = MAX (from->width, text_width (text, self->labels[e], small) + 8);
    }
}

TenfoldGraphPicture *
tenfold_graph_picture_new (TenfoldModelSheet *sheet, PangoLayout *text)
{
  TenfoldGraphPicture *self = g_new0 (TenfoldGraphPicture, 1);
  g_autofree TenfoldGraphBox *boxes = NULL;
  guint n_values = nn_graph_n_values (sheet->graph);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (TenfoldGraphEdge));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *sources = g_new0 (guint, n_values + 1);
  g_autofree guint *n_readers = g_new0 (guint, n_values + 1);
  Ways ways = { edges, values, sources, n_readers };

  self->sheet = tenfold_model_sheet_ref (sheet);
  add_items (self);
  boxes = g_new0 (TenfoldGraphBox, MAX (self->n_items, 1));
  measure_items (self, text, boxes);
  find_ways (self, &ways);
  label_ways (self, &ways);
  widen_for_labels (self, &ways, text, boxes);
  self->layout = tenfold_graph_layout_new (self->n_items, boxes, edges->len,
                                           (const TenfoldGraphEdge *) (gpointer) edges->data);
  self->width = self->layout->width + 2 * TENFOLD_GRAPH_MARGIN;
  self->height = self->layout->height + 2 * TENFOLD_GRAPH_MARGIN;
  return self;
}

void
tenfold_graph_picture_free (TenfoldGraphPicture *self)
{
  for (guint i = 0; i < self->n_items; i++)
    g_free (self->items[i].name);
  for (guint e = 0; e < self->layout->n_edges; e++)
    g_free (self->labels[e]);
  g_free (self->labels);
  g_free (self->items);
  tenfold_graph_layout_free (self->layout);
  tenfold_model_sheet_unref (self->sheet);
  g_free (self);
}

/* --- finding --- */

graphene_rect_t
tenfold_graph_picture_get_box (const TenfoldGraphPicture *self, guint item)
{
  const TenfoldGraphBox *box = &self->layout->boxes[item];

  return GRAPHENE_RECT_INIT ((float) (box->x - box->width / 2 + TENFOLD_GRAPH_MARGIN),
                             (float) (box->y - box->height / 2 + TENFOLD_GRAPH_MARGIN),
                             (float) box->width, (float) box->height);
}

guint
tenfold_graph_picture_find (const TenfoldGraphPicture *self, double x, double y)
{
  for (guint i = 0; i < self->n_items; i++) {
    graphene_rect_t box = tenfold_graph_picture_get_box (self, i);

    if (graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
      return i;
  }
  return TENFOLD_NO_ITEM;
}

guint
tenfold_graph_picture_find_node (const TenfoldGraphPicture *self, guint node)
{
  for (guint i = 0; i < self->n_items; i++)
    if (self->items[i].kind == TENFOLD_ITEM_NODE && self->items[i].index == node)
      return i;
  return TENFOLD_NO_ITEM;
}

/* Of the items that an edge leads to or comes from, the one that is nearest across. */
static guint
step_along (const TenfoldGraphPicture *self, guint item, gboolean down)
{
  const TenfoldGraphLayout *layout = self->layout;
  guint nearest = item;
  double least = G_MAXDOUBLE;

  for (guint e = 0; e < layout->n_edges; e++) {
    guint here = down ? layout->edges[e].from : layout->edges[e].to;
    guint there = down ? layout->edges[e].to : layout->edges[e].from;
    double away = fabs (layout->boxes[there].x - layout->boxes[item].x)
                  + fabs (layout->boxes[there].y - layout->boxes[item].y);

    if (here == item && away < least) {
      least = away;
      nearest = there;
    }
  }
  return nearest;
}

static guint
step_across (const TenfoldGraphPicture *self, guint item, gboolean right)
{
  const TenfoldGraphBox *boxes = self->layout->boxes;
  guint nearest = item;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < self->n_items; i++) {
    double away = right ? boxes[i].x - boxes[item].x : boxes[item].x - boxes[i].x;

    if (boxes[i].rank == boxes[item].rank && away > 0 && away < least) {
      least = away;
      nearest = i;
    }
  }
  return nearest;
}

guint
tenfold_graph_picture_step (const TenfoldGraphPicture *self, guint item, GtkDirectionType direction)
{
  if (self->n_items == 0)
    return TENFOLD_NO_ITEM;
  if (item == TENFOLD_NO_ITEM)
    return direction == GTK_DIR_TAB_BACKWARD ? self->n_items - 1 : 0;
  switch (direction) {
  case GTK_DIR_UP:
  case GTK_DIR_DOWN:
    return step_along (self, item, direction == GTK_DIR_DOWN);
  case GTK_DIR_LEFT:
  case GTK_DIR_RIGHT:
    return step_across (self, item, direction == GTK_DIR_RIGHT);
  case GTK_DIR_TAB_FORWARD:
    return MIN (item + 1, self->n_items - 1);
  case GTK_DIR_TAB_BACKWARD:
    return item > 0 ? item - 1 : 0;
  }
  return item;
}

char *
tenfold_graph_picture_describe (const TenfoldGraphPicture *self, guint i)
{
  const TenfoldGraphItem *item = &self->items[i];
  GString *text = g_string_new (NULL);
  const char *shape;

  /* Translators: an operator such as "Convolution", the name of a layer, its place, and the number
   * of all */
  g_string_append_printf (text, _ ("%s %s, %u of %u"), item->title, item->name, i + 1,
                          self->n_items);
  shape = item->kind == TENFOLD_ITEM_NODE ? self->sheet->layers[item->index].shape
                                          : self->sheet->shapes[item->index];
  if (shape != NULL && *shape != '\0') {
    g_string_append (text, C_ ("list", ", "));
    g_string_append_printf (text, _ ("shape %s"), shape);
  }
  if (item->kind == TENFOLD_ITEM_NODE && self->sheet->layers[item->index].parameters > 0) {
    g_autofree char *count = tenfold_count_text (self->sheet->layers[item->index].parameters);

    g_string_append (text, C_ ("list", ", "));
    g_string_append_printf (text, _ ("%s parameters"), count);
  }
  return g_string_free (text, FALSE);
}
