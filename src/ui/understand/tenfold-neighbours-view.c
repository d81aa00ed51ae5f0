/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-neighbours-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-picture-button.h"
#include "ui/widgets/tenfold-wrap.h"

struct _TenfoldNeighboursView {
  TenfoldViewPane parent_instance;

  GtkLabel *among;
  GtkWidget *groups[2][2]; /* by NnNeighbourSpace; of the likeliest digit and of the next */
};

G_DEFINE_FINAL_TYPE (TenfoldNeighboursView, tenfold_neighbours_view, TENFOLD_TYPE_VIEW_PANE)

static void
show_group (TenfoldNeighboursView *self,
            GtkWidget *group,
            NnDataset *dataset,
            const NnNeighbour *found,
            guint n)
{
  for (guint i = 0; i < n; i++) {
    /* Translators: a digit and a distance */
    g_autofree char *caption = g_strdup_printf (_ ("%d · %.3f"), found[i].label, found[i].distance);
    g_autofree char *name
        = g_strdup_printf (_ ("A %d at a distance of %.3f"), found[i].label, found[i].distance);
    TenfoldPicture picture
        = { nn_dataset_pixels (dataset) + (gsize) found[i].index * NN_PICTURE_PIXELS,
            found[i].label, caption, name };

    tenfold_picture_row_set (group, i, &picture, TENFOLD_VIEW_PANE (self));
  }
  tenfold_picture_row_trim (group, n);
}

static void
tenfold_neighbours_view_show (TenfoldViewPane *pane)
{
  TenfoldNeighboursView *self = TENFOLD_NEIGHBOURS_VIEW (pane);
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (pane);
  g_autofree char *among = NULL;

  if (e != NULL && e->sample != NULL) {
    among = g_strdup_printf (e->n_compared > nn_sample_count (e->sample)
                                 ? ngettext ("Among all %u picture of the data",
                                             "Among all %u pictures of the data",
                                             (gulong) e->n_compared)
                                 : ngettext ("Among %u held-out picture",
                                             "Among %u held-out pictures", (gulong) e->n_compared),
                             (guint) e->n_compared);
    gtk_label_set_text (self->among, among);
  }
  for (guint space = 0; e != NULL && e->sample != NULL && space < 2; space++)
    for (guint i = 0; i < 2; i++)
      show_group (self, self->groups[space][i], nn_sample_dataset (e->sample),
                  e->rows[space].found[i], e->rows[space].n_found[i]);
}

static void
tenfold_neighbours_view_class_init (TenfoldNeighboursViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_neighbours_view_show;
}

static void
tenfold_neighbours_view_init (TenfoldNeighboursView *self)
{
  const char *const titles[] = {
    _ ("Nearest for the network, by its last hidden layer: the likeliest digit, then the next"),
    _ ("Nearest for the eye, by ink: the same two digits")
  };
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);

  self->among = tenfold_view_pane_add_label (pane, "caption");
  for (guint space = 0; space < 2; space++) {
    GtkWidget *lines = g_object_new (TENFOLD_TYPE_WRAP, NULL);

    gtk_label_set_text (tenfold_view_pane_add_label (pane, "heading"), titles[space]);
    for (guint i = 0; i < 2; i++) {
      self->groups[space][i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_set_parent (self->groups[space][i], lines);
    }
    gtk_box_append (GTK_BOX (tenfold_view_pane_get_box (pane)), lines);
  }
}
