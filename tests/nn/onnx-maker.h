/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/tensor/nn-tensor.h"
#include "onnx.pb-c.h"

/* Maker: writes ONNX files as other programs do, right and wrong. */

typedef struct {
  GPtrArray *memory; /* everything the messages point to */
  GPtrArray *bodies; /* functions and branches that are open, the innermost last */
  Onnx__Model model;
} Maker;

/* Producer "maker", IR 8, the operator set, an empty graph. */
Maker *maker_new (int opset);
void maker_free (Maker *maker);

/* dims below 0 are free, "N". */
Onnx__ValueInfo *maker_add_input (Maker *maker, const char *name, int type, NnShape shape);
void maker_add_output (Maker *maker, const char *name);

/* Numbers in raw_data; count(shape) of them are copied. */
Onnx__Tensor *
maker_add_tensor (Maker *maker, const char *name, NnType type, NnShape shape, const void *data);
Onnx__Tensor *maker_add_ints (Maker *maker, const char *name, guint n, const gint64 *ints);
/* Floats drawn by the seed, within -1 to 1. */
Onnx__Tensor *maker_add_noise (Maker *maker, const char *name, NnShape shape, guint64 seed);

/* inputs and outputs: names with spaces between; "-" for one that is left out. */
Onnx__Node *maker_add_node (Maker *maker, const char *op, const char *inputs, const char *outputs);
void maker_set_int (Maker *maker, Onnx__Node *node, const char *name, gint64 value);
void
maker_set_ints (Maker *maker, Onnx__Node *node, const char *name, guint n, const gint64 *values);
void maker_set_float (Maker *maker, Onnx__Node *node, const char *name, float value);
void maker_set_string (Maker *maker, Onnx__Node *node, const char *name, const char *value);
void maker_set_tensor (Maker *maker, Onnx__Node *node, const char *name, Onnx__Tensor *value);

/* What is added from here on belongs to a function, until maker_close(). attributes: names. */
Onnx__Function *maker_open_function (Maker *maker,
                                     const char *domain,
                                     const char *name,
                                     const char *inputs,
                                     const char *outputs,
                                     const char *attributes);
/* Likewise to a branch of an If node: "then_branch" or "else_branch". */
void maker_open_branch (Maker *maker, Onnx__Node *node, const char *branch, const char *outputs);
void maker_close (Maker *maker);
/* A call of a function. */
Onnx__Node *maker_add_call (Maker *maker,
                            const char *domain,
                            const char *name,
                            const char *inputs,
                            const char *outputs);
/* The attribute is the one that the function was called with; type: of AttributeProto. */
void
maker_refer (Maker *maker, Onnx__Node *node, const char *name, int type, const char *attribute);

/* Takes the last tensor out of the initialisers. */
Onnx__Tensor *maker_take_tensor (Maker *maker);
void maker_place_outside (Maker *maker,
                          Onnx__Tensor *tensor,
                          const char *location,
                          const char *offset,
                          const char *length);

char *maker_text (Maker *maker, const char *text);
GBytes *maker_to_bytes (Maker *maker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Maker, maker_free)
