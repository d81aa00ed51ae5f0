/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot-table.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-column-titles.h"

#define N_COLUMNS 6

/* --- a row --- */

#define TENFOLD_TYPE_PLOT_ROW (tenfold_plot_row_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPlotRow, tenfold_plot_row, TENFOLD, PLOT_ROW, GObject)

struct _TenfoldPlotRow {
  GObject parent_instance;

  TenfoldEpoch epoch;
  char *cells[N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (TenfoldPlotRow, tenfold_plot_row, G_TYPE_OBJECT)

static void
tenfold_plot_row_finalize (GObject *object)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (TENFOLD_PLOT_ROW (object)->cells[i]);
  G_OBJECT_CLASS (tenfold_plot_row_parent_class)->finalize (object);
}

static void
tenfold_plot_row_class_init (TenfoldPlotRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_plot_row_finalize;
}

static void
tenfold_plot_row_init (TenfoldPlotRow *self)
{
}

static TenfoldPlotRow *
row_new (TenfoldRun *run, const TenfoldEpoch *epoch)
{
  TenfoldPlotRow *self = g_object_new (TENFOLD_TYPE_PLOT_ROW, NULL);

  self->epoch = *epoch;
  self->cells[0] = g_strdup (tenfold_run_get_title (run));
  self->cells[1] = g_strdup_printf ("%u", epoch->epoch);
  self->cells[2] = tenfold_scale_format (epoch->train_loss, 1e-4, TENFOLD_UNIT_NUMBER);
  self->cells[3] = tenfold_scale_format (epoch->train_accuracy, 1e-4, TENFOLD_UNIT_PERCENT);
  self->cells[4] = tenfold_scale_format (epoch->validation_loss, 1e-4, TENFOLD_UNIT_NUMBER);
  self->cells[5] = tenfold_scale_format (epoch->validation_accuracy, 1e-4, TENFOLD_UNIT_PERCENT);
  return self;
}

static gboolean
row_is (TenfoldPlotRow *self, TenfoldRun *run, const TenfoldEpoch *epoch)
{
  return self != NULL && g_str_equal (self->cells[0], tenfold_run_get_title (run))
         && memcmp (&self->epoch, epoch, sizeof *epoch) == 0;
}

/* --- the table --- */

struct _TenfoldPlotTable {
  AdwBin parent_instance;

  TenfoldChart *chart;
  GListStore *rows;
  GtkColumnViewColumn *title_column;
};

G_DEFINE_FINAL_TYPE (TenfoldPlotTable, tenfold_plot_table, ADW_TYPE_BIN)

/* Rows that are right already stay, and with them the place that is read. */
static void
update (TenfoldPlotTable *self)
{
  guint at = 0;

  if (self->chart == NULL)
    return;
  for (guint i = 0; i < tenfold_chart_get_n_runs (self->chart); i++) {
    TenfoldRun *run = tenfold_chart_get_run (self->chart, i);
    guint n;
    const TenfoldEpoch *epochs = tenfold_run_get_epochs (run, &n);

    for (guint e = 0; e < n && tenfold_chart_get_shown (self->chart, i); e++, at++) {
      g_autoptr (TenfoldPlotRow) old = g_list_model_get_item (G_LIST_MODEL (self->rows), at);
      g_autoptr (TenfoldPlotRow) new = NULL;

      if (row_is (old, run, &epochs[e]))
        continue;
      new = row_new (run, &epochs[e]);
      g_list_store_splice (self->rows, at, old != NULL ? 1 : 0, (gpointer *) &new, 1);
    }
  }
  g_list_store_splice (self->rows, at, g_list_model_get_n_items (G_LIST_MODEL (self->rows)) - at,
                       NULL, 0);
  gtk_column_view_column_set_visible (self->title_column,
                                      tenfold_chart_get_n_runs (self->chart) > 1);
}

static void
chart_changed_cb (TenfoldPlotTable *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (column) == 0 ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  TenfoldPlotRow *row = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       row->cells[GPOINTER_TO_UINT (column)]);
}

static void
tenfold_plot_table_map (GtkWidget *widget)
{
  update (TENFOLD_PLOT_TABLE (widget));
  GTK_WIDGET_CLASS (tenfold_plot_table_parent_class)->map (widget);
}

static void
tenfold_plot_table_dispose (GObject *object)
{
  TenfoldPlotTable *self = TENFOLD_PLOT_TABLE (object);

  g_clear_object (&self->chart);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (tenfold_plot_table_parent_class)->dispose (object);
}

static void
tenfold_plot_table_class_init (TenfoldPlotTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_plot_table_dispose;
  GTK_WIDGET_CLASS (klass)->map = tenfold_plot_table_map;
}

static void
tenfold_plot_table_init (TenfoldPlotTable *self)
{
  const char *titles[N_COLUMNS] = { _ ("Run"),
                                    _ ("Epoch"),
                                    _ ("Training loss"),
                                    _ ("Training accuracy"),
                                    _ ("Validation loss"),
                                    _ ("Validation accuracy") };
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view;

  self->rows = g_list_store_new (TENFOLD_TYPE_PLOT_ROW);
  view = gtk_column_view_new (
      GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)))));
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Numbers by epoch"), -1);
  for (guint i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (titles[i], factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
    gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    if (i == 0)
      self->title_column = column;
  }
  tenfold_column_titles_at_end (GTK_COLUMN_VIEW (view), 1);
  gtk_widget_add_css_class (scrolled, "low-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

void
tenfold_plot_table_set_chart (TenfoldPlotTable *self, TenfoldChart *chart)
{
  g_return_if_fail (TENFOLD_IS_PLOT_TABLE (self) && self->chart == NULL);
  self->chart = g_object_ref (chart);
  g_signal_connect_object (chart, "changed", G_CALLBACK (chart_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
