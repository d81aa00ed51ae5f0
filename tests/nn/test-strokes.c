/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-strokes.h"

#include <string.h>

static void
test_reads_a_line (void)
{
  g_autoptr (GError) error = NULL;
  int label = 5;
  g_autoptr (NnDrawing) drawing
      = nn_strokes_parse ("{\"who\": {\"a\": [1], \"b\": \"'/*[\\u00e4\\ud83d\\ude00\\\"\"}, "
                          "\"label\": 7, \"strokes\": [[[0, 1.5], [-2e1, "
                          "3, 0.25]], [], [[4, 5]]]}\n",
                          -1, "x", 1, &label, &error);
  guint n;

  g_assert_no_error (error);
  g_assert_cmpint (label, ==, 7);
  g_assert_cmpuint (nn_drawing_n_strokes (drawing), ==, 2);
  g_assert_cmpfloat (nn_drawing_stroke (drawing, 0, &n)[1].x, ==, -20);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (nn_drawing_stroke (drawing, 0, &n)[0].y, ==, 1.5f);
  g_assert_cmpfloat (nn_drawing_stroke (drawing, 1, &n)[0].y, ==, 5);
}

/* A list that begins with what may hide the brackets behind it. */
static const char *
hide (const char *behind, const char *brackets)
{
  g_autofree char *line = g_strdup_printf ("{\"strokes\": [%s, %s", behind, brackets);

  return g_intern_string (line);
}

static void
test_refuses (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *word = g_strnfill (100000, 'x');
  const struct {
    const char *line, *says;
  } cases[] = {
    { "", "there is nothing" },
    { "{\"strokes\": [[[1, 2]]", "not JSON" },
    { "[[[1, 2]]]", "no list of strokes" },
    { "{\"strokes\": {\"0\": 1}}", "no list of strokes" },
    { "{\"points\": [[[1, 2]]]}", "no list of strokes" },
    { "{\"strokes\": [3]}", "stroke 1 is not a list of points" },
    { "{\"strokes\": [[[1, 2]], [[1, 2], [3]]]}", "point 2 of stroke 2 is not two numbers" },
    { "{\"strokes\": [[[1, \"2\"]]]}", "point 1 of stroke 1 is not two numbers" },
    { "{\"strokes\": [[[1, null]]]}", "not two numbers" },
    { "{\"strokes\": [[[1, true]]]}", "not two numbers" },
    { "{\"strokes\": [[1, 2]]}", "not two numbers" },
    { "{\"strokes\": [[[1e300, 2]]]}", "too far away" },
    { "{\"strokes\": [[[1, 2]]], \"note\": \"\xff\"}", "UTF-8" },
    { deep, "nested" },
    { hide (word, "]]}"), "not JSON" },
    /* json-glib takes all of these for the beginning of something that hides the brackets. */
    { hide ("'\"'", deep), "not JSON" },
    { hide ("/*\"*/", deep), "not JSON" },
    { hide ("//\"\n", deep), "not JSON" },
    { hide ("\"\\ud800\"", deep), "not JSON" },
    { hide ("\"\\ud800\\\"\"", deep), "not JSON" },
    { hide ("\"\\u12\"", deep), "not JSON" },
    { hide ("#\"\n", deep), "not JSON" },
    { hide ("]]]]", deep), "not JSON" },
    { hide ("\"\\\\\"", deep), "nested" },
    { hide ("\"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\"", deep), "nested" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (nn_strokes_parse (cases[i].line, -1, "pen.jsonl", 12, NULL, &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == NN_ERROR);
    g_assert_true (g_str_has_prefix (error->message, "pen.jsonl:12: "));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_cmpuint (strlen (error->message), <, 5000);
    if (strstr (error->message, cases[i].says) == NULL)
      g_error ("'%s' does not say '%s'", error->message, cases[i].says);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strokes/reads-a-line", test_reads_a_line);
  g_test_add_func ("/strokes/refuses", test_refuses);
  return g_test_run ();
}
