/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

/*
 * Dropout: in training each number becomes 0 with probability `ratio`, and the others grow by
 * 1 / (1 - ratio), so that the mean stays; otherwise nothing happens.
 *
 * The random state is the run's. A node that sets training itself (input 2) although the
 * plan is for inference draws from the generator of its `seed`, the same at each run: the one that
 * ONNX's reference uses, the Mersenne Twister with 53 bits a number.
 */

typedef struct {
  float ratio;    /* negative: input 1, known only when it runs */
  gboolean drop;  /* the node sets it itself */
  double drawn[]; /* then: a number in [0, 1) for each; those below the ratio go */
} Dropout;

static void
draw (Dropout *dropout, gint64 n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gint64 i = 0; i < n; i++) {
    guint32 high = g_rand_int (rand) >> 5, low = g_rand_int (rand) >> 6;

    dropout->drawn[i] = (high * 67108864.0 + low) / 9007199254740992.0;
  }
}

static gboolean
is_asked_to_drop (const NnOpCall *call)
{
  return nn_op_has_input (call, 2) && call->inputs[2].data != NULL
         && nn_shape_count (&call->inputs[2].shape) == 1
         && *(const guint8 *) call->inputs[2].data != 0;
}

static gboolean
read_ratio (const NnOpCall *call, double *ratio, GError **error)
{
  const NnView *input = &call->inputs[1];

  *ratio = nn_attributes_get_float (call->attributes, "ratio", 0.5);
  if (nn_op_has_input (call, 1)) {
    if (nn_shape_count (&input->shape) != 1) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the ratio must be one number");
      return FALSE;
    }
    *ratio = -1;
    if (input->data != NULL)
      nn_convert (NN_TYPE_FLOAT64, ratio, input->type, input->data, 1);
    else if (input->type != NN_TYPE_FLOAT32)
      return nn_op_check_type (call, 1, NN_TYPE_FLOAT32, error);
    else
      return TRUE;
  }
  if (*ratio >= 0 && *ratio < 1)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the ratio is %g, but must be in [0, 1)", *ratio);
  return FALSE;
}

static gboolean
dropout_prepare (NnOpCall *call, GError **error)
{
  const NnView *x = &call->inputs[0];
  gint64 n = nn_shape_count (&x->shape);
  gint64 seed = nn_attributes_get_int (call->attributes, "seed", 0);
  Dropout *dropout;
  double ratio;

  if (!read_ratio (call, &ratio, error))
    return FALSE;
  dropout = g_malloc0 (sizeof *dropout
                       + (!call->training && is_asked_to_drop (call) ? n * sizeof (double) : 0));
  call->settings = dropout;
  dropout->ratio = (float) ratio;
  dropout->drop = !call->training && is_asked_to_drop (call);
  call->training |= dropout->drop;
  if (call->training && !nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error))
    return FALSE;
  if (dropout->drop)
    draw (dropout, n, (guint32) seed);
  if (call->training)
    call->saved_size = n;
  nn_op_set_output (call, 0, x->type, &x->shape);
  nn_op_set_output (call, 1, call->opset < 10 ? x->type : NN_TYPE_BOOL, &x->shape);
  return TRUE;
}

static float
ratio_of (const NnOpCall *call)
{
  const Dropout *dropout = call->settings;
  float ratio = dropout->ratio >= 0 ? dropout->ratio : *(const float *) call->inputs[1].data;

  return ratio > 0 && ratio < 1 ? ratio : 0;
}

/* Without a random state everything stays. */
static void
choose_kept (NnOpCall *call, gint64 n, float ratio)
{
  const Dropout *dropout = call->settings;
  guint32 limit = (guint32) ((double) ratio * 0x1p32);
  guint8 *kept = call->saved;

  if (dropout->drop)
    for (gint64 i = 0; i < n; i++)
      kept[i] = dropout->drawn[i] >= ratio;
  else if (call->random == NULL || limit == 0)
    memset (kept, 1, n);
  else
    for (gint64 i = 0; i < n; i += 2) {
      guint64 bits = nn_random_next (call->random);

      kept[i] = (guint32) bits >= limit;
      if (i + 1 < n)
        kept[i + 1] = (guint32) (bits >> 32) >= limit;
    }
}

static float
scale_of (const NnOpCall *call)
{
  const Dropout *dropout = call->settings;

  return dropout->drop || call->random != NULL ? 1 / (1 - ratio_of (call)) : 1;
}

static void
write_mask (NnOpCall *call, gint64 n)
{
  NnView *mask = &call->outputs[1];
  const guint8 one = 1;

  for (gint64 i = 0; i < n; i++)
    nn_convert (mask->type, (char *) mask->data + i * nn_type_size (mask->type), NN_TYPE_BOOL,
                call->training ? (guint8 *) call->saved + i : &one, 1);
}

static void
dropout_forward (NnOpCall *call)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);

  if (call->training) {
    const float *x = call->inputs[0].data;
    float *y = call->outputs[0].data;
    float scale = scale_of (call);
    const guint8 *kept = call->saved;

    choose_kept (call, n, ratio_of (call));
    for (gint64 i = 0; i < n; i++)
      y[i] = kept[i] ? scale * x[i] : 0;
  } else if (call->outputs[0].data != call->inputs[0].data && n > 0) {
    memcpy (call->outputs[0].data, call->inputs[0].data, n * nn_type_size (call->inputs[0].type));
  }
  if (call->n_outputs > 1 && call->outputs[1].data != NULL)
    write_mask (call, n);
}

static void
dropout_backward (NnOpCall *call)
{
  gint64 n = nn_shape_count (&call->outputs[0].shape);
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;
  const guint8 *kept = call->saved;
  float scale = scale_of (call);

  if (!call->training) {
    memcpy (dx, dy, n * sizeof (float));
    return;
  }
  for (gint64 i = 0; i < n; i++)
    dx[i] = kept[i] ? scale * dy[i] : 0;
}

static gboolean
dropout_can_batch_last (const NnOpCall *call)
{
  return call->n_outputs == 1;
}

/* clang-format off */
const NnOp nn_op_dropout = { "Dropout", 1, 3, 1, 2, dropout_prepare, dropout_forward, dropout_backward,
  .flags = NN_OP_ALIASES | NN_OP_RANDOM | NN_OP_KEEPS_SIGN,
  .can_batch_last = dropout_can_batch_last };
/* clang-format on */
