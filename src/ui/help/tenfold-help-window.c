/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/help/tenfold-help-window.h"

#include <glib/gi18n.h>

#include "ui/help/tenfold-help-page.h"

struct _TenfoldHelpWindow {
  AdwWindow parent_instance;

  AdwLeaflet *leaflet;
  GtkListBox *list;
  GtkWidget *contents, *page_side;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (TenfoldHelpWindow, tenfold_help_window, ADW_TYPE_WINDOW)

static const TenfoldHelpPage *
page_at (int index)
{
  guint n;
  const TenfoldHelpPage *pages = tenfold_help_pages (&n);

  return index >= 0 && index < (int) n ? &pages[index] : NULL;
}

static void
row_selected_cb (TenfoldHelpWindow *self, GtkListBoxRow *row)
{
  const TenfoldHelpPage *page = row != NULL ? page_at (gtk_list_box_row_get_index (row)) : NULL;

  if (page == NULL)
    return;
  if (gtk_stack_get_child_by_name (self->stack, page->id) == NULL)
    gtk_stack_add_named (self->stack, tenfold_help_page_new (page), page->id);
  gtk_stack_set_visible_child_name (self->stack, page->id);
}

/* Also where the page is selected already: a narrow window shows the list or the page. */
static void
row_activated_cb (TenfoldHelpWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->page_side);
}

static void
back_cb (TenfoldHelpWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->contents);
}

static void
show_page (TenfoldHelpWindow *self, const char *id)
{
  for (int i = 0; page_at (i) != NULL; i++)
    if (g_str_equal (page_at (i)->id, id)) {
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, i));
      row_activated_cb (self);
    }
}

void
tenfold_help_show (GtkWindow *parent, const char *id)
{
  TenfoldHelpWindow *self = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (TENFOLD_IS_HELP_WINDOW (window) && gtk_window_get_transient_for (window) == parent)
      self = TENFOLD_HELP_WINDOW (window);
  }
  if (self == NULL)
    self = g_object_new (TENFOLD_TYPE_HELP_WINDOW, "transient-for", parent, NULL);
  show_page (self, id);
  gtk_window_present (GTK_WINDOW (self));
  if (!adw_leaflet_get_folded (self->leaflet))
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->list)));
}

const char *
tenfold_help_window_get_page (TenfoldHelpWindow *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

static void
tenfold_help_window_class_init (TenfoldHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldHelpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TenfoldHelpWindow, list);
  gtk_widget_class_bind_template_child (widget_class, TenfoldHelpWindow, contents);
  gtk_widget_class_bind_template_child (widget_class, TenfoldHelpWindow, page_side);
  gtk_widget_class_bind_template_child (widget_class, TenfoldHelpWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
tenfold_help_window_init (TenfoldHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; page_at (i) != NULL; i++)
    gtk_list_box_append (self->list,
                         g_object_new (GTK_TYPE_LABEL, "label", _ (page_at (i)->title), "xalign",
                                       0.0f, "ellipsize", PANGO_ELLIPSIZE_END, NULL));
}
