/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-own-line.h"

#include <string.h>

#include "nn/base/nn-json.h"
#include "nn/pen/nn-strokes.h"

/* One in this many is for the test. */
#define TEST_SHARE 5

/* What nn_strokes_parse() puts in front of its errors; the number of a line may change. */
#define PLACE "line:1: "

/* --- reading --- */

static void take_problem (NnOwnLine *line, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
take_problem (NnOwnLine *line, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  line->problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static void
take_id (NnOwnLine *line, JsonObject *object)
{
  const char *id = json_object_get_string_member_with_default (object, "id", NULL);

  if (id != NULL && *id != '\0') {
    line->id = g_strdup (id);
  } else {
    line->id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, line->text, -1);
    line->id[16] = '\0';
  }
}

/* NULL where there is none, or what is there is none. */
static GBytes *
get_picture (JsonObject *object)
{
  const char *text = json_object_get_string_member_with_default (object, "picture", NULL);
  gsize length;
  guint8 *pixels;

  if (text == NULL)
    return NULL;
  pixels = g_base64_decode (text, &length);
  if (length == NN_PICTURE_PIXELS)
    return g_bytes_new_take (pixels, length);
  g_free (pixels);
  return NULL;
}

static void
take_pixels (NnOwnLine *line, JsonObject *object, const NnDrawing *drawing)
{
  g_autoptr (GBytes) picture = get_picture (object);
  float inks[NN_PICTURE_PIXELS];

  if (picture != NULL) {
    memcpy (line->pixels, g_bytes_get_data (picture, NULL), NN_PICTURE_PIXELS);
  } else if (json_object_has_member (object, "picture")) {
    take_problem (line, "\"picture\" is not %d bytes in Base64", NN_PICTURE_PIXELS);
  } else if (nn_drawing_rasterize (drawing, inks) == NN_INK_DRAWING) {
    for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
      line->pixels[i] = (guint8) (inks[i] * 255 + 0.5f);
  } else {
    take_problem (line, "there is nothing drawn that could be a digit");
  }
}

NnOwnLine *
nn_own_line_new (char *text)
{
  NnOwnLine *line = g_atomic_rc_box_new0 (NnOwnLine);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (NnDrawing) drawing = NULL;

  line->text = text;
  if (text[strspn (text, " \t\r")] == '\0')
    return line;
  drawing = nn_strokes_parse (text, -1, "line", 1, &line->label, &error);
  if (drawing == NULL) {
    take_problem (line, "%s", error->message + strlen (PLACE));
    return line;
  }
  /* With strokes in it, it is an object. */
  root = nn_json_parse (text, -1, NULL);
  if (line->label < 0)
    take_problem (line, "\"label\" is not a digit from 0 to 9");
  else
    take_pixels (line, json_node_get_object (root), drawing);
  take_id (line, json_node_get_object (root));
  return line;
}

NnOwnLine *
nn_own_line_ref (NnOwnLine *line)
{
  return g_atomic_rc_box_acquire (line);
}

static void
line_clear (gpointer data)
{
  NnOwnLine *line = data;

  g_free (line->text);
  g_free (line->problem);
  g_free (line->id);
}

void
nn_own_line_unref (NnOwnLine *line)
{
  g_atomic_rc_box_release_full (line, line_clear);
}

gboolean
nn_own_line_is_test (const NnOwnLine *line)
{
  guint32 hash = 2166136261u;

  /* Fowler, Noll and Vo's hash, 1a; the same on every machine. */
  for (const char *c = line->id; c != NULL && *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * 16777619u;
  return hash % TEST_SHARE == 0;
}

static GArray *
get_widths (JsonObject *object, guint n_strokes)
{
  GArray *widths = g_array_sized_new (FALSE, TRUE, sizeof (float), n_strokes);
  JsonNode *node = json_object_get_member (object, "widths");
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  g_array_set_size (widths, n_strokes);
  for (guint i = 0; array != NULL && i < MIN (n_strokes, json_array_get_length (array)); i++) {
    JsonNode *width = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_VALUE (width) && json_node_get_value_type (width) != G_TYPE_STRING)
      g_array_index (widths, float, i) = CLAMP ((float) json_node_get_double (width), 0, 1);
  }
  return widths;
}

gboolean
nn_own_line_unpack (const NnOwnLine *line, NnDrawing **drawing, GArray **widths, GBytes **picture)
{
  g_autoptr (JsonNode) root = NULL;

  *drawing = NULL;
  *widths = NULL;
  *picture = NULL;
  if (line->problem != NULL || line->id == NULL)
    return FALSE;
  root = nn_json_parse (line->text, -1, NULL);
  *picture = get_picture (json_node_get_object (root));
  if (*picture != NULL)
    return TRUE;
  *drawing = nn_strokes_parse (line->text, -1, "line", 1, NULL, NULL);
  *widths = get_widths (json_node_get_object (root), nn_drawing_n_strokes (*drawing));
  return TRUE;
}

/* --- writing --- */

static void
append_number (GString *text, const char *format, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, number));
}

static void
append_strokes (GString *text, const NnDrawing *drawing)
{
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    g_string_append (text, s > 0 ? ",[" : "[");
    for (guint i = 0; i < n; i++) {
      g_string_append (text, i > 0 ? ",[" : "[");
      append_number (text, "%.9g", points[i].x);
      g_string_append_c (text, ',');
      append_number (text, "%.9g", points[i].y);
      g_string_append_c (text, ',');
      append_number (text, "%.6g", points[i].time);
      g_string_append_c (text, ',');
      append_number (text, "%.4g", points[i].pressure);
      g_string_append_c (text, ']');
    }
    g_string_append_c (text, ']');
  }
}

/* What was drawn, as members of the line; the same drawing gives the same text. */
static char *
write_content (const NnDrawing *drawing, const float *widths, const guint8 *picture)
{
  GString *text = g_string_new ("\"strokes\":[");

  if (picture != NULL) {
    g_autofree char *base64 = g_base64_encode (picture, NN_PICTURE_PIXELS);

    g_string_append_printf (text, "],\"picture\":\"%s\"", base64);
    return g_string_free (text, FALSE);
  }
  append_strokes (text, drawing);
  g_string_append (text, "],\"widths\":[");
  for (guint s = 0; s < nn_drawing_n_strokes (drawing); s++) {
    if (s > 0)
      g_string_append_c (text, ',');
    append_number (text, "%.6g", widths[s]);
  }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

char *
nn_own_line_write (const NnDrawing *drawing, const float *widths, const guint8 *picture, int label)
{
  g_autofree char *content = write_content (drawing, widths, picture);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);

  return g_strdup_printf ("{\"id\":\"%.32s\",\"label\":%d,%s}", sum, label, content);
}

char *
nn_own_line_relabel (const NnOwnLine *line, int label)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  g_return_val_if_fail (line->problem == NULL && label >= 0 && label < NN_N_CLASSES, NULL);
  root = nn_json_parse (line->text, -1, NULL);
  object = json_node_get_object (root);
  json_object_set_string_member (object, "id", line->id);
  json_object_set_int_member (object, "label", label);
  return json_to_string (root, FALSE);
}
