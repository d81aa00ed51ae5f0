/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <math.h>
#include <string.h>

#include "nn/ops/nn-normalize.h"

/* Operators that normalise; what they share is NnNormalize. saved: mean, factor and variance of
 * each group; scratch: two sums of each group. */

typedef struct {
  NnWalk walk, batch_last;
  gint64 n_groups, count;
  float epsilon, momentum;
  gboolean of_batch; /* BatchNormalization with the statistics of the batch */
  gboolean kept;     /* BatchNormalization with the statistics that it keeps */
} Settings;

static NnNormalize
groups_of (const NnOpCall *call)
{
  const Settings *s = call->settings;
  float *saved = call->saved, *scratch = call->scratch;

  return (NnNormalize){
    s->n_groups, s->count, saved, saved + s->n_groups, { scratch, scratch + s->n_groups }
  };
}

/* The same for going back: kept statistics do not move with x, as those of endlessly many numbers
 * would not. */
static NnNormalize
groups_for_backward (const NnOpCall *call)
{
  const Settings *s = call->settings;
  NnNormalize groups = groups_of (call);

  if (s->kept)
    groups.count = G_MAXINT64;
  return groups;
}

static const NnWalk *
walk_of (const NnOpCall *call)
{
  const Settings *s = call->settings;

  return call->batch_last ? &s->batch_last : &s->walk;
}

static void
keep_settings (NnOpCall *call, Settings *s)
{
  nn_walk_join (&s->walk);
  nn_walk_join (&s->batch_last);
  call->saved_size = 3 * s->n_groups * sizeof (float);
  call->scratch_size = 2 * s->n_groups * sizeof (float);
  call->settings = g_memdup2 (s, sizeof *s);
}

static gboolean
check_floats (const NnOpCall *call, GError **error)
{
  for (guint i = 0; i < call->n_inputs; i++)
    if (nn_op_has_input (call, i) && !nn_op_check_type (call, i, NN_TYPE_FLOAT32, error))
      return FALSE;
  return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
}

/* The gradients of x, scale and bias. */
static void
normalize_backward (NnOpCall *call)
{
  NnNormalize groups = groups_for_backward (call);
  float *gradients[3] = { NULL, NULL, NULL };

  for (guint i = 0; i < 3; i++) {
    if (nn_op_wants_gradient (call, i))
      gradients[i] = call->input_gradients[i].data;
  }
  /* Only LayerNormalization has other outputs that something may depend on. */
  if (call->output_gradients[0].data == NULL)
    return;
  nn_normalize_backward (&groups, walk_of (call), call->inputs[0].data,
                         call->n_inputs > 1 ? call->inputs[1].data : NULL,
                         call->output_gradients[0].data, gradients[0], gradients[1], gradients[2]);
}

/* --- BatchNormalization: a group is a channel. In training its statistics are the batch's, and the
 * gradient of the kept ones is how far they are from them. --- */

enum { X, SCALE, BIAS, MEAN, VARIANCE };

static gboolean
batch_prepare (NnOpCall *call, GError **error)
{
  const NnShape *x = &call->inputs[X].shape;
  gint64 channels = x->rank > 1 ? x->dims[1] : 1;
  gint64 n = nn_shape_count (x);
  Settings s = { .n_groups = channels,
                 .count = channels > 0 ? n / channels : 0,
                 .epsilon = (float) nn_attributes_get_float (call->attributes, "epsilon", 1e-5),
                 .momentum = (float) nn_attributes_get_float (call->attributes, "momentum", 0.9),
                 .of_batch = call->training
                             || nn_attributes_get_int (call->attributes, "training_mode", 0) != 0 };
  gint64 batch = x->rank > 0 ? x->dims[0] : 0, plane = s.count / MAX (1, batch);

  s.kept = !s.of_batch;
  if (!check_floats (call, error))
    return FALSE;
  if (x->rank < 1 || nn_attributes_get_int (call->attributes, "spatial", 1) == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "only statistics of whole channels of [N][C]... are supported");
    return FALSE;
  }
  for (guint i = SCALE; i <= VARIANCE; i++)
    if (nn_shape_count (&call->inputs[i].shape) != channels) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "input %u must have %" G_GINT64_FORMAT " numbers", i, channels);
      return FALSE;
    }
  nn_walk_init (&s.walk, &NN_SHAPE (batch, channels, plane));
  nn_walk_add (&s.walk, 0, (gint64[]){ 0, 1, 0 });
  nn_walk_add (&s.walk, 0, (gint64[]){ channels * plane, plane, 1 });
  nn_walk_add (&s.walk, 0, (gint64[]){ 0, 1, 0 });
  nn_walk_init (&s.batch_last, &NN_SHAPE (channels, plane * batch));
  nn_walk_add (&s.batch_last, 0, (gint64[]){ 1, 0 });
  nn_walk_add (&s.batch_last, 0, (gint64[]){ plane * batch, 1 });
  nn_walk_add (&s.batch_last, 0, (gint64[]){ 1, 0 });
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, x);
  for (guint i = 1; i < call->n_outputs; i++)
    nn_op_set_output (call, i, NN_TYPE_FLOAT32, &NN_SHAPE (channels));
  keep_settings (call, &s);
  return TRUE;
}

/* Outputs 1 and 2: the kept statistics after this batch; before operator set 14 outputs 3 and 4 are
 * the batch's own. */
static void
write_statistics (NnOpCall *call, const NnNormalize *groups, const float *variance)
{
  const Settings *s = call->settings;

  for (guint i = 1; i < call->n_outputs; i++) {
    const float *of_batch = i % 2 == 1 ? groups->mean : variance;
    const float *kept = call->inputs[i % 2 == 1 ? MEAN : VARIANCE].data;
    float *to = call->outputs[i].data;

    for (gint64 c = 0; to != NULL && c < s->n_groups; c++)
      to[c] = !s->of_batch ? kept[c]
              : i > 2      ? of_batch[c]
                           : s->momentum * kept[c] + (1 - s->momentum) * of_batch[c];
  }
}

static void
batch_forward (NnOpCall *call)
{
  const Settings *s = call->settings;
  NnNormalize groups = groups_of (call);
  float *variance = groups.factor + s->n_groups;

  if (s->of_batch) {
    nn_normalize_moments (&groups, walk_of (call), call->inputs[X].data);
    memcpy (variance, groups.factor, s->n_groups * sizeof (float));
  } else {
    memcpy (groups.mean, call->inputs[MEAN].data, s->n_groups * sizeof (float));
    memcpy (variance, call->inputs[VARIANCE].data, s->n_groups * sizeof (float));
  }
  for (gint64 c = 0; c < s->n_groups; c++)
    groups.factor[c] = 1 / sqrtf (variance[c] + s->epsilon);
  nn_normalize_forward (&groups, walk_of (call), call->inputs[X].data, call->inputs[SCALE].data,
                        call->inputs[BIAS].data, call->outputs[0].data);
  write_statistics (call, &groups, variance);
}

static void
batch_backward (NnOpCall *call)
{
  const Settings *s = call->settings;
  const float *of_batch[2] = { call->saved, (const float *) call->saved + 2 * s->n_groups };

  normalize_backward (call);
  for (guint i = MEAN; i <= VARIANCE; i++) {
    const float *kept = call->inputs[i].data;
    float *difference = nn_op_wants_gradient (call, i) ? call->input_gradients[i].data : NULL;

    for (gint64 c = 0; difference != NULL && c < s->n_groups; c++)
      difference[c] = difference[c] + of_batch[i - MEAN][c] - kept[c];
  }
}

static gboolean
batch_can_batch_last (const NnOpCall *call)
{
  return call->n_outputs == 1 && call->inputs[X].shape.rank > 1;
}

/* clang-format off */
const NnOp nn_op_batch_normalization = { "BatchNormalization", 5, 5, 1, 5, batch_prepare, batch_forward, batch_backward,
  .kind = NN_OP_BATCH_NORMALIZATION,
  .flags = NN_OP_KEEPS_STATISTICS | NN_OP_KEEPS_SIGN, .adds_to = 0x1f, .weight_inputs = 0x06,
  .statistic_inputs = 0x18, .can_batch_last = batch_can_batch_last };
/* clang-format on */

/* --- LayerNormalization: a group spans the dimensions from `axis` on; scale and bias have its
 * shape --- */

static gboolean
layer_prepare (NnOpCall *call, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", -1);
  Settings s = { .n_groups = 1,
                 .count = 1,
                 .epsilon = (float) nn_attributes_get_float (call->attributes, "epsilon", 1e-5) };
  NnShape shape = *x;

  if (!check_floats (call, error) || !nn_op_normalize_axis (&axis, x->rank, error))
    return FALSE;
  for (int i = 0; i < x->rank; i++)
    if (i < axis) {
      s.n_groups *= x->dims[i];
    } else {
      s.count *= x->dims[i];
      shape.dims[i] = 1;
    }
  for (guint i = 1; i < 3; i++)
    if (nn_op_has_input (call, i) && nn_shape_count (&call->inputs[i].shape) != s.count) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                   "input %u must have %" G_GINT64_FORMAT " numbers", i, s.count);
      return FALSE;
    }
  nn_walk_init (&s.walk, &NN_SHAPE (s.n_groups, s.count));
  nn_walk_add (&s.walk, 0, (gint64[]){ 1, 0 });
  nn_walk_add (&s.walk, 0, (gint64[]){ s.count, 1 });
  nn_walk_add (&s.walk, 0, (gint64[]){ 0, 1 });
  s.batch_last = s.walk;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, x);
  nn_op_set_output (call, 1, NN_TYPE_FLOAT32, &shape);
  nn_op_set_output (call, 2, NN_TYPE_FLOAT32, &shape);
  keep_settings (call, &s);
  return TRUE;
}

static void
layer_forward (NnOpCall *call)
{
  const Settings *s = call->settings;
  NnNormalize groups = groups_of (call);
  const float *results[3] = { NULL, groups.mean, groups.factor };

  nn_normalize_moments (&groups, &s->walk, call->inputs[0].data);
  for (gint64 g = 0; g < s->n_groups; g++)
    groups.factor[g] = 1 / sqrtf (groups.factor[g] + s->epsilon);
  nn_normalize_forward (&groups, &s->walk, call->inputs[0].data, call->inputs[1].data,
                        nn_op_has_input (call, 2) ? call->inputs[2].data : NULL,
                        call->outputs[0].data);
  for (guint i = 1; i < call->n_outputs; i++)
    if (call->outputs[i].data != NULL)
      memcpy (call->outputs[i].data, results[i], s->n_groups * sizeof (float));
}

/* The gradients of the outputs Mean and InvStdDev: with h = (x - mean) factor,
 * dx += (dmean - dfactor factor^2 h) / count. */
static void
add_moment_gradients (NnOpCall *call, float *dx)
{
  const Settings *s = call->settings;
  NnNormalize groups = groups_of (call);
  const float *x = call->inputs[0].data;
  const float *dmean = call->n_outputs > 1 ? call->output_gradients[1].data : NULL;
  const float *dfactor = call->n_outputs > 2 ? call->output_gradients[2].data : NULL;

  for (gint64 g = 0; g < s->n_groups; g++)
    for (gint64 i = g * s->count; i < (g + 1) * s->count; i++) {
      float factor = groups.factor[g], h = (x[i] - groups.mean[g]) * factor;

      if (dmean != NULL)
        dx[i] += dmean[g] / (float) s->count;
      if (dfactor != NULL)
        dx[i] -= dfactor[g] * factor * factor * h / (float) s->count;
    }
}

static void
layer_backward (NnOpCall *call)
{
  normalize_backward (call);
  if (call->n_outputs > 1 && nn_op_wants_gradient (call, 0))
    add_moment_gradients (call, call->input_gradients[0].data);
}

/* clang-format off */
const NnOp nn_op_layer_normalization = { "LayerNormalization", 2, 3, 1, 3, layer_prepare, layer_forward, layer_backward,
  .kind = NN_OP_LAYER_NORMALIZATION, .flags = NN_OP_KEEPS_SIGN, .adds_to = 0x07,
  .weight_inputs = 0x06 };
/* clang-format on */

/* --- MeanVarianceNormalization: a group spans the dimensions in `axes`; the epsilon of 1e-9 is
 * added to the deviation, not to the variance --- */

static gboolean
mean_variance_prepare (NnOpCall *call, GError **error)
{
  static const gint64 usual[] = { 0, 2, 3 };
  const NnShape *x = &call->inputs[0].shape;
  NnShape groups = *x;
  guint n;
  const gint64 *axes = nn_attributes_get_ints (call->attributes, "axes", &n);
  Settings s = { .epsilon = 1e-9f, .count = 1 };

  if (!check_floats (call, error))
    return FALSE;
  if (axes == NULL) {
    axes = usual;
    n = G_N_ELEMENTS (usual);
  }
  for (guint i = 0; i < n; i++) {
    gint64 axis = axes[i];

    if (!nn_op_normalize_axis (&axis, x->rank, error))
      return FALSE;
    s.count *= groups.dims[axis];
    groups.dims[axis] = 1;
  }
  s.n_groups = nn_shape_count (&groups);
  nn_walk_init (&s.walk, x);
  nn_walk_add_broadcast (&s.walk, &groups);
  nn_walk_add_broadcast (&s.walk, x);
  nn_walk_add (&s.walk, 0, (gint64[NN_MAX_RANK]){ 0 });
  s.batch_last = s.walk;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, x);
  keep_settings (call, &s);
  return TRUE;
}

static void
mean_variance_forward (NnOpCall *call)
{
  const Settings *s = call->settings;
  NnNormalize groups = groups_of (call);

  nn_normalize_moments (&groups, &s->walk, call->inputs[0].data);
  for (gint64 g = 0; g < s->n_groups; g++)
    groups.factor[g] = 1 / (sqrtf (groups.factor[g]) + s->epsilon);
  nn_normalize_forward (&groups, &s->walk, call->inputs[0].data, NULL, NULL, call->outputs[0].data);
}

/* clang-format off */
const NnOp nn_op_mean_variance_normalization = { "MeanVarianceNormalization", 1, 1, 1, 1, mean_variance_prepare, mean_variance_forward, normalize_backward,
  .adds_to = 0x01 };
/* clang-format on */

/* --- GroupNormalization and InstanceNormalization: a group is some channels of a picture, or one.
 * Scale and bias are a channel's; before operator set 21 GroupNormalization's are a group's. --- */

static gboolean
prepare_groups (NnOpCall *call, gint64 n, gint64 n_scales, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  gint64 channels = x->dims[1], of_group, of_scale, plane = 1;
  Settings s = { .epsilon = (float) nn_attributes_get_float (call->attributes, "epsilon", 1e-5) };

  if (!check_floats (call, error))
    return FALSE;
  if (n < 1 || channels % n != 0 || n_scales < n || n_scales % n != 0 || channels % n_scales != 0
      || nn_shape_count (&call->inputs[1].shape) != n_scales
      || nn_shape_count (&call->inputs[2].shape) != n_scales) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "channels, groups, scale and bias do not fit");
    return FALSE;
  }
  for (int i = 2; i < x->rank; i++)
    plane *= x->dims[i];
  of_group = channels / n;
  of_scale = channels / n_scales;
  s.n_groups = x->dims[0] * n;
  s.count = of_group * plane;
  nn_walk_init (&s.walk, &NN_SHAPE (x->dims[0], n, n_scales / n, of_scale * plane));
  nn_walk_add (&s.walk, 0, (gint64[]){ n, 1, 0, 0 });
  nn_walk_add (&s.walk, 0, (gint64[]){ channels * plane, of_group * plane, of_scale * plane, 1 });
  nn_walk_add (&s.walk, 0, (gint64[]){ 0, n_scales / n, 1, 0 });
  s.batch_last = s.walk;
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, x);
  keep_settings (call, &s);
  return TRUE;
}

static gboolean
check_channels (const NnOpCall *call, GError **error)
{
  return call->inputs[0].shape.rank >= 2 || nn_op_check_rank (call, 0, 4, error);
}

static gboolean
group_prepare (NnOpCall *call, GError **error)
{
  gint64 n = nn_attributes_get_int (call->attributes, "num_groups", 0);

  return check_channels (call, error)
         && prepare_groups (call, n, call->opset < 21 ? n : call->inputs[0].shape.dims[1], error);
}

static gboolean
instance_prepare (NnOpCall *call, GError **error)
{
  gint64 n = call->inputs[0].shape.dims[1];

  return check_channels (call, error) && prepare_groups (call, n, n, error);
}

/* clang-format off */
const NnOp nn_op_group_normalization = { "GroupNormalization", 3, 3, 1, 1, group_prepare, layer_forward, normalize_backward,
  .kind = NN_OP_GROUP_NORMALIZATION, .flags = NN_OP_KEEPS_SIGN, .adds_to = 0x07,
  .weight_inputs = 0x06 };
const NnOp nn_op_instance_normalization = { "InstanceNormalization", 3, 3, 1, 1, instance_prepare, layer_forward, normalize_backward,
  .kind = NN_OP_GROUP_NORMALIZATION, .flags = NN_OP_KEEPS_SIGN, .adds_to = 0x07,
  .weight_inputs = 0x06 };
/* clang-format on */

/* --- LRN: y[c] = x[c] / s[c]^beta, s[c] = bias + alpha / size (sum of x^2 over the channels around
 * c). saved: s. --- */

typedef struct {
  gint64 batch, channels, plane;
  gint64 before, behind; /* channels around one */
  float alpha, beta, bias;
} Lrn;

static gboolean
lrn_prepare (NnOpCall *call, GError **error)
{
  const NnShape *x = &call->inputs[0].shape;
  gint64 size = nn_attributes_get_int (call->attributes, "size", 0);
  Lrn lrn = { .plane = 1,
              .beta = (float) nn_attributes_get_float (call->attributes, "beta", 0.75),
              .bias = (float) nn_attributes_get_float (call->attributes, "bias", 1) };

  if (!check_floats (call, error) || !check_channels (call, error))
    return FALSE;
  if (size < 1) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "size must be at least 1");
    return FALSE;
  }
  lrn.alpha = (float) nn_attributes_get_float (call->attributes, "alpha", 1e-4) / (float) size;
  lrn.batch = x->dims[0];
  lrn.channels = x->dims[1];
  lrn.before = MIN ((size - 1) / 2, lrn.channels);
  lrn.behind = MIN (size / 2, lrn.channels);
  for (int i = 2; i < x->rank; i++)
    lrn.plane *= x->dims[i];
  call->saved_size = (gsize) MAX (0, nn_shape_count (x)) * sizeof (float);
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, x);
  call->settings = g_memdup2 (&lrn, sizeof lrn);
  return TRUE;
}

static void
lrn_forward (NnOpCall *call)
{
  const Lrn *l = call->settings;
  const float *x = call->inputs[0].data;
  float *y = call->outputs[0].data, *saved = call->saved;

  for (gint64 i = 0; i < l->batch * l->channels * l->plane; i++) {
    gint64 c = i / l->plane % l->channels;
    float sum = 0;

    for (gint64 k = MAX (0, c - l->before); k <= MIN (l->channels - 1, c + l->behind); k++)
      sum += x[i + (k - c) * l->plane] * x[i + (k - c) * l->plane];
    saved[i] = l->bias + l->alpha * sum;
    y[i] = x[i] * powf (saved[i], -l->beta);
  }
}

/* dx[k] += dy[c] ((k is c) s^-beta - 2 alpha beta x[c] x[k] s^(-beta - 1)) */
static void
lrn_backward (NnOpCall *call)
{
  const Lrn *l = call->settings;
  const float *x = call->inputs[0].data, *saved = call->saved;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 i = 0; i < l->batch * l->channels * l->plane; i++) {
    gint64 c = i / l->plane % l->channels;
    float power = powf (saved[i], -l->beta);
    float rest = dy[i] * 2 * l->alpha * l->beta * x[i] * power / saved[i];

    dx[i] += dy[i] * power;
    for (gint64 k = MAX (0, c - l->before); k <= MIN (l->channels - 1, c + l->behind); k++)
      dx[i + (k - c) * l->plane] -= rest * x[i + (k - c) * l->plane];
  }
}

/* clang-format off */
const NnOp nn_op_lrn = { "LRN", 1, 1, 1, 1, lrn_prepare, lrn_forward, lrn_backward,
  .adds_to = 0x01 };
/* clang-format on */
