/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnKernels: the innermost loops, compiled once for each kind of processor from the same source
 * (nn-kernels-template.c) and chosen when the program runs. Results of different kinds agree within
 * rounding.
 */

/* A convolution in batch-last order: input [channels_in][height][width][batch], output
 * [channels_out][out_height][out_width][batch], stride 1, batch a multiple of 16. Steps are counted
 * in numbers; those of the input are given, because a single picture is taken for a batch by other
 * ones (nn-conv-picture.c). */
typedef struct {
  gint64 batch;
  gint64 channels_in, channels_out, out_height, out_width;
  gint64 kernel_height, kernel_width;
  gint64 plane;                     /* in the input, from one channel to the next */
  gint64 row, column;               /* there, from one place of the output to the next */
  gint64 kernel_row, kernel_column; /* there, from one weight of a kernel to the next */
} NnConvShape;

/* The same with a kernel of 3x3 by Winograd's F(2x2, 3x3): a tile of 4x4 places of the input gives
 * 2x2 places of the output by 16 products for each pair of channels. The filters are transformed
 * already: [16][channels_out][channels_in]. Steps are counted in numbers. */
typedef struct {
  gint64 batch; /* a multiple of 16 */
  gint64 channels_in, channels_out;
  gint64 tiles_high, tiles_wide;
  gboolean cut_row, cut_column; /* the last tiles have one row, or column, of the output only */
  gint64 in_plane, in_row, in_column; /* from one channel, or tile, to the next */
  gint64 out_plane, out_row, out_column;
  gint64 in_places[16]; /* from a tile's beginning to each of its places */
  gint64 out_places[4];
} NnWinogradShape;

/* Numbers of work memory that the two loops need, and how many of a channel the gradient's takes at
 * once. */
#define NN_WINOGRAD_GRADIENT 512
#define NN_WINOGRAD_WORK(channels_in, channels_out)                                                \
  ((gsize) 16 * ((channels_in) + (channels_out)) * 96 + 1024)

/* A row of the outputs of a pool in batch-last order: n_out places, each [batch] numbers, from
 * n_places each; place p of output x begins at offsets[p] + x * step numbers, and has the number
 * numbers[p]. */
typedef struct {
  gint64 batch, n_out, step;
  int n_places;
  const gint64 *offsets;
  const guint8 *numbers;
} NnPoolRow;

/* A dense layer in batch-last order: batch is a multiple of 16; the weight from input i to output o
 * is number i * in_step + o * out_step. */
typedef struct {
  gint64 batch, n_in, n_out;
  gint64 in_step, out_step;
} NnDenseShape;

typedef struct {
  const char *name;
  void (*relu) (gint64 n, float *y);
  void (*relu_backward) (gint64 n, const float *y, float *gradient);
  void (*add_scaled) (gint64 n, float factor, const float *from, float *to);

  /* output[n] += sum of values[i] x rows[index[i]][n], rows n numbers long */
  void (*sum_rows) (gint64 n,
                    gint64 n_items,
                    const guint32 *index,
                    const float *values,
                    const float *rows,
                    float *output);

  /* matrix[n_rows][n] += column[n_rows] x row[n]; rows where the column is 0 are not touched */
  void (*add_outer) (gint64 n_rows, gint64 n, const float *column, const float *row, float *matrix);

  /* output[n_out][batch] += weights x input[n_in][batch] */
  void (*dense) (const NnDenseShape *shape,
                 const float *weights,
                 const float *input,
                 float *output);

  /* weights: [channels_out][channels_in][kernel_height][kernel_width]; bias may be NULL; relu: clip
   * at 0 */
  void (*conv_forward) (const NnConvShape *shape,
                        const float *input,
                        const float *weights,
                        const float *bias,
                        gboolean relu,
                        float *output);
  /* Adds to weight_gradient. */
  void (*conv_weight_gradient) (const NnConvShape *shape,
                                const float *input,
                                const float *output_gradient,
                                float *weight_gradient);

  void (*winograd_forward) (const NnWinogradShape *shape,
                            const float *input,
                            const float *filters,
                            const float *bias,
                            gboolean relu,
                            float *output,
                            float *work);
  /* Adds to the gradient of the transformed filters. */
  void (*winograd_filter_gradient) (const NnWinogradShape *shape,
                                    const float *input,
                                    const float *output_gradient,
                                    float *filter_gradient,
                                    float *work);

  /* The largest number of each window, and which one it was. */
  void (*pool_max) (const NnPoolRow *row, const float *input, float *output, guint8 *which);
  /* Gives the gradient to the number that was the largest: adds it, or where `alone`, no other
   * window looking at the same places, writes it, and 0 to the others. */
  void (*pool_max_backward) (const NnPoolRow *row,
                             const float *output_gradient,
                             const guint8 *which,
                             gboolean alone,
                             float *input_gradient);
} NnKernels;

/* The fastest for this processor; the environment variable TENFOLD_KERNELS (plain, avx2, avx512)
 * selects a lesser one. */
const NnKernels *nn_kernels (void);

/* By name; NULL if this processor or this build has none such. */
const NnKernels *nn_kernels_named (const char *name);
