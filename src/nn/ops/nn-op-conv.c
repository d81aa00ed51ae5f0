/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-conv.h"

/*
 * Convolution: Y[oc] = bias[oc] + sum over ic, ky, kx of W[oc][ic][ky][kx] X[ic] shifted by (ky,
 * kx).
 *
 * Here the general form, a picture at a time: the windows become the columns of a matrix, and the
 * convolution a matrix product. With stride 1 nn-conv-picture.c and, in batch-last order,
 * nn-conv-batch-last.c do it directly or by Winograd's tiles.
 */

static gboolean
conv_prepare (NnOpCall *call, GError **error)
{
  NnConv conv = { .groups = nn_attributes_get_int (call->attributes, "group", 1) };
  const gint64 *weights = call->inputs[1].shape.dims;
  guint n_kernel;
  const gint64 *kernel = nn_attributes_get_ints (call->attributes, "kernel_shape", &n_kernel);
  int rank = call->inputs[0].shape.rank;
  NnShape shape;

  for (guint i = 0; i < MIN (call->n_inputs, 3); i++)
    if (nn_op_has_input (call, i) && !nn_op_check_type (call, i, NN_TYPE_FLOAT32, error))
      return FALSE;
  if (!nn_op_check_rank (call, 1, rank, error)
      || !nn_window_init (&conv.window, call, weights + 2, error))
    return FALSE;
  if (n_kernel > 0
      && ((int) n_kernel != rank - 2 || memcmp (kernel, weights + 2, n_kernel * sizeof *kernel))) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "kernel_shape is not the weights' shape");
    return FALSE;
  }
  conv.channels_out = weights[0];
  if (conv.groups < 1 || conv.channels_out % conv.groups != 0
      || weights[1] * conv.groups != conv.window.channels) {
    g_autofree char *text = nn_shape_to_string (&call->inputs[1].shape);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "weights of shape %s with %" G_GINT64_FORMAT
                 " groups do not fit a picture of %" G_GINT64_FORMAT " channels",
                 text, conv.groups, conv.window.channels);
    return FALSE;
  }
  if (nn_op_has_input (call, 2) && nn_shape_count (&call->inputs[2].shape) != conv.channels_out) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the bias must have %" G_GINT64_FORMAT " numbers",
                 conv.channels_out);
    return FALSE;
  }
  conv.columns_height = weights[1] * nn_window_places (&conv.window);
  conv.columns_width = nn_window_out_size (&conv.window);
  shape = nn_window_out_shape (&conv.window, conv.channels_out);
  if (nn_shape_count (&shape) < 0
      || conv.columns_height * (double) conv.columns_width * 4 > NN_TENSOR_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "the convolution needs too much memory");
    return FALSE;
  }
  nn_op_set_output (call, 0, NN_TYPE_FLOAT32, &shape);
  nn_conv_choose (&conv);
  call->scratch_size = (gsize) (conv.columns_height * conv.columns_width) * sizeof (float);
  if (conv.direct)
    call->scratch_size = MAX (call->scratch_size, nn_conv_picture_scratch (&conv));
  if (nn_conv_can_batch_last (&conv))
    call->scratch_size = MAX (call->scratch_size, nn_conv_batch_last_scratch (&conv));
  if (conv.winograd)
    call->packed_size = 16 * conv.channels_out * weights[1] * sizeof (float);
  call->settings = g_memdup2 (&conv, sizeof conv);
  return TRUE;
}

/* Copies a row of places that windows see, or adds it back; `row` is NULL outside of the picture.
 */
static void
row_of_columns (const NnWindow *w, gint64 shift, float *row, float *columns, gboolean back)
{
  for (gint64 x = 0; x < w->out_width; x++) {
    gint64 column = x * w->stride[1] + shift;
    gboolean inside = row != NULL && column >= 0 && column < w->width;

    if (!back)
      columns[x] = inside ? row[column] : 0;
    else if (inside)
      row[column] += columns[x];
  }
}

/* The columns of one place of the kernel: for every place of the output, what lies under it. */
static void
columns_of_place (const NnWindow *w, gint64 place, float *plane, float *columns, gboolean back)
{
  gint64 kx = place % w->kernel[1], ky = place / w->kernel[1] % w->kernel[0];
  gint64 kz = place / w->kernel[1] / w->kernel[0];

  for (gint64 z = 0; z < w->out_depth; z++) {
    gint64 slice = z * w->stride_depth - w->pad_front + kz * w->dilation_depth;

    for (gint64 y = 0; y < w->out_height; y++, columns += w->out_width) {
      gint64 line = y * w->stride[0] - w->pad[0] + ky * w->dilation[0];
      gboolean inside = slice >= 0 && slice < w->depth && line >= 0 && line < w->height;

      row_of_columns (w, kx * w->dilation[1] - w->pad[1],
                      inside ? plane + (slice * w->height + line) * w->width : NULL, columns, back);
    }
  }
}

/* Fills the columns from the picture, or adds them back to it. */
static void
columns_of_picture (const NnConv *conv, float *input, float *columns, gboolean back)
{
  const NnWindow *w = &conv->window;
  gint64 n_places = nn_window_places (w);

  for (gint64 c = 0; c < w->channels / conv->groups; c++, input += nn_window_in_size (w))
    for (gint64 place = 0; place < n_places; place++, columns += conv->columns_width)
      columns_of_place (w, place, input, columns, back);
}

static void
conv_pack (NnOpCall *call)
{
  const NnConv *conv = call->settings;

  if (conv->winograd)
    nn_winograd_filters (conv->channels_out, conv->window.channels, call->inputs[1].data,
                         call->packed);
}

static void
conv_forward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  const NnWindow *w = &conv->window;
  const float *bias = nn_op_has_input (call, 2) ? call->inputs[2].data : NULL;
  gint64 in_group = w->channels / conv->groups * nn_window_in_size (w);
  gint64 out_channels = conv->channels_out / conv->groups;
  gint64 out_group = out_channels * conv->columns_width;

  if (call->batch_last) {
    nn_conv_batch_last_forward (call);
    return;
  }
  if (conv->direct) {
    nn_conv_picture_forward (call);
    return;
  }
  for (gint64 i = 0; i < w->batch * conv->groups; i++) {
    gint64 group = i % conv->groups;
    float *output = (float *) call->outputs[0].data + i * out_group;
    const float *weights
        = (const float *) call->inputs[1].data + group * out_channels * conv->columns_height;

    columns_of_picture (conv, (float *) call->inputs[0].data + i * in_group, call->scratch, FALSE);
    for (gint64 c = 0; c < out_channels; c++)
      for (gint64 p = 0; p < conv->columns_width; p++)
        output[c * conv->columns_width + p] = bias != NULL ? bias[group * out_channels + c] : 0;
    nn_matrix_product (FALSE, FALSE, out_channels, conv->columns_width, conv->columns_height, 1,
                       weights, call->scratch, 1, output);
  }
  nn_activation_forward (call->activation, nn_shape_count (&call->outputs[0].shape),
                         call->outputs[0].data);
}

static void
conv_backward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  const NnWindow *w = &conv->window;
  gint64 in_group = w->channels / conv->groups * nn_window_in_size (w);
  gint64 out_channels = conv->channels_out / conv->groups;
  gint64 out_group = out_channels * conv->columns_width;
  float *dx = call->input_gradients[0].data, *dw = call->input_gradients[1].data;
  float *db = nn_op_wants_gradient (call, 2) ? call->input_gradients[2].data : NULL;

  if (call->batch_last) {
    nn_conv_batch_last_backward (call);
    return;
  }
  if (dx != NULL)
    memset (dx, 0, nn_shape_count (&call->inputs[0].shape) * sizeof (float));
  for (gint64 i = 0; i < w->batch * conv->groups; i++) {
    gint64 group = i % conv->groups;
    gint64 weights_at = group * out_channels * conv->columns_height;
    const float *dy = (const float *) call->output_gradients[0].data + i * out_group;

    if (db != NULL)
      for (gint64 c = 0; c < out_channels; c++)
        for (gint64 p = 0; p < conv->columns_width; p++)
          db[group * out_channels + c] += dy[c * conv->columns_width + p];
    if (dw != NULL) {
      columns_of_picture (conv, (float *) call->inputs[0].data + i * in_group, call->scratch,
                          FALSE);
      nn_matrix_product (FALSE, TRUE, out_channels, conv->columns_height, conv->columns_width, 1,
                         dy, call->scratch, 1, dw + weights_at);
    }
    if (dx != NULL) {
      nn_matrix_product (TRUE, FALSE, conv->columns_height, conv->columns_width, out_channels, 1,
                         (const float *) call->inputs[1].data + weights_at, dy, 0, call->scratch);
      columns_of_picture (conv, dx + i * in_group, call->scratch, TRUE);
    }
  }
}

static gboolean
conv_can_batch_last (const NnOpCall *call)
{
  return nn_conv_can_batch_last (call->settings);
}

static const char *
conv_way (const NnOpCall *call)
{
  return ((const NnConv *) call->settings)->winograd ? "Winograd" : NULL;
}

static gint64
conv_multiply_adds (const NnOpCall *call)
{
  const NnConv *conv = call->settings;

  return conv->window.batch * conv->channels_out * conv->columns_width * conv->columns_height;
}

/* clang-format off */
const NnOp nn_op_conv = { "Conv", 2, 3, 1, 1, conv_prepare, conv_forward, conv_backward,
  .kind = NN_OP_CONVOLUTION, .flags = NN_OP_FUSES_ACTIVATION, .adds_to = 0x06,
  .weight_inputs = 0x06, .can_batch_last = conv_can_batch_last, .pack = conv_pack, .way = conv_way,
  .multiply_adds = conv_multiply_adds };
/* clang-format on */
