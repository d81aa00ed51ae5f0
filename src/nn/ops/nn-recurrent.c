/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-recurrent.h"

#include <string.h>

/* Inputs; INITIAL_C is the LSTM's. */
enum { X, W, R, B, LENGTHS, INITIAL_H, INITIAL_C };

static gboolean
read_direction (NnRecurrent *r, const NnOpCall *call, GError **error)
{
  const char *direction = nn_attributes_get_string (call->attributes, "direction", "forward");

  r->reverse = g_str_equal (direction, "reverse");
  r->n_directions = g_str_equal (direction, "bidirectional") ? 2 : 1;
  if (r->reverse || r->n_directions == 2 || g_str_equal (direction, "forward"))
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
               "direction is '%s', but must be forward, reverse or bidirectional", direction);
  return FALSE;
}

static gboolean
read_activations (NnRecurrent *r,
                  const NnOpCall *call,
                  const NnActivation *defaults,
                  GError **error)
{
  const NnAttribute *names = nn_attributes_find (call->attributes, "activations");
  int n = 0;

  while (n < 3 && defaults[n] != NN_ACTIVATION_NONE)
    n++;
  for (int d = 0; d < r->n_directions; d++)
    memcpy (r->activations[d], defaults, n * sizeof (NnActivation));
  if (names == NULL || names->kind != NN_ATTRIBUTE_STRINGS)
    return TRUE;
  if (names->n_items != (guint) (n * r->n_directions)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "there are %u activations, but there must be %d",
                 names->n_items, n * r->n_directions);
    return FALSE;
  }
  for (guint i = 0; i < names->n_items; i++) {
    const char *name = names->strings[i];
    NnActivation *activation = &r->activations[i / n][i % n];

    if (g_ascii_strcasecmp (name, "Sigmoid") == 0)
      *activation = NN_ACTIVATION_SIGMOID;
    else if (g_ascii_strcasecmp (name, "Tanh") == 0)
      *activation = NN_ACTIVATION_TANH;
    else if (g_ascii_strcasecmp (name, "Relu") == 0)
      *activation = NN_ACTIVATION_RELU;
    else {
      g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                   "the activation %s is not supported; Sigmoid, Tanh and Relu are", name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_shape (const NnOpCall *call, guint i, const NnShape *expected, GError **error)
{
  g_autofree char *is = NULL;
  g_autofree char *must = NULL;

  if (!nn_op_check_type (call, i, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (nn_shape_equal (&call->inputs[i].shape, expected))
    return TRUE;
  is = nn_shape_to_string (&call->inputs[i].shape);
  must = nn_shape_to_string (expected);
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "input %u has the shape %s, but must have %s", i,
               is, must);
  return FALSE;
}

gboolean
nn_recurrent_check_rows (const NnRecurrent *r,
                         const NnOpCall *call,
                         guint i,
                         gint64 n,
                         GError **error)
{
  return !nn_op_has_input (call, i) || check_shape (call, i, &NN_SHAPE (r->n_directions, n), error);
}

NnShape
nn_recurrent_state_shape (const NnRecurrent *r)
{
  return r->batch_first ? NN_SHAPE (r->batch, r->n_directions, r->hidden)
                        : NN_SHAPE (r->n_directions, r->batch, r->hidden);
}

gboolean
nn_recurrent_check_state (const NnRecurrent *r, const NnOpCall *call, guint i, GError **error)
{
  NnShape shape = nn_recurrent_state_shape (r);

  return !nn_op_has_input (call, i) || check_shape (call, i, &shape, error);
}

static void
find_steps (NnRecurrent *r)
{
  gint64 t = r->steps, b = r->batch, d = r->n_directions, h = r->hidden;

  if (r->batch_first) {
    r->x = (NnRecurrentSteps){ r->n_in, t * r->n_in, 0 };
    r->y = (NnRecurrentSteps){ d * h, t * d * h, h };
    r->state = (NnRecurrentSteps){ 0, d * h, h };
  } else {
    r->x = (NnRecurrentSteps){ b * r->n_in, r->n_in, 0 };
    r->y = (NnRecurrentSteps){ d * b * h, h, b * h };
    r->state = (NnRecurrentSteps){ 0, h, b * h };
  }
}

gboolean
nn_recurrent_init (NnRecurrent *r,
                   NnOpCall *call,
                   int n_gates,
                   const NnActivation *defaults,
                   GError **error)
{
  const NnShape *x = &call->inputs[0].shape, *w = &call->inputs[1].shape;
  NnShape shape, state;

  *r = (NnRecurrent){ .n_gates = n_gates,
                      .batch_first = nn_attributes_get_int (call->attributes, "layout", 0) != 0,
                      .clip = (float) nn_attributes_get_float (call->attributes, "clip", 0) };
  if (!nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error) || !nn_op_check_rank (call, 0, 3, error)
      || !nn_op_check_rank (call, 1, 3, error) || !nn_op_check_rank (call, 2, 3, error)
      || !read_direction (r, call, error) || !read_activations (r, call, defaults, error))
    return FALSE;
  r->steps = x->dims[r->batch_first ? 1 : 0];
  r->batch = x->dims[r->batch_first ? 0 : 1];
  r->n_in = x->dims[2];
  r->hidden = nn_attributes_get_int (call->attributes, "hidden_size", w->dims[1] / n_gates);
  if (r->hidden < 1 || r->hidden > w->dims[1]) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "hidden_size is %" G_GINT64_FORMAT ", but the weights have %" G_GINT64_FORMAT
                 " rows",
                 r->hidden, w->dims[1]);
    return FALSE;
  }
  if (!check_shape (call, 1, &NN_SHAPE (r->n_directions, n_gates * r->hidden, r->n_in), error)
      || !check_shape (call, 2, &NN_SHAPE (r->n_directions, n_gates * r->hidden, r->hidden), error)
      || !nn_recurrent_check_rows (r, call, 3, 2 * n_gates * r->hidden, error)
      || !nn_recurrent_check_state (r, call, 5, error))
    return FALSE;
  if (nn_op_has_input (call, 4)
      && (!nn_op_check_type (call, 4, NN_TYPE_INT32, error)
          || !nn_op_check_rank (call, 4, 1, error)))
    return FALSE;
  if (nn_op_has_input (call, 4) && call->inputs[4].shape.dims[0] != r->batch) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "there must be %" G_GINT64_FORMAT " lengths",
                 r->batch);
    return FALSE;
  }
  find_steps (r);
  shape = r->batch_first ? NN_SHAPE (r->batch, r->steps, r->n_directions, r->hidden)
                         : NN_SHAPE (r->steps, r->n_directions, r->batch, r->hidden);
  state = nn_recurrent_state_shape (r);
  /* Twice the numbers of all gates must be countable: saved and scratch memory hold them. */
  if (nn_shape_count (&shape) < 0
      || (double) r->steps * r->batch * r->n_directions * n_gates * r->hidden * 16
             > NN_TENSOR_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the sequences need too much memory");
    return FALSE;
  }
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  nn_op_set_output (call, 1, NN_TYPE_FLOAT32, &state);
  return TRUE;
}

/* Rows of a state tensor, or of its gradient, to [B][H]; zero where there is none. */
static void
read_state (const NnRecurrent *r, int d, const float *from, float *block)
{
  for (gint64 b = 0; b < r->batch; b++, block += r->hidden)
    if (from != NULL)
      memcpy (block, from + d * r->state.direction + b * r->state.batch,
              r->hidden * sizeof (float));
    else
      memset (block, 0, r->hidden * sizeof (float));
}

/* states [T + 1][B][H]: the block that the direction starts from becomes optional input i, or zero.
 */
static void
set_initial (const NnRecurrent *r, const NnOpCall *call, int d, guint i, float *states)
{
  gint64 first = nn_recurrent_is_reversed (r, d) ? r->steps : 0;

  read_state (r, d, nn_op_has_input (call, i) ? call->inputs[i].data : NULL,
              states + first * r->batch * r->hidden);
}

/* The block that the direction ends with goes to optional output i. */
static void
write_final (const NnRecurrent *r, NnOpCall *call, int d, guint i, const float *states)
{
  gint64 last = nn_recurrent_is_reversed (r, d) ? 0 : r->steps;
  float *to = i < call->n_outputs ? call->outputs[i].data : NULL;

  for (gint64 b = 0; to != NULL && b < r->batch; b++)
    memcpy (to + d * r->state.direction + b * r->state.batch,
            states + (last * r->batch + b) * r->hidden, r->hidden * sizeof (float));
}

/* Adds block [B][H] to the gradient of optional input i. */
static void
add_initial (const NnRecurrent *r, NnOpCall *call, int d, guint i, const float *block)
{
  float *to = nn_op_wants_gradient (call, i) ? call->input_gradients[i].data : NULL;

  for (gint64 b = 0; to != NULL && b < r->batch; b++)
    nn_add (r->hidden, block + b * r->hidden, to + d * r->state.direction + b * r->state.batch);
}

/* Numbers of X that are kept in another order: all, where the batch comes first. */
gsize
nn_recurrent_copied (const NnRecurrent *r)
{
  return r->batch_first ? r->steps * r->batch * r->n_in : 0;
}

static void
start_pass (const NnOpCall *call, const NnRecurrentCell *cell, int d, NnRecurrentPass *pass)
{
  const NnRecurrent *r = call->settings;
  float *saved = call->saved, *rest;

  *pass = (NnRecurrentPass){
    .x = r->batch_first ? saved : call->inputs[X].data,
    .w = nn_recurrent_rows (call->inputs, W, d),
    .r = nn_recurrent_rows (call->inputs, R, d),
    .b = nn_op_has_input (call, B) ? nn_recurrent_rows (call->inputs, B, d) : NULL,
    .dw = nn_recurrent_rows (call->input_gradients, W, d),
    .dr = nn_recurrent_rows (call->input_gradients, R, d),
    .db = call->n_inputs > B ? nn_recurrent_rows (call->input_gradients, B, d) : NULL,
  };
  rest = cell->lay_out (call, d, saved + nn_recurrent_copied (r), call->scratch, pass);
  pass->dx = r->batch_first ? rest : call->input_gradients[X].data;
}

void
nn_recurrent_forward (NnOpCall *call, const NnRecurrentCell *cell)
{
  const NnRecurrent *r = call->settings;
  float *copy = call->saved;
  NnRecurrentPass pass;

  for (gint64 t = 0; r->batch_first && t < r->steps; t++)
    for (gint64 b = 0; b < r->batch; b++, copy += r->n_in)
      memcpy (copy, (float *) call->inputs[X].data + t * r->x.time + b * r->x.batch,
              r->n_in * sizeof (float));
  for (int d = 0; d < r->n_directions; d++) {
    start_pass (call, cell, d, &pass);
    set_initial (r, call, d, INITIAL_H, pass.h);
    if (pass.c != NULL)
      set_initial (r, call, d, INITIAL_C, pass.c);
    cell->project_inputs (call, &pass);
    for (gint64 s = 0; s < r->steps; s++)
      cell->step (call, &pass, d, nn_recurrent_time (r, d, s));
    write_final (r, call, d, 1, pass.h);
    if (pass.c != NULL)
      write_final (r, call, d, 2, pass.c);
  }
}

static const float *
final_gradient (const NnOpCall *call, guint i)
{
  return i < call->n_outputs ? call->output_gradients[i].data : NULL;
}

void
nn_recurrent_backward (NnOpCall *call, const NnRecurrentCell *cell)
{
  const NnRecurrent *r = call->settings;
  gboolean wants_x = nn_op_wants_gradient (call, X);
  NnRecurrentPass pass;

  for (int d = 0; d < r->n_directions; d++) {
    start_pass (call, cell, d, &pass);
    read_state (r, d, final_gradient (call, 1), pass.dh);
    if (pass.c != NULL)
      read_state (r, d, final_gradient (call, 2), pass.dc);
    for (gint64 s = r->steps - 1; s >= 0; s--)
      cell->step_backward (call, &pass, d, nn_recurrent_time (r, d, s));
    add_initial (r, call, d, INITIAL_H, pass.dh);
    if (pass.c != NULL)
      add_initial (r, call, d, INITIAL_C, pass.dc);
    if (!wants_x)
      pass.dx = NULL;
    else if (r->batch_first)
      memset (pass.dx, 0, nn_recurrent_copied (r) * sizeof (float));
    cell->finish (call, &pass, d);
    for (gint64 t = 0; wants_x && r->batch_first && t < r->steps; t++)
      for (gint64 b = 0; b < r->batch; b++, pass.dx += r->n_in)
        nn_add (r->n_in, pass.dx,
                (float *) call->input_gradients[X].data + t * r->x.time + b * r->x.batch);
  }
}

gint64
nn_recurrent_multiply_adds (const NnOpCall *call)
{
  const NnRecurrent *r = call->settings;

  return r->n_directions * r->steps * r->batch * r->n_gates * r->hidden * (r->n_in + r->hidden);
}

void
nn_recurrent_clip (float clip, gint64 n, float *numbers, guint8 *clipped)
{
  for (gint64 i = 0; i < n; i++) {
    clipped[i] = numbers[i] > clip || numbers[i] < -clip;
    numbers[i] = CLAMP (numbers[i], -clip, clip);
  }
}

void
nn_recurrent_unclip (gint64 n, const guint8 *clipped, float *gradient)
{
  for (gint64 i = 0; i < n; i++)
    if (clipped[i])
      gradient[i] = 0;
}
