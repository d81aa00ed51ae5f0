/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/gtk/tenfold-dialog.h"
#include "ui/session/tenfold-history.h"
#include "ui/words/tenfold-progress-text.h"
#include "ui/words/tenfold-recipe-text.h"
#include "ui/train/tenfold-train-page-private.h"

/* A run from Train to its end. */

/* How long a new learning rate waits, so that typing one is one change. */
#define RATE_DELAY 400
/* The shortest run that says something of this computer's speed, in seconds. */
#define TELLING_RUN 1

static void
fail (TenfoldTrainPage *self, const char *title, const char *why)
{
  g_signal_emit_by_name (self, "failed", title, why);
}

/* --- its place among the others on the plot --- */

static const NnRecipe *
recipe_of (TenfoldRun *run)
{
  return g_object_get_data (G_OBJECT (run), "recipe");
}

void
tenfold_train_page_describe_runs (TenfoldTrainPage *self)
{
  TenfoldChart *chart = tenfold_plot_get_chart (tenfold_plot_pane_get_plot (self->plot_pane));
  guint n = tenfold_chart_get_n_runs (chart);
  g_autofree const NnRecipe **recipes = g_new (const NnRecipe *, n + 1);
  gboolean same_data = TRUE;

  for (guint i = 0; i < n; i++) {
    TenfoldRun *run = tenfold_chart_get_run (chart, i);

    recipes[i] = recipe_of (run);
    same_data &= g_strcmp0 (g_object_get_data (G_OBJECT (run), "data"),
                            g_object_get_data (G_OBJECT (tenfold_chart_get_run (chart, 0)), "data"))
                 == 0;
  }
  for (guint i = 0; i < n; i++) {
    TenfoldRun *run = tenfold_chart_get_run (chart, i);
    const char *data = g_object_get_data (G_OBJECT (run), "data");
    g_autofree char *words
        = n > 1 ? tenfold_recipe_difference (recipes, n, i) : tenfold_run_text (data, recipes[i]);
    g_autofree char *all = NULL;

    if (n > 1 && (!same_data || *words == '\0'))
      all = g_strdup_printf ("%s%s%s", data, *words != '\0' ? " · " : "", words);
    tenfold_run_set_settings (run, all != NULL ? all : words);
  }
}

static void
add_run (TenfoldTrainPage *self, const NnRecipe *recipe, TenfoldDataSource *source)
{
  const char *network = tenfold_session_get_title (self->session);
  /* Translators: the number of a run and its network */
  g_autofree char *title = g_strdup_printf (C_ ("run", "%u %s"), ++self->n_runs, network);

  g_clear_object (&self->run);
  self->run = tenfold_run_new (title);
  g_object_set_data_full (G_OBJECT (self->run), "recipe", g_memdup2 (recipe, sizeof *recipe),
                          g_free);
  g_object_set_data_full (G_OBJECT (self->run), "data",
                          g_strdup (tenfold_data_source_get_title (source)), g_free);
  tenfold_plot_pane_add_run (self->plot_pane, self->run);
  self->is_new = FALSE;
}

/* The steps of the run before this window saw it, as the model file keeps them. */
static gboolean
draw_curve (TenfoldTrainPage *self)
{
  g_autoptr (NnStepCurve) curve = nn_trainer_curve_of (tenfold_session_get_model (self->session));
  const NnCurveColumn *columns;
  const NnHeldOut *estimates;
  guint64 before = 0;
  guint n;

  if (curve == NULL)
    return FALSE;
  columns = nn_step_curve_columns (curve, &n);
  for (guint i = 0; i < n; i++) {
    const NnCurveColumn *c = &columns[i];
    TenfoldStep step = { c->epoch, c->loss, c->accuracy, c->rate };
    TenfoldStepRange range = { (guint) CLAMP (c->step - before, 1, G_MAXUINT / 4), c->loss_min,
                               c->loss_max, c->accuracy_min, c->accuracy_max };

    tenfold_run_add_merged (self->run, &step, &range);
    before = c->step;
  }
  estimates = nn_step_curve_estimates (curve, &n);
  for (guint i = 0; i < n; i++)
    tenfold_run_add_estimate (self->run, estimates[i].epoch, estimates[i].loss,
                              estimates[i].accuracy);
  return TRUE;
}

/* What the network says of its own run; where it has no curve, a number an epoch. */
static void
draw_history (TenfoldTrainPage *self, const GArray *history)
{
  gboolean curve = draw_curve (self);

  for (guint i = 0; i < history->len; i++) {
    const NnProgress *p = &g_array_index (history, NnProgress, i);

    if (!curve)
      tenfold_run_add_step (self->run, p->epoch, p->train_loss, p->train_accuracy, p->rate);
    tenfold_run_add_epoch (self->run, p->epoch, p->train_loss, p->train_accuracy,
                           p->validation_loss, p->validation_accuracy);
  }
}

void
tenfold_train_page_show_history (TenfoldTrainPage *self, const NnRecipe *recipe)
{
  g_autoptr (GArray) history = tenfold_history_of (tenfold_session_get_model (self->session));
  TenfoldDataSource *source = tenfold_train_page_get_source (self);

  if (history->len == 0 || source == NULL)
    return;
  add_run (self, recipe, source);
  draw_history (self, history);
  tenfold_run_set_length (self->run, recipe->epochs);
  self->run_recipe = *recipe;
  self->place = history->len;
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 CLAMP (self->place / MAX (1, recipe->epochs), 0, 1));
}

static void
mark_rate (TenfoldTrainPage *self, double place, float rate)
{
  /* Translators: a mark on the plot where the learning rate was changed */
  g_autofree char *text = g_strdup_printf (_ ("rate %g"), (double) rate);

  if (self->run != NULL)
    tenfold_run_add_mark (self->run, place, text);
  self->run_recipe.rate = rate;
}

/* --- its beginning --- */

static void
begin_run (TenfoldTrainPage *self)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  NnDataset *dataset = tenfold_data_source_get_train (source);
  NnRecipe recipe;
  guint done = 0;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_train_page_get_done (self, &recipe, &done);
  if (done >= recipe.epochs) {
    recipe.epochs = tenfold_train_page_get_longer (self, done);
    tenfold_recipe_form_set_recipe (self->form, &recipe);
  } else if (done == 0) {
    self->stretch = recipe.epochs;
  }
  if (done > 0 && (self->is_new || self->run == NULL))
    tenfold_train_page_show_history (self, &recipe);
  if (self->is_new || self->run == NULL || done == 0)
    add_run (self, &recipe, source);
  else if (recipe.rate != self->run_recipe.rate)
    mark_rate (self, self->place, recipe.rate);
  self->run_recipe = recipe;
  self->n_held_out = MIN (recipe.validation, nn_dataset_most_validation (dataset));
  /* Whoever has removed it from the plot sees it again. */
  tenfold_plot_pane_add_run (self->plot_pane, self->run);
  tenfold_run_set_length (self->run, recipe.epochs);
  tenfold_session_train (self->session, dataset, tenfold_data_source_get_test (source), &recipe,
                         self->start != TENFOLD_TRAIN_RUN);
  if (self->start == TENFOLD_TRAIN_STEP)
    tenfold_session_step (self->session);
  else if (self->start == TENFOLD_TRAIN_EPOCH)
    tenfold_session_step_epoch (self->session);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldTrainPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean loaded = tenfold_data_source_load_finish (TENFOLD_DATA_SOURCE (object), result, &error);
  gboolean cancelled = self->loading == NULL || g_cancellable_is_cancelled (self->loading);

  g_clear_object (&self->loading);
  /* The window may have been closed meanwhile: nobody would see that run, nor end it. */
  if (self->session == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  tenfold_train_page_say (self, "");
  if (loaded && !cancelled)
    begin_run (self);
  else if (!loaded && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, _ ("The data cannot be read"), error->message);
  tenfold_train_page_update (self);
}

/* A key that labels a drawing never lands in a field; what was typed in one counts. */
static void
leave_fields (TenfoldTrainPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->form)))
    gtk_widget_grab_focus (self->toggle_button);
}

void
tenfold_train_page_start (TenfoldTrainPage *self, TenfoldTrainStart start)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);

  if (source == NULL || self->loading != NULL)
    return;
  leave_fields (self);
  if (!tenfold_recipe_form_get_valid (self->form))
    return;
  tenfold_speeds_cancel (self->speeds);
  self->start = start;
  self->loading = g_cancellable_new ();
  tenfold_train_page_say (self, _ ("Reading the data …"));
  tenfold_data_source_load_async (source, self->loading, loaded_cb, g_object_ref (self));
  tenfold_train_page_update (self);
}

/* --- its end --- */

/* In the status line all that is known; as a message only the best of it. */
static void
finish (TenfoldTrainPage *self, const NnReport *report)
{
  g_autofree char *text = tenfold_finish_text (report);
  g_autofree char *short_text = tenfold_finish_short_text (report);

  if (report->test_count > 0 && self->run != NULL) {
    TenfoldTest test = { (double) report->test_correct / (double) report->test_count, 0, 0 };

    nn_measure_interval (report->test_correct, report->test_count, &test.low, &test.high);
    tenfold_run_set_test (self->run, &test);
  }
  if (report->samples_per_second > 0 && report->progress.seconds > TELLING_RUN)
    tenfold_speeds_learn (self->speeds, tenfold_session_get_model (self->session),
                          &self->run_recipe, 1 / report->samples_per_second);
  tenfold_train_page_say (self, text);
  g_signal_emit_by_name (self, "finished", short_text);
}

/* The network's own rate, or a tenth where that was too large already. */
static float
better_rate (TenfoldTrainPage *self, float rate)
{
  NnModel *model = tenfold_session_get_model (self->session);
  NnRecipe usual;

  nn_recipe_init (&usual, nn_preset_find (nn_model_get_fact (model, "preset")));
  return usual.rate < rate ? usual.rate : MAX (rate / 10, 1e-9f);
}

static void
smaller_rate_cb (AdwMessageDialog *dialog, const char *response, TenfoldTrainPage *self)
{
  NnRecipe recipe;

  if (!g_str_equal (response, "train") || self->session == NULL
      || tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    return;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  recipe.rate = better_rate (self, recipe.rate);
  tenfold_recipe_form_set_recipe (self->form, &recipe);
  tenfold_train_page_start (self, TENFOLD_TRAIN_RUN);
}

static void
diverged (TenfoldTrainPage *self, const NnReport *report)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const NnProgress *p = &report->progress;
  g_autofree char *smaller = NULL, *label = NULL, *what = NULL, *body = NULL;
  GtkWidget *dialog;
  NnRecipe recipe;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  smaller = g_strdup_printf ("%g", (double) better_rate (self, recipe.rate));
  /* Translators: a mark on the plot where a run went wrong */
  if (self->run != NULL)
    tenfold_run_add_mark (self->run, self->place, _ ("diverged"));
  what = p->epoch > 0
             ? g_strdup_printf (_ ("The weights are back at the end of epoch %u."), p->epoch)
             : g_strdup (_ ("The weights are back as they were before this run."));
  body = g_strdup_printf (
      "%s %s\n\n%s", _ ("The loss became NaN, infinite or far too large: the steps were too long."),
      what, _ ("A smaller learning rate usually helps."));
  tenfold_train_page_say (self, what);
  dialog = tenfold_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                               _ ("Training Diverged"), body);
  /* Translators: a learning rate */
  label = g_strdup_printf (_ ("_Train with Rate %s"), smaller);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"), "train",
                                    label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "train",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "train");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (smaller_rate_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- its course --- */

static void
draw_report (TenfoldTrainPage *self, const NnReport *report)
{
  const NnProgress *p = &report->progress;

  if (report->steps != NULL)
    tenfold_run_add_steps (self->run, (const NnStepMean *) (gpointer) report->steps->data,
                           report->steps->len);
  for (guint i = 0; report->estimates != NULL && i < report->estimates->len; i++) {
    const NnHeldOut *e = &g_array_index (report->estimates, NnHeldOut, i);

    tenfold_run_add_estimate (self->run, e->epoch, e->loss, e->accuracy);
  }
  if (report->kind == NN_REPORT_EPOCH)
    tenfold_run_add_epoch (self->run, p->epoch, p->train_loss, p->train_accuracy,
                           p->validation_loss, p->validation_accuracy);
}

/* A run that ends worse than it has been says so; what it was at its best can be had. */
static void
offer_best (TenfoldTrainPage *self, const NnReport *report)
{
  g_autofree char *percent = NULL, *text = NULL;

  g_clear_pointer (&self->best, nn_model_unref);
  if (report->best.model == NULL || report->best.epoch == report->progress.epoch
      || !(report->best.accuracy > report->progress.validation_accuracy))
    return;
  self->best = nn_model_ref (report->best.model);
  percent = tenfold_percent_text (report->best.accuracy);
  /* Translators: an epoch and a percentage; in a narrow window there is room for 25 letters */
  text = g_strdup_printf (_ ("Epoch %u was better: %s"), report->best.epoch, percent);
  g_signal_emit_by_name (self, "worse", text);
}

void
tenfold_train_page_report (TenfoldTrainPage *self, NnReport *report)
{
  const NnProgress *p = &report->progress;
  g_autofree char *text = tenfold_progress_text (report);

  if (p->steps_per_epoch > 0) {
    self->place = (double) p->step / p->steps_per_epoch;
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   CLAMP (self->place / MAX (1, p->n_epochs), 0, 1));
  }
  if (self->run != NULL)
    draw_report (self, report);
  switch (report->kind) {
  case NN_REPORT_EPOCH:
    tenfold_train_page_show_score (self, p->validation_accuracy, self->n_held_out);
    tenfold_train_page_say (self, text);
    break;
  case NN_REPORT_PROGRESS:
    /* Within an epoch, a sample of them is read now and then. */
    if (report->held_out.count > 0)
      tenfold_train_page_show_score (self, report->held_out.accuracy, report->held_out.count);
    tenfold_train_page_say (self, text);
    break;
  case NN_REPORT_TESTING:
    tenfold_train_page_say (self, _ ("Reading the test pictures, once …"));
    break;
  case NN_REPORT_FINISHED:
  case NN_REPORT_STOPPED:
    tenfold_train_page_show_known_score (self);
    offer_best (self, report);
    finish (self, report);
    break;
  case NN_REPORT_FAILED:
    if (g_error_matches (report->error, NN_ERROR, NN_ERROR_DIVERGED)) {
      diverged (self, report);
    } else {
      tenfold_train_page_say (self, report->error->message);
      fail (self, _ ("Training failed"), report->error->message);
    }
    break;
  }
  if (report->kind > NN_REPORT_TESTING)
    tenfold_train_page_update (self);
}

static gboolean
take_rate_cb (gpointer data)
{
  TenfoldTrainPage *self = data;
  NnRecipe recipe;

  self->rate_id = 0;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  if (self->session == NULL || tenfold_session_get_state (self->session) == NN_WORKER_IDLE
      || recipe.rate == self->run_recipe.rate)
    return G_SOURCE_REMOVE;
  tenfold_session_set_rate (self->session, recipe.rate);
  mark_rate (self, self->place, recipe.rate);
  return G_SOURCE_REMOVE;
}

void
tenfold_train_page_rate_changed (TenfoldTrainPage *self)
{
  g_clear_handle_id (&self->rate_id, g_source_remove);
  if (self->session != NULL && tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    self->rate_id = g_timeout_add (RATE_DELAY, take_rate_cb, self);
}
