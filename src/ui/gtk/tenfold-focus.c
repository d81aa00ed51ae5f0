/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-focus.h"

#define FOCUS "tenfold-focus"

/* What has the focus, and what it is in; both held. */
typedef struct {
  GtkWidget *widget, *parent;
  gulong handler;
} Focus;

static void
focus_free (gpointer data)
{
  Focus *focus = data;

  g_clear_signal_handler (&focus->handler, focus->parent);
  g_object_unref (focus->parent);
  g_object_unref (focus->widget);
  g_free (focus);
}

static gboolean
nothing_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* On to the next that takes it, in what the widget is in, or else around that. */
static void
move_on (GtkWidget *widget)
{
  for (widget = gtk_widget_get_parent (widget); widget != NULL;
       widget = gtk_widget_get_parent (widget))
    if (gtk_widget_is_sensitive (widget) && gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD))
      return;
}

/* An entry is told only as long as it is sensitive itself. */
static void
parent_state_cb (GtkWidget *parent, GtkStateFlags old, GtkWindow *window)
{
  GtkWidget *widget = gtk_window_get_focus (window);

  if (gtk_widget_is_sensitive (parent) || widget == NULL
      || gtk_widget_get_parent (widget) != parent)
    return;
  move_on (widget);
  if (gtk_window_get_focus (window) == widget)
    gtk_window_set_focus (window, NULL);
}

static gboolean
lost_cb (gpointer data)
{
  Focus *focus = data;
  GtkRoot *root = gtk_widget_get_root (focus->widget);

  if (root != NULL && gtk_widget_get_mapped (GTK_WIDGET (root))
      && gtk_root_get_focus (root) == NULL)
    move_on (focus->widget);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GtkWindow *window)
{
  GtkWidget *widget = gtk_window_get_focus (window);
  Focus *last = g_object_steal_data (G_OBJECT (window), FOCUS);
  Focus *focus;

  if (last != NULL) {
    gboolean is_lost = widget == NULL && !gtk_widget_is_sensitive (last->widget);

    /* The window may be gone before the rest of it is freed. */
    g_clear_signal_handler (&last->handler, last->parent);
    g_idle_add_full (G_PRIORITY_DEFAULT, is_lost ? lost_cb : nothing_cb, last, focus_free);
  }
  if (widget == NULL || gtk_widget_get_parent (widget) == NULL)
    return;
  focus = g_new0 (Focus, 1);
  focus->widget = g_object_ref (widget);
  focus->parent = g_object_ref (gtk_widget_get_parent (widget));
  focus->handler = g_signal_connect (focus->parent, "state-flags-changed",
                                     G_CALLBACK (parent_state_cb), window);
  g_object_set_data_full (G_OBJECT (window), FOCUS, focus, focus_free);
}

static void
expanded_cb (GtkExpander *expander)
{
  GtkWidget *child = gtk_expander_get_child (expander);

  if (child != NULL)
    gtk_widget_set_child_visible (child, gtk_expander_get_expanded (expander));
}

static void
follow_expanders (GtkWidget *widget)
{
  if (GTK_IS_EXPANDER (widget)) {
    g_signal_connect (widget, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
    expanded_cb (GTK_EXPANDER (widget));
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    follow_expanders (child);
}

void
tenfold_focus_follow (GtkWindow *window)
{
  follow_expanders (GTK_WIDGET (window));
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (changed_cb), NULL);
  changed_cb (window);
}
