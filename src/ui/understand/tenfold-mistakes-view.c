/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-mistakes-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-picture-button.h"
#include "ui/widgets/tenfold-wrap.h"

#define MOST_PICTURES 12 /* of a cell */

struct _TenfoldMistakesView {
  AdwBin parent_instance;

  TenfoldExplanation *explanation; /* NULL: nothing to show */
  int label, read;                 /* the cell that is selected; -1: none */
  GtkWidget *cells[NN_N_CLASSES][NN_N_CLASSES];
  GtkLabel *total, *cell_title;
  GtkWidget *pictures;
};

enum { PICTURE_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldMistakesView, tenfold_mistakes_view, ADW_TYPE_BIN)

static void
clicked_cb (TenfoldMistakesView *self, GtkWidget *button)
{
  int label;
  const guint8 *pixels = tenfold_picture_button_get (button, &label);

  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

static void
show_pictures (TenfoldMistakesView *self)
{
  const TenfoldExplanation *e = self->explanation;
  g_autofree guint32 *places = NULL;
  g_autofree char *title = NULL;
  GtkWidget *child;
  gsize n = 0;

  while ((child = gtk_widget_get_first_child (self->pictures)) != NULL)
    gtk_widget_unparent (child);
  if (e == NULL || e->reading == NULL || self->label < 0) {
    gtk_label_set_text (self->cell_title, "");
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
    GtkWidget *button = tenfold_picture_button_new (
        nn_dataset_pixels (nn_sample_dataset (e->sample)) + index * NN_PICTURE_PIXELS, self->label,
        caption, name);

    g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
    gtk_widget_set_parent (button, self->pictures);
  }
}

static void
show_matrix (TenfoldMistakesView *self)
{
  const NnMistakes *mistakes = self->explanation != NULL ? self->explanation->mistakes : NULL;
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

void
tenfold_mistakes_view_show (TenfoldMistakesView *self, TenfoldExplanation *explanation)
{
  g_clear_pointer (&self->explanation, tenfold_explanation_unref);
  if (explanation != NULL)
    self->explanation = tenfold_explanation_ref (explanation);
  show_matrix (self);
  show_pictures (self);
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
tenfold_mistakes_view_dispose (GObject *object)
{
  g_clear_pointer (&TENFOLD_MISTAKES_VIEW (object)->explanation, tenfold_explanation_unref);
  G_OBJECT_CLASS (tenfold_mistakes_view_parent_class)->dispose (object);
}

static void
tenfold_mistakes_view_class_init (TenfoldMistakesViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_mistakes_view_dispose;
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_MISTAKES_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *how = gtk_label_new (_ ("Rows: what the picture is. Columns: what it is read as."));

  self->label = self->read = -1;
  self->total = GTK_LABEL (gtk_label_new (NULL));
  self->cell_title = GTK_LABEL (gtk_label_new (NULL));
  self->pictures = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  gtk_label_set_wrap (GTK_LABEL (how), TRUE);
  gtk_label_set_wrap (self->total, TRUE);
  gtk_label_set_wrap (self->cell_title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (how), 0);
  gtk_label_set_xalign (self->total, 0);
  gtk_label_set_xalign (self->cell_title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->total), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->cell_title), "heading");
  gtk_widget_add_css_class (how, "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->total));
  gtk_box_append (GTK_BOX (box), how);
  gtk_box_append (GTK_BOX (box), matrix_new (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->cell_title));
  gtk_box_append (GTK_BOX (box), self->pictures);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
tenfold_mistakes_view_new (void)
{
  return g_object_new (TENFOLD_TYPE_MISTAKES_VIEW, NULL);
}
