/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-explanation-csv.h"

#include "ui/widgets/tenfold-csv.h"

static void
add (GString *csv, const char *kind, const char *name, gsize row, gsize column, double value)
{
  g_string_append_printf (csv, "%s,", kind);
  tenfold_csv_add_text (csv, name);
  g_string_append_printf (csv, ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT, row, column);
  tenfold_csv_add_number (csv, value);
  g_string_append_c (csv, '\n');
}

/* rows x columns numbers. */
static void
add_floats (GString *csv,
            const char *kind,
            const char *name,
            const float *numbers,
            gsize rows,
            gsize columns)
{
  for (gsize row = 0; row < rows; row++)
    for (gsize column = 0; column < columns; column++)
      add (csv, kind, name, row, column, (double) numbers[row * columns + column]);
}

static void
add_picture (GString *csv, const char *kind, const float *numbers)
{
  add_floats (csv, kind, "", numbers, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
}

static void
add_inside (GString *csv, const NnInside *inside)
{
  for (guint i = 0; i < inside->n_layers; i++) {
    const NnInsideLayer *layer = &inside->layers[i];

    add_floats (csv, "belief", layer->name, layer->belief, 1, NN_N_CLASSES);
    add (csv, "dead", layer->name, 0, 0, (double) layer->dead);
    add (csv, "gradient", layer->name, 0, 0, (double) layer->gradient);
    add_floats (csv, "number", layer->name, layer->numbers, 1, layer->count);
  }
}

static void
add_why (GString *csv, const TenfoldExplanation *e)
{
  add_picture (csv, "attribution", e->why.attribution);
  add_picture (csv, "baseline", e->why.baseline);
  add (csv, "sum", "", 0, 0, e->why.sum);
  add (csv, "difference", "", 0, 0, e->why.difference);
  if (e->has_forgotten)
    add_picture (csv, "attribution_forgotten", e->forgotten.attribution);
  if (e->has_change)
    add_picture (csv, "changed", e->change.picture);
}

static void
add_strokes (GString *csv, const TenfoldExplanation *e)
{
  add_floats (csv, "time", "", e->pen_time.times, NN_PEN_TIME_STEPS, 1);
  add_floats (csv, "probability", "", e->pen_time.probabilities[0], NN_PEN_TIME_STEPS,
              NN_N_CLASSES);
  for (guint i = 0; i < e->shapley.n_parts; i++) {
    add (csv, "part", "", i, 0, e->shapley.values[i]);
    add (csv, "part_frame_held", "", i, 0, e->shapley.values_frame_held[i]);
  }
  add (csv, "difference", "", 0, 0, e->shapley.difference);
}

static void
add_neighbours (GString *csv, const TenfoldExplanation *e)
{
  static const char *const spaces[] = { "features", "pixels" };

  for (guint space = 0; space < G_N_ELEMENTS (spaces); space++)
    for (guint i = 0; i < 2; i++)
      for (guint k = 0; k < e->rows[space].n_found[i]; k++) {
        const NnNeighbour *found = &e->rows[space].found[i][k];

        add (csv, "index", spaces[space], i, k, found->index);
        add (csv, "label", spaces[space], i, k, found->label);
        add (csv, "distance", spaces[space], i, k, (double) found->distance);
      }
}

static void
add_step (GString *csv, const NnStep *step)
{
  add (csv, "loss_before", "", 0, 0, step->loss_before);
  add (csv, "loss_after", "", 0, 0, step->loss_after);
  add (csv, "predicted", "", 0, 0, step->predicted);
  add (csv, "change", "", 0, 0, step->change);
  add (csv, "carried", "", 0, 0, step->carried);
  add (csv, "decayed", "", 0, 0, step->decayed);
  add_floats (csv, "probability_before", "", step->probabilities_before, 1, NN_N_CLASSES);
  add_floats (csv, "probability_after", "", step->probabilities_after, 1, NN_N_CLASSES);
  for (guint i = 0; i < step->n_parameters; i++) {
    add (csv, "weights", step->parameters[i].name, i, 0, step->parameters[i].weights);
    add (csv, "gradient", step->parameters[i].name, i, 0, step->parameters[i].gradient);
    add (csv, "update", step->parameters[i].name, i, 0, step->parameters[i].update);
  }
  for (guint i = 0; i < step->n_pushes; i++) {
    add (csv, "push_index", "", i, 0, step->pushes[i].index);
    add (csv, "push_label", "", i, 0, step->pushes[i].label);
    add (csv, "push_loss", "", i, 0, (double) step->pushes[i].loss);
    add (csv, "push", "", i, 0, step->pushes[i].push);
  }
}

static void
add_map (GString *csv, const TenfoldExplanation *e)
{
  const guint8 *labels = nn_sample_labels (e->sample);

  if (!e->question.empty)
    add_floats (csv, "score", "drawing", e->scores, 1, NN_N_CLASSES);
  for (gsize i = 0; i < e->reading->n; i++)
    add (csv, "label", "", i, 0, labels[i]);
  add_floats (csv, "score", "", e->reading->scores, e->reading->n, NN_N_CLASSES);
}

static void
add_doubt (GString *csv, const TenfoldExplanation *e)
{
  const NnDoubt *doubt = &e->doubt;

  add_floats (csv, "shift", "", doubt->shift[0], NN_DOUBT_SHIFTS, NN_DOUBT_SHIFTS);
  add_floats (csv, "turn", "", doubt->turn, 1, NN_DOUBT_STEPS);
  add_floats (csv, "size", "", doubt->size, 1, NN_DOUBT_STEPS);
  add_floats (csv, "width", "", doubt->width, 1, NN_DOUBT_STEPS);
  if (doubt->has_worst_case) {
    add_picture (csv, "worst_picture", doubt->worst_picture);
    add (csv, "worst_norm", "", 0, 0, (double) doubt->worst_norm);
    add (csv, "worst_case", "", 0, 0, (double) doubt->worst_case);
    add (csv, "random_same_size", "", 0, 0, (double) doubt->random_same_size);
    add (csv, "random_flips", "", 0, 0, (double) doubt->random_flips);
  }
  if (e->has_reliability) {
    add_floats (csv, "certainty", "", e->reliability.certainty, 1, NN_RELIABILITY_BINS);
    add_floats (csv, "accuracy", "", e->reliability.accuracy, 1, NN_RELIABILITY_BINS);
  }
}

GBytes *
tenfold_explanation_to_csv (const TenfoldExplanation *e)
{
  GString *csv = g_string_new ("kind,name,row,column,value\n");

  if (!e->question.empty)
    add_floats (csv, "probability", "drawing", e->probabilities, 1, NN_N_CLASSES);
  if (e->inside != NULL)
    add_inside (csv, e->inside);
  if (e->has_why)
    add_why (csv, e);
  if (e->has_strokes)
    add_strokes (csv, e);
  add_neighbours (csv, e);
  for (int label = 0; e->mistakes != NULL && label < NN_N_CLASSES; label++)
    for (int read = 0; read < NN_N_CLASSES; read++)
      add (csv, "confusion", "", (gsize) label, (gsize) read, e->mistakes->confusion[label][read]);
  if (e->step != NULL)
    add_step (csv, e->step);
  if (e->question.view == TENFOLD_VIEW_MAP && e->reading != NULL)
    add_map (csv, e);
  if (e->has_doubt)
    add_doubt (csv, e);
  return g_string_free_to_bytes (csv);
}
