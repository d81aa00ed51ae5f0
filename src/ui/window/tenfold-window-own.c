/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "ui/pad/tenfold-ink-own.h"
#include "ui/window/tenfold-window-private.h"

/* The user's own digits: what the pad gives to them and takes from them, and what is said of it. */

void
tenfold_window_label_drawing (TenfoldWindow *self, int digit)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);

  tenfold_ink_rewind (ink, 1);
  tenfold_own_digits_add (self->own, tenfold_ink_to_own_line (ink, digit));
}

void
tenfold_window_show_own_digit (TenfoldWindow *self, const NnOwnLine *line)
{
  tenfold_ink_set_own_line (tenfold_pad_pane_get_ink (self->pad_pane), line);
}

static char *
say (TenfoldOwnEdit kind, guint n, int label)
{
  switch (kind) {
  case TENFOLD_OWN_EDIT_ADD:
    /* Translators: a digit */
    return g_strdup_printf (_ ("Kept as a %d among your own digits"), label);
  case TENFOLD_OWN_EDIT_RELABEL:
    /* Translators: a number of drawings, and what they are from now on */
    return g_strdup_printf (ngettext ("%u digit is a %d now", "%u digits are a %d now", n), n,
                            label);
  case TENFOLD_OWN_EDIT_REMOVE:
    return g_strdup_printf (ngettext ("%u digit deleted", "%u digits deleted", n), n);
  case TENFOLD_OWN_EDIT_UNDO:
    return NULL;
  }
  g_return_val_if_reached (NULL);
}

static void
edited_cb (TenfoldWindow *self, guint number, int kind, guint n, int label)
{
  g_autofree char *text = n > 0 || kind == TENFOLD_OWN_EDIT_ADD ? say (kind, n, label) : NULL;
  AdwToast *toast;

  if (text == NULL)
    return;
  toast = adw_toast_new (text);
  /* What was kept like this before needs no undoing. */
  if (n > 0) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    adw_toast_set_action_name (toast, "win.undo-own");
    adw_toast_set_action_target (toast, "u", number);
  }
  tenfold_window_replace_toast (self, &self->own_toast, toast);
}

static void
failed_cb (TenfoldWindow *self, const char *why)
{
  tenfold_window_stay (self);
  tenfold_window_show_error (self, _ ("Your Own Digits Cannot Be Kept"), why);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  tenfold_own_digits_undo (self->own, g_variant_get_uint32 (parameter));
}

static const GActionEntry entries[] = {
  { .name = "undo-own", .activate = undo_cb, .parameter_type = "u" },
};

void
tenfold_window_connect_own (TenfoldWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->own, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->own, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
}
