/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/model/nn-preset.h"
#include "test-ui.h"
#include "ui/model/tenfold-graph-export.h"
#include "ui/model/tenfold-model-page.h"

static gpointer
page_child (TenfoldModelPage *page, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (page), TENFOLD_TYPE_MODEL_PAGE, name);
}

typedef struct {
  TenfoldSession *session;
  TenfoldOwnNetworks *own;
  TenfoldModelPage *page;
  TenfoldGraphView *view;
  TenfoldNodeDetails *details;
  GtkWindow *window;
} Fixture;

static gboolean
has_graph (gpointer data)
{
  Fixture *f = data;

  return tenfold_graph_view_get_picture (f->view) != NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = tenfold_session_new ();
  f->own = tenfold_own_networks_new ();
  tenfold_session_create (f->session, nn_preset_find ("lenet"), 1);
  f->page = g_object_new (TENFOLD_TYPE_MODEL_PAGE, NULL);
  f->view = page_child (f->page, "graph_view");
  f->details = page_child (f->page, "node_details");
  tenfold_model_page_connect (f->page, f->session, f->own);
  f->window = test_ui_window (GTK_WIDGET (f->page), 760, 640);
  g_action_group_change_action_state (tenfold_model_page_get_actions (f->page), "view",
                                      g_variant_new_string ("graph"));
  test_ui_assert_wait (has_graph, f);
  test_ui_run (0.3);
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

static gboolean
has_looked (gpointer data)
{
  Fixture *f = data;
  guint n = tenfold_node_details_get_n_tensors (f->details);

  return n > 0 && *tenfold_node_details_get_tensor_text (f->details, n - 1) != '\0';
}

/* The arrow keys go from the input along the ways, and what is selected is said and shown. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (f->view));
  test_ui_screenshot ("graph-lenet");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, TENFOLD_NO_ITEM);
  test_ui_keys ("Down");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 0);
  gtk_test_accessible_assert_property (f->view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Input image, 1 of 15, shape 1 × 28 × 28");
  test_ui_keys ("Down");
  gtk_test_accessible_assert_property (
      f->view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "Convolution conv1, 2 of 15, shape 6 × 28 × 28, 156 parameters");
  test_ui_assert_wait (has_looked, f);
  g_assert_cmpuint (tenfold_node_details_get_n_tensors (f->details), ==, 2);
  g_assert_nonnull (
      strstr (tenfold_node_details_get_tensor_text (f->details, 0), "6 × 1 × 5 × 5, 150 numbers"));
  test_ui_run (0.4);
  test_ui_screenshot ("graph-filters");
  test_ui_keys ("Up");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 0);
  test_ui_keys ("End");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 14);
  test_ui_keys ("Prior");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 13);
  test_ui_keys ("Escape");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, TENFOLD_NO_ITEM);
  test_ui_run (0.4);
}

/* + and - and 0, and Ctrl with the wheel; scrolling moves. */
static void
test_zoom (Fixture *f, gconstpointer data)
{
  double before = tenfold_graph_view_get_scale (f->view);
  int x, y;

  gtk_widget_grab_focus (GTK_WIDGET (f->view));
  test_ui_keys ("plus");
  g_assert_cmpfloat (tenfold_graph_view_get_scale (f->view), >, before);
  test_ui_keys ("minus");
  g_assert_cmpfloat_with_epsilon (tenfold_graph_view_get_scale (f->view), before, 1e-9);
  test_ui_keys ("0");
  g_assert_cmpfloat (tenfold_graph_view_get_picture (f->view)->height
                         * tenfold_graph_view_get_scale (f->view),
                     <=, gtk_widget_get_height (GTK_WIDGET (f->view)) + 1);
  test_ui_run (0.1);
  test_ui_screenshot ("graph-whole");
  before = tenfold_graph_view_get_scale (f->view);
  test_ui_place (f->view, 300, 200, &x, &y);
  test_ui_xdotool ("mousemove --window %lu %d %d keydown ctrl click 4 keyup ctrl",
                   test_ui_xid (f->view), x, y);
  g_assert_cmpfloat (tenfold_graph_view_get_scale (f->view), >, before);
  before = tenfold_graph_view_get_scale (f->view);
  g_action_group_activate_action (tenfold_model_page_get_actions (f->page), "zoom-out", NULL);
  g_assert_cmpfloat (tenfold_graph_view_get_scale (f->view), <, before);
}

/* A click on the topmost box selects it, one beside it ends that. */
static void
test_click (Fixture *f, gconstpointer data)
{
  int x, y;

  g_action_group_activate_action (tenfold_model_page_get_actions (f->page), "zoom-fit", NULL);
  test_ui_place (f->view, gtk_widget_get_width (GTK_WIDGET (f->view)) / 2.0, 18, &x, &y);
  test_ui_xdotool ("mousemove --window %lu %d %d sleep 0.03 click 1", test_ui_xid (f->view), x, y);
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 0);
  test_ui_run (0.5);
  test_ui_place (f->view, 4, 4, &x, &y);
  test_ui_xdotool ("mousemove --window %lu %d %d sleep 0.03 click 1", test_ui_xid (f->view), x, y);
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, TENFOLD_NO_ITEM);
}

/* A layer of the table leads to its node. */
static void
test_from_table (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) view = NULL;

  g_action_group_change_action_state (tenfold_model_page_get_actions (f->page), "view",
                                      g_variant_new_string ("layers"));
  g_signal_emit_by_name (page_child (f->page, "layer_table"), "layer-activated", 3u);
  view = g_action_group_get_action_state (tenfold_model_page_get_actions (f->page), "view");
  g_assert_cmpstr (g_variant_get_string (view, NULL), ==, "graph");
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 4);
  test_ui_assert_wait (has_looked, f);
}

/* Forgetting shows other weights of the same node. */
static void
test_follow (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;

  tenfold_graph_view_set_selected (f->view, 1);
  test_ui_assert_wait (has_looked, f);
  before = g_strdup (tenfold_node_details_get_tensor_text (f->details, 0));
  tenfold_session_forget (f->session, 99);
  for (int i = 0;
       i < 200 && g_str_equal (before, tenfold_node_details_get_tensor_text (f->details, 0)); i++)
    test_ui_run (0.02);
  g_assert_cmpstr (before, !=, tenfold_node_details_get_tensor_text (f->details, 0));
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, 1);
  tenfold_session_create (f->session, nn_preset_find ("keras"), 1);
  for (int i = 0; i < 200 && tenfold_graph_view_get_picture (f->view)->n_items != 6; i++)
    test_ui_run (0.02);
  g_assert_cmpuint (tenfold_graph_view_get_selected (f->view), ==, TENFOLD_NO_ITEM);
  tenfold_graph_view_set_selected (f->view, 1);
  test_ui_assert_wait (has_looked, f);
  test_ui_run (0.4);
  test_ui_screenshot ("graph-keras");
}

/* During a run the weights of the selected node are those of the newest snapshot. */
static void
test_training (Fixture *f, gconstpointer data)
{
  g_autoptr (NnDataset) digits = nn_dataset_new_synthetic (TRUE);
  g_autofree char *before = NULL;
  NnRecipe recipe;

  nn_recipe_init (&recipe, nn_preset_find ("lenet"));
  recipe.epochs = 1000;
  recipe.validation = 100;
  tenfold_graph_view_set_selected (f->view, 1);
  test_ui_assert_wait (has_looked, f);
  before = g_strdup (tenfold_node_details_get_tensor_text (f->details, 0));
  tenfold_session_train (f->session, digits, NULL, &recipe, FALSE);
  for (int i = 0;
       i < 1000 && g_str_equal (before, tenfold_node_details_get_tensor_text (f->details, 0)); i++)
    test_ui_run (0.02);
  g_assert_cmpstr (before, !=, tenfold_node_details_get_tensor_text (f->details, 0));
  g_assert_cmpint (tenfold_session_get_state (f->session), ==, NN_WORKER_TRAINING);
  nn_worker_stop (tenfold_session_get_worker (f->session));
  while (tenfold_session_get_state (f->session) != NN_WORKER_IDLE)
    test_ui_run (0.05);
}

static gboolean
shows_graph (Fixture *f)
{
  const TenfoldGraphPicture *picture = tenfold_graph_view_get_picture (f->view);

  return picture != NULL
         && picture->sheet->graph == nn_model_graph (tenfold_session_get_model (f->session));
}

/* Every node of every preset can be looked at. */
static void
test_presets (Fixture *f, gconstpointer data)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  for (guint p = 0; p < n_presets; p++) {
    guint n_items, shown = 0;

    tenfold_session_create (f->session, &presets[p], 1);
    for (int i = 0; i < 500 && !shows_graph (f); i++)
      test_ui_run (0.02);
    g_assert_true (shows_graph (f));
    n_items = tenfold_graph_view_get_picture (f->view)->n_items;
    for (guint i = 0; i < n_items; i++) {
      tenfold_graph_view_set_selected (f->view, i);
      if (tenfold_node_details_get_n_tensors (f->details) > 0) {
        test_ui_assert_wait (has_looked, f);
        if (shown++ == 0) {
          g_autofree char *name = g_strdup_printf ("graph-%s", presets[p].name);

          test_ui_run (0.3);
          test_ui_screenshot (name);
        }
      }
    }
    g_assert_cmpuint (shown, >, 0);
  }
}

/* In the narrowest window the details cover the graph, and nothing is wider than there is room. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 348);
  gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_VERTICAL, 348, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 180);
  test_ui_resize (f->window, 348, 180);
  test_ui_screenshot ("graph-narrow");
  tenfold_graph_view_set_selected (f->view, 1);
  test_ui_assert_wait (has_looked, f);
  test_ui_run (0.5);
  test_ui_screenshot ("graph-narrow-details");
  test_ui_resize (f->window, 760, 640);
}

/* --- files --- */

static GtkWindow *
find_dialog (Fixture *f)
{
  return test_ui_find_window (f->window, FALSE);
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog (data) != NULL;
}

static gboolean
has_no_dialog (gpointer data)
{
  return find_dialog (data) == NULL;
}

/* The name is asked for; typed and confirmed, the graph is there. */
static void
test_export_dialog (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tenfold-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "graph.svg", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_action_group_activate_action (tenfold_model_page_get_actions (f->page), "export",
                                  g_variant_new_string ("svg"));
  test_ui_assert_wait (has_dialog, f);
  test_ui_settle (find_dialog (f));
  test_ui_xdotool ("windowfocus %lu", test_ui_xid (find_dialog (f)));
  test_ui_keys ("ctrl+a");
  test_ui_xdotool ("type --delay 5 '%s'", path);
  test_ui_run (0.3);
  test_ui_keys ("Return");
  test_ui_assert_wait (has_no_dialog, f);
  g_assert_null (test_ui_take_error (f->window));
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "Conv conv1: 6 × 28 × 28"));
  test_ui_command (command);
}

static void
element_cb (GMarkupParseContext *context,
            const char *name,
            const char **names,
            const char **values,
            gpointer data,
            GError **error)
{
  if (g_str_equal (name, "svg"))
    *(guint *) data += 1;
}

/* The SVG is XML and names the nodes, whatever is in a name. */
static void
test_export (Fixture *f, gconstpointer data)
{
  static const GMarkupParser parser = { .start_element = element_cb };
  static const char *const formats[] = { "svg", "png" };
  g_autoptr (NnGraph) graph = nn_graph_new ("odd <names>", 17);
  guint input = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 3)), n_svg = 0;
  g_autoptr (TenfoldModelSheet) sheet = NULL;
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &n_svg, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/no/such/folder/graph.svg");

  nn_graph_add_output (graph,
                       nn_graph_add_op (graph, "Tanh", "a <b> & \"c\"", NULL, 1, &input, "y"));
  sheet = tenfold_model_sheet_new (graph);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GBytes) bytes = tenfold_graph_export_bytes (sheet, formats[i], &error);
    const char *text;
    gsize size;

    g_assert_no_error (error);
    text = g_bytes_get_data (bytes, &size);
    g_assert_cmpuint (size, >, 100);
    if (i > 0)
      continue;
    g_assert_true (g_markup_parse_context_parse (context, text, (gssize) size, &error));
    g_assert_no_error (error);
    g_assert_true (g_markup_parse_context_end_parse (context, &error));
    g_assert_cmpuint (n_svg, ==, 1);
    g_assert_nonnull (g_strstr_len (text, (gssize) size, "Tanh a &lt;b&gt; &amp;"));
  }
  g_assert_null (tenfold_graph_export_bytes (sheet, "gif", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (tenfold_graph_export (sheet, nowhere, "svg", &error));
  g_assert_nonnull (error);
}

/* A deep network of 200 nodes is laid out and drawn quickly enough to be moved about. */
static void
test_large (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("deep", 17);
  guint inputs[2]
      = { nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 64)), NN_NO_VALUE };
  g_autoptr (TenfoldModelSheet) sheet = NULL;
  g_autoptr (TenfoldGraphPicture) picture = NULL;
  TenfoldGraphStyle style = { .background = { 1, 1, 1, 1 }, .foreground = { 0, 0, 0, 1 } };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 700);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) text = pango_cairo_create_layout (cr);
  gint64 start = g_get_monotonic_time (), planned, laid_out, drawn;

  for (guint i = 0; i < 50; i++) {
    guint skip = inputs[0];

    for (guint k = 0; k < 3; k++) {
      g_autofree char *name = g_strdup_printf ("block%u.tanh%u", i, k);

      inputs[0] = nn_graph_add_op (graph, "Tanh", name, NULL, 1, inputs, name);
    }
    inputs[1] = skip;
    {
      g_autofree char *name = g_strdup_printf ("block%u.sum", i);

      inputs[0] = nn_graph_add_op (graph, "Add", name, NULL, 2, inputs, name);
    }
  }
  nn_graph_add_output (graph, inputs[0]);
  sheet = tenfold_model_sheet_new (graph);
  planned = g_get_monotonic_time ();
  picture = tenfold_graph_picture_new (sheet, text);
  laid_out = g_get_monotonic_time ();
  tenfold_graph_picture_draw (picture, cr, text, &style);
  drawn = g_get_monotonic_time ();
  g_test_message ("sheet %.1f ms, layout %.1f ms, drawing %.1f ms",
                  (double) (planned - start) / 1000, (double) (laid_out - planned) / 1000,
                  (double) (drawn - laid_out) / 1000);
  g_assert_cmpuint (picture->n_items, ==, 202);
  g_assert_cmpuint (picture->layout->n_ranks, ==, 202);
  g_assert_cmpint (drawn - start, <, 2 * G_TIME_SPAN_SECOND);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
#define ADD(name) g_test_add ("/graph-view/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (keys);
  ADD (zoom);
  ADD (click);
  ADD (from_table);
  ADD (follow);
  ADD (training);
  ADD (presets);
  ADD (narrow);
  ADD (export);
  ADD (export_dialog);
  g_test_add_func ("/graph-view/large", test_large);
  return g_test_run ();
}
