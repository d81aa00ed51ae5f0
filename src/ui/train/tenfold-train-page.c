/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because the page is where network, data, recipe, run and plot meet. */
#include "ui/train/tenfold-train-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "nn/graph/nn-plan.h"
#include "nn/model/nn-network-model.h"
#include "ui/gtk/tenfold-ask.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-expectation.h"
#include "ui/train/tenfold-next-step.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/train/tenfold-run-record.h"
#include "ui/session/tenfold-teaching.h"
#include "ui/widgets/tenfold-beside.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-spare.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/words/tenfold-progress-text.h"
#include "ui/gtk/tenfold-actions.h"

/* How long a new learning rate waits, so that typing one is one change, in milliseconds. */
#define RATE_DELAY 400

/* What to do once the data is there. */
typedef enum {
  START_RUN,
  START_STEP,
  START_EPOCH,
  START_TEACHING, /* the user's own digits */
} Start;

struct _TenfoldTrainPage {
  AdwBin parent_instance;

  TenfoldSession *session;
  GListStore *sources;
  GSimpleActionGroup *actions;
  /* GtkStringObject: the presets, the reader, the user's own and, where one is open, another one */
  GListStore *networks;
  TenfoldOwnNetworks *own; /* NULL: none */
  GCancellable *loading;
  Start start;
  TenfoldRun *run;
  NnRecipe run_recipe;   /* of the run */
  guint n_runs;          /* that were begun, for their titles */
  guint stretch;         /* epochs that were asked for at once, last time; 0: none yet */
  NnGraph *graph;        /* of the network that the recipe was shown for */
  const NnPreset *quick; /* what a slow network gives way to when it starts from nothing */
  gboolean is_new;       /* the network has been replaced since the last run */
  gsize n_held_out;      /* pictures that the run does not learn from */
  gboolean syncing;
  double branch;          /* epoch at which the next run leaves another one; NaN: it does not */
  double place;           /* epochs into the run */
  guint rate_id;          /* a new learning rate that is about to be taken; 0: none */
  double picture_seconds; /* of training one, in the last run of this network; NaN: not known */

  GtkWidget *network;
  GtkWidget *data;
  TenfoldRecipeForm *form;
  GtkLabel *expectation;
  AdwButtonContent *toggle_content;
  GtkWidget *toggle_button;
  GtkWidget *forget_button;
  GtkLabel *score, *score_caption;
  GtkAdjustment *speed_adjustment;
  NnModel *best; /* of the last run, where it is another one than its end; NULL: none */
  GtkScrolledWindow *scrolled, *rest;
  GtkBox *content;
  TenfoldSpare *tip_spare, *controls_spare;
  GtkWidget *more_button;
  guint threads;  /* that a recipe begins with */
  gboolean table; /* the numbers are shown as a table */
  gboolean low;   /* too low for controls and plot at once: it scrolls as a whole */
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  TenfoldPlotPane *plot_pane;
};

enum { PROP_THREADS = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

enum { FORGOT, FINISHED, WORSE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldTrainPage, tenfold_train_page, ADW_TYPE_BIN)

static void
enable (TenfoldTrainPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* A table and the rest of the recipe scroll by themselves, but nothing scrolls within a page that
 * does. Where it is low, the table is all there is. */
static void
arrange (TenfoldTrainPage *self)
{
  tenfold_spare_set_needed (self->tip_spare, !self->table);
  tenfold_spare_set_needed (self->controls_spare, !self->table);
  gtk_widget_set_margin_top (GTK_WIDGET (self->content), self->table ? 3 : 9);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->content), self->table ? 3 : 9);
  gtk_scrolled_window_set_policy (self->scrolled, GTK_POLICY_NEVER,
                                  self->table ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_policy (self->rest, GTK_POLICY_NEVER,
                                  self->low && !self->table ? GTK_POLICY_NEVER
                                                            : GTK_POLICY_AUTOMATIC);
}

static void
table_cb (TenfoldTrainPage *self, const char *name, GVariant *state)
{
  self->table = g_variant_get_boolean (state);
  arrange (self);
}

static gboolean
arrange_cb (gpointer data)
{
  TenfoldTrainPage *self = data;

  if (self->session != NULL)
    arrange (self);
  return G_SOURCE_REMOVE;
}

static int
least_height (GtkWidget *widget)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (gtk_widget_get_width (widget), 1),
                      &least, NULL, NULL, NULL);
  return least;
}

/* Whether the page is low: all that stands above the plot, and the plot, need more than its height.
 */
static void
height_cb (TenfoldTrainPage *self)
{
  GtkWidget *content = GTK_WIDGET (self->content), *plot = GTK_WIDGET (self->plot_pane);
  double height
      = gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scrolled));
  int needed = gtk_widget_get_margin_top (content) + gtk_widget_get_margin_bottom (content);
  gboolean low;

  for (GtkWidget *child = gtk_widget_get_first_child (content); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      needed += least_height (gtk_widget_is_ancestor (plot, child) ? plot : child)
                + gtk_box_get_spacing (self->content);
  low = needed - gtk_box_get_spacing (self->content) > height;
  if (low == self->low || self->table)
    return;
  self->low = low;
  /* What changes sizes has to wait until they have been handed out. */
  g_idle_add_full (GTK_PRIORITY_RESIZE - 1, arrange_cb, g_object_ref (self), g_object_unref);
}

static const NnPreset *
get_preset (TenfoldTrainPage *self)
{
  return nn_preset_find (nn_model_get_fact (tenfold_session_get_model (self->session), "preset"));
}

/* What is to be expected is said while there is nothing else to say. */
static void
show_status (TenfoldTrainPage *self)
{
  gboolean idle = self->session != NULL && self->loading == NULL
                  && tenfold_session_get_state (self->session) == NN_WORKER_IDLE;
  gboolean silent = *gtk_label_get_text (self->progress_label) == '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->progress_label), !silent);
  gtk_widget_set_visible (GTK_WIDGET (self->expectation), idle && silent);
  /* It keeps its row, so that nothing jumps when a run begins. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress_bar), !idle);
}

static void
say (TenfoldTrainPage *self, const char *text)
{
  gtk_label_set_text (self->progress_label, text);
  show_status (self);
}

/* --- the large number --- */

static void
show_score (TenfoldTrainPage *self, double accuracy, gsize count)
{
  g_autofree char *score = tenfold_score_text (accuracy, count);
  g_autofree char *caption = tenfold_score_caption (accuracy, count);

  gtk_label_set_text (self->score, score);
  gtk_label_set_text (self->score_caption, caption);
}

static void
show_known_score (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const char *accuracy = nn_model_get_fact (model, "validation_accuracy");
  const char *count = nn_model_get_fact (model, "validation_count");
  gboolean known = accuracy != NULL && !tenfold_session_get_untrained (self->session);

  show_score (self, known ? g_ascii_strtod (accuracy, NULL) : NAN,
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
    nn_worker_set_pace (tenfold_session_get_worker (self->session),
                        speed < 1 ? SLOWEST * pow (1 - speed, 1.5) : 0);
}

static void
slow_down (TenfoldTrainPage *self)
{
  gtk_adjustment_set_value (self->speed_adjustment, 0.5);
}

/* --- what is to be expected --- */

static gboolean
get_done (TenfoldTrainPage *self, const NnRecipe *recipe, guint *done)
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

static guint
get_longer (TenfoldTrainPage *self, guint done)
{
  NnRecipe usual;

  nn_recipe_of_network (&usual, tenfold_session_get_model (self->session));
  return MIN (done + (self->stretch > 0 ? self->stretch : usual.epochs), 10000);
}

static void
expect (TenfoldTrainPage *self)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  NnDataset *dataset = source != NULL ? tenfold_data_source_get_train (source) : NULL;
  TenfoldExpectation e = { .preset = get_preset (self), .seconds = NAN };
  g_autofree char *text = NULL;
  NnRecipe recipe;
  guint to;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  get_done (self, &recipe, &e.done);
  e.wanted = recipe.epochs;
  e.more = get_longer (self, e.done) - e.done;
  to = e.done >= e.wanted ? e.done + e.more : e.wanted;
  e.usual = tenfold_recipe_form_is_usual (self->form) && source != NULL
            && g_strcmp0 (tenfold_data_source_get_name (source), "mnist") == 0;
  if (dataset != NULL && recipe.optimizer == self->run_recipe.optimizer
      && recipe.batch == self->run_recipe.batch)
    e.seconds = self->picture_seconds * (to - e.done)
                * (double) (nn_dataset_count (dataset)
                            - MIN (recipe.validation, nn_dataset_most_validation (dataset)));
  text = tenfold_expectation_text (&e);
  gtk_label_set_text (self->expectation, text);
}

static NnOwnDigits *get_own (TenfoldTrainPage *self);

static void
suggest (GtkWidget *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

static void
update (TenfoldTrainPage *self)
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
  enable (self, "teach",
          idle && !untrained && get_own (self) != NULL && nn_own_digits_count (get_own (self)) > 0);
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
  show_status (self);
  if (idle)
    expect (self);
}

/* Whoever changes the recipe wants to know what to expect of it. */
static void
form_cb (TenfoldTrainPage *self)
{
  if (!self->syncing && self->session != NULL && self->loading == NULL
      && tenfold_session_get_state (self->session) == NN_WORKER_IDLE)
    say (self, "");
  update (self);
}

/* --- its place among the others on the plot --- */

static void
add_run (TenfoldTrainPage *self, const NnRecipe *recipe, TenfoldDataSource *source)
{
  const char *network = tenfold_session_get_title (self->session);
  /* Translators: the number of a run and its network */
  g_autofree char *title = g_strdup_printf (C_ ("run", "%u %s"), ++self->n_runs, network);

  g_clear_object (&self->run);
  self->run = tenfold_run_record_new (title, recipe, tenfold_data_source_get_title (source));
  tenfold_plot_pane_add_run (self->plot_pane, self->run);
  self->is_new = FALSE;
}

/* The curve that the open network's state of training has of its run so far, if it has one: Train
 * goes on with it. */
static void
show_history (TenfoldTrainPage *self, const NnRecipe *recipe)
{
  NnModel *model = tenfold_session_get_model (self->session);
  TenfoldDataSource *source = tenfold_train_page_get_source (self);

  if (nn_trainer_epochs_of (model) == 0 || source == NULL)
    return;
  add_run (self, recipe, source);
  self->place = tenfold_run_record_history (self->run, model);
  tenfold_run_set_length (self->run, recipe->epochs);
  self->run_recipe = *recipe;
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

/* The user's own digits; NULL: nobody has read them. */
static NnOwnDigits *
get_own (TenfoldTrainPage *self)
{
  TenfoldDataSource *mine
      = self->sources != NULL ? tenfold_data_sources_find (self->sources, "mine") : NULL;

  return mine != NULL ? tenfold_own_digits_get (tenfold_data_source_get_own (mine)) : NULL;
}

/* What is practised beside the user's own digits, so that it is not forgotten. */
static TenfoldDataSource *
get_others (TenfoldTrainPage *self)
{
  TenfoldDataSource *mnist = tenfold_data_sources_find (self->sources, "mnist");

  return mnist != NULL ? mnist : tenfold_data_sources_find (self->sources, "penned");
}

static void
begin_teaching (TenfoldTrainPage *self)
{
  TenfoldDataSource *others = get_others (self);
  NnOwnDigits *own = get_own (self);
  g_autoptr (NnDataset) dataset
      = own != NULL ? tenfold_teaching_dataset (tenfold_data_source_get_train (others), own) : NULL;
  NnRecipe recipe;

  if (dataset == NULL)
    return;
  nn_recipe_init (&recipe, get_preset (self));
  tenfold_teaching_recipe (&recipe);
  recipe.threads = self->threads;
  add_run (self, &recipe, tenfold_data_sources_find (self->sources, "mine"));
  self->is_new = TRUE;
  self->run_recipe = recipe;
  self->n_held_out = MIN (recipe.validation, nn_dataset_most_validation (dataset));
  tenfold_run_set_length (self->run, recipe.epochs);
  tenfold_session_remember (self->session);
  tenfold_session_train (self->session, dataset, NULL, &recipe, FALSE);
}

static void
begin_run (TenfoldTrainPage *self)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self);
  NnDataset *dataset = tenfold_data_source_get_train (source);
  NnRecipe recipe;
  guint done = 0;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  get_done (self, &recipe, &done);
  if (done >= recipe.epochs) {
    recipe.epochs = get_longer (self, done);
    tenfold_recipe_form_set_recipe (self->form, &recipe);
  } else if (done == 0) {
    self->stretch = recipe.epochs;
  }
  /* A branch's own curve begins where it leaves the other. */
  if (done > 0 && isnan (self->branch) && (self->is_new || self->run == NULL))
    show_history (self, &recipe);
  if (self->is_new || self->run == NULL || done == 0)
    add_run (self, &recipe, source);
  else if (recipe.rate != self->run_recipe.rate)
    mark_rate (self, self->place, recipe.rate);
  if (!isnan (self->branch)
      && nn_trainer_goes_on (tenfold_session_get_model (self->session), dataset, &recipe))
    /* Translators: a mark on the plot where a run begins with the network of another one */
    tenfold_run_add_mark (self->run, self->branch, _ ("branch"));
  self->branch = NAN;
  self->run_recipe = recipe;
  self->n_held_out = MIN (recipe.validation, nn_dataset_most_validation (dataset));
  /* Whoever has removed it from the plot sees it again. */
  tenfold_plot_pane_add_run (self->plot_pane, self->run);
  tenfold_run_set_length (self->run, recipe.epochs);
  tenfold_session_train (self->session, dataset, tenfold_data_source_get_test (source), &recipe,
                         self->start != START_RUN);
  tenfold_run_set_film (self->run, nn_worker_get_film (tenfold_session_get_worker (self->session)));
  if (self->start == START_STEP)
    nn_worker_step (tenfold_session_get_worker (self->session));
  else if (self->start == START_EPOCH)
    nn_worker_step_epoch (tenfold_session_get_worker (self->session));
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
  say (self, "");
  if (loaded && !cancelled && self->start == START_TEACHING)
    begin_teaching (self);
  else if (loaded && !cancelled)
    begin_run (self);
  else if (!loaded && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tenfold_fail (self, _ ("The Data Cannot Be Read"), error->message);
  update (self);
}

/* A key that labels a drawing never lands in a field; what was typed in one counts. */
static void
leave_fields (TenfoldTrainPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL
      && (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->form))
          || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->rest))))
    gtk_widget_grab_focus (self->toggle_button);
}

static void
start (TenfoldTrainPage *self, Start start)
{
  TenfoldDataSource *source
      = start == START_TEACHING ? get_others (self) : tenfold_train_page_get_source (self);

  if (source == NULL || self->loading != NULL)
    return;
  leave_fields (self);
  if (!tenfold_recipe_form_get_valid (self->form))
    return;
  self->start = start;
  self->loading = g_cancellable_new ();
  say (self, _ ("Reading the data …"));
  tenfold_data_source_load_async (source, self->loading, loaded_cb, g_object_ref (self));
  update (self);
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
  if (report->samples_per_second > 0)
    self->picture_seconds = 1 / report->samples_per_second;
  say (self, text);
  g_signal_emit (self, signals[FINISHED], 0, short_text);
}

/* The network's own rate, or a tenth where that was too large already. */
static float
better_rate (TenfoldTrainPage *self, float rate)
{
  NnRecipe usual;

  nn_recipe_of_network (&usual, tenfold_session_get_model (self->session));
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
  start (self, START_RUN);
}

/* A run that came to nothing says why and offers to begin again; its best weights are back. */
static void
went_wrong (TenfoldTrainPage *self, const NnReport *report)
{
  const gboolean collapsed = g_error_matches (report->error, NN_ERROR, NN_ERROR_COLLAPSED);
  TenfoldAnswer answers[]
      = { { "close", _ ("_Close") }, { "train", NULL, ADW_RESPONSE_SUGGESTED } };
  const NnProgress *p = &report->progress;
  g_autofree char *rate = NULL, *label = NULL, *what = NULL, *body = NULL;
  GtkWidget *dialog;
  NnRecipe recipe;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  rate = g_strdup_printf ("%g", (double) better_rate (self, recipe.rate));
  if (self->run != NULL)
    /* Translators: a mark on the plot where a run went wrong */
    tenfold_run_add_mark (self->run, self->place, collapsed ? _ ("collapsed") : _ ("diverged"));
  what = p->epoch > 0
             ? g_strdup_printf (_ ("The weights are back at the end of epoch %u."), p->epoch)
             : g_strdup (_ ("The weights are back as they were before this run."));
  body = g_strdup_printf (
      "%s %s\n\n%s",
      collapsed
          ? _ ("The network gives the same answer for every picture, and no step changes that "
               "any more, because the learning rate was too high.")
          : _ ("The loss became NaN, infinite or far too large, because the learning rate was "
               "too high."),
      what, _ ("A smaller learning rate usually helps."));
  say (self, what);
  /* Translators: a learning rate */
  label = g_strdup_printf (_ ("_Train with Rate %s"), rate);
  answers[1].label = label;
  dialog = tenfold_ask (self, collapsed ? _ ("Training Collapsed") : _ ("Training Diverged"), body,
                        answers, G_N_ELEMENTS (answers));
  g_signal_connect_object (dialog, "response", G_CALLBACK (smaller_rate_cb), self, 0);
}

/* --- its course --- */

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
  g_signal_emit (self, signals[WORSE], 0, text);
}

static void
report_cb (TenfoldTrainPage *self, NnReport *report)
{
  const NnProgress *p = &report->progress;
  const NnHeldOut held_out = nn_report_held_out (report);
  g_autofree char *text = tenfold_progress_text (report);

  if (p->steps_per_epoch > 0) {
    self->place = (double) p->step / p->steps_per_epoch;
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   CLAMP (self->place / MAX (1, p->n_epochs), 0, 1));
  }
  if (self->run != NULL)
    tenfold_run_record_report (self->run, report);
  /* Within an epoch, a sample of them is read now and then. */
  if (!isnan (held_out.accuracy))
    show_score (self, held_out.accuracy, held_out.count > 0 ? held_out.count : self->n_held_out);
  switch (report->kind) {
  case NN_REPORT_EPOCH:
  case NN_REPORT_PROGRESS:
    say (self, text);
    break;
  case NN_REPORT_TESTING:
    say (self, _ ("Evaluating on the test set, once …"));
    break;
  case NN_REPORT_FINISHED:
  case NN_REPORT_STOPPED:
    offer_best (self, report);
    finish (self, report);
    break;
  case NN_REPORT_FAILED:
    show_known_score (self);
    if (g_error_matches (report->error, NN_ERROR, NN_ERROR_DIVERGED)
        || g_error_matches (report->error, NN_ERROR, NN_ERROR_COLLAPSED)) {
      went_wrong (self, report);
    } else {
      say (self, report->error->message);
      tenfold_fail (self, _ ("Training Failed"), report->error->message);
    }
    break;
  }
  if (report->kind > NN_REPORT_TESTING)
    update (self);
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
  nn_worker_set_rate (tenfold_session_get_worker (self->session), recipe.rate);
  mark_rate (self, self->place, recipe.rate);
  return G_SOURCE_REMOVE;
}

static void
rate_changed_cb (TenfoldTrainPage *self)
{
  g_clear_handle_id (&self->rate_id, g_source_remove);
  if (self->session != NULL && tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    self->rate_id = g_timeout_add (RATE_DELAY, take_rate_cb, self);
}

/* --- actions --- */

static void
toggle_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  switch (tenfold_session_get_state (self->session)) {
  case NN_WORKER_IDLE:
    start (self, START_RUN);
    break;
  case NN_WORKER_TRAINING:
    nn_worker_pause (tenfold_session_get_worker (self->session));
    break;
  case NN_WORKER_PAUSED:
    nn_worker_resume (tenfold_session_get_worker (self->session));
    break;
  }
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  nn_worker_stop (tenfold_session_get_worker (self->session));
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (tenfold_session_get_state (self->session) == NN_WORKER_PAUSED)
    nn_worker_step (tenfold_session_get_worker (self->session));
  else
    start (self, START_STEP);
}

static void
step_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (tenfold_session_get_state (self->session) == NN_WORKER_PAUSED)
    nn_worker_step_epoch (tenfold_session_get_worker (self->session));
  else
    start (self, START_EPOCH);
}

static void
teach_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  start (data, START_TEACHING);
}

/* Multiply-adds of a run above which a network takes minutes on any computer of today. */
#define SLOW_RUN 2e13
/* A step is about three times a reading: forward, and back to the inputs and to the weights. */
#define PASSES 3
#define USUAL_PICTURES 60000

/* Whether learning from nothing takes minutes: that is no pleasure to watch. */
static gboolean
is_slow (TenfoldTrainPage *self)
{
  NnGraph *graph = nn_model_graph (tenfold_session_get_model (self->session));
  g_autoptr (NnPlan) plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  double multiply_adds = 0;
  NnRecipe recipe;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  for (guint n = 0; plan != NULL && n < nn_graph_n_nodes (graph); n++)
    multiply_adds += (double) nn_plan_multiply_adds (plan, n);
  return multiply_adds * PASSES * USUAL_PICTURES * recipe.epochs > SLOW_RUN;
}

static void
forget_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;
  g_autofree char *text = NULL;
  NnRecipe recipe;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  slow_down (self);
  if (self->quick != NULL && is_slow (self)) {
    tenfold_session_create (self->session, self->quick, recipe.seed);
    /* Translators: the name of a network */
    text = g_strdup_printf (_ ("Started from nothing, with %s, which learns faster"),
                            _ (self->quick->title));
  } else {
    tenfold_session_forget (self->session, recipe.seed);
    text = g_strdup (_ ("Started from nothing"));
  }
  g_signal_emit (self, signals[FORGOT], 0, text);
}

static void
take_best_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;
  g_autoptr (NnModel) best = g_steal_pointer (&self->best);

  if (best == NULL)
    return;
  tenfold_session_take (self->session, best);
  g_signal_emit (self, signals[FORGOT], 0, _ ("The network is back at its best epoch"));
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_recipe_form_reset (((TenfoldTrainPage *) data)->form);
}

static const GActionEntry entries[] = {
  { .name = "toggle", .activate = toggle_cb },
  { .name = "stop", .activate = stop_cb },
  { .name = "step", .activate = step_cb },
  { .name = "forget", .activate = forget_cb },
  { .name = "step-epoch", .activate = step_epoch_cb },
  { .name = "take-best", .activate = take_best_cb },
  { .name = "reset", .activate = reset_cb },
  { .name = "teach", .activate = teach_cb },
};

/* --- networks and recipes --- */

static const char *
string_name (gpointer item)
{
  return gtk_string_object_get_string (item);
}

#define SUMMARY "tenfold-summary"

static const char *
string_summary (gpointer item)
{
  return g_object_get_data (item, SUMMARY);
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

/* summary: one sentence; NULL: none is known. */
static void
append_network (TenfoldTrainPage *self, const char *title, const char *summary)
{
  g_autoptr (GtkStringObject) item = gtk_string_object_new (title);

  g_object_set_data_full (G_OBJECT (item), SUMMARY, g_strdup (summary), g_free);
  g_list_store_append (self->networks, item);
}

/* Presets and reader, which are always in the list. */
static guint
count_shipped (TenfoldTrainPage *self)
{
  guint n_presets;

  nn_preset_list (&n_presets);
  return n_presets + tenfold_session_has_reader (self->session);
}

/* The list, and which of it is open. */
static void
list_networks (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const NnPreset *preset = get_preset (self);
  const char *name = nn_model_get_fact (model, NN_FACT_NETWORK_NAME);
  guint n_presets, n_shipped = count_shipped (self), selected = G_MAXUINT;
  const NnPreset *presets = nn_preset_list (&n_presets);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->networks)) == n_presets
      && n_shipped > n_presets)
    append_network (self, _ ("Reader (as shipped)"),
                    _ ("Has learned already, from the handwriting of many people"));
  g_list_store_splice (self->networks, n_shipped,
                       g_list_model_get_n_items (G_LIST_MODEL (self->networks)) - n_shipped, NULL,
                       0);
  for (guint i = 0; self->own != NULL && i < tenfold_own_networks_count (self->own); i++) {
    append_network (self, tenfold_own_networks_get_name (self->own, i),
                    tenfold_own_networks_get_text (self->own, i));
    if (g_strcmp0 (tenfold_own_networks_get_name (self->own, i), name) == 0)
      selected = n_shipped + i;
  }
  if (tenfold_session_get_shipped (self->session))
    selected = n_presets;
  else if (preset != NULL)
    selected = (guint) (preset - presets);
  if (selected == G_MAXUINT) {
    selected = g_list_model_get_n_items (G_LIST_MODEL (self->networks));
    append_network (self, tenfold_session_get_title (self->session), NULL);
  }
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->network), selected);
}

static void
own_changed_cb (TenfoldTrainPage *self)
{
  if (self->session == NULL || tenfold_session_get_model (self->session) == NULL)
    return;
  self->syncing = TRUE;
  list_networks (self);
  self->syncing = FALSE;
}

/* Shows which network is open, and its recipe. */
static void
replaced_cb (TenfoldTrainPage *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  NnRecipe recipe;

  self->syncing = TRUE;
  self->is_new = TRUE;
  list_networks (self);
  nn_recipe_of_network (&recipe, model);
  recipe.threads = self->threads;
  tenfold_recipe_form_set_usual (self->form, &recipe);
  /* The same network, forgotten or read otherwise, is trained by the recipe that was set. */
  if (nn_model_graph (model) != self->graph) {
    self->stretch = 0;
    self->picture_seconds = NAN;
    nn_recipe_of_model (&recipe, model, NULL);
    recipe.threads = self->threads;
    tenfold_recipe_form_set_recipe (self->form, &recipe);
    g_clear_pointer (&self->graph, nn_graph_unref);
    self->graph = nn_graph_ref (nn_model_graph (model));
  }
  g_clear_pointer (&self->best, nn_model_unref);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  show_known_score (self);
  say (self, "");
  self->syncing = FALSE;
  update (self);
}

static void
say_new (TenfoldTrainPage *self)
{
  /* Translators: the name of a network */
  g_autofree char *text
      = g_strdup_printf (_ ("New network: %s"), tenfold_session_get_title (self->session));

  g_signal_emit (self, signals[FORGOT], 0, text);
}

/* What is behind the user's own is open already. One for points is none for digits. */
static void
create_own (TenfoldTrainPage *self, guint i, guint64 seed)
{
  g_autoptr (GError) error = NULL;

  if (self->own == NULL || i >= tenfold_own_networks_count (self->own))
    return;
  if (tenfold_session_create_own (self->session, tenfold_own_networks_get_text (self->own, i),
                                  tenfold_own_networks_get_name (self->own, i), seed, &error)) {
    say_new (self);
    return;
  }
  own_changed_cb (self);
  tenfold_fail (self, _ ("The Network Is Not Created"), error->message);
}

static void
network_cb (TenfoldTrainPage *self)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);
  guint selected = tenfold_choice_get_selected (TENFOLD_CHOICE (self->network));
  NnRecipe recipe;

  if (self->syncing || !gtk_widget_get_visible (self->network))
    return;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  if (selected >= count_shipped (self)) {
    create_own (self, selected - count_shipped (self), recipe.seed);
    return;
  }
  if (selected == n_presets) {
    if (tenfold_session_take_reader (self->session))
      g_signal_emit (self, signals[FORGOT], 0, _ ("The reader is back as it was shipped"));
    return;
  }
  tenfold_session_create (self->session, &presets[selected], recipe.seed);
  say_new (self);
}

/* --- the widget --- */

static void
set_threads (TenfoldTrainPage *self, guint threads)
{
  NnRecipe recipe;

  self->threads = threads;
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  recipe.threads = threads;
  tenfold_recipe_form_set_recipe (self->form, &recipe);
}

static void
tenfold_train_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_THREADS)
    g_value_set_int (value, (int) TENFOLD_TRAIN_PAGE (object)->threads);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_train_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_THREADS)
    set_threads (TENFOLD_TRAIN_PAGE (object), (guint) g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_train_page_dispose (GObject *object)
{
  TenfoldTrainPage *self = TENFOLD_TRAIN_PAGE (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_handle_id (&self->rate_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_object (&self->networks);
  if (self->own != NULL)
    g_signal_handlers_disconnect_by_data (self->own, self);
  g_clear_object (&self->own);
  tenfold_actions_clear (&self->actions);
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
  G_OBJECT_CLASS (klass)->get_property = tenfold_train_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = tenfold_train_page_set_property;
  props[PROP_THREADS] = g_param_spec_int ("threads", NULL, NULL, 0, 256, 0,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  signals[FORGOT] = g_signal_new ("forgot", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WORSE] = g_signal_new ("worse", TENFOLD_TYPE_TRAIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_SPARE);
  g_type_ensure (TENFOLD_TYPE_BESIDE);
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
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, tip_spare);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, controls_spare);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, content);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, rest);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldTrainPage, plot_pane);
}

static void
tenfold_train_page_init (TenfoldTrainPage *self)
{
  guint n_presets;
  const NnPreset *presets = nn_preset_list (&n_presets);

  self->branch = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->more_button))), TRUE);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  self->picture_seconds = NAN;
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "changed",
                           G_CALLBACK (height_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (self->rest, tenfold_recipe_form_get_rest (self->form));

  self->networks = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  for (guint i = 0; i < n_presets; i++)
    append_network (self, _ (presets[i].title), _ (presets[i].summary));
  self->network
      = tenfold_choice_new (_ ("Network"), _ ("Choosing another one starts from scratch"));
  tenfold_choice_set_model (TENFOLD_CHOICE (self->network), G_LIST_MODEL (self->networks),
                            string_name);
  tenfold_choice_set_summary (TENFOLD_CHOICE (self->network), string_summary);
  tenfold_recipe_form_add_field (self->form, self->network);
  self->data = tenfold_choice_new (_ ("Data"), _ ("The pictures that the network learns from"));
  tenfold_recipe_form_add_field (self->form, self->data);
  g_signal_connect_swapped (self->data, "notify::selected", G_CALLBACK (source_cb), self);

  g_signal_connect_swapped (tenfold_plot_pane_get_actions (self->plot_pane),
                            "action-state-changed::table", G_CALLBACK (table_cb), self);
  g_signal_connect_swapped (tenfold_plot_get_chart (tenfold_plot_pane_get_plot (self->plot_pane)),
                            "runs-changed", G_CALLBACK (tenfold_run_record_describe),
                            tenfold_plot_get_chart (tenfold_plot_pane_get_plot (self->plot_pane)));
  g_signal_connect_swapped (self->data, "notify::selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->network, "notify::selected", G_CALLBACK (network_cb), self);
  g_signal_connect_swapped (self->form, "notify::valid", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (form_cb), self);
  g_signal_connect_swapped (self->form, "rate-changed", G_CALLBACK (rate_changed_cb), self);
}

void
tenfold_train_page_connect (TenfoldTrainPage *self, TenfoldSession *session, GListStore *sources)
{
  TenfoldDataSource *mine = tenfold_data_sources_find (sources, "mine");

  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  tenfold_choice_set_model (TENFOLD_CHOICE (self->data), G_LIST_MODEL (sources), source_name);
  source_cb (self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (report_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::untrained", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::modified", G_CALLBACK (update), self);
  if (mine != NULL)
    g_signal_connect_object (tenfold_data_source_get_own (mine), "changed", G_CALLBACK (update),
                             self, G_CONNECT_SWAPPED);
  if (tenfold_session_get_model (session) != NULL)
    replaced_cb (self);
}

void
tenfold_train_page_set_own_networks (TenfoldTrainPage *self, TenfoldOwnNetworks *own)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && self->own == NULL);
  self->own = g_object_ref (own);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (own_changed_cb), self);
  own_changed_cb (self);
}

void
tenfold_train_page_hide_networks (TenfoldTrainPage *self)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  gtk_widget_set_visible (self->network, FALSE);
}

void
tenfold_train_page_set_quantity (TenfoldTrainPage *self, const char *quantity)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  g_action_group_change_action_state (
      G_ACTION_GROUP (tenfold_plot_pane_get_actions (self->plot_pane)), "quantity",
      g_variant_new_string (quantity));
}

void
tenfold_train_page_set_tip (TenfoldTrainPage *self, GtkWidget *tip)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self) && GTK_IS_WIDGET (tip));
  adw_bin_set_child (ADW_BIN (self->tip_spare), tip);
  g_object_bind_property (tip, "visible", self->tip_spare, "visible", G_BINDING_SYNC_CREATE);
}

void
tenfold_train_page_set_presenting (TenfoldTrainPage *self, gboolean presenting)
{
  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  gtk_widget_set_visible (GTK_WIDGET (self->form), !presenting);
  gtk_widget_set_visible (self->more_button, !presenting);
  if (presenting)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->more_button), FALSE);
  tenfold_plot_pane_set_bare (self->plot_pane, presenting);
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

TenfoldPlot *
tenfold_train_page_get_plot (TenfoldTrainPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_TRAIN_PAGE (self), NULL);
  return tenfold_plot_pane_get_plot (self->plot_pane);
}

/* The data that the run which is looked at was trained on, if it is still there. */
static void
choose_data (TenfoldTrainPage *self)
{
  NnDataset *dataset = tenfold_session_get_dataset (self->session);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sources));

  for (guint i = 0; i < n; i++) {
    g_autoptr (TenfoldDataSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

    if (dataset != NULL && tenfold_data_source_get_train (source) == dataset)
      tenfold_choice_set_selected (TENFOLD_CHOICE (self->data), i);
  }
}

void
tenfold_train_page_branch (TenfoldTrainPage *self, TenfoldRun *run, NnModel *model, double epoch)
{
  g_autofree char *place = NULL, *text = NULL;

  g_return_if_fail (TENFOLD_IS_TRAIN_PAGE (self));
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  choose_data (self);
  tenfold_session_take (self->session, model);
  if (run != self->run)
    tenfold_recipe_form_set_recipe (self->form, tenfold_run_record_get_recipe (run));
  self->branch = epoch;
  start (self, START_RUN);
  if (self->loading == NULL)
    self->branch = NAN;
  place = tenfold_scale_format (epoch, 0.01, TENFOLD_UNIT_NUMBER);
  /* Translators: a place in a run, such as 2.50 */
  text = g_strdup_printf (_ ("A new run goes on from epoch %s"), place);
  g_signal_emit (self, signals[FORGOT], 0, text);
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
  show_history (self, recipe);
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
