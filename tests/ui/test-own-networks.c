/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nn/base/nn-error.h"
#include "ui/session/tenfold-own-networks.h"

/* The data folder is one of the test's own: see main(). */

static char *path;

static void
write_file (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static void
assert_file (const char *expected, gsize length)
{
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_cmpmem (text, n, expected, length);
}

static void
set_up (void)
{
  g_remove (path);
}

/* What one window keeps is there in the next start, in the order in which it was kept; a name that
 * is there already gets other layers. */
static void
test_kept (void)
{
  g_autoptr (GError) error = NULL;

  set_up ();
  {
    g_autoptr (TenfoldOwnNetworks) own = tenfold_own_networks_new ();

    g_assert_cmpuint (tenfold_own_networks_count (own), ==, 0);
    g_assert_null (tenfold_own_networks_get_problem (own));
    g_assert_true (tenfold_own_networks_put (own, "Wide", "dense 2000, relu,\n  dense 10", &error));
    g_assert_true (
        tenfold_own_networks_put (own, " For points: one ", "dense 8, tanh, dense 1", &error));
    g_assert_true (tenfold_own_networks_put (own, "Wide", "dense 1000, dense 10", &error));
    g_assert_no_error (error);
    g_assert_cmpuint (tenfold_own_networks_count (own), ==, 2);
  }
  {
    g_autoptr (TenfoldOwnNetworks) own = tenfold_own_networks_new ();

    g_assert_cmpuint (tenfold_own_networks_count (own), ==, 2);
    g_assert_cmpstr (tenfold_own_networks_get_name (own, 0), ==, "Wide");
    g_assert_cmpstr (tenfold_own_networks_get_text (own, 0), ==, "dense 1000, dense 10");
    g_assert_cmpstr (tenfold_own_networks_get_name (own, 1), ==, "For points: one");
    g_assert_cmpuint (tenfold_own_networks_find (own, "For points: one"), ==, 1);
    g_assert_true (tenfold_own_networks_remove (own, "Wide", &error));
    g_assert_true (tenfold_own_networks_remove (own, "Nobody", &error));
    g_assert_cmpuint (tenfold_own_networks_count (own), ==, 1);
  }
  assert_file ("For points: one: dense 8, tanh, dense 1\n", 40);
}

static gboolean
has_one (gpointer own)
{
  return tenfold_own_networks_count (own) == 1;
}

/* Another window, or another program, adds one. */
static void
test_watched (void)
{
  g_autoptr (TenfoldOwnNetworks) one = NULL;
  g_autoptr (TenfoldOwnNetworks) other = NULL;

  set_up ();
  one = tenfold_own_networks_new ();
  other = tenfold_own_networks_new ();
  g_assert_true (tenfold_own_networks_put (one, "A", "dense 10", NULL));
  while (!has_one (other))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tenfold_own_networks_remove (other, "A", NULL));
  while (has_one (one))
    g_main_context_iteration (NULL, TRUE);
}

/* What cannot be used is named once and stays where it is. */
static void
test_damaged_lines (void)
{
  static const char text[]
      = "good: dense 10\nno colon\n\nbad: dense many\n\x01: dense 10\nrest: relu";
  g_autoptr (TenfoldOwnNetworks) own = NULL;
  g_autoptr (GError) error = NULL;

  write_file (text, -1);
  own = tenfold_own_networks_new ();
  g_assert_cmpuint (tenfold_own_networks_count (own), ==, 2);
  g_assert_nonnull (strstr (tenfold_own_networks_get_problem (own), "my-networks.txt, line 2"));
  g_assert_true (tenfold_own_networks_put (own, "good", "tanh, dense 10", &error));
  g_assert_true (tenfold_own_networks_remove (own, "rest", &error));
  g_assert_no_error (error);
  assert_file ("good: tanh, dense 10\nno colon\n\nbad: dense many\n\x01: dense 10\n", 59);
}

/* A file that is none of ours is neither used nor overwritten. */
static void
test_hostile_files (void)
{
  static const char binary[] = "a: dense 10\n\xff\xfe\0b";
  g_autofree char *large = g_strnfill (8 << 20, 'x');
  const struct {
    const char *data;
    gsize length;
  } files[] = { { binary, sizeof binary }, { large, strlen (large) } };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (TenfoldOwnNetworks) own = NULL;
    g_autoptr (GError) error = NULL;

    write_file (files[i].data, (gssize) files[i].length);
    own = tenfold_own_networks_new ();
    g_assert_cmpuint (tenfold_own_networks_count (own), ==, 0);
    g_assert_nonnull (tenfold_own_networks_get_problem (own));
    g_assert_false (tenfold_own_networks_put (own, "mine", "dense 10", &error));
    g_assert_cmpint (error->domain, ==, NN_ERROR);
    assert_file (files[i].data, files[i].length);
  }
  g_remove (path);
  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  {
    g_autoptr (TenfoldOwnNetworks) own = tenfold_own_networks_new ();

    g_assert_nonnull (tenfold_own_networks_get_problem (own));
    g_assert_false (tenfold_own_networks_put (own, "mine", "dense 10", NULL));
  }
  g_rmdir (path);
}

/* So many and no more, and the others stay in the file. */
static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TenfoldOwnNetworks) own = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "n%u: dense 10\n", i);
  write_file (text->str, -1);
  own = tenfold_own_networks_new ();
  g_assert_cmpuint (tenfold_own_networks_count (own), ==, 200);
  g_assert_nonnull (strstr (tenfold_own_networks_get_problem (own), "line 201"));
  g_assert_false (tenfold_own_networks_put (own, "one more", "dense 10", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  assert_file (text->str, text->len);
}

static void
test_refused (void)
{
  g_autofree char *long_name = g_strnfill (TENFOLD_OWN_NETWORK_MAX_NAME + 1, 'x');
  const char *const cases[][2]
      = { { "", "dense 10" },           { "  ", "dense 10" }, { long_name, "dense 10" },
          { "two\nlines", "dense 10" }, { "good", "dense" },  { "good", "" } };
  g_autoptr (TenfoldOwnNetworks) own = NULL;

  set_up ();
  own = tenfold_own_networks_new ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (tenfold_own_networks_put (own, cases[i][0], cases[i][1], &error));
    g_assert_cmpint (error->domain, ==, NN_ERROR);
  }
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-networks-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (folder, "tenfold", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (g_mkdir (data, 0777), ==, 0);
  path = g_build_filename (data, "my-networks.txt", NULL);
  g_test_add_func ("/own-networks/kept", test_kept);
  g_test_add_func ("/own-networks/watched", test_watched);
  g_test_add_func ("/own-networks/damaged-lines", test_damaged_lines);
  g_test_add_func ("/own-networks/hostile-files", test_hostile_files);
  g_test_add_func ("/own-networks/too-many", test_too_many);
  g_test_add_func ("/own-networks/refused", test_refused);
  result = g_test_run ();
  g_remove (path);
  g_free (path);
  g_rmdir (data);
  g_rmdir (folder);
  return result;
}
