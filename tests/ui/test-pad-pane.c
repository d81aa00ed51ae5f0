/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"

#include "ui/pad/tenfold-pad-pane.h"

/* A seven, on a pad. */
static const double seven[][2]
    = { { 0.25, 0.25 }, { 0.4, 0.24 }, { 0.6, 0.25 }, { 0.72, 0.25 }, { 0.6, 0.5 }, { 0.45, 0.8 } };

static void
count_cb (gpointer pane, int *count)
{
  (*count)++;
}

static void
label_cb (gpointer pane, int digit, int *label)
{
  *label = digit;
}

static gboolean
enabled (TenfoldPadPane *pane, const char *action)
{
  return g_action_group_get_action_enabled (tenfold_pad_pane_get_actions (pane), action);
}

static void
test_draw (void)
{
  TenfoldPadPane *pane = TENFOLD_PAD_PANE (tenfold_pad_pane_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (pane), 420, 700);
  GtkWidget *pad = tenfold_pad_pane_get_pad (pane);
  int changes = 0, label = -1;
  float first[784];
  NnInk ink;

  g_signal_connect (pane, "drawing-changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect (pane, "labelled", G_CALLBACK (label_cb), &label);
  tenfold_pad_pane_get_inks (pane, &ink);
  g_assert_cmpint (ink, ==, NN_INK_EMPTY);
  g_assert_false (enabled (pane, "undo"));
  g_assert_false (enabled (pane, "clear"));

  test_ui_draw (pad, seven, G_N_ELEMENTS (seven));
  memcpy (first, tenfold_pad_pane_get_inks (pane, &ink), sizeof first);
  g_assert_cmpint (ink, ==, NN_INK_DRAWING);
  g_assert_cmpint (changes, >=, 3);
  g_assert_true (enabled (pane, "undo"));
  g_assert_true (gtk_widget_has_focus (pad));

  test_ui_keys ("7");
  g_assert_cmpint (label, ==, 7);
  test_ui_keys ("ctrl+z");
  tenfold_pad_pane_get_inks (pane, &ink);
  g_assert_cmpint (ink, ==, NN_INK_EMPTY);
  test_ui_keys ("ctrl+shift+z");
  g_assert_cmpmem (first, sizeof first, tenfold_pad_pane_get_inks (pane, &ink), sizeof first);
  test_ui_keys ("Delete");
  g_assert_true (tenfold_ink_is_empty (tenfold_pad_pane_get_ink (pane)));
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/pad-pane/draw", test_draw);
  return g_test_run ();
}
