/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-fact-row.h"

static GtkWidget *
value_new (const char *value)
{
  GtkWidget *label = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

GtkWidget *
tenfold_fact_row_new (const char *caption, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *above = gtk_label_new (caption);

  gtk_label_set_xalign (GTK_LABEL (above), 0);
  gtk_label_set_wrap (GTK_LABEL (above), TRUE);
  gtk_widget_add_css_class (above, "caption");
  gtk_widget_add_css_class (above, "dim-label");
  gtk_box_append (GTK_BOX (box), above);
  gtk_box_append (GTK_BOX (box), value_new (value));
  gtk_widget_add_css_class (box, "fact");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

void
tenfold_fact_row_attach (GtkGrid *grid, int row, const char *caption, const char *value)
{
  GtkWidget *left = gtk_label_new (caption), *right = value_new (value);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_wrap (GTK_LABEL (left), TRUE);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_widget_set_hexpand (right, TRUE);
  gtk_grid_attach (grid, left, 0, row, 1, 1);
  gtk_grid_attach (grid, right, 1, row, 1, 1);
}
