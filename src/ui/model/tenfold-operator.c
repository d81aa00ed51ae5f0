/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-operator.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const char *op;
  const char *title; /* NULL: the operator's own name */
  TenfoldOperatorKind kind;
} Entry;

/* Those that are not here move numbers about. */
static const Entry entries[] = {
  { "Conv", NC_ ("operator", "Convolution"), TENFOLD_OPERATOR_LAYER },
  { "Gemm", NC_ ("operator", "Dense"), TENFOLD_OPERATOR_LAYER },
  { "MatMul", NC_ ("operator", "Matrix product"), TENFOLD_OPERATOR_LAYER },
  { "LSTM", NULL, TENFOLD_OPERATOR_LAYER },
  { "GRU", NULL, TENFOLD_OPERATOR_LAYER },
  { "Relu", "ReLU", TENFOLD_OPERATOR_ACTIVATION },
  { "LeakyRelu", "Leaky ReLU", TENFOLD_OPERATOR_ACTIVATION },
  { "PRelu", "PReLU", TENFOLD_OPERATOR_ACTIVATION },
  { "Elu", "ELU", TENFOLD_OPERATOR_ACTIVATION },
  { "Selu", "SELU", TENFOLD_OPERATOR_ACTIVATION },
  { "Gelu", "GELU", TENFOLD_OPERATOR_ACTIVATION },
  { "Tanh", NC_ ("operator", "Hyperbolic tangent"), TENFOLD_OPERATOR_ACTIVATION },
  { "Sigmoid", NC_ ("operator", "Sigmoid"), TENFOLD_OPERATOR_ACTIVATION },
  { "HardSigmoid", NC_ ("operator", "Hard sigmoid"), TENFOLD_OPERATOR_ACTIVATION },
  { "Softplus", NULL, TENFOLD_OPERATOR_ACTIVATION },
  { "Softmax", NULL, TENFOLD_OPERATOR_ACTIVATION },
  { "LogSoftmax", "Log-softmax", TENFOLD_OPERATOR_ACTIVATION },
  { "Clip", NC_ ("operator", "Clipping"), TENFOLD_OPERATOR_ACTIVATION },
  { "Erf", NC_ ("operator", "Error function"), TENFOLD_OPERATOR_ACTIVATION },
  { "Exp", NC_ ("operator", "Exponential"), TENFOLD_OPERATOR_ACTIVATION },
  { "Log", NC_ ("operator", "Logarithm"), TENFOLD_OPERATOR_ACTIVATION },
  { "Abs", NC_ ("operator", "Absolute value"), TENFOLD_OPERATOR_ACTIVATION },
  { "Neg", NC_ ("operator", "Negative"), TENFOLD_OPERATOR_ACTIVATION },
  { "Sqrt", NC_ ("operator", "Square root"), TENFOLD_OPERATOR_ACTIVATION },
  { "Dropout", NULL, TENFOLD_OPERATOR_ACTIVATION },
  { "MaxPool", NC_ ("operator", "Max pooling"), TENFOLD_OPERATOR_POOLING },
  { "AveragePool", NC_ ("operator", "Average pooling"), TENFOLD_OPERATOR_POOLING },
  { "GlobalMaxPool", NC_ ("operator", "Global max pooling"), TENFOLD_OPERATOR_POOLING },
  { "GlobalAveragePool", NC_ ("operator", "Global average pooling"), TENFOLD_OPERATOR_POOLING },
  { "ReduceMax", NC_ ("operator", "Maximum over axes"), TENFOLD_OPERATOR_POOLING },
  { "ReduceMin", NC_ ("operator", "Minimum over axes"), TENFOLD_OPERATOR_POOLING },
  { "ReduceMean", NC_ ("operator", "Mean over axes"), TENFOLD_OPERATOR_POOLING },
  { "ReduceSum", NC_ ("operator", "Sum over axes"), TENFOLD_OPERATOR_POOLING },
  { "ArgMax", NC_ ("operator", "Place of the maximum"), TENFOLD_OPERATOR_POOLING },
  { "BatchNormalization", NC_ ("operator", "Batch normalization"), TENFOLD_OPERATOR_NORMALIZATION },
  { "LayerNormalization", NC_ ("operator", "Layer normalization"), TENFOLD_OPERATOR_NORMALIZATION },
  { "MeanVarianceNormalization", NC_ ("operator", "Mean and variance normalization"),
    TENFOLD_OPERATOR_NORMALIZATION },
  { "Add", NC_ ("operator", "Addition"), TENFOLD_OPERATOR_ARITHMETIC },
  { "Sub", NC_ ("operator", "Subtraction"), TENFOLD_OPERATOR_ARITHMETIC },
  { "Mul", NC_ ("operator", "Multiplication"), TENFOLD_OPERATOR_ARITHMETIC },
  { "Div", NC_ ("operator", "Division"), TENFOLD_OPERATOR_ARITHMETIC },
  { "Pow", NC_ ("operator", "Power"), TENFOLD_OPERATOR_ARITHMETIC },
  { "Concat", NC_ ("operator", "Joining"), TENFOLD_OPERATOR_SHAPE },
  { "Split", NC_ ("operator", "Splitting"), TENFOLD_OPERATOR_SHAPE },
  { "Slice", NC_ ("operator", "Cutting out"), TENFOLD_OPERATOR_SHAPE },
  { "Pad", NC_ ("operator", "Padding"), TENFOLD_OPERATOR_SHAPE },
  { "Flatten", NC_ ("operator", "Flattening"), TENFOLD_OPERATOR_SHAPE },
  { "Reshape", NC_ ("operator", "Reshaping"), TENFOLD_OPERATOR_SHAPE },
  { "Transpose", NC_ ("operator", "Transposing"), TENFOLD_OPERATOR_SHAPE },
};

static const Entry *
find (const char *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].op, op))
      return &entries[i];
  return NULL;
}

const char *
tenfold_operator_get_title (const char *op)
{
  const Entry *entry = find (op);

  return entry != NULL && entry->title != NULL ? g_dpgettext2 (NULL, "operator", entry->title) : op;
}

TenfoldOperatorKind
tenfold_operator_get_kind (const char *op)
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
