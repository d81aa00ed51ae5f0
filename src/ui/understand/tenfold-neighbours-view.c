/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-neighbours-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-picture-button.h"
#include "ui/widgets/tenfold-wrap.h"

struct _TenfoldNeighboursView {
  AdwBin parent_instance;

  GtkWidget *rows[2]; /* TenfoldWrap, by NnNeighbourSpace */
};

enum { PICTURE_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldNeighboursView, tenfold_neighbours_view, ADW_TYPE_BIN)

static void
clicked_cb (TenfoldNeighboursView *self, GtkWidget *button)
{
  int label;
  const guint8 *pixels = tenfold_picture_button_get (button, &label);

  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

static void
add (TenfoldNeighboursView *self, GtkWidget *row, NnDataset *dataset, const NnNeighbour *neighbour)
{
  /* Translators: a digit and a distance */
  g_autofree char *caption
      = g_strdup_printf (_ ("%d · %.3f"), neighbour->label, neighbour->distance);
  g_autofree char *name
      = g_strdup_printf (_ ("A %d at a distance of %.3f"), neighbour->label, neighbour->distance);
  GtkWidget *button = tenfold_picture_button_new (
      nn_dataset_pixels (dataset) + (gsize) neighbour->index * NN_PICTURE_PIXELS, neighbour->label,
      caption, name);

  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

void
tenfold_neighbours_view_show (TenfoldNeighboursView *self, TenfoldExplanation *explanation)
{
  for (guint space = 0; space < G_N_ELEMENTS (self->rows); space++) {
    GtkWidget *lines = self->rows[space], *child;

    while ((child = gtk_widget_get_first_child (lines)) != NULL)
      gtk_widget_unparent (child);
    if (explanation == NULL || explanation->sample == NULL)
      continue;
    for (guint i = 0; i < 2; i++) {
      const TenfoldNeighbourRow *found = &explanation->rows[space];
      GtkWidget *group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      for (guint j = 0; j < found->n_found[i]; j++)
        add (self, group, nn_sample_dataset (explanation->sample), &found->found[i][j]);
      gtk_widget_set_parent (group, lines);
    }
  }
}

static void
tenfold_neighbours_view_class_init (TenfoldNeighboursViewClass *klass)
{
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_NEIGHBOURS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
}

static void
tenfold_neighbours_view_init (TenfoldNeighboursView *self)
{
  const char *const titles[] = {
    _ ("Nearest for the network, by its last hidden layer: the likeliest digit, then the next"),
    _ ("Nearest for the eye, by ink: the same two digits")
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  for (guint space = 0; space < G_N_ELEMENTS (self->rows); space++) {
    GtkWidget *title = gtk_label_new (titles[space]);

    gtk_label_set_wrap (GTK_LABEL (title), TRUE);
    gtk_label_set_xalign (GTK_LABEL (title), 0);
    gtk_widget_add_css_class (title, "heading");
    self->rows[space] = g_object_new (TENFOLD_TYPE_WRAP, NULL);
    gtk_box_append (GTK_BOX (box), title);
    gtk_box_append (GTK_BOX (box), self->rows[space]);
  }
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
tenfold_neighbours_view_new (void)
{
  return g_object_new (TENFOLD_TYPE_NEIGHBOURS_VIEW, NULL);
}
