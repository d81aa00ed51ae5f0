/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-model.h"
#include "onnx.pb-c.h"

/* What the parts of the ONNX reader share, and what the writer puts into a file besides the graph;
 * see docs/model-file.md. */

/* --- keys of metadata_props: this prefix, then the name of a fact or one of these --- */

#define NN_ONNX_PREFIX "tenfold."
#define NN_ONNX_KEY_INPUT "input" /* the convention as nn_convention_to_string() has it */
#define NN_ONNX_KEY_SCALE "input.scale"
#define NN_ONNX_KEY_OFFSET "input.offset"
#define NN_ONNX_KEY_LABELS "labels"
/* Weights, a name a line, that lie in the file as [out][in] and in memory as [in][out]. */
#define NN_ONNX_KEY_TRANSPOSED "transposed"
/* Floats, a name a line, that training leaves alone. */
#define NN_ONNX_KEY_CONSTANTS "constants"

/* Graph of training_info and its one tensor, the bytes of the training state. */
#define NN_ONNX_TRAINING "tenfold.training"
#define NN_ONNX_TRAINING_STATE "tenfold.training_state"

/* --- reading --- */

/* More nodes than the largest networks have; plans keep some 50 kB for each. */
#define NN_ONNX_MAX_NODES 4096
#define NN_ONNX_MAX_ATTRIBUTES 64
/* TensorProto.DataType beyond NnType: read as float32. */
#define NN_ONNX_BFLOAT16 16

/* A name of the file's graph: given, known, or made by a node. */
typedef struct {
  const char *name;
  const Onnx__ValueInfo *input;    /* NULL unless given at each run */
  const Onnx__Tensor *initializer; /* NULL unless it is one */
  NnTensor *tensor;                /* once its numbers are known */
  guint node;                      /* the node that computes it; NN_NO_VALUE */
  guint n_uses;                    /* by live nodes and outputs */
  gboolean weight;                 /* training changes it */
  gboolean statistic;              /* training keeps it up */
  gboolean depends_on_weight;
  guint origin; /* tensor whose numbers it has in another shape; NN_NO_VALUE */
  guint index;  /* in the graph that is made */
} NnOnnxValue;

typedef struct {
  char *name;
  const char *type; /* the operator */
  const NnOp *op;   /* NULL where it is not supported */
  NnAttributes *attributes;
  guint n_inputs, n_outputs;
  guint *inputs, *outputs; /* indices of values; NN_NO_VALUE for one that is left out */
  const Onnx__Node *from;
  gboolean live;   /* leads to an output */
  gboolean folded; /* its outputs are known */
} NnOnnxNode;

typedef struct _NnOnnxFlat NnOnnxFlat;

typedef struct {
  const char *name; /* of the file */
  const Onnx__Model *message;
  ProtobufCAllocator *allocator; /* counts the memory of messages */
  GFile *folder;                 /* of external data; NULL where there is none */
  gsize size;                    /* of the file */
  int opset;
  GPtrArray *values;       /* NnOnnxValue */
  GHashTable *index;       /* name -> index of the value + 1 */
  GPtrArray *nodes;        /* NnOnnxNode; after sorting in an order that can be computed */
  Onnx__Node *const *from; /* the nodes that are read; see nn_onnx_flatten() */
  gsize n_from;
  NnOnnxFlat *flat;                   /* NULL where nothing is nested */
  GArray *outputs;                    /* of the graph: indices of values, each once */
  gboolean unified;                   /* see nn_onnx_unify_floats() */
  GHashTable *transposed, *constants; /* names, see the keys; constants NULL in a foreign file */
  gsize external_bytes, folded_bytes; /* so far */
  gint64 folded_work;                 /* multiply-adds so far */
  GError **error;
} NnOnnxReader;

/* Sets the error, the file's name before it; returns FALSE. */
gboolean nn_onnx_refuse (NnOnnxReader *reader, NnError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static inline NnOnnxValue *
nn_onnx_value (const NnOnnxReader *reader, guint i)
{
  return reader->values->pdata[i];
}

/* The value of a name, new if need be; NN_NO_VALUE for the empty name. name: kept by the message.
 */
guint nn_onnx_intern (NnOnnxReader *reader, const char *name);

/* Type and shape of an input, -1 for what is free; no type: undefined. FALSE where it has too many
 * dimensions. */
gboolean nn_onnx_read_input (const Onnx__ValueInfo *input, NnType *type, NnShape *shape);

/* nn-onnx-facts.c: facts and convention; the state of training; names, a line each. */
void nn_onnx_read_facts (NnModel *model, const Onnx__Model *message);
void nn_onnx_read_training (NnModel *model, const Onnx__Model *message);
GHashTable *nn_onnx_read_list (const Onnx__Model *message, const char *key);

/* nn-onnx-kind.c: what a file is that is not a model, as a clause; NULL if unknown. */
const char *nn_onnx_kind_of (const guint8 *data, gsize length);

/* nn-onnx-tensor.c: NULL with an error where the numbers do not fit the shape. */
NnTensor *nn_onnx_read_tensor (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name);

/* nn-onnx-flat.c: unfolds functions, and branches that are the same for every picture. */
gboolean nn_onnx_flatten (NnOnnxReader *reader);
void nn_onnx_flat_free (NnOnnxFlat *flat);

/* nn-onnx-known.c: what is known of values before there is a picture: shapes, and the few numbers
 * that depend on shapes and constants alone. Nodes come in an order that can be computed, with
 * names that the caller keeps. */
typedef struct _NnOnnxKnown NnOnnxKnown;
NnOnnxKnown *nn_onnx_known_new (const NnOnnxReader *reader);
void nn_onnx_known_free (NnOnnxKnown *self);
void nn_onnx_known_add (NnOnnxKnown *self, const Onnx__Node *node);
/* FALSE where the condition depends on the picture or on how many there are. */
gboolean nn_onnx_known_condition (NnOnnxKnown *self, const char *name, gboolean *value);

/* nn-onnx-nodes.c */
gboolean nn_onnx_read_nodes (NnOnnxReader *reader);
/* Drops what leads nowhere, names all that is not supported, and orders the rest. */
gboolean nn_onnx_sort_nodes (NnOnnxReader *reader);
void nn_onnx_node_free (gpointer node);
/* Whether a domain is that of the standard's operators. */
gboolean nn_onnx_is_standard (const char *domain);
/* NULL where it is not supported. */
const NnOp *nn_onnx_find_op (const Onnx__Node *node);
/* name: of the node, for errors. *holds_graph: whether one is a graph; it is left out. NULL with an
 * error. */
NnAttributes *nn_onnx_read_attributes (NnOnnxReader *reader,
                                       const Onnx__Node *from,
                                       const char *name,
                                       gboolean *holds_graph);

/* nn-onnx-fold.c */
/* Half or double precision. */
gboolean nn_onnx_is_other_float (int type);
/* Attributes that name other floats name float32. */
void nn_onnx_unify_attributes (NnAttributes *attributes);
/* One type of floats where weights are half or double precision. */
void nn_onnx_unify_floats (NnOnnxReader *reader);
/* Computes what depends on known numbers alone. */
gboolean nn_onnx_fold_nodes (NnOnnxReader *reader);
/* Which tensors training changes. Whatever else depends on them is left for the run. */
void nn_onnx_find_weights (NnOnnxReader *reader);
