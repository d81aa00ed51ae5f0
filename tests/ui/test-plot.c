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
  TenfoldPlotPane *pane = tenfold_plot_pane_new ();
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

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/plot/finalize", test_finalize);
  return g_test_run ();
}
