/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-print.h"
#include "nn/base/nn-load-file.h"
#include "nn/pen/nn-picture.h"
#include "nn/pen/nn-strokes.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/read/nn-convention-search.h"
#include "nn/read/nn-row.h"

typedef struct {
  NnReader *reader;
  gboolean json;
  gboolean failed; /* something could not be read; the rest is read all the same */
} Reading;

static gboolean
is_digit (const NnVerdict *verdict)
{
  return verdict->kind == NN_VERDICT_DIGIT || verdict->kind == NN_VERDICT_UNSURE;
}

/* One character a digit; ? is none. */
static char *
text_of (const NnRow *row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < row->n; i++) {
    const NnVerdict *verdict = &row->digits[i].verdict;

    if (is_digit (verdict))
      g_string_append_c (text, (char) ('0' + verdict->digit));
    else if (verdict->kind == NN_VERDICT_NOT_A_DIGIT)
      g_string_append_c (text, '?');
  }
  return g_string_free (text, FALSE);
}

/* A drawing that is not a digit has no "digit"; its probabilities tell the closest one. */
static void
set_verdict (JsonBuilder *builder, const NnVerdict *verdict)
{
  if (is_digit (verdict))
    cli_set_int (builder, "digit", verdict->digit);
  else
    cli_set_number (builder, "digit", NAN);
  cli_set_string (builder, "verdict", nn_verdict_name (verdict->kind));
  cli_set_numbers (builder, "probabilities", verdict->probabilities, NN_N_CLASSES);
}

/* "boxes" has one of left, top, width and height a digit; of several digits, "digits" has what a
 * single one gives. */
static void
print_json (const char *name, guint line, const NnRow *row)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *text = text_of (row);

  json_builder_begin_object (builder);
  cli_set_string (builder, "file", name);
  if (line > 0)
    cli_set_int (builder, "line", line);
  if (row->n == 1) {
    set_verdict (builder, &row->digits[0].verdict);
  } else {
    cli_set_number (builder, "digit", NAN);
    cli_set_string (builder, "verdict", "number");
    json_builder_set_member_name (builder, "digits");
    json_builder_begin_array (builder);
    for (guint i = 0; i < row->n; i++) {
      json_builder_begin_object (builder);
      set_verdict (builder, &row->digits[i].verdict);
      json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
  }
  cli_set_string (builder, "text", text);
  json_builder_set_member_name (builder, "boxes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < row->n; i++) {
    const NnRowDigit *digit = &row->digits[i];

    json_builder_begin_array (builder);
    json_builder_add_double_value (builder, digit->left);
    json_builder_add_double_value (builder, digit->top);
    json_builder_add_double_value (builder, digit->width);
    json_builder_add_double_value (builder, digit->height);
    json_builder_end_array (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static void
print_verdict (const NnVerdict *v)
{
  switch (v->kind) {
  case NN_VERDICT_DIGIT:
    g_print ("%d  %.1f %%\n", v->digit, 100 * v->probabilities[v->digit]);
    break;
  case NN_VERDICT_UNSURE:
    g_print ("%d or %d  %.1f %%, %.1f %%\n", v->digit, v->second, 100 * v->probabilities[v->digit],
             100 * v->probabilities[v->second]);
    break;
  case NN_VERDICT_EMPTY:
    g_print ("empty\n");
    break;
  case NN_VERDICT_NOT_A_DIGIT:
    g_print ("not a digit (closest: %d)\n", v->digit);
    break;
  }
}

/* A number, and below it its digits. */
static void
print_text (const char *name, guint line, const NnRow *row)
{
  g_autofree char *text = text_of (row);

  if (line > 0)
    g_print ("%s:%u: ", name, line);
  else
    g_print ("%s: ", name);
  if (row->n > 1)
    g_print ("%s\n", text);
  for (guint i = 0; i < row->n; i++) {
    if (row->n > 1)
      g_print ("  ");
    print_verdict (&row->digits[i].verdict);
  }
}

static void
print_row (Reading *reading, const char *name, guint line, const NnRow *row)
{
  (reading->json ? print_json : print_text) (name, line, row);
}

static void
complain (Reading *reading, const GError *error)
{
  cli_fail ("read", CLI_FAILED, error);
  reading->failed = TRUE;
}

static GBytes *
load_picture (const char *name, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GFile) file = NULL;

  if (g_str_equal (name, "-")) {
    stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
    return nn_load_stream (stream, "standard input", NN_PICTURE_MAX_BYTES, error);
  }
  file = g_file_new_for_commandline_arg (name);
  return nn_load_file (file, NN_PICTURE_MAX_BYTES, error);
}

static void
read_picture (Reading *reading, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = load_picture (name, &error);
  g_autoptr (GdkPixbuf) pixbuf
      = bytes != NULL
            ? nn_picture_decode (bytes, g_str_equal (name, "-") ? "standard input" : name, &error)
            : NULL;
  g_auto (NnRow) row = { 0 };
  NnPixels pixels;

  if (pixbuf == NULL) {
    complain (reading, error);
    return;
  }
  pixels = nn_picture_pixels (pixbuf);
  nn_row_read_picture (reading->reader, &pixels, &row);
  print_row (reading, name, 0, &row);
}

static void
read_line (Reading *reading, const char *name, guint number, char *line, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDrawing) drawing = NULL;
  g_auto (NnRow) row = { 0 };

  while (length > 0 && g_ascii_isspace (line[length - 1]))
    length--;
  if (length == 0)
    return;
  drawing = nn_strokes_parse (line, (gssize) length, name, number, NULL, &error);
  if (drawing == NULL) {
    complain (reading, error);
    return;
  }
  nn_row_read_drawing (reading->reader, drawing, &row);
  print_row (reading, name, number, &row);
}

/* Line by line as they come, so that it can sit at the end of a pipe; no line is longer than what
 * nn_strokes_parse() takes. */
static gboolean
read_stream (Reading *reading, GInputStream *stream, const char *name, GError **error)
{
  g_autoptr (GByteArray) waiting = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (1 << 16);
  guint number = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, 1 << 16, NULL, error)) > 0) {
    guint searched = waiting->len;
    guint8 *end;

    g_byte_array_append (waiting, buffer, (guint) n);
    while ((end = memchr (waiting->data + searched, '\n', waiting->len - searched)) != NULL) {
      gsize length = (gsize) (end - waiting->data);

      read_line (reading, name, ++number, (char *) waiting->data, length);
      g_byte_array_remove_range (waiting, 0, (guint) length + 1);
      searched = 0;
    }
    if (waiting->len > NN_STROKES_MAX_LINE) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: line %u has more than %d MiB", name,
                   number + 1, NN_STROKES_MAX_LINE >> 20);
      return FALSE;
    }
  }
  if (n == 0)
    read_line (reading, name, ++number, (char *) waiting->data, waiting->len);
  return n == 0;
}

static void
read_strokes (Reading *reading, const char *name)
{
  g_autoptr (GFile) file = g_str_equal (name, "-") ? g_file_new_for_path ("/dev/stdin")
                                                   : g_file_new_for_commandline_arg (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);

  if (stream == NULL) {
    g_prefix_error (&error, "%s cannot be read: ", name);
    complain (reading, error);
  } else if (!read_stream (reading, G_INPUT_STREAM (stream), name, &error)) {
    complain (reading, error);
  }
}

static NnReader *
open_reader (const char *name, const char *convention, GError **error)
{
  g_autoptr (GFile) file
      = name != NULL ? g_file_new_for_commandline_arg (name) : nn_shipped_reader_file ();
  g_autoptr (NnModel) raw = nn_model_load (file, error);
  g_autoptr (NnModel) model = raw != NULL ? nn_model_adapt (raw, convention, NULL, error) : NULL;

  return model != NULL ? nn_reader_new (model, error) : NULL;
}

CliExit
cli_read (int argc, char **argv)
{
  g_autofree char *model = NULL;
  g_autofree char *strokes = NULL;
  g_autofree char *convention = NULL;
  Reading reading = { 0 };
  GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model,
      "The model that reads (default: the shipped one)", "FILE" },
    { "strokes", 0, 0, G_OPTION_ARG_FILENAME, &strokes,
      "Read the lines {\"strokes\": [[[x, y], ...], ...]} of a file; - for standard input",
      "FILE" },
    { "input-convention", 0, 0, G_OPTION_ARG_STRING, &convention,
      "How the model wants its pictures, as 0..255,dark (default: found by trying)", "WORDS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &reading.json, "One JSON object a drawing", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!cli_parse ("read",
                  "[PICTURE...] - read pictures of digits and numbers (- for standard input), or "
                  "pen strokes",
                  NULL, entries, &argc, argv))
    return CLI_WRONG_USAGE;
  if (convention != NULL && !nn_convention_parse (&(NnInputConvention){ 0 }, convention, &error))
    return cli_fail ("read", CLI_WRONG_USAGE, error);
  if ((argc > 1) == (strokes != NULL)) {
    g_printerr (strokes != NULL ? "tenfold-cli read: either pictures or --strokes, not both\n"
                                : "tenfold-cli read: which pictures, or which --strokes?\n");
    return CLI_WRONG_USAGE;
  }
  reading.reader = open_reader (model, convention, &error);
  if (reading.reader == NULL)
    return cli_fail ("read", CLI_FAILED, error);
  for (int i = 1; i < argc; i++)
    read_picture (&reading, argv[i]);
  if (strokes != NULL)
    read_strokes (&reading, strokes);
  nn_reader_free (reading.reader);
  return reading.failed ? CLI_FAILED : CLI_DONE;
}
