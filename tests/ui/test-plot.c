/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "test-ui.h"
#include "ui/plot/tenfold-plot-pane.h"

static void
add_numbers (TenfoldRun *run, guint n_steps, guint n_epochs)
{
  for (guint i = 1; i <= n_steps; i++) {
    double epoch = (double) i * n_epochs / n_steps;

    tenfold_run_add_step (run, epoch, 2.3 * exp (-epoch), 1 - 0.9 * exp (-epoch), 0.001);
  }
  for (guint e = 1; e <= n_epochs; e++)
    tenfold_run_add_epoch (run, e, 2.3 * exp (-1.0 * e), 1 - 0.9 * exp (-1.0 * e),
                           2.5 * exp (-1.0 * e), 1 - 0.95 * exp (-1.0 * e));
}

/* The pane in a window, with what it shows, and gone without a trace. */
static void
test_finalize (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  TenfoldPlotPane *pane = g_object_new (TENFOLD_TYPE_PLOT_PANE, NULL);
  TenfoldPlot *plot = tenfold_plot_pane_get_plot (pane);
  g_autoptr (TenfoldRun) run = tenfold_run_new ("Fast CNN");
  GActionGroup *actions = tenfold_plot_pane_get_actions (pane);
  const char *const quantities[] = { "loss", "loss-log", "accuracy", "error", "rate" };

  g_object_add_weak_pointer (G_OBJECT (pane), (gpointer *) &pane);
  g_object_add_weak_pointer (G_OBJECT (plot), (gpointer *) &plot);
  gtk_window_set_default_size (window, 640, 400);
  gtk_window_set_child (window, GTK_WIDGET (pane));
  gtk_window_present (window);
  test_ui_run (0.2);
  tenfold_plot_pane_add_run (pane, run);
  add_numbers (run, 1000, 4);
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++) {
    g_action_group_change_action_state (actions, "quantity", g_variant_new_string (quantities[i]));
    g_assert_cmpstr (
        tenfold_quantity_get_id (tenfold_chart_get_quantity (tenfold_plot_get_chart (plot))), ==,
        quantities[i]);
    tenfold_plot_set_cursor (plot, 2);
    test_ui_run (0.2);
  }
  gtk_window_destroy (window);
  test_ui_run (0.2);
  g_assert_null (pane);
  g_assert_null (plot);
}

/* Two runs with a pane in a window. */
static GtkWindow *
show_pane (TenfoldPlotPane **pane, guint n_runs)
{
  *pane = g_object_new (TENFOLD_TYPE_PLOT_PANE, NULL);
  for (guint i = 0; i < n_runs; i++) {
    g_autofree char *title = g_strdup_printf ("Run %u", i + 1);
    g_autoptr (TenfoldRun) run = tenfold_run_new (title);

    add_numbers (run, 1000, 4);
    tenfold_plot_pane_add_run (*pane, run);
  }
  return test_ui_window (GTK_WIDGET (*pane), 640, 400);
}

/* Arrows move the line, and what it says is there for a screen reader; Escape ends it. */
static void
test_keys (void)
{
  TenfoldPlotPane *pane;
  GtkWindow *window = show_pane (&pane, 1);
  TenfoldPlot *plot = tenfold_plot_pane_get_plot (pane);
  GActionGroup *actions = tenfold_plot_pane_get_actions (pane);
  g_autoptr (GVariant) table = NULL;

  g_action_group_change_action_state (actions, "quantity", g_variant_new_string ("loss"));
  test_ui_xdotool ("mousemove 639 5");
  gtk_widget_grab_focus (GTK_WIDGET (plot));
  g_assert_true (isnan (tenfold_plot_get_cursor (plot)));
  test_ui_keys ("Left");
  g_assert_cmpfloat (tenfold_plot_get_cursor (plot), ==, 4);
  test_ui_keys ("Left");
  g_assert_cmpfloat_with_epsilon (tenfold_plot_get_cursor (plot), 3.96, 1e-6);
  test_ui_keys ("ctrl+Left");
  g_assert_cmpfloat (tenfold_plot_get_cursor (plot), ==, 3);
  gtk_test_accessible_assert_property (plot, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "Epoch 3.00\ntraining 0.115, validation 0.124 (epoch 3)");
  test_ui_keys ("plus");
  g_assert_true (tenfold_chart_is_zoomed (tenfold_plot_get_chart (plot)));
  test_ui_keys ("Escape");
  g_assert_false (tenfold_chart_is_zoomed (tenfold_plot_get_chart (plot)));
  g_assert_true (isnan (tenfold_plot_get_cursor (plot)));
  test_ui_keys ("t");
  table = g_action_group_get_action_state (actions, "table");
  g_assert_true (g_variant_get_boolean (table));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (plot)));
  test_ui_keys ("t");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (plot)));
  test_ui_destroy (window);
}

/* A frame that is dragged is what is looked at; a double click shows everything again. */
static void
test_frame (void)
{
  TenfoldPlotPane *pane;
  GtkWindow *window = show_pane (&pane, 2);
  TenfoldPlot *plot = tenfold_plot_pane_get_plot (pane);
  TenfoldChart *chart = tenfold_plot_get_chart (plot);
  const double frame[][2] = { { 0.4, 0.5 }, { 0.5, 0.5 }, { 0.6, 0.5 }, { 0.7, 0.5 } };
  TenfoldScale x, y;
  double whole;

  tenfold_chart_get_scales (chart, 100, 5, 5, &x, &y);
  whole = y.high;
  test_ui_draw (plot, frame, G_N_ELEMENTS (frame));
  g_assert_true (tenfold_chart_is_zoomed (chart));
  tenfold_chart_get_scales (chart, 100, 5, 5, &x, &y);
  g_assert_cmpfloat (x.low, >, 1);
  g_assert_cmpfloat (x.low, <, 2);
  g_assert_cmpfloat (x.high - x.low, >, 1);
  g_assert_cmpfloat (x.high - x.low, <, 1.5);
  g_assert_cmpfloat (y.high, <, whole);
  g_assert_false (isnan (tenfold_plot_get_cursor (plot)));
  test_ui_run (0.5);
  test_ui_xdotool ("click --repeat 2 --delay 50 1");
  g_assert_false (tenfold_chart_is_zoomed (chart));
  /* Scrolling looks closer too, and away again. */
  test_ui_xdotool ("click 4");
  g_assert_true (tenfold_chart_is_zoomed (chart));
  test_ui_xdotool ("click --repeat 3 5");
  g_assert_false (tenfold_chart_is_zoomed (chart));
  test_ui_destroy (window);
}

/* A run is renamed where its name stands, the newest first; and nothing is left to look for a name
 * that goes while it is edited. */
static void
test_rename (void)
{
  TenfoldPlotPane *pane;
  GtkWindow *window = show_pane (&pane, 2);
  TenfoldChart *chart = tenfold_plot_get_chart (tenfold_plot_pane_get_plot (pane));
  GtkWidget *label;

  test_ui_settle (window);
  label = test_ui_find_type (GTK_WIDGET (pane), GTK_TYPE_EDITABLE_LABEL);
  test_ui_click (label, 1);
  g_assert_true (gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (label)));
  test_ui_keys ("ctrl+a A Return");
  g_assert_cmpstr (tenfold_run_get_title (tenfold_chart_get_run (chart, 1)), ==, "A");
  test_ui_settle (window);
  label = test_ui_find_type (GTK_WIDGET (pane), GTK_TYPE_EDITABLE_LABEL);
  test_ui_click (label, 1);
  g_assert_true (gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (label)));
  g_object_add_weak_pointer (G_OBJECT (label), (gpointer *) &label);
  gtk_window_set_focus (window, NULL);
  test_ui_destroy (window);
  test_ui_run (0.5);
  g_assert_null (label);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/plot/finalize", test_finalize);
  g_test_add_func ("/plot/keys", test_keys);
  g_test_add_func ("/plot/frame", test_frame);
  g_test_add_func ("/plot/rename", test_rename);
  return g_test_run ();
}
