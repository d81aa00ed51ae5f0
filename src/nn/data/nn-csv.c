/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-csv.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/data/nn-data-array.h"

/* The file is read twice: what its columns are is known when all of it has been seen. */

/* A column that counts, the label, the pixels. */
#define MOST_FIELDS (NN_PICTURE_PIXELS + 2)

/* More than any label there is (62 classes), and less than many pixels have. */
#define MOST_LABEL 61

typedef struct {
  const char *at, *end;
  const char *name;
  guint line;
  char separator;
} Scanner;

/* What is known of a column after the first reading. */
typedef struct {
  float least, most;
  gboolean whole;    /* all are whole numbers */
  gboolean counting; /* each is one more than that before */
  float last;
} Column;

typedef struct {
  guint n_fields, n_rows;
  Column columns[MOST_FIELDS];
  int label;   /* the field; -1: there is none */
  guint first; /* the first field of the pixels */
  NnByteScale scale;
} Layout;

void
nn_csv_pictures_clear (NnCsvPictures *pictures)
{
  g_clear_pointer (&pictures->pixels, g_bytes_unref);
  g_clear_pointer (&pictures->labels, g_bytes_unref);
  g_clear_pointer (&pictures->note, g_free);
}

static gboolean
at_line_end (const Scanner *scanner)
{
  return scanner->at == scanner->end || *scanner->at == '\n' || *scanner->at == '\r';
}

/* Lines end with a line feed, a carriage return, or both. */
static void
next_line (Scanner *scanner)
{
  while (!at_line_end (scanner))
    scanner->at++;
  if (scanner->at < scanner->end && *scanner->at++ == '\r' && scanner->at < scanner->end
      && *scanner->at == '\n')
    scanner->at++;
  scanner->line++;
}

static void
skip_spaces (Scanner *scanner)
{
  while (scanner->at < scanner->end && scanner->at[0] != '\n' && scanner->at[0] != '\r'
         && (scanner->at[0] == ' ' || (scanner->at[0] == '\t' && scanner->separator != '\t')))
    scanner->at++;
}

/* 123, 123.0, 0.482, 1.2e+02, and 0,482 where the separator is not a comma. */
static gboolean
scan_digits (Scanner *scanner, float *number)
{
  const char *start = scanner->at;
  char text[32], *rest;
  guint value = 0, n = 0;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at) && scanner->at - start < 7)
    value = value * 10 + (guint) (*scanner->at++ - '0');
  if (scanner->at > start
      && (scanner->at == scanner->end
          || (!g_ascii_isdigit (*scanner->at) && strchr (".,eE", *scanner->at) == NULL)
          || *scanner->at == scanner->separator)) {
    *number = (float) value;
    return TRUE;
  }
  for (scanner->at = start;
       scanner->at < scanner->end && n + 1 < sizeof text && *scanner->at != scanner->separator
       && *scanner->at != '\0'
       && (g_ascii_isdigit (*scanner->at) || strchr ("+-.,eE", *scanner->at) != NULL);
       scanner->at++)
    text[n++] = *scanner->at == ',' ? '.' : *scanner->at;
  text[n] = '\0';
  *number = (float) g_ascii_strtod (text, &rest);
  return n > 0 && *rest == '\0' && isfinite (*number);
}

static gboolean
scan_field (Scanner *scanner, float *number)
{
  gboolean quoted = *scanner->at == '"' || *scanner->at == '\'';
  char quote = *scanner->at;

  scanner->at += quoted;
  if (!scan_digits (scanner, number))
    return FALSE;
  if (quoted && (scanner->at == scanner->end || *scanner->at++ != quote))
    return FALSE;
  skip_spaces (scanner);
  return at_line_end (scanner) || scanner->separator == ' ' || *scanner->at == scanner->separator;
}

/* The fields of a line that is not empty; 0: one of them is wrong. More than MOST_FIELDS are
 * counted and not kept. */
static guint
scan_line (Scanner *scanner, float *fields, GError **error)
{
  guint n = 0;

  for (skip_spaces (scanner); !at_line_end (scanner); skip_spaces (scanner)) {
    float number;

    if (!scan_field (scanner, &number)) {
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s:%u: field %u is not a number",
                   scanner->name, scanner->line, n + 1);
      return 0;
    }
    if (n < MOST_FIELDS)
      fields[n] = number;
    n++;
    if (scanner->separator != ' ' && !at_line_end (scanner))
      scanner->at++;
  }
  return n;
}

/* The one of which there are enough for a picture; a semicolon counts before a comma, which then is
 * in the numbers. Spaces where there is nothing else. */
static char
find_separator (const char *text, gsize length)
{
  static const char candidates[] = { ';', '\t', '|', ',' };
  gsize counts[G_N_ELEMENTS (candidates)] = { 0 };

  for (gsize i = 0; i < length && i < 1 << 16; i++)
    for (guint c = 0; c < G_N_ELEMENTS (candidates); c++)
      counts[c] += text[i] == candidates[c];
  for (guint c = 0; c < G_N_ELEMENTS (candidates); c++)
    if (counts[c] >= NN_PICTURE_PIXELS / 2)
      return candidates[c];
  return counts[G_N_ELEMENTS (candidates) - 1] > 0 ? ',' : ' ';
}

static Scanner
start (const char *text, gsize length, const char *name)
{
  Scanner scanner = { text, text + length, name, 1, ',' };

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    scanner.at += 3;
  scanner.separator = find_separator (scanner.at, (gsize) (scanner.end - scanner.at));
  return scanner;
}

gboolean
nn_csv_is_utf16 (const guint8 *head, gsize length)
{
  return length >= 2
         && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff));
}

gboolean
nn_csv_is_pictures (const guint8 *head, gsize length)
{
  Scanner scanner = start ((const char *) head, length, "");
  gsize n = 0;

  if (length == 0 || memchr (head, '\0', length) != NULL)
    return FALSE;
  /* A first line of names may be of any kind; the second one is numbers. */
  for (guint i = 0; i < 2 && scanner.at < scanner.end; i++, next_line (&scanner)) {
    n = 0;
    for (; !at_line_end (&scanner); scanner.at++)
      n += *scanner.at == scanner.separator;
  }
  return n >= NN_PICTURE_PIXELS / 2;
}

/* --- the header --- */

static gboolean
is_label_name (const char *word)
{
  static const char *const names[] = { "label", "labels", "class", "target", "digit", "y" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (word, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The field that is called a label; -1: none is. */
static int
find_label_name (const Scanner *scanner, const char *line)
{
  const char *end = line;
  char separator[] = { scanner->separator, '\0' };
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  while (end < scanner->end && *end != '\n' && *end != '\r')
    end++;
  text = g_strndup (line, (gsize) (end - line));
  words = g_strsplit (text, separator, MOST_FIELDS + 1);
  for (int i = 0; words[i] != NULL; i++) {
    g_strstrip (g_strdelimit (words[i], "\"'", ' '));
    if (is_label_name (words[i]))
      return i;
  }
  return -1;
}

/* --- the layout --- */

static void
look_at (Column *column, float number, gboolean is_first)
{
  if (is_first)
    *column = (Column){ number, number, TRUE, TRUE, number - 1 };
  column->least = MIN (column->least, number);
  column->most = MAX (column->most, number);
  column->whole = column->whole && number == floorf (number);
  column->counting = column->counting && number == column->last + 1;
  column->last = number;
}

static gboolean
can_be_label (const Column *column)
{
  return column->whole && column->least >= 0 && column->most <= MOST_LABEL;
}

/* Whether the label is the last field, told from the first one it may be in. */
static gboolean
is_label_last (const Column *first, const Column *last)
{
  if (!can_be_label (first) || !can_be_label (last))
    return !can_be_label (first) && can_be_label (last);
  /* A corner of a picture is paper nearly always. */
  return first->least == first->most && last->least < last->most;
}

static gboolean
refuse_count (const Scanner *scanner, guint n, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
               "%s:%u: the line has %s than the %d fields of a label and 28 x 28 pixels",
               scanner->name, scanner->line, n <= NN_PICTURE_PIXELS ? "fewer" : "more",
               NN_PICTURE_PIXELS + 1);
  return FALSE;
}

/* All fields that are pixels for certain have to be in their range at once: then the error can name
 * the line. */
static gboolean
check_pixels (const Scanner *scanner, const float *fields, guint from, guint to, GError **error)
{
  for (guint i = from; i < to; i++)
    if (!(fields[i] >= -1 && fields[i] <= 255)) {
      g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                   "%s:%u: field %u is not a number from 0 to 255", scanner->name, scanner->line,
                   i + 1);
      return FALSE;
    }
  return TRUE;
}

static gboolean
look (Scanner scanner, Layout *layout, GError **error)
{
  float fields[MOST_FIELDS];

  for (; scanner.at < scanner.end; next_line (&scanner)) {
    guint n;

    if (at_line_end (&scanner))
      continue;
    n = scan_line (&scanner, fields, error);
    if (n == 0)
      return FALSE;
    if (n < NN_PICTURE_PIXELS || n > MOST_FIELDS || (layout->n_rows > 0 && n != layout->n_fields))
      return refuse_count (&scanner, n, error);
    if (!check_pixels (&scanner, fields, n - NN_PICTURE_PIXELS, NN_PICTURE_PIXELS - 1, error))
      return FALSE;
    for (guint i = 0; i < n; i++)
      look_at (&layout->columns[i], fields[i], layout->n_rows == 0);
    layout->n_fields = n;
    layout->n_rows++;
  }
  if (layout->n_rows == 0)
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: there is no picture in the file",
                 scanner.name);
  return layout->n_rows > 0;
}

/* named: the field that the header calls a label, or -1. */
static gboolean
decide (Layout *layout, int named, const char *name, GError **error)
{
  guint n_before = layout->n_fields == MOST_FIELDS; /* a column that counts */
  int last = (int) layout->n_fields - 1;
  float least = 0, most = 0;

  layout->label = -1;
  layout->first = 0;
  if (n_before > 0 && !layout->columns[0].counting) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: of %u fields the first has to count the lines, and it does not", name,
                 layout->n_fields);
    return FALSE;
  }
  if (layout->n_fields > NN_PICTURE_PIXELS) {
    if (named == (int) n_before || named == last)
      layout->label = named;
    else
      layout->label = is_label_last (&layout->columns[n_before], &layout->columns[last])
                          ? last
                          : (int) n_before;
    layout->first = n_before + (layout->label == (int) n_before);
  }
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++) {
    least = MIN (least, layout->columns[layout->first + i].least);
    most = MAX (most, layout->columns[layout->first + i].most);
  }
  if (!nn_byte_scale_find (&layout->scale, least, most)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: the pixels go from %g to %g; they have to be 0 to 255, 0 to 1 or -1 to 1",
                 name, (double) least, (double) most);
    return FALSE;
  }
  return TRUE;
}

static gboolean
copy (Scanner scanner,
      const Layout *layout,
      guint most,
      guint8 *pixels,
      guint8 *labels,
      GError **error)
{
  float fields[MOST_FIELDS];

  for (; scanner.at < scanner.end; next_line (&scanner)) {
    if (at_line_end (&scanner) || scan_line (&scanner, fields, NULL) == 0)
      continue;
    if (layout->label >= 0) {
      float label = fields[layout->label];

      if (label != floorf (label) || label < 0 || label > (float) most) {
        g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                     "%s:%u: field %d is not a whole number from 0 to %u", scanner.name,
                     scanner.line, layout->label + 1, most);
        return FALSE;
      }
      *labels++ = (guint8) label;
    }
    for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
      *pixels++ = nn_byte_scale_apply (&layout->scale, fields[layout->first + i]);
  }
  return TRUE;
}

static char *
describe (const Layout *layout, const char *name)
{
  g_autofree char *base = g_path_get_basename (name);

  if (layout->label > 0 && layout->first < (guint) layout->label)
    return g_strdup_printf ("%s: the label is the last of %u fields", base, layout->n_fields);
  return NULL;
}

gboolean
nn_csv_parse (GBytes *bytes, const char *name, guint most, NnCsvPictures *pictures, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree Layout *layout = g_new0 (Layout, 1);
  g_autofree guint8 *pixels = NULL, *labels = NULL;
  float fields[MOST_FIELDS];
  Scanner scanner, first;
  int named = -1;

  *pictures = (NnCsvPictures){ 0 };
  if (nn_csv_is_utf16 ((const guint8 *) data, length)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s is text in UTF-16; save it as UTF-8, as CSV",
                 name);
    return FALSE;
  }
  scanner = start (data != NULL ? data : "", length, name);
  first = scanner;
  /* A line that is not all numbers, before any other, is the header. */
  if (!at_line_end (&first) && scan_line (&first, fields, NULL) == 0
      && !(scanner.at < scanner.end && g_ascii_isdigit (*scanner.at))) {
    named = find_label_name (&scanner, scanner.at);
    next_line (&scanner);
  }
  if (!look (scanner, layout, error) || !decide (layout, named, name, error))
    return FALSE;
  pixels = g_malloc ((gsize) layout->n_rows * NN_PICTURE_PIXELS);
  labels = g_malloc (layout->n_rows);
  if (!copy (scanner, layout, most, pixels, labels, error))
    return FALSE;
  pictures->pixels
      = g_bytes_new_take (g_steal_pointer (&pixels), (gsize) layout->n_rows * NN_PICTURE_PIXELS);
  if (layout->label >= 0)
    pictures->labels = g_bytes_new_take (g_steal_pointer (&labels), layout->n_rows);
  pictures->note = describe (layout, name);
  return TRUE;
}
