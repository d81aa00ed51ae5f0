/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-own-digits.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "nn/base/nn-save-file.h"

struct _TenfoldOwnDigits {
  GObject parent_instance;

  GFile *file;
  GFileMonitor *monitor;
  NnOwnDigits *digits;
  GQueue jobs;      /* Job*: the first one is under way */
  guint n_edits;    /* of them */
  GPtrArray *backs; /* Back; number - 1 is the index */
};

enum { PROP_WRITING = 1, N_PROPS };
enum { CHANGED, EDITED, FAILED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldOwnDigits, tenfold_own_digits, G_TYPE_OBJECT)

/* What takes an edit back, or makes it again. */
typedef struct {
  GPtrArray *changes; /* of NnOwnChange; NULL once they are made */
  gint64 time;        /* when the edit was made: monotonic */
  gboolean undone;    /* they make it again */
} Back;

/* What is to be done to the file; without an edit it is only read. */
typedef struct {
  GFile *file;
  NnOwnDigits *before; /* as the window knows them */
  GPtrArray *edit;
  TenfoldOwnEdit kind;
  int label;
  gint64 time;   /* when the edit was made at first */
  gboolean undo; /* it takes that edit back */
  NnOwnDigits *after;
  GPtrArray *back;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_clear_pointer (&job->before, nn_own_digits_unref);
  g_clear_pointer (&job->after, nn_own_digits_unref);
  g_clear_pointer (&job->edit, g_ptr_array_unref);
  g_clear_pointer (&job->back, g_ptr_array_unref);
  g_free (job);
}

/* Reads, changes and writes; nobody else who takes the lock does so in between. */
static gboolean
change_file (Job *job, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (job->file));
  g_autoptr (NnOwnDigits) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean saved;
  int lock;

  g_mkdir_with_parents (folder, 0777);
  lock = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  /* Where there are no locks, there is nobody else either. */
  if (lock >= 0)
    flock (lock, LOCK_EX);
  read = nn_own_digits_load (job->file, job->before, error);
  if (read != NULL) {
    job->after = nn_own_digits_edit (read, job->edit, &job->back);
    bytes = nn_own_digits_to_bytes (job->after);
  }
  saved = read != NULL && nn_save_private_file (job->file, bytes, error);
  if (lock >= 0)
    close (lock);
  return saved;
}

static void
job_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean done;

  if (job->edit != NULL) {
    done = change_file (job, &error);
  } else {
    job->after = nn_own_digits_load (job->file, job->before, &error);
    done = job->after != NULL;
  }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void start_job (TenfoldOwnDigits *self);

static void
add_back (TenfoldOwnDigits *self, Job *job)
{
  Back *back = g_new0 (Back, 1);

  back->changes = g_steal_pointer (&job->back);
  back->time = job->time;
  back->undone = job->undo;
  g_ptr_array_add (self->backs, back);
}

static void
take_result (TenfoldOwnDigits *self, Job *job)
{
  gboolean changed = self->digits == NULL || !nn_own_digits_is_same (self->digits, job->after);
  guint n = job->back != NULL ? job->back->len : 0;

  if (changed) {
    g_clear_pointer (&self->digits, nn_own_digits_unref);
    self->digits = g_steal_pointer (&job->after);
  }
  if (job->edit != NULL)
    add_back (self, job);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  if (job->edit != NULL)
    g_signal_emit (self, signals[EDITED], 0, self->backs->len, (int) job->kind, n, job->label);
}

static void
job_done_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldOwnDigits *self = TENFOLD_OWN_DIGITS (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_queue_pop_head (&self->jobs);
  self->n_edits -= job->edit != NULL;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    take_result (self, job);
  else
    g_signal_emit (self, signals[FAILED], 0, error->message);
  if (job->edit != NULL && self->n_edits == 0)
    g_object_notify_by_pspec (object, props[PROP_WRITING]);
  if (!g_queue_is_empty (&self->jobs))
    start_job (self);
}

static void
start_job (TenfoldOwnDigits *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, job_done_cb, NULL);
  Job *job = g_queue_peek_head (&self->jobs);

  job->before = self->digits != NULL ? nn_own_digits_ref (self->digits) : NULL;
  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_thread);
}

/* edit: taken; NULL to read only. */
static Job *
queue_job (TenfoldOwnDigits *self, GPtrArray *edit, TenfoldOwnEdit kind, int label)
{
  Job *job = g_new0 (Job, 1);

  job->file = g_object_ref (self->file);
  job->edit = edit;
  job->kind = kind;
  job->label = label;
  job->time = g_get_monotonic_time ();
  g_queue_push_tail (&self->jobs, job);
  if (edit != NULL && self->n_edits++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WRITING]);
  if (g_queue_get_length (&self->jobs) == 1)
    start_job (self);
  return job;
}

static void
file_changed_cb (TenfoldOwnDigits *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  /* The file is read when writing has ended; a job that waits reads it anyway. */
  if (event != G_FILE_MONITOR_EVENT_CHANGED && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED
      && g_queue_get_length (&self->jobs) < 2)
    queue_job (self, NULL, 0, -1);
}

gboolean
tenfold_own_digits_get_writing (TenfoldOwnDigits *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_DIGITS (self), FALSE);
  return self->n_edits > 0;
}

static void
tenfold_own_digits_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WRITING)
    g_value_set_boolean (value, tenfold_own_digits_get_writing (TENFOLD_OWN_DIGITS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_own_digits_dispose (GObject *object)
{
  TenfoldOwnDigits *self = TENFOLD_OWN_DIGITS (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (tenfold_own_digits_parent_class)->dispose (object);
}

static void
tenfold_own_digits_finalize (GObject *object)
{
  TenfoldOwnDigits *self = TENFOLD_OWN_DIGITS (object);

  g_object_unref (self->file);
  g_clear_pointer (&self->digits, nn_own_digits_unref);
  g_ptr_array_unref (self->backs);
  G_OBJECT_CLASS (tenfold_own_digits_parent_class)->finalize (object);
}

static void
tenfold_own_digits_class_init (TenfoldOwnDigitsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tenfold_own_digits_dispose;
  object_class->finalize = tenfold_own_digits_finalize;
  object_class->get_property = tenfold_own_digits_get_property;
  props[PROP_WRITING] = g_param_spec_boolean ("writing", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_OWN_DIGITS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED]
      = g_signal_new ("edited", TENFOLD_TYPE_OWN_DIGITS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 4, G_TYPE_UINT, G_TYPE_INT, G_TYPE_UINT, G_TYPE_INT);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_OWN_DIGITS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
back_free (gpointer data)
{
  Back *back = data;

  g_clear_pointer (&back->changes, g_ptr_array_unref);
  g_free (back);
}

static void
tenfold_own_digits_init (TenfoldOwnDigits *self)
{
  self->file = nn_own_digits_file ();
  self->backs = g_ptr_array_new_with_free_func (back_free);
  g_queue_init (&self->jobs);
  self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
  queue_job (self, NULL, 0, -1);
}

TenfoldOwnDigits *
tenfold_own_digits_new (void)
{
  return g_object_new (TENFOLD_TYPE_OWN_DIGITS, NULL);
}

NnOwnDigits *
tenfold_own_digits_get (TenfoldOwnDigits *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_DIGITS (self), NULL);
  return self->digits;
}

guint
tenfold_own_digits_count (TenfoldOwnDigits *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_DIGITS (self), 0);
  return self->digits != NULL ? nn_own_digits_count (self->digits) : 0;
}

void
tenfold_own_digits_add (TenfoldOwnDigits *self, char *text)
{
  g_autoptr (NnOwnLine) line = nn_own_line_new (text);
  GPtrArray *edit = nn_own_edit_new ();

  g_return_if_fail (TENFOLD_IS_OWN_DIGITS (self));
  nn_own_edit_add (edit, G_MAXUINT, NULL, line);
  queue_job (self, edit, TENFOLD_OWN_EDIT_ADD, line->label);
}

void
tenfold_own_digits_relabel (TenfoldOwnDigits *self, GPtrArray *lines, int label)
{
  GPtrArray *edit = nn_own_edit_new ();

  g_return_if_fail (TENFOLD_IS_OWN_DIGITS (self) && label >= 0 && label < NN_N_CLASSES);
  for (guint i = 0; i < lines->len; i++) {
    NnOwnLine *before = lines->pdata[i];
    g_autoptr (NnOwnLine) after = nn_own_line_new (nn_own_line_relabel (before, label));

    if (before->label != label)
      nn_own_edit_add (edit, 0, before, after);
  }
  if (edit->len > 0)
    queue_job (self, edit, TENFOLD_OWN_EDIT_RELABEL, label);
  else
    g_ptr_array_unref (edit);
}

void
tenfold_own_digits_remove (TenfoldOwnDigits *self, GPtrArray *lines)
{
  GPtrArray *edit = nn_own_edit_new ();

  g_return_if_fail (TENFOLD_IS_OWN_DIGITS (self) && lines->len > 0);
  for (guint i = 0; i < lines->len; i++)
    nn_own_edit_add (edit, 0, lines->pdata[i], NULL);
  queue_job (self, edit, TENFOLD_OWN_EDIT_REMOVE, -1);
}

gboolean
tenfold_own_digits_undo (TenfoldOwnDigits *self, guint number)
{
  Back *back;
  Job *job;

  g_return_val_if_fail (TENFOLD_IS_OWN_DIGITS (self), FALSE);
  if (number == 0 || number > self->backs->len)
    return FALSE;
  back = self->backs->pdata[number - 1];
  if (back->changes == NULL)
    return FALSE;
  job = queue_job (self, g_steal_pointer (&back->changes), TENFOLD_OWN_EDIT_UNDO, -1);
  job->time = back->time;
  job->undo = !back->undone;
  return TRUE;
}

guint
tenfold_own_digits_get_last (TenfoldOwnDigits *self, gboolean undone, gint64 *time)
{
  guint last = 0;

  g_return_val_if_fail (TENFOLD_IS_OWN_DIGITS (self), 0);
  *time = 0;
  for (guint i = 0; i < self->backs->len; i++) {
    const Back *back = self->backs->pdata[i];

    if (back->changes == NULL || back->undone != undone || back->changes->len == 0)
      continue;
    /* What was taken back last was made first. */
    if (last == 0 || (undone ? back->time < *time : back->time > *time)) {
      last = i + 1;
      *time = back->time;
    }
  }
  return last;
}

char *
tenfold_own_edit_text (TenfoldOwnEdit kind, guint n, int label)
{
  switch (kind) {
  case TENFOLD_OWN_EDIT_ADD:
    /* Translators: a digit */
    return g_strdup_printf (_ ("Saved as a %d among your own digits"), label);
  case TENFOLD_OWN_EDIT_RELABEL:
    /* Translators: a number of drawings, and what they are from now on */
    return g_strdup_printf (ngettext ("%u digit is a %d now", "%u digits are a %d now", n), n,
                            label);
  case TENFOLD_OWN_EDIT_REMOVE:
    return g_strdup_printf (ngettext ("%u digit deleted", "%u digits deleted", n), n);
  case TENFOLD_OWN_EDIT_UNDO:
    return NULL;
  }
  g_return_val_if_reached (NULL);
}
