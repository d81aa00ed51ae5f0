/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long because each message of the toolkit that is known stands here with its reason.
 *
 * A monkey at the real window: test-monkey [SECONDS [SEED]], with "-m thorough" for an hour. It
 * presses what can be pressed, types, draws, calls actions, resizes, changes the theme, and does
 * not look. Pointer and keys are real events; with --verbose it says what it does.
 *
 * A warning, a crash, a main loop that stands still and memory that grows without end are found.
 * Folders are the test's own; dialogs that it opens it closes again.
 */

#include "monkey-hands.h"
#include "test-window.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nn/onnx/nn-model-file.h"
#include "ui/app/tenfold-application.h"

#define SECONDS 15
#define THOROUGH_SECONDS 3600

/* The main loop may not stand still for longer; a busy machine needs its time. */
#define LONGEST_STALL 20.0

/* So often all windows are closed, and memory compared with what it was when it was warm. */
#define REST_TURNS 400
#define WARM_TURNS 2000
#define MOST_RESIDENT_GROWTH 300
#define MOST_LENT_GROWTH 30 /* fonts and glyphs, of which the toolkit keeps many */
/* Of every menu with sections, GTK 4.8 keeps the sections when it goes. */
#define LENT_BY_WINDOW 0.03

/* Within so many seconds a window that was closed is gone with all that it had. */
#define MOST_GOING 300.0

/* The window may stay under a dialog for so many turns. */
#define DIALOG_TURNS 6

/* In megabytes. */
typedef struct {
  double resident, lent; /* of the process; by malloc, 0 where it does not say */
} Memory;

typedef struct {
  AdwApplication *application;
  GRand *random;
  char *folder;
  guint turns, dialog_turns;
  guint n_windows, n_sessions; /* that have not gone yet */
  guint n_met, n_met_warm;     /* windows of all times; of those, before memory was measured */
  MonkeyHands *hands;
  guint next_rest;  /* turn */
  Memory warm, now; /* 0: not yet known */
  gint64 start;
  gint64 beat; /* monotonic time at which the main loop last came by; atomic */
} Monkey;

static int
pick (Monkey *monkey, int n)
{
  return g_rand_int_range (monkey->random, 0, n);
}

static double
share (Monkey *monkey)
{
  return g_rand_double (monkey->random);
}

/* --- hands --- */

/* Moves the pointer to a place in a window. */
static void
point (Monkey *monkey, gpointer window, double x, double y)
{
  monkey_hands_point (monkey->hands, test_ui_xid (window), (int) x, (int) y);
}

static void
press (Monkey *monkey, gpointer window, double x, double y, guint button)
{
  g_test_message ("%u: button %u at %d, %d", monkey->turns, button, (int) x, (int) y);
  point (monkey, window, x, y);
  monkey_hands_button (monkey->hands, button, TRUE);
  monkey_hands_button (monkey->hands, button, FALSE);
}

/* Moving and resizing a window by its frame is the window manager's, and there is none: GTK would
 * wait for it for ever. */
#define EDGE 14
#define HEADER 60

static double
inside (Monkey *monkey, int from, int length)
{
  return from + share (monkey) * MAX (1, length - from - EDGE);
}

static void
click_anywhere (Monkey *monkey, gpointer window)
{
  press (monkey, window, inside (monkey, EDGE, gtk_widget_get_width (window)),
         inside (monkey, EDGE, gtk_widget_get_height (window)), pick (monkey, 8) == 0 ? 3 : 1);
}

static void
drag (Monkey *monkey, gpointer widget)
{
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double x = inside (monkey, EDGE, (int) width) / width;
  double y = inside (monkey, HEADER, (int) height) / height;

  g_test_message ("%u: drags on %s", monkey->turns, G_OBJECT_TYPE_NAME (widget));
  for (int i = 0, n = 2 + pick (monkey, 12); i < n; i++) {
    int wx, wy;

    test_ui_place (widget, x * width, y * height, &wx, &wy);
    point (monkey, widget, wx, wy);
    if (i == 0)
      monkey_hands_button (monkey->hands, 1, TRUE);
    x = CLAMP (x + g_rand_double_range (monkey->random, -0.2, 0.2), 0, 1);
    y = CLAMP (y + g_rand_double_range (monkey->random, -0.2, 0.2), 0, 1);
  }
  monkey_hands_button (monkey->hands, 1, FALSE);
}

/* Not the shortcuts' window (GTK 4.8's own warns of its labels), nor what ends the program. */
static void
type (Monkey *monkey)
{
  static const char *const keys[] = { "Tab",
                                      "Tab",
                                      "Tab",
                                      "shift+Tab",
                                      "space",
                                      "Return",
                                      "Escape",
                                      "Left",
                                      "Right",
                                      "Up",
                                      "Down",
                                      "Home",
                                      "End",
                                      "Page_Up",
                                      "Page_Down",
                                      "Delete",
                                      "BackSpace",
                                      "F5",
                                      "F5",
                                      "F7",
                                      "shift+F5",
                                      "shift+F7",
                                      "ctrl+z",
                                      "ctrl+z",
                                      "ctrl+c",
                                      "ctrl+x",
                                      "ctrl+v",
                                      "ctrl+a",
                                      "alt+1",
                                      "alt+2",
                                      "alt+3",
                                      "alt+4",
                                      "F10",
                                      "F11",
                                      "0",
                                      "3",
                                      "7",
                                      "9",
                                      "n",
                                      "r",
                                      "p",
                                      "e",
                                      "bracketleft",
                                      "bracketright",
                                      "t",
                                      "g",
                                      "minus",
                                      "period",
                                      "1",
                                      "ctrl+shift+z",
                                      "ctrl+BackSpace",
                                      "ctrl+n" };

  for (int i = 0, n = 1 + pick (monkey, 4); i < n; i++) {
    const char *key = keys[pick (monkey, G_N_ELEMENTS (keys))];

    g_test_message ("%u: key %s", monkey->turns, key);
    monkey_hands_key (monkey->hands, key);
  }
}

/* --- what it reaches for --- */

static void
collect (GtkWidget *widget, GPtrArray *widgets)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget))
    return;
  if (GTK_IS_BUTTON (widget) || GTK_IS_TOGGLE_BUTTON (widget) || GTK_IS_DROP_DOWN (widget)
      || GTK_IS_EXPANDER (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_SWITCH (widget)
      || GTK_IS_MENU_BUTTON (widget) || GTK_IS_GRID_VIEW (widget) || GTK_IS_LIST_BOX_ROW (widget)
      || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_RANGE (widget)
      || (GTK_IS_DRAWING_AREA (widget) && gtk_widget_get_focusable (widget)))
    g_ptr_array_add (widgets, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, widgets);
}

/* Something in a window that is made to be pressed. */
static void
press_something (Monkey *monkey, gpointer window)
{
  g_autoptr (GPtrArray) widgets = g_ptr_array_new ();
  GtkWidget *widget;
  int x, y;

  collect (window, widgets);
  if (widgets->len == 0)
    return;
  widget = widgets->pdata[pick (monkey, (int) widgets->len)];
  if (gtk_widget_get_width (widget) < 2 || gtk_widget_get_native (widget) != window)
    return;
  test_ui_place (widget, gtk_widget_get_width (widget) * (0.2 + 0.6 * share (monkey)),
                 gtk_widget_get_height (widget) / 2.0, &x, &y);
  g_test_message ("%u: %s", monkey->turns, G_OBJECT_TYPE_NAME (widget));
  press (monkey, window, x, y, 1);
}

/* Actions that would leave the test's folders or end it. */
static gboolean
is_forbidden (const char *name)
{
  static const char *const words[] = { "quit", "open", "help", "close", "download", "get-mnist" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static GVariant *
make_parameter (Monkey *monkey, GActionGroup *group, const char *name)
{
  const GVariantType *type = g_action_group_get_action_parameter_type (group, name);
  g_autoptr (GVariant) state = g_action_group_get_action_state (group, name);
  g_autoptr (GVariant) hint = g_action_group_get_action_state_hint (group, name);
  double least, most;

  if (hint != NULL && g_variant_type_is_array (g_variant_get_type (hint))
      && g_variant_n_children (hint) > 0
      && g_variant_type_equal (g_variant_type_element (g_variant_get_type (hint)), type))
    return g_variant_get_child_value (hint,
                                      (gsize) pick (monkey, (int) g_variant_n_children (hint)));
  /* Within a property's range. */
  if (hint != NULL && g_variant_is_of_type (hint, G_VARIANT_TYPE ("(dd)"))) {
    g_variant_get (hint, "(dd)", &least, &most);
    return g_variant_new_double (least + share (monkey) * (most - least));
  }
  if (g_variant_type_equal (type, G_VARIANT_TYPE_INT32))
    return g_variant_new_int32 (pick (monkey, 10));
  if (g_variant_type_equal (type, G_VARIANT_TYPE_DOUBLE))
    return g_variant_new_double (share (monkey) * 5);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    return g_variant_new_boolean (pick (monkey, 2));
  /* What it is already. */
  return state != NULL && g_variant_is_of_type (state, type) ? g_steal_pointer (&state) : NULL;
}

static void
call_action (Monkey *monkey, TenfoldWindow *window)
{
  GActionGroup *groups[] = { tenfold_pad_pane_get_actions (test_window_pad_pane (window)),
                             tenfold_train_page_get_actions (test_window_train_page (window)),
                             tenfold_train_page_get_plot_actions (test_window_train_page (window)),
                             G_ACTION_GROUP (window) };
  GActionGroup *group = groups[pick (monkey, G_N_ELEMENTS (groups))];
  g_auto (GStrv) names = g_action_group_list_actions (group);
  const char *name = names[pick (monkey, (int) g_strv_length (names))];
  GVariant *parameter = NULL;

  if (is_forbidden (name) || !g_action_group_get_action_enabled (group, name))
    return;
  if (g_action_group_get_action_parameter_type (group, name) != NULL) {
    parameter = make_parameter (monkey, group, name);
    if (parameter == NULL)
      return;
  }
  g_test_message ("%u: action %s", monkey->turns, name);
  g_action_group_activate_action (group, name, parameter);
}

/* A network from a file, a damaged one, a folder, a picture. */
static void
open_something (Monkey *monkey, TenfoldWindow *window)
{
  static const char *const names[] = { "good.onnx", "bad.onnx", "missing.onnx", "empty" };
  const char *name = names[pick (monkey, G_N_ELEMENTS (names))];
  g_autoptr (GFile) file = g_file_new_build_filename (monkey->folder, name, NULL);

  g_test_message ("%u: opens %s", monkey->turns, name);
  tenfold_window_open (window, file);
}

static void
choose_network (Monkey *monkey, TenfoldWindow *window)
{
  static const char *const presets[] = { "linear", "scratch", "keras", "lenet", "fast-cnn" };
  const char *preset = presets[pick (monkey, G_N_ELEMENTS (presets))];

  g_test_message ("%u: network %s", monkey->turns, preset);
  tenfold_session_create (test_window_session (window), nn_preset_find (preset),
                          (guint64) pick (monkey, 100));
}

/* A view of what is on the pad, and something in it that is dragged. */
static void
look_into (Monkey *monkey, TenfoldWindow *window)
{
  TenfoldUnderstandPage *page = test_window_understand_page (window);
  GtkWidget *widget;

  adw_view_stack_set_visible_child_name (test_window_child (window, "stack"), "understand");
  tenfold_understand_page_set_view (page, (TenfoldView) pick (monkey, TENFOLD_N_VIEWS));
  test_ui_run (0.2 * share (monkey));
  widget = test_ui_find_type (GTK_WIDGET (page),
                              pick (monkey, 2) == 0 ? GTK_TYPE_SCALE : GTK_TYPE_DRAWING_AREA);
  if (widget != NULL && gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 1)
    drag (monkey, widget);
}

static void
resize (Monkey *monkey, GtkWindow *window)
{
  int width = 360 + pick (monkey, 1000), height = 294 + pick (monkey, 600);

  g_test_message ("%u: %d x %d", monkey->turns, width, height);
  gtk_window_set_default_size (window, width, height);
}

static void
change_look (Monkey *monkey)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_test_message ("%u: another look", monkey->turns);
  switch (pick (monkey, 3)) {
  case 0:
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        pick (monkey, 2) ? ADW_COLOR_SCHEME_FORCE_DARK
                                                         : ADW_COLOR_SCHEME_FORCE_LIGHT);
    break;
  case 1:
    g_object_set (settings, "gtk-enable-animations", pick (monkey, 2), NULL);
    break;
  default:
    /* Few sizes: of each, Pango keeps fonts. */
    g_object_set (settings, "gtk-xft-dpi", (72 + 40 * pick (monkey, 4)) * 1024, NULL);
  }
}

/* --- who shows notifications --- */

static void
notify_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           GDBusMethodInvocation *invocation,
           gpointer data)
{
  gboolean answers = g_str_equal (method, "Notify");

  g_dbus_method_invocation_return_value (invocation, answers ? g_variant_new ("(u)", 1) : NULL);
}

/* The session bus is the test's own, with nobody on it; GLib warns where nobody takes one. */
static void
take_notifications (void)
{
  static const char xml[]
      = "<node><interface name='org.freedesktop.Notifications'>"
        "<method name='Notify'><arg type='s'/><arg type='u'/><arg type='s'/><arg type='s'/>"
        "<arg type='s'/><arg type='as'/><arg type='a{sv}'/><arg type='i'/>"
        "<arg type='u' direction='out'/></method>"
        "<method name='CloseNotification'><arg type='u'/></method></interface></node>";
  static const GDBusInterfaceVTable functions = { .method_call = notify_cb };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  g_assert_nonnull (bus);
  g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", node->interfaces[0],
                                     &functions, NULL, NULL, NULL);
  g_bus_own_name_on_connection (bus, "org.freedesktop.Notifications", 0, NULL, NULL, NULL, NULL);
}

/* --- one turn --- */

/* The dialog on top, of whatever kind; NULL for none. */
static GtkWindow *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (!TENFOLD_IS_WINDOW (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
gone_cb (gpointer data, GObject *session)
{
  --*(guint *) data;
}

/* A window that is met for the first time: it and its session have to go with it. */
static void
meet (Monkey *monkey, TenfoldWindow *window)
{
  static const char *const key = "monkey-met";

  if (g_object_get_data (G_OBJECT (window), key) != NULL)
    return;
  g_object_set_data (G_OBJECT (window), key, monkey);
  g_object_weak_ref (G_OBJECT (test_window_session (window)), gone_cb, &monkey->n_sessions);
  g_object_weak_ref (G_OBJECT (window), gone_cb, &monkey->n_windows);
  monkey->n_sessions++;
  monkey->n_met++;
  monkey->n_windows++;
}

static guint
list_windows (Monkey *monkey, GPtrArray *found)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TENFOLD_IS_WINDOW (l->data) && gtk_widget_get_mapped (l->data)) {
      meet (monkey, l->data);
      g_ptr_array_add (found, l->data);
    }
  return found->len;
}

static void
open_window (Monkey *monkey)
{
  GtkWindow *window = GTK_WINDOW (tenfold_window_new (monkey->application));

  gtk_window_present (window);
}

/* There is no window manager: somebody has to give the keyboard to a window, and to keep it on the
 * screen, off which GTK knows no monitor for a menu. */
static void
focus (Monkey *monkey, gpointer window)
{
  monkey_hands_place (monkey->hands, test_ui_xid (window));
  if (!gtk_window_is_active (window))
    monkey_hands_focus (monkey->hands, test_ui_xid (window));
}

/* Dialogs get a few blind presses; then they go. File choosers go at once: what they show is
 * outside of the test's folders. */
static void
treat_dialog (Monkey *monkey, GtkWindow *dialog)
{
  focus (monkey, dialog);
  if (GTK_IS_FILE_CHOOSER (dialog) || ++monkey->dialog_turns > DIALOG_TURNS) {
    g_test_message ("%u: closes %s", monkey->turns, G_OBJECT_TYPE_NAME (dialog));
    gtk_window_close (dialog);
    monkey->dialog_turns = 0;
  } else if (pick (monkey, 3) == 0) {
    type (monkey);
  } else {
    press_something (monkey, dialog);
  }
}

static void
treat_window (Monkey *monkey, TenfoldWindow *window)
{
  focus (monkey, window);
  switch (pick (monkey, 26)) {
  case 24:
  case 25:
    look_into (monkey, window);
    break;
  case 0:
    resize (monkey, GTK_WINDOW (window));
    break;
  case 1:
    change_look (monkey);
    break;
  case 2:
    choose_network (monkey, window);
    break;
  case 3:
    open_something (monkey, window);
    break;
  case 4:
  case 5:
    click_anywhere (monkey, window);
    break;
  case 6:
  case 7:
  case 8:
    drag (monkey, tenfold_pad_pane_get_pad (test_window_pad_pane (window)));
    break;
  case 9:
    drag (monkey, window);
    break;
  case 10:
    press (monkey, window, inside (monkey, EDGE, gtk_widget_get_width (GTK_WIDGET (window))),
           inside (monkey, EDGE, gtk_widget_get_height (GTK_WIDGET (window))),
           4 + (guint) pick (monkey, 2));
    break;
  case 11:
  case 12:
  case 13:
  case 14:
    type (monkey);
    break;
  case 15:
  case 16:
  case 17:
  case 18:
    press_something (monkey, window);
    break;
  case 19:
    if (pick (monkey, 5) == 0) {
      g_test_message ("%u: closes a window", monkey->turns);
      gtk_window_close (GTK_WINDOW (window));
    }
    break;
  default:
    call_action (monkey, window);
  }
}

static void
take_turn (Monkey *monkey)
{
  g_autoptr (GPtrArray) windows = g_ptr_array_new ();
  GtkWindow *dialog = find_dialog ();
  guint n = list_windows (monkey, windows);

  monkey->turns++;
  if (dialog != NULL)
    treat_dialog (monkey, dialog);
  else if (n == 0)
    open_window (monkey);
  else if (n > 3)
    gtk_window_destroy (windows->pdata[n - 1]);
  else
    treat_window (monkey, windows->pdata[pick (monkey, (int) n)]);
}

/* --- what is looked for --- */

static gboolean
beat_cb (gpointer data)
{
  Monkey *monkey = data;

  __atomic_store_n (&monkey->beat, g_get_monotonic_time (), __ATOMIC_RELAXED);
  return G_SOURCE_CONTINUE;
}

/* A warning that names a widget says too little of where it is. */
static void
print_ancestors (const char *message)
{
  const char *address = strstr (message, " 0x");
  GtkWidget *widget = NULL;

  if (address != NULL && sscanf (address, " %p", (void **) &widget) == 1)
    for (; GTK_IS_WIDGET (widget); widget = gtk_widget_get_parent (widget))
      g_printerr ("%s %s %d x %d\n", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_css_name (widget),
                  gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

/* Bugs of GTK 4.8 and libadwaita 1.2 that no program can keep away from; Tenfold asks none of this
 * itself. */
static gboolean
is_known (const char *message)
{
  static const char *const parts[] = {
    TEST_UI_LOST_COUNT,
    /* The pointer rests in a menu whose window closes before a tooltip would be shown: GTK asks
     * where the pointer is in the menu, which has no surface any more, and what is there. */
    "gdk_surface_get_device_position: assertion 'GDK_IS_SURFACE (surface)' failed",
    "_gtk_widget_find_at_coords: assertion 'GDK_IS_SURFACE (surface)' failed",
    /* The button of an open menu is off the screen: GTK asks for the size of its monitor. */
    "gdk_monitor_get_geometry: assertion 'GDK_IS_MONITOR (monitor)' failed",
    /* Something is scrolled, its window closes: it is slowed down without a clock. */
    "gdk_frame_clock_get_frame_time: assertion 'GDK_IS_FRAME_CLOCK (frame_clock)' failed",
    /* A field selects its text and lets the cursor blink once more; it corrects itself. */
    "GtkText - unexpected blinking selection. Removing",
  };
  g_autofree char *pointer = g_strdup_printf ("weak ref %p(", (gpointer) g_nullify_pointer);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (message, parts[i]) != NULL)
      return TRUE;
  /* Of a button of the view switcher, weak references change their order once the squeezer around
   * it has remembered that it had the focus; then GTK looks for one that is gone already when the
   * window closes. Tenfold has no such references but pointers, of which GLib says so with this
   * function. */
  return g_str_has_prefix (message, "g_object_weak_unref: couldn't find weak ref")
         && strstr (message, pointer) == NULL;
}

/* Any other warning is the end. */
static void
judge (GLogLevelFlags level, const char *message)
{
  if ((level & G_LOG_LEVEL_MASK) > G_LOG_LEVEL_WARNING || is_known (message))
    return;
  g_printerr ("%s\n", message);
  print_ancestors (message);
  abort ();
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      judge (level, fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Newer GLib hands what is not structured to the tests' own handler alone. */
static void
handle_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  judge (level, message);
}

/* On a thread of its own: the main loop that stands still cannot say so. It counts its own turns,
 * since a program that is stopped as a whole stands still for nobody. */
static gpointer
watch_thread (gpointer data)
{
  Monkey *monkey = data;
  gint64 beat, last = 0;
  guint n_still = 0;

  while ((beat = __atomic_load_n (&monkey->beat, __ATOMIC_RELAXED)) != 0) {
    n_still = beat == last ? n_still + 1 : 0;
    last = beat;
    if (n_still * 0.2 > LONGEST_STALL)
      g_error ("The main loop has stood still for %g s", LONGEST_STALL);
    g_usleep (200000);
  }
  return NULL;
}

/* Memory of this process that is in use, in megabytes. */
static double
megabytes (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return (double) pages * (double) sysconf (_SC_PAGESIZE) * 1e-6;
}

static void
make_files (Monkey *monkey)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("keras"), 5);
  g_autoptr (GFile) good = g_file_new_build_filename (monkey->folder, "good.onnx", NULL);
  g_autofree char *bad = g_build_filename (monkey->folder, "bad.onnx", NULL);
  g_autofree char *empty = g_build_filename (monkey->folder, "empty", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (nn_model_save (model, good, &error));
  g_assert_true (g_file_set_contents (bad, "no network", -1, &error));
  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
}

/* Whatever state it is in, every window goes, with all that is in it. Dialogs get an answer, for
 * which the program waits. */
static void
close_all (void)
{
  g_autoptr (GList) windows = NULL;

  for (GtkWindow *dialog = find_dialog (); dialog != NULL; dialog = find_dialog ()) {
    gtk_window_close (dialog);
    test_ui_run (0.1);
  }
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    g_object_ref (l->data);
  /* A chooser belongs to a native dialog, which destroys it. */
  for (GList *l = windows; l != NULL; l = l->next) {
    if (!GTK_IS_FILE_CHOOSER (l->data))
      gtk_window_destroy (l->data);
    g_object_unref (l->data);
  }
  test_ui_run (1);
}

static gboolean
all_gone (gpointer data)
{
  Monkey *monkey = data;

  return monkey->n_windows + monkey->n_sessions == 0;
}

static Memory
measure (void)
{
  Memory now = { 0 };
#ifdef __GLIBC__
  struct mallinfo2 info;

  malloc_trim (0);
  info = mallinfo2 ();
  now.lent = (double) (info.uordblks + info.hblkhd) * 1e-6;
#endif
  now.resident = megabytes ();
  return now;
}

static gboolean
is_back (gpointer data)
{
  Monkey *monkey = data;
  double kept = LENT_BY_WINDOW * (monkey->n_met - monkey->n_met_warm);

  monkey->now = measure ();
  return monkey->now.resident - monkey->warm.resident < MOST_RESIDENT_GROWTH + kept
         && monkey->now.lent - monkey->warm.lent < MOST_LENT_GROWTH + kept;
}

/* With no window there, memory is back to where it was: what a training run takes is no leak. What
 * the C library keeps in pieces that are too small to give back varies, what it has lent does not.
 * Work that is under way on another thread, such as penning digits, ends first. */
static void
rest (Monkey *monkey, gboolean is_warm)
{
  gboolean is_good;

  close_all ();
  if (!test_ui_wait (all_gone, monkey, MOST_GOING))
    g_error ("%u windows and %u sessions are left", monkey->n_windows, monkey->n_sessions);
  if (is_warm && monkey->warm.resident == 0) {
    monkey->warm = measure ();
    monkey->n_met_warm = monkey->n_met;
  }
  is_good = monkey->warm.resident == 0 || test_ui_wait (is_back, monkey, MOST_GOING);
  monkey->now = measure ();
  monkey->next_rest = monkey->turns + REST_TURNS;
  g_printerr ("%u turns, %u windows, %.0f s, %.0f MB, of which lent %.0f MB\n", monkey->turns,
              monkey->n_met, (double) (g_get_monotonic_time () - monkey->start) * 1e-6,
              monkey->now.resident, monkey->now.lent);
  if (!is_good)
    g_error ("Memory has grown by %.0f MB, what is lent by %.0f MB",
             monkey->now.resident - monkey->warm.resident, monkey->now.lent - monkey->warm.lent);
}

static void
be_monkey (Monkey *monkey, double seconds)
{
  gint64 half, end;
  guint beat;
  GThread *watch;

  monkey->start = g_get_monotonic_time ();
  half = monkey->start + (gint64) (seconds * 0.5e6);
  end = monkey->start + (gint64) (seconds * 1e6);
  monkey->next_rest = REST_TURNS;
  monkey->hands = monkey_hands_new ();
  beat_cb (monkey);
  beat = g_timeout_add (200, beat_cb, monkey);
  watch = g_thread_new ("watch", watch_thread, monkey);
  open_window (monkey);
  while (g_get_monotonic_time () < end) {
    take_turn (monkey);
    test_ui_run (0.01 + 0.05 * share (monkey));
    /* Everything has been shown once, or half of the time has gone. */
    if (monkey->turns >= monkey->next_rest
        || (monkey->warm.resident == 0 && g_get_monotonic_time () > half))
      rest (monkey, monkey->turns >= WARM_TURNS || g_get_monotonic_time () > half);
  }
  rest (monkey, TRUE);
  g_source_remove (beat);
  __atomic_store_n (&monkey->beat, 0, __ATOMIC_RELAXED);
  g_thread_join (watch);
  monkey_hands_free (monkey->hands);
}

int
main (int argc, char **argv)
{
  static const char *const variables[]
      = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };
  Monkey monkey = { 0 };
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  double seconds;
  guint32 seed;

  monkey.folder = g_dir_make_tmp ("tenfold-monkey-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i], monkey.folder, TRUE);
  /* There is no network: whoever wants one meets nobody. */
  g_setenv ("TENFOLD_MNIST_URL", "http://127.0.0.1:9/", TRUE);
  test_ui_init_with_log (&argc, &argv, write_log);
  g_log_set_default_handler (handle_log, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  seconds = argc > 1 ? atof (argv[1]) : g_test_thorough () ? THOROUGH_SECONDS : SECONDS;
  seed = argc > 2 ? (guint32) atoi (argv[2]) : 1;
  /* What g_print() says in a test is a comment in newer GLib. */
  puts ("1..1");

  monkey.random = g_rand_new_with_seed (seed);
  monkey.application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (monkey.application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (monkey.application), NULL, &error);
  g_assert_no_error (error);
  take_notifications ();
  make_files (&monkey);
  be_monkey (&monkey, seconds);
  puts ("ok 1 monkey");

  command = g_strdup_printf ("rm -rf '%s'", monkey.folder);
  test_ui_command (command);
  g_object_unref (monkey.application);
  g_rand_free (monkey.random);
  g_free (monkey.folder);
  return 0;
}
