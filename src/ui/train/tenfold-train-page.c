/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-train-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/train/tenfold-choice.h"
#include "ui/train/tenfold-progress-text.h"

enum { FORGOT, FINISHED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldTrainPage, tenfold_train_page, ADW_TYPE_BIN)

static void
enable (TenfoldTrainPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Brings buttons, fields and actions in line with what the session does. */
static void
update (TenfoldTrainPage *self)
{
  NnWorkerState state = tenfold_session_get_state (self->session);
  gboolean idle = state == NN_WORKER_IDLE && self->loading == NULL;
  gboolean valid = tenfold_recipe_form_get_valid (self->form);
  gboolean untrained = tenfold_session_get_untrained (self->session);

  enable (self, "toggle", !idle || valid);
  enable (self, "stop", !idle);
  enable (self, "step", (idle && valid) || state == NN_WORKER_PAUSED);
  enable (self, "step-epoch", (idle && valid) || state == NN_WORKER_PAUSED);
  enable (self, "forget", !untrained || !idle);
  tenfold_recipe_form_set_locked (self->form, !idle);
  if (state == NN_WORKER_TRAINING) {
    adw_button_content_set_icon_name (self->toggle_content, "media-playback-pause-symbolic");
    adw_button_content_set_label (self->toggle_content, C_ ("verb", "Pause"));
  } else {
    adw_button_content_set_icon_name (self->toggle_content, "media-playback-start-symbolic");
    adw_button_content_set_label (self->toggle_content, state == NN_WORKER_PAUSED
                                                            ? C_ ("verb", "Go On")
                                                            : C_ ("verb", "Train"));
  }
}

static void
say (TenfoldTrainPage *self, const char *text)
{
  gtk_label_set_text (self->progress_label, text);
}

static void
fail (TenfoldTrainPage *self, const char *title, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, title, error->message);
}

/* --- networks and recipes --- */

static const char *
string_name (gpointer item)
{
  return gtk_string_object_get_string (item);
}

static void
source_cb (TenfoldTrainPage *self)
{
  if (self->sources != NULL)
    tenfold_recipe_form_set_source (self->form, tenfold_train_page_get_source (self));
}

static const char *
source_name (gpointer item)
{
  return tenfold_data_source_get_title (item);
}

/* Shows which network is open, and its recipe. */
static void
replaced_cb (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const NnPreset *preset = nn_preset_find (nn_model_get_fact (model, "preset"));
  guint n_presets, selected;
  const NnPreset *presets = nn_preset_list (&n_presets);
  NnRecipe recipe;

  self->syncing = TRUE;
  self->is_new = TRUE;
  g_list_store_splice (self->networks, n_presets,
                       g_list_model_get_n_items (G_LIST_MODEL (self->networks)) - n_presets, NULL,
                       0);
  if (preset != NULL) {
    selected = (guint) (preset - presets);
  } else {
    g_autoptr (GtkStringObject) other
        = gtk_string_object_new (tenfold_session_get_title (self->session));

    g_list_store_append (self->networks, other);
    selected = n_presets;
  }
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->network), selected);
  /* The same network, forgotten or read otherwise, is trained by the recipe that was set. */
  if (nn_model_graph (model) != self->graph) {
    nn_recipe_init (&recipe, preset);
    tenfold_recipe_form_set_recipe (self->form, &recipe);
    g_clear_pointer (&self->graph, nn_graph_unref);
    self->graph = nn_graph_ref (nn_model_graph (model));
  }
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  say (self, preset != NULL ? _ (preset->summary) : "");
  self->syncing = FALSE;
  update (self);
}

static void
network_cb (TenfoldTrainPage *self)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);
  guint selected = tenfold_choice_get_selected (TENFOLD_CHOICE (self->network));
  g_autofree char *text = NULL;
  NnRecipe recipe;

  if (self->syncing || selected >= n_presets)
    return;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_session_create (self->session, &presets[selected], recipe.seed);
  /* Translators: the name of a network */
  text = g_strdup_printf (_ ("New network: %s"), _ (presets[selected].title));
  g_signal_emit (self, signals[FORGOT], 0, text);
}

/* --- runs --- */

static void
begin_run (TenfoldTrainPage *self)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  NnDataset *dataset = tenfold_data_source_get_train (source);
  NnRecipe recipe;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  /* A third of a small dataset is enough to measure with. */
  recipe.validation = MIN (recipe.validation, (guint) nn_dataset_count (dataset) / 3);
  if (self->is_new || self->run == NULL) {
    g_autofree char *title = tenfold_run_text (tenfold_session_get_title (self->session), &recipe);

    g_clear_object (&self->run);
    self->run = tenfold_run_new (title);
    tenfold_plot_pane_add_run (self->plot_pane, self->run);
    self->is_new = FALSE;
  }
  tenfold_session_train (self->session, dataset, &recipe, self->start != TENFOLD_TRAIN_RUN);
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
  if (self->session == NULL)
    return;
  say (self, "");
  if (loaded && !cancelled)
    begin_run (self);
  else if (!loaded && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, _ ("The data cannot be read"), error);
  update (self);
}

void
tenfold_train_page_start (TenfoldTrainPage *self, TenfoldTrainStart start)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);

  if (source == NULL || self->loading != NULL)
    return;
  self->start = start;
  self->loading = g_cancellable_new ();
  say (self, _ ("Reading the data …"));
  tenfold_data_source_load_async (source, self->loading, loaded_cb, g_object_ref (self));
  update (self);
}

static void
finish (TenfoldTrainPage *self, const NnReport *report)
{
  g_autofree char *percent = tenfold_percent_text (report->progress.validation_accuracy);
  g_autofree char *text = NULL;
  guint epoch = report->progress.epoch;

  if (isnan (report->progress.validation_accuracy))
    text = g_strdup (report->kind == NN_REPORT_STOPPED ? _ ("Training stopped")
                                                       : _ ("Training finished"));
  else if (report->kind == NN_REPORT_STOPPED)
    /* Translators: a number of epochs and a percentage */
    text = g_strdup_printf (ngettext ("Training stopped after %u epoch: %s of the validation "
                                      "pictures read",
                                      "Training stopped after %u epochs: %s of the validation "
                                      "pictures read",
                                      epoch),
                            epoch, percent);
  else
    /* Translators: a percentage */
    text = g_strdup_printf (_ ("Training finished: %s of the validation pictures read"), percent);
  say (self, text);
  g_signal_emit (self, signals[FINISHED], 0, text);
}

static void
report_cb (TenfoldTrainPage *self, NnReport *report)
{
  const NnProgress *p = &report->progress;
  g_autofree char *text = tenfold_progress_text (report);

  if (p->steps_per_epoch > 0) {
    self->place = (double) p->step / p->steps_per_epoch;
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   CLAMP (self->place / MAX (1, p->n_epochs), 0, 1));
  }
  if (self->run != NULL && p->step > 0) {
    if (report->kind == NN_REPORT_PROGRESS)
      tenfold_run_add_step (self->run, self->place, p->step_loss, p->train_accuracy, p->rate);
    else if (report->kind == NN_REPORT_EPOCH)
      tenfold_run_add_epoch (self->run, p->epoch, p->train_loss, p->train_accuracy,
                             p->validation_loss, p->validation_accuracy);
  }
  say (self, text);
  if (report->kind == NN_REPORT_FINISHED || report->kind == NN_REPORT_STOPPED) {
    finish (self, report);
  } else if (report->kind == NN_REPORT_FAILED) {
    say (self, report->error->message);
    fail (self,
          g_error_matches (report->error, NN_ERROR, NN_ERROR_DIVERGED) ? _ ("Training diverged")
                                                                       : _ ("Training failed"),
          report->error);
  }
}

static void
rate_cb (TenfoldTrainPage *self)
{
  g_autofree char *text = NULL;
  NnRecipe recipe;

  if (tenfold_session_get_state (self->session) == NN_WORKER_IDLE)
    return;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_session_set_rate (self->session, recipe.rate);
  /* Translators: a mark on the plot where the learning rate was changed */
  text = g_strdup_printf (_ ("rate %g"), (double) recipe.rate);
  tenfold_run_add_mark (self->run, self->place, text);
}

/* --- the widget --- */

static void
tenfold_train_page_dispose (GObject *object)
{
  TenfoldTrainPage *self = TENFOLD_TRAIN_PAGE (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_object (&self->networks);
  g_clear_object (&self->actions);
  g_clear_object (&self->run);
  g_clear_pointer (&self->graph, nn_graph_unref);
  G_OBJECT_CLASS (tenfold_train_page_parent_class)->dispose (object);
}

static void
tenfold_train_page_class_init (TenfoldTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_train_page_dispose;
  signals[FORGOT] = g_signal_new ("forgot", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (TENFOLD_TYPE_RECIPE_FORM);
  g_type_ensure (TENFOLD_TYPE_PLOT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, form);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, toggle_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, toggle_content);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, progress_box);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, plot_pane);
}

static void
tenfold_train_page_init (TenfoldTrainPage *self)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  tenfold_train_page_add_actions (self);

  self->networks = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (GtkStringObject) title = gtk_string_object_new (_ (presets[i].title));

    g_list_store_append (self->networks, title);
  }
  self->network
      = tenfold_choice_new (_ ("Network"), _ ("Choosing another one starts from scratch"));
  tenfold_choice_set_model (TENFOLD_CHOICE (self->network), G_LIST_MODEL (self->networks),
                            string_name);
  tenfold_recipe_form_add_field (self->form, self->network);
  self->data = tenfold_choice_new (_ ("Data"), _ ("The pictures that the network learns from"));
  tenfold_recipe_form_add_field (self->form, self->data);
  g_signal_connect_swapped (self->data, "notify::selected", G_CALLBACK (source_cb), self);

  g_signal_connect_swapped (self->network, "notify::selected", G_CALLBACK (network_cb), self);
  g_signal_connect_swapped (self->form, "notify::valid", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->form, "rate-changed", G_CALLBACK (rate_cb), self);
}

void
tenfold_train_page_connect (TenfoldTrainPage *self, TenfoldSession *session, GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  tenfold_choice_set_model (TENFOLD_CHOICE (self->data), G_LIST_MODEL (sources), source_name);
  source_cb (self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (report_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::untrained", G_CALLBACK (update), self);
  if (tenfold_session_get_model (session) != NULL)
    replaced_cb (self);
}

GActionGroup *
tenfold_train_page_get_actions (TenfoldTrainPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

GActionGroup *
tenfold_train_page_get_plot_actions (TenfoldTrainPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), NULL);
  return tenfold_plot_pane_get_actions (self->plot_pane);
}

void
tenfold_train_page_get_recipe (TenfoldTrainPage *self, NnRecipe *recipe)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  tenfold_recipe_form_get_recipe (self->form, recipe);
}

void
tenfold_train_page_restore (TenfoldTrainPage *self, const NnRecipe *recipe, gboolean interrupted)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  tenfold_recipe_form_set_recipe (self->form, recipe);
  if (interrupted)
    say (self, _ ("Training was interrupted. Train goes on with it."));
}

TenfoldDataSource *
tenfold_train_page_get_source (TenfoldTrainPage *self)
{
  g_autoptr (TenfoldDataSource) source = NULL;

  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), NULL);
  /* The list keeps it alive. */
  source = g_list_model_get_item (G_LIST_MODEL (self->sources),
                                  tenfold_choice_get_selected (TENFOLD_CHOICE (self->data)));
  return source;
}

gboolean
tenfold_train_page_choose_source (TenfoldTrainPage *self, const char *name)
{
  guint n;

  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), FALSE);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->sources));
  for (guint i = 0; i < n; i++) {
    g_autoptr (TenfoldDataSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

    if (g_strcmp0 (tenfold_data_source_get_name (source), name) == 0) {
      tenfold_choice_set_selected (TENFOLD_CHOICE (self->data), i);
      return TRUE;
    }
  }
  return FALSE;
}

char *
tenfold_train_page_get_recipe_text (TenfoldTrainPage *self)
{
  g_autofree char *text = NULL;
  NnRecipe recipe;

  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), NULL);
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  text = nn_recipe_to_string (&recipe);
  return g_strdup_printf ("%s seed=%" G_GUINT64_FORMAT " threads=%u", text, recipe.seed,
                          recipe.threads);
}

gboolean
tenfold_train_page_set_recipe_text (TenfoldTrainPage *self, const char *text, GError **error)
{
  NnRecipe recipe;

  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && text != NULL, FALSE);
  if (!nn_recipe_from_string (&recipe, text, error))
    return FALSE;
  tenfold_recipe_form_set_recipe (self->form, &recipe);
  return TRUE;
}
