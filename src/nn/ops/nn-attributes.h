/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/tensor/nn-tensor.h"

/*
 * NnAttributes: the named settings of a node, as ONNX has them: integer, float, string, tensor and
 * lists of integers or floats. Small: looked up by comparing names. Reference-counted; not changed
 * any more once a node holds it.
 */

typedef enum {
  NN_ATTRIBUTE_FLOAT,
  NN_ATTRIBUTE_INT,
  NN_ATTRIBUTE_STRING,
  NN_ATTRIBUTE_TENSOR,
  NN_ATTRIBUTE_FLOATS,
  NN_ATTRIBUTE_INTS,
  NN_ATTRIBUTE_STRINGS,
} NnAttributeKind;

typedef struct {
  char *name;
  NnAttributeKind kind;
  double number;    /* FLOAT */
  gint64 integer;   /* INT */
  char *string;     /* STRING */
  NnTensor *tensor; /* TENSOR */
  guint n_items;    /* FLOATS, INTS, STRINGS */
  float *floats;
  gint64 *ints;
  char **strings; /* NULL-terminated */
} NnAttribute;

typedef struct _NnAttributes NnAttributes;

NnAttributes *nn_attributes_new (void);
NnAttributes *nn_attributes_ref (NnAttributes *attributes);
void nn_attributes_unref (NnAttributes *attributes);

/* Each replaces what had the name before. Data are copied; the tensor gets a reference. */
void nn_attributes_set_int (NnAttributes *attributes, const char *name, gint64 value);
void nn_attributes_set_float (NnAttributes *attributes, const char *name, double value);
void nn_attributes_set_string (NnAttributes *attributes, const char *name, const char *value);
void nn_attributes_set_tensor (NnAttributes *attributes, const char *name, NnTensor *value);
void
nn_attributes_set_ints (NnAttributes *attributes, const char *name, const gint64 *values, guint n);
void
nn_attributes_set_floats (NnAttributes *attributes, const char *name, const float *values, guint n);
void
nn_attributes_set_strings (NnAttributes *attributes, const char *name, const char *const *values);

guint nn_attributes_count (const NnAttributes *attributes);
const NnAttribute *nn_attributes_nth (const NnAttributes *attributes, guint i);

/* NULL if there is none of that name. attributes may be NULL (no attributes) in all look-ups. */
const NnAttribute *nn_attributes_find (const NnAttributes *attributes, const char *name);

/* The fallback if there is none of that name or it is of another kind. */
gint64 nn_attributes_get_int (const NnAttributes *attributes, const char *name, gint64 fallback);
double nn_attributes_get_float (const NnAttributes *attributes, const char *name, double fallback);
const char *
nn_attributes_get_string (const NnAttributes *attributes, const char *name, const char *fallback);

/* NULL and 0 items if there is none. The list stays the attributes'. */
const gint64 *
nn_attributes_get_ints (const NnAttributes *attributes, const char *name, guint *n_items);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnAttributes, nn_attributes_unref)
