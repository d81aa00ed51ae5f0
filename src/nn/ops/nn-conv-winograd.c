/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-conv.h"

/*
 * Where a convolution runs by Winograd's F(2x2, 3x3), and its filters; the loops over pictures are
 * in nn-kernels-template.c. It makes 4 multiplications of 9, but each tile has to be transformed:
 * with few channels that costs more than it saves.
 */

/* What transforming a tile of one channel costs, in multiplications. */
#define TRANSFORM 48
/* The share of the multiplications that has to remain at most. */
#define WORTH_IT 0.8

void
nn_conv_choose (NnConv *conv)
{
  const NnWindow *w = &conv->window;
  double tiles = (double) nn_winograd_tiles (w->out_height) * nn_winograd_tiles (w->out_width);
  double in = (double) w->channels, out = (double) conv->channels_out;

  conv->direct = w->rank <= 2 && conv->groups == 1 && w->stride[0] == 1 && w->stride[1] == 1
                 && w->dilation[0] == 1 && w->dilation[1] == 1 && w->pad[0] < w->kernel[0]
                 && w->pad[2] < w->kernel[0] && w->pad[1] < w->kernel[1]
                 && w->pad[3] < w->kernel[1];
  conv->winograd = conv->direct && w->kernel[0] == 3 && w->kernel[1] == 3
                   && tiles * (16 * in * out + TRANSFORM * (in + out))
                          < WORTH_IT * 9 * in * out * (double) conv->columns_width;
}

/* G of three numbers. */
static void
widen (const float *from, gint64 step, float to[4])
{
  float middle = 0.5f * (from[0] + from[2 * step]), odd = 0.5f * from[step];

  to[0] = from[0];
  to[1] = middle + odd;
  to[2] = middle - odd;
  to[3] = from[2 * step];
}

/* The transpose of widen(). */
static void
narrow (const float *from, gint64 step, float to[3])
{
  float sum = from[step] + from[2 * step];

  to[0] = from[0] + 0.5f * sum;
  to[1] = 0.5f * (from[step] - from[2 * step]);
  to[2] = 0.5f * sum + from[3 * step];
}

void
nn_winograd_weight_gradient (gint64 channels_out,
                             gint64 channels_in,
                             const float *filter_gradient,
                             float *weight_gradient)
{
  gint64 n = channels_out * channels_in;

  for (gint64 i = 0; i < n; i++, weight_gradient += 9, filter_gradient++) {
    float columns[4][3], row[3];

    for (int x = 0; x < 4; x++)
      narrow (filter_gradient + x * n, 4 * n, columns[x]);
    for (int y = 0; y < 3; y++) {
      narrow (&columns[0][y], 3, row);
      for (int x = 0; x < 3; x++)
        weight_gradient[3 * y + x] += row[x];
    }
  }
}

void
nn_winograd_filters (gint64 channels_out, gint64 channels_in, const float *weights, float *filters)
{
  gint64 n = channels_out * channels_in;

  for (gint64 i = 0; i < n; i++, weights += 9, filters++) {
    float columns[3][4], row[4];

    for (int x = 0; x < 3; x++)
      widen (weights + x, 3, columns[x]);
    for (int y = 0; y < 4; y++) {
      widen (&columns[0][y], 4, row);
      for (int x = 0; x < 4; x++)
        filters[(4 * y + x) * n] = row[x];
    }
  }
}
