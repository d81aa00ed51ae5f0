/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "backend-case.h"

/* ONNX's backend test suite, from Debian's libonnx-testdata or wherever TENFOLD_ONNX_TESTDATA says.
 * Every case whose operators and types are supported must pass. --table prints how many there are,
 * and why the others are left out, as it stands in docs/operators.md. */

#define DEFAULT_FOLDER "/usr/share/libonnx-testdata/data"
#define BEGIN "<!-- test-backend --table -->\n"
#define END "<!-- end -->\n"

static const char *const suites[] = { "node", "simple", "pytorch-operator", "pytorch-converted" };

typedef struct {
  GPtrArray *cases[G_N_ELEMENTS (suites)]; /* BackendCase, by name */
} Suite;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
load_folder (const char *folder)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify) backend_case_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    g_ptr_array_add (cases, backend_case_load (path));
  }
  return cases;
}

static guint
count_supported (const GPtrArray *cases)
{
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    n += ((BackendCase *) cases->pdata[i])->reason == NULL;
  return n;
}

static void
append_reasons (GString *table, const Suite *suite)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new ();

  for (guint s = 0; s < G_N_ELEMENTS (suites); s++)
    for (guint i = 0; i < suite->cases[s]->len; i++) {
      char *reason = ((BackendCase *) suite->cases[s]->pdata[i])->reason;

      if (reason == NULL)
        continue;
      if (!g_hash_table_contains (counts, reason))
        g_ptr_array_add (reasons, reason);
      g_hash_table_insert (
          counts, reason,
          GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason)) + 1));
    }
  g_ptr_array_sort (reasons, compare_names);
  g_string_append (table, "\n| left out because of | cases |\n|---|---:|\n");
  for (guint i = 0; i < reasons->len; i++)
    g_string_append_printf (table, "| %s | %u |\n", (char *) reasons->pdata[i],
                            GPOINTER_TO_UINT (g_hash_table_lookup (counts, reasons->pdata[i])));
}

static char *
make_table (const Suite *suite)
{
  GString *table
      = g_string_new (BEGIN "| suite | cases | pass | left out |\n|---|---:|---:|---:|\n");
  guint all = 0, all_supported = 0;

  for (guint s = 0; s < G_N_ELEMENTS (suites); s++) {
    guint n = suite->cases[s]->len, supported = count_supported (suite->cases[s]);

    g_string_append_printf (table, "| %s | %u | %u | %u |\n", suites[s], n, supported,
                            n - supported);
    all += n;
    all_supported += supported;
  }
  g_string_append_printf (table, "| all | %u | %u | %u |\n", all, all_supported,
                          all - all_supported);
  append_reasons (table, suite);
  g_string_append (table, END);
  return g_string_free (table, FALSE);
}

static void
test_case (gconstpointer data)
{
  g_autofree char *wrong = backend_case_run (data);

  if (wrong != NULL)
    g_test_fail_printf ("%s", wrong);
}

static char *
read_docs (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "operators.md", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Other versions of the suite have other cases; the table is of the one with as many. */
static void
test_table (gconstpointer data)
{
  g_autofree char *text = read_docs ();
  g_autofree char *table = make_table (data);
  const char *all = strstr (table, "| all | ");
  const char *documented = strstr (text, "| all | ");

  if (documented == NULL)
    g_test_fail_printf ("docs/operators.md has no table");
  else if (g_ascii_strtoull (all + 8, NULL, 10) != g_ascii_strtoull (documented + 8, NULL, 10))
    g_test_skip ("the table is of another version of the suite");
  else if (strstr (text, table) == NULL)
    g_test_fail_printf ("docs/operators.md is not what test-backend --table prints");
}

/* A row for each operator, which says whether it has a gradient. */
static void
test_operators_documented (void)
{
  g_autofree char *text = read_docs ();
  guint n;
  const NnOp *const *ops = nn_op_list (&n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *row = g_strdup_printf ("\n| %s | ", ops[i]->name);
    const char *found = strstr (text, row);
    g_autofree char *line = found != NULL ? g_strndup (found + 1, strcspn (found + 1, "\n")) : NULL;

    if (line == NULL)
      g_test_fail_printf ("%s has no row", ops[i]->name);
    else if (g_str_has_suffix (line, "| yes |") != (ops[i]->backward != NULL))
      g_test_fail_printf ("the row of %s is wrong about its gradient", ops[i]->name);
  }
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("TENFOLD_ONNX_TESTDATA");
  Suite suite;
  int result;

  if (folder == NULL)
    folder = DEFAULT_FOLDER;
  for (guint s = 0; s < G_N_ELEMENTS (suites); s++) {
    g_autofree char *path = g_build_filename (folder, suites[s], NULL);

    suite.cases[s] = load_folder (path);
  }
  if (argc == 2 && g_str_equal (argv[1], "--table")) {
    g_autofree char *table = make_table (&suite);

    g_print ("%s", table);
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/operators-documented", test_operators_documented);
  if (suite.cases[0]->len == 0) {
    g_print ("1..0 # SKIP there is no ONNX test data in %s; Debian has it in libonnx-testdata\n",
             folder);
    return 77;
  }
  g_test_add_data_func ("/onnx/table", &suite, test_table);
  for (guint s = 0; s < G_N_ELEMENTS (suites); s++)
    for (guint i = 0; i < suite.cases[s]->len; i++) {
      BackendCase *c = suite.cases[s]->pdata[i];
      g_autofree char *path = g_strdup_printf ("/onnx/%s/%s", suites[s], c->name);

      if (c->reason == NULL)
        g_test_add_data_func (path, c, test_case);
    }
  result = g_test_run ();
  for (guint s = 0; s < G_N_ELEMENTS (suites); s++)
    g_ptr_array_unref (suite.cases[s]);
  return result;
}
