/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Compiled once for each kind of processor, with NN_KERNELS naming it and NN_VECTOR its floats in a
 * register. Vectors are the compiler's own type, so the same source serves every processor.
 *
 * Long because all loops that are compiled for a processor are one source. */

#include "nn/tensor/nn-kernels.h"

#include <string.h>

#ifndef NN_KERNELS
#define NN_KERNELS plain
#define NN_VECTOR 4
#endif
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_ (a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_ (a)

typedef float Vector
    __attribute__ ((vector_size (NN_VECTOR * sizeof (float)), aligned (4), may_alias));

typedef gint32 Mask
    __attribute__ ((vector_size (NN_VECTOR * sizeof (float)), aligned (4), may_alias));

typedef guint8 Bytes __attribute__ ((vector_size (NN_VECTOR), aligned (1), may_alias));

/* Accumulators that fit into the registers: 32 with AVX-512, 16 elsewhere. */
#if NN_VECTOR == 16
#define TILE_CHANNELS 4
#define TILE_COLUMNS 6
#define SUM_VECTORS 16
#else
#define TILE_CHANNELS 3
#define TILE_COLUMNS 4
#define SUM_VECTORS 8
#endif

static void
relu (gint64 n, float *y)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = y[i] > 0 ? y[i] : 0;
}

static void
relu_backward (gint64 n, const float *y, float *gradient)
{
  for (gint64 i = 0; i < n; i++)
    gradient[i] = y[i] > 0 ? gradient[i] : 0;
}

static void
add_scaled (gint64 n, float factor, const float *from, float *to)
{
  for (gint64 i = 0; i < n; i++)
    to[i] += factor * from[i];
}

/*
 * Rows of n numbers are taken in blocks of a few vectors, which stay in registers while the rows
 * pass. Where n is not a multiple of a vector, the last vector of the last block reaches back into
 * the one before it; a block reads all that it needs before it writes, so nothing is added twice.
 */

/* Vectors in the next block, where `left` >= NN_VECTOR numbers are left: 1, 2, 3, 4, 8 or 16. */
static int
block_vectors (gint64 left)
{
  static const int sizes[] = { 16, 8, 4, 3, 2 };

  for (int i = SUM_VECTORS == 16 ? 0 : 1; i < 5; i++) {
    gint64 after = left - sizes[i] * NN_VECTOR;

    if (after > -NN_VECTOR && (after <= 0 || after >= NN_VECTOR))
      return sizes[i];
  }
  return 1;
}

#define FOR_BLOCK(vectors, function, ...)                                                          \
  switch (vectors) {                                                                               \
  case 16:                                                                                         \
    function (__VA_ARGS__, SUM_VECTORS);                                                           \
    break;                                                                                         \
  case 8:                                                                                          \
    function (__VA_ARGS__, 8);                                                                     \
    break;                                                                                         \
  case 4:                                                                                          \
    function (__VA_ARGS__, 4);                                                                     \
    break;                                                                                         \
  case 3:                                                                                          \
    function (__VA_ARGS__, 3);                                                                     \
    break;                                                                                         \
  case 2:                                                                                          \
    function (__VA_ARGS__, 2);                                                                     \
    break;                                                                                         \
  default:                                                                                         \
    function (__VA_ARGS__, 1);                                                                     \
  }

/* Always inlined with a constant number of vectors; the last one begins at `last`. */
static inline __attribute__ ((always_inline)) void
sum_block (gint64 n,
           gint64 n_items,
           const guint32 *index,
           const float *values,
           const float *rows,
           float *output,
           gint64 last,
           const int vectors)
{
  Vector *to = (Vector *) output, *to_last = (Vector *) (output + last);
  Vector sum[SUM_VECTORS];

  for (int j = 0; j < vectors - 1; j++)
    sum[j] = to[j];
  sum[vectors - 1] = *to_last;
  for (gint64 i = 0; i < n_items; i++) {
    const float *row = rows + index[i] * n;
    float value = values[i];

    for (int j = 0; j < vectors - 1; j++)
      sum[j] += value * ((const Vector *) row)[j];
    sum[vectors - 1] += value * *(const Vector *) (row + last);
  }
  for (int j = 0; j < vectors - 1; j++)
    to[j] = sum[j];
  *to_last = sum[vectors - 1];
}

static void
sum_rows (gint64 n,
          gint64 n_items,
          const guint32 *index,
          const float *values,
          const float *rows,
          float *output)
{
  gint64 column = 0;

  while (n - column >= NN_VECTOR) {
    int vectors = block_vectors (n - column);
    gint64 last = MIN ((vectors - 1) * NN_VECTOR, n - column - NN_VECTOR);

    FOR_BLOCK (vectors, sum_block, n, n_items, index, values, rows + column, output + column, last);
    column += last + NN_VECTOR;
  }
  for (; column < n; column++) {
    float sum = output[column];

    for (gint64 i = 0; i < n_items; i++)
      sum += values[i] * rows[index[i] * n + column];
    output[column] = sum;
  }
}

static inline __attribute__ ((always_inline)) void
outer_block (gint64 n_rows,
             gint64 n,
             const float *column,
             const float *row,
             float *matrix,
             gint64 last,
             const int vectors)
{
  Vector from[SUM_VECTORS];

  for (int j = 0; j < vectors - 1; j++)
    from[j] = ((const Vector *) row)[j];
  from[vectors - 1] = *(const Vector *) (row + last);
  for (gint64 i = 0; i < n_rows; i++, matrix += n) {
    float value = column[i];
    Vector *to = (Vector *) matrix, *to_last = (Vector *) (matrix + last);
    Vector end = *to_last;

    if (value == 0)
      continue;
    for (int j = 0; j < vectors - 1; j++)
      to[j] += value * from[j];
    *to_last = end + value * from[vectors - 1];
  }
}

static void
add_outer (gint64 n_rows, gint64 n, const float *column, const float *row, float *matrix)
{
  gint64 done = 0;

  while (n - done >= NN_VECTOR) {
    int vectors = block_vectors (n - done);
    gint64 last = MIN ((vectors - 1) * NN_VECTOR, n - done - NN_VECTOR);

    FOR_BLOCK (vectors, outer_block, n_rows, n, column, row + done, matrix + done, last);
    done += last + NN_VECTOR;
  }
  for (; done < n; done++)
    for (gint64 i = 0; i < n_rows; i++)
      matrix[i * n + done] += column[i] * row[done];
}

/* Products with a batch of 16 have DENSE_COLUMNS vectors in a row: as many rows as the registers
 * hold. Weights are taken DENSE_STEP rows at a time, so that a line of the cache serves all the
 * tiles that it has weights for. */
#define DENSE_COLUMNS (16 / NN_VECTOR)
#define DENSE_ROWS (NN_VECTOR == 16 ? 16 : NN_VECTOR == 8 ? 6 : 3)
#define DENSE_STEP 32

static inline __attribute__ ((always_inline)) void
dense_tile (const NnDenseShape *s,
            const float *weights,
            const float *input,
            gint64 n_in,
            float *output,
            const int rows)
{
  Vector sum[DENSE_ROWS][DENSE_COLUMNS];

  for (int r = 0; r < rows; r++)
    for (int j = 0; j < DENSE_COLUMNS; j++)
      sum[r][j] = ((const Vector *) (output + r * s->batch))[j];
  for (gint64 i = 0; i < n_in; i++, weights += s->in_step, input += s->batch) {
    Vector in[DENSE_COLUMNS];

    /* No processor foresees so many rows at once: two lines ahead. */
    __builtin_prefetch (weights + 32 * s->out_step);
    for (int j = 0; j < DENSE_COLUMNS; j++)
      in[j] = ((const Vector *) input)[j];
    for (int r = 0; r < rows; r++) {
      float w = weights[r * s->out_step];

      for (int j = 0; j < DENSE_COLUMNS; j++)
        sum[r][j] += w * in[j];
    }
  }
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < DENSE_COLUMNS; j++)
      ((Vector *) (output + r * s->batch))[j] = sum[r][j];
}

static void
dense (const NnDenseShape *s, const float *weights, const float *input, float *output)
{
  for (gint64 lane = 0; lane < s->batch; lane += 16)
    for (gint64 first = 0; first < s->n_in; first += DENSE_STEP) {
      const float *in = input + first * s->batch + lane;
      const float *w = weights + first * s->in_step;
      gint64 n = MIN (DENSE_STEP, s->n_in - first), o = 0;

      for (; o + DENSE_ROWS <= s->n_out; o += DENSE_ROWS)
        dense_tile (s, w + o * s->out_step, in, n, output + o * s->batch + lane, DENSE_ROWS);
      for (; o < s->n_out; o++)
        dense_tile (s, w + o * s->out_step, in, n, output + o * s->batch + lane, 1);
    }
}

/* One tile of the output: `channels` x `columns` vectors, NN_VECTOR samples of the batch. Always
 * inlined with constant sizes, so that the sums are registers. */
static inline __attribute__ ((always_inline)) void
conv_tile (const NnConvShape *s,
           const float *input,
           const float *weights,
           const float *bias,
           gboolean clip,
           float *output,
           gint64 oc,
           gint64 y,
           gint64 x,
           gint64 lane,
           const int channels,
           const int columns)
{
  const gint64 n = s->batch, column = s->column;
  const gint64 weights_step = s->channels_in * s->kernel_height * s->kernel_width;
  const gint64 plane = s->out_height * s->out_width * n;
  Vector sum[TILE_CHANNELS][TILE_COLUMNS];
  const float *w0 = weights + oc * weights_step;

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++)
      sum[c][j] = (Vector){ 0 } + (bias != NULL ? bias[oc + c] : 0.0f);

  for (gint64 ic = 0; ic < s->channels_in; ic++)
    for (gint64 ky = 0; ky < s->kernel_height; ky++) {
      const float *row
          = input + ic * s->plane + y * s->row + ky * s->kernel_row + x * column + lane;

      for (gint64 kx = 0; kx < s->kernel_width; kx++, row += s->kernel_column, w0++) {
        Vector w[TILE_CHANNELS];

        for (int c = 0; c < channels; c++)
          w[c] = w0[c * weights_step] - (Vector){ 0 };
        for (int j = 0; j < columns; j++) {
          Vector in = *(const Vector *) (row + j * column);

          for (int c = 0; c < channels; c++)
            sum[c][j] += w[c] * in;
        }
      }
    }

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++) {
      float *to = output + (oc + c) * plane + (y * s->out_width + x + j) * n + lane;
      Vector result = sum[c][j];

      if (clip)
        result = (Vector) ((Mask) result & (Mask) (result > 0));
      *(Vector *) to = result;
    }
}

static inline __attribute__ ((always_inline)) void
conv_row (const NnConvShape *s,
          const float *input,
          const float *weights,
          const float *bias,
          gboolean clip,
          float *output,
          gint64 oc,
          gint64 y,
          gint64 lane,
          const int channels)
{
  gint64 x = 0;

  for (; x + TILE_COLUMNS <= s->out_width; x += TILE_COLUMNS)
    conv_tile (s, input, weights, bias, clip, output, oc, y, x, lane, channels, TILE_COLUMNS);
  for (; TILE_COLUMNS > 4 && x + 4 <= s->out_width; x += 4)
    conv_tile (s, input, weights, bias, clip, output, oc, y, x, lane, channels, 4);
  for (; x + 2 <= s->out_width; x += 2)
    conv_tile (s, input, weights, bias, clip, output, oc, y, x, lane, channels, 2);
  for (; x < s->out_width; x++)
    conv_tile (s, input, weights, bias, clip, output, oc, y, x, lane, channels, 1);
}

static void
conv_forward (const NnConvShape *s,
              const float *input,
              const float *weights,
              const float *bias,
              gboolean clip,
              float *output)
{
  for (gint64 lane = 0; lane < s->batch; lane += NN_VECTOR)
    for (gint64 y = 0; y < s->out_height; y++) {
      gint64 oc = 0;

      for (; oc + TILE_CHANNELS <= s->channels_out; oc += TILE_CHANNELS)
        conv_row (s, input, weights, bias, clip, output, oc, y, lane, TILE_CHANNELS);
      for (; oc < s->channels_out; oc++)
        conv_row (s, input, weights, bias, clip, output, oc, y, lane, 1);
    }
}

static inline float
sum_lanes (Vector v)
{
  float sum = 0;

  for (int i = 0; i < NN_VECTOR; i++)
    sum += v[i];
  return sum;
}

/* `channels` output channels x `columns` kernel columns of one kernel row. */
static inline __attribute__ ((always_inline)) void
gradient_tile (const NnConvShape *s,
               const float *input,
               const float *output_gradient,
               float *weight_gradient,
               gint64 oc,
               gint64 ic,
               gint64 ky,
               gint64 kx,
               const int channels,
               const int columns)
{
  const gint64 n = s->batch;
  const gint64 weights_step = s->channels_in * s->kernel_height * s->kernel_width;
  const gint64 plane = s->out_height * s->out_width * n;
  Vector sum[TILE_CHANNELS][TILE_COLUMNS];

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++)
      sum[c][j] = (Vector){ 0 };

  for (gint64 y = 0; y < s->out_height; y++) {
    const float *in
        = input + ic * s->plane + y * s->row + ky * s->kernel_row + kx * s->kernel_column;
    const float *gradient = output_gradient + oc * plane + y * s->out_width * n;

    for (gint64 i = 0; i < s->out_width * n; i += NN_VECTOR) {
      Vector g[TILE_CHANNELS];

      for (int c = 0; c < channels; c++)
        g[c] = *(const Vector *) (gradient + c * plane + i);
      for (int j = 0; j < columns; j++) {
        Vector x = *(const Vector *) (in + j * n + i);

        for (int c = 0; c < channels; c++)
          sum[c][j] += g[c] * x;
      }
    }
  }

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++)
      weight_gradient[(oc + c) * weights_step + (ic * s->kernel_height + ky) * s->kernel_width + kx
                      + j]
          += sum_lanes (sum[c][j]);
}

static inline __attribute__ ((always_inline)) void
gradient_row (const NnConvShape *s,
              const float *input,
              const float *output_gradient,
              float *weight_gradient,
              gint64 oc,
              gint64 ic,
              gint64 ky,
              const int channels)
{
  gint64 kx = 0;

  for (; kx + 5 <= s->kernel_width && TILE_COLUMNS >= 5; kx += 5)
    gradient_tile (s, input, output_gradient, weight_gradient, oc, ic, ky, kx, channels,
                   TILE_COLUMNS >= 5 ? 5 : 1);
  for (; kx + 3 <= s->kernel_width; kx += 3)
    gradient_tile (s, input, output_gradient, weight_gradient, oc, ic, ky, kx, channels, 3);
  for (; kx < s->kernel_width; kx++)
    gradient_tile (s, input, output_gradient, weight_gradient, oc, ic, ky, kx, channels, 1);
}

static void
conv_weight_gradient (const NnConvShape *s,
                      const float *input,
                      const float *output_gradient,
                      float *weight_gradient)
{
  gint64 oc = 0;

  for (; oc + TILE_CHANNELS <= s->channels_out; oc += TILE_CHANNELS)
    for (gint64 ic = 0; ic < s->channels_in; ic++)
      for (gint64 ky = 0; ky < s->kernel_height; ky++)
        gradient_row (s, input, output_gradient, weight_gradient, oc, ic, ky, TILE_CHANNELS);
  for (; oc < s->channels_out; oc++)
    for (gint64 ic = 0; ic < s->channels_in; ic++)
      for (gint64 ky = 0; ky < s->kernel_height; ky++)
        gradient_row (s, input, output_gradient, weight_gradient, oc, ic, ky, 1);
}

/*
 * Winograd's convolution (A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks",
 * 2016): Y = A^T ((G g G^T) . (B^T d B)) A with
 *
 *   B^T = 1  0 -1  0   A^T = 1 1  1  0
 *         0  1  1  0         0 1 -1 -1
 *         0 -1  1  0
 *         0  1  0 -1
 *
 * Tiles are taken a few vectors at a time; what is between the steps stays in the cache. The extra
 * vector behind each of the 16 parts keeps them from falling on the same lines of it.
 */

#define WINOGRAD_BLOCK (TILE_COLUMNS * NN_VECTOR)
#define WINOGRAD_PART(channels) ((channels) *WINOGRAD_BLOCK + 16)

/* Where vector v, counted over tiles and batch, begins in a plane of the input and of the output;
 * cut: bit 0 where the tile has one column of the output only, bit 1 where one row. */
static inline void
winograd_place (const NnWinogradShape *s, gint64 v, gint64 *from, gint64 *to, guint8 *cut)
{
  gint64 groups = s->batch / NN_VECTOR, lane = v % groups * NN_VECTOR;
  gint64 y = v / groups / s->tiles_wide, x = v / groups % s->tiles_wide;

  *from = y * s->in_row + x * s->in_column + lane;
  *to = y * s->out_row + x * s->out_column + lane;
  *cut = (guint8) ((s->cut_column && x == s->tiles_wide - 1)
                   | (s->cut_row && y == s->tiles_high - 1) << 1);
}

/* B^T d B of the vector that begins at `from`; part i of the result goes to to + i x part. */
static inline __attribute__ ((always_inline)) void
winograd_input (const gint64 *places, const float *from, float *to, gint64 part)
{
  Vector t[4][4];

  for (int c = 0; c < 4; c++) {
    Vector d0 = *(const Vector *) (from + places[c]);
    Vector d1 = *(const Vector *) (from + places[4 + c]);
    Vector d2 = *(const Vector *) (from + places[8 + c]);
    Vector d3 = *(const Vector *) (from + places[12 + c]);

    t[0][c] = d0 - d2;
    t[1][c] = d1 + d2;
    t[2][c] = d2 - d1;
    t[3][c] = d1 - d3;
  }
  for (int r = 0; r < 4; r++, to += 4 * part) {
    *(Vector *) to = t[r][0] - t[r][2];
    *(Vector *) (to + part) = t[r][1] + t[r][2];
    *(Vector *) (to + 2 * part) = t[r][2] - t[r][1];
    *(Vector *) (to + 3 * part) = t[r][1] - t[r][3];
  }
}

/* A^T m A, with the bias and the rectifier. */
static inline __attribute__ ((always_inline)) void
winograd_output (const float *from, gint64 part, float bias, gboolean clip, Vector y[4])
{
  Vector t[2][4];

  for (int c = 0; c < 4; c++, from += part) {
    Vector m1 = *(const Vector *) (from + 4 * part), m2 = *(const Vector *) (from + 8 * part);

    t[0][c] = *(const Vector *) from + m1 + m2;
    t[1][c] = m1 - m2 - *(const Vector *) (from + 12 * part);
  }
  for (int r = 0; r < 2; r++) {
    y[2 * r] = t[r][0] + t[r][1] + t[r][2] + bias;
    y[2 * r + 1] = t[r][1] - t[r][2] - t[r][3] + bias;
  }
  for (int i = 0; clip && i < 4; i++)
    y[i] = (Vector) ((Mask) y[i] & (Mask) (y[i] > 0));
}

/* to[channels][WINOGRAD_BLOCK] = filters[channels][channels_in] x from[channels_in][WINOGRAD_BLOCK]
 */
static inline __attribute__ ((always_inline)) void
winograd_product (gint64 channels_in,
                  const float *filters,
                  const float *from,
                  float *to,
                  const int channels)
{
  Vector sum[TILE_CHANNELS][TILE_COLUMNS];

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < TILE_COLUMNS; j++)
      sum[c][j] = (Vector){ 0 };
  for (gint64 ic = 0; ic < channels_in; ic++, from += WINOGRAD_BLOCK) {
    Vector w[TILE_CHANNELS];

    for (int c = 0; c < channels; c++)
      w[c] = filters[c * channels_in + ic] - (Vector){ 0 };
    for (int j = 0; j < TILE_COLUMNS; j++) {
      Vector in = ((const Vector *) from)[j];

      for (int c = 0; c < channels; c++)
        sum[c][j] += w[c] * in;
    }
  }
  for (int c = 0; c < channels; c++)
    for (int j = 0; j < TILE_COLUMNS; j++)
      ((Vector *) (to + c * WINOGRAD_BLOCK))[j] = sum[c][j];
}

static void
winograd_products (const NnWinogradShape *s, const float *filters, const float *in, float *out)
{
  for (int i = 0; i < 16; i++) {
    gint64 oc = 0;

    for (; oc + TILE_CHANNELS <= s->channels_out; oc += TILE_CHANNELS)
      winograd_product (s->channels_in, filters + oc * s->channels_in, in,
                        out + oc * WINOGRAD_BLOCK, TILE_CHANNELS);
    for (; oc + 2 <= s->channels_out; oc += 2)
      winograd_product (s->channels_in, filters + oc * s->channels_in, in,
                        out + oc * WINOGRAD_BLOCK, 2);
    if (oc < s->channels_out)
      winograd_product (s->channels_in, filters + oc * s->channels_in, in,
                        out + oc * WINOGRAD_BLOCK, 1);
    filters += s->channels_out * s->channels_in;
    in += WINOGRAD_PART (s->channels_in);
    out += WINOGRAD_PART (s->channels_out);
  }
}

static void
winograd_forward (const NnWinogradShape *s,
                  const float *input,
                  const float *filters,
                  const float *bias,
                  gboolean clip,
                  float *output,
                  float *work)
{
  const gint64 n_tiles = s->tiles_high * s->tiles_wide;
  const gint64 n_vectors = n_tiles * (s->batch / NN_VECTOR);
  const gint64 in_part = WINOGRAD_PART (s->channels_in);
  const gint64 out_part = WINOGRAD_PART (s->channels_out);
  float *in = work, *out = work + 16 * in_part;

  for (gint64 first = 0; first < n_vectors; first += TILE_COLUMNS) {
    int n = (int) MIN (TILE_COLUMNS, n_vectors - first);
    gint64 from[TILE_COLUMNS], to[TILE_COLUMNS];
    guint8 cut[TILE_COLUMNS];

    /* What is beyond the last vector is computed like it and thrown away. */
    for (int j = 0; j < TILE_COLUMNS; j++)
      winograd_place (s, MIN (first + j, n_vectors - 1), &from[j], &to[j], &cut[j]);
    for (gint64 ic = 0; ic < s->channels_in; ic++)
      for (int j = 0; j < TILE_COLUMNS; j++)
        winograd_input (s->in_places, input + ic * s->in_plane + from[j],
                        in + ic * WINOGRAD_BLOCK + j * NN_VECTOR, in_part);
    winograd_products (s, filters, in, out);
    for (gint64 oc = 0; oc < s->channels_out; oc++)
      for (int j = 0; j < n; j++) {
        float *place = output + oc * s->out_plane + to[j];
        Vector y[4];

        winograd_output (out + oc * WINOGRAD_BLOCK + j * NN_VECTOR, out_part,
                         bias != NULL ? bias[oc] : 0.0f, clip, y);
        for (int i = 0; i < 4; i++)
          if ((i & cut[j]) == 0)
            *(Vector *) (place + s->out_places[i]) = y[i];
      }
  }
}

/*
 * Its gradient: the filters' is the sum over tiles of (A dY A^T) . (B^T d B) for each pair of
 * channels. One of the 16 parts after the other, for as many tiles as the cache holds.
 */

#define WINOGRAD_GRADIENT_PART (NN_WINOGRAD_GRADIENT + 16)
#define GRADIENT_VECTORS (NN_WINOGRAD_GRADIENT / NN_VECTOR)

/* Part i of B^T d B, n vectors that begin at from[]. */
static void
winograd_input_part (const NnWinogradShape *s,
                     int i,
                     const float *input,
                     int n,
                     const gint64 *from,
                     float *to)
{
  /* Row r of B^T d is d[first[r]] plus or minus d[second[r]]; columns likewise. */
  static const int first[] = { 0, 1, 2, 1 }, second[] = { 2, 2, 1, 3 };
  int r = i / 4, c = i % 4;
  gint64 a = s->in_places[4 * first[r] + first[c]], b = s->in_places[4 * first[r] + second[c]];
  gint64 e = s->in_places[4 * second[r] + first[c]], f = s->in_places[4 * second[r] + second[c]];
  float down = r == 1 ? 1 : -1, across = c == 1 ? 1 : -1;

  for (int j = 0; j < n; j++) {
    const float *d = input + from[j];

    ((Vector *) to)[j] = *(const Vector *) (d + a) + down * *(const Vector *) (d + e)
                         + across * (*(const Vector *) (d + b) + down * *(const Vector *) (d + f));
  }
}

/* Part i of A dY A^T; places that are cut off count as 0. */
static void
winograd_output_part (const NnWinogradShape *s,
                      int i,
                      const float *gradient,
                      int n,
                      const gint64 *from,
                      const guint8 *cut,
                      float *to)
{
  static const float a[4][2] = { { 1, 0 }, { 1, 1 }, { 1, -1 }, { 0, -1 } };
  const float *rows = a[i / 4], *columns = a[i % 4];

  for (int j = 0; j < n; j++) {
    Vector sum = (Vector){ 0 };

    for (int k = 0; k < 4; k++)
      if ((k & cut[j]) == 0 && rows[k / 2] * columns[k % 2] != 0)
        sum += rows[k / 2] * columns[k % 2]
               * *(const Vector *) (gradient + from[j] + s->out_places[k]);
    ((Vector *) to)[j] = sum;
  }
}

/* gradient[channels][columns] += sums over n vectors of outputs x inputs. */
static inline __attribute__ ((always_inline)) void
winograd_pairs (const float *outputs,
                const float *inputs,
                int n,
                float *gradient,
                gint64 channels_in,
                const int channels,
                const int columns)
{
  Vector sum[TILE_CHANNELS][TILE_COLUMNS];

  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++)
      sum[c][j] = (Vector){ 0 };
  for (int v = 0; v < n; v++) {
    Vector g[TILE_CHANNELS];

    for (int c = 0; c < channels; c++)
      g[c] = ((const Vector *) (outputs + c * WINOGRAD_GRADIENT_PART))[v];
    for (int j = 0; j < columns; j++) {
      Vector in = ((const Vector *) (inputs + j * WINOGRAD_GRADIENT_PART))[v];

      for (int c = 0; c < channels; c++)
        sum[c][j] += g[c] * in;
    }
  }
  for (int c = 0; c < channels; c++)
    for (int j = 0; j < columns; j++)
      gradient[c * channels_in + j] += sum_lanes (sum[c][j]);
}

static void
winograd_all_pairs (const NnWinogradShape *s,
                    const float *outputs,
                    const float *inputs,
                    int n,
                    float *gradient)
{
  for (gint64 oc = 0; oc < s->channels_out;) {
    gboolean whole = oc + TILE_CHANNELS <= s->channels_out;
    const float *out = outputs + oc * WINOGRAD_GRADIENT_PART;
    float *to = gradient + oc * s->channels_in;

    for (gint64 ic = 0; ic < s->channels_in;) {
      const float *in = inputs + ic * WINOGRAD_GRADIENT_PART;
      gint64 left = s->channels_in - ic;
      int columns = left >= TILE_COLUMNS ? TILE_COLUMNS : whole && left >= 2 ? 2 : 1;

      if (whole && columns == TILE_COLUMNS)
        winograd_pairs (out, in, n, to + ic, s->channels_in, TILE_CHANNELS, TILE_COLUMNS);
      else if (whole && columns == 2)
        winograd_pairs (out, in, n, to + ic, s->channels_in, TILE_CHANNELS, 2);
      else if (whole)
        winograd_pairs (out, in, n, to + ic, s->channels_in, TILE_CHANNELS, 1);
      else if (columns == TILE_COLUMNS)
        winograd_pairs (out, in, n, to + ic, s->channels_in, 1, TILE_COLUMNS);
      else
        winograd_pairs (out, in, n, to + ic, s->channels_in, 1, 1);
      ic += columns;
    }
    oc += whole ? TILE_CHANNELS : 1;
  }
}

static void
winograd_filter_gradient (const NnWinogradShape *s,
                          const float *input,
                          const float *output_gradient,
                          float *filter_gradient,
                          float *work)
{
  const gint64 groups = s->batch / NN_VECTOR;
  const gint64 n_vectors = s->tiles_high * s->tiles_wide * groups;
  float *in = work, *out = work + s->channels_in * WINOGRAD_GRADIENT_PART;

  for (gint64 first = 0; first < n_vectors; first += GRADIENT_VECTORS) {
    int n = (int) MIN (GRADIENT_VECTORS, n_vectors - first);
    gint64 from[GRADIENT_VECTORS], to[GRADIENT_VECTORS];
    guint8 cut[GRADIENT_VECTORS];

    for (int j = 0; j < n; j++)
      winograd_place (s, first + j, &from[j], &to[j], &cut[j]);
    for (int i = 0; i < 16; i++) {
      for (gint64 ic = 0; ic < s->channels_in; ic++)
        winograd_input_part (s, i, input + ic * s->in_plane, n, from,
                             in + ic * WINOGRAD_GRADIENT_PART);
      for (gint64 oc = 0; oc < s->channels_out; oc++)
        winograd_output_part (s, i, output_gradient + oc * s->out_plane, n, to, cut,
                              out + oc * WINOGRAD_GRADIENT_PART);
      winograd_all_pairs (s, out, in, n, filter_gradient + i * s->channels_out * s->channels_in);
    }
  }
}

static void
pool_max (const NnPoolRow *row, const float *input, float *output, guint8 *which)
{
  const gint64 n = row->batch;

  for (gint64 x = 0; x < row->n_out; x++, input += row->step, output += n, which += n)
    for (gint64 lane = 0; lane < n; lane += NN_VECTOR) {
      Vector largest = *(const Vector *) (input + row->offsets[0] + lane);
      Mask place = (Mask){ 0 } + row->numbers[0];

      for (int p = 1; p < row->n_places; p++) {
        Vector v = *(const Vector *) (input + row->offsets[p] + lane);
        Mask larger = (Mask) (v > largest);

        largest = (Vector) ((larger & (Mask) v) | (~larger & (Mask) largest));
        place = (larger & row->numbers[p]) | (~larger & place);
      }
      *(Vector *) (output + lane) = largest;
      *(Bytes *) (which + lane) = __builtin_convertvector(place, Bytes);
    }
}

static void
pool_max_backward (const NnPoolRow *row,
                   const float *output_gradient,
                   const guint8 *which,
                   gboolean alone,
                   float *input_gradient)
{
  const gint64 n = row->batch;

  for (gint64 x = 0; x < row->n_out;
       x++, input_gradient += row->step, output_gradient += n, which += n)
    for (gint64 lane = 0; lane < n; lane += NN_VECTOR) {
      Mask gradient = *(const Mask *) (output_gradient + lane);
      Mask place = __builtin_convertvector(*(const Bytes *) (which + lane), Mask);

      for (int p = 0; p < row->n_places; p++) {
        Vector *to = (Vector *) (input_gradient + row->offsets[p] + lane);
        Vector share = (Vector) (gradient & (Mask) (place == row->numbers[p]));

        if (alone)
          *to = share;
        else
          *to += share;
      }
    }
}

static const NnKernels kernels = {
  .name = TEXT (NN_KERNELS),
  .relu = relu,
  .relu_backward = relu_backward,
  .add_scaled = add_scaled,
  .sum_rows = sum_rows,
  .add_outer = add_outer,
  .dense = dense,
  .conv_forward = conv_forward,
  .conv_weight_gradient = conv_weight_gradient,
  .winograd_forward = winograd_forward,
  .winograd_filter_gradient = winograd_filter_gradient,
  .pool_max = pool_max,
  .pool_max_backward = pool_max_backward,
};

const NnKernels *JOIN (nn_kernels_, NN_KERNELS) (void);

const NnKernels *
JOIN (nn_kernels_, NN_KERNELS) (void)
{
  return &kernels;
}
