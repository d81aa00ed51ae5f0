/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-conv.h"

#include <string.h>

/*
 * Direct convolution with the batch as the innermost dimension: a vector holds the same place of
 * sixteen pictures, so that few channels still fill it, and a weight is one number for all of them.
 *
 * The gradient of the input is itself a convolution: of the padded output gradient with the weights
 * turned around and their channels exchanged.
 */

gboolean
nn_conv_can_batch_last (const NnConv *conv)
{
  return conv->direct && conv->window.batch % 16 == 0;
}

/* A convolution with stride 1 of planes that are padded first; also that of the gradients. */
typedef struct {
  gint64 batch, channels_in, channels_out;
  gint64 height, width; /* of the input without padding */
  gint64 out_height, out_width;
  gint64 kernel[2];
  gint64 pad[4]; /* top, left, bottom, right */
} Planes;

static Planes
forward_planes (const NnConv *conv)
{
  const NnWindow *w = &conv->window;
  gboolean winograd = conv->winograd;

  /* Winograd's tiles read one row and one column more where the output has an odd number. */
  return (Planes){ w->batch,
                   w->channels,
                   conv->channels_out,
                   w->height,
                   w->width,
                   w->out_height,
                   w->out_width,
                   { w->kernel[0], w->kernel[1] },
                   { w->pad[0], w->pad[1], w->pad[2] + (winograd ? w->out_height % 2 : 0),
                     w->pad[3] + (winograd ? w->out_width % 2 : 0) } };
}

static Planes
backward_planes (const NnConv *conv)
{
  const NnWindow *w = &conv->window;
  gboolean winograd = conv->winograd;

  return (Planes){ w->batch,
                   conv->channels_out,
                   w->channels,
                   w->out_height,
                   w->out_width,
                   w->height,
                   w->width,
                   { w->kernel[0], w->kernel[1] },
                   { w->kernel[0] - 1 - w->pad[0], w->kernel[1] - 1 - w->pad[1],
                     w->kernel[0] - 1 - w->pad[2] + (winograd ? w->height % 2 : 0),
                     w->kernel[1] - 1 - w->pad[3] + (winograd ? w->width % 2 : 0) } };
}

static gint64
padded_height (const Planes *p)
{
  return p->height + p->pad[0] + p->pad[2];
}

static gint64
padded_width (const Planes *p)
{
  return p->width + p->pad[1] + p->pad[3];
}

static gboolean
has_padding (const Planes *p)
{
  return p->pad[0] + p->pad[1] + p->pad[2] + p->pad[3] > 0;
}

static gsize
padded_floats (const Planes *p)
{
  return has_padding (p) ? p->channels_in * padded_height (p) * padded_width (p) * p->batch : 0;
}

/* Winograd's filters, 16 numbers for 9. */
static gsize
filter_floats (const NnConv *conv)
{
  return conv->winograd ? 16 * conv->channels_out * conv->window.channels : 0;
}

/* The filters turned around, as they are and in Winograd's form. */
static gsize
turned_floats (const NnConv *conv)
{
  return ((conv->channels_out * conv->columns_height + 15) & ~(gint64) 15) + filter_floats (conv);
}

gsize
nn_conv_batch_last_scratch (const NnConv *conv)
{
  Planes forward = forward_planes (conv), backward = backward_planes (conv);
  gsize work = conv->winograd ? NN_WINOGRAD_WORK (conv->window.channels, conv->channels_out) : 0;

  return (MAX (padded_floats (&forward) + filter_floats (conv),
               turned_floats (conv) + padded_floats (&backward))
          + work)
         * sizeof (float);
}

/* Copies planes of height x width into the middle of larger ones of zeros. */
static void
pad_planes (gint64 planes,
            gint64 height,
            gint64 width,
            gint64 batch,
            const float *from,
            gint64 top,
            gint64 left,
            gint64 bottom,
            gint64 right,
            float *to)
{
  gint64 to_width = width + left + right;

  for (gint64 c = 0; c < planes; c++) {
    memset (to, 0, top * to_width * batch * sizeof (float));
    to += top * to_width * batch;
    for (gint64 y = 0; y < height; y++, from += width * batch, to += to_width * batch) {
      memset (to, 0, left * batch * sizeof (float));
      memcpy (to + left * batch, from, width * batch * sizeof (float));
      memset (to + (left + width) * batch, 0, right * batch * sizeof (float));
    }
    memset (to, 0, bottom * to_width * batch * sizeof (float));
    to += bottom * to_width * batch;
  }
}

/* The input with its padding: in `to`, which is moved on, or where it lies if it has none. */
static const float *
padded (const Planes *p, const float *input, float **to)
{
  float *begin = *to;

  if (!has_padding (p))
    return input;
  pad_planes (p->channels_in, p->height, p->width, p->batch, input, p->pad[0], p->pad[1], p->pad[2],
              p->pad[3], begin);
  *to += padded_floats (p);
  return begin;
}

static NnConvShape
direct_shape (const Planes *p)
{
  gint64 row = padded_width (p) * p->batch;

  return (NnConvShape){ .batch = p->batch,
                        .channels_in = p->channels_in,
                        .channels_out = p->channels_out,
                        .out_height = p->out_height,
                        .out_width = p->out_width,
                        .kernel_height = p->kernel[0],
                        .kernel_width = p->kernel[1],
                        .plane = padded_height (p) * row,
                        .row = row,
                        .column = p->batch,
                        .kernel_row = row,
                        .kernel_column = p->batch };
}

static NnWinogradShape
winograd_shape (const Planes *p)
{
  gint64 row = padded_width (p) * p->batch, out_row = p->out_width * p->batch;
  NnWinogradShape shape = { .batch = p->batch,
                            .channels_in = p->channels_in,
                            .channels_out = p->channels_out,
                            .tiles_high = nn_winograd_tiles (p->out_height),
                            .tiles_wide = nn_winograd_tiles (p->out_width),
                            .cut_row = p->out_height % 2 != 0,
                            .cut_column = p->out_width % 2 != 0,
                            .in_plane = padded_height (p) * row,
                            .in_row = 2 * row,
                            .in_column = 2 * p->batch,
                            .out_plane = p->out_height * out_row,
                            .out_row = 2 * out_row,
                            .out_column = 2 * p->batch };

  for (int i = 0; i < 16; i++)
    shape.in_places[i] = i / 4 * row + i % 4 * p->batch;
  for (int i = 0; i < 4; i++)
    shape.out_places[i] = i / 2 * out_row + i % 2 * p->batch;
  return shape;
}

void
nn_conv_batch_last_forward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  Planes planes = forward_planes (conv);
  float *scratch = call->scratch;
  const float *input = padded (&planes, call->inputs[0].data, &scratch);
  const float *bias = nn_op_has_input (call, 2) ? call->inputs[2].data : NULL;
  gboolean relu = call->activation == NN_ACTIVATION_RELU;

  if (conv->winograd) {
    NnWinogradShape shape = winograd_shape (&planes);

    nn_kernels ()->winograd_forward (&shape, input, call->packed, bias, relu, call->outputs[0].data,
                                     scratch);
  } else {
    NnConvShape shape = direct_shape (&planes);

    nn_kernels ()->conv_forward (&shape, input, call->inputs[1].data, bias, relu,
                                 call->outputs[0].data);
  }
  if (!relu)
    nn_activation_forward (call->activation, nn_shape_count (&call->outputs[0].shape),
                           call->outputs[0].data);
}

static void
input_gradient (NnOpCall *call, const NnConv *conv)
{
  gint64 channels = conv->window.channels;
  gint64 kernel = conv->window.kernel[0] * conv->window.kernel[1];
  const float *weights = call->inputs[1].data;
  Planes planes = backward_planes (conv);
  float *turned = call->scratch, *scratch = turned + turned_floats (conv);
  const float *dy = padded (&planes, call->output_gradients[0].data, &scratch);

  for (gint64 oc = 0; oc < conv->channels_out; oc++)
    for (gint64 ic = 0; ic < channels; ic++)
      for (gint64 k = 0; k < kernel; k++)
        turned[(ic * conv->channels_out + oc) * kernel + kernel - 1 - k]
            = weights[(oc * channels + ic) * kernel + k];
  if (conv->winograd) {
    NnWinogradShape shape = winograd_shape (&planes);
    float *filters = turned + turned_floats (conv) - filter_floats (conv);

    nn_winograd_filters (channels, conv->channels_out, turned, filters);
    nn_kernels ()->winograd_forward (&shape, dy, filters, NULL, FALSE,
                                     call->input_gradients[0].data, scratch);
  } else {
    NnConvShape shape = direct_shape (&planes);

    nn_kernels ()->conv_forward (&shape, dy, turned, NULL, FALSE, call->input_gradients[0].data);
  }
}

static void
weight_gradient (NnOpCall *call, const NnConv *conv)
{
  Planes planes = forward_planes (conv);
  float *scratch = call->scratch;
  const float *input = padded (&planes, call->inputs[0].data, &scratch);
  const float *dy = call->output_gradients[0].data;
  float *dw = call->input_gradients[1].data;

  if (conv->winograd) {
    NnWinogradShape shape = winograd_shape (&planes);
    gsize n = filter_floats (conv);

    memset (scratch, 0, n * sizeof (float));
    nn_kernels ()->winograd_filter_gradient (&shape, input, dy, scratch, scratch + n);
    nn_winograd_weight_gradient (planes.channels_out, planes.channels_in, scratch, dw);
  } else {
    NnConvShape shape = direct_shape (&planes);

    nn_kernels ()->conv_weight_gradient (&shape, input, dy, dw);
  }
}

void
nn_conv_batch_last_backward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  const float *dy = call->output_gradients[0].data;
  gint64 plane = conv->columns_width * conv->window.batch;

  if (nn_op_wants_gradient (call, 1))
    weight_gradient (call, conv);
  if (nn_op_wants_gradient (call, 2))
    for (gint64 oc = 0; oc < conv->channels_out; oc++) {
      float sums[16] = { 0 };
      float sum = 0;

      for (gint64 i = 0; i < plane; i += 16)
        for (int j = 0; j < 16; j++)
          sums[j] += dy[oc * plane + i + j];
      for (int j = 0; j < 16; j++)
        sum += sums[j];
      ((float *) call->input_gradients[2].data)[oc] += sum;
    }
  if (nn_op_wants_gradient (call, 0))
    input_gradient (call, conv);
}
