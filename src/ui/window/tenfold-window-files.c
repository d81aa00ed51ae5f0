/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "ui/words/tenfold-progress-text.h"
#include "ui/gtk/tenfold-dialog.h"
#include "ui/window/tenfold-window-private.h"

#define MAX_RECENT 10

/* A window and what it was about to do, for a dialog or a job to come back to. */
typedef struct {
  TenfoldWindow *window; /* owned */
  TenfoldWindowThen then;
} Plan;

static Plan *
plan_new (TenfoldWindow *window, TenfoldWindowThen then)
{
  Plan *plan = g_new0 (Plan, 1);

  plan->window = g_object_ref (window);
  plan->then = then;
  return plan;
}

static void
plan_free (Plan *plan)
{
  g_object_unref (plan->window);
  g_free (plan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static gboolean
carry_out_cb (gpointer data)
{
  Plan *plan = data;

  plan->then (plan->window);
  return G_SOURCE_REMOVE;
}

/* --- unsaved work --- */

static void
answer_cb (AdwMessageDialog *dialog, const char *response, Plan *plan)
{
  g_autoptr (Plan) owned = plan;

  if (g_str_equal (response, "save")) {
    tenfold_session_stop (plan->window->session);
    tenfold_window_save (plan->window, FALSE, plan->then);
  } else if (g_str_equal (response, "discard")) {
    /* The dialog must be gone before its window may go. */
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, carry_out_cb, g_steal_pointer (&owned),
                     (GDestroyNotify) plan_free);
  } else {
    g_clear_object (&plan->window->opening);
    g_clear_pointer (&plan->window->opened, nn_model_unref);
  }
}

/* What would be lost, in a sentence. */
static char *
describe (TenfoldSession *session)
{
  const char *known
      = nn_model_get_fact (tenfold_session_get_model (session), "validation_accuracy");
  const char *title = tenfold_session_get_title (session);
  g_autofree char *percent = NULL;

  if (known == NULL)
    /* Translators: a network */
    return g_strdup_printf (_ ("What %s has learned is not saved."), title);
  percent = tenfold_percent_text (g_ascii_strtod (known, NULL));
  /* Translators: a network and a percentage */
  return g_strdup_printf (_ ("What %s has learned is not saved. It reads %s of the validation "
                             "pictures."),
                          title, percent);
}

void
tenfold_window_ask_then (TenfoldWindow *self, TenfoldWindowThen then)
{
  gboolean training = tenfold_session_get_state (self->session) != NN_WORKER_IDLE;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (!training && !tenfold_session_get_modified (self->session)) {
    then (self);
    return;
  }
  body = describe (self->session);
  dialog = tenfold_dialog_new (
      GTK_WINDOW (self), training ? _ ("Training Is Under Way") : _ ("Save This Network?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    training ? _ ("_Keep Training") : _ ("_Cancel"), "discard",
                                    training ? _ ("_Stop and Discard") : _ ("_Discard"), "save",
                                    training ? _ ("_Stop and Save") : _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answer_cb), plan_new (self, then));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- choosing --- */

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) networks = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (networks, _ ("Networks (ONNX)"));
  gtk_file_filter_add_pattern (networks, "*.onnx");
  gtk_file_chooser_add_filter (chooser, networks);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, TenfoldWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    tenfold_window_open (self, file);
  g_object_unref (dialog);
}

static void
choose (TenfoldWindow *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, _ ("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_OPEN)
    add_filters (GTK_FILE_CHOOSER (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
tenfold_window_choose_file (TenfoldWindow *self)
{
  choose (self, _ ("Open a Network"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

void
tenfold_window_choose_folder (TenfoldWindow *self)
{
  choose (self, _ ("Open a Folder of Pictures"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

/* --- opening --- */

static void
remember_recent (TenfoldWindow *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = { .mime_type = (char *) "application/x-onnx",
                         .app_name = (char *) "Tenfold",
                         .app_exec = (char *) "tenfold %u" };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
  tenfold_window_fill_recent_menu (self);
}

static void
open_now (TenfoldWindow *self)
{
  g_autoptr (GFile) file = g_steal_pointer (&self->opening);
  g_autoptr (NnModel) model = g_steal_pointer (&self->opened);

  if (model == NULL)
    return;
  tenfold_session_adopt (self->session, model, file);
  remember_recent (self, file);
}

/* Only what can be opened asks about the work that it would take the place of. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model
      = tenfold_session_read_file_finish (TENFOLD_SESSION (object), result, &error);

  if (self->session == NULL)
    return;
  if (model == NULL) {
    tenfold_window_show_error (self, _ ("This Network Cannot Be Opened"), error->message);
    return;
  }
  g_set_object (&self->opening, g_task_get_task_data (G_TASK (result)));
  g_clear_pointer (&self->opened, nn_model_unref);
  self->opened = g_steal_pointer (&model);
  tenfold_window_ask_then (self, open_now);
}

/* A folder becomes the chosen data if it can be read. */
static void
folder_loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldWindow) self = data;
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;
  guint place;

  /* Who opened it twice is told once. */
  if (self->sources == NULL || !g_list_store_find (self->sources, source, &place))
    return;
  if (tenfold_data_source_load_finish (source, result, &error)) {
    tenfold_train_page_choose_source (self->train_page, tenfold_data_source_get_name (source));
    tenfold_window_show_toast (self, tenfold_data_source_get_title (source));
  } else {
    g_list_store_remove (self->sources, place);
    tenfold_window_show_error (self, _ ("This Folder Cannot Be Read"), error->message);
  }
}

static void
open_folder (TenfoldWindow *self, GFile *folder)
{
  guint place = tenfold_data_sources_add_folder (self->sources, folder);
  g_autoptr (TenfoldDataSource) source
      = g_list_model_get_item (G_LIST_MODEL (self->sources), place);

  tenfold_data_source_load_async (source, NULL, folder_loaded_cb, g_object_ref (self));
}

void
tenfold_window_open (TenfoldWindow *self, GFile *file)
{
  g_return_if_fail (TENFOLD_IS_WINDOW (self) && G_IS_FILE (file));
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY) {
    open_folder (self, file);
    return;
  }
  tenfold_session_read_file_async (self->session, file, NULL, read_cb, g_object_ref (self));
}

/* --- saving --- */

static void
save_failed_cb (AdwMessageDialog *dialog, const char *response, Plan *plan)
{
  if (g_str_equal (response, "elsewhere"))
    tenfold_window_save (plan->window, TRUE, plan->then);
  plan_free (plan);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Plan) plan = data;
  TenfoldWindow *self = plan->window;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (self->session == NULL)
    return;
  if (tenfold_session_save_finish (TENFOLD_SESSION (object), result, &error)) {
    remember_recent (self, tenfold_session_get_file (self->session));
    if (plan->then != NULL)
      plan->then (self);
    else
      tenfold_window_show_toast (self, _ ("Saved"));
    return;
  }
  tenfold_window_stay (self);
  dialog = tenfold_dialog_new (GTK_WINDOW (self), _ ("The Network Is Not Saved"), error->message);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "elsewhere", _ ("Save _Elsewhere…"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "elsewhere");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (save_failed_cb), plan_new (self, plan->then));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_to (TenfoldWindow *self, GFile *file, TenfoldWindowThen then)
{
  tenfold_session_save_async (self->session, file, NULL, saved_cb, plan_new (self, then));
}

static void
named_cb (GtkNativeDialog *dialog, int response, Plan *plan)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    save_to (plan->window, file, plan->then);
  plan_free (plan);
  g_object_unref (dialog);
}

void
tenfold_window_save (TenfoldWindow *self, gboolean ask_name, TenfoldWindowThen then)
{
  GFile *file = tenfold_session_get_file (self->session);
  GtkFileChooserNative *dialog;

  if (file != NULL && !ask_name) {
    save_to (self, file, then);
    return;
  }
  dialog = gtk_file_chooser_native_new (_ ("Save the Network"), GTK_WINDOW (self),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  add_filters (GTK_FILE_CHOOSER (dialog));
  if (file != NULL) {
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
  } else {
    const char *preset = nn_model_get_fact (tenfold_session_get_model (self->session), "preset");
    g_autofree char *name = g_strdup_printf ("%s.onnx", preset != NULL ? preset : "network");

    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  }
  g_signal_connect (dialog, "response", G_CALLBACK (named_cb), plan_new (self, then));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- drops --- */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, TenfoldWindow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;
  tenfold_window_open (self, files->data);
  g_slist_free (files);
  return TRUE;
}

void
tenfold_window_accept_drops (TenfoldWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- recent files --- */

static int
newest_first (gconstpointer a, gconstpointer b)
{
  GDateTime *time_a = gtk_recent_info_get_modified ((GtkRecentInfo *) a);
  GDateTime *time_b = gtk_recent_info_get_modified ((GtkRecentInfo *) b);

  return g_date_time_compare (time_b, time_a);
}

/* A menu is as wide as its longest name. */
#define LONGEST_NAME 40

static char *
short_name (const char *name)
{
  glong length = g_utf8_strlen (name, -1);
  g_autofree char *first = NULL, *last = NULL;

  if (length <= LONGEST_NAME)
    return g_strdup (name);
  first = g_utf8_substring (name, 0, LONGEST_NAME / 2);
  last = g_utf8_substring (name, length - LONGEST_NAME / 2 + 1, length);
  return g_strconcat (first, "…", last, NULL);
}

void
tenfold_window_fill_recent_menu (TenfoldWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  g_menu_remove_all (self->recent_menu);
  g_menu_remove_all (self->main_recent_menu);
  items = g_list_sort (items, newest_first);
  for (GList *l = items; l != NULL && n < MAX_RECENT; l = l->next) {
    GtkRecentInfo *info = l->data;

    if (gtk_recent_info_has_application (info, "Tenfold") && gtk_recent_info_exists (info)) {
      g_autofree char *name = short_name (gtk_recent_info_get_display_name (info));
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

      g_menu_item_set_label (item, name);

      g_menu_item_set_action_and_target (item, "win.open-recent", "s",
                                         gtk_recent_info_get_uri (info));
      g_menu_append_item (self->recent_menu, item);
      g_menu_append_item (self->main_recent_menu, item);
      n++;
    }
  }
  if (n == 0) {
    /* No action: it is shown and cannot be chosen. */
    g_menu_append (self->recent_menu, _ ("No recent networks"), "win.none");
    g_menu_append (self->main_recent_menu, _ ("No recent networks"), "win.none");
  }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}
