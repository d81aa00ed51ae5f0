/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/*
 * NnRecurrent: what LSTM and GRU share: sizes, directions, where a time step of a sample lies in
 * each tensor, and which steps are beyond the end of its sequence.
 *
 * A state that time step t starts from and the one that it ends with lie side by side in T + 1
 * blocks of [batch][hidden]: forwards in time it goes from block t to t + 1, backwards from t + 1
 * to t.
 */

/* Steps in numbers from one time step, sample, direction to the next; features lie together. */
typedef struct {
  gint64 time, batch, direction;
} NnRecurrentSteps;

typedef struct {
  gint64 steps, batch, n_in, hidden; /* T, B, I, H */
  int n_directions;
  gboolean reverse; /* the only direction is backwards */
  gboolean batch_first;
  float clip; /* 0: none */
  NnActivation activations[2][3];
  NnRecurrentSteps x, y, state;
} NnRecurrent;

/* Reads the attributes, checks inputs 0 to 5 (X, W, R, B, sequence_lens, initial_h), and sets
 * outputs 0 and 1 (Y, Y_h). n_gates: blocks of H rows in W and R. defaults: activations, ended by
 * NN_ACTIVATION_NONE. */
gboolean nn_recurrent_init (NnRecurrent *recurrent,
                            NnOpCall *call,
                            int n_gates,
                            const NnActivation *defaults,
                            GError **error);

/* Checks an optional input of shape [directions][n]. */
gboolean nn_recurrent_check_rows (const NnRecurrent *recurrent,
                                  const NnOpCall *call,
                                  guint i,
                                  gint64 n,
                                  GError **error);

/* Checks an optional initial state, input i. */
gboolean nn_recurrent_check_state (const NnRecurrent *recurrent,
                                   const NnOpCall *call,
                                   guint i,
                                   GError **error);

/* [directions][batch][hidden], or with the batch first. */
NnShape nn_recurrent_state_shape (const NnRecurrent *recurrent);

static inline gboolean
nn_recurrent_is_reversed (const NnRecurrent *recurrent, int direction)
{
  return recurrent->reverse || direction == 1;
}

/* The time step that a direction takes as its s-th. */
static inline gint64
nn_recurrent_time (const NnRecurrent *recurrent, int direction, gint64 s)
{
  return nn_recurrent_is_reversed (recurrent, direction) ? recurrent->steps - 1 - s : s;
}

/* The block of states that time step t of a direction starts from, and the one it ends with. */
static inline gint64
nn_recurrent_before (const NnRecurrent *recurrent, int direction, gint64 t)
{
  return nn_recurrent_is_reversed (recurrent, direction) ? t + 1 : t;
}

static inline gint64
nn_recurrent_after (const NnRecurrent *recurrent, int direction, gint64 t)
{
  return nn_recurrent_is_reversed (recurrent, direction) ? t : t + 1;
}

/* Whether time step t belongs to the sequence of sample b. Beyond its end the state stays and Y is
 * zero. */
static inline gboolean
nn_recurrent_is_active (const NnOpCall *call, gint64 t, gint64 b)
{
  return !nn_op_has_input (call, 4) || t < ((const gint32 *) call->inputs[4].data)[b];
}

/* Numbers of X that are kept in another order: all, where the batch comes first. */
static inline gsize
nn_recurrent_copied (const NnRecurrent *recurrent)
{
  return recurrent->batch_first ? recurrent->steps * recurrent->batch * recurrent->n_in : 0;
}

/* What one direction has of input or gradient i, whose first dimension is the direction. NULL where
 * there is none. */
static inline float *
nn_recurrent_rows (const NnView *views, guint i, int direction)
{
  const NnView *view = &views[i];
  gint64 n = view->shape.rank > 0 ? nn_shape_count (&view->shape) / view->shape.dims[0] : 0;

  return view->data != NULL ? (float *) view->data + direction * n : NULL;
}

/* states [T + 1][B][H]: the block that the direction starts from becomes optional input i, or zero;
 * the one that it ends with goes to optional output i. */
void nn_recurrent_set_initial (const NnRecurrent *recurrent,
                               const NnOpCall *call,
                               int direction,
                               guint i,
                               float *states);
void nn_recurrent_write_final (const NnRecurrent *recurrent,
                               NnOpCall *call,
                               int direction,
                               guint i,
                               const float *states);

/* block [B][H] = the gradient of optional output i, or zero; adds it to that of input i. */
void nn_recurrent_read_final (const NnRecurrent *recurrent,
                              const NnOpCall *call,
                              int direction,
                              guint i,
                              float *block);
void nn_recurrent_add_initial (const NnRecurrent *recurrent,
                               NnOpCall *call,
                               int direction,
                               guint i,
                               const float *block);

/* to [T][B][n] = rows of n numbers of `from`, wherever they lie; and the way back, added. */
void nn_recurrent_gather (const NnRecurrent *recurrent,
                          const NnRecurrentSteps *steps,
                          gint64 n,
                          const float *from,
                          float *to);
void nn_recurrent_scatter (const NnRecurrent *recurrent,
                           const NnRecurrentSteps *steps,
                           gint64 n,
                           const float *from,
                           float *to);

/* Limits n numbers to [-clip, clip] and notes in `clipped` which were outside. */
void nn_recurrent_clip (float clip, gint64 n, float *numbers, guint8 *clipped);

/* Sets those gradients to zero whose numbers were clipped. */
void nn_recurrent_unclip (gint64 n, const guint8 *clipped, float *gradient);
