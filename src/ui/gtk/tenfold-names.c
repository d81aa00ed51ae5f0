/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-names.h"

#include <adwaita.h>

static void
name (GtkWidget *widget, const char *text)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Whether a button's name is in what it shows. */
static gboolean
shows_words (GtkWidget *widget)
{
  GtkWidget *child = GTK_IS_BUTTON (widget) ? gtk_button_get_child (GTK_BUTTON (widget)) : NULL;

  if (GTK_IS_MENU_BUTTON (widget))
    return gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)) != NULL;
  if (ADW_IS_SPLIT_BUTTON (widget))
    return adw_split_button_get_label (ADW_SPLIT_BUTTON (widget)) != NULL;
  return child != NULL && !GTK_IS_IMAGE (child);
}

void
tenfold_names_from_tooltips (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  gboolean has_button
      = GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || ADW_IS_SPLIT_BUTTON (widget);

  if (tooltip != NULL && (has_button || GTK_IS_BUTTON (widget)) && !shows_words (widget)) {
    name (widget, tooltip);
    /* The part that has the keyboard's focus. */
    if (has_button)
      name (gtk_widget_get_first_child (widget), tooltip);
  }
  if (GTK_IS_EXPANDER (widget) && gtk_expander_get_label (GTK_EXPANDER (widget)) != NULL)
    name (widget, gtk_expander_get_label (GTK_EXPANDER (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tenfold_names_from_tooltips (child);
}
