/* SPDX-License-Identifier: GPL-3.0-or-later */
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
  tenfold_bars_set_verdict (bars, &seven, FALSE);
  assert_states (bars, "pppppppWpp");
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "96 %");
  g_assert_null (gtk_test_accessible_check_property (GTK_ACCESSIBLE (bar),
                                                     GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "96 %"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Digit 7");
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_METER));
  tenfold_bars_set_verdict (bars, &seven, TRUE);
  assert_states (bars, "----------");
  tenfold_bars_set_verdict (bars, &unsure, FALSE);
  assert_states (bars, "ppppWppppW");
  tenfold_bars_set_verdict (bars, &scribble, FALSE);
  assert_states (bars, "----------");
  tenfold_bars_set_verdict (bars, &dot, FALSE);
  assert_states (bars, "..........");
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "");
  tenfold_bars_set_verdict (bars, NULL, FALSE);
  assert_states (bars, "..........");
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
  tenfold_bars_set_verdict (bars, &seven, FALSE);
  g_assert_false (has_arrived (bar));
  g_assert_cmpstr (tenfold_bar_get_text (bar), ==, "96 %");
  test_ui_assert_wait (has_arrived, bar);

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  tenfold_bars_set_verdict (bars, &unsure, FALSE);
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
  assert_format (1, "100 %");
}

static void
assert_words (const NnVerdict *verdict, gboolean untrained, const char *words)
{
  g_autofree char *text = tenfold_verdict_to_text (verdict, untrained, TENFOLD_WORDS_PLAIN);

  g_assert_cmpstr (text, ==, words);
  for (int form = TENFOLD_WORDS_LARGE; form <= TENFOLD_WORDS_COMPACT; form++) {
    g_autofree char *markup = tenfold_verdict_to_text (verdict, untrained, form);
    g_autoptr (GError) error = NULL;

    pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
test_words (void)
{
  assert_words (&seven, FALSE, "Looks like 7");
  assert_words (&unsure, FALSE, "4 or 9?");
  assert_words (&scribble, FALSE, "Does not look like a digit (closest: 8)");
  assert_words (&dot, FALSE, "Draw a little bigger");
  assert_words (&empty, FALSE, "Draw a digit");
  assert_words (NULL, FALSE, "Draw a digit");
  assert_words (&seven, TRUE, "Untrained: guessing");
  assert_words (&scribble, TRUE, "Untrained: guessing");
  assert_words (NULL, TRUE, "Draw a digit");
}

static void
test_verdict (void)
{
  TenfoldVerdict *verdict = TENFOLD_VERDICT (tenfold_verdict_new ());
  GtkWindow *window = test_ui_window (GTK_WIDGET (verdict), 200, 250);

  tenfold_verdict_set (verdict, &seven, FALSE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (verdict), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Looks like 7");
  g_assert_true (
      gtk_test_accessible_has_role (GTK_ACCESSIBLE (verdict), GTK_ACCESSIBLE_ROLE_STATUS));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (verdict), "dim"));
  tenfold_verdict_set (verdict, &scribble, FALSE);
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
  g_test_add_func ("/bars/movement", test_movement);
  g_test_add_func ("/bars/approach", test_approach);
  g_test_add_func ("/bars/format", test_format);
  g_test_add_func ("/verdict/words", test_words);
  g_test_add_func ("/verdict/widget", test_verdict);
  return g_test_run ();
}
