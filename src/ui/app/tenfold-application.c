/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/app/tenfold-application.h"

#include <glib/gi18n.h>

#include "ui/app/tenfold-recovery.h"
#include "ui/gtk/tenfold-ask.h"

struct _TenfoldApplication {
  AdwApplication parent_instance;

  gboolean has_looked; /* for what killed windows have left */
};

G_DEFINE_FINAL_TYPE (TenfoldApplication, tenfold_application, ADW_TYPE_APPLICATION)

static gboolean
offer_cb (gpointer data)
{
  tenfold_recovery_offer (data);
  return G_SOURCE_REMOVE;
}

/* The first one asks, once it is there to be seen, what is to become of what a crash has left. */
static TenfoldWindow *
new_window (GApplication *application)
{
  TenfoldApplication *self = TENFOLD_APPLICATION (application);
  TenfoldWindow *window = tenfold_window_new (ADW_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  if (!self->has_looked)
    g_idle_add_full (G_PRIORITY_LOW, offer_cb, g_object_ref (window), g_object_unref);
  self->has_looked = TRUE;
  return window;
}

static void
tenfold_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    new_window (application);
}

static void
tenfold_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    tenfold_window_open (new_window (application), files[i]);
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  new_window (data);
}

/* From a notice of the desktop. */
static void
show_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_window_by_id (data, g_variant_get_uint32 (parameter));

  if (window != NULL)
    gtk_window_present (window);
  else
    g_application_activate (data);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *about = g_object_new (
      ADW_TYPE_ABOUT_WINDOW, "transient-for", gtk_application_get_active_window (data), "modal",
      TRUE, "destroy-with-parent", TRUE, "application-name", "Tenfold", "application-icon",
      "org.tenfold.Tenfold", "version", TENFOLD_VERSION, "comments",
      _ ("Draw digits, watch a network read them, and watch it learn."), "developer-name",
      _ ("The Tenfold developers"), "license-type", GTK_LICENSE_GPL_3_0, "translator-credits",
      _ ("translator-credits"), NULL);

  tenfold_dialog_guard (about);
  gtk_window_present (about);
}

/* Each window asks about its own unsaved work; the program ends with the last one. */
static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (data));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static const GActionEntry entries[] = {
  { .name = "new-window", .activate = new_window_cb },
  { .name = "show-window", .activate = show_window_cb, .parameter_type = "u" },
  { .name = "about", .activate = about_cb },
  { .name = "quit", .activate = quit_cb },
};

static const struct {
  const char *action;
  const char *keys[2];
} accelerators[] = {
  { "app.new-window", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.fullscreen", { "F11" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.help('')", { "F1" } },
  { "win.help('keys')", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
  { "train.toggle", { "F5" } },
  { "train.stop", { "<Shift>F5" } },
  { "train.step", { "F7" } },
  { "train.step-epoch", { "<Shift>F7" } },
  { "win.page(1)", { "<Alt>1" } },
  { "win.page(2)", { "<Alt>2" } },
  { "win.page(3)", { "<Alt>3" } },
  { "win.page(4)", { "<Alt>4" } },
  { "win.page(5)", { "<Alt>5" } },
  { "win.page(6)", { "<Alt>6" } },
};

static void
tenfold_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (tenfold_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
  gtk_window_set_default_icon_name ("org.tenfold.Tenfold");
}

/* What has been set is written by another program, which may still be at it. */
static void
tenfold_application_shutdown (GApplication *application)
{
  G_APPLICATION_CLASS (tenfold_application_parent_class)->shutdown (application);
  g_settings_sync ();
}

/* What needs no display is answered at once. */
static int
tenfold_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("tenfold %s\n", TENFOLD_VERSION);
  return 0;
}

static void
tenfold_application_class_init (TenfoldApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = tenfold_application_activate;
  application_class->handle_local_options = tenfold_application_handle_local_options;
  application_class->open = tenfold_application_open;
  application_class->shutdown = tenfold_application_shutdown;
  application_class->startup = tenfold_application_startup;
}

static void
tenfold_application_init (TenfoldApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  /* Translators: after the name of the program in its help: networks or folders to open */
  g_application_set_option_context_parameter_string (application, _ ("[FILE…]"));
  g_application_add_main_option (application, "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _ ("Show the version"), NULL);
}

TenfoldApplication *
tenfold_application_new (void)
{
  return g_object_new (TENFOLD_TYPE_APPLICATION, "application-id", "org.tenfold.Tenfold",
                       "resource-base-path", "/org/tenfold/Tenfold", "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
