/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-conv.h"

#include <string.h>

#include "nn/tensor/nn-kernels.h"

/*
 * Direct convolution with the batch as the innermost dimension: a vector holds the same place of
 * sixteen pictures, so that few channels still fill it, and a weight is one number for all of them.
 *
 * The gradient of the input is itself a convolution: of the padded output gradient with the weights
 * turned around and their channels exchanged.
 */

gboolean
nn_conv_can_batch_last (const NnOpCall *call)
{
  const NnConv *conv = call->settings;
  const NnWindow *w = &conv->window;

  return conv->groups == 1 && w->batch % 16 == 0 && w->stride[0] == 1 && w->stride[1] == 1
         && w->dilation[0] == 1 && w->dilation[1] == 1 && w->pad[0] < w->kernel[0]
         && w->pad[2] < w->kernel[0] && w->pad[1] < w->kernel[1] && w->pad[3] < w->kernel[1];
}

static gboolean
has_padding (const NnWindow *w)
{
  return w->pad[0] + w->pad[1] + w->pad[2] + w->pad[3] > 0;
}

static gsize
padded_floats (const NnWindow *w)
{
  return w->channels * (w->height + w->pad[0] + w->pad[2]) * (w->width + w->pad[1] + w->pad[3])
         * w->batch;
}

static gsize
padded_gradient_floats (const NnConv *conv)
{
  const NnWindow *w = &conv->window;

  return conv->channels_out * (w->height + w->kernel[0] - 1) * (w->width + w->kernel[1] - 1)
         * w->batch;
}

gsize
nn_conv_batch_last_scratch (const NnConv *conv)
{
  const NnWindow *w = &conv->window;
  /* The turned weights, the padded gradient. */
  gsize back = conv->channels_out * conv->columns_height + 16 + padded_gradient_floats (conv);

  return MAX (padded_floats (w), back) * sizeof (float);
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

static const float *
padded_input (NnOpCall *call, const NnConv *conv, NnConvShape *shape)
{
  const NnWindow *w = &conv->window;

  *shape = (NnConvShape){ .batch = w->batch,
                          .channels_in = w->channels,
                          .height = w->height + w->pad[0] + w->pad[2],
                          .width = w->width + w->pad[1] + w->pad[3],
                          .channels_out = conv->channels_out,
                          .out_height = w->out_height,
                          .out_width = w->out_width,
                          .kernel_height = w->kernel[0],
                          .kernel_width = w->kernel[1] };
  if (!has_padding (w))
    return call->inputs[0].data;
  pad_planes (w->channels, w->height, w->width, w->batch, call->inputs[0].data, w->pad[0],
              w->pad[1], w->pad[2], w->pad[3], call->scratch);
  return call->scratch;
}

void
nn_conv_batch_last_forward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  NnConvShape shape;
  const float *input = padded_input (call, conv, &shape);
  gboolean relu = call->activation == NN_ACTIVATION_RELU;

  nn_kernels ()->conv_forward (&shape, input, call->inputs[1].data,
                               nn_op_has_input (call, 2) ? call->inputs[2].data : NULL, relu,
                               call->outputs[0].data);
  if (!relu)
    nn_activation_forward (call->activation, nn_shape_count (&call->outputs[0].shape),
                           call->outputs[0].data);
}

static void
input_gradient (NnOpCall *call, const NnConv *conv)
{
  const NnWindow *w = &conv->window;
  gint64 kernel = w->kernel[0] * w->kernel[1];
  const float *weights = call->inputs[1].data;
  float *turned = call->scratch;
  float *padded = turned + ((conv->channels_out * conv->columns_height + 15) & ~(gint64) 15);
  NnConvShape shape = { .batch = w->batch,
                        .channels_in = conv->channels_out,
                        .height = w->height + w->kernel[0] - 1,
                        .width = w->width + w->kernel[1] - 1,
                        .channels_out = w->channels,
                        .out_height = w->height,
                        .out_width = w->width,
                        .kernel_height = w->kernel[0],
                        .kernel_width = w->kernel[1] };

  for (gint64 oc = 0; oc < conv->channels_out; oc++)
    for (gint64 ic = 0; ic < w->channels; ic++)
      for (gint64 k = 0; k < kernel; k++)
        turned[(ic * conv->channels_out + oc) * kernel + kernel - 1 - k]
            = weights[(oc * w->channels + ic) * kernel + k];
  pad_planes (conv->channels_out, w->out_height, w->out_width, w->batch,
              call->output_gradients[0].data, w->kernel[0] - 1 - w->pad[0],
              w->kernel[1] - 1 - w->pad[1], w->kernel[0] - 1 - w->pad[2],
              w->kernel[1] - 1 - w->pad[3], padded);
  nn_kernels ()->conv_forward (&shape, padded, turned, NULL, FALSE, call->input_gradients[0].data);
}

void
nn_conv_batch_last_backward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  NnConvShape shape;
  const float *dy = call->output_gradients[0].data;
  gint64 plane = conv->columns_width * conv->window.batch;

  if (nn_op_wants_gradient (call, 1)) {
    const float *input = padded_input (call, conv, &shape);

    nn_kernels ()->conv_weight_gradient (&shape, input, dy, call->input_gradients[1].data);
  }
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
