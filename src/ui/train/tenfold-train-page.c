/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-train-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/tenfold-choice.h"
#include "ui/train/tenfold-expectation.h"
#include "ui/train/tenfold-next-step.h"
#include "ui/words/tenfold-progress-text.h"
#include "ui/widgets/tenfold-wrap.h"

/* How long a speed that is not known waits to be measured, in milliseconds. */
#define MEASURE_DELAY 1500

enum { FORGOT, FINISHED, WORSE, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldTrainPage, tenfold_train_page, ADW_TYPE_BIN)

static void
enable (TenfoldTrainPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* A table needs the room that the settings take. It scrolls by itself, so the page does not: where
 * it is low, the table is all there is. */
static void
table_cb (TenfoldTrainPage *self, const char *name, GVariant *state)
{
  gboolean table = g_variant_get_boolean (state);

  gtk_widget_set_visible (GTK_WIDGET (self->settings_box), !table);
  tenfold_spare_set_needed (self->controls_spare, !table);
  gtk_scrolled_window_set_policy (self->scrolled, GTK_POLICY_NEVER,
                                  table ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC);
}

static const NnPreset *
get_preset (TenfoldTrainPage *self)
{
  return nn_preset_find (nn_model_get_fact (tenfold_session_get_model (self->session), "preset"));
}

void
tenfold_train_page_say (TenfoldTrainPage *self, const char *text)
{
  gtk_label_set_text (self->progress_label, text);
}

/* --- the large number --- */

void
tenfold_train_page_show_score (TenfoldTrainPage *self, double accuracy, gsize count)
{
  g_autofree char *score = tenfold_score_text (accuracy, count);
  g_autofree char *caption = tenfold_score_caption (accuracy, count);

  gtk_label_set_text (self->score, score);
  gtk_label_set_text (self->score_caption, caption);
}

void
tenfold_train_page_show_known_score (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const char *accuracy = nn_model_get_fact (model, "validation_accuracy");
  const char *count = nn_model_get_fact (model, "validation_count");
  gboolean known = accuracy != NULL && !tenfold_session_get_untrained (self->session);

  tenfold_train_page_show_score (self, known ? g_ascii_strtod (accuracy, NULL) : NAN,
                                 count != NULL ? g_ascii_strtoull (count, NULL, 10) : 0);
}

/* --- speed --- */

/* Seconds that a doubling of the steps takes, slowest. In the middle is the pace of a
 * demonstration. */
#define SLOWEST (2 * G_SQRT2 * NN_PACE_SLOW)

static void
speed_cb (TenfoldTrainPage *self)
{
  double speed = gtk_adjustment_get_value (self->speed_adjustment);

  if (self->session != NULL)
    tenfold_session_set_pace (self->session, speed < 1 ? SLOWEST * pow (1 - speed, 1.5) : 0);
}

void
tenfold_train_page_slow_down (TenfoldTrainPage *self)
{
  gtk_adjustment_set_value (self->speed_adjustment, 0.5);
}

/* --- what is to be expected --- */

gboolean
tenfold_train_page_get_done (TenfoldTrainPage *self, const NnRecipe *recipe, guint *done)
{
  NnModel *model = tenfold_session_get_model (self->session);
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  NnDataset *dataset = source != NULL ? tenfold_data_source_get_train (source) : NULL;

  *done = 0;
  if (nn_model_get_training_state (model) == NULL)
    return TRUE;
  if (dataset == NULL)
    return FALSE;
  if (nn_trainer_goes_on (model, dataset, recipe))
    *done = nn_trainer_epochs_of (model);
  return TRUE;
}

guint
tenfold_train_page_get_longer (TenfoldTrainPage *self, guint done)
{
  NnRecipe usual;

  nn_recipe_init (&usual, get_preset (self));
  return MIN (done + (self->stretch > 0 ? self->stretch : usual.epochs), 10000);
}

/* How many pictures there are to train on and to test with. What is not loaded yet is known of the
 * sets that are always the same. */
static gboolean
count_pictures (TenfoldDataSource *source, gsize *n_train, gsize *n_test)
{
  static const char *const usual[] = { "mnist", "penned", "fashion-mnist", NULL };
  NnDataset *train = tenfold_data_source_get_train (source);
  NnDataset *test = tenfold_data_source_get_test (source);

  if (train == NULL && !g_strv_contains (usual, tenfold_data_source_get_name (source)))
    return FALSE;
  *n_train = train != NULL ? nn_dataset_count (train) : 60000;
  *n_test = train == NULL ? 10000 : test != NULL ? nn_dataset_count (test) : 0;
  return TRUE;
}

static void
expect (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  TenfoldExpectation e = { .preset = get_preset (self), .seconds = NAN };
  g_autofree char *text = NULL;
  NnRecipe recipe;
  NnSpeed speed;
  gsize n_train, n_test;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_train_page_get_done (self, &recipe, &e.done);
  e.wanted = recipe.epochs;
  e.usual = tenfold_recipe_form_is_usual (self->form) && source != NULL
            && g_strcmp0 (tenfold_data_source_get_name (source), "mnist") == 0;
  if (source != NULL && count_pictures (source, &n_train, &n_test)
      && tenfold_speeds_get (self->speeds, model, &recipe, &speed)) {
    guint to = e.done >= e.wanted ? tenfold_train_page_get_longer (self, e.done) : e.wanted;

    e.seconds = nn_speed_estimate (&speed, &recipe, n_train, to - e.done, n_test);
  }
  e.more = tenfold_train_page_get_longer (self, e.done) - e.done;
  text = tenfold_expectation_text (&e);
  gtk_label_set_text (self->expectation, text);
}

static gboolean
measure_cb (gpointer data)
{
  TenfoldTrainPage *self = data;
  NnRecipe recipe;

  self->measure_id = 0;
  if (tenfold_session_get_state (self->session) == NN_WORKER_IDLE && self->loading == NULL) {
    tenfold_recipe_form_get_recipe (self->form, &recipe);
    tenfold_speeds_measure (self->speeds, tenfold_session_get_model (self->session), &recipe);
  }
  return G_SOURCE_REMOVE;
}

/* Once nothing has happened for a while, and never while something is trained. */
static void
measure_soon (TenfoldTrainPage *self)
{
  NnRecipe recipe;
  NnSpeed speed;

  g_clear_handle_id (&self->measure_id, g_source_remove);
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self))
      || tenfold_speeds_get (self->speeds, tenfold_session_get_model (self->session), &recipe,
                             &speed))
    return;
  self->measure_id = g_timeout_add_full (G_PRIORITY_LOW, MEASURE_DELAY, measure_cb, self, NULL);
}

static void
suggest (GtkWidget *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

void
tenfold_train_page_update (TenfoldTrainPage *self)
{
  TenfoldNextStep next;
  NnWorkerState state;
  gboolean idle, valid, untrained;

  if (self->session == NULL || tenfold_session_get_model (self->session) == NULL || self->syncing)
    return;
  state = tenfold_session_get_state (self->session);
  idle = state == NN_WORKER_IDLE && self->loading == NULL;
  if (self->run != NULL)
    tenfold_run_set_live (self->run, state != NN_WORKER_IDLE);
  valid = tenfold_recipe_form_get_valid (self->form);
  untrained = tenfold_session_get_untrained (self->session);
  enable (self, "toggle", !idle || valid);
  enable (self, "stop", !idle);
  enable (self, "step", (idle && valid) || state == NN_WORKER_PAUSED);
  enable (self, "step-epoch", (idle && valid) || state == NN_WORKER_PAUSED);
  enable (self, "forget", !untrained || !idle);
  enable (self, "take-best", idle && self->best != NULL);
  enable (self, "reset", idle && !tenfold_recipe_form_is_usual (self->form));
  tenfold_recipe_form_set_locked (self->form, !idle);
  next = tenfold_next_step_of (self->session);
  suggest (self->toggle_button, next == TENFOLD_NEXT_TRAIN || next == TENFOLD_NEXT_PAUSE);
  suggest (self->forget_button, next == TENFOLD_NEXT_START);
  if (state == NN_WORKER_TRAINING) {
    adw_button_content_set_icon_name (self->toggle_content, "media-playback-pause-symbolic");
    adw_button_content_set_label (self->toggle_content, C_ ("verb", "Pause"));
  } else {
    adw_button_content_set_icon_name (self->toggle_content, "media-playback-start-symbolic");
    adw_button_content_set_label (self->toggle_content, state == NN_WORKER_PAUSED
                                                            ? C_ ("verb", "Resume")
                                                            : C_ ("verb", "Train"));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->expectation), idle);
  if (idle) {
    expect (self);
    measure_soon (self);
  }
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
  guint n_presets, n_own, selected;
  const NnPreset *presets = nn_preset_list (&n_presets);
  NnRecipe recipe;

  self->syncing = TRUE;
  self->is_new = TRUE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->networks)) == n_presets
      && tenfold_session_has_reader (self->session)) {
    g_autoptr (GtkStringObject) reader = gtk_string_object_new (_ ("Reader (as shipped)"));

    g_list_store_append (self->networks, reader);
  }
  n_own = n_presets + tenfold_session_has_reader (self->session);
  g_list_store_splice (self->networks, n_own,
                       g_list_model_get_n_items (G_LIST_MODEL (self->networks)) - n_own, NULL, 0);
  if (tenfold_session_get_shipped (self->session)) {
    selected = n_presets;
  } else if (preset != NULL) {
    selected = (guint) (preset - presets);
  } else {
    g_autoptr (GtkStringObject) other
        = gtk_string_object_new (tenfold_session_get_title (self->session));

    g_list_store_append (self->networks, other);
    selected = n_own;
  }
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->network), selected);
  nn_recipe_init (&recipe, preset);
  tenfold_recipe_form_set_usual (self->form, &recipe);
  /* The same network, forgotten or read otherwise, is trained by the recipe that was set. */
  if (nn_model_graph (model) != self->graph) {
    self->stretch = 0;
    nn_recipe_of_model (&recipe, model, preset);
    tenfold_recipe_form_set_recipe (self->form, &recipe);
    g_clear_pointer (&self->graph, nn_graph_unref);
    self->graph = nn_graph_ref (nn_model_graph (model));
  }
  g_clear_pointer (&self->best, nn_model_unref);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  tenfold_train_page_show_known_score (self);
  tenfold_train_page_say (self, "");
  self->syncing = FALSE;
  tenfold_train_page_update (self);
}

static void
network_cb (TenfoldTrainPage *self)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);
  guint selected = tenfold_choice_get_selected (TENFOLD_CHOICE (self->network));
  g_autofree char *text = NULL;
  NnRecipe recipe;

  if (self->syncing)
    return;
  if (selected == n_presets && tenfold_session_take_reader (self->session)) {
    g_signal_emit (self, signals[FORGOT], 0, _ ("The reader is back as it was shipped"));
    return;
  }
  if (selected >= n_presets)
    return;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_session_create (self->session, &presets[selected], recipe.seed);
  /* Translators: the name of a network */
  text = g_strdup_printf (_ ("New network: %s"), _ (presets[selected].title));
  g_signal_emit (self, signals[FORGOT], 0, text);
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
  g_clear_handle_id (&self->rate_id, g_source_remove);
  g_clear_handle_id (&self->measure_id, g_source_remove);
  if (self->speeds != NULL) {
    g_signal_handlers_disconnect_by_data (self->speeds, self);
    tenfold_speeds_cancel (self->speeds);
  }
  g_clear_object (&self->speeds);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_object (&self->networks);
  g_clear_object (&self->actions);
  g_clear_object (&self->run);
  g_clear_pointer (&self->graph, nn_graph_unref);
  g_clear_pointer (&self->best, nn_model_unref);
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
  signals[WORSE] = g_signal_new ("worse", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_SPARE);
  g_type_ensure (TENFOLD_TYPE_RECIPE_FORM);
  g_type_ensure (TENFOLD_TYPE_PLOT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, form);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, toggle_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, forget_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, score);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, speed_adjustment);
  gtk_widget_class_bind_template_callback (widget_class, speed_cb);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, score_caption);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, toggle_content);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, expectation);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, controls_spare);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, settings_box);
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
  self->speeds = tenfold_speeds_new ();

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

  g_signal_connect_swapped (tenfold_plot_pane_get_actions (self->plot_pane),
                            "action-state-changed::table", G_CALLBACK (table_cb), self);
  g_signal_connect_swapped (tenfold_plot_get_chart (tenfold_plot_pane_get_plot (self->plot_pane)),
                            "runs-changed", G_CALLBACK (tenfold_train_page_describe_runs), self);
  g_signal_connect_swapped (self->speeds, "changed", G_CALLBACK (tenfold_train_page_update), self);
  g_signal_connect_swapped (self, "map", G_CALLBACK (tenfold_train_page_update), self);
  g_signal_connect_swapped (self->data, "notify::selected", G_CALLBACK (tenfold_train_page_update),
                            self);
  g_signal_connect_swapped (self->network, "notify::selected", G_CALLBACK (network_cb), self);
  g_signal_connect_swapped (self->form, "notify::valid", G_CALLBACK (tenfold_train_page_update),
                            self);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (tenfold_train_page_update), self);
  g_signal_connect_swapped (self->form, "rate-changed",
                            G_CALLBACK (tenfold_train_page_rate_changed), self);
}

void
tenfold_train_page_connect (TenfoldTrainPage *self, TenfoldSession *session, GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  tenfold_choice_set_model (TENFOLD_CHOICE (self->data), G_LIST_MODEL (sources), source_name);
  source_cb (self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (tenfold_train_page_report), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (tenfold_train_page_update), self);
  g_signal_connect_swapped (session, "notify::untrained", G_CALLBACK (tenfold_train_page_update),
                            self);
  g_signal_connect_swapped (session, "notify::modified", G_CALLBACK (tenfold_train_page_update),
                            self);
  if (tenfold_session_get_model (session) != NULL)
    replaced_cb (self);
}

void
tenfold_train_page_set_tip (TenfoldTrainPage *self, GtkWidget *tip)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && GTK_IS_WIDGET (tip));
  gtk_box_prepend (self->settings_box, tip);
}

void
tenfold_train_page_set_quick (TenfoldTrainPage *self, const NnPreset *quick)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && quick != NULL);
  self->quick = quick;
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
  tenfold_train_page_show_history (self, recipe);
  if (interrupted)
    tenfold_train_page_say (self, _ ("Training was interrupted. Train goes on with it."));
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
