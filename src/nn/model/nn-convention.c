/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-convention.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-digit.h"

#define MIN_SIDE 8
#define MAX_SIDE 256

/* The mean and the deviation of MNIST's pixels. */
#define MNIST_MEAN 0.1307f
#define MNIST_DEVIATION 0.3081f

/* --- the graph --- */

static gboolean
is_channels (gint64 n)
{
  return n == 1 || n == 3 || n == 4;
}

static gboolean
is_side (gint64 n)
{
  return n >= MIN_SIDE && n <= MAX_SIDE;
}

static int
square_root (gint64 n)
{
  int side = (int) lrint (sqrt ((double) CLAMP (n, 0, MAX_SIDE * MAX_SIDE)));

  return (gint64) side * side == n && is_side (side) ? side : 0;
}

/* dims: the shape without the batch. */
static gboolean
find_layout (NnInputConvention *self, const gint64 *dims, int rank)
{
  self->channels = 1;
  if (rank == 3 && is_channels (dims[0]) && dims[1] == dims[2] && is_side (dims[1])) {
    self->layout = NN_LAYOUT_PLANES;
    self->channels = (int) dims[0];
    self->side = (int) dims[1];
  } else if (rank == 3 && is_channels (dims[2]) && dims[0] == dims[1] && is_side (dims[0])) {
    self->layout = NN_LAYOUT_PIXELS;
    self->channels = (int) dims[2];
    self->side = (int) dims[0];
  } else if (rank == 2 && dims[0] == dims[1] && is_side (dims[0])) {
    self->layout = NN_LAYOUT_ROWS;
    self->side = (int) dims[0];
  } else {
    gint64 count = 1;
    int n_long = 0;

    /* Flat, perhaps with dimensions of 1 around it. */
    for (int i = 0; i < rank; i++) {
      n_long += dims[i] != 1;
      if (dims[i] != 1)
        count = dims[i];
    }
    self->side = n_long == 1 ? square_root (count) : 0;
    self->layout = self->side > 0 ? NN_LAYOUT_FLAT : NN_LAYOUT_NONE;
  }
  return self->layout != NN_LAYOUT_NONE;
}

/* The kind of output, from the last operator that does not only pass numbers on. */
static NnOutputKind
find_output (const NnGraph *graph)
{
  guint v = nn_graph_output (graph, 0);
  gboolean logarithm = FALSE;

  for (;;) {
    const NnNode *node = nn_graph_producer (graph, v);

    if (node == NULL || node->n_inputs == 0)
      return NN_OUTPUT_LOGITS;
    switch (node->op->kind) {
    case NN_OP_SOFTMAX:
      return logarithm ? NN_OUTPUT_LOG_PROBABILITIES : NN_OUTPUT_PROBABILITIES;
    case NN_OP_LOG_SOFTMAX:
      return NN_OUTPUT_LOG_PROBABILITIES;
    case NN_OP_SIGMOID:
    case NN_OP_HARD_SIGMOID:
      return NN_OUTPUT_SIGMOIDS;
    case NN_OP_LOGARITHM:
      logarithm = TRUE;
      break;
    case NN_OP_CAST:
      break;
    default:
      if (!(node->op->flags & NN_OP_ALIASES))
        return NN_OUTPUT_LOGITS;
    }
    v = node->inputs[0];
  }
}

void
nn_convention_look_at (NnInputConvention *self, const NnGraph *graph, gint64 *batch)
{
  const NnValue *input;
  const NnShape *shape;
  gboolean found;

  *batch = 0;
  self->layout = NN_LAYOUT_NONE;
  self->side = 0;
  self->channels = 1;
  self->type = NN_TYPE_FLOAT32;
  if (nn_graph_n_inputs (graph) != 1 || nn_graph_n_outputs (graph) < 1)
    return;
  input = nn_graph_value (graph, nn_graph_input (graph, 0));
  shape = &input->shape;
  self->type = input->type;
  self->output = find_output (graph);
  if (input->type == NN_TYPE_BOOL || shape->rank == 0)
    return;
  found = find_layout (self, shape->dims + 1, shape->rank - 1);
  if (found)
    *batch = MAX (shape->dims[0], 0);
  else if (find_layout (self, shape->dims, shape->rank))
    *batch = 1;
}

/* --- words --- */

static const char *
output_name (NnOutputKind kind)
{
  static const char *const names[] = { "probabilities", "logits", "log-probabilities", "sigmoids" };

  return names[kind];
}

/* Four digits distinguish the ranges that are in use, and more are hard to read. */
static char *
range_of (const NnInputConvention *self)
{
  return g_strdup_printf ("%.4g..%.4g", self->offset, self->offset + self->scale);
}

char *
nn_convention_to_string (const NnInputConvention *self)
{
  g_autofree char *range = range_of (self);

  return g_strdup_printf (
      "%s,%s,%s%s,%s", range, self->dark ? "dark" : "light",
      self->transposed ? "transposed" : "upright",
      self->side <= NN_PICTURE_SIDE ? "" : (self->stretched ? ",stretched" : ",framed"),
      output_name (self->output));
}

char *
nn_convention_describe (const NnInputConvention *self)
{
  g_autofree char *range = range_of (self);
  g_autofree char *shape = NULL;

  if (self->layout == NN_LAYOUT_FLAT)
    shape = g_strdup_printf ("%d numbers", self->side * self->side);
  else if (self->layout == NN_LAYOUT_ROWS)
    shape = g_strdup_printf ("%dx%d", self->side, self->side);
  else if (self->layout == NN_LAYOUT_PLANES)
    shape = g_strdup_printf ("%dx%dx%d", self->channels, self->side, self->side);
  else
    shape = g_strdup_printf ("%dx%dx%d", self->side, self->side, self->channels);
  return g_strdup_printf ("pictures of %s, %s, %s ink%s%s, %s", shape, range,
                          self->dark ? "dark" : "light", self->transposed ? ", transposed" : "",
                          self->side > NN_PICTURE_SIDE && self->stretched ? ", stretched" : "",
                          output_name (self->output));
}

static gboolean
parse_range (NnInputConvention *self, const char *word)
{
  const char *dots = strstr (word, "..");
  double from, to;
  char *end;

  if (g_str_equal (word, "mnist")) {
    self->scale = 1 / MNIST_DEVIATION;
    self->offset = -MNIST_MEAN / MNIST_DEVIATION;
    return TRUE;
  }
  if (dots == NULL)
    return FALSE;
  from = g_ascii_strtod (word, &end);
  /* "0..1" would be read as "0." and ".1". */
  if (end == word || (end != dots && end != dots + 1))
    return FALSE;
  to = g_ascii_strtod (dots + 2, &end);
  if (end == dots + 2 || *end != '\0' || !isfinite (from) || !isfinite (to) || fabs (from) > 1e6
      || fabs (to) > 1e6 || from == to)
    return FALSE;
  self->offset = (float) from;
  self->scale = (float) (to - from);
  return TRUE;
}

static gboolean
parse_word (NnInputConvention *self, const char *word)
{
  for (NnOutputKind kind = 0; kind <= NN_OUTPUT_SIGMOIDS; kind++)
    if (g_str_equal (word, output_name (kind))) {
      self->output = kind;
      return TRUE;
    }
  if (g_str_equal (word, "light") || g_str_equal (word, "dark"))
    self->dark = *word == 'd';
  else if (g_str_equal (word, "upright") || g_str_equal (word, "transposed"))
    self->transposed = *word == 't';
  else if (g_str_equal (word, "framed") || g_str_equal (word, "stretched"))
    self->stretched = *word == 's';
  else
    return parse_range (self, word);
  return TRUE;
}

gboolean
nn_convention_parse (NnInputConvention *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  NnInputConvention changed = *self;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !parse_word (&changed, words[i])) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "'%s' says nothing about an input: a range such as 0..1, 0..255 or -1..1, or "
                   "mnist; light or dark; upright or transposed; framed or stretched; "
                   "probabilities, logits, log-probabilities or sigmoids",
                   words[i]);
      return FALSE;
    }
  changed.known = TRUE;
  *self = changed;
  return TRUE;
}

/* --- pictures and probabilities --- */

gsize
nn_convention_count (const NnInputConvention *self)
{
  return (gsize) self->side * (gsize) self->side * (gsize) self->channels;
}

/* The pixels of a drawing along one axis, side by side, that a pixel of the network's side is made
 * of. */
typedef struct {
  int first, n;
  float shares[NN_PICTURE_SIDE];
} Span;

static void
find_span (const NnInputConvention *self, int i, Span *span)
{
  const float step = (float) NN_PICTURE_SIDE / (float) self->side;

  if (self->side < NN_PICTURE_SIDE) {
    /* The mean of what it covers, the pixels at its ends by how much of them it has. */
    const float from = (float) i * step, to = (float) (i + 1) * step;

    span->first = (int) from;
    span->n = 0;
    for (int p = span->first; p < NN_PICTURE_SIDE && (float) p < to; p++)
      span->shares[span->n++] = (MIN (to, (float) p + 1) - MAX (from, (float) p)) / (to - from);
  } else if (self->side > NN_PICTURE_SIDE && self->stretched) {
    /* Linear between the centres of two. */
    const float at = ((float) i + 0.5f) * step - 0.5f;

    span->first = (int) CLAMP (floorf (at), 0, NN_PICTURE_SIDE - 2);
    span->n = 2;
    span->shares[1] = CLAMP (at - (float) span->first, 0, 1);
    span->shares[0] = 1 - span->shares[1];
  } else {
    span->first = i - (self->side - NN_PICTURE_SIDE) / 2;
    span->n = span->first >= 0 && span->first < NN_PICTURE_SIDE;
    span->shares[0] = 1;
  }
}

static float
ink_at (const float *inks, const Span *down, const Span *across)
{
  float ink = 0;

  for (int y = 0; y < down->n; y++) {
    const float *row = inks + (down->first + y) * NN_PICTURE_SIDE + across->first;
    float sum = 0;

    for (int x = 0; x < across->n; x++)
      sum += across->shares[x] * row[x];
    ink += down->shares[y] * sum;
  }
  return ink;
}

/* The way back: adds to each ink its share. */
static void
spread_ink (float gradient, const Span *down, const Span *across, float *inks)
{
  for (int y = 0; y < down->n; y++) {
    float *row = inks + (down->first + y) * NN_PICTURE_SIDE + across->first;

    for (int x = 0; x < across->n; x++)
      row[x] += gradient * down->shares[y] * across->shares[x];
  }
}

gboolean
nn_convention_is_plain (const NnInputConvention *self)
{
  return self->type == NN_TYPE_FLOAT32 && self->side == NN_PICTURE_SIDE && self->channels == 1
         && !self->transposed;
}

void
nn_convention_fill (const NnInputConvention *self, const float *inks, void *input)
{
  const gsize size = nn_type_size (self->type);
  const gsize plane = (gsize) self->side * (gsize) self->side;
  const gboolean pixels = self->layout == NN_LAYOUT_PIXELS;
  char *to = input;
  Span row, column;

  if (nn_convention_is_plain (self)) {
    for (int i = 0; i < NN_PICTURE_PIXELS; i++)
      ((float *) input)[i] = self->offset + self->scale * (self->dark ? 1 - inks[i] : inks[i]);
    return;
  }
  for (int y = 0; y < self->side; y++) {
    find_span (self, y, &row);
    for (int x = 0; x < self->side; x++) {
      gsize at = (gsize) y * (gsize) self->side + (gsize) x;
      float ink, number;

      find_span (self, x, &column);
      ink = self->transposed ? ink_at (inks, &column, &row) : ink_at (inks, &row, &column);
      number = self->offset + self->scale * (self->dark ? 1 - ink : ink);
      if (self->type != NN_TYPE_FLOAT32 && self->type != NN_TYPE_FLOAT64
          && self->type != NN_TYPE_FLOAT16)
        number = roundf (number);
      for (gsize c = 0; c < (gsize) self->channels; c++)
        nn_convert (self->type,
                    to + (pixels ? at * (gsize) self->channels + c : c * plane + at) * size,
                    NN_TYPE_FLOAT32, &number, 1);
    }
  }
}

void
nn_convention_gradient (const NnInputConvention *self, const float *input_gradient, float *inks)
{
  const gsize channels = (gsize) self->channels;
  const gsize plane = (gsize) self->side * (gsize) self->side;
  const gboolean pixels = self->layout == NN_LAYOUT_PIXELS;
  const float scale = self->dark ? -self->scale : self->scale;
  Span row, column;

  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  for (int y = 0; y < self->side; y++) {
    find_span (self, y, &row);
    for (int x = 0; x < self->side; x++) {
      gsize at = (gsize) y * (gsize) self->side + (gsize) x;
      float sum = 0;

      find_span (self, x, &column);
      for (gsize c = 0; c < channels; c++)
        sum += input_gradient[pixels ? at * channels + c : c * plane + at];
      spread_ink (scale * sum, self->transposed ? &column : &row, self->transposed ? &row : &column,
                  inks);
    }
  }
}

/* Whatever comes in, what goes out is finite and adds up to 1. */
void
nn_convention_probabilities (const NnInputConvention *self,
                             guint n,
                             const float *outputs,
                             float *probabilities)
{
  gboolean logarithmic
      = self->output == NN_OUTPUT_LOGITS || self->output == NN_OUTPUT_LOG_PROBABILITIES;
  float most = -INFINITY, sum = 0, numbers[NN_N_CLASSES];

  for (guint i = 0; i < n; i++)
    if (outputs[i] > most)
      most = outputs[i];
  for (guint i = 0; i < n; i++) {
    numbers[i] = logarithmic ? expf (outputs[i] - most) : MAX (outputs[i], 0);
    if (!isfinite (numbers[i]))
      numbers[i] = 0;
    sum += numbers[i];
  }
  for (guint i = 0; i < n; i++)
    probabilities[i] = sum > 0 && isfinite (sum) ? numbers[i] / sum : 1.0f / (float) n;
}
