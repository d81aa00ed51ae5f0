/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/onnx/nn-onnx-private.h"

/*
 * NnOnnxFlat: the nodes of a file's graph with nothing nested in them. A call of one of the file's
 * functions becomes the nodes of that function, an If whose condition is the same for every picture
 * becomes the nodes of the branch that is taken. PyTorch's exporter of 2.1 to 2.4 writes whole
 * networks so.
 */

/* What names mean within a function or a branch. */
typedef struct _NnOnnxScope NnOnnxScope;
struct _NnOnnxScope {
  const NnOnnxScope *outer;       /* whose names a branch sees too; NULL */
  const NnOnnxScope *caller;      /* in which the call or the If stands; NULL in the graph */
  const Onnx__Function *function; /* NULL in the graph */
  Onnx__Attribute *const *given;  /* by the call */
  gsize n_given;
  GHashTable *names; /* name here -> name in the flat graph, "" left out; NULL in the graph */
  const char *path;  /* before names of nodes: "", "conv1/" */
  guint depth;
};

struct _NnOnnxFlat {
  NnOnnxReader *reader;
  GPtrArray *nodes;      /* Onnx__Node, in their order */
  GPtrArray *memory;     /* what was made for them */
  GHashTable *functions; /* domain, name and overload, a line each -> Onnx__Function */
  GHashTable *used;      /* names of values */
  GHashTable *graphs;    /* Onnx__Attribute -> Onnx__Graph, unpacked */
  GHashTable *decided;   /* name of a condition -> one of NnOnnxDecision */
  gsize bytes;           /* taken so far */
  guint n_calls, n_fresh;
  gint64 work; /* multiply-adds that conditions took */
};

typedef enum {
  NN_ONNX_UNDECIDED = 1, /* it depends on the picture, or on how many there are */
  NN_ONNX_ELSE,
  NN_ONNX_THEN,
} NnOnnxDecision;

/* --- nn-onnx-flat.c --- */

/* Adds the nodes of a function or a branch. */
gboolean nn_onnx_flat_add_nodes (NnOnnxFlat *flat,
                                 const NnOnnxScope *scope,
                                 Onnx__Node *const *nodes,
                                 gsize n);

/* Prepares a scope of its own names: which name each of the outputs has outside. Outputs that
 * cannot simply be made under that name (an input that is passed on, one that is listed twice) are
 * added to late, pairs of inner and outer names, for nn_onnx_flat_pass_on() behind the nodes. */
gboolean nn_onnx_flat_open (NnOnnxFlat *flat,
                            NnOnnxScope *scope,
                            Onnx__Node *const *nodes,
                            gsize n,
                            char *const *inner,
                            char *const *outer,
                            gsize n_outputs,
                            GPtrArray *late);
gboolean nn_onnx_flat_pass_on (NnOnnxFlat *flat, const NnOnnxScope *scope, GPtrArray *late);

/* The name in the flat graph; NULL, with the error set, where nothing has that name. */
const char *nn_onnx_flat_name (NnOnnxFlat *flat, const NnOnnxScope *scope, const char *name);
/* A name that no value has, like the one given. NULL with an error. */
const char *nn_onnx_flat_fresh (NnOnnxFlat *flat, const char *name);

/* Counts memory that will be taken. */
gboolean nn_onnx_flat_charge (NnOnnxFlat *flat, gsize bytes);
/* Zeroed, freed with the rest. NULL, with the error set, where the file asks for too much. */
void *nn_onnx_flat_take (NnOnnxFlat *flat, gsize bytes);
/* What errors call the node. */
const char *nn_onnx_flat_name_of (const Onnx__Node *node);
/* The path of what is in a node that has its name in the flat graph. NULL with an error. */
const char *nn_onnx_flat_path (NnOnnxFlat *flat, const Onnx__Node *node);
/* Adds a node with one output; input and attribute may be NULL. Names are those of the flat graph.
 */
gboolean nn_onnx_flat_add (NnOnnxFlat *flat,
                           const char *type,
                           const char *input,
                           const char *output,
                           Onnx__Attribute *attribute);

/* nn-onnx-branch.c */
gboolean nn_onnx_flat_is_if (const Onnx__Node *node);
/* node: with names and attributes of the flat graph. *taken: whether the nodes of a branch were
 * added; otherwise it cannot be said which way it goes, and the If is to stay. */
gboolean nn_onnx_flat_take_branch (NnOnnxFlat *flat,
                                   const NnOnnxScope *scope,
                                   const Onnx__Node *node,
                                   gboolean *taken);
