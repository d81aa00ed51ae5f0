/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-pane-private.h"

#define WIDTH_STEP 0.5

static TenfoldInk *
ink_of (gpointer data)
{
  return tenfold_pad_get_ink (TENFOLD_PAD_PANE (data)->pad);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_undo (ink_of (data));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_redo (ink_of (data));
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_clear (ink_of (data));
}

static void
wider_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldPad *pad = TENFOLD_PAD_PANE (data)->pad;

  tenfold_pad_set_width (pad, tenfold_pad_get_width (pad) + WIDTH_STEP);
}

static void
narrower_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldPad *pad = TENFOLD_PAD_PANE (data)->pad;

  tenfold_pad_set_width (pad, tenfold_pad_get_width (pad) - WIDTH_STEP);
}

static void
label_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int digit = g_variant_get_int32 (parameter);

  if (digit >= 0 && digit < NN_N_CLASSES)
    g_signal_emit_by_name (data, "labelled", digit);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit_by_name (data, "picture-wanted", FALSE);
}

static void
mistake_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit_by_name (data, "picture-wanted", TRUE);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_pad_pane_copy (data);
}

static void
cut_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_pad_pane_copy (data);
  tenfold_ink_clear (ink_of (data));
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_pad_pane_paste (data);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_pad_pane_export (data);
}

static const GActionEntry entries[] = {
  { "undo", undo_cb },     { "redo", redo_cb },         { "clear", clear_cb },
  { "wider", wider_cb },   { "narrower", narrower_cb }, { "label", label_cb, "i" },
  { "copy", copy_cb },     { "cut", cut_cb },           { "paste", paste_cb },
  { "export", export_cb }, { "next", next_cb },         { "mistake", mistake_cb },
};

/* States that are properties of the pad. */
static const char *const properties[] = { "tool", "width", "grid" };

void
tenfold_pad_pane_add_actions (TenfoldPadPane *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_autoptr (GPropertyAction) action
        = g_property_action_new (properties[i], self->pad, properties[i]);

    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  }
  g_signal_connect_swapped (self->pad, "notify::width",
                            G_CALLBACK (tenfold_pad_pane_update_actions), self);
}

static void
enable (TenfoldPadPane *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
tenfold_pad_pane_update_actions (TenfoldPadPane *self)
{
  static const char *const with_ink[] = { "clear", "copy", "cut", "export" };
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  gboolean empty = tenfold_ink_is_empty (ink);
  double width = tenfold_pad_get_width (self->pad);

  enable (self, "undo", tenfold_ink_can_undo (ink));
  enable (self, "redo", tenfold_ink_can_redo (ink));
  enable (self, "wider", width < TENFOLD_PAD_MAX_WIDTH);
  enable (self, "narrower", width > TENFOLD_PAD_MIN_WIDTH);
  for (guint i = 0; i < G_N_ELEMENTS (with_ink); i++)
    enable (self, with_ink[i], !empty);
  enable (self, "label", self->ink == NN_INK_DRAWING);
}

/* The group may live longer than the pane: its actions must not. */
void
tenfold_pad_pane_remove_actions (TenfoldPadPane *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), entries[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), properties[i]);
}
