/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot-pane.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/plot/tenfold-chart-export.h"
#include "ui/plot/tenfold-legend.h"
#include "ui/plot/tenfold-plot-table.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/gtk/tenfold-actions.h"

struct _TenfoldPlotPane {
  AdwBin parent_instance;

  GSimpleActionGroup *actions;
  TenfoldPlot *plot;
  TenfoldPlotTable *table;
  TenfoldLegend *legend;
  GtkWidget *tools;
  GtkStack *stack;
  GtkMenuButton *quantity_button;
  GtkAdjustment *smoothing;
  GtkScale *smoothing_scale;
};

G_DEFINE_FINAL_TYPE (TenfoldPlotPane, tenfold_plot_pane, ADW_TYPE_BIN)

/* Files are as large as the plot is, but never too small to be read. */
#define EXPORT_WIDTH 640
#define EXPORT_HEIGHT 400

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
  gtk_adjustment_set_value (self->smoothing, tenfold_chart_get_smoothing (get_chart (self)));
}

static void
smoothing_moved_cb (TenfoldPlotPane *self)
{
  g_action_group_change_action_state (
      G_ACTION_GROUP (self->actions), "smoothing",
      g_variant_new_double (gtk_adjustment_get_value (self->smoothing)));
}

static void
table_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldPlotPane *self = data;
  gboolean table = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  /* The table names the runs by itself. */
  tenfold_legend_set_wanted (self->legend, !table);
  gtk_stack_set_visible_child (self->stack,
                               table ? GTK_WIDGET (self->table) : GTK_WIDGET (self->plot));
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
export_to (gpointer widget, GFile *file, const char *format)
{
  TenfoldPlotPane *self = widget;
  g_autoptr (GError) error = NULL;

  if (tenfold_chart_export (get_chart (self), file, format,
                            MAX (gtk_widget_get_width (GTK_WIDGET (self->plot)), EXPORT_WIDTH),
                            MAX (gtk_widget_get_height (GTK_WIDGET (self->plot)), EXPORT_HEIGHT),
                            &error))
    tenfold_say_written (self, file);
  else
    tenfold_fail (self, _ ("The Plot Is Not Exported"), error->message);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  /* Translators: the suggested name of an exported plot, without its ending. */
  g_autofree char *name
      = g_strdup_printf ("%s.%s", _ ("training"), g_variant_get_string (parameter, NULL));

  tenfold_ask_export (data, _ ("Export Plot"), name, NULL, export_to);
}

static char *
format_smoothing_cb (GtkScale *scale, double value, gpointer data)
{
  g_autofree char *epochs = tenfold_scale_format (value, 0.01, TENFOLD_UNIT_NUMBER);

  if (value < 0.005)
    return g_strdup (_ ("none"));
  /* Translators: numbers are smoothed over this many epochs, such as 0.10. */
  return g_strdup_printf (_ ("%s epochs"), epochs);
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
  set_enabled (self, "export", tenfold_chart_get_n_runs (get_chart (self)) > 0);
}

static void
tenfold_plot_pane_dispose (GObject *object)
{
  TenfoldPlotPane *self = TENFOLD_PLOT_PANE (object);

  tenfold_actions_clear (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), TENFOLD_TYPE_PLOT_PANE);
  G_OBJECT_CLASS (tenfold_plot_pane_parent_class)->dispose (object);
}

static void
tenfold_plot_pane_class_init (TenfoldPlotPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_plot_pane_dispose;
  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_PLOT);
  g_type_ensure (TENFOLD_TYPE_PLOT_TABLE);
  g_type_ensure (TENFOLD_TYPE_LEGEND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-plot-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, plot);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, tools);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, quantity_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, table);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, legend);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, smoothing);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPlotPane, smoothing_scale);
  gtk_widget_class_bind_template_callback (widget_class, smoothing_moved_cb);
}

static void
tenfold_plot_pane_init (TenfoldPlotPane *self)
{
  static const GActionEntry entries[] = {
    { "quantity", NULL, "s", "'error'", quantity_changed_cb },
    { "smoothing", NULL, "d", "0.03", smoothing_changed_cb },
    { "table", NULL, NULL, "false", table_changed_cb },
    { "export", export_cb, "s" },
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
  tenfold_plot_table_set_chart (self->table, get_chart (self));
  tenfold_legend_set_chart (self->legend, get_chart (self));
  gtk_scale_set_format_value_func (self->smoothing_scale, format_smoothing_cb, NULL, NULL);
  chart_changed_cb (self);
  tenfold_plot_set_empty_text (self->plot, _ ("Press Train and watch the error fall"));
  gtk_menu_button_set_label (
      self->quantity_button,
      tenfold_quantity_get_name (tenfold_chart_get_quantity (get_chart (self))));
}

void
tenfold_plot_pane_add_run (TenfoldPlotPane *self, TenfoldRun *run)
{
  g_return_if_fail (TENFOLD_IS_PLOT_PANE (self));
  tenfold_chart_add_run (get_chart (self), run);
}

void
tenfold_plot_pane_set_bare (TenfoldPlotPane *self, gboolean bare)
{
  g_return_if_fail (TENFOLD_IS_PLOT_PANE (self));
  gtk_widget_set_visible (self->tools, !bare);
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
