/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli-explain.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli-print.h"
#include "nn/explain/nn-inside.h"
#include "nn/model/nn-initialize.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/pen/nn-picture.h"
#include "nn/pen/nn-strokes.h"
#include "nn/read/nn-convention-search.h"

/* --- options --- */

static gboolean
is_pair (const char *text)
{
  return g_ascii_isdigit (text[0]) && text[1] == ',' && g_ascii_isdigit (text[2])
         && text[3] == '\0';
}

static gboolean
parse_pair (const char *text, int *pair, GError **error)
{
  pair[0] = pair[1] = -1;
  if (text == NULL || *text == '\0')
    return TRUE;
  if (is_pair (text) && text[0] != text[2]) {
    pair[0] = text[0] - '0';
    pair[1] = text[2] - '0';
    return TRUE;
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "'%s' is not a pair of digits such as 4,9", text);
  return FALSE;
}

static gboolean
why_cb (const char *name, const char *value, gpointer data, GError **error)
{
  CliExplain *self = data;

  self->why = TRUE;
  return parse_pair (value, self->why_pair, error);
}

static gboolean
edit_cb (const char *name, const char *value, gpointer data, GError **error)
{
  CliExplain *self = data;

  self->edit = TRUE;
  return parse_pair (value, self->edit_pair, error);
}

static gboolean
wants_pictures (const CliExplain *self)
{
  return self->why || self->edit || self->shapley || self->pen_time || self->layers
         || self->unit != NULL || self->n_neighbours > 0 || self->doubt || self->map;
}

/* GOption would take the file after "--why" for its pair. */
static char **
with_empty_pairs (int argc, char **argv)
{
  char **result = g_strdupv (argv);

  for (int i = 0; i < argc; i++) {
    gboolean has_pair = i + 1 < argc && is_pair (argv[i + 1]);

    if ((g_str_equal (argv[i], "--why") || g_str_equal (argv[i], "--edit")) && !has_pair) {
      g_free (result[i]);
      result[i] = g_strconcat (argv[i], "=", NULL);
    }
  }
  return result;
}

/* One sentence where the options do not go together; NULL. */
static const char *
find_fault (const CliExplain *self, int n_files)
{
  gboolean data_alone = self->data != NULL && n_files == 0 && self->strokes == NULL;

  if (!wants_pictures (self) && !self->confusion)
    return "which view: --why, --edit, --shapley, --pen-time, --layers, --unit, --neighbours, "
           "--doubt, --map or --confusion?";
  if (self->forgotten && !self->why)
    return "--forgotten goes with --why";
  if (self->n_neighbours < 0 || self->count < 0)
    return "a number of pictures is at least 1";
  if (self->n_neighbours > 0 && self->data == NULL)
    return "--neighbours needs --data to look in";
  if (self->confusion && self->data == NULL)
    return "--confusion needs --data";
  if (self->confusion && (wants_pictures (self) || n_files > 0 || self->strokes != NULL))
    return "--confusion stands alone";
  if (n_files > 0 && self->strokes != NULL)
    return "either pictures or --strokes, not both";
  if (!self->confusion && n_files == 0 && self->strokes == NULL && !data_alone)
    return "which pictures, which --strokes, or which --data with --count?";
  if (self->count > 0 && !data_alone)
    return "--count says how many pictures of --data are explained";
  return NULL;
}

/* --- what is needed --- */

/* Pictures of the data to explain, and others to explain with: those that training would see. */
static gboolean
load_data (CliExplain *self, GError **error)
{
  gboolean needs = self->why || self->layers || self->map || self->n_neighbours > 0;
  NnDataset *training = NULL, *test = NULL;

  if (self->data == NULL && !needs)
    return TRUE;
  if (!nn_dataset_load (self->data != NULL ? self->data : "mnist", &training, &test, error)) {
    if (self->data == NULL)
      g_prefix_error (error, "The pictures to explain with: ");
    return FALSE;
  }
  self->known = training;
  self->pictures = test != NULL ? test : nn_dataset_ref (training);
  return TRUE;
}

static gboolean
load_model (CliExplain *self, const char *name, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (NnModel) raw = nn_model_load (file, error);

  if (raw == NULL)
    return FALSE;
  self->model = nn_model_adapt (raw, self->convention, self->known, error);
  if (self->model == NULL)
    return FALSE;
  self->explainer = nn_explainer_new (self->model, error);
  if (self->explainer == NULL)
    g_prefix_error (error, "%s: ", name);
  return self->explainer != NULL;
}

/* What a run of the usual settings holds out. */
static gboolean
make_sample (CliExplain *self, GError **error)
{
  gsize most = nn_dataset_most_validation (self->known), n_training;
  g_autofree guint32 *training = NULL;
  g_autofree guint32 *held_out = NULL;
  gsize n = MIN (5000, most);

  nn_dataset_split (self->known, n, 1, &training, &n_training, &held_out);
  self->sample = nn_sample_new (self->known, n > 0 ? held_out : NULL, n, NN_SAMPLE_SIZE,
                                NN_SAMPLE_SEED, error);
  return self->sample != NULL;
}

static gboolean
make_map (CliExplain *self, GError **error)
{
  self->reading = nn_sample_read (self->sample, self->explainer, NULL, error);
  if (self->reading == NULL)
    return FALSE;
  nn_digit_map_init (&self->digit_map);
  self->map_scale = nn_digit_map_scale (&self->digit_map, self->reading->scores, self->reading->n);
  return TRUE;
}

static gboolean
make_forgotten (CliExplain *self, GError **error)
{
  g_autoptr (NnModel) forgotten = nn_model_forget (self->model, NN_SAMPLE_SEED);

  self->forgotten_explainer = nn_explainer_new (forgotten, error);
  return self->forgotten_explainer != NULL;
}

static gboolean
prepare (CliExplain *self, const char *model, GError **error)
{
  if (!load_data (self, error) || !load_model (self, model, error))
    return FALSE;
  if ((self->why || self->layers || self->map) && !make_sample (self, error))
    return FALSE;
  if ((self->map && !make_map (self, error)) || (self->forgotten && !make_forgotten (self, error)))
    return FALSE;
  if (self->layers) {
    self->beliefs = nn_beliefs_new (self->explainer, self->sample, NULL, error);
    if (self->beliefs == NULL)
      return FALSE;
  }
  if (self->n_neighbours > 0) {
    self->neighbours = nn_neighbours_new (self->known, NULL, 0);
    if (!nn_neighbours_renew (self->neighbours, self->explainer, 0,
                              nn_neighbours_count (self->neighbours), NULL, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static void
clear (CliExplain *self)
{
  g_clear_pointer (&self->beliefs, nn_beliefs_unref);
  g_clear_pointer (&self->neighbours, nn_neighbours_free);
  g_clear_pointer (&self->forgotten_explainer, nn_explainer_free);
  g_clear_pointer (&self->reading, nn_sample_reading_unref);
  g_clear_pointer (&self->sample, nn_sample_unref);
  g_clear_pointer (&self->explainer, nn_explainer_free);
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->known, nn_dataset_unref);
  g_clear_pointer (&self->pictures, nn_dataset_unref);
  g_free (self->unit);
  g_free (self->data);
  g_free (self->strokes);
  g_free (self->convention);
}

/* --- pictures --- */

static gboolean
refuse_blank (const CliPicture *picture, NnInk ink)
{
  g_autofree char *place = picture->line > 0
                               ? g_strdup_printf ("%s:%u", picture->name, picture->line)
                               : g_strdup (picture->name);

  if (ink == NN_INK_DRAWING)
    return FALSE;
  g_printerr ("tenfold-cli explain: %s: there is %s to explain\n", place,
              ink == NN_INK_DOT ? "only a dot, nothing" : "nothing");
  return TRUE;
}

static gboolean
explain_file (CliExplain *self, const char *name)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS];
  CliPicture picture = { name, 0, -1, -1, inks, NULL };
  NnInk ink;

  if (!nn_picture_read (file, &ink, inks, &error)) {
    cli_fail ("explain", CLI_FAILED, error);
    return FALSE;
  }
  return !refuse_blank (&picture, ink) && cli_explain_picture (self, &picture);
}

static gboolean
explain_line (CliExplain *self, const char *name, guint number, const char *line, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDrawing) drawing = NULL;
  float inks[NN_PICTURE_PIXELS];
  CliPicture picture = { name, number, -1, -1, inks, NULL };
  NnInk ink;

  while (length > 0 && g_ascii_isspace (line[length - 1]))
    length--;
  if (length == 0)
    return TRUE;
  picture.drawing = drawing = nn_strokes_parse (line, (gssize) length, name, number, NULL, &error);
  if (drawing == NULL) {
    cli_fail ("explain", CLI_FAILED, error);
    return FALSE;
  }
  ink = nn_drawing_rasterize (drawing, inks);
  return !refuse_blank (&picture, ink) && cli_explain_picture (self, &picture);
}

static gboolean
explain_strokes (CliExplain *self)
{
  const char *name = self->strokes;
  g_autoptr (GFile) file = g_str_equal (name, "-") ? g_file_new_for_path ("/dev/stdin")
                                                   : g_file_new_for_commandline_arg (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr (GDataInputStream) lines = NULL;
  gboolean good = TRUE;
  guint number = 0;
  char *line;
  gsize length;

  if (stream == NULL) {
    g_prefix_error (&error, "%s cannot be read: ", name);
    cli_fail ("explain", CLI_FAILED, error);
    return FALSE;
  }
  lines = g_data_input_stream_new (G_INPUT_STREAM (stream));
  while ((line = g_data_input_stream_read_line (lines, &length, NULL, &error)) != NULL) {
    good &= explain_line (self, name, ++number, line, length);
    g_free (line);
  }
  if (error == NULL)
    return good;
  g_prefix_error (&error, "%s cannot be read: ", name);
  cli_fail ("explain", CLI_FAILED, error);
  return FALSE;
}

static gboolean
explain_data (CliExplain *self)
{
  gsize all = nn_dataset_count (self->pictures);
  gsize n = self->count > 0 ? MIN (all, (gsize) self->count) : all;
  gboolean good = TRUE;

  for (gsize i = 0; i < n; i++) {
    const guint8 *pixels = nn_dataset_pixels (self->pictures) + i * NN_PICTURE_PIXELS;
    float inks[NN_PICTURE_PIXELS];
    CliPicture picture = { nn_dataset_name (self->pictures),      0,    (int) i,
                           nn_dataset_labels (self->pictures)[i], inks, NULL };

    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      inks[p] = (float) pixels[p] / 255;
    good &= cli_explain_picture (self, &picture);
  }
  return good;
}

static CliExit
run (CliExplain *self, int argc, char **argv)
{
  const char *fault = argc < 2 ? "which model file?" : find_fault (self, argc - 2);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;

  if (fault != NULL) {
    g_printerr ("tenfold-cli explain: %s\n", fault);
    return CLI_WRONG_USAGE;
  }
  if (!prepare (self, argv[1], &error))
    return cli_fail ("explain", CLI_FAILED, error);
  if (self->confusion)
    return cli_explain_confusion (self) ? CLI_DONE : CLI_FAILED;
  for (int i = 2; i < argc; i++)
    good &= explain_file (self, argv[i]);
  if (self->strokes != NULL)
    good &= explain_strokes (self);
  if (argc == 2 && self->strokes == NULL)
    good &= explain_data (self);
  return good ? CLI_DONE : CLI_FAILED;
}

CliExit
cli_explain (int argc, char **argv)
{
  g_autoptr (GOptionContext) context
      = g_option_context_new ("MODEL [PICTURE...] - explain what a model reads, and why");
  CliExplain self = { .why_pair = { -1, -1 }, .edit_pair = { -1, -1 } };
  GOptionGroup *group = g_option_group_new ("explain", "", "", &self, NULL);
  GOptionEntry entries[] = {
    { "why", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, why_cb,
      "Which ink speaks for A and which for B (default: the two likeliest)", "A,B" },
    { "edit", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, edit_cb,
      "The least change of ink that makes B of A", "A,B" },
    { "shapley", 0, 0, G_OPTION_ARG_NONE, &self.shapley,
      "What each part of the line contributes (with --strokes)", NULL },
    { "pen-time", 0, 0, G_OPTION_ARG_NONE, &self.pen_time,
      "What is read while it is drawn (with --strokes)", NULL },
    { "forgotten", 0, 0, G_OPTION_ARG_NONE, &self.forgotten,
      "With --why: the same with random weights, and how alike the two are", NULL },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &self.unit,
      "A number of a layer as a sum: input x weight, term by term", "LAYER:NUMBER" },
    { "layers", 0, 0, G_OPTION_ARG_NONE, &self.layers, "What each layer computes and believes",
      NULL },
    { "neighbours", 0, 0, G_OPTION_ARG_INT, &self.n_neighbours,
      "The nearest N pictures of --data, by the last layer and by ink", "N" },
    { "doubt", 0, 0, G_OPTION_ARG_NONE, &self.doubt,
      "How sure it stays when the picture is moved, turned or disturbed", NULL },
    { "map", 0, 0, G_OPTION_ARG_NONE, &self.map,
      "Where its ten scores lie among those of held-out pictures", NULL },
    { "confusion", 0, 0, G_OPTION_ARG_NONE, &self.confusion,
      "The confusion matrix of --data and its mistakes, worst first", NULL },
    { "strokes", 0, 0, G_OPTION_ARG_FILENAME, &self.strokes,
      "Explain the lines {\"strokes\": [[[x, y], ...], ...]} of a file; - for standard input",
      "FILE" },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &self.data,
      "Explain the test pictures of mnist, penned, mine or a folder; its training pictures are "
      "what is explained with (default: mnist)",
      "DATA" },
    { "count", 0, 0, G_OPTION_ARG_INT, &self.count, "The first N of them (default: all)", "N" },
    { "input-convention", 0, 0, G_OPTION_ARG_STRING, &self.convention,
      "How the model wants its pictures, as 0..255,dark (default: found by trying)", "WORDS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, "One JSON object a drawing", NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = with_empty_pairs (argc, argv);
  g_autoptr (GError) error = NULL;
  CliExit exit_code;

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  if (!g_option_context_parse_strv (context, &arguments, &error))
    exit_code = cli_fail ("explain", CLI_WRONG_USAGE, error);
  else
    exit_code = run (&self, (int) g_strv_length (arguments), arguments);
  clear (&self);
  return exit_code;
}
