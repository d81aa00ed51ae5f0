/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-picture-grid.h"

#include <glib/gi18n.h>

struct _TenfoldPictureGrid {
  AdwBin parent_instance;

  GtkDropDown *label_choice;
  GtkSpinButton *index_field;
  GtkAdjustment *index;
  GtkLabel *count;
  GtkGridView *grid;
  GtkSingleSelection *selection;
  TenfoldPictureList *list;
  NnDataset *dataset;
};

G_DEFINE_FINAL_TYPE (TenfoldPictureGrid, tenfold_picture_grid, ADW_TYPE_BIN)

static guint chosen_signal;

static void
update (TenfoldPictureGrid *self)
{
  int label = (int) gtk_drop_down_get_selected (self->label_choice) - 1;
  gsize n = self->dataset != NULL ? nn_dataset_count (self->dataset) : 0;
  guint n_shown;
  g_autofree char *count = NULL;

  tenfold_picture_list_show (self->list, self->dataset, CLAMP (label, -1, NN_N_CLASSES - 1));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  count = g_strdup_printf (g_dngettext (NULL, "%u picture", "%u pictures", n_shown), n_shown);
  gtk_label_set_label (self->count, count);
  gtk_adjustment_set_upper (self->index, n > 0 ? n - 1 : 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->index_field), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->label_choice), n > 0);
}

static void
setup_cb (TenfoldPictureGrid *self, GtkListItem *item)
{
  GtkWidget *picture = gtk_picture_new ();

  gtk_widget_set_size_request (picture, 2 * NN_PICTURE_SIDE, 2 * NN_PICTURE_SIDE);
  gtk_list_item_set_child (item, picture);
}

static void
bind_cb (TenfoldPictureGrid *self, GtkListItem *item)
{
  TenfoldPicture *picture = gtk_list_item_get_item (item);
  GtkWidget *widget = gtk_list_item_get_child (item);
  g_autoptr (GdkTexture) texture = tenfold_picture_make_texture (picture);
  /* Translators: the label of a picture in a dataset, and its index. */
  g_autofree char *words
      = g_strdup_printf (_ ("%d, picture %u"), tenfold_picture_get_label (picture),
                         tenfold_picture_get_index (picture));

  gtk_picture_set_paintable (GTK_PICTURE (widget), GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (widget), words);
  gtk_widget_set_tooltip_text (widget, words);
}

static void
activate_cb (TenfoldPictureGrid *self, guint position)
{
  g_autoptr (TenfoldPicture) picture
      = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (picture != NULL)
    g_signal_emit (self, chosen_signal, 0, tenfold_picture_get_pixels (picture),
                   tenfold_picture_get_label (picture));
}

static void
index_cb (TenfoldPictureGrid *self)
{
  tenfold_picture_grid_go_to (self, gtk_spin_button_get_value_as_int (self->index_field));
}

static void
tenfold_picture_grid_dispose (GObject *object)
{
  TenfoldPictureGrid *self = TENFOLD_PICTURE_GRID (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TENFOLD_TYPE_PICTURE_GRID);
  g_clear_object (&self->list);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  G_OBJECT_CLASS (tenfold_picture_grid_parent_class)->dispose (object);
}

static void
tenfold_picture_grid_class_init (TenfoldPictureGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_picture_grid_dispose;
  chosen_signal = g_signal_new ("picture-chosen", TENFOLD_TYPE_PICTURE_GRID, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-picture-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, label_choice);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, index_field);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, index);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, count);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, grid);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, selection);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, index_cb);
}

static void
tenfold_picture_grid_init (TenfoldPictureGrid *self)
{
  self->list = tenfold_picture_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->list));
  update (self);
}

TenfoldPictureGrid *
tenfold_picture_grid_new (void)
{
  return g_object_new (TENFOLD_TYPE_PICTURE_GRID, NULL);
}

void
tenfold_picture_grid_set_dataset (TenfoldPictureGrid *self, NnDataset *dataset)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  if (dataset != NULL)
    nn_dataset_ref (dataset);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  self->dataset = dataset;
  update (self);
}

void
tenfold_picture_grid_set_label (TenfoldPictureGrid *self, int label)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self) && label >= -1 && label < NN_N_CLASSES);
  gtk_drop_down_set_selected (self->label_choice, label + 1);
}

gboolean
tenfold_picture_grid_go_to (TenfoldPictureGrid *self, guint index)
{
  guint position;

  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), FALSE);
  if (!tenfold_picture_list_find (self->list, index, &position)) {
    if (self->dataset == NULL || index >= nn_dataset_count (self->dataset))
      return FALSE;
    tenfold_picture_grid_set_label (self, -1);
    position = index;
  }
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
  return TRUE;
}

GtkSelectionModel *
tenfold_picture_grid_get_model (TenfoldPictureGrid *self)
{
  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), NULL);
  return GTK_SELECTION_MODEL (self->selection);
}
