/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-op.h"

/* NnMap: a function of one number for each kind of type. float32 is computed in floats, float16 and
 * float64 in doubles, integers in 64 bits; p are two settings. */
typedef struct {
  void (*floats) (gint64 n, const double *p, const float *x, float *y);
  void (*doubles) (gint64 n, const double *p, const double *x, double *y);
  void (*integers) (gint64 n, const double *p, const gint64 *x, gint64 *y); /* NULL: none */
} NnMap;

gboolean nn_type_is_float (NnType type);

/* Output 0 has the type and shape of input 0, for which the map must have a function. */
gboolean nn_map_prepare (NnOpCall *call, const NnMap *map, GError **error);

/* Output 0 = map (input 0) */
void nn_map_forward (NnOpCall *call, const NnMap *map, const double *p);
