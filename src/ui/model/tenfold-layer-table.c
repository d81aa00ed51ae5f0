/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-layer-table.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-column-titles.h"

enum { LAYER, OUTPUT, PARAMETERS, MULTIPLY_ADDS, N_COLUMNS };

/* --- a row --- */

#define TENFOLD_TYPE_LAYER_ROW (tenfold_layer_row_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldLayerRow, tenfold_layer_row, TENFOLD, LAYER_ROW, GObject)

struct _TenfoldLayerRow {
  GObject parent_instance;

  char *title;   /* of the operator; NULL: the line of sums */
  char *caption; /* operator and output, where there is no room for a column */
  char *cells[N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (TenfoldLayerRow, tenfold_layer_row, G_TYPE_OBJECT)

static void
tenfold_layer_row_finalize (GObject *object)
{
  TenfoldLayerRow *self = TENFOLD_LAYER_ROW (object);

  g_free (self->title);
  g_free (self->caption);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (self->cells[i]);
  G_OBJECT_CLASS (tenfold_layer_row_parent_class)->finalize (object);
}

static void
tenfold_layer_row_class_init (TenfoldLayerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_layer_row_finalize;
}

static void
tenfold_layer_row_init (TenfoldLayerRow *self)
{
}

/* Most layers have no parameters and count for nothing: that is better left out than read. */
static char *
count_cell (gint64 count)
{
  return tenfold_count_text (count > 0 ? count : -1);
}

static TenfoldLayerRow *
row_new (const char *name,
         const char *title,
         const char *shape,
         gint64 parameters,
         gint64 multiply_adds)
{
  TenfoldLayerRow *self = g_object_new (TENFOLD_TYPE_LAYER_ROW, NULL);

  self->title = g_strdup (title);
  self->cells[LAYER] = g_strdup (name);
  self->cells[OUTPUT] = g_strdup (shape);
  self->cells[PARAMETERS] = count_cell (parameters);
  self->cells[MULTIPLY_ADDS] = count_cell (multiply_adds);
  if (title != NULL)
    self->caption = g_strdup_printf ("%s · %s", title, shape);
  return self;
}

/* --- the table --- */

struct _TenfoldLayerTable {
  AdwBin parent_instance;

  TenfoldModelSheet *sheet;
  GListStore *rows;
  GtkColumnViewColumn *output_column;
  gboolean narrow; /* too narrow for a column of outputs */
  guint arrange_id;
};

/* Pixels; below, the output stands under the layer's name. */
#define NARROW 460

static guint activated_signal;

G_DEFINE_FINAL_TYPE (TenfoldLayerTable, tenfold_layer_table, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL), *box, *title;

  if (GPOINTER_TO_UINT (column) != LAYER) {
    gtk_label_set_xalign (GTK_LABEL (label), 1);
    gtk_widget_add_css_class (label, "numeric");
    gtk_list_item_set_child (item, label);
    return;
  }
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  title = gtk_label_new (NULL);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), title);
  gtk_list_item_set_child (item, box);
}

static gboolean
is_narrow (GtkWidget *cell)
{
  GtkWidget *table = gtk_widget_get_ancestor (cell, TENFOLD_TYPE_LAYER_TABLE);

  return table != NULL && TENFOLD_LAYER_TABLE (table)->narrow;
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  TenfoldLayerRow *row = gtk_list_item_get_item (item);
  const char *cell = row->cells[GPOINTER_TO_UINT (column)];
  GtkWidget *child = gtk_list_item_get_child (item), *label = child;

  if (GPOINTER_TO_UINT (column) == LAYER) {
    GtkWidget *title = gtk_widget_get_last_child (child);

    label = gtk_widget_get_first_child (child);
    gtk_label_set_label (GTK_LABEL (title), is_narrow (child) ? row->caption : row->title);
    gtk_widget_set_visible (title, row->title != NULL);
    gtk_widget_set_tooltip_text (label, cell);
  }
  gtk_label_set_label (GTK_LABEL (label), cell);
  if (row->title == NULL)
    gtk_widget_add_css_class (label, "total");
  else
    gtk_widget_remove_css_class (label, "total");
}

static void
activate_cb (TenfoldLayerTable *self, guint position)
{
  if (self->sheet != NULL && position < self->sheet->n_layers)
    g_signal_emit (self, activated_signal, 0, position);
}

static gboolean
copy_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  tenfold_layer_table_copy (data);
  return GDK_EVENT_STOP;
}

static gboolean
arrange_cb (gpointer data)
{
  TenfoldLayerTable *self = data;

  self->arrange_id = 0;
  gtk_column_view_column_set_visible (self->output_column, !self->narrow);
  tenfold_layer_table_set_sheet (self, self->sheet);
  return G_SOURCE_REMOVE;
}

/* What changes sizes has to wait until they are handed out. */
static void
width_cb (TenfoldLayerTable *self, GParamSpec *pspec, GtkAdjustment *adjustment)
{
  double width = gtk_adjustment_get_page_size (adjustment);

  if (width < 1 || (width < NARROW) == self->narrow)
    return;
  self->narrow = width < NARROW;
  if (self->arrange_id == 0)
    self->arrange_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, arrange_cb, self, NULL);
}

static void
tenfold_layer_table_dispose (GObject *object)
{
  TenfoldLayerTable *self = TENFOLD_LAYER_TABLE (object);

  g_clear_handle_id (&self->arrange_id, g_source_remove);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  G_OBJECT_CLASS (tenfold_layer_table_parent_class)->dispose (object);
}

static void
tenfold_layer_table_class_init (TenfoldLayerTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_layer_table_dispose;
  activated_signal = g_signal_new ("layer-activated", TENFOLD_TYPE_LAYER_TABLE, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
tenfold_layer_table_init (TenfoldLayerTable *self)
{
  const char *titles[N_COLUMNS]
      = { _ ("Layer"), _ ("Output"), _ ("Parameters"), _ ("Multiply-adds") };
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view;
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->rows = g_list_store_new (TENFOLD_TYPE_LAYER_ROW);
  view = gtk_column_view_new (
      GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)))));
  gtk_widget_add_css_class (view, "data-table");
  gtk_widget_add_css_class (view, "layers");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Layers of the network"), -1);
  for (guint i = 0; i < N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (titles[i], factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
    gtk_column_view_column_set_expand (column, i == LAYER);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    if (i == OUTPUT)
      self->output_column = column;
  }
  tenfold_column_titles_at_end (GTK_COLUMN_VIEW (view), OUTPUT);
  g_signal_connect_swapped (view, "activate", G_CALLBACK (activate_cb), self);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c"),
                        gtk_callback_action_new (copy_cb, self, NULL)));
  gtk_widget_add_controller (view, keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                           "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

void
tenfold_layer_table_set_sheet (TenfoldLayerTable *self, TenfoldModelSheet *sheet)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (TENFOLD_IS_LAYER_TABLE (self));
  if (sheet != NULL)
    tenfold_model_sheet_ref (sheet);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  self->sheet = sheet;
  for (guint n = 0; sheet != NULL && n < sheet->n_layers; n++) {
    const TenfoldModelLayer *layer = &sheet->layers[n];

    g_ptr_array_add (rows, row_new (layer->name, layer->title, layer->shape, layer->parameters,
                                    layer->multiply_adds));
  }
  if (sheet != NULL)
    g_ptr_array_add (rows,
                     row_new (_ ("Total"), NULL, "", sheet->parameters, sheet->multiply_adds));
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       rows->pdata, rows->len);
}

void
tenfold_layer_table_copy (TenfoldLayerTable *self)
{
  g_return_if_fail (TENFOLD_IS_LAYER_TABLE (self));
  if (self->sheet != NULL) {
    g_autofree char *text = tenfold_model_sheet_to_text (self->sheet);

    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  }
}

guint
tenfold_layer_table_get_n_rows (TenfoldLayerTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

const char *
tenfold_layer_table_get_cell (TenfoldLayerTable *self, guint row, guint column)
{
  g_autoptr (TenfoldLayerRow) item = g_list_model_get_item (G_LIST_MODEL (self->rows), row);

  g_return_val_if_fail (item != NULL && column < N_COLUMNS, NULL);
  return item->cells[column];
}
