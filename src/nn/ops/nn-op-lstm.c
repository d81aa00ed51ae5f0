/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-recurrent.h"

/*
 * LSTM, gates in ONNX's order i, o, f, c; x is an input, h and C are the states before it:
 *   i = f(Wi x + Ri h + Pi C + b)     f = f(Wf x + Rf h + Pf C + b)     g = g(Wc x + Rc h + b)
 *   C' = f C + i g                    o = f(Wo x + Ro h + Po C' + b)    h' = o h(C')
 *
 * The products with W are one matrix product for all time steps, those with R one for each.
 */

enum { INITIAL_C = 6, P };

typedef struct {
  NnRecurrent r;
  gboolean input_forget; /* f = 1 - i */
} Lstm;

static gboolean
lstm_prepare (NnOpCall *call, GError **error)
{
  static const NnActivation defaults[]
      = { NN_ACTIVATION_SIGMOID, NN_ACTIVATION_TANH, NN_ACTIVATION_TANH, NN_ACTIVATION_NONE };
  Lstm lstm = { .input_forget = nn_attributes_get_int (call->attributes, "input_forget", 0) != 0 };
  NnRecurrent *r = &lstm.r;
  gsize rows, cells, clipped;
  NnShape state;

  if (!nn_recurrent_init (r, call, 4, defaults, error)
      || !nn_recurrent_check_state (r, call, INITIAL_C, error)
      || !nn_recurrent_check_rows (r, call, P, 3 * r->hidden, error))
    return FALSE;
  state = nn_recurrent_state_shape (r);
  nn_op_set_output (call, 2, NN_TYPE_FLOAT32, &state);
  rows = r->steps * r->batch;
  cells = r->batch * r->hidden;
  clipped = r->clip > 0 ? rows * 4 * r->hidden : 0;
  call->saved_size = (r->n_directions * (rows * 4 * r->hidden + 2 * (r->steps + 1) * cells)
                      + nn_recurrent_copied (r))
                         * sizeof (float)
                     + r->n_directions * clipped;
  call->scratch_size
      = (rows * 4 * r->hidden + 2 * cells + r->hidden + nn_recurrent_copied (r)) * sizeof (float);
  call->settings = g_memdup2 (&lstm, sizeof lstm);
  return TRUE;
}

static float *
lay_out (const NnOpCall *call, int d, float *saved, float *scratch, NnRecurrentPass *pass)
{
  const NnRecurrent *r = call->settings;
  gsize gates = r->steps * r->batch * 4 * r->hidden, cells = r->batch * r->hidden;
  gsize kept = gates + 2 * (r->steps + 1) * cells;

  if (nn_op_has_input (call, P))
    pass->p = nn_recurrent_rows (call->inputs, P, d);
  if (call->n_inputs > P)
    pass->dp = nn_recurrent_rows (call->input_gradients, P, d);
  pass->clipped = (guint8 *) (saved + r->n_directions * kept) + d * gates;
  pass->gates = saved + d * kept;
  pass->h = pass->gates + gates;
  pass->c = pass->h + (r->steps + 1) * cells;
  pass->dgates = scratch;
  pass->dh = scratch + gates;
  pass->dc = pass->dh + cells;
  pass->tanh_c = pass->dc + cells;
  return pass->tanh_c + r->hidden;
}

/* --- forward --- */

/* gates = W x + b for all time steps */
static void
project_inputs (const NnOpCall *call, const NnRecurrentPass *pass)
{
  const NnRecurrent *r = call->settings;
  gint64 n = 4 * r->hidden, rows = r->steps * r->batch;

  for (gint64 i = 0; i < rows; i++)
    for (gint64 j = 0; j < n; j++)
      pass->gates[i * n + j] = pass->b != NULL ? pass->b[j] + pass->b[n + j] : 0;
  nn_matrix_product (FALSE, TRUE, rows, n, r->n_in, 1, pass->x, pass->w, 1, pass->gates);
}

static void
add_products (gint64 n, const float *a, const float *b, float *to)
{
  for (gint64 i = 0; i < n; i++)
    to[i] += a[i] * b[i];
}

/* One sample, one time step; gates come in before their activations. */
static void
run_cell (const Lstm *lstm,
          const NnActivation *activations,
          const float *p,
          float *gates,
          guint8 *clipped,
          const float *c_before,
          float *c,
          float *h)
{
  gint64 n = lstm->r.hidden;
  float *i = gates, *o = gates + n, *f = gates + 2 * n, *g = gates + 3 * n;

  if (p != NULL) {
    add_products (n, p, c_before, i);
    add_products (n, p + 2 * n, c_before, f);
  }
  if (lstm->r.clip > 0) {
    nn_recurrent_clip (lstm->r.clip, n, i, clipped);
    nn_recurrent_clip (lstm->r.clip, 2 * n, f, clipped + 2 * n);
  }
  nn_activation_forward (activations[0], n, i);
  nn_activation_forward (activations[0], n, f);
  nn_activation_forward (activations[1], n, g);
  for (gint64 j = 0; lstm->input_forget && j < n; j++)
    f[j] = 1 - i[j];
  for (gint64 j = 0; j < n; j++)
    c[j] = f[j] * c_before[j] + i[j] * g[j];
  if (p != NULL)
    add_products (n, p + n, c, o);
  if (lstm->r.clip > 0)
    nn_recurrent_clip (lstm->r.clip, n, o, clipped + n);
  nn_activation_forward (activations[0], n, o);
  memcpy (h, c, n * sizeof (float));
  nn_activation_forward (activations[2], n, h);
  for (gint64 j = 0; j < n; j++)
    h[j] *= o[j];
}

static void
run_step (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const Lstm *lstm = call->settings;
  const NnRecurrent *r = &lstm->r;
  gint64 n = r->hidden, before = nn_recurrent_before (r, d, t) * r->batch * n;
  gint64 after = nn_recurrent_after (r, d, t) * r->batch * n;
  float *gates = pass->gates + t * r->batch * 4 * n;
  float *y = call->outputs[0].data;

  nn_matrix_product (FALSE, TRUE, r->batch, 4 * n, n, 1, pass->h + before, pass->r, 1, gates);
  for (gint64 b = 0; b < r->batch; b++, before += n, after += n, gates += 4 * n) {
    gboolean active = nn_recurrent_is_active (call, t, b);
    float *row = y != NULL ? y + t * r->y.time + b * r->y.batch + d * r->y.direction : NULL;

    if (active) {
      run_cell (lstm, r->activations[d], pass->p, gates, pass->clipped + (gates - pass->gates),
                pass->c + before, pass->c + after, pass->h + after);
    } else {
      memcpy (pass->h + after, pass->h + before, n * sizeof (float));
      memcpy (pass->c + after, pass->c + before, n * sizeof (float));
    }
    if (row != NULL && active)
      memcpy (row, pass->h + after, n * sizeof (float));
    else if (row != NULL)
      memset (row, 0, n * sizeof (float));
  }
}

/* --- backward --- */

/* One sample, one time step. dh: of h'; dc: comes in as that of C' from later steps and goes out as
 * that of C. */
static void
lstm_cell_backward (const Lstm *lstm,
                    const NnActivation *activations,
                    const NnRecurrentPass *pass,
                    const float *gates,
                    float *dgates,
                    const guint8 *clipped,
                    const float *c_before,
                    const float *c,
                    const float *dh,
                    float *dc)
{
  gint64 n = lstm->r.hidden;
  const float *i = gates, *o = gates + n, *f = gates + 2 * n, *g = gates + 3 * n;
  float *di = dgates, *d_o = dgates + n, *df = dgates + 2 * n, *dg = dgates + 3 * n;
  const float *p = pass->p;

  /* dg holds dh o for a moment. */
  memcpy (pass->tanh_c, c, n * sizeof (float));
  nn_activation_forward (activations[2], n, pass->tanh_c);
  for (gint64 j = 0; j < n; j++) {
    d_o[j] = dh[j] * pass->tanh_c[j];
    dg[j] = dh[j] * o[j];
  }
  nn_activation_backward (activations[2], n, pass->tanh_c, dg);
  nn_activation_backward (activations[0], n, o, d_o);
  if (lstm->r.clip > 0)
    nn_recurrent_unclip (n, clipped + n, d_o);
  nn_add (n, dg, dc);
  if (p != NULL)
    add_products (n, p + n, d_o, dc);

  for (gint64 j = 0; j < n; j++) {
    di[j] = dc[j] * g[j] - (lstm->input_forget ? dc[j] * c_before[j] : 0);
    df[j] = lstm->input_forget ? 0 : dc[j] * c_before[j];
    dg[j] = dc[j] * i[j];
    dc[j] *= f[j];
  }
  nn_activation_backward (activations[0], n, i, di);
  nn_activation_backward (activations[0], n, f, df);
  nn_activation_backward (activations[1], n, g, dg);
  if (lstm->r.clip > 0) {
    nn_recurrent_unclip (n, clipped, di);
    nn_recurrent_unclip (2 * n, clipped + 2 * n, df);
  }
  if (p != NULL) {
    add_products (n, p, di, dc);
    add_products (n, p + 2 * n, df, dc);
  }
  if (pass->dp != NULL) {
    add_products (n, di, c_before, pass->dp);
    add_products (n, d_o, c, pass->dp + n);
    add_products (n, df, c_before, pass->dp + 2 * n);
  }
}

static void
step_backward (NnOpCall *call, const NnRecurrentPass *pass, int d, gint64 t)
{
  const Lstm *lstm = call->settings;
  const NnRecurrent *r = &lstm->r;
  gint64 n = r->hidden, before = nn_recurrent_before (r, d, t) * r->batch * n;
  gint64 after = nn_recurrent_after (r, d, t) * r->batch * n;
  gint64 row = t * r->batch * 4 * n;
  const float *dy = call->output_gradients[0].data;

  for (gint64 b = 0; b < r->batch; b++, row += 4 * n) {
    float *dh = pass->dh + b * n;

    if (!nn_recurrent_is_active (call, t, b)) {
      memset (pass->dgates + row, 0, 4 * n * sizeof (float));
      continue;
    }
    if (dy != NULL)
      nn_add (n, dy + t * r->y.time + b * r->y.batch + d * r->y.direction, dh);
    lstm_cell_backward (lstm, r->activations[d], pass, pass->gates + row, pass->dgates + row,
                        pass->clipped + row, pass->c + before + b * n, pass->c + after + b * n, dh,
                        pass->dc + b * n);
    memset (dh, 0, n * sizeof (float));
  }
  nn_matrix_product (FALSE, FALSE, r->batch, n, 4 * n, 1, pass->dgates + t * r->batch * 4 * n,
                     pass->r, 1, pass->dh);
}

/* The gradients that come from all time steps at once; added. */
static void
finish_products (const NnOpCall *call, const NnRecurrentPass *pass, int d)
{
  const NnRecurrent *r = call->settings;
  gint64 rows = r->steps * r->batch, n = r->hidden;
  const float *h = pass->h + (nn_recurrent_is_reversed (r, d) ? r->batch * n : 0);

  if (pass->dw != NULL)
    nn_matrix_product (TRUE, FALSE, 4 * n, r->n_in, rows, 1, pass->dgates, pass->x, 1, pass->dw);
  if (pass->dr != NULL)
    nn_matrix_product (TRUE, FALSE, 4 * n, n, rows, 1, pass->dgates, h, 1, pass->dr);
  for (gint64 i = 0; pass->db != NULL && i < rows; i++) {
    nn_add (4 * n, pass->dgates + i * 4 * n, pass->db);
    nn_add (4 * n, pass->dgates + i * 4 * n, pass->db + 4 * n);
  }
  if (pass->dx != NULL)
    nn_matrix_product (FALSE, FALSE, rows, r->n_in, 4 * n, 1, pass->dgates, pass->w, 1, pass->dx);
}

static const NnRecurrentCell cell
    = { lay_out, project_inputs, run_step, step_backward, finish_products };

static void
lstm_forward (NnOpCall *call)
{
  nn_recurrent_forward (call, &cell);
}

static void
lstm_backward (NnOpCall *call)
{
  nn_recurrent_backward (call, &cell);
}

/* clang-format off */
const NnOp nn_op_lstm = { "LSTM", 3, 8, 1, 3, lstm_prepare, lstm_forward, lstm_backward,
  .kind = NN_OP_LSTM, .adds_to = 0xff, .weight_inputs = 0xee,
  .multiply_adds = nn_recurrent_multiply_adds };
/* clang-format on */
