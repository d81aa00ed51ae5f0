/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include <sys/syscall.h>
#include <unistd.h>

/* Quitting loses nothing, however slow the disk is: windows are closed at random moments while
 * digits and a network are being written. The first argument says how often. */

static int n_quits = 5;
static AdwApplication *application;
static gint delay; /* microseconds of fsync() */

/* The disk of this test. */
int
fsync (int fd)
{
  g_usleep ((gulong) g_atomic_int_get (&delay));
  return (int) syscall (SYS_fsync, fd);
}

static gboolean
is_gone (gpointer window)
{
  return *(gpointer *) window == NULL;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* Files whose names begin with a dot are what writing has not finished. */
static guint
count_hidden (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += *name == '.';
  return n;
}

static void
label (TenfoldWindow *window)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (window));
  NnPoint point = { .x = (float) g_test_rand_double_range (0.2, 0.8), .y = 0.2f, .pressure = 1 };

  tenfold_ink_clear (ink);
  tenfold_ink_begin_stroke (ink, point, 0.07);
  point.y = 0.8f;
  tenfold_ink_add_points (ink, &point, 1);
  tenfold_ink_end (ink);
  gtk_widget_activate_action (GTK_WIDGET (window), "pad.label", "i", 1);
}

static void
saved_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tenfold_session_save_finish (TENFOLD_SESSION (session), result, &error);
  g_assert_no_error (error);
}

static void
test_quit (void)
{
  g_autoptr (GFile) file = nn_own_digits_file ();
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (file));
  guint n_expected = 0;

  for (int i = 0; i < n_quits; i++) {
    TenfoldWindow *window = tenfold_window_new (application);
    g_autofree char *path = g_strdup_printf ("%s/network-%d.onnx", folder, i);
    g_autoptr (GFile) network = g_file_new_for_path (path);
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    int n = g_test_rand_int_range (1, 5);

    test_ui_present (window);
    g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
    g_atomic_int_set (&delay, g_test_rand_int_range (0, 300000));
    for (int k = 0; k < n; k++) {
      label (window);
      test_ui_run (g_test_rand_double_range (0, 0.1));
    }
    n_expected += (guint) n;
    tenfold_session_save_async (test_window_session (window), network, NULL, saved_cb, NULL);
    test_ui_run (g_test_rand_double_range (0, 0.4));
    gtk_window_close (GTK_WINDOW (window));
    g_assert_true (test_ui_wait (is_gone, &window, 60));

    /* Nothing of the program runs any more from here on: what is there counts. */
    g_assert_true (g_file_get_contents (g_file_peek_path (file), &text, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (count_lines (text), ==, n_expected);
    g_assert_true (g_file_query_exists (network, NULL));
    g_assert_cmpuint (count_hidden (folder), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("tenfold-quit-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", data);
  int status;

  if (argc > 1 && g_ascii_isdigit (*argv[1]))
    n_quits = atoi (argv[1]);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  test_ui_init (&argc, &argv);
  application = adw_application_new ("org.tenfold.Tenfold.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/quit/loses-nothing", test_quit);
  status = g_test_run ();
  g_object_unref (application);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return status;
}
