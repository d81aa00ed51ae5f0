/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "nn/train/nn-recipe.h"

#include "../another-value.h"

/* Each row of the core's table is an option of `tenfold-cli train`, with the same words in its help
 * and on the manual page. Arguments: the program and the page. */

static const char *program, *page;

/* With a space for every run of white space. */
static char *
squeeze (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  GString *result = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "", words[i]);
  return g_string_free (result, FALSE);
}

/* Runs `train` with the arguments, which NULL ends, and gives back what it prints and its code. */
static int
run (char **output, const char *argument, ...)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  va_list arguments;

  g_ptr_array_add (line, (gpointer) program);
  g_ptr_array_add (line, (gpointer) "train");
  va_start (arguments, argument);
  for (; argument != NULL; argument = va_arg (arguments, const char *))
    g_ptr_array_add (line, (gpointer) argument);
  va_end (arguments);
  g_ptr_array_add (line, NULL);
  process
      = g_subprocess_newv ((const char *const *) line->pdata,
                           G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL);
  g_assert_nonnull (process);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, output, NULL, NULL));
  return g_subprocess_get_exit_status (process);
}

static void
for_each_field (void (*test) (const NnRecipeField *field, const char *text), const char *text)
{
  guint n;
  const NnRecipeField *fields = nn_recipe_fields (&n);

  for (guint i = 0; i < n; i++)
    test (&fields[i], text);
  test (nn_recipe_find ("augment"), text);
}

static void
find_in_help (const NnRecipeField *field, const char *help)
{
  g_autofree char *words = nn_recipe_field_help (field);
  g_autofree char *name = g_strdup_printf ("--%s=", field->name);
  g_autofree char *letter = g_strdup_printf ("-%c, --%s=", field->letter, field->name);
  const char *option = strstr (help, field->letter != 0 ? letter : name);
  const char *told = option != NULL ? strstr (option, words) : NULL;

  /* On the same line. */
  g_assert_nonnull (told);
  g_assert_null (memchr (option, '\n', (gsize) (told - option)));
  g_assert_cmpint (told[strlen (words)], ==, '\n');
}

static void
test_help (void)
{
  g_autofree char *help = NULL;

  g_assert_cmpint (run (&help, "--help", NULL), ==, 0);
  for_each_field (find_in_help, help);
}

static void
find_in_manual (const NnRecipeField *field, const char *manual)
{
  g_autofree char *words = nn_recipe_field_help (field);
  g_autofree char *name = field->letter != 0
                              ? g_strdup_printf (".It Fl %c , -%s Ar ", field->letter, field->name)
                              : g_strdup_printf (".It Fl -%s Ar ", field->name);
  g_autofree char *sentence = g_strdup_printf ("%s. .It ", words);
  const char *item = strstr (manual, name);
  const char *told = item != NULL ? strchr (item + strlen (name), ' ') : NULL;

  if (told == NULL || !g_str_has_prefix (told + 1, sentence))
    g_error ("The manual page must say: %s... %s.", name, words);
}

static void
test_manual (void)
{
  g_autofree char *source = NULL, *manual = NULL;
  guint n;
  const NnPreset *presets = nn_preset_list (&n);

  g_assert_true (g_file_get_contents (page, &source, NULL, NULL));
  manual = squeeze (source);
  for_each_field (find_in_manual, manual);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf (" %s ", presets[i].name);

    g_assert_nonnull (strstr (manual, name));
  }
}

/* The option reaches its field: a good value is taken, so that it is the data that is missed, and a
 * bad one is refused by the field's own check. */
static void
try_option (const NnRecipeField *field, const char *text)
{
  g_autofree char *value = another_value (field), *output = NULL, *said = NULL;
  g_autofree char *good = g_strdup_printf ("--%s=%s", field->name, value);
  g_autofree char *bad = g_strdup_printf ("--%s=x", field->name);

  g_assert_cmpint (run (&output, good, "--data", "/nowhere/at/all", NULL), ==, 1);
  g_assert_nonnull (strstr (output, "/nowhere/at/all"));
  g_assert_cmpint (run (&said, bad, NULL), ==, 2);
  g_assert_nonnull (strstr (said, field->title));
}

static void
test_options (void)
{
  for_each_field (try_option, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  program = argv[1];
  page = argv[2];
  g_test_add_func ("/recipe-options/help", test_help);
  g_test_add_func ("/recipe-options/manual", test_manual);
  g_test_add_func ("/recipe-options/options", test_options);
  return g_test_run ();
}
