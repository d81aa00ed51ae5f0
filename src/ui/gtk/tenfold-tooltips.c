/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-tooltips.h"

#define BREAK 0x200b    /* zero width space: a line may end here */
#define NO_BREAK 0x2060 /* word joiner */

char *
tenfold_tooltip_widen (const char *text)
{
  GString *wide = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    gunichar next = g_utf8_get_char (g_utf8_next_char (at));
    gboolean done = next == BREAK || next == NO_BREAK;

    g_string_append_unichar (wide, c);
    /* No line begins with a comma, and none ends with a bracket that opens. */
    if (g_unichar_iswide (c) && next != '\0' && !done)
      g_string_append_unichar (wide, g_unichar_ispunct (next)
                                             || g_unichar_type (c) == G_UNICODE_OPEN_PUNCTUATION
                                         ? NO_BREAK
                                         : BREAK);
  }
  return g_string_free (wide, FALSE);
}

static void
widen (GtkWidget *widget)
{
  const char *text = gtk_widget_get_tooltip_text (widget);
  g_autofree char *wide = text != NULL ? tenfold_tooltip_widen (text) : NULL;

  if (text != NULL && !g_str_equal (text, wide))
    gtk_widget_set_tooltip_text (widget, wide);
}

static void
allow_tooltips (GtkWidget *popover, gboolean allowed)
{
  for (GtkWidget *widget = gtk_widget_get_parent (popover); widget != NULL && !GTK_IS_ROOT (widget);
       widget = gtk_widget_get_parent (widget))
    gtk_widget_set_has_tooltip (widget, allowed && gtk_widget_get_tooltip_text (widget) != NULL);
}

static void
opened_cb (GtkWidget *popover)
{
  allow_tooltips (popover, FALSE);
}

static void
closed_cb (GtkWidget *popover)
{
  allow_tooltips (popover, TRUE);
}

void
tenfold_tooltips_follow (GtkWidget *root)
{
  if (GTK_IS_POPOVER (root)) {
    g_signal_connect (root, "map", G_CALLBACK (opened_cb), NULL);
    g_signal_connect (root, "unmap", G_CALLBACK (closed_cb), NULL);
  }
  widen (root);
  g_signal_connect (root, "notify::tooltip-text", G_CALLBACK (widen), NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tenfold_tooltips_follow (child);
}
