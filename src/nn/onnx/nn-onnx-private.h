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

/* nn-onnx-reader.c: folder: of the model, where files beside it are looked for; NULL: nowhere. */
NnModel *nn_onnx_read (GBytes *bytes, const char *name, GFile *folder, GError **error);

/* A name of the file's graph: given, known, or made by a node. */
typedef struct {
  const char *name;
  const Onnx__ValueInfo *input;    /* NULL unless given at each run */
  const Onnx__Tensor *initializer; /* NULL unless it is one */
  NnTensor *tensor;                /* once its numbers are known */
  guint node;                      /* who makes it; NN_NO_VALUE */
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

/* nn-onnx-facts.c: facts and convention; the state of training; names, a line each. */
void nn_onnx_read_facts (NnModel *model, const Onnx__Model *message);
void nn_onnx_read_training (NnModel *model, const Onnx__Model *message);
GHashTable *nn_onnx_read_list (const Onnx__Model *message, const char *key);

/* nn-onnx-kind.c: what a file is that is no model, as the end of a sentence; NULL if unknown. */
const char *nn_onnx_kind_of (const guint8 *data, gsize length);

/* nn-onnx-tensor.c: NULL with an error where the numbers do not fit the shape. */
NnTensor *nn_onnx_read_tensor (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name);

/* nn-onnx-external.c: the bytes of a tensor that lie in a file of the model's folder. */
GBytes *nn_onnx_read_external (NnOnnxReader *reader, const Onnx__Tensor *from, const char *name);

/* nn-onnx-flat.c: unfolds functions, and branches that are the same for every picture. */
gboolean nn_onnx_flatten (NnOnnxReader *reader);
void nn_onnx_flat_free (NnOnnxFlat *flat);

/* nn-onnx-truth.c: whether the named condition holds, computed from these nodes; FALSE where that
 * depends on the picture or on how many there are. *work grows by the multiply-adds that it took.
 */
gboolean nn_onnx_find_truth (const NnOnnxReader *reader,
                             const GPtrArray *nodes,
                             const char *name,
                             gboolean *value,
                             gint64 *work);

/* nn-onnx-reader.c: the graph of reader->message. NULL with an error. */
NnModel *nn_onnx_read_graph (NnOnnxReader *reader);

/* nn-onnx-nodes.c */
gboolean nn_onnx_read_nodes (NnOnnxReader *reader);
/* Of the live nodes. */
gboolean nn_onnx_read_attributes (NnOnnxReader *reader);
void nn_onnx_node_free (gpointer node);

/* nn-onnx-sort.c: drops what leads nowhere, names all that is not supported, and orders the rest.
 */
gboolean nn_onnx_sort_nodes (NnOnnxReader *reader);

/* nn-onnx-fold.c */
/* One type of floats where weights are half or double precision. */
void nn_onnx_unify_floats (NnOnnxReader *reader);
/* Computes what depends on known numbers alone. */
gboolean nn_onnx_fold_nodes (NnOnnxReader *reader);
/* Which tensors training changes. Whatever else depends on them is left for the run. */
void nn_onnx_find_weights (NnOnnxReader *reader);
