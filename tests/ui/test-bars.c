/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "test-ui.h"

#include "ui/pad/tenfold-bars.h"
#include "ui/pad/tenfold-verdict.h"

static const NnVerdict seven = { NN_VERDICT_DIGIT,
                                 7,
                                 9,
                                 NN_INK_DRAWING,
                                 { 0, 0, 0.004f, 0.01f, 0, 0, 0, 0.964f, 0.002f, 0.02f } };
static const NnVerdict unsure
    = { NN_VERDICT_UNSURE, 9, 4, NN_INK_DRAWING, { 0, 0, 0, 0, 0.45f, 0, 0, 0, 0, 0.55f } };
static const NnVerdict scribble
    = { NN_VERDICT_NOT_A_DIGIT, 8, 3, NN_INK_DRAWING, { 0, 0, 0, 0.4f, 0, 0, 0, 0, 0.6f, 0 } };
static const NnVerdict one_sided = { NN_VERDICT_NOT_A_DIGIT,
                                     8,
                                     3,
                                     NN_INK_DRAWING,
                                     { 0, 0, 0, 0.1f, 0, 0.1f, 0, 0.1f, 0.6f, 0 } };
static const NnVerdict level = { NN_VERDICT_NOT_A_DIGIT,
                                 8,
                                 3,
                                 NN_INK_DRAWING,
                                 { .1f, .1f, .1f, .1f, .1f, .1f, .1f, .1f, .11f, .09f } };
static const NnVerdict dot = { NN_VERDICT_EMPTY,
                               -1,
                               -1,
                               NN_INK_DOT,
                               { .1f, .1f, .1f, .1f, .1f, .1f, .1f, .1f, .1f, .1f } };
static const NnVerdict empty = { NN_VERDICT_EMPTY, -1, -1, NN_INK_EMPTY, { 0 } };

static void
assert_states (TenfoldBars *bars, const char *states)
{
  /* . none, - dim, p plain, W winner */
  for (int i = 0; i < 10; i++)
    g_assert_cmpint (".-pW"[tenfold_bar_get_state (tenfold_bars_get_bar (bars, i))], ==, states[i]);
}

static void
test_states (void)
{
  TenfoldBars *bars = TENFOLD_BARS (tenfold_bars_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (bars), 200, 250);
  TenfoldBar *bar = tenfold_bars_get_bar (bars, 7);

  assert_states (bars, "..........");
  tenfold_bars_set_verdict (bars, &seven, NN_MATURITY_GROWN);
  assert_states (bars, "pppppppWpp");
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "96 %");
  g_assert_null (gtk_test_accessible_check_property (GTK_ACCESSIBLE (bar),
                                                     GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "96 %"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Digit 7");
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_METER));
  tenfold_bars_set_verdict (bars, &seven, NN_MATURITY_UNTRAINED);
  assert_states (bars, "----------");
  tenfold_bars_set_verdict (bars, &unsure, NN_MATURITY_GROWN);
  assert_states (bars, "ppppWppppW");
  tenfold_bars_set_verdict (bars, &scribble, NN_MATURITY_GROWN);
  assert_states (bars, "----------");
  tenfold_bars_set_verdict (bars, &dot, NN_MATURITY_GROWN);
  assert_states (bars, "..........");
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "");
  tenfold_bars_set_verdict (bars, NULL, NN_MATURITY_GROWN);
  assert_states (bars, "..........");
  test_ui_destroy (window);
}

/* What a network that knows nothing yet is told by. */
static void
test_maturity (void)
{
  g_assert_cmpint (nn_maturity (TRUE, TRUE, NAN), ==, NN_MATURITY_UNTRAINED);
  g_assert_cmpint (nn_maturity (FALSE, TRUE, NAN), ==, NN_MATURITY_YOUNG);
  g_assert_cmpint (nn_maturity (FALSE, FALSE, NAN), ==, NN_MATURITY_GROWN);
  g_assert_cmpint (nn_maturity (FALSE, FALSE, 0.5), ==, NN_MATURITY_YOUNG);
  g_assert_cmpint (nn_maturity (FALSE, TRUE, 0.97), ==, NN_MATURITY_GROWN);
}

static void
label_cb (GSimpleAction *action, GVariant *parameter, gpointer digit)
{
  *(int *) digit = g_variant_get_int32 (parameter);
}

/* A bar is a button, for the pointer and for the keyboard, unless there is nothing to be labelled;
 * the true one is marked. */
static void
test_button (void)
{
  TenfoldBars *bars = TENFOLD_BARS (tenfold_bars_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (bars), 200, 250);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("label", G_VARIANT_TYPE_INT32);
  int digit = -1;

  g_signal_connect (action, "activate", G_CALLBACK (label_cb), &digit);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (bars), "pad", G_ACTION_GROUP (group));
  test_ui_click (GTK_WIDGET (tenfold_bars_get_bar (bars, 7)), 1);
  g_assert_cmpint (digit, ==, 7);
  gtk_widget_grab_focus (GTK_WIDGET (tenfold_bars_get_bar (bars, 2)));
  test_ui_keys ("Down Return");
  g_assert_cmpint (digit, ==, 3);
  test_ui_keys ("Up Up space");
  g_assert_cmpint (digit, ==, 1);
  g_simple_action_set_enabled (action, FALSE);
  test_ui_keys ("Down Return");
  g_assert_cmpint (digit, ==, 1);

  tenfold_bars_set_truth (bars, 4);
  for (int i = 0; i < NN_N_CLASSES; i++)
    g_assert_cmpint (tenfold_bar_get_true (tenfold_bars_get_bar (bars, i)), ==, i == 4);
  tenfold_bars_set_truth (bars, -1);
  g_assert_false (tenfold_bar_get_true (tenfold_bars_get_bar (bars, 4)));
  test_ui_destroy (window);
}

static gboolean
has_arrived (gpointer bar)
{
  return tenfold_bar_get_length (bar) == tenfold_bar_get_probability (bar);
}

static void
test_movement (void)
{
  TenfoldBars *bars = TENFOLD_BARS (tenfold_bars_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (bars), 200, 250);
  TenfoldBar *bar = tenfold_bars_get_bar (bars, 7);
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  tenfold_bars_set_verdict (bars, &seven, NN_MATURITY_GROWN);
  g_assert_false (has_arrived (bar));
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "96 %");
  test_ui_assert_wait (has_arrived, bar);

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  tenfold_bars_set_verdict (bars, &unsure, NN_MATURITY_GROWN);
  g_assert_true (has_arrived (bar));
  test_ui_destroy (window);
}

static void
test_approach (void)
{
  double length = 0;

  g_assert_cmpfloat_with_epsilon (tenfold_bars_approach (0, 1, 25000), 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (tenfold_bars_approach (0.3, 0.8, 0), 0.3, 1e-9);
  for (int i = 0; i < 15; i++)
    length = tenfold_bars_approach (length, 1, 16667);
  g_assert_cmpfloat (length, ==, 1);
}

static void
assert_format (double probability, const char *text)
{
  g_autofree char *formatted = tenfold_bar_format (probability);

  g_assert_cmpstr (formatted, ==, text);
}

static void
test_format (void)
{
  assert_format (0, "0 %");
  assert_format (0.004, "0 %");
  assert_format (0.005, "1 %");
  assert_format (0.994, "99 %");
  assert_format (0.997, ">99 %");
  assert_format (1, ">99 %");
}

static void
assert_words (const NnVerdict *verdict, NnMaturity maturity, const char *words)
{
  g_autofree char *text = tenfold_verdict_to_text (verdict, maturity, TENFOLD_WORDS_PLAIN);

  g_assert_cmpstr (text, ==, words);
  for (int form = TENFOLD_WORDS_LARGE; form <= TENFOLD_WORDS_COMPACT; form++) {
    g_autofree char *markup = tenfold_verdict_to_text (verdict, maturity, form);
    g_autoptr (GError) error = NULL;

    pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
test_words (void)
{
  assert_words (&seven, NN_MATURITY_GROWN, "Looks like 7");
  assert_words (&unsure, NN_MATURITY_GROWN, "4 or 9?");
  /* One digit is named only where one is clearly closest. */
  assert_words (&scribble, NN_MATURITY_GROWN, "Does not look like a digit");
  assert_words (&one_sided, NN_MATURITY_GROWN, "Does not look like a digit (closest: 8)");
  /* A network that has not learned much speaks of itself, not of the drawing. */
  assert_words (&seven, NN_MATURITY_YOUNG, "Looks like 7");
  assert_words (&unsure, NN_MATURITY_YOUNG, "4 or 9?");
  assert_words (&one_sided, NN_MATURITY_YOUNG, "Not sure yet: 8?");
  assert_words (&level, NN_MATURITY_YOUNG, "Not sure yet");
  assert_words (&dot, NN_MATURITY_YOUNG, "Draw a little bigger");
  assert_words (&dot, NN_MATURITY_GROWN, "Draw a little bigger");
  assert_words (&empty, NN_MATURITY_GROWN, "Draw a digit");
  assert_words (NULL, NN_MATURITY_GROWN, "Draw a digit");
  assert_words (&seven, NN_MATURITY_UNTRAINED, "Untrained: guessing");
  assert_words (&scribble, NN_MATURITY_UNTRAINED, "Untrained: guessing");
  assert_words (NULL, NN_MATURITY_UNTRAINED, "Draw a digit");
}

static void
test_verdict (void)
{
  TenfoldVerdict *verdict = TENFOLD_VERDICT (tenfold_verdict_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (verdict), 200, 250);

  tenfold_verdict_set (verdict, &seven, NN_MATURITY_GROWN);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (verdict), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Looks like 7");
  g_assert_true (
      gtk_test_accessible_has_role (GTK_ACCESSIBLE (verdict), GTK_ACCESSIBLE_ROLE_STATUS));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (verdict), "dim"));
  tenfold_verdict_set (verdict, &scribble, NN_MATURITY_GROWN);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (verdict), "dim"));
  g_assert_cmpint (tenfold_verdict_height_for (verdict, 90, FALSE), >,
                   tenfold_verdict_height_for (verdict, 300, TRUE));
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/bars/states", test_states);
  g_test_add_func ("/bars/maturity", test_maturity);
  g_test_add_func ("/bars/button", test_button);
  g_test_add_func ("/bars/movement", test_movement);
  g_test_add_func ("/bars/approach", test_approach);
  g_test_add_func ("/bars/format", test_format);
  g_test_add_func ("/verdict/words", test_words);
  g_test_add_func ("/verdict/widget", test_verdict);
  return g_test_run ();
}
