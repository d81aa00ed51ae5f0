/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot-pane.h"

#include <glib/gi18n.h>
#include <math.h>

struct _TenfoldPlotPane {
  AdwBin parent_instance;

  GSimpleActionGroup *actions;
  TenfoldPlot *plot;
  GtkMenuButton *quantity_button;
};

G_DEFINE_FINAL_TYPE (TenfoldPlotPane, tenfold_plot_pane, ADW_TYPE_BIN)

static TenfoldChart *
get_chart (TenfoldPlotPane *self)
{
  return tenfold_plot_get_chart (self->plot);
}

static void
quantity_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldPlotPane *self = data;
  TenfoldQuantity quantity;

  if (!tenfold_quantity_from_id (g_variant_get_string (value, NULL), &quantity))
    return;
  g_simple_action_set_state (action, value);
  tenfold_chart_set_quantity (get_chart (self), quantity);
  gtk_menu_button_set_label (self->quantity_button, tenfold_quantity_get_name (quantity));
}

static void
smoothing_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldPlotPane *self = data;

  tenfold_chart_set_smoothing (get_chart (self), g_variant_get_double (value));
  g_simple_action_set_state (action,
                             g_variant_new_double (tenfold_chart_get_smoothing (get_chart (self))));
}

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_chart_zoom (get_chart (data), 1.5, 0.5);
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_chart_zoom (get_chart (data), 1 / 1.5, 0.5);
}

static void
reset_view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_chart_reset_view (get_chart (data));
}

static void
set_enabled (TenfoldPlotPane *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
chart_changed_cb (TenfoldPlotPane *self)
{
  gboolean zoomed = tenfold_chart_is_zoomed (get_chart (self));

  set_enabled (self, "reset-view", zoomed);
  set_enabled (self, "zoom-out", zoomed);
}

static void
tenfold_plot_pane_dispose (GObject *object)
{
  TenfoldPlotPane *self = TENFOLD_PLOT_PANE (object);

  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), TENFOLD_TYPE_PLOT_PANE);
  G_OBJECT_CLASS (tenfold_plot_pane_parent_class)->dispose (object);
}

static void
tenfold_plot_pane_class_init (TenfoldPlotPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_plot_pane_dispose;
  g_signal_new ("failed", TENFOLD_TYPE_PLOT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ERROR);
  g_type_ensure (TENFOLD_TYPE_PLOT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-plot-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, plot);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, quantity_button);
}

static void
tenfold_plot_pane_init (TenfoldPlotPane *self)
{
  static const GActionEntry entries[] = {
    { "quantity", NULL, "s", "'loss'", quantity_changed_cb },
    { "smoothing", NULL, "d", "0.1", smoothing_changed_cb },
    { "zoom-in", zoom_in_cb },
    { "zoom-out", zoom_out_cb },
    { "reset-view", reset_view_cb },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "plot", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (get_chart (self), "changed", G_CALLBACK (chart_changed_cb), self,
                           G_CONNECT_SWAPPED);
  chart_changed_cb (self);
  tenfold_plot_set_empty_text (self->plot, _ ("Press Train and watch the curve climb"));
  gtk_menu_button_set_label (
      self->quantity_button,
      tenfold_quantity_get_name (tenfold_chart_get_quantity (get_chart (self))));
}

TenfoldPlotPane *
tenfold_plot_pane_new (void)
{
  return g_object_new (TENFOLD_TYPE_PLOT_PANE, NULL);
}

void
tenfold_plot_pane_add_run (TenfoldPlotPane *self, TenfoldRun *run)
{
  g_return_if_fail (TENFOLD_IS_PLOT_PANE (self));
  tenfold_chart_add_run (get_chart (self), run);
}

void
tenfold_plot_pane_remove_run (TenfoldPlotPane *self, TenfoldRun *run)
{
  g_return_if_fail (TENFOLD_IS_PLOT_PANE (self));
  tenfold_chart_remove_run (get_chart (self), run);
}

void
tenfold_plot_pane_clear (TenfoldPlotPane *self)
{
  g_return_if_fail (TENFOLD_IS_PLOT_PANE (self));
  tenfold_chart_clear (get_chart (self));
}

GActionGroup *
tenfold_plot_pane_get_actions (TenfoldPlotPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT_PANE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

TenfoldPlot *
tenfold_plot_pane_get_plot (TenfoldPlotPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT_PANE (self), NULL);
  return self->plot;
}
