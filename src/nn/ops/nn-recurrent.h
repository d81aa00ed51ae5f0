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
  int n_gates, n_directions;
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

/* Floats at the beginning of the saved memory, and at the end of the scratch memory, where X is
 * kept in another order: all of it, where the batch comes first. */
gsize nn_recurrent_copied (const NnRecurrent *recurrent);

/* What one direction has of input or gradient i, whose first dimension is the direction. NULL where
 * there is none. */
static inline float *
nn_recurrent_rows (const NnView *views, guint i, int direction)
{
  const NnView *view = &views[i];
  gint64 n = view->shape.rank > 0 ? nn_shape_count (&view->shape) / view->shape.dims[0] : 0;

  return view->data != NULL ? (float *) view->data + direction * n : NULL;
}

/* What one direction works on; p, c, dc, dp and tanh_c are the LSTM's, g and q the GRU's. */
typedef struct {
  const float *x;              /* [T][B][I] */
  const float *w, *r, *b, *p;  /* of the direction; b and p may be NULL */
  float *dw, *dr, *db, *dp;    /* likewise, or NULL where they are not wanted */
  float *dx;                   /* [T][B][I]; NULL likewise */
  float *gates, *dgates;       /* [T][B][4][H], GRU [T][B][2][H]; after their activations */
  float *g, *dg, *q, *dq;      /* [T][B][H] */
  guint8 *clipped, *g_clipped; /* as gates and g, only with clip */
  float *h, *c;                /* [T + 1][B][H] */
  float *dh, *dc;              /* [B][H]: of the step that comes next on the way back */
  float *tanh_c;               /* [H] */
} NnRecurrentPass;

typedef struct {
  /* Places the pointers from `gates` on; the end of the scratch memory that it took. */
  float *(*lay_out) (const NnOpCall *call,
                     int direction,
                     float *saved,
                     float *scratch,
                     NnRecurrentPass *pass);
  /* gates = W x + b for all time steps */
  void (*project_inputs) (const NnOpCall *call, const NnRecurrentPass *pass);
  void (*step) (NnOpCall *call, const NnRecurrentPass *pass, int direction, gint64 t);
  void (*step_backward) (NnOpCall *call, const NnRecurrentPass *pass, int direction, gint64 t);
  /* Adds the gradients that come from all time steps at once. */
  void (*finish) (const NnOpCall *call, const NnRecurrentPass *pass, int direction);
} NnRecurrentCell;

/* call->settings begins with an NnRecurrent. */
void nn_recurrent_forward (NnOpCall *call, const NnRecurrentCell *cell);
void nn_recurrent_backward (NnOpCall *call, const NnRecurrentCell *cell);
gint64 nn_recurrent_multiply_adds (const NnOpCall *call);

/* Limits n numbers to [-clip, clip] and notes in `clipped` which were outside. */
void nn_recurrent_clip (float clip, gint64 n, float *numbers, guint8 *clipped);

/* Sets those gradients to zero whose numbers were clipped. */
void nn_recurrent_unclip (gint64 n, const guint8 *clipped, float *gradient);
