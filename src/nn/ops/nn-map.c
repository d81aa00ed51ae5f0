/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-map.h"

/* Numbers that are converted at a time. */
#define CHUNK 256

gboolean
nn_type_is_float (NnType type)
{
  return type == NN_TYPE_FLOAT32 || type == NN_TYPE_FLOAT16 || type == NN_TYPE_FLOAT64;
}

gboolean
nn_map_prepare (NnOpCall *call, const NnMap *map, GError **error)
{
  const NnView *x = &call->inputs[0];
  gboolean is_integer = !nn_type_is_float (x->type) && x->type != NN_TYPE_BOOL;

  if (!nn_op_has_input (call, 0)
      || (!nn_type_is_float (x->type) && (map->integers == NULL || !is_integer)))
    return nn_op_check_type (call, 0, NN_TYPE_FLOAT32, error);
  nn_op_set_output (call, 0, x->type, &x->shape);
  return TRUE;
}

void
nn_map_forward (NnOpCall *call, const NnMap *map, const double *p)
{
  const NnView *x = &call->inputs[0];
  NnView *y = &call->outputs[0];
  gint64 n = nn_shape_count (&x->shape);
  gsize size = nn_type_size (x->type);
  union {
    double numbers[CHUNK];
    gint64 integers[CHUNK];
  } buffer;

  if (x->type == NN_TYPE_FLOAT32) {
    map->floats (n, p, x->data, y->data);
    return;
  }
  for (gint64 at = 0; at < n; at += CHUNK) {
    gint64 some = MIN (CHUNK, n - at);
    NnType type = nn_type_is_float (x->type) ? NN_TYPE_FLOAT64 : NN_TYPE_INT64;

    nn_convert (type, &buffer, x->type, (const char *) x->data + at * size, some);
    if (type == NN_TYPE_FLOAT64)
      map->doubles (some, p, buffer.numbers, buffer.numbers);
    else
      map->integers (some, p, buffer.integers, buffer.integers);
    nn_convert (y->type, (char *) y->data + at * size, type, &buffer, some);
  }
}
