/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-files.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/words/tenfold-progress-text.h"

#define MAX_RECENT 10

struct _TenfoldFiles {
  GObject parent_instance;

  GtkWindow *window; /* weak */
  TenfoldSession *session;
  GListStore *sources;
  GMenu *recent;
  GFile *opening;  /* to be opened once the unsaved work is dealt with */
  NnModel *opened; /* what was read from it */
};

enum { OPENING, FOLDER_OPENED, NOT_SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldFiles, tenfold_files, G_TYPE_OBJECT)

/* What is to be done after a dialog or a job. */
typedef struct {
  TenfoldFiles *files; /* owned */
  void (*then) (gpointer object);
  GObject *object; /* owned */
} Plan;

static Plan *
plan_new (TenfoldFiles *files, void (*then) (gpointer object), gpointer object)
{
  Plan *plan = g_new0 (Plan, 1);

  plan->files = g_object_ref (files);
  plan->then = then;
  g_set_object (&plan->object, object);
  return plan;
}

static void
plan_free (Plan *plan)
{
  g_object_unref (plan->files);
  g_clear_object (&plan->object);
  g_free (plan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static gboolean
carry_out_cb (gpointer data)
{
  Plan *plan = data;

  plan->then (plan->object);
  return G_SOURCE_REMOVE;
}

static void save (TenfoldFiles *self, gboolean ask_name, Plan *plan);

/* --- unsaved work --- */

static void
answer_cb (AdwMessageDialog *dialog, const char *response, Plan *plan)
{
  g_autoptr (Plan) owned = plan;

  if (g_str_equal (response, "best")) {
    g_autoptr (NnModel) best
        = nn_worker_ref_best (tenfold_session_get_worker (plan->files->session));

    if (best != NULL)
      tenfold_session_take (plan->files->session, best);
    save (plan->files, FALSE, g_steal_pointer (&owned));
  } else if (g_str_equal (response, "save")) {
    nn_worker_stop (tenfold_session_get_worker (plan->files->session));
    save (plan->files, FALSE, g_steal_pointer (&owned));
  } else if (g_str_equal (response, "discard")) {
    /* The dialog must be gone before its window may go. */
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, carry_out_cb, g_steal_pointer (&owned),
                     (GDestroyNotify) plan_free);
  } else {
    g_clear_object (&plan->files->opening);
    g_clear_pointer (&plan->files->opened, nn_model_unref);
  }
}

static double
accuracy_of (const NnModel *model)
{
  const char *known = nn_model_get_fact (model, "validation_accuracy");

  return known != NULL ? g_ascii_strtod (known, NULL) : NAN;
}

/* The best network of the run, where that is not the one that is there; NULL: it is, or none is
 * known. */
static NnModel *
ref_better (TenfoldSession *session)
{
  g_autoptr (NnModel) best = nn_worker_ref_best (tenfold_session_get_worker (session));
  double now = accuracy_of (tenfold_session_get_model (session));

  if (best == NULL || !(accuracy_of (best) > now || isnan (now)))
    return NULL;
  return g_steal_pointer (&best);
}

/* What would be lost, in a sentence or two. */
static char *
describe (TenfoldSession *session)
{
  g_autoptr (NnModel) better = ref_better (session);
  double accuracy = accuracy_of (tenfold_session_get_model (session));
  g_autofree char *percent = tenfold_percent_text (accuracy);
  g_autofree char *what
      = isnan (accuracy)
            /* Translators: a network */
            ? g_strdup_printf (_ ("What %s has learned is not saved."),
                               tenfold_session_get_title (session))
            /* Translators: a network and a percentage */
            : g_strdup_printf (_ ("What %s has learned is not saved. It reads %s of the validation "
                                  "pictures."),
                               tenfold_session_get_title (session), percent);
  g_autofree char *best = NULL;

  if (better == NULL)
    return g_steal_pointer (&what);
  best = tenfold_percent_text (accuracy_of (better));
  /* Translators: a sentence, the number of an epoch and a percentage */
  return g_strdup_printf (_ ("%s Its best epoch, number %s, reads %s."), what,
                          nn_model_get_fact (better, "epochs"), best);
}

void
tenfold_files_ask_then (TenfoldFiles *self, void (*then) (gpointer object), gpointer object)
{
  gboolean training = tenfold_session_get_state (self->session) != NN_WORKER_IDLE;
  TenfoldAnswer answers[4] = {
    { "cancel", training ? _ ("_Keep Training") : _ ("_Cancel") },
    { "discard", training ? _ ("_Stop and Discard") : _ ("_Discard"), ADW_RESPONSE_DESTRUCTIVE },
    { "save", training ? _ ("_Stop and Save") : _ ("_Save"), ADW_RESPONSE_SUGGESTED },
  };
  guint n_answers = 3;
  g_autoptr (NnModel) better = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  g_return_if_fail (TENFOLD_IS_FILES (self) && G_IS_OBJECT (object));
  if (!training && !tenfold_session_get_modified (self->session)) {
    then (object);
    return;
  }
  body = describe (self->session);
  better = ref_better (self->session);
  if (better != NULL) {
    answers[n_answers++] = answers[2];
    answers[2] = (TenfoldAnswer){ "best", _ ("Save the _Best") };
  }
  dialog = tenfold_ask (self->window,
                        training ? _ ("Training Is Under Way") : _ ("Save This Network?"), body,
                        answers, n_answers);
  g_signal_connect (dialog, "response", G_CALLBACK (answer_cb), plan_new (self, then, object));
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
chosen_cb (GtkNativeDialog *dialog, int response, TenfoldFiles *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    tenfold_files_open (self, file);
  tenfold_chooser_unref (dialog);
}

static void
choose (TenfoldFiles *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = tenfold_chooser_new (self->window, title, action, _ ("_Open"));

  if (action == GTK_FILE_CHOOSER_ACTION_OPEN)
    add_filters (GTK_FILE_CHOOSER (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
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

static void
fill_recent (TenfoldFiles *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  g_menu_remove_all (self->recent);
  items = g_list_sort (items, newest_first);
  for (GList *l = items; l != NULL && n < MAX_RECENT; l = l->next) {
    GtkRecentInfo *info = l->data;

    if (gtk_recent_info_has_application (info, "Tenfold") && gtk_recent_info_exists (info)) {
      g_autofree char *name = short_name (gtk_recent_info_get_display_name (info));
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

      g_menu_item_set_label (item, name);
      g_menu_item_set_action_and_target (item, "win.open-recent", "s",
                                         gtk_recent_info_get_uri (info));
      g_menu_append_item (self->recent, item);
      n++;
    }
  }
  /* There is no such action: it is shown and cannot be chosen. */
  if (n == 0)
    g_menu_append (self->recent, _ ("No recent networks"), "win.none");
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* --- opening --- */

static void
remember_recent (TenfoldFiles *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = { .mime_type = (char *) "application/x-onnx",
                         .app_name = (char *) "Tenfold",
                         .app_exec = (char *) "tenfold %u" };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
  fill_recent (self);
}

static void
open_now (gpointer object)
{
  TenfoldFiles *self = object;
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
  g_autoptr (TenfoldFiles) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model
      = tenfold_session_read_file_finish (TENFOLD_SESSION (object), result, &error);

  if (self->window == NULL)
    return;
  if (model == NULL) {
    tenfold_fail (self->window, _ ("This Network Cannot Be Opened"), error->message);
    return;
  }
  g_set_object (&self->opening, g_task_get_task_data (G_TASK (result)));
  g_clear_pointer (&self->opened, nn_model_unref);
  self->opened = g_steal_pointer (&model);
  g_signal_emit (self, signals[OPENING], 0, self->opened);
  tenfold_files_ask_then (self, open_now, self);
}

/* A folder becomes the chosen data if it can be read. */
static void
folder_loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldFiles) self = data;
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;
  guint place;

  /* A folder that was opened twice is reported once. */
  if (self->window == NULL || !g_list_store_find (self->sources, source, &place))
    return;
  if (tenfold_data_source_load_finish (source, result, &error)) {
    g_signal_emit (self, signals[FOLDER_OPENED], 0, tenfold_data_source_get_name (source));
    tenfold_say (self->window, tenfold_data_source_get_title (source));
  } else {
    g_list_store_remove (self->sources, place);
    tenfold_fail (self->window, _ ("This Folder Cannot Be Read"), error->message);
  }
}

static void
open_folder (TenfoldFiles *self, GFile *folder)
{
  guint place = tenfold_data_sources_add_folder (self->sources, folder);
  g_autoptr (TenfoldDataSource) source
      = g_list_model_get_item (G_LIST_MODEL (self->sources), place);

  tenfold_data_source_load_async (source, NULL, folder_loaded_cb, g_object_ref (self));
}

void
tenfold_files_open (TenfoldFiles *self, GFile *file)
{
  g_return_if_fail (TENFOLD_IS_FILES (self) && G_IS_FILE (file));
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY
      || nn_dataset_is_picture_file (file))
    open_folder (self, file);
  else
    tenfold_session_read_file_async (self->session, file, NULL, read_cb, g_object_ref (self));
}

/* --- saving --- */

static void
save_failed_cb (AdwMessageDialog *dialog, const char *response, Plan *plan)
{
  if (g_str_equal (response, "elsewhere"))
    save (plan->files, TRUE, plan);
  else
    plan_free (plan);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Plan) plan = data;
  TenfoldFiles *self = plan->files;
  g_autoptr (GError) error = NULL;
  const TenfoldAnswer answers[]
      = { { "cancel", _ ("_Cancel") }, { "elsewhere", _ ("Save _Elsewhere…") } };
  gboolean saved = tenfold_session_save_finish (TENFOLD_SESSION (object), result, &error);
  GtkWidget *dialog;

  if (self->window == NULL)
    return;
  if (saved) {
    remember_recent (self, tenfold_session_get_file (TENFOLD_SESSION (object)));
    if (plan->then != NULL)
      plan->then (plan->object);
    else
      tenfold_say (self->window, _ ("Saved"));
    return;
  }
  g_signal_emit (self, signals[NOT_SAVED], 0);
  dialog = tenfold_ask (self->window, _ ("The Network Is Not Saved"), error->message, answers,
                        G_N_ELEMENTS (answers));
  g_signal_connect (dialog, "response", G_CALLBACK (save_failed_cb), g_steal_pointer (&plan));
}

static void
named_cb (GtkNativeDialog *dialog, int response, Plan *plan)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    tenfold_session_save_async (plan->files->session, file, NULL, saved_cb, plan);
  else
    plan_free (plan);
  tenfold_chooser_unref (dialog);
}

/* Takes the plan. */
static void
save (TenfoldFiles *self, gboolean ask_name, Plan *plan)
{
  GFile *file = tenfold_session_get_file (self->session);
  GtkFileChooserNative *dialog;

  if (file != NULL && !ask_name) {
    tenfold_session_save_async (self->session, file, NULL, saved_cb, plan);
    return;
  }
  dialog = tenfold_chooser_new (self->window, _ ("Save the Network"), GTK_FILE_CHOOSER_ACTION_SAVE,
                                _ ("_Save"));
  add_filters (GTK_FILE_CHOOSER (dialog));
  if (file != NULL) {
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
  } else {
    const char *preset = nn_model_get_fact (tenfold_session_get_model (self->session), "preset");
    g_autofree char *name = g_strdup_printf ("%s.onnx", preset != NULL ? preset : "network");

    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  }
  g_signal_connect (dialog, "response", G_CALLBACK (named_cb), plan);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- the window's actions --- */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose (data, _ ("Open a Network"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose (data, _ ("Open a Folder of Pictures"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  tenfold_files_open (data, file);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data, FALSE, plan_new (data, NULL, NULL));
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data, TRUE, plan_new (data, NULL, NULL));
}

static const GActionEntry entries[] = {
  { .name = "open", .activate = open_cb },
  { .name = "open-recent", .activate = open_recent_cb, .parameter_type = "s" },
  { .name = "open-folder", .activate = open_folder_cb },
  { .name = "save", .activate = save_cb },
  { .name = "save-as", .activate = save_as_cb },
};

/* --- the object --- */

GMenuModel *
tenfold_files_get_recent (TenfoldFiles *self)
{
  g_return_val_if_fail (TENFOLD_IS_FILES (self), NULL);
  return G_MENU_MODEL (self->recent);
}

static void
tenfold_files_dispose (GObject *object)
{
  TenfoldFiles *self = TENFOLD_FILES (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_object (&self->recent);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->opened, nn_model_unref);
  G_OBJECT_CLASS (tenfold_files_parent_class)->dispose (object);
}

static void
tenfold_files_class_init (TenfoldFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_files_dispose;
  signals[OPENING] = g_signal_new ("opening", TENFOLD_TYPE_FILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FOLDER_OPENED] = g_signal_new ("folder-opened", TENFOLD_TYPE_FILES, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[NOT_SAVED] = g_signal_new ("not-saved", TENFOLD_TYPE_FILES, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
tenfold_files_init (TenfoldFiles *self)
{
  self->recent = g_menu_new ();
  fill_recent (self);
}

void
tenfold_files_set_session (TenfoldFiles *self, TenfoldSession *session)
{
  g_return_if_fail (TENFOLD_IS_FILES (self) && TENFOLD_IS_SESSION (session));
  g_set_object (&self->session, session);
}

TenfoldFiles *
tenfold_files_new (GtkApplicationWindow *window, TenfoldSession *session, GListStore *sources)
{
  TenfoldFiles *self = g_object_new (TENFOLD_TYPE_FILES, NULL);

  g_set_weak_pointer (&self->window, GTK_WINDOW (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  return self;
}
