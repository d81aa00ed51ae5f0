/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "cli/cli-explain.h"
#include "cli/cli-print.h"
#include "nn/explain/nn-change.h"
#include "nn/explain/nn-doubt.h"
#include "nn/explain/nn-inside.h"
#include "nn/explain/nn-mistakes.h"
#include "nn/explain/nn-pen-time.h"
#include "nn/explain/nn-shapley.h"
#include "nn/explain/nn-why.h"

/* Pictures that are read in one call. */
#define AT_ONCE 64

/* --- JSON --- */

static void
set_doubles (JsonBuilder *json, const char *name, const double *numbers, gsize n)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (gsize i = 0; i < n; i++)
    cli_add_number (json, numbers[i]);
  json_builder_end_array (json);
}

static void
add_rows (JsonBuilder *json, const float *numbers, gsize rows, gsize columns)
{
  json_builder_begin_array (json);
  for (gsize i = 0; i < rows; i++)
    cli_add_numbers (json, numbers + i * columns, columns);
  json_builder_end_array (json);
}

/* --- the views: each writes its keys, or its line where json is NULL --- */

static gboolean
show_why (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  NnWhy why, forgotten;
  double correlation = NAN;

  if (!nn_why (self->explainer, self->sample, picture->inks, self->why_pair[0], self->why_pair[1],
               &why, NULL, error))
    return FALSE;
  if (self->forgotten) {
    if (!nn_why_again (self->forgotten_explainer, &why, picture->inks, &forgotten, NULL, error))
      return FALSE;
    correlation = nn_rank_correlation (why.attribution, forgotten.attribution, NN_PICTURE_PIXELS);
  }
  if (json == NULL) {
    g_print ("  why %d and not %d: the ink's parts add up to %.3f of %.3f (error %.2f %%), against "
             "the nearest %d\n",
             why.a, why.b, why.sum, why.difference, 100 * why.error, why.b);
    if (self->forgotten)
      g_print ("  rank correlation with the map of random weights: %.3f\n", correlation);
    return TRUE;
  }
  cli_set_int (json, "a", why.a);
  cli_set_int (json, "b", why.b);
  cli_set_numbers (json, "attribution", why.attribution, NN_PICTURE_PIXELS);
  cli_set_numbers (json, "baseline", why.baseline, NN_PICTURE_PIXELS);
  cli_set_number (json, "sum", why.sum);
  cli_set_number (json, "difference", why.difference);
  cli_set_number (json, "error", why.error);
  if (self->forgotten) {
    cli_set_numbers (json, "forgotten_attribution", forgotten.attribution, NN_PICTURE_PIXELS);
    cli_set_number (json, "correlation", correlation);
  }
  return TRUE;
}

static gboolean
show_edit (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  NnChange change;

  if (!nn_change_find (self->explainer, picture->inks, self->edit_pair[0], self->edit_pair[1],
                       &change, NULL, error))
    return FALSE;
  if (json == NULL) {
    g_print ("  from %d to %d: %u dabs, %.1f %% of the ink (%.1f added, %.1f rubbed out); read as "
             "%d, then as %d%s\n",
             change.a, change.b, change.n_dabs, 100 * change.changed_ink, change.added,
             change.rubbed, change.digit_before, change.digit_after,
             change.found ? "" : ": no change was found");
    return TRUE;
  }
  cli_set_int (json, "a", change.a);
  cli_set_int (json, "b", change.b);
  cli_set_numbers (json, "picture", change.picture, NN_PICTURE_PIXELS);
  cli_set_int (json, "dabs", change.n_dabs);
  cli_set_number (json, "added", change.added);
  cli_set_number (json, "rubbed", change.rubbed);
  cli_set_number (json, "changed_ink", change.changed_ink);
  cli_set_numbers (json, "probabilities_before", change.probabilities_before, NN_N_CLASSES);
  cli_set_numbers (json, "probabilities_after", change.probabilities_after, NN_N_CLASSES);
  cli_set_int (json, "digit_before", change.digit_before);
  cli_set_int (json, "digit_after", change.digit_after);
  return TRUE;
}

static gboolean
refuse_picture (const char *what, GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s needs a drawing with strokes (--strokes)",
               what);
  return FALSE;
}

static gboolean
show_shapley (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  NnShapley shapley;

  if (picture->drawing == NULL)
    return refuse_picture ("--shapley", error);
  if (!nn_shapley (self->explainer, picture->drawing, self->why_pair[0], self->why_pair[1],
                   &shapley, NULL, error))
    return FALSE;
  if (json == NULL) {
    g_print ("  %u parts of the line add up to %.3f for %d against %d:", shapley.n_parts,
             shapley.difference, shapley.a, shapley.b);
    for (guint i = 0; i < shapley.n_parts; i++)
      g_print (" %+.2f", shapley.values[i]);
    g_print ("; with the frame held:");
    for (guint i = 0; i < shapley.n_parts; i++)
      g_print (" %+.2f", shapley.values_frame_held[i]);
    g_print ("\n");
    return TRUE;
  }
  cli_set_int (json, "a", shapley.a);
  cli_set_int (json, "b", shapley.b);
  json_builder_set_member_name (json, "parts");
  json_builder_begin_array (json);
  for (guint i = 0; i < shapley.n_parts; i++) {
    const NnInkPart *part = &shapley.parts[i];

    json_builder_begin_array (json);
    json_builder_add_int_value (json, part->first_stroke);
    json_builder_add_int_value (json, part->first_point);
    json_builder_add_int_value (json, part->last_stroke);
    json_builder_add_int_value (json, part->last_point);
    json_builder_end_array (json);
  }
  json_builder_end_array (json);
  set_doubles (json, "values", shapley.values, shapley.n_parts);
  set_doubles (json, "values_frame_held", shapley.values_frame_held, shapley.n_parts);
  /* --why has a difference of its own: from its baseline instead of blank paper. */
  cli_set_number (json, self->why ? "shapley_difference" : "difference", shapley.difference);
  return TRUE;
}

static gboolean
show_pen_time (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  NnPenTime pen;

  if (picture->drawing == NULL)
    return refuse_picture ("--pen-time", error);
  if (!nn_pen_time (self->explainer, picture->drawing, &pen, NULL, error))
    return FALSE;
  if (json == NULL) {
    g_print ("  while it was drawn: ");
    for (int i = 0; i < NN_PEN_TIME_STEPS; i++) {
      int first, second;

      nn_two_likeliest (pen.probabilities[i], &first, &second);
      g_print ("%c", pen.probabilities[i][first] > 0.5f ? '0' + first : '.');
    }
    g_print ("\n");
    return TRUE;
  }
  cli_set_numbers (json, "times", pen.times, NN_PEN_TIME_STEPS);
  json_builder_set_member_name (json, "probabilities");
  add_rows (json, pen.probabilities[0], NN_PEN_TIME_STEPS, 10);
  return TRUE;
}

static void
add_layer (JsonBuilder *json, const NnInsideLayer *layer)
{
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, layer->name);
  json_builder_set_member_name (json, "op");
  json_builder_add_string_value (json, layer->op);
  json_builder_set_member_name (json, "shape");
  json_builder_begin_array (json);
  for (int i = 0; i < layer->shape.rank; i++)
    json_builder_add_int_value (json, layer->shape.dims[i]);
  json_builder_end_array (json);
  cli_set_number (json, "min", layer->min);
  cli_set_number (json, "max", layer->max);
  cli_set_number (json, "mean", layer->mean);
  cli_set_number (json, "dead", layer->dead);
  cli_set_number (json, "always_dead", layer->always_dead);
  cli_set_number (json, "gradient", layer->gradient);
  cli_set_numbers (json, "belief", layer->belief, 10);
  json_builder_end_object (json);
}

static gboolean
show_layers (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  g_autoptr (NnInside) inside
      = nn_inside_new (self->explainer, picture->inks, self->beliefs, NULL, error);

  if (inside == NULL)
    return FALSE;
  if (json != NULL) {
    json_builder_set_member_name (json, "layers");
    json_builder_begin_array (json);
  }
  for (guint i = 0; i < inside->n_layers; i++) {
    const NnInsideLayer *layer = &inside->layers[i];
    g_autofree char *shape = nn_shape_to_string (&layer->shape);
    int first, second;

    nn_two_likeliest (layer->belief, &first, &second);
    if (json != NULL)
      add_layer (json, layer);
    else
      g_print ("  %-20s %-12s %9.4f to %9.4f, mean %9.4f, %5.1f %% are 0, believes %d (%.0f %%)\n",
               layer->name, shape, layer->min, layer->max, layer->mean, 100 * layer->dead, first,
               100 * layer->belief[first]);
  }
  if (json != NULL)
    json_builder_end_array (json);
  return TRUE;
}

/* "LAYER:NUMBER" among what is inside. */
static gboolean
find_unit (const NnInside *inside, const char *text, guint *layer, gsize *unit, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 number;

  for (guint i = 0; colon != NULL && i < inside->n_layers; i++)
    if (strlen (inside->layers[i].name) == (gsize) (colon - text)
        && strncmp (inside->layers[i].name, text, (gsize) (colon - text)) == 0
        && g_ascii_string_to_unsigned (colon + 1, 10, 0, inside->layers[i].count - 1, &number,
                                       NULL)) {
      *layer = i;
      *unit = (gsize) number;
      return TRUE;
    }
  g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
               "'%s' is no layer with a number in it such as relu1:0; --layers names them", text);
  return FALSE;
}

static void
add_unit (JsonBuilder *json, const NnInsideUnit *unit)
{
  json_builder_set_member_name (json, "unit");
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "reads");
  json_builder_add_string_value (json, unit->reads);
  json_builder_set_member_name (json, "terms");
  json_builder_begin_array (json);
  for (guint i = 0; i < unit->n_terms; i++) {
    json_builder_begin_array (json);
    json_builder_add_int_value (json, (gint64) unit->terms[i].place);
    cli_add_number (json, unit->terms[i].input);
    cli_add_number (json, unit->terms[i].weight);
    json_builder_end_array (json);
  }
  json_builder_end_array (json);
  cli_set_number (json, "bias", unit->bias);
  cli_set_number (json, "sum", unit->sum);
  cli_set_number (json, "value", unit->value);
  if (unit->activation != NULL) {
    json_builder_set_member_name (json, "activation");
    json_builder_add_string_value (json, unit->activation);
    cli_set_number (json, "activated", unit->activated);
  }
  json_builder_set_member_name (json, "patch");
  json_builder_begin_array (json);
  json_builder_add_int_value (json, unit->left);
  json_builder_add_int_value (json, unit->top);
  json_builder_add_int_value (json, unit->right);
  json_builder_add_int_value (json, unit->bottom);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static gboolean
show_unit (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  g_autoptr (NnInside) inside = nn_inside_new (self->explainer, picture->inks, NULL, NULL, error);
  g_autoptr (NnInsideUnit) unit = NULL;
  guint layer;
  gsize number;

  if (inside == NULL || !find_unit (inside, self->unit, &layer, &number, error))
    return FALSE;
  unit = nn_inside_unit_new (self->explainer, inside, layer, number, error);
  if (unit == NULL)
    return FALSE;
  if (json != NULL)
    add_unit (json, unit);
  else
    g_print ("  %s: %u products and the bias %.4f add up to %.4f; the network has computed %.4f\n",
             self->unit, unit->n_terms, unit->bias, unit->sum, unit->value);
  return TRUE;
}

static void
add_neighbours (JsonBuilder *json, const NnNeighbour *found, guint n)
{
  json_builder_begin_array (json);
  for (guint i = 0; i < n; i++) {
    json_builder_begin_object (json);
    cli_set_int (json, "index", found[i].index);
    cli_set_int (json, "label", found[i].label);
    cli_set_number (json, "distance", found[i].distance);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

/* The nearest of the likeliest digit, then those of the next. */
static gboolean
show_two_digits (CliExplain *self,
                 const CliPicture *picture,
                 NnNeighbourSpace space,
                 const int *digits,
                 JsonBuilder *json,
                 GError **error)
{
  const char *name = space == NN_NEIGHBOURS_FEATURES ? "features_of_two" : "pixels_of_two";
  g_autofree NnNeighbour *found = g_new (NnNeighbour, self->n_neighbours);

  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GError) problem = NULL;
    guint n = nn_neighbours_find (self->neighbours, self->explainer, space, picture->inks,
                                  digits[i], (guint) self->n_neighbours, found, NULL, &problem);

    if (problem != NULL) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
    add_neighbours (json, found, n);
  }
  json_builder_end_array (json);
  return TRUE;
}

static gboolean
show_space (CliExplain *self,
            const CliPicture *picture,
            NnNeighbourSpace space,
            JsonBuilder *json,
            GError **error)
{
  const char *name = space == NN_NEIGHBOURS_FEATURES ? "features" : "pixels";
  g_autofree NnNeighbour *found = g_new (NnNeighbour, self->n_neighbours);
  guint n = nn_neighbours_find (self->neighbours, self->explainer, space, picture->inks, -1,
                                (guint) self->n_neighbours, found, NULL, error);

  if (n == 0)
    return FALSE;
  if (json == NULL) {
    g_print ("  nearest by %s:", name);
    for (guint i = 0; i < n; i++)
      g_print (" %d (%u, %.3f)", found[i].label, found[i].index, found[i].distance);
    g_print ("\n");
    return TRUE;
  }
  json_builder_set_member_name (json, name);
  add_neighbours (json, found, n);
  return TRUE;
}

static gboolean
show_neighbours (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  float scores[NN_N_CLASSES];
  int two[2];

  if (!show_space (self, picture, NN_NEIGHBOURS_FEATURES, json, error)
      || !show_space (self, picture, NN_NEIGHBOURS_PIXELS, json, error))
    return FALSE;
  if (json == NULL)
    return TRUE;
  if (!nn_explainer_read (self->explainer, picture->inks, 1, scores, NULL, NULL, NULL, error))
    return FALSE;
  nn_two_likeliest (scores, &two[0], &two[1]);
  json_builder_set_member_name (json, "two");
  json_builder_begin_array (json);
  json_builder_add_int_value (json, two[0]);
  json_builder_add_int_value (json, two[1]);
  json_builder_end_array (json);
  return show_two_digits (self, picture, NN_NEIGHBOURS_FEATURES, two, json, error)
         && show_two_digits (self, picture, NN_NEIGHBOURS_PIXELS, two, json, error);
}

static void
add_place (const CliExplain *self, JsonBuilder *json, const float *scores)
{
  float place[2];

  nn_digit_map_place (&self->digit_map, scores, self->map_scale, &place[0], &place[1]);
  cli_add_numbers (json, place, 2);
}

/* The map as it begins: axes in a circle, the 0 up. */
static gboolean
show_map (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  float scores[NN_N_CLASSES], x, y;

  if (!nn_explainer_read (self->explainer, picture->inks, 1, scores, NULL, NULL, NULL, error))
    return FALSE;
  nn_digit_map_place (&self->digit_map, scores, self->map_scale, &x, &y);
  if (json == NULL) {
    g_print ("  on the map of digits: %.3f to the right, %.3f down\n", x, y);
    return TRUE;
  }
  cli_set_numbers (json, "scores", scores, NN_N_CLASSES);
  cli_set_number (json, "map_scale", self->map_scale);
  json_builder_set_member_name (json, "place");
  add_place (self, json, scores);
  json_builder_set_member_name (json, "sample");
  json_builder_begin_array (json);
  for (gsize i = 0; i < self->reading->n; i++) {
    json_builder_begin_object (json);
    cli_set_int (json, "index", nn_sample_indices (self->sample)[i]);
    cli_set_int (json, "label", nn_sample_labels (self->sample)[i]);
    json_builder_set_member_name (json, "place");
    add_place (self, json, self->reading->scores + i * NN_N_CLASSES);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  return TRUE;
}

static gboolean
show_doubt (CliExplain *self, const CliPicture *picture, JsonBuilder *json, GError **error)
{
  NnDoubt doubt;

  if (!nn_doubt (self->explainer, picture->inks, picture->drawing, &doubt, NULL, error))
    return FALSE;
  if (json == NULL) {
    float least = 1;

    for (int i = 0; i < NN_DOUBT_SHIFTS * NN_DOUBT_SHIFTS; i++)
      least = fminf (least, (&doubt.shift[0][0])[i]);
    g_print ("  %d with %.1f %%, moved by up to 4 pixels at least %.1f %%", doubt.winner,
             100 * doubt.certainty, 100 * least);
    if (doubt.has_worst_case)
      g_print ("; a disturbance of %.2f makes it %d, noise of that size does in %.0f %%",
               doubt.worst_norm, doubt.worst_digit, 100 * doubt.random_flips);
    g_print ("\n");
    return TRUE;
  }
  cli_set_int (json, "winner", doubt.winner);
  cli_set_number (json, "certainty", doubt.certainty);
  json_builder_set_member_name (json, "shift");
  add_rows (json, doubt.shift[0], NN_DOUBT_SHIFTS, NN_DOUBT_SHIFTS);
  cli_set_numbers (json, "turn", doubt.turn, NN_DOUBT_STEPS);
  cli_set_numbers (json, "size", doubt.size, NN_DOUBT_STEPS);
  cli_set_numbers (json, "width", doubt.width, NN_DOUBT_STEPS);
  cli_set_number (json, "worst_case", doubt.has_worst_case ? doubt.worst_case : NAN);
  cli_set_number (json, "worst_case_size", doubt.has_worst_case ? doubt.worst_norm : NAN);
  cli_set_number (json, "random_same_size", doubt.has_worst_case ? doubt.random_same_size : NAN);
  cli_set_number (json, "random_flips", doubt.has_worst_case ? doubt.random_flips : NAN);
  if (doubt.has_worst_case) {
    cli_set_int (json, "worst_digit", doubt.worst_digit);
    cli_set_numbers (json, "worst_picture", doubt.worst_picture, NN_PICTURE_PIXELS);
  }
  return TRUE;
}

/* --- a picture --- */

static void
begin (const CliExplain *self, const CliPicture *picture, JsonBuilder *json)
{
  if (json == NULL) {
    g_print ("%s", picture->name);
    if (picture->line > 0)
      g_print (":%u", picture->line);
    if (picture->index >= 0)
      g_print (" %d, a %d", picture->index, picture->label);
    g_print (":\n");
    return;
  }
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "file");
  json_builder_add_string_value (json, picture->name);
  if (picture->line > 0)
    cli_set_int (json, "line", picture->line);
  if (picture->index >= 0) {
    cli_set_int (json, "index", picture->index);
    cli_set_int (json, "label", picture->label);
  }
}

gboolean
cli_explain_picture (CliExplain *self, const CliPicture *picture)
{
  const struct {
    gboolean wanted;
    gboolean (*show) (CliExplain *, const CliPicture *, JsonBuilder *, GError **);
  } views[] = {
    { self->why, show_why },
    { self->edit, show_edit },
    { self->shapley, show_shapley },
    { self->pen_time, show_pen_time },
    { self->layers, show_layers },
    { self->unit != NULL, show_unit },
    { self->n_neighbours > 0, show_neighbours },
    { self->doubt, show_doubt },
    { self->map, show_map },
  };
  g_autoptr (JsonBuilder) json = self->json ? json_builder_new () : NULL;

  begin (self, picture, json);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autoptr (GError) error = NULL;

    if (views[i].wanted && !views[i].show (self, picture, json, &error)) {
      if (picture->line > 0)
        g_prefix_error (&error, "%s:%u: ", picture->name, picture->line);
      else
        g_prefix_error (&error, "%s: ", picture->name);
      cli_fail ("explain", CLI_FAILED, error);
      return FALSE;
    }
  }
  if (json != NULL) {
    json_builder_end_object (json);
    cli_print_json (json);
  }
  return TRUE;
}

/* --- the confusion matrix --- */

static float *
read_all (CliExplain *self, gsize n, GError **error)
{
  g_autofree float *probabilities = g_new (float, n * 10 + 1);
  g_autofree float *inks = g_new (float, AT_ONCE *NN_PICTURE_PIXELS);

  for (gsize at = 0; at < n; at += AT_ONCE) {
    gsize part = MIN (AT_ONCE, n - at);
    const guint8 *pixels = nn_dataset_pixels (self->pictures) + at * NN_PICTURE_PIXELS;

    for (gsize i = 0; i < part * NN_PICTURE_PIXELS; i++)
      inks[i] = (float) pixels[i] / 255;
    if (!nn_explainer_read (self->explainer, inks, part, NULL, probabilities + at * 10, NULL, NULL,
                            error))
      return NULL;
  }
  return g_steal_pointer (&probabilities);
}

static void
set_counts (JsonBuilder *json, const char *name, const gsize *counts, guint n)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < n; i++)
    json_builder_add_int_value (json, (gint64) counts[i]);
  json_builder_end_array (json);
}

static void
add_reliability (JsonBuilder *json, const NnReliability *r)
{
  json_builder_set_member_name (json, "reliability");
  json_builder_begin_object (json);
  set_counts (json, "count", r->count, NN_RELIABILITY_BINS);
  cli_set_numbers (json, "certainty", r->certainty, NN_RELIABILITY_BINS);
  cli_set_numbers (json, "accuracy", r->accuracy, NN_RELIABILITY_BINS);
  cli_set_number (json, "error", r->error);
  json_builder_end_object (json);
}

static void
print_confusion (const NnMistakes *mistakes, const NnReliability *reliability, gboolean as_json)
{
  if (as_json) {
    g_autoptr (JsonBuilder) json = json_builder_new ();

    json_builder_begin_object (json);
    json_builder_set_member_name (json, "confusion");
    json_builder_begin_array (json);
    for (int i = 0; i < NN_N_CLASSES; i++) {
      json_builder_begin_array (json);
      for (int k = 0; k < NN_N_CLASSES; k++)
        json_builder_add_int_value (json, mistakes->confusion[i][k]);
      json_builder_end_array (json);
    }
    json_builder_end_array (json);
    json_builder_set_member_name (json, "mistakes");
    json_builder_begin_array (json);
    for (gsize i = 0; i < mistakes->n_wrong; i++)
      json_builder_add_int_value (json, mistakes->wrong[i]);
    json_builder_end_array (json);
    add_reliability (json, reliability);
    json_builder_end_object (json);
    cli_print_json (json);
    return;
  }
  g_print ("is \\ read as");
  for (int k = 0; k < NN_N_CLASSES; k++)
    g_print ("%6d", k);
  g_print ("\n");
  for (int i = 0; i < NN_N_CLASSES; i++) {
    g_print ("%12d", i);
    for (int k = 0; k < NN_N_CLASSES; k++)
      g_print ("%6u", mistakes->confusion[i][k]);
    g_print ("\n");
  }
  g_print ("\n%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " wrong, worst first:", mistakes->n_wrong,
           mistakes->n);
  for (gsize i = 0; i < mistakes->n_wrong; i++)
    g_print (" %u", mistakes->wrong[i]);
  g_print ("\nCertainty is off by %.2f %% on average\n", 100 * reliability->error);
}

gboolean
cli_explain_confusion (CliExplain *self)
{
  gsize all = nn_dataset_count (self->pictures);
  gsize n = self->count > 0 ? MIN (all, (gsize) self->count) : all;
  g_autoptr (GError) error = NULL;
  g_autofree float *probabilities = read_all (self, n, &error);
  g_autoptr (NnMistakes) mistakes = NULL;
  NnReliability reliability;

  if (probabilities == NULL) {
    cli_fail ("explain", CLI_FAILED, error);
    return FALSE;
  }
  mistakes = nn_mistakes_new (nn_dataset_labels (self->pictures), probabilities, n);
  nn_reliability (nn_dataset_labels (self->pictures), probabilities, n, &reliability);
  print_confusion (mistakes, &reliability, self->json);
  return TRUE;
}
