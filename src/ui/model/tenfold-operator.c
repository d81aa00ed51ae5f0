/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-operator.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nn/ops/nn-op-table.h"

typedef struct {
  const NnOp *op;
  const char *title; /* NULL: the operator's own name */
  TenfoldOperatorKind kind;
} Entry;

/* clang-format off */
/* Those that are not here move numbers about. */
static const Entry entries[] = {
  { &nn_op_conv,                        NC_ ("operator", "Convolution"),                              TENFOLD_OPERATOR_LAYER },
  { &nn_op_gemm,                        NC_ ("operator", "Dense"),                                    TENFOLD_OPERATOR_LAYER },
  { &nn_op_matmul,                      NC_ ("operator", "Matrix product"),                           TENFOLD_OPERATOR_LAYER },
  { &nn_op_lstm,                        NULL,                                                         TENFOLD_OPERATOR_LAYER },
  { &nn_op_gru,                         NULL,                                                         TENFOLD_OPERATOR_LAYER },
  { &nn_op_relu,                        "ReLU",                                                       TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_leaky_relu,                  "Leaky ReLU",                                                 TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_prelu,                       "PReLU",                                                      TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_elu,                         "ELU",                                                        TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_selu,                        "SELU",                                                       TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_gelu,                        "GELU",                                                       TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_tanh,                        NC_ ("operator", "Hyperbolic tangent"),                       TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_sigmoid,                     NC_ ("operator", "Sigmoid"),                                  TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_hard_sigmoid,                NC_ ("operator", "Hard sigmoid"),                             TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_softplus,                    NULL,                                                         TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_softmax,                     NULL,                                                         TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_log_softmax,                 "Log-softmax",                                                TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_clip,                        NC_ ("operator", "Clipping"),                                 TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_erf,                         NC_ ("operator", "Error function"),                           TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_exp,                         NC_ ("operator", "Exponential"),                              TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_log,                         NC_ ("operator", "Logarithm"),                                TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_abs,                         NC_ ("operator", "Absolute value"),                           TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_neg,                         NC_ ("operator", "Negative"),                                 TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_sqrt,                        NC_ ("operator", "Square root"),                              TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_dropout,                     NULL,                                                         TENFOLD_OPERATOR_ACTIVATION },
  { &nn_op_maxpool,                     NC_ ("operator", "Max pooling"),                              TENFOLD_OPERATOR_POOLING },
  { &nn_op_average_pool,                NC_ ("operator", "Average pooling"),                          TENFOLD_OPERATOR_POOLING },
  { &nn_op_global_max_pool,             NC_ ("operator", "Global max pooling"),                       TENFOLD_OPERATOR_POOLING },
  { &nn_op_global_average_pool,         NC_ ("operator", "Global average pooling"),                   TENFOLD_OPERATOR_POOLING },
  { &nn_op_reduce_max,                  NC_ ("operator", "Maximum over axes"),                        TENFOLD_OPERATOR_POOLING },
  { &nn_op_reduce_min,                  NC_ ("operator", "Minimum over axes"),                        TENFOLD_OPERATOR_POOLING },
  { &nn_op_reduce_mean,                 NC_ ("operator", "Mean over axes"),                           TENFOLD_OPERATOR_POOLING },
  { &nn_op_reduce_sum,                  NC_ ("operator", "Sum over axes"),                            TENFOLD_OPERATOR_POOLING },
  { &nn_op_argmax,                      NC_ ("operator", "Place of the maximum"),                     TENFOLD_OPERATOR_POOLING },
  { &nn_op_batch_normalization,         NC_ ("operator", "Batch normalization"),                      TENFOLD_OPERATOR_NORMALIZATION },
  { &nn_op_layer_normalization,         NC_ ("operator", "Layer normalization"),                      TENFOLD_OPERATOR_NORMALIZATION },
  { &nn_op_mean_variance_normalization, NC_ ("operator", "Mean and variance normalization"),          TENFOLD_OPERATOR_NORMALIZATION },
  { &nn_op_add,                         NC_ ("operator", "Addition"),                                 TENFOLD_OPERATOR_ARITHMETIC },
  { &nn_op_sub,                         NC_ ("operator", "Subtraction"),                              TENFOLD_OPERATOR_ARITHMETIC },
  { &nn_op_mul,                         NC_ ("operator", "Multiplication"),                           TENFOLD_OPERATOR_ARITHMETIC },
  { &nn_op_div,                         NC_ ("operator", "Division"),                                 TENFOLD_OPERATOR_ARITHMETIC },
  { &nn_op_pow,                         NC_ ("operator", "Power"),                                    TENFOLD_OPERATOR_ARITHMETIC },
  { &nn_op_concat,                      NC_ ("operator", "Joining"),                                  TENFOLD_OPERATOR_SHAPE },
  { &nn_op_split,                       NC_ ("operator", "Splitting"),                                TENFOLD_OPERATOR_SHAPE },
  { &nn_op_slice,                       NC_ ("operator", "Cutting out"),                              TENFOLD_OPERATOR_SHAPE },
  { &nn_op_pad,                         NC_ ("operator", "Padding"),                                  TENFOLD_OPERATOR_SHAPE },
  { &nn_op_flatten,                     NC_ ("operator", "Flattening"),                               TENFOLD_OPERATOR_SHAPE },
  { &nn_op_reshape,                     NC_ ("operator", "Reshaping"),                                TENFOLD_OPERATOR_SHAPE },
  { &nn_op_transpose,                   NC_ ("operator", "Transposing"),                              TENFOLD_OPERATOR_SHAPE },
};
/* clang-format on */

static const Entry *
find (const NnOp *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].op == op)
      return &entries[i];
  return NULL;
}

const char *
tenfold_operator_get_title (const NnOp *op)
{
  const Entry *entry = find (op);

  return entry != NULL && entry->title != NULL ? g_dpgettext2 (NULL, "operator", entry->title)
                                               : op->name;
}

TenfoldOperatorKind
tenfold_operator_get_kind (const NnOp *op)
{
  const Entry *entry = find (op);

  return entry != NULL ? entry->kind : TENFOLD_OPERATOR_SHAPE;
}

/* Whether the last part of a name only repeats the operator: "Conv", "Conv_3", "BiasAdd". */
static gboolean
repeats (const char *part, const char *op)
{
  gsize length = strlen (op);

  if (g_str_equal (part, "BiasAdd"))
    return TRUE;
  if (g_ascii_strncasecmp (part, op, length) != 0)
    return FALSE;
  part += length;
  if (*part == '_')
    part++;
  return part[strspn (part, "0123456789")] == '\0';
}

char *
tenfold_layer_name (const char *name, const char *op)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  guint n = g_strv_length (parts);
  g_autoptr (GString) short_name = g_string_new (NULL);

  if (n < 2)
    return g_strdup (name);
  if (repeats (parts[n - 1], op))
    n--;
  for (guint i = 0; i < n; i++) {
    gsize length = strlen (parts[i]);

    /* A part that the next one begins with says nothing more. */
    if (length == 0 || g_str_equal (parts[i], "StatefulPartitionedCall")
        || (i + 1 < n && strncmp (parts[i + 1], parts[i], length) == 0
            && parts[i + 1][length] == '.'))
      continue;
    if (short_name->len > 0)
      g_string_append_c (short_name, '/');
    g_string_append (short_name, parts[i]);
  }
  return short_name->len > 0 ? g_string_free (g_steal_pointer (&short_name), FALSE)
                             : g_strdup (name + strspn (name, "/"));
}
