/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-model-facts.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nn/model/nn-preset.h"
#include "nn/train/nn-recipe.h"
#include "ui/model/tenfold-model-sheet.h"
#include "ui/session/tenfold-place.h"
#include "ui/words/tenfold-progress-text.h"

/* Takes the value; nothing is added where there is none. */
static void
add (GPtrArray *list, const char *caption, char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (list, g_strdup (caption));
  g_ptr_array_add (list, value);
}

static char *
name_of (const NnModel *model, GFile *file)
{
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;
  const char *graph = nn_graph_name (nn_model_graph (model));

  if (base != NULL)
    return g_filename_display_name (base);
  return *graph != '\0' ? g_strdup (graph) : NULL;
}

static char *
network_of (const NnModel *model)
{
  const char *name = nn_model_get_fact (model, "preset");
  const NnPreset *preset = nn_preset_find (name);

  /* Translators: a network, and what it consists of */
  return preset != NULL ? g_strdup_printf (_ ("%s: %s"), _ (preset->title), _ (preset->summary))
                        : g_strdup (name);
}

static char *
state_of (const NnModel *model, gboolean untrained)
{
  const char *text = nn_model_get_fact (model, "epochs");
  guint64 epochs = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;

  if (untrained)
    return g_strdup (_ ("Untrained: its weights are random, it can only guess"));
  if (epochs == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("Trained for %u epoch", "Trained for %u epochs", (gulong) epochs), (guint) epochs);
}

/* "99.39 % of 10 000 pictures, mnist/t10k-labels": never a number without what it was measured on.
 */
static char *
accuracy_of (const NnModel *model, const char *accuracy, const char *count, const char *data)
{
  const char *share = nn_model_get_fact (model, accuracy), *n = nn_model_get_fact (model, count);
  g_autofree char *percent
      = share != NULL ? tenfold_percent_text (g_ascii_strtod (share, NULL)) : NULL;
  g_autofree char *pictures = NULL;

  if (percent == NULL)
    return NULL;
  if (n != NULL)
    pictures = g_strdup_printf ("%'" G_GINT64_FORMAT, g_ascii_strtoll (n, NULL, 10));
  else
    pictures = g_strdup ("?");
  if (data == NULL)
    /* Translators: a percentage and a number of pictures */
    return g_strdup_printf (_ ("%s of %s held-out pictures"), percent, pictures);
  /* Translators: a percentage, a number of pictures, and the dataset that they are from */
  return g_strdup_printf (_ ("%s of %s pictures of %s"), percent, pictures, data);
}

static char *
date_of (const NnModel *model)
{
  const char *text = nn_model_get_fact (model, "date");
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %X") : g_strdup (text);
}

static char *
weights_of (const NnModel *model)
{
  NnGraph *graph = nn_model_graph (model);
  gsize trainable = nn_graph_n_trainable (graph), all = 0;
  g_autofree char *bytes = NULL, *numbers = NULL, *changed = NULL;

  for (guint v = 0; v < nn_graph_n_values (graph); v++)
    if (nn_graph_value (graph, v)->kind == NN_VALUE_PARAMETER)
      all += (gsize) nn_shape_count (&nn_graph_value (graph, v)->shape);
  bytes = g_format_size (all * sizeof (float));
  numbers = tenfold_count_text ((gint64) all);
  changed = tenfold_count_text ((gint64) trainable);
  if (all == trainable)
    /* Translators: a number, and its size such as "1.2 MB" */
    return g_strdup_printf (_ ("%s numbers, %s"), numbers, bytes);
  /* Translators: a number, its size such as "1.2 MB", and another number */
  return g_strdup_printf (_ ("%s numbers, %s; training changes %s"), numbers, bytes, changed);
}

static char *
file_of (GFile *file, gint64 size)
{
  g_autofree char *place = file != NULL ? tenfold_place_text (file, FALSE) : NULL;
  g_autofree char *bytes = size >= 0 ? g_format_size ((guint64) size) : NULL;

  if (place == NULL)
    return g_strdup (_ ("not saved yet"));
  /* Translators: a file and its size */
  return bytes != NULL ? g_strdup_printf (_ ("%s, %s"), place, bytes) : g_steal_pointer (&place);
}

/* "Loss: Cross-entropy, Learning rate: 0.001": what the recipe says, in the words that the form has
 * for it. What this version does not know stays as it is. */
static char *
recipe_of (const NnModel *model)
{
  const char *recipe = nn_model_get_fact (model, "recipe");
  g_auto (GStrv) words = g_strsplit (recipe != NULL ? recipe : "", " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    char *value = strchr (words[i], '=');
    const NnRecipeField *field;
    const char *shown;
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    if (text->len > 0)
      g_string_append (text, C_ ("list", ", "));
    if (value == NULL) {
      g_string_append (text, words[i]);
      continue;
    }
    *value = '\0';
    shown = ++value;
    field = nn_recipe_find (words[i]);
    for (guint w = 0; field != NULL && field->words != NULL && field->words[w].name != NULL; w++)
      if (g_str_equal (field->words[w].name, value))
        shown = g_dpgettext2 (NULL, "setting", field->words[w].title);
    if (field != NULL && field->kind == NN_FIELD_FLOAT)
      shown = g_ascii_formatd (digits, sizeof digits, "%.4g", g_ascii_strtod (value, NULL));
    /* Translators: a setting and its value, such as "Learning rate: 0.001" */
    g_string_append_printf (text, _ ("%s: %s"), field != NULL ? _ (field->title) : words[i], shown);
  }
  return g_string_free (text, recipe == NULL);
}

/* "MNIST, 60 000 synthetic digits": the parts of a dataset's name, as people call them. */
static char *
data_of (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name != NULL ? name : "", "+", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    const char *colon = strchr (parts[i], ':');
    guint count = colon != NULL ? (guint) g_ascii_strtoull (colon + 1, NULL, 10) : 0;
    char *text = NULL;

    if (g_str_equal (parts[i], "mnist") || g_str_has_prefix (parts[i], "mnist/train"))
      text = g_strdup ("MNIST");
    else if (g_str_has_prefix (parts[i], "mnist/t10k"))
      text = g_strdup (_ ("MNIST’s test set"));
    else if (g_str_equal (parts[i], "penned"))
      text = g_strdup (_ ("synthetic digits"));
    else if (g_str_has_prefix (parts[i], "penned:"))
      text = g_strdup_printf (_ ("%'u synthetic digits"), count);
    else if (g_str_has_prefix (parts[i], "strange:"))
      text = g_strdup_printf (_ ("%'u drawings that are not digits"), count);
    if (text != NULL) {
      g_free (parts[i]);
      parts[i] = text;
    }
  }
  /* Translators: between the parts of a list */
  return name != NULL ? g_strjoinv (C_ ("list", ", "), parts) : NULL;
}

static char *
calibration_of (const NnModel *model)
{
  const char *text = nn_model_get_fact (model, "temperature");

  return text != NULL
             /* Translators: by which the logits are divided, so that a probability means what it
              * says */
             ? g_strdup_printf (_ ("temperature %.3f"), g_ascii_strtod (text, NULL))
             : NULL;
}

static char *
producer_of (const NnModel *model)
{
  const char *imported = nn_model_get_fact (model, "imported");

  return g_strdup (imported != NULL ? imported : "Tenfold");
}

/* What other programs or newer versions have noted, as it is. */
static void
add_others (GPtrArray *list, const NnModel *model)
{
  static const char *const shown[]
      = { "preset",        "epochs",     "validation_accuracy", "validation_count", "imported",
          "test_accuracy", "test_count", "test_data",           "recipe",           "train_data",
          "seed",          "date",       "transposed",          "constants",        "temperature",
          "input_found",   NULL };
  g_autoptr (GList) facts = nn_model_list_facts (model);

  for (GList *l = facts; l != NULL; l = l->next)
    if (!g_strv_contains (shown, l->data))
      add (list, l->data, g_strdup (nn_model_get_fact (model, l->data)));
}

GStrv
tenfold_model_facts_list (const NnModel *model, GFile *file, gint64 size, gboolean untrained)
{
  GPtrArray *list = g_ptr_array_new ();
  const char *test_data = nn_model_get_fact (model, "test_data");
  g_autofree char *test = data_of (test_data != NULL ? test_data : "?");

  add (list, C_ ("fact", "Name"), name_of (model, file));
  add (list, C_ ("fact", "Network"), network_of (model));
  add (list, C_ ("fact", "State"), state_of (model, untrained));
  add (list, C_ ("fact", "Validation"),
       accuracy_of (model, "validation_accuracy", "validation_count", NULL));
  add (list, C_ ("fact", "Test"), accuracy_of (model, "test_accuracy", "test_count", test));
  add (list, C_ ("fact", "Trained on"), data_of (nn_model_get_fact (model, "train_data")));
  add (list, C_ ("fact", "Recipe"), recipe_of (model));
  add (list, C_ ("fact", "Seed"), g_strdup (nn_model_get_fact (model, "seed")));
  add (list, C_ ("fact", "Date"), date_of (model));
  add (list, C_ ("fact", "Calibrated"), calibration_of (model));
  add (list, C_ ("fact", "Made with"), producer_of (model));
  add (list, C_ ("fact", "Operators"),
       g_strdup_printf (_ ("ONNX, version %d"), nn_graph_opset (nn_model_graph (model))));
  add (list, C_ ("fact", "Weights"), weights_of (model));
  if (nn_model_check_digits (model, NULL))
    add (list, C_ ("fact", "Labels"), g_strdup ("0 1 2 3 4 5 6 7 8 9"));
  add (list, C_ ("fact", "File"), file_of (file, size));
  add_others (list, model);
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (list, FALSE);
}

/* --- the input --- */

static const char *
output_text (NnOutputKind kind)
{
  switch (kind) {
  case NN_OUTPUT_PROBABILITIES:
    return _ ("It gives ten probabilities.");
  case NN_OUTPUT_LOGITS:
    return _ ("It gives ten logits, from which a softmax makes probabilities.");
  case NN_OUTPUT_LOG_PROBABILITIES:
    return _ ("It gives the logarithms of ten probabilities.");
  case NN_OUTPUT_SIGMOIDS:
    return _ ("It gives ten numbers from 0 to 1, one for each digit by itself.");
  }
  return "";
}

char *
tenfold_input_text (const NnInputConvention *convention)
{
  int side = convention->side, channels = convention->channels;
  g_autofree char *shape = NULL;

  switch (convention->layout) {
  case NN_LAYOUT_NONE:
    return g_strdup ("");
  case NN_LAYOUT_FLAT:
    shape = g_strdup_printf (_ ("%d numbers, row by row"), side * side);
    break;
  case NN_LAYOUT_ROWS:
    shape = g_strdup_printf ("%d × %d", side, side);
    break;
  case NN_LAYOUT_PLANES:
    shape = g_strdup_printf ("%d × %d × %d", channels, side, side);
    break;
  case NN_LAYOUT_PIXELS:
    shape = g_strdup_printf ("%d × %d × %d", side, side, channels);
    break;
  }
  /* Translators: the size of a picture, and a sentence on what comes out */
  return g_strdup_printf (_ ("A picture goes in as %s (%s). %s"), shape,
                          nn_type_name (convention->type), output_text (convention->output));
}

char *
tenfold_input_found_text (const NnModel *model)
{
  const char *how = nn_model_get_fact (model, "input_found");
  guint right, known, tried;

  if (how != NULL
      && sscanf (how, "%u of %u known digits read right; best of %u conventions", &right, &known,
                 &tried)
             == 3)
    return g_strdup_printf (
        nn_model_get_convention (model)->known
            ? _ ("Found by trying %u ways: with this one %u of %u known digits were read right.")
            : _ ("A guess: of %u ways that were tried, the best read %u of %u known digits right."),
        tried, right, known);
  if (g_strcmp0 (how, "by hand") == 0)
    return g_strdup (_ ("Set by hand."));
  if (how != NULL)
    return g_strdup (how);
  return g_strdup (nn_model_get_convention (model)->known
                           || nn_preset_find (nn_model_get_fact (model, "preset")) != NULL
                       ? _ ("The file says so.")
                       : _ ("A guess: the file does not say it."));
}
