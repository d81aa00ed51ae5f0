/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/help/tenfold-help-window.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/window/tenfold-window-private.h"

/* The window's own actions; those of the pad, of training and of the plot are theirs. */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_window_choose_file (data);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  tenfold_window_open (data, file);
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_window_choose_folder (data);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_window_save (data, FALSE, NULL);
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_window_save (data, TRUE, NULL);
}

static void
undo_forget_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  tenfold_session_undo (self->session);
}

/* What was done last, to the drawing or to the network. */
static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);

  if (tenfold_ink_get_undo_time (ink) >= tenfold_session_get_undo_time (self->session))
    tenfold_ink_undo (ink);
  else
    tenfold_session_undo (self->session);
}

/* What was undone comes again in the order in which it was done, unless something else was done
 * since. */
static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);
  gint64 done
      = MAX (tenfold_ink_get_undo_time (ink), tenfold_session_get_undo_time (self->session));
  gint64 drawn = tenfold_ink_get_redo_time (ink);
  gint64 replaced = tenfold_session_get_redo_time (self->session);

  if (drawn > done && (replaced <= done || drawn < replaced))
    tenfold_ink_redo (ink);
  else if (replaced > done)
    tenfold_session_redo (self->session);
}

static void
dismiss_tip_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  gtk_revealer_set_reveal_child (self->tip, FALSE);
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "tip-dismissed", TRUE);
}

/* The page at a place among those that are shown, from 1. */
static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (pages));
  int wanted = g_variant_get_int32 (parameter);

  for (guint i = 0; i < n; i++) {
    g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

    if (adw_view_stack_page_get_visible (page) && --wanted == 0)
      adw_view_stack_set_visible_child (self->stack, adw_view_stack_page_get_child (page));
  }
}

/* The page of the help about what the user is at. */
static const char *
help_on_place (TenfoldWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  const char *page = adw_view_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (page, "draw") == 0)
    return "drawing";
  if (g_strcmp0 (page, "understand") == 0)
    return "understand";
  if (g_strcmp0 (page, "data") == 0)
    return "data";
  if (g_strcmp0 (page, "model") == 0)
    return "files";
  if (focus != NULL && gtk_widget_get_ancestor (focus, TENFOLD_TYPE_PLOT_PANE) != NULL)
    return "plot";
  return "training";
}

/* The parameter names a page; empty: what fits. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *page = g_variant_get_string (parameter, NULL);

  tenfold_help_show (data, *page != '\0' ? page : help_on_place (data));
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static const GActionEntry entries[] = {
  { .name = "open", .activate = open_cb },
  { .name = "open-recent", .activate = open_recent_cb, .parameter_type = "s" },
  { .name = "open-folder", .activate = open_folder_cb },
  { .name = "save", .activate = save_cb },
  { .name = "save-as", .activate = save_as_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "redo", .activate = redo_cb },
  { .name = "undo-forget", .activate = undo_forget_cb },
  { .name = "dismiss-tip", .activate = dismiss_tip_cb },
  { .name = "help", .activate = help_cb, .parameter_type = "s" },
  { .name = "page", .activate = page_cb, .parameter_type = "i" },
  { .name = "fullscreen", .activate = fullscreen_cb },
};

void
tenfold_window_add_actions (TenfoldWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
