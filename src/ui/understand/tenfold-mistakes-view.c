/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-mistakes-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-picture-button.h"
#include "ui/widgets/tenfold-wrap.h"

#define MOST_PICTURES 12 /* of a cell */

struct _TenfoldMistakesView {
  TenfoldViewPane parent_instance;

  int label, read; /* the cell that is selected; -1: none */
  GtkWidget *cells[NN_N_CLASSES][NN_N_CLASSES];
  GtkLabel *total, *cell_title;
  GtkWidget *pictures;
};

G_DEFINE_FINAL_TYPE (TenfoldMistakesView, tenfold_mistakes_view, TENFOLD_TYPE_VIEW_PANE)

static void
show_pictures (TenfoldMistakesView *self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (TENFOLD_VIEW_PANE (self));
  g_autofree guint32 *places = NULL;
  g_autofree char *title = NULL;
  gsize n = 0;

  if (e == NULL || e->reading == NULL || self->label < 0) {
    gtk_label_set_text (self->cell_title, "");
    tenfold_picture_row_trim (self->pictures, 0);
    return;
  }
  places = nn_mistakes_cell (nn_sample_labels (e->sample), e->reading->probabilities, e->reading->n,
                             self->label, self->read, &n);
  /* Translators: two digits and a number of pictures */
  title = g_strdup_printf (_ ("Pictures of a %d read as a %d: %u"), self->label, self->read,
                           (guint) n);
  gtk_label_set_text (self->cell_title, title);
  for (gsize i = 0; i < MIN (n, MOST_PICTURES); i++) {
    gsize index = nn_sample_indices (e->sample)[places[i]];
    /* Translators: a number that is larger the worse a picture is read */
    g_autofree char *caption = g_strdup_printf (_ ("loss %.2f"), e->reading->losses[places[i]]);
    g_autofree char *name = g_strdup_printf (_ ("A %d read as a %d, loss %.2f"), self->label,
                                             self->read, e->reading->losses[places[i]]);
    TenfoldPicture picture
        = { nn_dataset_pixels (nn_sample_dataset (e->sample)) + index * NN_PICTURE_PIXELS,
            self->label, caption, name };

    tenfold_picture_row_set (self->pictures, (guint) i, &picture, TENFOLD_VIEW_PANE (self));
  }
  tenfold_picture_row_trim (self->pictures, (guint) MIN (n, MOST_PICTURES));
}

static void
show_matrix (TenfoldMistakesView *self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (TENFOLD_VIEW_PANE (self));
  const NnMistakes *mistakes = e != NULL ? e->mistakes : NULL;
  g_autofree char *total = NULL;

  if (mistakes != NULL)
    total = g_strdup_printf (_ ("%u of %u pictures are read wrongly."), (guint) mistakes->n_wrong,
                             (guint) mistakes->n);
  gtk_label_set_text (self->total, total != NULL ? total : "");
  for (int label = 0; label < NN_N_CLASSES; label++)
    for (int read = 0; read < NN_N_CLASSES; read++) {
      GtkWidget *cell = self->cells[label][read];
      guint count = mistakes != NULL ? mistakes->confusion[label][read] : 0;
      g_autofree char *text = count > 0 ? g_strdup_printf ("%u", count) : g_strdup ("·");
      g_autofree char *name = g_strdup_printf (_ ("%d read as %d: %u times"), label, read, count);

      gtk_button_set_label (GTK_BUTTON (cell), text);
      gtk_widget_set_sensitive (cell, count > 0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      if (label != read && count > 0)
        gtk_widget_add_css_class (cell, "wrong");
      else
        gtk_widget_remove_css_class (cell, "wrong");
    }
}

static void
tenfold_mistakes_view_show (TenfoldViewPane *pane)
{
  show_matrix (TENFOLD_MISTAKES_VIEW (pane));
  show_pictures (TENFOLD_MISTAKES_VIEW (pane));
}

static void
cell_cb (TenfoldMistakesView *self, GtkWidget *button)
{
  for (int label = 0; label < NN_N_CLASSES; label++)
    for (int read = 0; read < NN_N_CLASSES; read++)
      if (self->cells[label][read] == button) {
        self->label = label;
        self->read = read;
      }
  show_pictures (self);
}

static void
tenfold_mistakes_view_class_init (TenfoldMistakesViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_mistakes_view_show;
}

static GtkWidget *
digit_new (int digit)
{
  g_autofree char *text = g_strdup_printf ("%d", digit);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
matrix_new (TenfoldMistakesView *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_add_css_class (grid, "confusion");
  for (int label = 0; label < NN_N_CLASSES; label++) {
    gtk_grid_attach (GTK_GRID (grid), digit_new (label), 0, label + 1, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), digit_new (label), label + 1, 0, 1, 1);
    for (int read = 0; read < NN_N_CLASSES; read++) {
      GtkWidget *cell = gtk_button_new_with_label ("·");

      gtk_widget_add_css_class (cell, "flat");
      gtk_widget_add_css_class (cell, "numeric");
      g_signal_connect_object (cell, "clicked", G_CALLBACK (cell_cb), self, G_CONNECT_SWAPPED);
      gtk_grid_attach (GTK_GRID (grid), cell, read + 1, label + 1, 1, 1);
      self->cells[label][read] = cell;
    }
  }
  return grid;
}

static void
tenfold_mistakes_view_init (TenfoldMistakesView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);
  GtkBox *box = GTK_BOX (tenfold_view_pane_get_box (pane));

  self->label = self->read = -1;
  self->total = tenfold_view_pane_add_label (pane, "heading");
  gtk_label_set_text (tenfold_view_pane_add_label (pane, "caption"),
                      _ ("Rows: what the picture is. Columns: what it is read as."));
  gtk_box_append (box, matrix_new (self));
  self->cell_title = tenfold_view_pane_add_label (pane, "heading");
  self->pictures = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  gtk_box_append (box, self->pictures);
}
