/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "fuzz.h"
#include "nn/base/nn-json.h"
#include "nn/pen/nn-strokes.h"

/* A line of JSON is read, and never nested deeper than allowed; a line of strokes becomes a
 * picture, and is written and read again. */

static guint
depth_of (JsonNode *node)
{
  g_autoptr (GList) children = NULL;
  guint most = 0;

  if (JSON_NODE_HOLDS_ARRAY (node))
    children = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    children = json_object_get_values (json_node_get_object (node));
  else
    return 0;
  for (GList *l = children; l != NULL; l = l->next)
    most = MAX (most, depth_of (l->data));
  return most + 1;
}

static void
read_json (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nn_json_parse (text, (gssize) length, &error);

  g_assert_true ((root == NULL) == (error != NULL));
  if (root != NULL)
    g_assert_cmpuint (depth_of (root), <=, NN_JSON_MAX_DEPTH);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autofree char *line = g_memdup2 (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDrawing) drawing = NULL;
  float inks[784];
  int label;

  read_json (line != NULL ? line : "", length);
  drawing = nn_strokes_parse (line != NULL ? line : "", (gssize) length, "fuzz", 1, &label, &error);
  g_assert_true ((drawing == NULL) == (error != NULL));
  if (drawing == NULL)
    return 0;
  g_assert_true (label >= -1 && label <= 9);
  nn_drawing_rasterize (drawing, inks);
  for (int i = 0; i < 784; i++)
    g_assert_true (inks[i] >= 0 && inks[i] <= 1);
  return 0;
}
