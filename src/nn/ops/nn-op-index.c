/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-op-table.h"

#include <string.h>

#include "nn/ops/nn-map.h"
#include "nn/ops/nn-walk.h"

/*
 * Operators that take from places, or put to places, which an index names: the Elements operators
 * one number an index along an axis, the ND operators a slice a tuple of indices. Negative indices
 * count from the end. An index outside is taken for the nearest inside: forward() cannot fail.
 */

typedef enum { REPLACE, ADD, MULTIPLY, MAX_OF, MIN_OF } Reduction;

static gint64
index_at (const NnView *indices, gint64 i, gint64 dim)
{
  gint64 index = indices->type == NN_TYPE_INT64 ? ((const gint64 *) indices->data)[i]
                                                : ((const gint32 *) indices->data)[i];

  return CLAMP (index < 0 ? index + dim : index, 0, dim - 1);
}

static gboolean
check_indices (const NnOpCall *call, GError **error)
{
  const NnShape *from = &call->inputs[0].shape, *indices = &call->inputs[1].shape;

  if (call->inputs[1].type != NN_TYPE_INT32 && !nn_op_check_type (call, 1, NN_TYPE_INT64, error))
    return FALSE;
  if (from->rank == 0 || indices->rank == 0
      || (nn_shape_count (from) == 0 && nn_shape_count (indices) > 0)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "there is nothing to take from");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_reduction (const NnOpCall *call, Reduction *reduction, GError **error)
{
  static const char *const names[] = { "none", "add", "mul", "max", "min" };
  const char *name = nn_attributes_get_string (call->attributes, "reduction", "none");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i])) {
      *reduction = (Reduction) i;
      if (call->training && *reduction > ADD)
        break;
      return nn_op_check_type (call, 2, call->inputs[0].type, error);
    }
  g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "reduction %s is not supported%s", name,
               call->training ? " in training" : "");
  return FALSE;
}

/* to = to * from, or whatever the reduction is, for n numbers of the type. */
static void
reduce (Reduction reduction, NnType type, gint64 n, char *to, const char *from)
{
  gint64 size = (gint64) nn_type_size (type);

  if (reduction == REPLACE) {
    if (n > 0)
      memcpy (to, from, (gsize) (n * size));
    return;
  }
  for (gint64 i = 0; i < n; i++, to += size, from += size)
    if (nn_type_is_float (type)) {
      double u, v;

      nn_convert (NN_TYPE_FLOAT64, &u, type, to, 1);
      nn_convert (NN_TYPE_FLOAT64, &v, type, from, 1);
      u = reduction == ADD        ? u + v
          : reduction == MULTIPLY ? u * v
          : reduction == MAX_OF   ? MAX (u, v)
                                  : MIN (u, v);
      nn_convert (type, to, NN_TYPE_FLOAT64, &u, 1);
    } else {
      gint64 u, v;

      nn_convert (NN_TYPE_INT64, &u, type, to, 1);
      nn_convert (NN_TYPE_INT64, &v, type, from, 1);
      u = reduction == ADD        ? (gint64) ((guint64) u + (guint64) v)
          : reduction == MULTIPLY ? (gint64) ((guint64) u * (guint64) v)
          : reduction == MAX_OF   ? MAX (u, v)
                                  : MIN (u, v);
      nn_convert (type, to, NN_TYPE_INT64, &u, 1);
    }
}

/* --- GatherElements, ScatterElements: the walk goes through the indices (tensor 0); tensor 1 is
 * input 0, at index 0 of the axis --- */

typedef struct {
  NnWalk walk;
  gint64 dim, step; /* of the axis */
  Reduction reduction;
} Elements;

static gboolean
keep_elements (NnOpCall *call, Elements *elements, GError **error)
{
  const NnShape *x = &call->inputs[0].shape, *indices = &call->inputs[1].shape;
  gint64 axis = nn_attributes_get_int (call->attributes, "axis", 0);
  gint64 steps[NN_MAX_RANK];

  if (!check_indices (call, error) || !nn_op_check_rank (call, 1, x->rank, error)
      || !nn_op_normalize_axis (&axis, x->rank, error))
    return FALSE;
  for (int i = 0; i < x->rank; i++)
    if (i != axis && indices->dims[i] > x->dims[i]) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the indices are larger than the input");
      return FALSE;
    }
  nn_walk_row_major (x, steps);
  elements->dim = x->dims[axis];
  elements->step = steps[axis];
  steps[axis] = 0;
  nn_walk_init (&elements->walk, indices);
  nn_walk_add_broadcast (&elements->walk, indices);
  nn_walk_add (&elements->walk, 0, steps);
  nn_walk_join (&elements->walk);
  call->settings = g_memdup2 (elements, sizeof *elements);
  return TRUE;
}

static gint64
element_at (const NnOpCall *call, const NnWalkAt *at, gint64 i)
{
  const Elements *e = call->settings;

  return at->places[1] + i * nn_walk_step (&e->walk, 1)
         + e->step * index_at (&call->inputs[1], at->places[0] + i, e->dim);
}

static gboolean
gather_elements_prepare (NnOpCall *call, GError **error)
{
  Elements elements = { 0 };

  nn_op_set_output (call, 0, call->inputs[0].type, &call->inputs[1].shape);
  return keep_elements (call, &elements, error);
}

static void
gather_elements_forward (NnOpCall *call)
{
  const Elements *e = call->settings;
  gint64 size = (gint64) nn_type_size (call->inputs[0].type);
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (&e->walk, &at); more; more = nn_walk_next (&e->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&e->walk); i++)
      memcpy ((char *) call->outputs[0].data + (at.places[0] + i) * size,
              (const char *) call->inputs[0].data + element_at (call, &at, i) * size, (gsize) size);
}

static void
gather_elements_backward (NnOpCall *call)
{
  const Elements *e = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;
  NnWalkAt at;

  for (gboolean more = nn_walk_begin (&e->walk, &at); more; more = nn_walk_next (&e->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&e->walk); i++)
      dx[element_at (call, &at, i)] += dy[at.places[0] + i];
}

static gboolean
scatter_elements_prepare (NnOpCall *call, GError **error)
{
  Elements elements = { 0 };

  if (!read_reduction (call, &elements.reduction, error))
    return FALSE;
  if (!nn_shape_equal (&call->inputs[1].shape, &call->inputs[2].shape)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "there must be an index for each number");
    return FALSE;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &call->inputs[0].shape);
  return keep_elements (call, &elements, error);
}

static void
copy_input (NnOpCall *call)
{
  gsize bytes
      = (gsize) nn_shape_count (&call->inputs[0].shape) * nn_type_size (call->inputs[0].type);

  if (bytes > 0 && call->outputs[0].data != call->inputs[0].data)
    memcpy (call->outputs[0].data, call->inputs[0].data, bytes);
}

static void
scatter_elements_forward (NnOpCall *call)
{
  const Elements *e = call->settings;
  NnType type = call->inputs[0].type;
  gint64 size = (gint64) nn_type_size (type);
  NnWalkAt at;

  copy_input (call);
  for (gboolean more = nn_walk_begin (&e->walk, &at); more; more = nn_walk_next (&e->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&e->walk); i++)
      reduce (e->reduction, type, 1,
              (char *) call->outputs[0].data + element_at (call, &at, i) * size,
              (const char *) call->inputs[2].data + (at.places[0] + i) * size);
}

static void
copy_gradient (NnOpCall *call)
{
  nn_add (nn_shape_count (&call->inputs[0].shape), call->output_gradients[0].data,
          call->input_gradients[0].data);
}

static void
scatter_elements_backward (NnOpCall *call)
{
  const Elements *e = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data, *du = call->input_gradients[2].data;
  NnWalkAt at;

  if (dx != NULL)
    copy_gradient (call);
  for (gboolean more = nn_walk_begin (&e->walk, &at); more; more = nn_walk_next (&e->walk, &at))
    for (gint64 i = 0; i < nn_walk_row (&e->walk); i++) {
      gint64 place = element_at (call, &at, i);

      if (du != NULL)
        du[at.places[0] + i] += dy[place];
      if (dx != NULL && e->reduction == REPLACE)
        dx[place] -= dy[place];
    }
}

/* clang-format off */
const NnOp nn_op_gather_elements = { "GatherElements", 2, 2, 1, 1, gather_elements_prepare, gather_elements_forward, gather_elements_backward,
  .adds_to = 0x01 };
const NnOp nn_op_scatter = { "Scatter", 3, 3, 1, 1, scatter_elements_prepare, scatter_elements_forward, scatter_elements_backward,
  .adds_to = 0x05 };
const NnOp nn_op_scatter_elements = { "ScatterElements", 3, 3, 1, 1, scatter_elements_prepare, scatter_elements_forward, scatter_elements_backward,
  .adds_to = 0x05 };
/* clang-format on */

/* --- GatherND, ScatterND: a tuple names a slice of the dimensions that are behind it --- */

typedef struct {
  gint64 n_tuples, per_batch; /* tuples in all, and of each batch */
  gint64 batch;               /* numbers of a batch of input 0 */
  gint64 slice;               /* numbers of a slice */
  int length;                 /* of a tuple */
  gint64 dims[NN_MAX_RANK], steps[NN_MAX_RANK];
  Reduction reduction;
} Slices;

/* result: the shape of what is taken or put. */
static gboolean
keep_slices (NnOpCall *call, int batch_dims, Slices *s, NnShape *result, GError **error)
{
  const NnShape *x = &call->inputs[0].shape, *indices = &call->inputs[1].shape;
  gint64 steps[NN_MAX_RANK], length;
  gint64 n_batches = 1;

  if (!check_indices (call, error))
    return FALSE;
  length = indices->dims[indices->rank - 1];
  if (batch_dims < 0 || batch_dims >= MIN (x->rank, indices->rank) || length < 1
      || length > x->rank - batch_dims
      || indices->rank - 1 + x->rank - batch_dims - length > NN_MAX_RANK) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the indices do not fit the input");
    return FALSE;
  }
  nn_walk_row_major (x, steps);
  s->length = (int) length;
  s->n_tuples = s->slice = s->batch = 1;
  *result = (NnShape){ 0 };
  for (int i = 0; i < indices->rank - 1; i++) {
    if (i < batch_dims && indices->dims[i] != x->dims[i]) {
      g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "the batches of the indices do not fit");
      return FALSE;
    }
    s->n_tuples *= result->dims[result->rank++] = indices->dims[i];
    n_batches *= i < batch_dims ? indices->dims[i] : 1;
  }
  for (int i = batch_dims; i < x->rank; i++) {
    s->batch *= x->dims[i];
    if (i < batch_dims + s->length) {
      s->dims[i - batch_dims] = x->dims[i];
      s->steps[i - batch_dims] = steps[i];
    } else {
      s->slice *= result->dims[result->rank++] = x->dims[i];
    }
  }
  s->per_batch = n_batches > 0 ? s->n_tuples / n_batches : 0;
  call->settings = g_memdup2 (s, sizeof *s);
  return TRUE;
}

static gint64
slice_at (const NnOpCall *call, gint64 tuple)
{
  const Slices *s = call->settings;
  gint64 place = tuple / s->per_batch * s->batch;

  for (int i = 0; i < s->length; i++)
    place += s->steps[i] * index_at (&call->inputs[1], tuple * s->length + i, s->dims[i]);
  return place;
}

static gboolean
gather_nd_prepare (NnOpCall *call, GError **error)
{
  gint64 batch_dims = nn_attributes_get_int (call->attributes, "batch_dims", 0);
  Slices slices = { 0 };
  NnShape shape;

  if (!keep_slices (call, (int) CLAMP (batch_dims, -1, NN_MAX_RANK), &slices, &shape, error))
    return FALSE;
  nn_op_set_output (call, 0, call->inputs[0].type, &shape);
  return TRUE;
}

static void
gather_nd_forward (NnOpCall *call)
{
  const Slices *s = call->settings;
  gint64 size = (gint64) nn_type_size (call->inputs[0].type);

  for (gint64 t = 0; s->slice > 0 && t < s->n_tuples; t++)
    memcpy ((char *) call->outputs[0].data + t * s->slice * size,
            (const char *) call->inputs[0].data + slice_at (call, t) * size,
            (gsize) (s->slice * size));
}

static void
gather_nd_backward (NnOpCall *call)
{
  const Slices *s = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data;

  for (gint64 t = 0; t < s->n_tuples; t++)
    nn_add (s->slice, dy + t * s->slice, dx + slice_at (call, t));
}

static gboolean
scatter_nd_prepare (NnOpCall *call, GError **error)
{
  Slices slices = { 0 };
  NnShape shape;

  if (!read_reduction (call, &slices.reduction, error)
      || !keep_slices (call, 0, &slices, &shape, error))
    return FALSE;
  if (!nn_shape_equal (&shape, &call->inputs[2].shape)) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "there must be an index for each slice");
    return FALSE;
  }
  nn_op_set_output (call, 0, call->inputs[0].type, &call->inputs[0].shape);
  return TRUE;
}

static void
scatter_nd_forward (NnOpCall *call)
{
  const Slices *s = call->settings;
  NnType type = call->inputs[0].type;
  gint64 size = (gint64) nn_type_size (type);

  copy_input (call);
  for (gint64 t = 0; t < s->n_tuples; t++)
    reduce (s->reduction, type, s->slice,
            (char *) call->outputs[0].data + slice_at (call, t) * size,
            (const char *) call->inputs[2].data + t * s->slice * size);
}

static void
scatter_nd_backward (NnOpCall *call)
{
  const Slices *s = call->settings;
  const float *dy = call->output_gradients[0].data;
  float *dx = call->input_gradients[0].data, *du = call->input_gradients[2].data;

  if (dx != NULL)
    copy_gradient (call);
  for (gint64 t = 0; t < s->n_tuples; t++) {
    gint64 place = slice_at (call, t);

    if (du != NULL)
      nn_add (s->slice, dy + place, du + t * s->slice);
    for (gint64 i = 0; dx != NULL && s->reduction == REPLACE && i < s->slice; i++)
      dx[place + i] -= dy[place + i];
  }
}

/* clang-format off */
const NnOp nn_op_gather_nd = { "GatherND", 2, 2, 1, 1, gather_nd_prepare, gather_nd_forward, gather_nd_backward,
  .adds_to = 0x01 };
const NnOp nn_op_scatter_nd = { "ScatterND", 3, 3, 1, 1, scatter_nd_prepare, scatter_nd_forward, scatter_nd_backward,
  .adds_to = 0x05 };
/* clang-format on */
