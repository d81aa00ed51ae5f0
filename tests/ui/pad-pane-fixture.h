/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-ui.h"

#include "ui/pad/tenfold-pad-pane.h"

/* What tests of the pad's pane share: the pane in a window, and what it has said. */

/* A seven, on a pad. */
static const double seven[][2]
    = { { 0.25, 0.25 }, { 0.4, 0.24 }, { 0.6, 0.25 }, { 0.72, 0.25 }, { 0.6, 0.5 }, { 0.45, 0.8 } };

typedef struct {
  TenfoldPadPane *pane;
  GtkWindow *window;
  GtkWidget *pad;
  TenfoldInk *ink;
  int changes, label;
  char *message;
} Fixture;

static inline void
changed_cb (gpointer pane, Fixture *f)
{
  f->changes++;
}

static inline void
labelled_cb (gpointer pane, int digit, Fixture *f)
{
  f->label = digit;
}

static inline void
failed_cb (gpointer pane, const char *message, Fixture *f)
{
  g_free (f->message);
  f->message = g_strdup (message);
}

static inline void
set_up (Fixture *f, gconstpointer data)
{
  f->pane = TENFOLD_PAD_PANE (tenfold_pad_pane_new ());
  f->window = test_ui_window (GTK_WIDGET (f->pane), 420, 700);
  f->pad = tenfold_pad_pane_get_pad (f->pane);
  f->ink = tenfold_pad_pane_get_ink (f->pane);
  f->label = -1;
  g_signal_connect (f->pane, "drawing-changed", G_CALLBACK (changed_cb), f);
  g_signal_connect (f->pane, "labelled", G_CALLBACK (labelled_cb), f);
  g_signal_connect (f->pane, "failed", G_CALLBACK (failed_cb), f);
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  test_ui_destroy (f->window);
  g_clear_pointer (&f->message, g_free);
}

static inline gboolean
enabled (Fixture *f, const char *action)
{
  return g_action_group_get_action_enabled (tenfold_pad_pane_get_actions (f->pane), action);
}

static inline void
activate (Fixture *f, const char *action, GVariant *parameter)
{
  g_action_group_activate_action (tenfold_pad_pane_get_actions (f->pane), action, parameter);
}

static inline NnInk
ink_kind (Fixture *f)
{
  NnInk kind;

  tenfold_pad_pane_get_inks (f->pane, &kind);
  return kind;
}
