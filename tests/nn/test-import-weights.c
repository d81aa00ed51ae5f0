/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/onnx/nn-model-file.h"
#include "import-common.h"

/* Weights wherever a file may have them. */

/* --- where weights lie --- */

static void
test_versions (void)
{
  for (int opset = 6; opset <= 25; opset++)
    for (int ir = 3; ir <= 13; ir++) {
      g_autoptr (Maker) maker = import_make_body (opset, -1);
      g_autoptr (NnModel) model = NULL;

      import_add_weights (maker);
      maker->model.ir_version = ir;
      model = import_check (maker, "0..1");
      g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
      g_assert_cmpint (nn_model_get_convention (model)->output, ==, NN_OUTPUT_LOGITS);
      g_assert_cmpstr (nn_model_get_fact (model, "imported"), ==, "maker");
    }
}

static void
test_float_data (void)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) model = NULL;
  Onnx__Tensor *tensor;

  import_add_weights (maker);
  tensor = maker->model.graph->initializer[1];
  tensor->has_raw_data = FALSE;
  tensor->n_float_data = 160;
  tensor->float_data = (float *) (void *) tensor->raw_data.data;
  model = import_check (maker, "0..1");
}

/* Whole numbers in int64_data, doubles in double_data, halves in int32_data. */
static void
test_other_fields (void)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) model = NULL;
  Onnx__Tensor *tensor;
  double b[10];
  float halves[160];
  gint32 bits[160];

  /* w in halves, whose numbers are exact. */
  import_noise (IMPORT_SEED_W, 160, halves);
  for (int i = 0; i < 160; i++) {
    guint16 half;

    nn_convert (NN_TYPE_FLOAT16, &half, NN_TYPE_FLOAT32, &halves[i], 1);
    bits[i] = half;
  }
  tensor = maker_add_tensor (maker, "w0", NN_TYPE_FLOAT16, NN_SHAPE (16, 10), NULL);
  tensor->n_int32_data = 160;
  tensor->int32_data = bits;
  maker_set_int (maker, maker_add_node (maker, "Cast", "w0", "w"), "to", NN_TYPE_FLOAT32);
  import_noise (IMPORT_SEED_B, 10, halves);
  for (int i = 0; i < 10; i++)
    b[i] = halves[i];
  tensor = maker_add_tensor (maker, "b0", NN_TYPE_FLOAT64, NN_SHAPE (10), NULL);
  tensor->n_double_data = 10;
  tensor->double_data = b;
  maker_set_int (maker, maker_add_node (maker, "Cast", "b0", "b"), "to", NN_TYPE_FLOAT32);
  maker->model.graph->node[1]->op_type = maker_text (maker, "Reshape");
  maker->model.graph->node[1]->n_input = 2;
  maker->model.graph->node[1]->input = maker_add_node (maker, "Neg", "pooled to", "dead")->input;
  tensor = maker_add_tensor (maker, "to", NN_TYPE_INT64, NN_SHAPE (2), NULL);
  tensor->n_int64_data = 2;
  tensor->int64_data = (gint64[]){ -1, 16 };
  {
    g_autoptr (GBytes) bytes = maker_to_bytes (maker);

    model = import_check_bytes (bytes, "0..1", 2e-3);
  }
}

static void
test_constant_nodes (void)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) model = NULL;

  maker_add_noise (maker, "value", NN_SHAPE (16, 10), IMPORT_SEED_W);
  maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "w"), "value",
                    maker_take_tensor (maker));
  maker_add_noise (maker, "value", NN_SHAPE (10), IMPORT_SEED_B);
  maker_set_tensor (maker, maker_add_node (maker, "Constant", "", "b"), "value",
                    maker_take_tensor (maker));
  /* The nodes come behind those that read them. */
  model = import_check (maker, "0..1");
  g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
}

static void
test_listed_as_inputs (void)
{
  g_autoptr (Maker) maker = import_make_body (8, -1);
  g_autoptr (NnModel) model = NULL;

  import_add_weights (maker);
  maker_add_input (maker, "w", NN_TYPE_FLOAT32, NN_SHAPE (16, 10));
  maker_add_input (maker, "b", NN_TYPE_FLOAT32, NN_SHAPE (10));
  maker->model.ir_version = 3;
  model = import_check (maker, "0..1");
}

/* w and b of another type, given as they are or through Cast. */
static void
test_other_floats (void)
{
  static const NnType types[] = { NN_TYPE_FLOAT16, NN_TYPE_FLOAT64 };
  float w[160], b[10];

  import_noise (IMPORT_SEED_W, 160, w);
  import_noise (IMPORT_SEED_B, 10, b);
  for (guint t = 0; t < 2; t++)
    for (int cast = 0; cast < 2; cast++) {
      g_autoptr (Maker) maker = import_make_body (13, -1);
      g_autoptr (NnModel) model = NULL;
      g_autoptr (GBytes) bytes = NULL;
      guint8 numbers[160 * 8];

      nn_convert (types[t], numbers, NN_TYPE_FLOAT32, w, 160);
      maker_add_tensor (maker, cast ? "w0" : "w", types[t], NN_SHAPE (16, 10), numbers);
      nn_convert (types[t], numbers, NN_TYPE_FLOAT32, b, 10);
      maker_add_tensor (maker, cast ? "b0" : "b", types[t], NN_SHAPE (10), numbers);
      if (cast) {
        maker_set_int (maker, maker_add_node (maker, "Cast", "w0", "w"), "to", 1);
        maker_set_int (maker, maker_add_node (maker, "Cast", "b0", "b"), "to", 1);
      } else {
        maker->model.graph->input[0]->type->tensor_type->elem_type = types[t];
      }
      bytes = maker_to_bytes (maker);
      model = import_check_bytes (bytes, "0..1", t == 0 ? 2e-3 : 1e-5);
      g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (model)), ==, 49 + 160 + 10);
    }
}

static void
test_double_input (void)
{
  g_autoptr (Maker) maker = maker_new (13);
  g_autoptr (NnModel) model = NULL;

  maker_add_input (maker, "x", NN_TYPE_FLOAT64, NN_SHAPE (-1, 1, 28, 28));
  maker_set_int (maker, maker_add_node (maker, "Cast", "x", "x32"), "to", 1);
  import_add_window (maker, "x32");
  maker_add_node (maker, "Flatten", "pooled", "flat");
  maker_add_node (maker, "Gemm", "flat w b", "y");
  maker_add_output (maker, "y");
  import_add_weights (maker);
  model = import_check (maker, "0..1");
  g_assert_cmpint (nn_model_get_convention (model)->type, ==, NN_TYPE_FLOAT64);
}

static void
test_transposed_weights (void)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (NnModel) model = NULL;
  float w[160], turned[160];

  import_noise (IMPORT_SEED_W, 160, w);
  for (int i = 0; i < 16; i++)
    for (int k = 0; k < 10; k++)
      turned[k * 16 + i] = w[i * 10 + k];
  maker_add_tensor (maker, "fc.weight", NN_TYPE_FLOAT32, NN_SHAPE (10, 16), turned);
  maker_add_noise (maker, "b", NN_SHAPE (10), IMPORT_SEED_B);
  maker_set_ints (maker, maker_add_node (maker, "Transpose", "fc.weight", "w"), "perm", 2,
                  (gint64[]){ 1, 0 });
  model = import_check (maker, "0..1");
  /* Turned round once, when the file is read, and still known by its name. */
  g_assert_cmpuint (nn_graph_n_nodes (nn_model_graph (model)), ==, 3);
  g_assert_cmpuint (nn_graph_find_value (nn_model_graph (model), "fc.weight"), !=, NN_NO_VALUE);
}

/* --- weights beside the model --- */

typedef struct {
  char *folder;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  float w[160];

  place->folder = g_dir_make_tmp ("tenfold-import-XXXXXX", NULL);
  import_noise (IMPORT_SEED_W, 160, w);
  {
    g_autofree char *sub = g_build_filename (place->folder, "sub", NULL);
    g_autofree char *path = g_build_filename (sub, "weights.bin", NULL);
    g_autofree char *bytes = g_malloc0 (64 + sizeof w);

    memcpy (bytes + 64, w, sizeof w);
    g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, bytes, 64 + sizeof w, NULL));
  }
}

static void
tear_down (Place *place, gconstpointer data)
{
  static const char *const names[]
      = { "sub/weights.bin", "sub/pipe", "sub", "link", "linked", "model.onnx" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (place->folder, names[i], NULL);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
}

static NnModel *
load_outside (Place *place,
              const char *location,
              const char *offset,
              const char *length,
              GError **error)
{
  g_autoptr (Maker) maker = import_make_body (13, -1);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = g_build_filename (place->folder, "model.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  maker_place_outside (maker,
                       maker_add_tensor (maker, "w", NN_TYPE_FLOAT32, NN_SHAPE (16, 10), NULL),
                       location, offset, length);
  maker_add_noise (maker, "b", NN_SHAPE (10), IMPORT_SEED_B);
  bytes = maker_to_bytes (maker);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  return nn_model_load (file, error);
}

static void
test_outside (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = load_outside (place, "sub/weights.bin", "64", "640", &error);
  g_autoptr (NnModel) open_end = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnModel) checked = NULL;

  g_assert_no_error (error);
  bytes = nn_model_to_bytes (model);
  checked = import_check_bytes (bytes, "0..1", 1e-5);
  open_end = load_outside (place, "./sub//weights.bin", "64", NULL, &error);
  g_assert_no_error (error);
}

static void
test_outside_refused (Place *place, gconstpointer data)
{
  g_autofree char *link = g_build_filename (place->folder, "link", NULL);
  g_autofree char *linked = g_build_filename (place->folder, "linked", NULL);
  g_autofree char *pipe = g_build_filename (place->folder, "sub/pipe", NULL);
  const struct {
    const char *location, *offset, *length;
    NnError code;
    const char *says;
  } cases[] = {
    { "sub/missing.bin", NULL, NULL, NN_ERROR_MISSING, "sub/missing.bin" },
    { "/etc/passwd", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "../weights.bin", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "sub/../../x", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "..\\x", NULL, NULL, NN_ERROR_UNSUPPORTED, "outside" },
    { "link", NULL, NULL, NN_ERROR_UNSUPPORTED, "link" },
    { "linked/weights.bin", "64", NULL, NN_ERROR_UNSUPPORTED, "link" },
    { "sub", NULL, NULL, NN_ERROR_IO, "regular" },
    { "sub/pipe", NULL, NULL, NN_ERROR_IO, "regular" },
    { "sub/weights.bin", "65", "640", NN_ERROR_FORMAT, "beyond" },
    { "sub/weights.bin", "99999", NULL, NN_ERROR_FORMAT, "beyond" },
    { "sub/weights.bin", "64", "600", NN_ERROR_FORMAT, "should have" },
    { "sub/weights.bin", "-1", NULL, NN_ERROR_RANGE, "impossible" },
    { "sub/weights.bin", "99999999999999999999", NULL, NN_ERROR_RANGE, "impossible" },
    { NULL, NULL, NULL, NN_ERROR_FORMAT, "not named" },
  };

  g_assert_cmpint (symlink ("sub/weights.bin", link), ==, 0);
  g_assert_cmpint (symlink ("sub", linked), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        load_outside (place, cases[i].location, cases[i].offset, cases[i].length, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, NN_ERROR, (int) cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-weights/versions", test_versions);
  g_test_add_func ("/import-weights/float-data", test_float_data);
  g_test_add_func ("/import-weights/other-fields", test_other_fields);
  g_test_add_func ("/import-weights/constant-nodes", test_constant_nodes);
  g_test_add_func ("/import-weights/listed-as-inputs", test_listed_as_inputs);
  g_test_add_func ("/import-weights/other-floats", test_other_floats);
  g_test_add_func ("/import-weights/double-input", test_double_input);
  g_test_add_func ("/import-weights/transposed-weights", test_transposed_weights);
  g_test_add ("/import-weights/outside", Place, NULL, set_up, test_outside, tear_down);
  g_test_add ("/import-weights/outside-refused", Place, NULL, set_up, test_outside_refused,
              tear_down);
  return g_test_run ();
}
