/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-pool-batch-last.h"

#include <string.h>

#include "nn/tensor/nn-kernels.h"

#define MAX_PLACES 255

gboolean
nn_pool_can_batch_last (const NnWindow *w)
{
  gint64 size[2] = { w->height, w->width }, out[2] = { w->out_height, w->out_width };

  for (int i = 0; i < 2; i++)
    if (w->dilation[i] != 1 || w->pad[i] >= w->kernel[i]
        || (out[i] - 1) * w->stride[i] - w->pad[i] >= size[i])
      return FALSE;
  return w->batch % 16 == 0 && w->kernel[0] * w->kernel[1] <= MAX_PLACES;
}

/* Whether no two windows share a place and none is left over. */
static gboolean
windows_tile (const NnWindow *w)
{
  return w->kernel[0] == w->stride[0] && w->kernel[1] == w->stride[1]
         && w->out_height * w->kernel[0] == w->height && w->out_width * w->kernel[1] == w->width;
}

/* The places of window (y, x) that lie in the picture. Returns how many windows from x on have the
 * same. */
static gint64
find_places (const NnWindow *w,
             gint64 y,
             gint64 x,
             NnPoolRow *row,
             gint64 *offsets,
             guint8 *numbers)
{
  gint64 top = y * w->stride[0] - w->pad[0], left = x * w->stride[1] - w->pad[1];
  gint64 room = w->width - w->kernel[1] - left;

  *row = (NnPoolRow){
    .batch = w->batch, .step = w->stride[1] * w->batch, .offsets = offsets, .numbers = numbers
  };
  for (gint64 place = 0; place < w->kernel[0] * w->kernel[1]; place++) {
    gint64 line = top + place / w->kernel[1], column = left + place % w->kernel[1];

    if (line < 0 || line >= w->height || column < 0 || column >= w->width)
      continue;
    offsets[row->n_places] = (line * w->width + column) * w->batch;
    numbers[row->n_places++] = (guint8) place;
  }
  row->n_out = left >= 0 && room >= 0 ? MIN (room / w->stride[1] + 1, w->out_width - x) : 1;
  return row->n_out;
}

void
nn_pool_batch_last_forward (const NnWindow *w, const float *input, float *output, guint8 *which)
{
  gint64 offsets[MAX_PLACES];
  guint8 numbers[MAX_PLACES];
  NnPoolRow row;

  for (gint64 c = 0; c < w->channels; c++, input += w->height * w->width * w->batch)
    for (gint64 y = 0; y < w->out_height; y++)
      for (gint64 x = 0; x < w->out_width; x += row.n_out) {
        gint64 n = find_places (w, y, x, &row, offsets, numbers) * w->batch;

        nn_kernels ()->pool_max (&row, input, output, which);
        output += n;
        which += n;
      }
}

void
nn_pool_batch_last_backward (const NnWindow *w,
                             const float *output_gradient,
                             const guint8 *which,
                             float *input_gradient)
{
  gint64 offsets[MAX_PLACES];
  guint8 numbers[MAX_PLACES];
  gint64 plane = w->height * w->width * w->batch;
  gboolean alone = windows_tile (w);
  NnPoolRow row;

  if (!alone)
    memset (input_gradient, 0, w->channels * plane * sizeof (float));
  for (gint64 c = 0; c < w->channels; c++, input_gradient += plane)
    for (gint64 y = 0; y < w->out_height; y++)
      for (gint64 x = 0; x < w->out_width; x += row.n_out) {
        gint64 n = find_places (w, y, x, &row, offsets, numbers) * w->batch;

        nn_kernels ()->pool_max_backward (&row, output_gradient, which, alone, input_gradient);
        output_gradient += n;
        which += n;
      }
}
