/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/graph/nn-graph-print.h"
#include "nn/model/nn-fold.h"
#include "nn/onnx/nn-model-file.h"

/* A model is read, described, made into a reader of digits, asked for a picture, written, and read
 * again. */

static void
describe (NnModel *model)
{
  g_autofree char *text = nn_graph_to_text (nn_model_graph (model));
  g_autofree char *table = nn_graph_to_table (nn_model_graph (model), NULL);

  g_assert_nonnull (text);
  g_assert_true (table == NULL || *table != '\0');
}

static void
write_again (NnModel *model)
{
  g_autoptr (GBytes) bytes = nn_model_to_bytes (model);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) again = nn_model_from_bytes (bytes, "again", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (again)), <=,
                    nn_graph_n_nodes (nn_model_graph (model)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = nn_model_from_bytes (bytes, "fuzz", &error);
  g_autoptr (NnModel) digits = NULL;
  static float inks[784];
  float probabilities[10], sum = 0;

  if (model == NULL) {
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  describe (model);
  digits = nn_model_for_digits (model, &error);
  g_assert_true ((digits == NULL) == (error != NULL));
  if (digits != NULL) {
    g_autoptr (NnModel) folded = nn_model_fold (digits);

    g_assert_true (nn_model_check_digits (folded, NULL));
    g_assert_true (nn_model_predict (digits, inks, 1, probabilities, NULL));
    for (int i = 0; i < 10; i++)
      sum += probabilities[i];
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
    write_again (digits);
  }
  write_again (model);
  return 0;
}
