/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/graph/nn-plan.h"
#include "nn/model/nn-network-rows.h"
#include "nn/model/nn-network.h"
#include "nn/model/nn-preset.h"

#include <string.h>

static NnGraph *
parse (const char *text, const NnNetworkFrame *frame)
{
  g_autoptr (GError) error = NULL;
  NnGraph *graph = nn_network_parse ("test", text, frame, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (graph);
  return graph;
}

/* The same operators in the same order on parameters of the same names and shapes. */
static void
assert_same (const NnGraph *a, const NnGraph *b)
{
  g_assert_cmpuint (nn_graph_n_nodes (a), ==, nn_graph_n_nodes (b));
  for (guint n = 0; n < nn_graph_n_nodes (a); n++)
    g_assert_true (nn_graph_node (a, n)->op == nn_graph_node (b, n)->op);
  g_assert_cmpuint (nn_graph_n_weights (a), ==, nn_graph_n_weights (b));
  for (guint v = 0; v < nn_graph_n_values (a); v++) {
    const NnValue *value = nn_graph_value (a, v), *other;
    guint found;

    if (value->kind != NN_VALUE_PARAMETER)
      continue;
    found = nn_graph_find_value (b, value->name);
    g_assert_cmpuint (found, !=, NN_NO_VALUE);
    other = nn_graph_value (b, found);
    g_assert_cmpuint (other->offset, ==, value->offset);
    g_assert_true (nn_shape_equal (&other->shape, &value->shape));
    g_assert_true (other->trainable == value->trainable);
  }
}

/* A text, the graph that it says, and the text of that graph, which is the same. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "dense 10",
    "dense 250 nobias, sigmoid, dense 10 nobias",
    "conv 5x5 24, relu, maxpool 2, conv 3x3 32, relu, maxpool 2, dense 256, relu, dropout 0.3, "
    "dense 10",
    "conv 3x3 8 stride 2 same nobias, batchnorm, leaky relu 0.2, avgpool 3 stride 2, dense 10",
    "conv 4x4 6 pad 1 groups 1, elu, conv 2x2 6 groups 3, softplus, global avgpool, dense 10",
    "conv 3x3 8 same, residual (batchnorm, relu, conv 3x3 8 same), residual (conv 3x3 16 stride 2 "
    "same, gelu), global avgpool, dense 10",
    "dense 32, residual (tanh, dense 32), residual (dense 8, hard sigmoid), layernorm, dense 10",
    "lstm 20 rows, gru 12 last, dense 10",
    "conv 3x3 4, gru 16 rows, dense 10",
    "layernorm, conv 1x1 2, residual (residual (conv 3x3 2 same), relu), dense 10",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NnGraph) graph = parse (texts[i], &nn_network_digits);
    NnNetworkFrame frame;
    g_autofree char *text = nn_network_to_text (graph, &frame);
    g_autofree char *expected = NULL;

    expected = g_strdup (texts[i]);
    if (strstr (expected, " groups 1,") != NULL) {
      char **parts = g_strsplit (expected, " groups 1,", 2);

      g_free (expected);
      expected = g_strconcat (parts[0], ",", parts[1], NULL);
      g_strfreev (parts);
    }
    g_assert_cmpstr (text, ==, expected);
    g_assert_cmpint (frame.head, ==, NN_HEAD_SOFTMAX);
    g_assert_cmpint (frame.outputs, ==, 10);
  }
}

/* One of everything, at random; a text that is refused is refused with words. */
static void
append_random (GString *text, GRand *rand, guint depth)
{
  static const char *const plain[]
      = { "relu",           "leaky relu",        "elu",       "gelu",         "sigmoid",
          "tanh",           "softplus",          "batchnorm", "hard sigmoid", "layernorm",
          "leaky relu 0.3", "dropout 0.25",      "maxpool 2", "avgpool 2",    "global avgpool",
          "dropout 0.5",    "maxpool 3 stride 1" };
  guint n = (guint) g_rand_int_range (rand, 1, 5);

  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    switch (g_rand_int_range (rand, 0, depth < 3 ? 8 : 6)) {
    case 0:
      g_string_append_printf (text, "dense %d%s", g_rand_int_range (rand, 1, 40),
                              g_rand_boolean (rand) ? " nobias" : "");
      break;
    case 1:
    case 2:
      g_string_append_printf (text, "conv %dx3 %d%s", 3, g_rand_int_range (rand, 1, 9),
                              g_rand_boolean (rand) ? " same" : " stride 2 pad 1");
      break;
    case 3:
      g_string_append_printf (text, "lstm %d rows%s", g_rand_int_range (rand, 1, 9),
                              g_rand_boolean (rand) ? " last" : "");
      break;
    case 6:
    case 7:
      g_string_append (text, g_rand_boolean (rand) ? "residual (" : "repeat 2 (");
      append_random (text, rand, depth + 1);
      g_string_append_c (text, ')');
      break;
    default:
      g_string_append (text, plain[g_rand_int_range (rand, 0, G_N_ELEMENTS (plain))]);
      break;
    }
  }
}

static void
test_round_trip_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n_said = 0;

  for (guint i = 0; i < 1500; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (NnGraph) graph = NULL;
    g_autoptr (NnGraph) again = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *said = NULL, *twice = NULL;

    append_random (text, rand, 0);
    g_string_append (text, ", dense 10");
    graph = nn_network_parse ("test", text->str, &nn_network_digits, NULL, &error);
    if (graph == NULL) {
      g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
      continue;
    }
    said = nn_network_to_text (graph, NULL);
    if (said == NULL)
      g_error ("cannot be said: %s", text->str);
    again = parse (said, &nn_network_digits);
    assert_same (graph, again);
    twice = nn_network_to_text (again, NULL);
    g_assert_cmpstr (twice, ==, said);
    n_said++;
  }
  g_assert_cmpuint (n_said, >, 200);
}

static void
test_errors (void)
{
  /* clang-format off */
  static const struct { const char *text; NnError code; const char *says; } cases[] = {
    { "",                                       NN_ERROR_FORMAT, "missing" },
    { "conv",                                   NN_ERROR_FORMAT, "layer 1, conv: " },
    { "conv 3x4 8",                             NN_ERROR_RANGE,  "square" },
    { "conv 3 8",                               NN_ERROR_FORMAT, "3x3" },
    { "conv 3x3",                               NN_ERROR_FORMAT, "whole number" },
    { "conv 3x3 0",                             NN_ERROR_RANGE,  "from 1" },
    { "conv 3x3 99999999999999999999",          NN_ERROR_FORMAT, "whole number" },
    { "dense 10,",                              NN_ERROR_FORMAT, "layer 2" },
    { "dense 10 relu",                          NN_ERROR_FORMAT, "relu does not belong" },
    { "dense 5",                                NN_ERROR_SHAPE,  "dense 10" },
    { "densely 5",                              NN_ERROR_FORMAT, "densely" },
    { "conv 5x5 4, maxpool 2, conv 9x9 4, conv 7x7 8, dense 10", NN_ERROR_SHAPE, "layer 4, conv 7x7 8: the picture is only 4x4" },
    { "dense 5, conv 3x3 4, dense 10",          NN_ERROR_SHAPE,  "layer 2, conv 3x3 4: it needs a picture" },
    { "lstm 5, dense 10",                       NN_ERROR_SHAPE,  "rows" },
    { "dropout 1, dense 10",                    NN_ERROR_RANGE,  "below 1" },
    { "dropout, dense 10",                      NN_ERROR_FORMAT, "number" },
    { "conv 2x2 4 same, dense 10",              NN_ERROR_RANGE,  "odd" },
    { "conv 3x3 4, conv 3x3 6 groups 4",        NN_ERROR_SHAPE,  "groups" },
    { "residual (dense 4, dense 10",            NN_ERROR_FORMAT, "layer 1, residual: a bracket is not closed" },
    { "residual dense 4, dense 10",             NN_ERROR_FORMAT, "layer 1, residual dense 4: a list of layers in brackets" },
    { "relu, residual (maxpool 2 stride 1), dense 10", NN_ERROR_SHAPE, "layer 2, residual: 1x27x27 comes out of the layers, 1x28x28 goes in: these do not add" },
    { "residual (relu, residual (dense)), dense 10", NN_ERROR_FORMAT, "layer 4, dense: the number is missing" },
    { "dense 10)",                              NN_ERROR_FORMAT, "not opened" },
    { "repeat 101 (relu), dense 10",            NN_ERROR_RANGE,  "100" },
    { "repeat 100 (repeat 100 (relu)), dense 10", NN_ERROR_RANGE, "300 layers" },
    { "repeat 9 (dense 16384), dense 10",       NN_ERROR_RANGE,  "million" },
    { "residual (residual (residual (residual (residual (residual (residual (relu))))))), dense 10", NN_ERROR_RANGE, "inside each other" },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnNetworkLayer));
    g_autoptr (GError) error = NULL;

    g_assert_null (nn_network_parse ("test", cases[i].text, &nn_network_digits, layers, &error));
    if (!g_error_matches (error, NN_ERROR, cases[i].code)
        || strstr (error->message, cases[i].says) == NULL)
      g_error ("%s: %s", cases[i].text, error->message);
  }
}

/* Each layer knows its words, its shape and what it adds; a mistake is the last of them. */
static void
test_layers (void)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnNetworkLayer));
  const char *text = "conv 5x5 24, repeat 2 (relu), residual (conv 3x3 8 same), dense 10";
  g_autoptr (NnGraph) graph = nn_network_parse ("test", text, &nn_network_digits, layers, NULL);
  const NnNetworkLayer *layer = (const NnNetworkLayer *) layers->data;
  g_autofree char *word = NULL;

  g_assert_nonnull (graph);
  g_assert_cmpuint (layers->len, ==, 6);
  g_assert_true (nn_shape_equal (&layer[0].shape, &NN_SHAPE (24, 24, 24)));
  g_assert_cmpuint (layer[0].parameters, ==, 24 * 25 + 24);
  g_assert_cmpuint (layer[1].depth, ==, 1);
  g_assert_cmpuint (layer[2].from, ==, layer[1].from);
  g_assert_cmpuint (layer[3].parameters, ==, 8 * 24 * 9 + 8);
  g_assert_cmpuint (layer[4].parameters, ==, 8 * 24); /* what brings the input to its shape */
  g_assert_true (nn_shape_equal (&layer[5].shape, &NN_SHAPE (10)));
  word = g_strndup (text + layer[3].from, layer[3].to - layer[3].from);
  g_assert_cmpstr (word, ==, "conv 3x3 8 same");

  g_assert_null (nn_network_parse ("test", "relu, conv 3x3 4, conv 29x29 4", &nn_network_digits,
                                   layers, NULL));
  g_assert_cmpuint (layers->len, ==, 3);
  layer = (const NnNetworkLayer *) layers->data;
  g_assert_cmpint (layer[2].shape.rank, ==, 0);
  g_assert_cmpuint (layer[2].from, ==, strlen ("relu, conv 3x3 4, "));
}

/* Points: numbers in, no head. */
static void
test_frame (void)
{
  const NnNetworkFrame curve = { 1, 1, NN_HEAD_NONE };
  NnNetworkFrame frame;
  g_autoptr (NnGraph) graph = parse ("dense 10, tanh, dense 1, tanh", &curve);
  g_autofree char *text = nn_network_to_text (graph, &frame);

  g_assert_cmpstr (text, ==, "dense 10, tanh, dense 1, tanh");
  g_assert_cmpint (frame.inputs, ==, 1);
  g_assert_cmpint (frame.outputs, ==, 1);
  g_assert_cmpint (frame.head, ==, NN_HEAD_NONE);
}

/* The presets are rows in the language, and each can be said again. */
static void
test_presets (void)
{
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  for (guint i = 0; i < n; i++) {
    const NnNetworkFrame frame = nn_preset_frame (&presets[i]);
    g_autoptr (NnGraph) graph = parse (presets[i].network, &frame);
    g_autoptr (NnGraph) again = NULL;
    NnNetworkFrame found;
    g_autofree char *text = nn_network_to_text (graph, &found);

    g_assert_nonnull (text);
    g_assert_cmpint (found.head, ==, frame.head);
    g_assert_cmpint (found.inputs, ==, frame.inputs);
    again = parse (text, &found);
    assert_same (graph, again);
  }
}

/* Every network that can be said can be planned, forward and backward. */
static void
test_runs (void)
{
  static const char *const texts[]
      = { "lstm 20 rows, gru 12 last, dense 10", "conv 3x3 4, gru 16 rows, dense 10",
          "conv 3x3 8 same, residual (conv 3x3 16 stride 2 same, gelu), dense 10",
          "dense 32, residual (dense 8, hard sigmoid), layernorm, dense 10" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NnGraph) graph = parse (texts[i], &nn_network_digits);
    g_autoptr (GError) error = NULL;
    g_autoptr (NnPlan) plan = nn_plan_new (graph, 16, NN_PLAN_TRAINING, NULL, &error);

    g_assert_no_error (error);
    g_assert_nonnull (plan);
  }
}

/* Every word comes with a layer that it begins, and with words for people. */
static void
test_words (void)
{
  const NnNetworkWord *word;
  guint n = 0;

  for (; (word = nn_network_word (n)) != NULL; n++) {
    g_autofree char *on_picture = g_strconcat ("conv 3x3 4, ", word->example, ", dense 10", NULL);
    g_autofree char *on_numbers = g_strconcat (word->example, ", dense 10", NULL);
    g_autoptr (NnGraph) graph
        = nn_network_parse ("test", on_picture, &nn_network_digits, NULL, NULL);

    if (graph == NULL)
      graph = parse (on_numbers, &nn_network_digits);
    g_assert_true (g_str_has_prefix (word->example, word->name));
    g_assert_cmpint (word->is_list, ==, strchr (word->example, '(') != NULL);
    g_assert_cmpuint (strlen (word->summary), >, 10);
  }
  g_assert_cmpuint (n, ==, 20);
}

/* --- rows --- */

static char *
list (const GArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const NnNetworkRow *row = &g_array_index (rows, NnNetworkRow, i);

    g_string_append_printf (text, "%u%s%s;", row->depth, row->is_list ? "+" : " ", row->words);
  }
  return g_string_free (text, FALSE);
}

/* A text, its rows (depth, + before a list, words), and the text of those. */
static void
test_rows (void)
{
  /* clang-format off */
  static const struct { const char *text, *rows, *again; } cases[] = {
    { "dense 10",                             "0 dense 10;",                            "dense 10" },
    { "",                                     "",                                       "" },
    { " \n",                                  "",                                       "" },
    { "relu ,\n tanh",                        "0 relu;0 tanh;",                         "relu, tanh" },
    { "relu,",                                "0 relu;0 ;",                             "relu, " },
    { ",,relu",                               "0 ;0 ;0 relu;",                          ", , relu" },
    { "residual(relu,repeat 2 (tanh)), elu",  "0+residual;1 relu;1+repeat 2;2 tanh;0 elu;", "residual (relu, repeat 2 (tanh)), elu" },
    { "residual ()",                          "0+residual;",                            "residual ()" },
    { "residual (relu",                       "0+residual;1 relu;",                     "residual (relu)" },
    { "residual (relu) junk, elu",            "0+residual;1 relu;0 junk;0 elu;",        "residual (relu), junk, elu" },
    { "relu), elu",                           "0 relu);0 elu;",                         "relu), elu" },
    { "residual (), residual (relu, )",       "0+residual;0+residual;1 relu;1 ;",       "residual (), residual (relu, )" },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) rows = nn_network_rows_new (cases[i].text);
    g_autofree char *listed = list (rows);
    g_autofree char *again = nn_network_rows_to_text (rows);

    g_assert_cmpstr (listed, ==, cases[i].rows);
    g_assert_cmpstr (again, ==, cases[i].again);
    for (guint r = 0; r < rows->len; r++) {
      const NnNetworkRow *row = &g_array_index (rows, NnNetworkRow, r);

      g_assert_cmpmem (row->words, strlen (row->words), cases[i].text + row->from,
                       row->to - row->from);
    }
  }
}

/* A row wanders through the whole list and back, into every bracket and out of it. */
static void
test_rows_move (void)
{
  static const char *const way[] = {
    "a, residual (b, repeat 2 (c)), d", "residual (a, b, repeat 2 (c)), d",
    "residual (b, a, repeat 2 (c)), d", "residual (b, repeat 2 (a, c)), d",
    "residual (b, repeat 2 (c, a)), d", "residual (b, repeat 2 (c), a), d",
    "residual (b, repeat 2 (c)), a, d", "residual (b, repeat 2 (c)), d, a",
  };
  g_autofree char *text = g_strdup (way[0]);
  guint row = 0;

  for (guint i = 1; i <= G_N_ELEMENTS (way); i++) {
    g_autoptr (GArray) rows = nn_network_rows_new (text);

    row = nn_network_rows_move_down (rows, row);
    g_free (text);
    text = nn_network_rows_to_text (rows);
    g_assert_cmpstr (text, ==, way[MIN (i, G_N_ELEMENTS (way) - 1)]);
    g_assert_cmpstr (g_array_index (rows, NnNetworkRow, row).words, ==, "a");
  }
  for (guint i = G_N_ELEMENTS (way); i-- > 0;) {
    g_autoptr (GArray) rows = nn_network_rows_new (text);

    row = nn_network_rows_move_up (rows, row);
    g_free (text);
    text = nn_network_rows_to_text (rows);
    g_assert_cmpstr (text, ==, way[i > 0 ? i - 1 : 0]);
    g_assert_cmpstr (g_array_index (rows, NnNetworkRow, row).words, ==, "a");
  }
}

static void
assert_text (GArray *rows, const char *expected)
{
  g_autofree char *text = nn_network_rows_to_text (rows);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_rows_change (void)
{
  g_autoptr (GArray) rows = nn_network_rows_new ("a, residual (b, c), d");

  nn_network_rows_insert (rows, 2, 1, "x, residual (y)");
  assert_text (rows, "a, residual (x, residual (y), b, c), d");
  nn_network_rows_insert (rows, rows->len, 0, "z");
  assert_text (rows, "a, residual (x, residual (y), b, c), d, z");
  nn_network_rows_remove (rows, 3);
  assert_text (rows, "a, residual (x, b, c), d, z");
  nn_network_rows_wrap (rows, 1, "repeat 2");
  assert_text (rows, "a, repeat 2 (residual (x, b, c)), d, z");
  nn_network_rows_wrap (rows, 0, "residual");
  assert_text (rows, "residual (a), repeat 2 (residual (x, b, c)), d, z");
  g_assert_cmpuint (nn_network_rows_move_to (rows, 3, 0, FALSE), ==, 0);
  assert_text (rows, "residual (x, b, c), residual (a), repeat 2 (), d, z");
  g_assert_cmpuint (nn_network_rows_move_to (rows, 0, 6, TRUE), ==, 3);
  assert_text (rows, "residual (a), repeat 2 (residual (x, b, c)), d, z");
  /* Nothing goes into itself. */
  g_assert_cmpuint (nn_network_rows_move_to (rows, 2, 4, TRUE), ==, 2);
  nn_network_rows_remove (rows, 2);
  assert_text (rows, "residual (a), d, z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/round-trip", test_round_trip);
  g_test_add_func ("/network/round-trip-random", test_round_trip_random);
  g_test_add_func ("/network/errors", test_errors);
  g_test_add_func ("/network/layers", test_layers);
  g_test_add_func ("/network/frame", test_frame);
  g_test_add_func ("/network/presets", test_presets);
  g_test_add_func ("/network/runs", test_runs);
  g_test_add_func ("/network/words", test_words);
  g_test_add_func ("/network/rows", test_rows);
  g_test_add_func ("/network/rows-move", test_rows_move);
  g_test_add_func ("/network/rows-change", test_rows_change);
  return g_test_run ();
}
