/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network-code.h"

#include <string.h>

#include "nn/base/nn-digit.h"
#include "nn/ops/nn-op-table.h"

/*
 * Each operator is a row of templates. {name} is the layer's name, in the file {file}, {in} and
 * {out} its channels or numbers, {k} {s} {p} {g} kernel, stride, padding and groups, {a} a slope or
 * ratio, {shape} what a layer normalization goes over, {2d} the dimension of a batch normalization.
 * What stands between
 * "{b:" and "}" is only there with a bias, after "{nb:" only without one.
 */
typedef struct {
  const NnOp *op;
  const char *torch_made;    /* in __init__; NULL: nothing */
  const char *torch;         /* in forward; NULL: self.{name} (x) */
  const char *torch_weights; /* in load */
  const char *keras;         /* a layer that is called with x */
  const char *keras_weights; /* the list for set_weights */
  const char *numpy;
  const char *numpy_needs; /* the function in `helpers` that it calls */
} Row;

/* clang-format off */
static const Row rows[] = {
  { &nn_op_gemm,
    "nn.Linear({in}, {out}{nb:, bias=False})", NULL,
    "weight {file}.weight{b: bias {file}.bias}",
    "layers.Dense({out}{nb:, use_bias=False}, name=\"{name}\")", "w[\"{file}.weight\"].T{b:, w[\"{file}.bias\"]}",
    "x @ w[\"{file}.weight\"].T{b: + w[\"{file}.bias\"]}", NULL },
  { &nn_op_conv,
    "nn.Conv2d({in}, {out}, {k}, stride={s}, padding={p}, groups={g}{nb:, bias=False})", NULL,
    "weight {file}.weight{b: bias {file}.bias}",
    "layers.Conv2D({out}, {k}, strides={s}, groups={g}{nb:, use_bias=False}, name=\"{name}\")", "w[\"{file}.weight\"].transpose(2, 3, 1, 0){b:, w[\"{file}.bias\"]}",
    "conv(x, w[\"{file}.weight\"], {s}, {p}, {g}){b: + w[\"{file}.bias\"][:, None, None]}", "conv" },
  { &nn_op_maxpool,              NULL, "nn.functional.max_pool2d(x, {k}, {s})", NULL, "layers.MaxPooling2D({k}, {s})", NULL, "windows(x, {k}, {s}).max((4, 5))", "windows" },
  { &nn_op_average_pool,         NULL, "nn.functional.avg_pool2d(x, {k}, {s})", NULL, "layers.AveragePooling2D({k}, {s})", NULL, "windows(x, {k}, {s}).mean((4, 5))", "windows" },
  { &nn_op_global_average_pool,  NULL, "x.mean((2, 3), keepdim=True)",          NULL, "layers.GlobalAveragePooling2D(keepdims=True)", NULL, "x.mean((2, 3), keepdims=True)", NULL },
  { &nn_op_relu,                 NULL, "torch.relu(x)",                         NULL, "layers.ReLU()",                        NULL, "np.maximum(x, 0)", NULL },
  { &nn_op_leaky_relu,           NULL, "nn.functional.leaky_relu(x, {a})",      NULL, "layers.LeakyReLU({a})",                NULL, "np.where(x < 0, {a} * x, x)", NULL },
  { &nn_op_elu,                  NULL, "nn.functional.elu(x)",                  NULL, "layers.ELU()",                         NULL, "np.where(x < 0, np.expm1(np.minimum(x, 0)), x)", NULL },
  { &nn_op_gelu,                 NULL, "nn.functional.gelu(x)",                 NULL, "layers.Activation(\"gelu\")",          NULL, "0.5 * x * (1 + erf(x / 2 ** 0.5))", "erf" },
  { &nn_op_sigmoid,              NULL, "torch.sigmoid(x)",                      NULL, "layers.Activation(\"sigmoid\")",       NULL, "1 / (1 + np.exp(-x))", NULL },
  { &nn_op_tanh,                 NULL, "torch.tanh(x)",                         NULL, "layers.Activation(\"tanh\")",          NULL, "np.tanh(x)", NULL },
  { &nn_op_softplus,             NULL, "nn.functional.softplus(x)",             NULL, "layers.Activation(\"softplus\")",      NULL, "np.logaddexp(0, x)", NULL },
  { &nn_op_hard_sigmoid,         NULL, "torch.clamp(0.2 * x + 0.5, 0, 1)",      NULL, "layers.Lambda(lambda x: keras.ops.clip(0.2 * x + 0.5, 0, 1))", NULL, "np.clip(0.2 * x + 0.5, 0, 1)", NULL },
  { &nn_op_softmax,              NULL, "torch.softmax(x, 1)",                   NULL, "layers.Softmax()",                     NULL, "softmax(x)", "softmax" },
  { &nn_op_dropout,              NULL, "nn.functional.dropout(x, {a}, self.training)", NULL, "layers.Dropout({a})",           NULL, NULL, NULL },
  { &nn_op_batch_normalization,
    "nn.BatchNorm{2d}({in})", NULL,
    "weight {file}.scale bias {file}.shift running_mean {file}.mean running_var {file}.variance",
    "layers.BatchNormalization(epsilon=1e-5, name=\"{name}\")", "w[\"{file}.scale\"], w[\"{file}.shift\"], w[\"{file}.mean\"], w[\"{file}.variance\"]",
    "batchnorm(x, *(w[\"{file}.\" + part] for part in (\"scale\", \"shift\", \"mean\", \"variance\")))", "batchnorm" },
  { &nn_op_layer_normalization,
    "nn.LayerNorm({shape})", NULL,
    "weight {file}.scale bias {file}.shift",
    "layers.LayerNormalization({axes}epsilon=1e-5, name=\"{name}\")", "{last}(w[\"{file}.scale\"]), {last}(w[\"{file}.shift\"])",
    "layernorm(x, w[\"{file}.scale\"], w[\"{file}.shift\"])", "layernorm" },
  { &nn_op_lstm,
    "nn.LSTM({in}, {out}{nb:, bias=False})", "self.{name}(x)[0]{end}",
    "lstm {file}",
    "layers.LSTM({out}, return_sequences={sequences}{nb:, use_bias=False}, name=\"{name}\")", "*lstm(\"{file}\")",
    "lstm(x, w[\"{file}.weight\"][0], w[\"{file}.recurrence\"][0], {b:w[\"{file}.bias\"][0]}{nb:np.zeros(8 * {out}, \"f\")}){end}", "lstm" },
  { &nn_op_gru,
    "nn.GRU({in}, {out}{nb:, bias=False})", "self.{name}(x)[0]{end}",
    "gru {file}",
    "layers.GRU({out}, return_sequences={sequences}{nb:, use_bias=False}, name=\"{name}\")", "*gru(\"{file}\")",
    "gru(x, w[\"{file}.weight\"][0], w[\"{file}.recurrence\"][0], {b:w[\"{file}.bias\"][0]}{nb:np.zeros(6 * {out}, \"f\")}){end}", "gru" },
};

/* What NumPy does not have; a function is written where a layer needs it. */
static const struct { const char *name, *needs, *text; } helpers[] = {
  { "windows", NULL,
    "def windows(x, size, stride):\n"
    "    return np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))[:, :, ::stride, ::stride]\n" },
  { "conv", "windows",
    "def conv(x, weight, stride, pad, groups):\n"
    "    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))\n"
    "    parts = zip(np.split(windows(x, weight.shape[2], stride), groups, 1), np.split(weight, groups))\n"
    "    return np.concatenate([np.einsum(\"nchwij,ocij->nohw\", part, kernel) for part, kernel in parts], 1)\n" },
  { "erf", NULL,
    "def erf(x):\n"
    "    return np.vectorize(math.erf, otypes=\"f\")(x)\n" },
  { "softmax", NULL,
    "def softmax(x):\n"
    "    powers = np.exp(x - x.max(1, keepdims=True))\n"
    "    return powers / powers.sum(1, keepdims=True)\n" },
  { "batchnorm", NULL,
    "def batchnorm(x, *parts):\n"
    "    scale, shift, mean, variance = (part.reshape((-1,) + (1,) * (x.ndim - 2)) for part in parts)\n"
    "    return (x - mean) / np.sqrt(variance + 1e-5) * scale + shift\n" },
  { "layernorm", NULL,
    "def layernorm(x, scale, shift):\n"
    "    axes = tuple(range(x.ndim - scale.ndim, x.ndim))\n"
    "    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)\n"
    "    return (x - mean) / np.sqrt(variance + 1e-5) * scale + shift\n" },
  { "sigmoid", NULL,
    "def sigmoid(x):\n"
    "    return 1 / (1 + np.exp(-x))\n" },
  { "lstm", "sigmoid",
    "def lstm(x, weight, recurrence, bias):\n"
    "    n = recurrence.shape[1]\n"
    "    h = c = np.zeros((x.shape[1], n), \"f\")\n"
    "    states = []\n"
    "    for step in x:\n"
    "        i, o, f, g = np.split(step @ weight.T + h @ recurrence.T + bias[:4 * n] + bias[4 * n:], 4, 1)\n"
    "        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)\n"
    "        h = sigmoid(o) * np.tanh(c)\n"
    "        states.append(h)\n"
    "    return np.stack(states)\n" },
  { "gru", "sigmoid",
    "def gru(x, weight, recurrence, bias):\n"
    "    n = recurrence.shape[1]\n"
    "    h = np.zeros((x.shape[1], n), \"f\")\n"
    "    states = []\n"
    "    for step in x:\n"
    "        xz, xr, xh = np.split(step @ weight.T + bias[:3 * n], 3, 1)\n"
    "        hz, hr, hh = np.split(h @ recurrence.T + bias[3 * n:], 3, 1)\n"
    "        z = sigmoid(xz + hz)\n"
    "        h = (1 - z) * np.tanh(xh + sigmoid(xr + hr) * hh) + z * h\n"
    "        states.append(h)\n"
    "    return np.stack(states)\n" },
};
/* clang-format on */

typedef struct {
  NnGraph *graph;
  const GArray *layers;
  NnShape input; /* of one sample */
  NnCode code;
  GHashTable *skips; /* value that goes around a residual -> its number */
  GString *made, *forward, *load;
  gboolean needs[G_N_ELEMENTS (helpers)];
} Writer;

const char *
nn_code_name (NnCode code)
{
  static const char *const names[] = { "PyTorch", "Keras", "NumPy" };

  return names[code];
}

/* A shape as Python writes a tuple's or a list's items: "8, 12, 12". */
static char *
items_of (const NnShape *shape)
{
  GString *text = g_string_new (NULL);

  for (int d = 0; d < shape->rank; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", shape->dims[d]);
  return g_string_free (text, FALSE);
}

/* The names that templates use, and what they stand for at one layer. */
typedef struct {
  const char *name;
  char *text;
} Field;

static void
field_clear (gpointer data)
{
  g_free (((Field *) data)->text);
}

static void
set_field (GArray *fields, const char *name, char *text)
{
  const Field field = { name, text };

  g_array_append_val (fields, field);
}

static void
set_number (GArray *fields, const char *name, gint64 number)
{
  set_field (fields, name, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

static char *
fill_in (const char *template, const GArray *fields, gboolean bias)
{
  GString *text = g_string_new (NULL);

  while (*template != '\0') {
    if (g_str_has_prefix (template, "{b:") || g_str_has_prefix (template, "{nb:")) {
      gboolean with = template[1] == 'b';
      const char *start = strchr (template, ':') + 1, *end = start;

      for (guint depth = 1; depth > 0; end++)
        depth += *end == '{' ? 1 : *end == '}' ? -1 : 0;
      if (with == bias) {
        g_autofree char *part = g_strndup (start, (gsize) (end - 1 - start));
        g_autofree char *filled = fill_in (part, fields, bias);

        g_string_append (text, filled);
      }
      template = end;
    } else if (*template == '{') {
      const char *end = strchr (template, '}');

      for (guint i = 0; i < fields->len; i++) {
        const Field *field = &g_array_index (fields, Field, i);

        if (strlen (field->name) == (gsize) (end - template - 1)
            && strncmp (field->name, template + 1, strlen (field->name)) == 0)
          g_string_append (text, field->text);
      }
      template = end + 1;
    } else {
      g_string_append_c (text, *template ++);
    }
  }
  return g_string_free (text, FALSE);
}

static const Row *
row_of (const NnNode *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].op == node->op)
      return &rows[i];
  return NULL;
}

static gboolean
is_recurrent (const NnNode *node)
{
  return node->op->kind == NN_OP_LSTM || node->op->kind == NN_OP_GRU;
}

static gint64
first_int (const NnNode *node, const char *name, gint64 fallback)
{
  guint n;
  const gint64 *items = nn_attributes_get_ints (node->attributes, name, &n);

  return n > 0 ? items[0] : fallback;
}

static char *
number_of (const Writer *w, const NnNode *node)
{
  double number = nn_attributes_get_float (node->attributes, "alpha", 0.01);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (node->op == &nn_op_dropout)
    number = node->n_inputs > 1
                 ? nn_tensor_get_double (nn_graph_value (w->graph, node->inputs[1])->constant, 0)
                 : 0.5;
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", number));
}

/* What the templates need to know of a node that reads `before` and makes `after` (of one sample).
 */
static GArray *
describe (const Writer *w, const NnNode *node, const NnShape *before, const NnShape *after)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (Field));
  gint64 k = first_int (node, "kernel_shape", 1);
  gboolean recurrent = is_recurrent (node), picture = before->rank == 3;

  g_array_set_clear_func (fields, field_clear);
  set_field (fields, "name", g_strdelimit (g_strdup (node->name), ".", '_'));
  set_field (fields, "file", g_strdup (node->name));
  if (recurrent)
    set_number (fields, "in", picture ? before->dims[0] * before->dims[2] : before->dims[1]);
  else
    set_number (fields, "in", node->op == &nn_op_gemm ? nn_shape_count (before) : before->dims[0]);
  set_number (fields, "out", recurrent ? after->dims[after->rank - 1] : after->dims[0]);
  set_number (fields, "k", k);
  set_number (fields, "s", first_int (node, "strides", 1));
  set_number (fields, "p", first_int (node, "pads", 0));
  set_number (fields, "g", nn_attributes_get_int (node->attributes, "group", 1));
  set_field (fields, "a", number_of (w, node));
  set_field (fields, "2d", g_strdup (picture ? "2d" : "1d"));
  set_field (fields, "sequences", g_strdup (after->rank == 2 ? "True" : "False"));
  set_field (fields, "end", g_strdup (after->rank == 2 ? "" : "[-1]"));
  if (before->rank == 2) {
    set_number (fields, "shape", before->dims[1]);
  } else {
    g_autofree char *items = items_of (before);

    set_field (fields, "shape", g_strdup_printf ("[%s]", items));
  }
  /* Keras has channels last. */
  set_field (fields, "axes", g_strdup (picture ? "axis=(1, 2, 3), " : ""));
  set_field (fields, "last", g_strdup (picture ? "channels_last" : ""));
  return fields;
}

static void
need (Writer *w, const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (helpers); i++)
    if (g_str_equal (helpers[i].name, name) && !w->needs[i]) {
      w->needs[i] = TRUE;
      need (w, helpers[i].needs);
    }
}

static gboolean
has_bias (const NnNode *node)
{
  return node->n_inputs > (is_recurrent (node) ? 3 : 2);
}

/* "weight conv1.weight bias conv1.bias": pairs of what PyTorch calls a parameter and the file. */
static void
write_torch_load (Writer *w, const char *pairs, const char *name)
{
  g_auto (GStrv) words = g_strsplit (pairs, " ", -1);

  if (g_str_equal (words[0], "lstm") || g_str_equal (words[0], "gru")) {
    g_string_append_printf (w->load, "        take_%s(network.%s, w, \"%s\")\n", words[0], name,
                            words[1]);
    return;
  }
  for (guint i = 0; words[i] != NULL && words[i + 1] != NULL; i += 2)
    g_string_append_printf (w->load, "        network.%s.%s.copy_(w[\"%s\"])\n", name, words[i],
                            words[i + 1]);
}

static void
write_node (Writer *w,
            const NnNode *node,
            const NnShape *before,
            const NnShape *after,
            const char *x)
{
  const Row *row = row_of (node);
  g_autoptr (GArray) fields = describe (w, node, before, after);
  const char *name = g_array_index (fields, Field, 0).text;
  gboolean bias = has_bias (node);
  g_autofree char *first = NULL, *second = NULL;

  if (w->code == NN_CODE_PYTORCH) {
    if (row->torch_made != NULL) {
      first = fill_in (row->torch_made, fields, bias);
      g_string_append_printf (w->made, "        self.%s = %s\n", name, first);
    }
    if (row->torch_weights != NULL) {
      g_autofree char *pairs = fill_in (row->torch_weights, fields, bias);

      write_torch_load (w, pairs, name);
    }
    second = fill_in (row->torch != NULL ? row->torch : "self.{name}(x)", fields, bias);
    g_string_append_printf (w->forward, "        %s = %s\n", x, second);
  } else if (w->code == NN_CODE_KERAS) {
    if (node->op == &nn_op_conv && first_int (node, "pads", 0) > 0)
      g_string_append_printf (w->forward, "%s = layers.ZeroPadding2D(%" G_GINT64_FORMAT ")(%s)\n",
                              x, first_int (node, "pads", 0), x);
    first = fill_in (row->keras, fields, bias);
    g_string_append_printf (w->forward, "%s = %s(%s)\n", x, first, x);
    if (row->keras_weights != NULL) {
      second = fill_in (row->keras_weights, fields, bias);
      g_string_append_printf (w->load, "    network.get_layer(\"%s\").set_weights([%s])\n", name,
                              second);
    }
  } else if (row->numpy != NULL) {
    first = fill_in (row->numpy, fields, bias);
    need (w, row->numpy_needs);
    g_string_append_printf (w->forward, "    %s = %s\n", x, first);
  }
}

/* The way from a picture or a sequence to a list of numbers. */
static void
write_flatten (Writer *w, const NnShape *from)
{
  if (from->rank == 1)
    return;
  if (w->code == NN_CODE_KERAS) {
    if (from->rank == 3)
      g_string_append (w->forward, "x = layers.Permute((3, 1, 2))(x)\n");
    g_string_append (w->forward, "x = layers.Flatten()(x)\n");
  } else {
    g_string_append_printf (w->forward, "%sx = x%s.reshape(x.shape[%d], -1)\n",
                            w->code == NN_CODE_PYTORCH ? "        " : "    ",
                            from->rank == 3              ? ""
                            : w->code == NN_CODE_PYTORCH ? ".transpose(0, 1)"
                                                         : ".transpose(1, 0, 2)",
                            from->rank == 3 ? 0 : 1);
  }
}

/* The rows of a picture as steps. */
static void
write_rows (Writer *w, const NnShape *from)
{
  if (w->code == NN_CODE_KERAS)
    g_string_append_printf (w->forward,
                            "x = layers.Permute((1, 3, 2))(x)\n"
                            "x = layers.Reshape((%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "))(x)\n",
                            from->dims[1], from->dims[0] * from->dims[2]);
  else
    g_string_append_printf (w->forward,
                            "%sx = x.%s(2, 0, 1, 3).reshape(x.shape[2], x.shape[0], -1)\n",
                            w->code == NN_CODE_PYTORCH ? "        " : "    ",
                            w->code == NN_CODE_PYTORCH ? "permute" : "transpose");
}

static const char *
indent_of (const Writer *w)
{
  return w->code == NN_CODE_PYTORCH ? "        " : w->code == NN_CODE_NUMPY ? "    " : "";
}

/* What a value is called from here on, where it goes around a residual. */
static void
write_skip (Writer *w, guint value)
{
  gpointer number = g_hash_table_lookup (w->skips, GUINT_TO_POINTER (value));

  if (number != NULL)
    g_string_append_printf (w->forward, "%saround%u = x\n", indent_of (w),
                            GPOINTER_TO_UINT (number));
}

/* The value that goes around a residual: what the sum, or the layer 1x1 before it, reads. */
static guint
around (const NnGraph *graph, const NnNetworkLayer *layer)
{
  const NnNode *sum = nn_graph_node (graph, layer->first_node + layer->n_nodes - 1);

  return layer->n_nodes == 2 ? nn_graph_node (graph, layer->first_node)->inputs[0] : sum->inputs[1];
}

static void
write_sum (Writer *w, const NnNetworkLayer *layer, const NnShape *shape)
{
  guint number = GPOINTER_TO_UINT (
      g_hash_table_lookup (w->skips, GUINT_TO_POINTER (around (w->graph, layer))));
  g_autofree char *name = g_strdup_printf ("around%u", number);

  if (layer->n_nodes == 2) {
    const NnNode *node = nn_graph_node (w->graph, layer->first_node);
    const NnValue *weight = nn_graph_value (w->graph, node->inputs[1]);
    NnShape before = *shape;

    before.dims[0] = weight->shape.dims[shape->rank == 3 ? 1 : 0];
    /* The templates speak of x. */
    g_string_append_printf (w->forward, "%sx, %s = %s, x\n", indent_of (w), name, name);
    write_node (w, node, &before, shape, "x");
  }
  g_string_append_printf (w->forward, "%sx = x + %s\n", indent_of (w), name);
}

static void
write_layers (Writer *w, NnNetworkHead head)
{
  NnShape before = w->input;

  write_skip (w, nn_graph_input (w->graph, 0));
  for (guint i = 0; i < w->layers->len; i++) {
    const NnNetworkLayer *layer = &g_array_index (w->layers, NnNetworkLayer, i);
    const NnNode *last = nn_graph_node (w->graph, layer->first_node + layer->n_nodes - 1);

    if (last->op == &nn_op_add) {
      write_sum (w, layer, &layer->shape);
    } else {
      const NnNode *node = last;

      for (guint n = 0; n < layer->n_nodes; n++)
        if (row_of (nn_graph_node (w->graph, layer->first_node + n)) != NULL)
          node = nn_graph_node (w->graph, layer->first_node + n);
      if (node->op == &nn_op_gemm) {
        write_flatten (w, &before);
        before = NN_SHAPE (nn_shape_count (&before));
      }
      if (is_recurrent (node) && before.rank == 3)
        write_rows (w, &before);
      write_node (w, node, &before, &layer->shape, "x");
    }
    before = layer->shape;
    for (guint o = 0; o < last->n_outputs; o++)
      write_skip (w, last->outputs[o]);
  }
  write_flatten (w, &before);
  if (head != NN_HEAD_NONE)
    write_node (w, nn_graph_node (w->graph, nn_graph_n_nodes (w->graph) - 1), &before, &before,
                "x");
}

static char *
put_together (const Writer *w, const char *text)
{
  g_autofree char *shape = items_of (&w->input);
  GString *code = g_string_new (NULL);

  g_string_append_printf (code, "# %s\n", text);
  if (w->code == NN_CODE_PYTORCH) {
    g_string_append (
        code,
        "import onnx\nimport torch\nfrom onnx import numpy_helper\nfrom torch import nn\n\n\n");
    if (strstr (w->load->str, "take_") != NULL)
      g_string_append (code, "def take_gates(module, w, name, order):\n"
                             "    # ONNX and PyTorch have the gates in different orders.\n"
                             "    def turn(x):\n"
                             "        parts = x.chunk(len(order))\n"
                             "        return torch.cat([parts[i] for i in order])\n\n"
                             "    module.weight_ih_l0.copy_(turn(w[name + \".weight\"][0]))\n"
                             "    module.weight_hh_l0.copy_(turn(w[name + \".recurrence\"][0]))\n"
                             "    if module.bias:\n"
                             "        first, second = w[name + \".bias\"][0].chunk(2)\n"
                             "        module.bias_ih_l0.copy_(turn(first))\n"
                             "        module.bias_hh_l0.copy_(turn(second))\n\n\n"
                             "def take_lstm(module, w, name):\n"
                             "    take_gates(module, w, name, (0, 2, 3, 1))\n\n\n"
                             "def take_gru(module, w, name):\n"
                             "    take_gates(module, w, name, (1, 0, 2))\n\n\n");
    g_string_append_printf (code,
                            "class Network(nn.Module):\n"
                            "    def __init__(self):\n"
                            "        super().__init__()\n%s\n"
                            "    def forward(self, x):\n"
                            "        x = x.reshape(-1, %s)\n%s"
                            "        return x\n\n\n"
                            "def load(network, path):\n"
                            "    w = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in "
                            "onnx.load(path).graph.initializer}\n"
                            "    with torch.no_grad():\n%s"
                            "    return network.eval()\n",
                            w->made->str, shape, w->forward->str,
                            w->load->len > 0 ? w->load->str : "        pass\n");
  } else if (w->code == NN_CODE_KERAS) {
    const char *input = w->input.rank == 3 ? "28, 28, 1" : shape;

    g_string_append (code,
                     "import keras\nimport numpy as np\nimport onnx\nfrom keras import layers\n"
                     "from onnx import numpy_helper\n\n\n");
    g_string_append_printf (code,
                            "x = inputs = keras.Input((%s%s))\n%s"
                            "network = keras.Model(inputs, x)\n\n\n",
                            input, w->input.rank == 1 ? "," : "", w->forward->str);
    g_string_append (
        code,
        "def load(network, path):\n"
        "    w = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}\n\n"
        "    def channels_last(x):\n"
        "        return x.transpose(1, 2, 0)\n\n"
        "    # ONNX and Keras have the gates in different orders, and the matrices turned.\n"
        "    def turn(x, order):\n"
        "        parts = np.split(x, len(order))\n"
        "        return np.concatenate([parts[i] for i in order])\n\n"
        "    def lstm(name):\n"
        "        order = (0, 2, 3, 1)\n"
        "        parts = [turn(w[name + \".weight\"][0], order).T, turn(w[name + "
        "\".recurrence\"][0], order).T]\n"
        "        if name + \".bias\" in w:\n"
        "            parts.append(sum(turn(half, order) for half in np.split(w[name + "
        "\".bias\"][0], 2)))\n"
        "        return parts\n\n"
        "    def gru(name):\n"
        "        order = (0, 1, 2)\n"
        "        parts = [w[name + \".weight\"][0].T, w[name + \".recurrence\"][0].T]\n"
        "        if name + \".bias\" in w:\n"
        "            parts.append(np.stack([turn(half, order) for half in np.split(w[name + "
        "\".bias\"][0], 2)]))\n"
        "        return parts\n\n");
    g_string_append_printf (code, "%s    return network\n", w->load->str);
  } else {
    g_string_append (code, "import numpy as np\nimport onnx\nfrom onnx import numpy_helper\n");
    for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
      if (w->needs[i] && g_str_equal (helpers[i].name, "erf"))
        g_string_insert (code, (gssize) (strchr (code->str, '\n') + 1 - code->str),
                         "import math\n\n");
    for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
      if (w->needs[i])
        g_string_append_printf (code, "\n\n%s", helpers[i].text);
    g_string_append_printf (code,
                            "\n\ndef load(path):\n"
                            "    return {t.name: numpy_helper.to_array(t) for t in "
                            "onnx.load(path).graph.initializer}\n\n\n"
                            "def run(w, x):\n"
                            "    x = x.reshape(-1, %s)\n%s"
                            "    return x\n",
                            shape, w->forward->str);
  }
  return g_string_free (code, FALSE);
}

char *
nn_network_to_code (const char *text, const NnNetworkFrame *frame, NnCode code, GError **error)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnNetworkLayer));
  g_autoptr (NnGraph) graph = nn_network_parse ("network", text, frame, layers, error);
  g_autoptr (GHashTable) skips = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) made = g_string_new (NULL);
  g_autoptr (GString) forward = g_string_new (NULL);
  g_autoptr (GString) load = g_string_new (NULL);
  Writer w = { .graph = graph,
               .layers = layers,
               .code = code,
               .skips = skips,
               .made = made,
               .forward = forward,
               .load = load };
  const NnShape *input;
  guint n_skips = 0;

  if (graph == NULL)
    return NULL;
  input = &nn_graph_value (graph, nn_graph_input (graph, 0))->shape;
  w.input.rank = input->rank - 1;
  memcpy (w.input.dims, input->dims + 1, (gsize) w.input.rank * sizeof *input->dims);
  for (guint i = 0; i < layers->len; i++) {
    const NnNetworkLayer *layer = &g_array_index (layers, NnNetworkLayer, i);
    const NnNode *last = nn_graph_node (graph, layer->first_node + layer->n_nodes - 1);

    if (last->op == &nn_op_add
        && g_hash_table_lookup (skips, GUINT_TO_POINTER (around (graph, layer))) == NULL)
      g_hash_table_insert (skips, GUINT_TO_POINTER (around (graph, layer)),
                           GUINT_TO_POINTER (++n_skips));
  }
  write_layers (&w, frame->head);
  return put_together (&w, text);
}
