/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-points.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-message.h"

/* The longest file that is read. */
#define MOST_BYTES ((gsize) 4 << 20)

/* So many bad lines are named. */
#define MOST_NAMED 5

#define CURVE_HEADER "x,y"
#define PLANE_HEADER "x1,x2,class"

NnPoints *
nn_points_new (gboolean plane)
{
  NnPoints *self = g_new0 (NnPoints, 1);

  self->plane = plane;
  self->points = g_array_new (FALSE, FALSE, sizeof (NnDataPoint));
  return self;
}

NnPoints *
nn_points_copy (const NnPoints *points)
{
  NnPoints *self = nn_points_new (points->plane);

  g_array_append_vals (self->points, points->points->data, points->points->len);
  return self;
}

void
nn_points_free (NnPoints *self)
{
  g_array_unref (self->points);
  g_free (self);
}

/* --- CSV --- */

/* The fields of a line, without blanks around them. */
static GStrv
split_line (const char *line)
{
  GStrv fields = g_strsplit (line, ",", -1);

  for (guint i = 0; fields[i] != NULL; i++)
    g_strstrip (fields[i]);
  return fields;
}

/* NULL: it has been read; else why not, free with g_free(). */
static char *
read_number (const char *field, float *number)
{
  char *end;
  double value = g_ascii_strtod (field, &end);

  if (end == field || *end != '\0' || isnan (value))
    return g_strdup_printf ("'%s' is not a number", field);
  if (!(fabs (value) <= NN_POINTS_LARGEST))
    return g_strdup_printf ("'%s' is not between %g and %g", field, -NN_POINTS_LARGEST,
                            NN_POINTS_LARGEST);
  *number = (float) value;
  return NULL;
}

static char *
read_label (const char *field, guint *label)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (field, 10, 0, NN_POINT_CLASSES - 1, &value, NULL))
    return g_strdup_printf ("'%s' is not a class: a whole number from 0 to %d", field,
                            NN_POINT_CLASSES - 1);
  *label = (guint) value;
  return NULL;
}

static char *
read_point (const char *line, gboolean plane, NnDataPoint *point)
{
  g_auto (GStrv) fields = split_line (line);
  guint n = g_strv_length (fields), wanted = plane ? 3 : 2;
  char *why = NULL;

  *point = (NnDataPoint){ 0 };
  if (n != wanted)
    return g_strdup_printf ("it has %u field%s instead of the %u of %s", n, n == 1 ? "" : "s",
                            wanted, plane ? PLANE_HEADER : CURVE_HEADER);
  why = read_number (fields[0], &point->x);
  if (why == NULL)
    why = read_number (fields[1], &point->y);
  if (why == NULL && plane)
    why = read_label (fields[2], &point->label);
  return why;
}

/* -1: it is no header. */
static int
read_header (const char *line)
{
  g_auto (GStrv) fields = split_line (line);
  g_autofree char *joined = g_strjoinv (",", fields);
  g_autofree char *header = g_ascii_strdown (joined, -1);

  return g_str_equal (header, PLANE_HEADER)   ? TRUE
         : g_str_equal (header, CURVE_HEADER) ? FALSE
                                              : -1;
}

/* The lines as text; NULL where the bytes are none. */
static char *
text_of (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) {
    data += 3;
    length -= 3;
  }
  if (length > MOST_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s is longer than a file of %d points can be",
                 name, NN_POINTS_MOST);
    return NULL;
  }
  if (length > 0
      && (memchr (data, '\0', length) != NULL || !g_utf8_validate (data, (gssize) length, NULL))) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s is no text in UTF-8", name);
    return NULL;
  }
  return g_strndup (length > 0 ? data : "", length);
}

NnPoints *
nn_points_parse (GBytes *bytes, const char *name, GError **error)
{
  g_autofree char *text = text_of (bytes, name, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  g_autoptr (GString) bad = g_string_new (NULL);
  g_autoptr (NnPoints) self = NULL;
  guint n_bad = 0;

  if (text == NULL)
    return NULL;
  for (guint i = 0; lines[i] != NULL; i++) {
    NnDataPoint point;
    g_autofree char *why = NULL;

    if (*g_strstrip (lines[i]) == '\0')
      continue;
    if (self == NULL) {
      int plane = read_header (lines[i]);

      if (plane < 0)
        break;
      self = nn_points_new (plane);
      continue;
    }
    why = read_point (lines[i], self->plane, &point);
    if (why == NULL && self->points->len == NN_POINTS_MOST) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s, line %u: there are more than %d points",
                   name, i + 1, NN_POINTS_MOST);
      return NULL;
    }
    if (why == NULL)
      g_array_append_val (self->points, point);
    else if (n_bad++ < MOST_NAMED)
      g_string_append_printf (bad, "%sline %u: %s", n_bad > 1 ? "; " : "", i + 1, why);
  }
  if (self == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: a file of points begins with the line \"" CURVE_HEADER
                 "\" for a curve or \"" PLANE_HEADER "\" for a plane",
                 name);
    return NULL;
  }
  if (n_bad > 0) {
    g_autofree char *clipped = nn_message_clip (bad->str);

    if (n_bad > MOST_NAMED)
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s, %s; and %u more lines", name, clipped,
                   n_bad - MOST_NAMED);
    else
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s, %s", name, clipped);
    return NULL;
  }
  return g_steal_pointer (&self);
}

NnPoints *
nn_points_load (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, MOST_BYTES, error);

  return bytes != NULL ? nn_points_parse (bytes, name, error) : NULL;
}

/* The shortest of up to nine digits that is the same float. */
static void
append_number (GString *text, float number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (int n = 6; n <= 9; n++) {
    const char format[] = { '%', '.', (char) ('0' + n), 'g', '\0' };

    g_ascii_formatd (digits, sizeof digits, format, number);
    if ((float) g_ascii_strtod (digits, NULL) == number)
      break;
  }
  g_string_append (text, digits);
}

GBytes *
nn_points_to_csv (const NnPoints *self)
{
  g_autoptr (GString) text = g_string_new (self->plane ? PLANE_HEADER "\n" : CURVE_HEADER "\n");

  for (guint i = 0; i < self->points->len; i++) {
    const NnDataPoint *p = &g_array_index (self->points, NnDataPoint, i);

    append_number (text, p->x);
    g_string_append_c (text, ',');
    append_number (text, p->y);
    if (self->plane)
      g_string_append_printf (text, ",%u", p->label);
    g_string_append_c (text, '\n');
  }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}
