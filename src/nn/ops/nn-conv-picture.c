/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-conv.h"

#include <string.h>

/*
 * The convolution of a single picture by the loops of the batch-last order: here a vector holds
 * places that lie side by side. The padded picture is taken as one long row, in which every weight
 * is a shift; what comes out where a row of the picture ends is thrown away.
 *
 * By Winograd's tiles, vectors hold tiles side by side. So that their places are side by side too,
 * the padded picture is split into four: even and odd rows, even and odd columns.
 */

/* The long rows. */
typedef struct {
  gint64 width;    /* of a padded row (or a row of one of the four parts) */
  gint64 part;     /* numbers of a padded plane (or of one of its four parts) */
  gint64 in_plane; /* of a channel of the input, all parts */
  gint64 out_part; /* numbers of a channel of the output (or of one of its four parts) */
  gint64 out_plane;
} Rows;

/* Vectors of the last places reach beyond the last plane. */
#define SLACK 64

static gint64
whole_vectors (gint64 n)
{
  return (n + 15) & ~(gint64) 15;
}

static Rows
rows_of (const NnConv *conv)
{
  const NnWindow *w = &conv->window;
  Rows rows;

  if (conv->winograd) {
    rows.width = nn_winograd_tiles (w->out_width) + 1;
    rows.part = (nn_winograd_tiles (w->out_height) + 1) * rows.width;
    rows.in_plane = 4 * rows.part;
    rows.out_part = whole_vectors (nn_winograd_tiles (w->out_height) * rows.width);
    rows.out_plane = 4 * rows.out_part;
  } else {
    rows.width = w->width + w->pad[1] + w->pad[3];
    rows.part = rows.in_plane = (w->height + w->pad[0] + w->pad[2]) * rows.width;
    rows.out_part = rows.out_plane = whole_vectors (w->out_height * rows.width);
  }
  return rows;
}

static gsize
input_floats (const NnConv *conv, const Rows *rows)
{
  return whole_vectors (conv->window.channels * rows->in_plane + rows->width
                        + conv->window.kernel[1] + SLACK);
}

gsize
nn_conv_picture_scratch (const NnConv *conv)
{
  Rows rows = rows_of (conv);
  gsize floats = input_floats (conv, &rows) + conv->channels_out * rows.out_plane;

  if (conv->winograd)
    floats += NN_WINOGRAD_WORK (conv->window.channels, conv->channels_out);
  return floats * sizeof (float);
}

/* The picture with its padding, in one part or in four. */
static void
lay_out (const NnConv *conv, const Rows *rows, const float *input, float *to)
{
  const NnWindow *w = &conv->window;
  gint64 step = conv->winograd ? 2 : 1;

  memset (to, 0, input_floats (conv, rows) * sizeof (float));
  for (gint64 c = 0; c < w->channels; c++, to += rows->in_plane)
    for (gint64 y = 0; y < w->height; y++, input += w->width) {
      gint64 row = y + w->pad[0];
      float *line = to + row % step * 2 * rows->part + row / step * rows->width;

      if (step == 1)
        memcpy (line + w->pad[1], input, w->width * sizeof (float));
      else
        for (gint64 odd = 0; odd < 2; odd++) {
          /* The first column of the picture that comes into the even or the odd part. */
          gint64 first = (w->pad[1] + odd) % 2;
          float *half = line + (w->pad[1] + first) % 2 * rows->part + (w->pad[1] + first) / 2;
          gint64 n = (w->width - first + 1) / 2;

          for (gint64 i = 0; i < n; i++)
            half[i] = input[first + 2 * i];
        }
    }
}

/* The places of the output that belong to the picture. */
static void
gather (const NnConv *conv, const Rows *rows, const float *from, float *output)
{
  const NnWindow *w = &conv->window;

  for (gint64 c = 0; c < conv->channels_out; c++, from += rows->out_plane)
    for (gint64 y = 0; y < w->out_height; y++, output += w->out_width)
      if (conv->winograd) {
        const float *even = from + y % 2 * 2 * rows->out_part + y / 2 * rows->width;
        const float *odd = even + rows->out_part;
        gint64 x = 0;

        for (; x + 1 < w->out_width; x += 2) {
          output[x] = even[x / 2];
          output[x + 1] = odd[x / 2];
        }
        if (x < w->out_width)
          output[x] = even[x / 2];
      } else {
        memcpy (output, from + y * rows->width, w->out_width * sizeof (float));
      }
}

static void
run_direct (NnOpCall *call, const NnConv *conv, const Rows *rows, const float *in, float *out)
{
  const NnWindow *w = &conv->window;
  NnConvShape shape = { .batch = 16,
                        .channels_in = w->channels,
                        .channels_out = conv->channels_out,
                        .out_height = 1,
                        .out_width = rows->out_plane / 16,
                        .kernel_height = w->kernel[0],
                        .kernel_width = w->kernel[1],
                        .plane = rows->in_plane,
                        .column = 16,
                        .kernel_row = rows->width,
                        .kernel_column = 1 };

  nn_kernels ()->conv_forward (&shape, in, call->inputs[1].data,
                               nn_op_has_input (call, 2) ? call->inputs[2].data : NULL,
                               call->activation == NN_ACTIVATION_RELU, out);
}

static void
run_winograd (NnOpCall *call, const NnConv *conv, const Rows *rows, const float *in, float *out)
{
  NnWinogradShape shape = { .batch = 16,
                            .channels_in = conv->window.channels,
                            .channels_out = conv->channels_out,
                            .tiles_high = 1,
                            .tiles_wide = rows->out_part / 16,
                            .in_plane = rows->in_plane,
                            .in_column = 16,
                            .out_plane = rows->out_plane,
                            .out_column = 16 };

  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 4; x++)
      shape.in_places[4 * y + x] = (y % 2 * 2 + x % 2) * rows->part + y / 2 * rows->width + x / 2;
  for (int i = 0; i < 4; i++)
    shape.out_places[i] = i * rows->out_part;
  nn_kernels ()->winograd_forward (
      &shape, in, call->packed, nn_op_has_input (call, 2) ? call->inputs[2].data : NULL,
      call->activation == NN_ACTIVATION_RELU, out, out + conv->channels_out * rows->out_plane);
}

void
nn_conv_picture_forward (NnOpCall *call)
{
  const NnConv *conv = call->settings;
  const NnWindow *w = &conv->window;
  Rows rows = rows_of (conv);
  float *in = call->scratch, *out = in + input_floats (conv, &rows);

  for (gint64 i = 0; i < w->batch; i++) {
    lay_out (conv, &rows,
             (const float *) call->inputs[0].data + i * w->channels * nn_window_in_size (w), in);
    if (conv->winograd)
      run_winograd (call, conv, &rows, in, out);
    else
      run_direct (call, conv, &rows, in, out);
    gather (conv, &rows, out,
            (float *) call->outputs[0].data + i * conv->channels_out * conv->columns_width);
  }
  if (call->activation != NN_ACTIVATION_RELU)
    nn_activation_forward (call->activation, nn_shape_count (&call->outputs[0].shape),
                           call->outputs[0].data);
}
