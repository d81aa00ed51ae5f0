/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-strokes.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-json.h"

/* Where a line comes from, for errors. */
typedef struct {
  const char *name;
  guint number;
} Place;

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (const Place *place, NnError code, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, NN_ERROR, code, "%s:%u: %s", place->name, place->number, reason);
  return FALSE;
}

static gboolean
get_number (JsonArray *array, guint index, double *number)
{
  JsonNode *node
      = index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *number = json_node_get_double (node);
  return TRUE;
}

static gboolean
add_point (NnDrawing *drawing,
           JsonNode *node,
           guint stroke,
           guint point,
           const Place *place,
           GError **error)
{
  JsonArray *numbers = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  NnPoint p = { .pressure = 1 };
  double x, y, time, pressure;

  if (numbers == NULL || !get_number (numbers, 0, &x) || !get_number (numbers, 1, &y))
    return refuse (place, NN_ERROR_FORMAT, error,
                   "point %u of stroke %u is not two numbers, [x, y]", point + 1, stroke + 1);
  p.x = (float) x;
  p.y = (float) y;
  if (get_number (numbers, 2, &time) && time >= 0 && time < G_MAXFLOAT)
    p.time = (float) time;
  if (get_number (numbers, 3, &pressure) && pressure >= 0 && pressure <= 1)
    p.pressure = (float) pressure;
  if (!isfinite (p.x) || !isfinite (p.y))
    return refuse (place, NN_ERROR_RANGE, error, "point %u of stroke %u lies too far away: %g, %g",
                   point + 1, stroke + 1, x, y);
  if (point == 0)
    nn_drawing_begin_stroke (drawing, p);
  else
    nn_drawing_add_point (drawing, p);
  return TRUE;
}

static gboolean
add_strokes (NnDrawing *drawing, JsonArray *strokes, const Place *place, GError **error)
{
  for (guint s = 0; s < json_array_get_length (strokes); s++) {
    JsonNode *node = json_array_get_element (strokes, s);
    JsonArray *points;

    if (!JSON_NODE_HOLDS_ARRAY (node))
      return refuse (place, NN_ERROR_FORMAT, error, "stroke %u is not a list of points", s + 1);
    points = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (points); i++)
      if (!add_point (drawing, json_array_get_element (points, i), s, i, place, error))
        return FALSE;
  }
  return TRUE;
}

static int
get_label (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "label");
  gint64 label = -1;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_INT64)
    label = json_node_get_int (node);
  return label >= 0 && label < NN_N_CLASSES ? (int) label : -1;
}

NnDrawing *
nn_strokes_parse (const char *line,
                  gssize length,
                  const char *name,
                  guint number,
                  int *label,
                  GError **error)
{
  const Place place = { name, number };
  gsize size = length < 0 ? strlen (line) : (gsize) length;
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonNode *strokes = NULL;

  if (size > NN_STROKES_MAX_LINE) {
    refuse (&place, NN_ERROR_RANGE, error, "the line has %" G_GSIZE_FORMAT " bytes; %d are taken",
            size, NN_STROKES_MAX_LINE);
    return NULL;
  }
  root = nn_json_parse (line, (gssize) size, &reason);
  if (root == NULL) {
    refuse (&place, NN_ERROR_FORMAT, error, "%s", reason->message);
    return NULL;
  }
  if (JSON_NODE_HOLDS_OBJECT (root))
    strokes = json_object_get_member (json_node_get_object (root), "strokes");
  if (strokes == NULL || !JSON_NODE_HOLDS_ARRAY (strokes)) {
    refuse (&place, NN_ERROR_FORMAT, error,
            "there is no list of strokes; a line is {\"strokes\": [[[x, y], ...], ...]}");
    return NULL;
  }
  if (!add_strokes (drawing, json_node_get_array (strokes), &place, error))
    return NULL;
  if (label != NULL)
    *label = get_label (json_node_get_object (root));
  return g_steal_pointer (&drawing);
}
