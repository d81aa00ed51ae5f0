/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/*
 * Einsum of one to three tensors: a letter is a dimension, and what the result does not name is
 * summed over. The walk goes through all letters; tensor 0 is the output, the others are the
 * inputs, and a repeated letter is a diagonal. An ellipsis is the dimensions that have no letter.
 */

#define MAX_FACTORS (NN_WALK_TENSORS - 1)

/* Letters of the dimensions that an ellipsis stands for, counted from the last. */
#define UNNAMED "0123456789"

typedef struct {
  char letters[NN_MAX_RANK + 1];
  gint64 dims[NN_MAX_RANK];
  int n;
} Letters;

static int
find_letter (const Letters *letters, char letter)
{
  for (int i = 0; i < letters->n; i++)
    if (letters->letters[i] == letter)
      return i;
  return -1;
}

static gboolean
refuse (GError **error)
{
  g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the equation does not fit its inputs");
  return FALSE;
}

/* A term without spaces, an ellipsis written out as letters; FALSE where it has none for each
 * dimension. rank < 0: of the output, whose ellipsis is `unnamed` dimensions. */
static gboolean
spell_out (const char *term, int rank, int unnamed, char *to)
{
  int n_letters = 0, n = 0;

  for (const char *c = term; *c != '\0'; c++)
    n_letters += g_ascii_isalpha (*c) != 0;
  if (rank >= 0)
    unnamed = rank - n_letters;
  for (const char *c = term; *c != '\0'; c++) {
    gboolean ellipsis = g_str_has_prefix (c, "...");

    if (!ellipsis && !g_ascii_isalpha (*c))
      return FALSE;
    if (unnamed < 0 || n + (ellipsis ? unnamed : 1) > NN_MAX_RANK)
      return FALSE;
    if (!ellipsis) {
      to[n++] = *c;
      continue;
    }
    for (int i = unnamed - 1; i >= 0; i--)
      to[n++] = UNNAMED[i];
    c += 2;
  }
  to[n] = '\0';
  return rank < 0 || n == rank;
}

/* Adds the letters of an input. */
static gboolean
meet (Letters *letters, const char *term, const NnShape *shape)
{
  for (int i = 0; term[i] != '\0'; i++) {
    int l = find_letter (letters, term[i]);

    if (l < 0 && letters->n == NN_MAX_RANK)
      return FALSE;
    if (l < 0) {
      l = letters->n++;
      letters->letters[l] = term[i];
      letters->dims[l] = 1;
    }
    if (letters->dims[l] != shape->dims[i] && letters->dims[l] != 1 && shape->dims[i] != 1)
      return FALSE;
    letters->dims[l] = letters->dims[l] == 1 ? shape->dims[i] : letters->dims[l];
  }
  return TRUE;
}

/* Without a result in the equation: what an ellipsis stands for, then the letters that appear once,
 * in their order. */
static void
imply (const char *equation, char *to)
{
  int n = 0;

  if (strstr (equation, "...") != NULL)
    n = (int) (g_stpcpy (to, "...") - to);
  for (char c = 'A'; c <= 'z'; c++) {
    const char *first = g_ascii_isalpha (c) ? strchr (equation, c) : NULL;

    if (first != NULL && strchr (first + 1, c) == NULL)
      to[n++] = c;
  }
  to[n] = '\0';
}

static void
add_tensor (NnWalk *walk, const Letters *letters, const char *term, const NnShape *shape)
{
  gint64 own[NN_MAX_RANK], steps[NN_MAX_RANK] = { 0 };

  nn_walk_row_major (shape, own);
  for (int i = 0; i < shape->rank; i++)
    steps[find_letter (letters, term[i])] += shape->dims[i] != 1 ? own[i] : 0;
  nn_walk_add (walk, 0, steps);
}

static gboolean
check_types (const NnOpCall *call, GError **error)
{
  if (!nn_op_has_input (call, 0) || call->inputs[0].type == NN_TYPE_BOOL)
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  for (guint i = 1; i < call->n_inputs; i++)
    if (!nn_op_check_type (call, i, call->inputs[0].type, error))
      return FALSE;
  return TRUE;
}

static gboolean
einsum_prepare (NnOpCall *call, GError **error)
{
  g_auto (GStrv) words
      = g_strsplit (nn_attributes_get_string (call->attributes, "equation", ""), " ", -1);
  g_autofree char *equation = g_strjoinv ("", words);
  g_auto (GStrv) sides = g_strsplit (equation, "->", 2);
  g_auto (GStrv) factors = g_strsplit (sides[0] != NULL ? sides[0] : "", ",", -1);
  char terms[MAX_FACTORS][NN_MAX_RANK + 1], result[NN_MAX_RANK + 1], implied[64];
  Letters letters = { .n = 0 };
  NnShape shape = { 0 }, box;
  NnWalk walk;
  int unnamed = 0;

  if (!check_types (call, error))
    return FALSE;
  /* A scalar has an empty term. */
  if (g_strv_length (factors) != call->n_inputs || call->n_inputs > MAX_FACTORS)
    return refuse (error);
  for (guint i = 0; i < call->n_inputs; i++)
    if (!spell_out (factors[i], call->inputs[i].shape.rank, 0, terms[i])
        || !meet (&letters, terms[i], &call->inputs[i].shape))
      return refuse (error);
  for (int i = 0; i < letters.n; i++)
    unnamed += g_ascii_isdigit (letters.letters[i]) != 0;
  imply (sides[0], implied);
  if (!spell_out (sides[1] != NULL ? sides[1] : implied, -1, unnamed, result))
    return refuse (error);
  for (int i = 0; result[i] != '\0'; i++) {
    int l = find_letter (&letters, result[i]);

    if (l < 0 || strchr (result + i + 1, result[i]) != NULL)
      return refuse (error);
    shape.dims[shape.rank++] = letters.dims[l];
  }
  box = (NnShape){ .rank = letters.n };
  memcpy (box.dims, letters.dims, sizeof box.dims);
  if (nn_shape_count (&box) < 0)
    return refuse (error);
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  nn_walk_init (&walk, &box);
  add_tensor (&walk, &letters, result, &shape);
  for (guint i = 0; i < call->n_inputs; i++)
    add_tensor (&walk, &letters, terms[i], &call->inputs[i].shape);
  nn_walk_join (&walk);
  if (call->inputs[0].type != NN_TYPE_FLOAT32)
    call->scratch_size = (gsize) MAX (0, nn_shape_count (&shape)) * sizeof (double);
  call->settings = g_memdup2 (&walk, sizeof walk);
  return TRUE;
}

/* Other types are computed in float64. */
static void
add_products (NnOpCall *call, const NnWalk *walk, const NnWalkAt *at, double *sums)
{
  NnType type = call->inputs[0].type;

  for (gint64 i = 0; i < nn_walk_row (walk); i++) {
    double product = 1, number;

    for (guint k = 0; k < call->n_inputs; k++) {
      gint64 place = at->places[k + 1] + i * nn_walk_step (walk, k + 1);

      nn_convert (NN_TYPE_FLOAT64, &number, type,
                  (const char *) call->inputs[k].data + place * (gint64) nn_type_size (type), 1);
      product *= number;
    }
    sums[at->places[0] + i * nn_walk_step (walk, 0)] += product;
  }
}

static float
factor_at (const NnOpCall *call, const NnWalk *walk, const NnWalkAt *at, guint k, gint64 i)
{
  return ((const float *) call->inputs[k].data)[at->places[k + 1] + i * nn_walk_step (walk, k + 1)];
}

static void
einsum_forward (NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  gint64 n = nn_shape_count (&call->outputs[0].shape);
  gboolean floats = call->inputs[0].type == NN_TYPE_FLOAT32;
  float *y = call->outputs[0].data;
  NnWalkAt at;

  if (n > 0)
    memset (floats ? (void *) y : call->scratch, 0,
            (gsize) n * (floats ? sizeof (float) : sizeof (double)));
  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at)) {
    if (!floats)
      add_products (call, walk, &at, call->scratch);
    for (gint64 i = 0; floats && i < nn_walk_row (walk); i++) {
      float product = factor_at (call, walk, &at, 0, i);

      for (guint k = 1; k < call->n_inputs; k++)
        product *= factor_at (call, walk, &at, k, i);
      y[at.places[0] + i * nn_walk_step (walk, 0)] += product;
    }
  }
  if (!floats)
    nn_convert (call->outputs[0].type, y, NN_TYPE_FLOAT64, call->scratch, n);
}

/* The gradient of a factor is that of the result times the other factors. */
static void
einsum_backward (NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  const float *dy = call->output_gradients[0].data;
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (walk, &at); more; more = nn_walk_next (walk, &at))
    for (guint k = 0; k < call->n_inputs; k++) {
      float *dx = call->input_gradients[k].data;

      for (gint64 i = 0; dx != NULL && i < nn_walk_row (walk); i++) {
        float gradient = dy[at.places[0] + i * nn_walk_step (walk, 0)];

        for (guint other = 0; other < call->n_inputs; other++)
          if (other != k)
            gradient *= factor_at (call, walk, &at, other, i);
        dx[at.places[k + 1] + i * nn_walk_step (walk, k + 1)] += gradient;
      }
    }
}

static gint64
einsum_multiply_adds (const NnOpCall *call)
{
  const NnWalk *walk = call->settings;
  gint64 work = 1;

  for (int i = 0; i < walk->rank; i++)
    work *= walk->dims[i];
  return work;
}

/* clang-format off */
const NnOp nn_op_einsum = { "Einsum", 1, MAX_FACTORS, 1, 1, einsum_prepare, einsum_forward, einsum_backward,
  .adds_to = 0x07, .multiply_adds = einsum_multiply_adds };
/* clang-format on */
