/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "nn/base/nn-error.h"
#include "nn/model/nn-network-code.h"
#include "nn/model/nn-network-rows.h"
#include "nn/model/nn-network.h"

/* The text of a network is read; one that is taken can be said again, makes the same network then,
 * and is a program in every language; one that is refused is refused with a sentence and a place in
 * the text. Its rows, whatever it is, make a text with the same rows, and stay rows when they are
 * changed. */

static void
check_network (const char *text, const NnNetworkFrame *frame)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (NnNetworkLayer));
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = nn_network_parse ("fuzz", text, frame, layers, &error);
  g_autoptr (NnGraph) again = NULL;
  g_autofree char *said = NULL, *twice = NULL;
  NnNetworkFrame found;

  g_assert_true ((graph == NULL) == (error != NULL));
  for (guint i = 0; i < layers->len; i++) {
    const NnNetworkLayer *layer = &g_array_index (layers, NnNetworkLayer, i);

    g_assert_cmpuint (layer->from, <=, layer->to);
    g_assert_cmpuint (layer->to, <=, strlen (text));
  }
  if (graph == NULL) {
    g_assert_cmpint (error->domain, ==, NN_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return;
  }
  said = nn_network_to_text (graph, &found);
  g_assert_nonnull (said);
  again = nn_network_parse ("fuzz", said, &found, NULL, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (nn_graph_n_weights (again), ==, nn_graph_n_weights (graph));
  twice = nn_network_to_text (again, NULL);
  g_assert_cmpstr (twice, ==, said);
  for (NnCode code = NN_CODE_PYTORCH; code <= NN_CODE_NUMPY; code++) {
    g_autofree char *program = nn_network_to_code (text, frame, code, NULL);

    g_assert_nonnull (program);
  }
}

static void
assert_rows (const GArray *rows)
{
  g_autofree char *text = nn_network_rows_to_text (rows);
  g_autoptr (GArray) again = nn_network_rows_new (text);

  g_assert_cmpuint (again->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++) {
    const NnNetworkRow *a = &g_array_index (rows, NnNetworkRow, i);
    const NnNetworkRow *b = &g_array_index (again, NnNetworkRow, i);

    g_assert_cmpstr (a->words, ==, b->words);
    g_assert_cmpuint (a->depth, ==, b->depth);
    g_assert_cmpint (a->is_list, ==, b->is_list);
  }
}

static void
check_rows (const char *text)
{
  g_autoptr (GArray) rows = nn_network_rows_new (text);
  guint row;

  if (rows->len == 0)
    return;
  assert_rows (rows);
  /* What closes no bracket is a letter like any other, but not within brackets; and a layer that is
   * missing is none where it is alone in them. */
  for (guint i = 0; i < rows->len; i++) {
    const char *words = g_array_index (rows, NnNetworkRow, i).words;

    if (*words == '\0' || strchr (words, ')') != NULL)
      return;
  }
  row = (guint) strlen (text) % rows->len;
  row = nn_network_rows_move_up (rows, row);
  assert_rows (rows);
  nn_network_rows_wrap (rows, row, "residual");
  assert_rows (rows);
  row = nn_network_rows_move_to (rows, row, rows->len / 2, rows->len % 2 == 0);
  assert_rows (rows);
  row = nn_network_rows_move_down (rows, row);
  assert_rows (rows);
  nn_network_rows_insert (rows, row, g_array_index (rows, NnNetworkRow, row).depth, "a, b (c)");
  assert_rows (rows);
  nn_network_rows_remove (rows, row);
  assert_rows (rows);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const NnNetworkFrame plane = { 2, 3, NN_HEAD_SOFTMAX };
  g_autofree char *text = g_strndup ((const char *) data, length);

  check_network (text, &nn_network_digits);
  check_network (text, &plane);
  if (g_utf8_validate (text, -1, NULL))
    check_rows (text);
  return 0;
}
