/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because text, list, name, time and session meet here. */
#include "ui/build/tenfold-builder.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "nn/model/nn-network-code.h"
#include "nn/model/nn-network-model.h"
#include "nn/model/nn-point-model.h"
#include "nn/train/nn-recipe.h"
#include "ui/build/tenfold-builder-row.h"
#include "ui/build/tenfold-draft.h"
#include "ui/build/tenfold-epoch-time.h"
#include "ui/build/tenfold-palette.h"
#include "ui/gtk/tenfold-ask.h"
#include "ui/train/tenfold-expectation.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/words/tenfold-recipe-text.h"
#include "ui/gtk/tenfold-actions.h"

/* Pixels of the list; below, the numbers of a layer stand under its words. */
#define NARROW 520
/* Milliseconds without a change before an epoch is timed. */
#define TIME_DELAY 800

/* Who has changed the text: what one has typed is undone together. */
typedef enum {
  BY_NOBODY,
  BY_SESSION, /* another network is there */
  BY_ACTION,
  BY_TEXT,
  BY_ROW, /* BY_ROW + i: the words of the row i */
} Author;

typedef struct {
  char *text;
  guint selected; /* row; G_MAXUINT: none */
  guint author;
  gint64 time; /* monotonic; 0: the change was the session's */
} Moment;

struct _TenfoldBuilder {
  AdwBin parent_instance;

  TenfoldSession *session;
  TenfoldOwnNetworks *own;
  GSimpleActionGroup *actions;
  NnNetworkFrame frame;
  char *session_text; /* of the session's network; NULL: no text says it */
  TenfoldDraft *draft;
  GArray *moments; /* of Moment: the text's history */
  guint moment;    /* the one that is shown */
  gboolean syncing, narrow;
  gboolean stale; /* the session has another network, which nobody has looked at yet */
  guint arrange_id, resize_id, time_id;
  GCancellable *timing;   /* of the epoch that is being timed; NULL: none */
  GCancellable *creating; /* of the network that is being made; NULL: none */
  double seconds;         /* of an epoch; NaN: not known */
  GtkSizeGroup *groups[3];

  GtkScrolledWindow *scrolled;
  GtkTextView *text;
  GtkLabel *sum, *outlook, *own_problem;
  GtkWidget *create, *name_button, *name_popover, *name_add, *name_remove, *copy_button;
  GtkEditable *name;
  GtkMenuButton *add_button;
  GtkWidget *palette_popover;
  GtkListBox *list;
  GMenu *begin_menu, *copy_menu;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldBuilder, tenfold_builder, ADW_TYPE_BIN)

static void
moment_clear (gpointer data)
{
  g_free (((Moment *) data)->text);
}

static const Moment *
now (TenfoldBuilder *self)
{
  return &g_array_index (self->moments, Moment, self->moment);
}

/* --- what is shown --- */

static guint
n_rows (TenfoldBuilder *self)
{
  return self->draft != NULL ? self->draft->rows->len : 0;
}

static TenfoldBuilderRow *
row_at (TenfoldBuilder *self, guint i)
{
  return (TenfoldBuilderRow *) gtk_list_box_get_row_at_index (self->list, (int) i);
}

static guint
selected_row (TenfoldBuilder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? (guint) gtk_list_box_row_get_index (row) : G_MAXUINT;
}

static void
select_row (TenfoldBuilder *self, guint i)
{
  gtk_list_box_select_row (self->list, (GtkListBoxRow *) row_at (self, i));
}

static void
enable (TenfoldBuilder *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Whether somebody has put together another network than the session's. */
static gboolean
is_new (TenfoldBuilder *self)
{
  return self->draft->graph != NULL && g_strcmp0 (self->draft->text, self->session_text) != 0;
}

static void
selected_cb (TenfoldBuilder *self)
{
  gboolean selected;

  /* A list that goes loses its selection as well. */
  if (self->session == NULL)
    return;
  selected = selected_row (self) < n_rows (self);
  enable (self, "remove", selected);
  enable (self, "move-up", selected);
  enable (self, "move-down", selected);
  enable (self, "wrap", selected);
}

static void
update_actions (TenfoldBuilder *self)
{
  gboolean valid = self->draft->graph != NULL;

  enable (self, "create", valid && self->creating == NULL);
  enable (self, "copy", valid);
  enable (self, "name", valid);
  enable (self, "undo", self->moment > 0);
  enable (self, "redo", self->moment + 1 < self->moments->len);
  gtk_widget_set_sensitive (self->name_button, valid);
  gtk_widget_set_sensitive (self->copy_button, valid);
  if (is_new (self))
    gtk_widget_add_css_class (self->create, "suggested-action");
  else
    gtk_widget_remove_css_class (self->create, "suggested-action");
  selected_cb (self);
}

static void edited_cb (TenfoldBuilderRow *row, const char *words, TenfoldBuilder *self);

/* Rows stay as long as there is a layer for them: the keyboard may be in one. */
static void
show_rows (TenfoldBuilder *self)
{
  guint n = n_rows (self);
  GtkListBoxRow *last;

  while ((last = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL) {
    if (gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == GTK_WIDGET (last))
      gtk_widget_grab_focus (n > 0 ? GTK_WIDGET (row_at (self, n - 1)) : GTK_WIDGET (self->text));
    gtk_list_box_remove (self->list, GTK_WIDGET (last));
  }
  for (guint i = 0; i < n; i++) {
    if (row_at (self, i) == NULL) {
      GtkWidget *row = tenfold_builder_row_new (self->groups);

      g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, 0);
      gtk_list_box_append (self->list, row);
    }
    tenfold_builder_row_set (row_at (self, i), self->draft, i, self->narrow);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
}

/* The captions of the columns stand above the first layer. */
static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  TenfoldBuilder *self = data;
  const char *const titles[3] = { _ ("Output"), _ ("Parameters"), _ ("Multiply-adds") };
  GtkWidget *box, *title;

  /* Without a session it is going away. */
  if (before != NULL || self->narrow || self->session == NULL) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  title = gtk_label_new (_ ("Layer"));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  for (guint i = 0; i < 3; i++) {
    title = gtk_label_new (titles[i]);
    gtk_label_set_xalign (GTK_LABEL (title), 1);
    gtk_size_group_add_widget (self->groups[i], title);
    gtk_box_append (GTK_BOX (box), title);
  }
  gtk_widget_add_css_class (box, "caption");
  gtk_widget_add_css_class (box, "dim-label");
  gtk_widget_add_css_class (box, "layer-captions");
  gtk_list_box_row_set_header (row, box);
}

/* The mistake is underlined where it stands in the text. */
static void
show_text (TenfoldBuilder *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  const TenfoldDraft *draft = self->draft;
  g_autofree char *shown = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  shown = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  if (!g_str_equal (shown, draft->text))
    gtk_text_buffer_set_text (buffer, draft->text, -1);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "problem", &start, &end);
  if (draft->problem_from == draft->problem_to)
    return;
  gtk_text_buffer_get_iter_at_offset (
      buffer, &start, (int) g_utf8_strlen (draft->text, (gssize) draft->problem_from));
  gtk_text_buffer_get_iter_at_offset (
      buffer, &end, (int) g_utf8_strlen (draft->text, (gssize) draft->problem_to));
  gtk_text_buffer_apply_tag_by_name (buffer, "problem", &start, &end);
}

/* --- time and recipe --- */

/* By the rule that nn_recipe_suggest() states. */
static void
show_outlook (TenfoldBuilder *self)
{
  g_autofree char *optimizer = NULL, *rate = NULL, *duration = NULL, *suggested = NULL,
                  *text = NULL;
  NnRecipe recipe;

  if (self->draft->graph == NULL) {
    gtk_label_set_text (self->outlook, "");
    return;
  }
  nn_recipe_suggest (&recipe, self->draft->graph);
  optimizer = tenfold_recipe_value_text (&recipe, nn_recipe_find ("optimizer"));
  rate = tenfold_recipe_value_text (&recipe, nn_recipe_find ("rate"));
  duration = tenfold_duration_text (self->seconds);
  /* Translators: a recipe: optimizer, learning rate, batch, epochs */
  suggested = g_strdup_printf (_ ("Suggested recipe: %s, learning rate %s, batch %u, epochs %u"),
                               optimizer, rate, recipe.batch, recipe.epochs);
  if (duration != NULL)
    /* Translators: how many pictures, how long they take, and a recipe */
    text = g_strdup_printf (_ ("An epoch of %'d pictures: %s · %s"), TENFOLD_EPOCH_PICTURES,
                            duration, suggested);
  gtk_label_set_text (self->outlook, text != NULL ? text : suggested);
}

typedef struct {
  char *text, *name; /* name: NULL for none */
  char *points;      /* the fact of a network of points; NULL: it reads digits */
  NnNetworkFrame frame;
  NnModel *from; /* whose weights are kept; NULL: nobody's */
  gsize n_kept;
  double seconds;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->text);
  g_free (job->name);
  g_free (job->points);
  g_clear_pointer (&job->from, nn_model_unref);
  g_free (job);
}

static Job *
job_new (TenfoldBuilder *self)
{
  Job *job = g_new0 (Job, 1);

  job->text = g_strdup (self->draft->text);
  job->frame = self->frame;
  return job;
}

static void
time_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  job->seconds = tenfold_epoch_time (job->text, &job->frame, cancellable, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* A builder that is gone, or shows another network, has cancelled it. */
static void
timed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (TenfoldBuilder) self = g_weak_ref_get (weak);
  Job *job = g_task_get_task_data (G_TASK (result));

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || g_task_get_cancellable (G_TASK (result)) != self->timing)
    return;
  g_clear_object (&self->timing);
  if (g_task_propagate_boolean (G_TASK (result), NULL)) {
    self->seconds = job->seconds;
    show_outlook (self);
  }
}

static gboolean
time_cb (gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GTask) task = NULL;
  GWeakRef *weak;

  self->time_id = 0;
  /* Beside a run it would be wrong, and make that one slower. */
  if (tenfold_session_get_state (self->session) != NN_WORKER_IDLE
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  self->timing = g_cancellable_new ();
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  task = g_task_new (NULL, self->timing, timed_cb, weak);
  g_task_set_source_tag (task, time_cb);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job_new (self), job_free);
  g_task_run_in_thread (task, time_thread);
  return G_SOURCE_REMOVE;
}

static void
stop_timing (TenfoldBuilder *self)
{
  g_clear_handle_id (&self->time_id, g_source_remove);
  if (self->timing != NULL)
    g_cancellable_cancel (self->timing);
  g_clear_object (&self->timing);
}

/* Once nothing has been changed for a while. */
static void
time_soon (TenfoldBuilder *self)
{
  stop_timing (self);
  if (self->draft->graph != NULL && isnan (self->seconds)
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->time_id = g_timeout_add_full (G_PRIORITY_LOW, TIME_DELAY, time_cb, self, NULL);
}

/* --- changes --- */

static void
show (TenfoldBuilder *self)
{
  TenfoldDraft *draft = tenfold_draft_new (now (self)->text, &self->frame);
  gboolean same = self->draft != NULL && g_str_equal (self->draft->text, draft->text);
  g_autofree char *sum = tenfold_draft_sum_text (draft);

  g_clear_pointer (&self->draft, tenfold_draft_free);
  self->draft = draft;
  self->syncing = TRUE;
  show_text (self);
  show_rows (self);
  self->syncing = FALSE;
  gtk_label_set_text (self->sum, sum);
  if (draft->problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->sum), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->sum), "error");
  if (!same)
    self->seconds = NAN;
  show_outlook (self);
  update_actions (self);
  time_soon (self);
}

/* Another text, by somebody. What is typed in one place is one step of the undo. */
static void
set_text (TenfoldBuilder *self, const char *text, guint author)
{
  Moment *moment = &g_array_index (self->moments, Moment, self->moment);
  Moment next = { g_strdup (text), selected_row (self), author,
                  author == BY_SESSION ? 0 : g_get_monotonic_time () };

  if (g_str_equal (moment->text, text)) {
    g_free (next.text);
    return;
  }
  g_array_set_size (self->moments, self->moment + 1);
  moment = &g_array_index (self->moments, Moment, self->moment);
  if (moment->author == BY_NOBODY || (author >= BY_TEXT && moment->author == author)) {
    g_free (moment->text);
    *moment = next;
  } else {
    g_array_append_val (self->moments, next);
    self->moment++;
  }
  show (self);
}

static void
set_rows (TenfoldBuilder *self, const GArray *rows, guint author)
{
  g_autofree char *text = nn_network_rows_to_text (rows);

  set_text (self, text, author);
}

/* A change of the rows by an action; then this row is selected and has the keyboard. */
static void
set_rows_and_select (TenfoldBuilder *self, const GArray *rows, guint row)
{
  set_rows (self, rows, BY_ACTION);
  if (row >= n_rows (self))
    row = n_rows (self) - 1;
  select_row (self, row);
  if (row_at (self, row) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row_at (self, row)));
}

static GArray *
copy_rows (TenfoldBuilder *self)
{
  return nn_network_rows_new (self->draft->text);
}

static void
text_cb (TenfoldBuilder *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (self->syncing)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  set_text (self, text, BY_TEXT);
}

/* Without the space around it, and without brackets that close what another row has opened. */
static char *
tidy (const char *words)
{
  char *text = g_strdup (words);
  guint depth = 0;

  for (char *at = text; *at != '\0'; at++)
    if (*at == '(')
      depth++;
    else if (*at == ')' && depth-- == 0) {
      *at = ' ';
      depth = 0;
    }
  return g_strstrip (text);
}

/* A comma makes another layer, where one goes on. */
static void
edited_cb (TenfoldBuilderRow *row, const char *words, TenfoldBuilder *self)
{
  g_autoptr (GArray) rows = copy_rows (self);
  guint i = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)), before = n_rows (self);
  NnNetworkRow *changed = &g_array_index (rows, NnNetworkRow, i);

  if (self->syncing)
    return;
  g_free (changed->words);
  changed->words = tidy (words);
  select_row (self, i);
  set_rows (self, rows, BY_ROW + i);
  if (n_rows (self) > before && strpbrk (words, ",(") != NULL) {
    select_row (self, i + n_rows (self) - before);
    tenfold_builder_row_edit (row_at (self, i + n_rows (self) - before), TRUE);
  }
}

/* Behind the selected layer, and in the brackets that belong to it; where none is selected, before
 * the last one, which makes the numbers that come out. */
static void
insert (TenfoldBuilder *self, const char *layers)
{
  g_autoptr (GArray) rows = copy_rows (self);
  guint selected = selected_row (self), at = rows->len, depth = 0;

  if (selected < rows->len) {
    const NnNetworkRow *row = &g_array_index (rows, NnNetworkRow, selected);

    at = selected + 1;
    depth = row->depth + (row->is_list ? 1 : 0);
  } else {
    while (at > 0 && g_array_index (rows, NnNetworkRow, --at).depth > 0)
      ;
  }
  nn_network_rows_insert (rows, at, depth, layers);
  set_rows_and_select (self, rows, at);
}

static void
chosen_cb (TenfoldBuilder *self, guint i)
{
  const NnNetworkWord *word = nn_network_word (i);
  guint selected = selected_row (self);

  gtk_popover_popdown (GTK_POPOVER (self->palette_popover));
  if (word->is_list && selected < n_rows (self)) {
    g_autofree char *words
        = g_strndup (word->example, (gsize) (strchr (word->example, '(') - word->example));

    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "wrap",
                                    g_variant_new_string (g_strstrip (words)));
  } else {
    g_action_group_activate_action (G_ACTION_GROUP (self->actions), "add",
                                    g_variant_new_string (word->example));
  }
  /* Its numbers are what one wants to change. */
  if (row_at (self, selected_row (self)) != NULL)
    tenfold_builder_row_edit (row_at (self, selected_row (self)), FALSE);
}

static void
row_activated_cb (TenfoldBuilder *self, TenfoldBuilderRow *row)
{
  tenfold_builder_row_edit (row, FALSE);
}

/* --- the session --- */

/* A page that nobody looks at costs nothing. */
static void
replaced_cb (TenfoldBuilder *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  NnNetworkFrame frame = nn_network_digits;

  self->stale = model != NULL;
  if (model == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->stale = FALSE;
  g_free (self->session_text);
  self->session_text = nn_network_text_of (model, &frame);
  self->frame = frame;
  set_text (self, self->session_text != NULL ? self->session_text : "", BY_SESSION);
  /* The same text may be wrong for what the network reads now. */
  show (self);
}

static void
own_changed_cb (TenfoldBuilder *self)
{
  const char *problem = tenfold_own_networks_get_problem (self->own);
  GMenu *presets = g_menu_new (), *own = g_menu_new ();
  guint n;
  const NnPreset *preset = nn_preset_list (&n);

  gtk_label_set_text (self->own_problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->own_problem), problem != NULL);

  g_menu_remove_all (self->begin_menu);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (preset[i].title), NULL);

    g_menu_item_set_action_and_target (item, "build.begin", "s", preset[i].network);
    g_menu_append_item (presets, item);
  }
  for (guint i = 0; i < tenfold_own_networks_count (self->own); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
    /* A line below a letter stands before a key; names have no keys. */
    g_auto (GStrv) parts = g_strsplit (tenfold_own_networks_get_name (self->own, i), "_", -1);
    g_autofree char *label = g_strjoinv ("__", parts);

    g_menu_item_set_label (item, label);
    g_menu_item_set_action_and_target (item, "build.begin", "s",
                                       tenfold_own_networks_get_text (self->own, i));
    g_menu_append_item (own, item);
  }
  g_menu_append_section (self->begin_menu, NULL, G_MENU_MODEL (presets));
  g_menu_append_section (self->begin_menu, NULL, G_MENU_MODEL (own));
  g_object_unref (presets);
  g_object_unref (own);
}

static void
state_cb (TenfoldBuilder *self)
{
  if (tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    stop_timing (self);
  else
    time_soon (self);
}

/* --- making it --- */

static void
create_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  NnRecipe recipe;
  NnModel *model;

  nn_recipe_init (&recipe, NULL);
  model = nn_network_create (job->text, &job->frame, recipe.seed, &error);
  if (model != NULL && job->from != NULL) {
    NnModel *fresh = model;

    model = nn_network_keep_weights (fresh, job->from, &job->n_kept);
    nn_model_unref (fresh);
  }
  if (model == NULL) {
    g_task_return_error (task, error);
    return;
  }
  nn_model_set_fact (model, NN_FACT_NETWORK_NAME, job->name);
  nn_model_set_fact (model, NN_FACT_POINTS, job->points);
  g_task_return_pointer (task, model, (GDestroyNotify) nn_model_unref);
}

static void
created_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldBuilder *self = TENFOLD_BUILDER (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  g_clear_object (&self->creating);
  if (self->session == NULL)
    return;
  update_actions (self);
  if (model == NULL) {
    tenfold_fail (self, _ ("The Network Is Not Created"), error->message);
    return;
  }
  tenfold_session_adopt (self->session, model, NULL);
  if (job->from != NULL)
    /* Translators: how many of the weights of a new network come from the one before */
    text = g_strdup_printf (_ ("New network; weights that were kept: %'zu"), job->n_kept);
  else
    text = g_strdup (_ ("New network"));
  g_signal_emit (self, signals[CHANGED], 0, text);
}

static const char *
own_name_of (TenfoldBuilder *self, const char *text)
{
  for (guint i = 0; i < tenfold_own_networks_count (self->own); i++)
    if (g_str_equal (tenfold_own_networks_get_text (self->own, i), text))
      return tenfold_own_networks_get_name (self->own, i);
  return NULL;
}

static void
create_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GVariant) keep
      = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "keep-weights");
  g_autoptr (GTask) task = NULL;
  Job *job = job_new (self);

  job->name = g_strdup (own_name_of (self, job->text));
  if (self->frame.inputs > 0)
    job->points
        = g_strdup (nn_model_get_fact (tenfold_session_get_model (self->session), NN_FACT_POINTS));
  if (g_variant_get_boolean (keep))
    job->from = nn_model_ref (tenfold_session_get_model (self->session));
  stop_timing (self);
  self->creating = g_cancellable_new ();
  update_actions (self);
  task = g_task_new (self, self->creating, created_cb, NULL);
  g_task_set_source_tag (task, create_cb);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, create_thread);
}

/* --- other actions --- */

static void
add_cb (GSimpleAction *action, GVariant *layers, gpointer data)
{
  insert (data, g_variant_get_string (layers, NULL));
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GArray) rows = copy_rows (self);
  guint row = selected_row (self);

  nn_network_rows_remove (rows, row);
  set_rows_and_select (self, rows, row);
}

static void
move_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GArray) rows = copy_rows (self);
  guint row = selected_row (self);
  gboolean up = g_str_equal (g_action_get_name (G_ACTION (action)), "move-up");

  row = up ? nn_network_rows_move_up (rows, row) : nn_network_rows_move_down (rows, row);
  set_rows_and_select (self, rows, row);
}

static void
wrap_cb (GSimpleAction *action, GVariant *words, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GArray) rows = copy_rows (self);
  guint row = selected_row (self);

  nn_network_rows_wrap (rows, row, g_variant_get_string (words, NULL));
  set_rows_and_select (self, rows, row);
}

static void
begin_cb (GSimpleAction *action, GVariant *text, gpointer data)
{
  set_text (data, g_variant_get_string (text, NULL), BY_ACTION);
}

static void
go_to_moment (TenfoldBuilder *self, guint moment)
{
  self->moment = moment;
  show (self);
  select_row (self, now (self)->selected);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;

  go_to_moment (self, self->moment - 1);
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;

  go_to_moment (self, self->moment + 1);
}

static void
copy_cb (GSimpleAction *action, GVariant *name, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autofree char *code = NULL, *text = NULL;

  for (NnCode kind = NN_CODE_PYTORCH; kind <= NN_CODE_NUMPY && code == NULL; kind++)
    if (g_str_equal (nn_code_name (kind), g_variant_get_string (name, NULL)))
      code = nn_network_to_code (self->draft->text, &self->frame, kind, NULL);
  if (code == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  /* Translators: the name of a program, as PyTorch */
  text = g_strdup_printf (_ ("Copied as %s code"), g_variant_get_string (name, NULL));
  tenfold_say (self, text);
}

static void
name_action_cb (GSimpleAction *action, GVariant *name, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!tenfold_own_networks_put (self->own, g_variant_get_string (name, NULL), self->draft->text,
                                 &error)) {
    tenfold_fail (self, _ ("The Network Is Not in the List"), error->message);
    return;
  }
  /* Translators: the name that the user has given to a network */
  text = g_strdup_printf (_ ("“%s” is in the list of networks"), g_variant_get_string (name, NULL));
  tenfold_say (self, text);
}

static void
forget_name_cb (GSimpleAction *action, GVariant *name, gpointer data)
{
  TenfoldBuilder *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!tenfold_own_networks_remove (self->own, g_variant_get_string (name, NULL), &error)) {
    tenfold_fail (self, _ ("The Network Is Still in the List"), error->message);
    return;
  }
  /* Translators: the name that the user has given to a network */
  text = g_strdup_printf (_ ("“%s” is no longer in the list of networks"),
                          g_variant_get_string (name, NULL));
  tenfold_say (self, text);
}

/* --- the name --- */

static void
name_changed_cb (TenfoldBuilder *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  gtk_widget_set_sensitive (self->name_add, *name != '\0');
  gtk_widget_set_visible (self->name_remove,
                          tenfold_own_networks_find (self->own, name) != G_MAXUINT);
}

static void
name_shown_cb (TenfoldBuilder *self)
{
  const char *name = own_name_of (self, self->draft->text);

  gtk_editable_set_text (self->name, name != NULL ? name : "");
  name_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
use_name (TenfoldBuilder *self, const char *action)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (*name == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self->name_popover));
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), action,
                                  g_variant_new_string (name));
}

static void
name_cb (TenfoldBuilder *self)
{
  use_name (self, "name");
}

static void
name_remove_cb (TenfoldBuilder *self)
{
  use_name (self, "forget-name");
}

/* --- pointer and keys --- */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, TenfoldBuilder *self)
{
  GtkListBoxRow *row = g_value_get_object (value);
  GtkListBoxRow *other = gtk_list_box_get_row_at_y (self->list, (int) y);
  g_autoptr (GArray) rows = NULL;
  graphene_rect_t bounds;

  gtk_list_box_drag_unhighlight_row (self->list);
  /* Of another window, or gone while it was dragged. */
  if (row == NULL || other == NULL
      || gtk_widget_get_parent (GTK_WIDGET (row)) != GTK_WIDGET (self->list)
      || !gtk_widget_compute_bounds (GTK_WIDGET (other), GTK_WIDGET (self->list), &bounds))
    return FALSE;
  rows = copy_rows (self);
  set_rows_and_select (self, rows,
                       nn_network_rows_move_to (rows, (guint) gtk_list_box_row_get_index (row),
                                                (guint) gtk_list_box_row_get_index (other),
                                                y > bounds.origin.y + bounds.size.height / 2));
  return TRUE;
}

static GdkDragAction
drag_motion_cb (GtkDropTarget *target, double x, double y, TenfoldBuilder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);

  if (row != NULL)
    gtk_list_box_drag_highlight_row (self->list, row);
  return GDK_ACTION_MOVE;
}

static void
drag_leave_cb (TenfoldBuilder *self)
{
  gtk_list_box_drag_unhighlight_row (self->list);
}

static gboolean
activate (TenfoldBuilder *self, const char *name)
{
  if (!g_action_group_get_action_enabled (G_ACTION_GROUP (self->actions), name))
    return GDK_EVENT_PROPAGATE;
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), name, NULL);
  return GDK_EVENT_STOP;
}

/* In the order in which things were done: what the session did later goes first, and is the
 * window's to undo. */
static gboolean
undo_key_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  TenfoldBuilder *self = data;

  if (tenfold_session_get_undo_time (self->session) > now (self)->time)
    return GDK_EVENT_PROPAGATE;
  return activate (self, "undo");
}

static gboolean
key_cb (GtkWidget *widget, GVariant *name, gpointer data)
{
  return activate (data, g_variant_get_string (name, NULL));
}

static gboolean
insert_key_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (((TenfoldBuilder *) data)->add_button);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys,
         const char *trigger,
         GtkShortcutFunc callback,
         const char *action,
         TenfoldBuilder *self)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                            gtk_callback_action_new (callback, self, NULL));

  if (action != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (action));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

static void
add_keys (TenfoldBuilder *self)
{
  GtkEventController *first = gtk_shortcut_controller_new ();
  GtkEventController *last = gtk_shortcut_controller_new ();

  /* Before fields take them. */
  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  add_key (first, "<Control>z", undo_key_cb, NULL, self);
  add_key (first, "<Control><Shift>z", key_cb, "redo", self);
  gtk_widget_add_controller (GTK_WIDGET (self), first);
  add_key (last, "<Alt>Up", key_cb, "move-up", self);
  add_key (last, "<Alt>Down", key_cb, "move-down", self);
  add_key (last, "Delete", key_cb, "remove", self);
  add_key (last, "Insert", insert_key_cb, NULL, self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), last);
}

static void
add_drop (TenfoldBuilder *self)
{
  GtkDropTarget *target = gtk_drop_target_new (TENFOLD_TYPE_BUILDER_ROW, GDK_ACTION_MOVE);

  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (drag_motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (drag_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (target));
}

static gboolean
arrange_cb (gpointer data)
{
  TenfoldBuilder *self = data;

  self->arrange_id = 0;
  if (self->draft != NULL)
    show_rows (self);
  gtk_list_box_invalidate_headers (self->list);
  return G_SOURCE_REMOVE;
}

static gboolean
resize_text_cb (gpointer data)
{
  TenfoldBuilder *self = data;

  self->resize_id = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self->text));
  return G_SOURCE_REMOVE;
}

/* What changes sizes has to wait until they are handed out. GTK 4.8 finds out how high a text is in
 * its new width only then, and keeps it to itself. */
static void
width_cb (TenfoldBuilder *self, GParamSpec *pspec, GtkAdjustment *adjustment)
{
  double width = gtk_adjustment_get_page_size (adjustment);

  if (width < 1)
    return;
  if (self->resize_id == 0)
    self->resize_id = g_idle_add (resize_text_cb, self);
  if ((width < NARROW) == self->narrow)
    return;
  self->narrow = width < NARROW;
  if (self->arrange_id == 0)
    self->arrange_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, arrange_cb, self, NULL);
}

/* --- the widget --- */

static void
tenfold_builder_map (GtkWidget *widget)
{
  TenfoldBuilder *self = TENFOLD_BUILDER (widget);

  GTK_WIDGET_CLASS (tenfold_builder_parent_class)->map (widget);
  if (self->stale)
    replaced_cb (self);
  else if (self->draft != NULL)
    time_soon (self);
}

static void
tenfold_builder_dispose (GObject *object)
{
  TenfoldBuilder *self = TENFOLD_BUILDER (object);

  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (self->own, self);
    stop_timing (self);
  }
  if (self->creating != NULL)
    g_cancellable_cancel (self->creating);
  g_clear_handle_id (&self->arrange_id, g_source_remove);
  g_clear_handle_id (&self->resize_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->own);
  for (guint i = 0; i < 3; i++)
    g_clear_object (&self->groups[i]);
  g_clear_pointer (&self->draft, tenfold_draft_free);
  g_clear_pointer (&self->session_text, g_free);
  G_OBJECT_CLASS (tenfold_builder_parent_class)->dispose (object);
}

static void
tenfold_builder_finalize (GObject *object)
{
  TenfoldBuilder *self = TENFOLD_BUILDER (object);

  /* The list unselects its row when it goes. */
  tenfold_actions_clear (&self->actions);
  g_array_unref (self->moments);
  G_OBJECT_CLASS (tenfold_builder_parent_class)->finalize (object);
}

static void
tenfold_builder_class_init (TenfoldBuilderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_builder_dispose;
  G_OBJECT_CLASS (klass)->finalize = tenfold_builder_finalize;
  widget_class->map = tenfold_builder_map;
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_BUILDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_PALETTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-builder.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, text);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, sum);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, outlook);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, own_problem);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, create);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, name_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, name_popover);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, name);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, name_add);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, name_remove);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, add_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, palette_popover);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, list);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, begin_menu);
  gtk_widget_class_bind_template_child (widget_class, TenfoldBuilder, copy_menu);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
tenfold_builder_init (TenfoldBuilder *self)
{
  static const GActionEntry entries[] = {
    { .name = "create", .activate = create_cb },
    { .name = "add", .activate = add_cb, .parameter_type = "s" },
    { .name = "remove", .activate = remove_cb },
    { .name = "move-up", .activate = move_cb },
    { .name = "move-down", .activate = move_cb },
    { .name = "wrap", .activate = wrap_cb, .parameter_type = "s" },
    { .name = "begin", .activate = begin_cb, .parameter_type = "s" },
    { .name = "undo", .activate = undo_cb },
    { .name = "redo", .activate = redo_cb },
    { .name = "keep-weights", .state = "false" },
    { .name = "name", .activate = name_action_cb, .parameter_type = "s" },
    { .name = "forget-name", .activate = forget_name_cb, .parameter_type = "s" },
    { .name = "copy", .activate = copy_cb, .parameter_type = "s" },
  };
  const Moment first = { g_strdup (""), G_MAXUINT, BY_NOBODY, 0 };
  GtkTextBuffer *buffer;

  self->seconds = NAN;
  self->frame = nn_network_digits;
  self->moments = g_array_new (FALSE, FALSE, sizeof (Moment));
  g_array_set_clear_func (self->moments, moment_clear);
  g_array_append_val (self->moments, first);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  for (guint i = 0; i < 3; i++)
    self->groups[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "build", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  buffer = gtk_text_view_get_buffer (self->text);
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_create_tag (buffer, "problem", "underline", PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (text_cb), self, G_CONNECT_SWAPPED);
  for (NnCode kind = NN_CODE_PYTORCH; kind <= NN_CODE_NUMPY; kind++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (nn_code_name (kind), NULL);

    g_menu_item_set_action_and_target (item, "build.copy", "s", nn_code_name (kind));
    g_menu_append_item (self->copy_menu, item);
  }
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
  add_keys (self);
  add_drop (self);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scrolled),
                           "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
}

void
tenfold_builder_connect (TenfoldBuilder *self, TenfoldSession *session, TenfoldOwnNetworks *own)
{
  g_return_if_fail (TENFOLD_IS_BUILDER (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->own = g_object_ref (own);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (own_changed_cb), self);
  own_changed_cb (self);
  show (self);
  replaced_cb (self);
}

GActionGroup *
tenfold_builder_get_actions (TenfoldBuilder *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

const char *
tenfold_builder_get_text (TenfoldBuilder *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER (self), NULL);
  return now (self)->text;
}

const char *
tenfold_builder_get_sum (TenfoldBuilder *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER (self), NULL);
  return gtk_label_get_text (self->sum);
}

const char *
tenfold_builder_get_outlook (TenfoldBuilder *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER (self), NULL);
  return gtk_label_get_text (self->outlook);
}
