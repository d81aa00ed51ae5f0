/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <dlfcn.h>
#include <gdk/x11/gdkx.h>
#include <math.h>
#include <stdlib.h>

#include "../sanitized.h"

/*
 * What tests of the window share. They run on a virtual X display of their own, without a window
 * manager; the pointer and the keys are real events, sent with xdotool. Warnings are fatal.
 *
 * With TENFOLD_SCREENSHOTS=FOLDER, test_ui_screenshot() writes FOLDER/NAME.png.
 */

#ifdef TEST_SANITIZED
/* Modules stay loaded, so that the search for leaks can name what an unloaded one has left. */
int
dlclose (void *module)
{
  return 0;
}
#endif

static inline void
test_ui_remove_state (void)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", g_getenv ("XDG_STATE_HOME"));

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

/* A bug of GTK that no program can keep away from: it counts which widgets a button is held down
 * on, and loses count where something else takes the place of what was pressed (in 4.18 with each
 * click on a GtkEditableLabel); it corrects itself. */
#define TEST_UI_LOST_COUNT "Broken accounting of active state"

static inline GLogWriterOutput
test_ui_write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && g_str_has_prefix (fields[i].value, TEST_UI_LOST_COUNT))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

/* The state is the process's own: what a run before lost in a crash is not offered to this one. */
static inline void
test_ui_init_with_log (int *argc, char ***argv, GLogWriterFunc write_log)
{
  g_autoptr (GtkCssProvider) style = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = g_dir_make_tmp ("tenfold-ui-XXXXXX", &error);

  g_assert_no_error (error);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  atexit (test_ui_remove_state);
  g_test_init (argc, argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  adw_init ();
  /* What the application does by itself. */
  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/org/tenfold/Tenfold/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/tenfold/Tenfold/icons");
}

static inline void
test_ui_init (int *argc, char ***argv)
{
  test_ui_init_with_log (argc, argv, test_ui_write_log);
}

static inline gboolean
test_ui_timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the condition holds; FALSE: it did not within these seconds. */
static inline gboolean
test_ui_wait (gboolean (*condition) (gpointer data), gpointer data, double seconds)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add ((guint) (seconds * 1000), test_ui_timeout_cb, &late);
  gboolean holds;

  while (!(holds = condition (data)) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);
  return holds;
}

#define test_ui_assert_wait(condition, data) g_assert_true (test_ui_wait ((condition), (data), 10))

static inline gboolean
test_ui_never (gpointer data)
{
  return FALSE;
}

/* Runs the main loop for some time. */
static inline void
test_ui_run (double seconds)
{
  test_ui_wait (test_ui_never, NULL, seconds);
}

static inline gboolean
test_ui_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gint64 *frame = data;

  if (*frame < 0)
    *frame = gdk_frame_clock_get_frame_counter (clock);
  return gdk_frame_clock_get_frame_counter (clock) <= *frame + 1;
}

static inline void
test_ui_frame_done_cb (gpointer data)
{
  *(gint64 *) data = G_MAXINT64;
}

static inline gboolean
test_ui_is_done (gpointer data)
{
  return *(gint64 *) data == G_MAXINT64;
}

/* Waits until what is queued is laid out and painted. */
static inline void
test_ui_settle (gpointer widget)
{
  gint64 *frame = g_new (gint64, 1);

  *frame = -1;
  gtk_widget_add_tick_callback (widget, test_ui_frame_cb, frame, test_ui_frame_done_cb);
  gtk_widget_queue_draw (widget);
  g_assert_true (test_ui_wait (test_ui_is_done, frame, 10));
  g_free (frame);
}

static inline void
test_ui_exited_cb (GPid pid, int status, gpointer data)
{
  *(int *) data = status;
  g_spawn_close_pid (pid);
}

static inline gboolean
test_ui_has_exited (gpointer data)
{
  return *(int *) data != -1;
}

/* Runs a command while the main loop runs. */
static inline void
test_ui_command (const char *command)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;
  GPid pid;

  g_shell_parse_argv (command, NULL, &words, &error);
  g_assert_no_error (error);
  g_spawn_async (NULL, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                 &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, test_ui_exited_cb, &status);
  test_ui_assert_wait (test_ui_has_exited, &status);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* Runs xdotool with these words, then the main loop for a moment. */
static inline void test_ui_xdotool (const char *format, ...) G_GNUC_PRINTF (1, 2);

static inline void
test_ui_xdotool (const char *format, ...)
{
  g_autofree char *arguments = NULL, *command = NULL;
  va_list list;

  va_start (list, format);
  arguments = g_strdup_vprintf (format, list);
  va_end (list);
  command = g_strconcat ("xdotool ", arguments, NULL);
  test_ui_command (command);
  test_ui_run (0.05);
}

static inline gulong
test_ui_xid (gpointer widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  return gdk_x11_surface_get_xid (surface);
}

/* Shows a window at the display's corner, with the keyboard. */
static inline void
test_ui_present (gpointer window)
{
  gtk_window_present (window);
  test_ui_settle (window);
  test_ui_xdotool ("windowmove %lu 0 0 windowfocus %lu", test_ui_xid (window),
                   test_ui_xid (window));
  test_ui_settle (window);
}

/* A window with a widget in it. */
static inline GtkWindow *
test_ui_window (GtkWidget *child, int width, int height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_decorated (window, FALSE);
  gtk_window_set_default_size (window, width, height);
  gtk_window_set_child (window, child);
  test_ui_present (window);
  return window;
}

/* The first widget of a type, in the order in which they are seen; NULL: there is none. */
static inline GtkWidget *
test_ui_find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = test_ui_find_type (child, type);
  return found;
}

/* Gives a window another size. */
static inline void
test_ui_resize (gpointer window, int width, int height)
{
  gtk_window_set_default_size (window, width, height);
  test_ui_settle (window);
  test_ui_run (0.1);
  test_ui_settle (window);
}

/* Another window that is shown, in front of this one (a dialog) or any. NULL: none. */
static inline GtkWindow *
test_ui_find_window (gpointer window, gboolean in_front)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);

    if (other != window && gtk_widget_get_mapped (GTK_WIDGET (other))
        && (!in_front || gtk_window_get_transient_for (other) == window))
      return other;
  }
  return NULL;
}

/* Closes the dialog before a window that says why something failed, and returns its title; NULL:
 * there is none. */
static inline char *
test_ui_take_error (gpointer window)
{
  GtkWindow *dialog = test_ui_find_window (window, TRUE);
  char *title;

  if (dialog == NULL || !ADW_IS_MESSAGE_DIALOG (dialog))
    return NULL;
  title = g_strdup (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)));
  gtk_window_close (dialog);
  return title;
}

/* Destroys a window; it and what is in it must be gone. */
static inline void
test_ui_destroy (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  for (int i = 0; window && i < 100; i++)
    test_ui_run (0.01);
  g_assert_null (window);
}

/* A place in a widget as a place in its window, as xdotool's --window wants it: the middle where
 * the toolkit knows of none, as of what is just sliding in. */
static inline void
test_ui_place (gpointer widget, double x, double y, int *window_x, int *window_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double shift_x, shift_y, nx, ny;

  gtk_native_get_surface_transform (native, &shift_x, &shift_y);
  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x, y, &nx, &ny));
  if (!isfinite (nx) || !isfinite (ny)) {
    nx = gtk_widget_get_width (GTK_WIDGET (native)) / 2.0;
    ny = gtk_widget_get_height (GTK_WIDGET (native)) / 2.0;
  }
  *window_x = (int) (nx + shift_x + 0.5);
  *window_y = (int) (ny + shift_y + 0.5);
}

/* Presses a button of the pointer (1 is the first) in the middle of a widget. */
static inline void
test_ui_click (gpointer widget, int button)
{
  int x, y;

  test_ui_place (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0,
                 &x, &y);
  test_ui_xdotool ("mousemove --window %lu %d %d sleep 0.03 click %d", test_ui_xid (widget), x, y,
                   button);
}

/* Draws with the first button: places as pairs of x and y, 0..1 of the widget. */
static inline void
test_ui_draw (gpointer widget, const double (*places)[2], guint n_places)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < n_places; i++) {
    int x, y;

    test_ui_place (widget, places[i][0] * gtk_widget_get_width (widget),
                   places[i][1] * gtk_widget_get_height (widget), &x, &y);
    g_string_append_printf (words, "mousemove --window %lu %d %d sleep 0.01 ", test_ui_xid (widget),
                            x, y);
    if (i == 0)
      g_string_append (words, "mousedown 1 ");
  }
  g_string_append (words, "mouseup 1");
  test_ui_xdotool ("%s", words->str);
}

/* Presses keys, as xdotool names them: "ctrl+z", "space". */
static inline void
test_ui_keys (const char *keys)
{
  test_ui_xdotool ("key --delay 20 %s", keys);
}

static inline void
test_ui_screenshot (const char *name)
{
  const char *folder = g_getenv ("TENFOLD_SCREENSHOTS");
  g_autofree char *command = NULL;

  if (!folder)
    return;
  command = g_strdup_printf ("import -window root '%s/%s.png'", folder, name);
  test_ui_command (command);
}
