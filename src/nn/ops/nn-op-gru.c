/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-recurrent.h"

/*
 * GRU, gates in ONNX's order z, r, h; x is an input and h the state before it:
 *   z = f(Wz x + Rz h + b)    r = f(Wr x + Rr h + b)    h' = (1 - z) g + z h
 *   g = g(Wh x + Rh (r h) + b), or with linear_before_reset g(Wh x + r (Rh h + Rbh) + Wbh)
 *
 * z and r lie together in `gates` and g by itself, so that each product is of whole matrices. q is
 * r h, or with linear_before_reset Rh h + Rbh.
 */

typedef struct {
  NnRecurrent r;
  gboolean linear_before_reset;
} Gru;

/* Numbers that one direction keeps. */
static gsize
kept_numbers (const NnRecurrent *r)
{
  return (5 * r->steps + 1) * r->batch * r->hidden;
}

static gboolean
gru_prepare (NnOpCall *call, GError **error)
{
  static const NnActivation defaults[]
      = { NN_ACTIVATION_SIGMOID, NN_ACTIVATION_TANH, NN_ACTIVATION_NONE };
  Gru gru = { .linear_before_reset
              = nn_attributes_get_int (call->attributes, "linear_before_reset", 0) != 0 };
  NnRecurrent *r = &gru.r;
  gsize rows;

  if (!nn_recurrent_init (r, call, 3, defaults, error))
    return FALSE;
  rows = r->steps * r->batch * r->hidden;
  call->saved_size = (r->n_directions * kept_numbers (r) + nn_recurrent_copied (r)) * sizeof (float)
                     + r->n_directions * (r->clip > 0 ? 3 * rows : 0);
  call->scratch_size = (4 * rows + r->batch * r->hidden + nn_recurrent_copied (r)) * sizeof (float);
  call->settings = g_memdup2 (&gru, sizeof gru);
  return TRUE;
}

static float *
lay_out (const NnOpCall *call, int d, float *saved, float *scratch, NnRecurrentPass *pass)
{
  const NnRecurrent *r = call->settings;
  gsize rows = r->steps * r->batch * r->hidden;

  pass->clipped = (guint8 *) (saved + r->n_directions * kept_numbers (r)) + d * 3 * rows;
  pass->g_clipped = pass->clipped + 2 * rows;
  pass->gates = saved + d * kept_numbers (r);
  pass->g = pass->gates + 2 * rows;
  pass->q = pass->gates + 3 * rows;
  pass->h = pass->gates + 4 * rows;
  pass->dgates = scratch;
  pass->dg = scratch + 2 * rows;
  pass->dq = scratch + 3 * rows;
  pass->dh = scratch + 4 * rows;
  return pass->dh + r->batch * r->hidden;
}

/* --- forward --- */

/* zr and g = W x + b for all time steps; with linear_before_reset Rbh is q's. */
static void
project_inputs (const NnOpCall *call, const NnRecurrentPass *pass)
{
  const Gru *gru = call->settings;
  const NnRecurrent *r = &gru->r;
  gint64 n = r->hidden, rows = r->steps * r->batch;
  const float *wb = pass->b, *rb = pass->b != NULL ? pass->b + 3 * n : NULL;

  for (gint64 i = 0; i < rows; i++)
    for (gint64 j = 0; j < n; j++) {
      pass->gates[i * 2 * n + j] = wb != NULL ? wb[j] + rb[j] : 0;
      pass->gates[i * 2 * n + n + j] = wb != NULL ? wb[n + j] + rb[n + j] : 0;
      pass->g[i * n + j] = wb == NULL                 ? 0
                           : gru->linear_before_reset ? wb[2 * n + j]
                                                      : wb[2 * n + j] + rb[2 * n + j];
      pass->q[i * n + j] = wb != NULL && gru->linear_before_reset ? rb[2 * n + j] : 0;
    }
  nn_matrix_product (FALSE, TRUE, rows, 2 * n, r->n_in, 1, pass->x, pass->w, 1, pass->gates);
  nn_matrix_product (FALSE, TRUE, rows, n, r->n_in, 1, pass->x, pass->w + 2 * n * r->n_in, 1,
                     pass->g);
}

static void
activate (const NnRecurrent *r, NnActivation activation, gint64 n, float *numbers, guint8 *clipped)
{
  if (r->clip > 0)
    nn_recurrent_clip (r->clip, n, numbers, clipped);
  nn_activation_forward (activation, n, numbers);
}

static void
deactivate (const NnRecurrent *r,
            NnActivation activation,
            gint64 n,
            const float *numbers,
            const guint8 *clipped,
            float *gradient)
{
  nn_activation_backward (activation, n, numbers, gradient);
  if (r->clip > 0)
    nn_recurrent_unclip (n, clipped, gradient);
}

/* The new state of each sample, and Y. */
static void
finish_step (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const NnRecurrent *r = &((const Gru *) call->settings)->r;
  gint64 n = r->hidden;
  const float *z = pass->gates + t * r->batch * 2 * n, *g = pass->g + t * r->batch * n;
  const float *before = pass->h + nn_recurrent_before (r, d, t) * r->batch * n;
  float *after = pass->h + nn_recurrent_after (r, d, t) * r->batch * n;
  float *y = call->outputs[0].data;

  for (gint64 b = 0; b < r->batch; b++, z += 2 * n, g += n, before += n, after += n) {
    gboolean active = nn_recurrent_is_active (call, t, b);
    float *row = y != NULL ? y + t * r->y.time + b * r->y.batch + d * r->y.direction : NULL;

    for (gint64 j = 0; j < n; j++)
      after[j] = active ? (1 - z[j]) * g[j] + z[j] * before[j] : before[j];
    for (gint64 j = 0; row != NULL && j < n; j++)
      row[j] = active ? after[j] : 0;
  }
}

static void
run_step (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const Gru *gru = call->settings;
  const NnRecurrent *r = &gru->r;
  gint64 n = r->hidden, at = t * r->batch * n;
  const float *before = pass->h + nn_recurrent_before (r, d, t) * r->batch * n;
  const float *rh = pass->r + 2 * n * n;
  float *zr = pass->gates + 2 * at, *g = pass->g + at, *q = pass->q + at;

  nn_matrix_product (FALSE, TRUE, r->batch, 2 * n, n, 1, before, pass->r, 1, zr);
  activate (r, r->activations[d][0], 2 * r->batch * n, zr, pass->clipped + 2 * at);
  if (gru->linear_before_reset)
    nn_matrix_product (FALSE, TRUE, r->batch, n, n, 1, before, rh, 1, q);
  for (gint64 b = 0; b < r->batch; b++)
    for (gint64 j = 0; j < n; j++) {
      float reset = zr[b * 2 * n + n + j];

      if (gru->linear_before_reset)
        g[b * n + j] += reset * q[b * n + j];
      else
        q[b * n + j] = reset * before[b * n + j];
    }
  if (!gru->linear_before_reset)
    nn_matrix_product (FALSE, TRUE, r->batch, n, n, 1, q, rh, 1, g);
  activate (r, r->activations[d][1], r->batch * n, g, pass->g_clipped + at);
  finish_step (call, pass, d, t);
}

/* --- backward --- */

/* dz and dg of each sample, before their activations; dh keeps what goes straight to the state
 * before. Samples beyond their end pass everything on. */
static void
start_step_back (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const NnRecurrent *r = &((const Gru *) call->settings)->r;
  gint64 n = r->hidden, at = t * r->batch * n;
  const float *before = pass->h + nn_recurrent_before (r, d, t) * r->batch * n;
  const float *z = pass->gates + 2 * at, *g = pass->g + at, *dy = call->output_gradients[0].data;
  float *dz = pass->dgates + 2 * at, *dg = pass->dg + at, *dh = pass->dh;

  for (gint64 b = 0; b < r->batch; b++) {
    gboolean active = nn_recurrent_is_active (call, t, b);

    if (active && dy != NULL)
      nn_add (n, dy + t * r->y.time + b * r->y.batch + d * r->y.direction, dh);
    for (gint64 j = 0; j < n; j++) {
      dz[j] = active ? dh[j] * (before[j] - g[j]) : 0;
      dg[j] = active ? dh[j] * (1 - z[j]) : 0;
      dh[j] *= active ? z[j] : 1;
    }
    z += 2 * n, dz += 2 * n, g += n, dg += n, dh += n, before += n;
  }
}

static void
step_backward (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const Gru *gru = call->settings;
  const NnRecurrent *r = &gru->r;
  gint64 n = r->hidden, at = t * r->batch * n;
  const float *before = pass->h + nn_recurrent_before (r, d, t) * r->batch * n;
  const float *zr = pass->gates + 2 * at, *q = pass->q + at, *rh = pass->r + 2 * n * n;
  float *dzr = pass->dgates + 2 * at, *dg = pass->dg + at, *dq = pass->dq + at;

  start_step_back (call, pass, d, t);
  deactivate (r, r->activations[d][1], r->batch * n, pass->g + at, pass->g_clipped + at, dg);
  if (!gru->linear_before_reset)
    nn_matrix_product (FALSE, FALSE, r->batch, n, n, 1, dg, rh, 0, dq);
  for (gint64 b = 0; b < r->batch; b++)
    for (gint64 j = 0; j < n; j++) {
      gint64 i = b * n + j, reset = b * 2 * n + n + j;

      if (gru->linear_before_reset) {
        dzr[reset] = dg[i] * q[i];
        dq[i] = dg[i] * zr[reset];
      } else {
        dzr[reset] = dq[i] * before[i];
        pass->dh[i] += dq[i] * zr[reset];
      }
    }
  deactivate (r, r->activations[d][0], 2 * r->batch * n, zr, pass->clipped + 2 * at, dzr);
  if (gru->linear_before_reset)
    nn_matrix_product (FALSE, FALSE, r->batch, n, n, 1, dq, rh, 1, pass->dh);
  nn_matrix_product (FALSE, FALSE, r->batch, n, 2 * n, 1, dzr, pass->r, 1, pass->dh);
}

static void
add_rows (gint64 rows, gint64 n, const float *from, float *to)
{
  for (gint64 i = 0; i < rows; i++)
    nn_add (n, from + i * n, to);
}

/* The gradients that come from all time steps at once; added. */
static void
finish_products (const NnOpCall *call, const NnRecurrentPass *pass, int d)
{
  const Gru *gru = call->settings;
  const NnRecurrent *r = &gru->r;
  gint64 rows = r->steps * r->batch, n = r->hidden, in = r->n_in;
  const float *h = pass->h + nn_recurrent_before (r, d, 0) * r->batch * n;
  const float *of_r = gru->linear_before_reset ? pass->dq : pass->dg;

  if (pass->dw != NULL) {
    nn_matrix_product (TRUE, FALSE, 2 * n, in, rows, 1, pass->dgates, pass->x, 1, pass->dw);
    nn_matrix_product (TRUE, FALSE, n, in, rows, 1, pass->dg, pass->x, 1, pass->dw + 2 * n * in);
  }
  if (pass->dr != NULL) {
    nn_matrix_product (TRUE, FALSE, 2 * n, n, rows, 1, pass->dgates, h, 1, pass->dr);
    nn_matrix_product (TRUE, FALSE, n, n, rows, 1, of_r, gru->linear_before_reset ? h : pass->q, 1,
                       pass->dr + 2 * n * n);
  }
  if (pass->db != NULL) {
    add_rows (rows, 2 * n, pass->dgates, pass->db);
    add_rows (rows, n, pass->dg, pass->db + 2 * n);
    add_rows (rows, 2 * n, pass->dgates, pass->db + 3 * n);
    add_rows (rows, n, of_r, pass->db + 5 * n);
  }
  if (pass->dx != NULL) {
    nn_matrix_product (FALSE, FALSE, rows, in, 2 * n, 1, pass->dgates, pass->w, 1, pass->dx);
    nn_matrix_product (FALSE, FALSE, rows, in, n, 1, pass->dg, pass->w + 2 * n * in, 1, pass->dx);
  }
}

static const NnRecurrentCell cell
    = { lay_out, project_inputs, run_step, step_backward, finish_products };

static void
gru_forward (NnOpCall *call)
{
  nn_recurrent_forward (call, &cell);
}

static void
gru_backward (NnOpCall *call)
{
  nn_recurrent_backward (call, &cell);
}

/* clang-format off */
const NnOp nn_op_gru = { "GRU", 3, 6, 1, 2, gru_prepare, gru_forward, gru_backward,
  .kind = NN_OP_GRU, .adds_to = 0x2f, .weight_inputs = 0x2e,
  .multiply_adds = nn_recurrent_multiply_adds };
/* clang-format on */
