/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include "ui/app/tenfold-application.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/train/tenfold-train-page.h"

/* The end of a run while nobody looks: the desktop says it, and leads back. The desktop is a
 * stand-in on the test's own bus. */

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"
#define SERVER_ID 42

static const char interface_xml[]
    = "<node><interface name='" NAME "'>"
      "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
      "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
      "</interface></node>";

typedef struct {
  TenfoldWindow *window, *other;
  GDBusConnection *bus;
  guint n_notices, n_closed;
  char *title, *body, **actions;
  gboolean ended;
} Fixture;

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Fixture *f = data;

  if (g_str_equal (method, "CloseNotification")) {
    f->n_closed++;
    g_dbus_method_invocation_return_value (invocation, NULL);
    return;
  }
  g_clear_pointer (&f->title, g_free);
  g_clear_pointer (&f->body, g_free);
  g_clear_pointer (&f->actions, g_strfreev);
  g_variant_get (parameters, "(susss^as@a{sv}i)", NULL, NULL, NULL, &f->title, &f->body,
                 &f->actions, NULL, NULL);
  f->n_notices++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", SERVER_ID));
}

/* A connection of its own: the program's would answer itself. */
static void
start_desktop (Fixture *f)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) info = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  f->bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  info = g_dbus_node_info_new_for_xml (interface_xml, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (f->bus, PATH, info->interfaces[0], &table, f, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (f->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", NAME, 4), NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
press_default_action (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (f->bus, NULL, PATH, NAME, "ActionInvoked",
                                 g_variant_new ("(us)", SERVER_ID, "default"), &error);
  g_assert_no_error (error);
}

static void
report_cb (TenfoldSession *session, NnReport *report, Fixture *f)
{
  if (report->kind > NN_REPORT_TESTING)
    f->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Fixture *) data)->ended;
}

static gboolean
has_notice (gpointer data)
{
  return ((Fixture *) data)->n_notices > 0;
}

static gboolean
is_closed (gpointer data)
{
  return ((Fixture *) data)->n_closed > 0;
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static void
look_at (gpointer window)
{
  test_ui_xdotool ("windowfocus %lu", test_ui_xid (window));
  test_ui_assert_wait (is_active, window);
}

static void
train (Fixture *f, const char *recipe_text)
{
  NnRecipe recipe;

  g_assert_true (nn_recipe_from_string (&recipe, recipe_text, NULL));
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("linear"), 1);
  tenfold_recipe_form_set_recipe (
      test_train_page_child (test_window_train_page (f->window), "form"), &recipe);
  f->ended = FALSE;
  f->n_notices = f->n_closed = 0;
  gtk_widget_activate_action (GTK_WIDGET (f->window), "train.toggle", NULL);
  g_assert_true (test_ui_wait (has_ended, f, 120));
}

static void
test_notice (gconstpointer data)
{
  g_autoptr (AdwApplication) application = ADW_APPLICATION (tenfold_application_new ());
  g_autoptr (GError) error = NULL;
  Fixture f = { 0 };

  start_desktop (&f);
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  f.window = tenfold_window_new (application);
  test_ui_present (f.window);
  f.other = tenfold_window_new (application);
  test_ui_present (f.other);
  g_signal_connect (test_window_session (f.window), "report", G_CALLBACK (report_cb), &f);
  g_assert_true (tenfold_train_page_choose_source (test_window_train_page (f.window), "penned"));

  /* Somebody looks: nothing. */
  look_at (f.window);
  train (&f, "epochs=1 batch=256");
  test_ui_run (0.3);
  g_assert_cmpuint (f.n_notices, ==, 0);

  /* Nobody does. */
  look_at (f.other);
  train (&f, "epochs=1 batch=256");
  test_ui_assert_wait (has_notice, &f);
  g_assert_cmpuint (f.n_notices, ==, 1);
  g_assert_true (g_str_has_prefix (f.title, "Trained: "));
  g_assert_true (g_str_has_suffix (f.title, "on test"));
  g_assert_nonnull (strstr (f.body, tenfold_session_get_title (test_window_session (f.window))));
  g_assert_true (g_strv_contains ((const char *const *) f.actions, "default"));
  g_assert_false (gtk_window_is_active (GTK_WINDOW (f.window)));
  press_default_action (&f);
  test_ui_assert_wait (is_active, f.window);

  /* A run that fails says so; who comes back by himself needs no notice any more. */
  look_at (f.other);
  train (&f, "optimizer=sgd momentum=0.9 rate=10 epochs=2");
  test_ui_assert_wait (has_notice, &f);
  g_assert_cmpstr (f.title, ==, "Training Failed");
  g_assert_cmpuint (f.n_closed, ==, 0);
  look_at (f.window);
  test_ui_assert_wait (is_closed, &f);

  test_ui_destroy (GTK_WINDOW (f.other));
  test_ui_destroy (GTK_WINDOW (f.window));
  g_dbus_connection_close_sync (f.bus, NULL, NULL);
  g_object_unref (f.bus);
  g_free (f.title);
  g_free (f.body);
  g_strfreev (f.actions);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_data_func ("/notice", NULL, test_notice);
  return g_test_run ();
}
