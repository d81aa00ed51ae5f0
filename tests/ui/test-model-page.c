/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "test-ui.h"
#include "nn/model/nn-preset.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/onnx/nn-model-file.h"
#include "ui/model/tenfold-graph-view.h"
#include "ui/model/tenfold-model-facts.h"
#include "ui/model/tenfold-model-page.h"
#include "ui/model/tenfold-operator.h"

static gpointer
page_child (TenfoldModelPage *page, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (page), TENFOLD_TYPE_MODEL_PAGE, name);
}

typedef struct {
  TenfoldSession *session;
  TenfoldOwnNetworks *own;
  TenfoldModelPage *page;
  GtkWindow *window;
  NnVerdict verdict;
  guint n_verdicts, n_changed;
} Fixture;

static void
verdict_cb (Fixture *f, const NnVerdict *verdict)
{
  f->verdict = *verdict;
  f->n_verdicts++;
}

static void
changed_cb (Fixture *f, const char *text)
{
  f->n_changed++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = tenfold_session_new ();
  f->own = tenfold_own_networks_new ();
  tenfold_session_create (f->session, nn_preset_find ("lenet"), 1);
  f->page = g_object_new (TENFOLD_TYPE_MODEL_PAGE, NULL);
  tenfold_model_page_connect (f->page, f->session, f->own);
  g_signal_connect_swapped (f->session, "verdict", G_CALLBACK (verdict_cb), f);
  g_signal_connect_swapped (f->page, "changed", G_CALLBACK (changed_cb), f);
  f->window = test_ui_window (GTK_WIDGET (f->page), 700, 700);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  TenfoldModelPage *page = f->page;

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  test_ui_destroy (f->window);
  g_assert_null (page);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->own);
}

static void
show (Fixture *f, const char *view)
{
  g_action_group_change_action_state (tenfold_model_page_get_actions (f->page), "view",
                                      g_variant_new_string (view));
  test_ui_run (0.3);
}

/* --- words --- */

static void
test_names (void)
{
  static const char *const names[][3] = {
    { "conv1", "Conv", "conv1" },
    { "/conv1/Conv", "Conv", "conv1" },
    { "/layer1/layer1.0/conv1/Conv", "Conv", "layer1.0/conv1" },
    { "/layer1/layer1.0/relu_1/Relu_2", "Relu", "layer1.0/relu_1" },
    { "StatefulPartitionedCall/sequential/dense/BiasAdd", "Add", "sequential/dense" },
    { "/Conv", "Conv", "Conv" },
    { "", "Conv", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = tenfold_layer_name (names[i][0], names[i][1]);

    g_assert_cmpstr (name, ==, names[i][2]);
  }
  g_assert_cmpstr (tenfold_operator_get_title (nn_op_find ("Conv")), ==, "Convolution");
  g_assert_cmpstr (tenfold_operator_get_title (nn_op_find ("Shape")), ==, "Shape");
}

static const char *
find_fact (GStrv facts, const char *caption)
{
  for (guint i = 0; facts[i] != NULL; i += 2)
    if (g_str_equal (facts[i], caption))
      return facts[i + 1];
  return NULL;
}

/* A number stands beside what it was measured on, and an untrained network says so. */
static void
test_facts (void)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("keras"), 7);
  g_auto (GStrv) untrained = tenfold_model_facts_list (model, NULL, -1, TRUE);
  g_auto (GStrv) trained = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/some/net.onnx");
  const char *text;

  g_assert_nonnull (strstr (find_fact (untrained, "State"), "Untrained"));
  g_assert_nonnull (strstr (find_fact (untrained, "Weights"), "407"));
  g_assert_null (find_fact (untrained, "Validation"));
  g_assert_cmpstr (find_fact (untrained, "File"), ==, "not saved yet");
  nn_model_set_fact (model, "epochs", "1");
  nn_model_set_fact (model, "validation_accuracy", "0.9876");
  nn_model_set_fact (model, "validation_count", "5000");
  nn_model_set_fact (model, "test_accuracy", "0.98");
  nn_model_set_fact (model, "test_count", "10000");
  nn_model_set_fact (model, "test_data", "mnist/t10k");
  nn_model_set_fact (model, "something_new", "else");
  trained = tenfold_model_facts_list (model, file, 123456, FALSE);
  g_assert_cmpstr (find_fact (trained, "State"), ==, "Trained for 1 epoch");
  text = find_fact (trained, "Validation");
  g_assert_nonnull (strstr (text, "98.76\u00a0% of 5"));
  g_assert_nonnull (strstr (text, "held-out"));
  text = find_fact (trained, "Test");
  g_assert_nonnull (strstr (text, "98.00\u00a0% of 10"));
  g_assert_nonnull (strstr (text, "MNIST’s test set"));
  g_assert_cmpstr (find_fact (trained, "something_new"), ==, "else");
  g_assert_cmpstr (find_fact (trained, "Name"), ==, "net.onnx");
  g_assert_nonnull (strstr (find_fact (trained, "File"), "/tmp/some/net.onnx, 123.5"));
}

/* The dimension that counts pictures is no part of a shape, wherever it is. */
static void
test_sheet (void)
{
  g_autoptr (NnModel) lenet = nn_preset_create (nn_preset_find ("lenet"), 1);
  g_autoptr (NnModel) lstm = nn_preset_create (nn_preset_find ("rows-lstm"), 1);
  g_autoptr (TenfoldModelSheet) sheet = tenfold_model_sheet_new (nn_model_graph (lenet));
  g_autoptr (TenfoldModelSheet) rows = tenfold_model_sheet_new (nn_model_graph (lstm));
  g_autofree char *text = tenfold_model_sheet_to_text (sheet);

  g_assert_cmpuint (sheet->n_layers, ==, 13);
  g_assert_cmpstr (sheet->layers[0].name, ==, "conv1");
  g_assert_cmpstr (sheet->layers[0].title, ==, "Convolution");
  g_assert_cmpstr (sheet->layers[0].shape, ==, "6 × 28 × 28");
  g_assert_cmpint (sheet->layers[0].parameters, ==, 156);
  g_assert_cmpint (sheet->layers[0].multiply_adds, ==, 117600);
  g_assert_cmpint (sheet->parameters, ==, 61706);
  g_assert_cmpint (sheet->multiply_adds, ==, 416520);
  g_assert_cmpstr (sheet->layers[12].shape, ==, "10");
  g_assert_cmpstr (rows->layers[1].shape, ==, "28 × N × 28");
  g_assert_nonnull (strstr (text, "conv1\tConv\t6 × 28 × 28\t156\t117600\n"));
  g_assert_true (g_str_has_suffix (text, "Total\t\t\t61706\t416520\n"));
}

/* --- the page --- */

static gboolean
has_layers (gpointer data)
{
  Fixture *f = data;

  return tenfold_layer_table_get_n_rows (page_child (f->page, "layer_table")) == 14;
}

static gboolean
has_other_layers (gpointer data)
{
  Fixture *f = data;

  return tenfold_layer_table_get_n_rows (page_child (f->page, "layer_table")) == 5;
}

static void
read_text_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static gboolean
has_text (gpointer data)
{
  return *(char **) data != NULL;
}

/* Both views fit into the narrowest window. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  TenfoldLayerTable *table = page_child (f->page, "layer_table");
  static const char *const views[] = { "overview", "layers" };
  int minimum;

  test_ui_assert_wait (has_layers, f);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autofree char *name = g_strdup_printf ("model-narrow-%s", views[i]);

    show (f, views[i]);
    gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                        NULL);
    g_assert_cmpint (minimum, <=, 348);
    gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_VERTICAL, 348, &minimum, NULL, NULL,
                        NULL);
    g_assert_cmpint (minimum, <=, 180);
    test_ui_resize (f->window, 348, 180);
    test_ui_screenshot (name);
  }
  g_assert_cmpuint (tenfold_layer_table_get_n_rows (table), ==, 14);
}

/* The table is filled for the network that is there, and goes to the clipboard. */
static void
test_layers (Fixture *f, gconstpointer data)
{
  TenfoldLayerTable *table = page_child (f->page, "layer_table");
  g_autofree char *text = NULL;

  test_ui_assert_wait (has_layers, f);
  test_ui_screenshot ("model-overview");
  show (f, "layers");
  test_ui_screenshot ("model-layers");
  g_assert_cmpstr (tenfold_layer_table_get_cell (table, 0, 0), ==, "conv1");
  g_assert_cmpstr (tenfold_layer_table_get_cell (table, 13, 0), ==, "Total");
  g_action_group_activate_action (tenfold_model_page_get_actions (f->page), "copy-layers", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->page)), NULL,
                                 read_text_cb, &text);
  test_ui_assert_wait (has_text, &text);
  g_assert_nonnull (strstr (text, "conv1\tConv\t"));

  tenfold_session_create (f->session, nn_preset_find ("keras"), 1);
  test_ui_assert_wait (has_other_layers, f);
  g_assert_cmpstr (tenfold_layer_table_get_cell (table, 0, 0), ==, "dense1");
}

static gboolean
has_read (gpointer data)
{
  Fixture *f = data;

  return f->n_verdicts > 0;
}

static gboolean
has_read_otherwise (gpointer data)
{
  Fixture *f = data;

  return f->n_verdicts > 0 && f->verdict.probabilities[1] < 0.5;
}

static void
open_reader (Fixture *f)
{
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = nn_model_load (file, &error);

  g_assert_no_error (error);
  tenfold_session_adopt (f->session, model, file);
}

/* Another convention reads the drawing otherwise and leaves the network unsaved; the undo brings
 * back the very bits. */
static void
test_convention (Fixture *f, gconstpointer data)
{
  TenfoldInputForm *form = page_child (f->page, "input_form");
  g_autofree char *error = NULL;
  float inks[NN_PICTURE_PIXELS] = { 0 };
  NnVerdict before;
  NnModel *model;

  open_reader (f);
  for (guint y = 5; y < 23; y++)
    inks[y * NN_PICTURE_SIDE + 13] = inks[y * NN_PICTURE_SIDE + 14] = 1;
  f->n_verdicts = 0;
  tenfold_session_read (f->session, inks, NN_INK_DRAWING);
  test_ui_assert_wait (has_read, f);
  before = f->verdict;
  g_assert_cmpfloat (before.probabilities[1], >, 0.5);
  g_assert_false (tenfold_session_get_modified (f->session));
  model = tenfold_session_get_model (f->session);
  nn_model_ref (model);

  f->n_verdicts = 0;
  tenfold_input_form_set_words (form, "-1..1,dark");
  g_assert_cmpuint (f->n_changed, ==, 1);
  test_ui_assert_wait (has_read_otherwise, f);
  g_assert_true (tenfold_session_get_modified (f->session));
  g_assert_true (nn_model_get_convention (tenfold_session_get_model (f->session))->dark);
  g_assert_nonnull (tenfold_session_get_file (f->session));
  /* What was measured with other pictures is not claimed any more. */
  g_assert_null (nn_model_get_fact (tenfold_session_get_model (f->session), "validation_accuracy"));
  test_ui_run (0.2);
  test_ui_screenshot ("model-changed");

  f->n_verdicts = 0;
  g_assert_true (tenfold_session_undo (f->session));
  g_assert_true (tenfold_session_get_model (f->session) == model);
  g_assert_false (tenfold_session_get_modified (f->session));
  test_ui_assert_wait (has_read, f);
  g_assert_cmpmem (before.probabilities, sizeof before.probabilities, f->verdict.probabilities,
                   sizeof before.probabilities);
  nn_model_unref (model);

  tenfold_input_form_set_words (form, "sideways");
  error = test_ui_take_error (f->window);
  g_assert_nonnull (error);
  g_assert_cmpuint (f->n_changed, ==, 1);
}

static gboolean
is_done_searching (gpointer data)
{
  Fixture *f = data;

  return !tenfold_input_form_is_searching (page_child (f->page, "input_form"));
}

/* A wrong convention is found out; where nothing reads digits, nothing is changed. */
static void
test_search (Fixture *f, gconstpointer data)
{
  TenfoldInputForm *form = page_child (f->page, "input_form");
  GActionGroup *actions = tenfold_model_page_get_actions (f->page);
  const NnInputConvention *found;
  g_autofree char *error = NULL;

  open_reader (f);
  tenfold_input_form_set_words (form, "0..255,dark,transposed");
  g_action_group_activate_action (actions, "find-input", NULL);
  g_assert_true (tenfold_input_form_is_searching (form));
  g_assert_true (test_ui_wait (is_done_searching, f, 60));
  g_assert_null (test_ui_take_error (f->window));
  g_assert_cmpuint (f->n_changed, ==, 2);
  found = nn_model_get_convention (tenfold_session_get_model (f->session));
  g_assert_false (found->dark);
  g_assert_false (found->transposed);
  g_assert_cmpfloat (found->scale, ==, 1);

  tenfold_session_create (f->session, nn_preset_find ("linear"), 1);
  g_action_group_activate_action (actions, "find-input", NULL);
  g_assert_true (test_ui_wait (is_done_searching, f, 60));
  error = test_ui_take_error (f->window);
  g_assert_nonnull (error);
  g_assert_cmpuint (f->n_changed, ==, 2);
}

static gboolean
has_trained (gpointer data)
{
  Fixture *f = data;

  return tenfold_session_get_modified (f->session);
}

/* While training runs nothing can be changed, and the reason is said. */
static void
test_training (Fixture *f, gconstpointer data)
{
  TenfoldInputForm *form = page_child (f->page, "input_form");
  g_autoptr (NnDataset) digits = nn_dataset_new_synthetic (TRUE);
  NnRecipe recipe;

  nn_recipe_init (&recipe, nn_preset_find ("linear"));
  recipe.epochs = 1000;
  recipe.validation = 100;
  tenfold_session_create (f->session, nn_preset_find ("linear"), 1);
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (form)));
  tenfold_session_train (f->session, digits, NULL, &recipe, FALSE);
  test_ui_assert_wait (has_trained, f);
  g_assert_nonnull (gtk_widget_get_tooltip_text (GTK_WIDGET (form)));
  tenfold_input_form_set_words (form, "dark");
  tenfold_input_form_search (form);
  g_assert_false (tenfold_input_form_is_searching (form));
  g_assert_cmpuint (f->n_changed, ==, 0);
  nn_worker_stop (tenfold_session_get_worker (f->session));
  while (tenfold_session_get_state (f->session) != NN_WORKER_IDLE)
    test_ui_run (0.05);
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (form)));
}

/* A network that reads no pictures is shown, with its table. */
static void
test_no_digits (Fixture *f, gconstpointer data)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("curve", 17);
  g_autoptr (NnModel) model = NULL;
  guint inputs[] = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 3)) };

  for (guint i = 0; i < 4; i++) {
    g_autofree char *name = g_strdup_printf ("y%u", i);

    inputs[0] = nn_graph_add_op (graph, "Tanh", "", NULL, 1, inputs, name);
  }
  nn_graph_add_output (graph, inputs[0]);
  model = nn_model_new (graph, NULL);
  tenfold_session_adopt (f->session, model, NULL);
  test_ui_assert_wait (has_other_layers, f);
  g_assert_cmpstr (tenfold_layer_table_get_cell (page_child (f->page, "layer_table"), 3, 1), ==,
                   "3");
  test_ui_screenshot ("model-no-digits");
}

/* A node's details beside the graph take the room that they need and no more, and the graph is
 * never given less than nothing, however narrow the page gets. */
static void
test_details_width (Fixture *f, gconstpointer data)
{
  GtkWidget *flap = test_ui_find_type (GTK_WIDGET (f->page), ADW_TYPE_FLAP);
  GtkWidget *view = test_ui_find_type (GTK_WIDGET (f->page), TENFOLD_TYPE_GRAPH_VIEW);

  gtk_window_set_default_size (f->window, 1000, 700);
  g_action_group_change_action_state (tenfold_model_page_get_actions (f->page), "view",
                                      g_variant_new_string ("graph"));
  test_ui_settle (f->window);
  tenfold_graph_view_set_selected (TENFOLD_GRAPH_VIEW (view), 1);
  test_ui_settle (f->window);
  g_assert_cmpint (gtk_widget_get_width (adw_flap_get_flap (ADW_FLAP (flap))), <=, 340);
  for (int i = 0; i < 4; i++) {
    gtk_window_set_default_size (f->window, i % 2 == 0 ? 200 : 1000, 700);
    test_ui_settle (f->window);
  }
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/model-page/names", test_names);
  g_test_add_func ("/model-page/facts", test_facts);
  g_test_add_func ("/model-page/sheet", test_sheet);
#define ADD(name) g_test_add ("/model-page/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (narrow);
  ADD (layers);
  ADD (details_width);
  ADD (convention);
  ADD (search);
  ADD (training);
  ADD (no_digits);
  return g_test_run ();
}
