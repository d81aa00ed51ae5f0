/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/build/tenfold-palette.h"

#include <glib/gi18n.h>

#include "nn/model/nn-network.h"

struct _TenfoldPalette {
  AdwBin parent_instance;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (TenfoldPalette, tenfold_palette, ADW_TYPE_BIN)

static void
activated_cb (TenfoldPalette *self, GtkListBoxRow *row)
{
  g_signal_emit (self, chosen_signal, 0, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
row_new (const NnNetworkWord *word)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *row = gtk_list_box_row_new ();
  GtkWidget *summary = label_new (_ (word->summary), "caption");

  gtk_widget_add_css_class (summary, "dim-label");
  gtk_box_append (GTK_BOX (box), label_new (word->example, "monospace"));
  gtk_box_append (GTK_BOX (box), summary);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word->example, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (word->summary), -1);
  return row;
}

static void
tenfold_palette_class_init (TenfoldPaletteClass *klass)
{
  chosen_signal = g_signal_new ("chosen", TENFOLD_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
tenfold_palette_init (TenfoldPalette *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  const NnNetworkWord *word;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Kinds of layers"), -1);
  for (guint i = 0; (word = nn_network_word (i)) != NULL; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (word));
  g_signal_connect_object (list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, 290, -1);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}
