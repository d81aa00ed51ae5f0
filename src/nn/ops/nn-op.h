/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/ops/nn-attributes.h"
#include "nn/base/nn-error.h"
#include "nn/base/nn-random.h"
#include "nn/tensor/nn-tensor.h"
#include "nn/tensor/nn-vector.h"

/*
 * NnOp: an ONNX operator: its shape rule, its forward and its backward pass, side by side in one
 * file a family. An operator knows tensors and its own attributes, nothing of graphs.
 *
 * To add one: write the three functions in the file of its family, declare the NnOp there, add it
 * to the table in nn-op-table.c, give it gradient cases in tests/nn/gradient-cases.c and a row in
 * docs/operators.md.
 *
 * The life of a call:
 *   1. prepare(), once when a plan is made: reads the types and shapes of the inputs (and the
 * numbers of those that are known already, such as the shape input of Reshape), checks them, sets
 * types and shapes of the outputs, and may ask for saved and scratch memory and keep parsed
 * settings.
 *   2. pack(), where there is one, whenever the weights may have changed: writes `packed` from the
 *      inputs of `weight_inputs`, in the order that forward() likes.
 *   3. forward(), each run: reads inputs, writes every number of every output.
 *   4. backward(), in training: reads inputs, outputs, output gradients (data NULL where an
 *      operator has several outputs and nothing depends on that one), and adds to the input
 *      gradients of `adds_to` that are wanted (data not NULL), which the workspace has cleared
 * where nothing was there. It writes every number of the others. Neither forward() nor backward()
 * allocates or fails.
 */

/* A tensor that is not owned. */
typedef struct {
  NnType type;   /* NN_TYPE_UNDEFINED: an optional input or output that is not there */
  NnShape shape; /* as ONNX has it, whatever the order in memory */
  void *data;    /* NULL in prepare() unless the numbers are known; NULL for a gradient that is not
                    wanted */
} NnView;

#define NN_OP_MAX_INPUTS 64
#define NN_OP_MAX_OUTPUTS 64

typedef struct {
  const NnAttributes *attributes; /* may be NULL: none */
  int opset;                      /* version of the ai.onnx operator set, 6 to 25 */
  guint n_inputs, n_outputs;      /* trailing optional ones may be left out */
  NnView inputs[NN_OP_MAX_INPUTS];
  NnView outputs[NN_OP_MAX_OUTPUTS];
  NnView input_gradients[NN_OP_MAX_INPUTS];
  NnView output_gradients[NN_OP_MAX_OUTPUTS];
  NnActivation activation;
  gboolean batch_last; /* tensors lie in memory as [C][H][W][N] (or [features][N]), N a multiple
                        * of 16 */
  gboolean training;   /* Dropout drops, BatchNormalization takes the batch's statistics */
  NnRandom *random;    /* for Dropout in training; else NULL */
  gpointer settings;  /* made by prepare() with g_malloc(), read-only after it, freed by the plan */
  gsize saved_size;   /* set by prepare(): bytes kept from forward() to backward() */
  gsize scratch_size; /* set by prepare(): bytes for the time of one call */
  gsize packed_size;  /* set by prepare(): bytes of what pack() makes of the weights */
  void *saved;        /* 64-byte aligned, uninitialised before the first forward() */
  void *scratch;
  void *packed;
} NnOpCall;

/* clang-format off */
typedef enum {
  NN_OP_ALIASES          = 1 << 0, /* output 0 may share the memory of input 0: only the shape changes; */
                                   /* forward() and backward() must work too when it does not */
  NN_OP_FUSES_ACTIVATION = 1 << 1, /* forward() applies `activation`; backward() gets the gradient */
                                   /* before the activation, the plan has seen to that */
  NN_OP_RANDOM           = 1 << 2, /* never folded into a constant */
  NN_OP_SHAPE_ONLY       = 1 << 3, /* outputs depend on the shapes of the inputs alone (Shape) */
  NN_OP_KEEPS_STATISTICS = 1 << 4, /* backward() gives batch statistic - kept statistic as the gradient */
                                   /* of an input that is not trainable (BatchNormalization) */
  NN_OP_READS_FIRST      = 1 << 5, /* backward() adds to the gradient of an input only after it has read */
                                   /* that input for the last time */
  NN_OP_KEEPS_SIGN       = 1 << 6, /* a rectifier behind it rectifies the layer before it too */
  NN_OP_MOVES            = 1 << 7, /* every number of the outputs is one of input 0 */
  NN_OP_MOVES_ALL        = 1 << 8 | NN_OP_MOVES, /* and output 0 has each of them once */
} NnOpFlags;

/* The role of an operator in a network. Names of operators are never compared. */
typedef enum {
  NN_OP_OTHER,
  NN_OP_CONVOLUTION,         /* Conv */
  NN_OP_DENSE,               /* Gemm */
  NN_OP_PRODUCT,             /* MatMul */
  NN_OP_LSTM,
  NN_OP_GRU,
  NN_OP_BATCH_NORMALIZATION,
  NN_OP_LAYER_NORMALIZATION,
  NN_OP_GROUP_NORMALIZATION, /* InstanceNormalization too */
  NN_OP_RECTIFIER,           /* Relu, LeakyRelu, Elu */
  NN_OP_PRELU,               /* a rectifier whose slope is trained */
  NN_OP_SUM,                 /* Add, Sub */
  NN_OP_SCALING,             /* Mul, Div */
  NN_OP_SOFTMAX,
  NN_OP_LOG_SOFTMAX,
  NN_OP_SIGMOID,
  NN_OP_HARD_SIGMOID,
  NN_OP_LOGARITHM,           /* Log */
  NN_OP_IDENTITY,
  NN_OP_CAST,
  NN_OP_RESHAPE,
} NnOpKind;
/* clang-format on */

typedef struct {
  const char *name; /* ONNX operator type */
  guint min_inputs, max_inputs;
  guint min_outputs, max_outputs;
  gboolean (*prepare) (NnOpCall *call, GError **error);
  void (*forward) (NnOpCall *call);
  void (*backward) (NnOpCall *call); /* NULL: no derivative, gradients stop here */

  NnOpKind kind;
  NnOpFlags flags;
  NnActivation activation; /* which activation it is: the product before it can apply it */
  /* A bit an input: where weights go in, and statistics that training keeps. */
  guint weight_inputs, statistic_inputs;
  guint adds_to; /* a bit an input: backward() adds to its gradient instead of overwriting it */
  /* Whether this call, prepared, can run with batch_last; NULL: never. */
  gboolean (*can_batch_last) (const NnOpCall *call);
  void (*pack) (NnOpCall *call); /* NULL: forward() reads the weights as they are */
  /* What else there is to say of how this call, prepared, runs ("Winograd"); NULL: nothing. */
  const char *(*way) (const NnOpCall *call);
  /* Multiply-adds of one forward(), for the summary; NULL: none worth counting. */
  gint64 (*multiply_adds) (const NnOpCall *call);
} NnOp;

/* NULL if there is no operator of that name. */
const NnOp *nn_op_find (const char *name);

static inline gboolean
nn_op_adds_to (const NnOp *op, guint input)
{
  return input < 32 && (op->adds_to >> input & 1);
}

/* All operators, sorted by name. */
const NnOp *const *nn_op_list (guint *n_ops);

/* Runs a prepared call whose inputs are known: makes a tensor for each output that is there.
 * outputs: call->n_outputs, NULL at first; the caller's to free, after a failure too.
 * NN_ERROR_RANGE where there is no memory. The caller checks beforehand what it may cost. */
gboolean nn_op_run_once (const NnOp *op, NnOpCall *call, NnTensor **outputs, GError **error);

/* --- for operators --- */

/* Whether optional input i is there. */
static inline gboolean
nn_op_has_input (const NnOpCall *call, guint i)
{
  return i < call->n_inputs && call->inputs[i].type != NN_TYPE_UNDEFINED;
}

/* Whether the gradient of input i is wanted. */
static inline gboolean
nn_op_wants_gradient (const NnOpCall *call, guint i)
{
  return i < call->n_inputs && call->input_gradients[i].data != NULL;
}

/* Sets type and shape of output i; does nothing where the node leaves that output out. */
void nn_op_set_output (NnOpCall *call, guint i, NnType type, const NnShape *shape);

/* "Conv input 1 has shape 3x3, expected rank 4": the start of the message is the plan's. */
gboolean nn_op_check_rank (const NnOpCall *call, guint i, int rank, GError **error);
gboolean nn_op_check_type (const NnOpCall *call, guint i, NnType type, GError **error);

/* The numbers of integer input i that must be known in prepare(): NULL with NN_ERROR_UNSUPPORTED if
 * they are computed only at run time. At most max_items; free with g_free(). */
gint64 *
nn_op_known_ints (const NnOpCall *call, guint i, guint max_items, guint *n_items, GError **error);

/* A list that is an attribute in old operator sets and input i in new ones (axes, starts, pads
 * ...). FALSE in *present and NULL where neither is there. */
gint64 *nn_op_ints_from_attribute_or_input (const NnOpCall *call,
                                            const char *attribute,
                                            guint input,
                                            gboolean *present,
                                            guint *n_items,
                                            GError **error);

/* -rank..rank-1 -> 0..rank-1; FALSE with NN_ERROR_RANGE if outside. */
gboolean nn_op_normalize_axis (gint64 *axis, int rank, GError **error);

/* The NumPy broadcast of two shapes; FALSE with NN_ERROR_SHAPE if they do not fit. */
gboolean nn_shape_broadcast (const NnShape *a, const NnShape *b, NnShape *result, GError **error);
