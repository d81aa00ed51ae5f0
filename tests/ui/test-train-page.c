/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "test-window.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-field.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/train/tenfold-train-page.h"

#include "../another-value.h"

/* The training page in a window of its own, on the digits that the program draws itself. */

typedef struct {
  GtkWindow *window;
  TenfoldTrainPage *page;
  TenfoldSession *session;
  char *finished;
  guint n_epochs;
} Fixture;

static void
finished_cb (Fixture *f, const char *what)
{
  g_free (f->finished);
  f->finished = g_strdup (what);
}

static void
report_cb (TenfoldSession *session, NnReport *report, Fixture *f)
{
  f->n_epochs += report->kind == NN_REPORT_EPOCH;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GListStore) sources = g_list_store_new (TENFOLD_TYPE_DATA_SOURCE);
  g_autoptr (TenfoldDataSource) penned = tenfold_data_source_new_penned ();

  g_list_store_append (sources, penned);
  f->session = tenfold_session_new ();
  tenfold_session_create (f->session, nn_preset_find ("linear"), 1);
  f->page = g_object_new (TENFOLD_TYPE_TRAIN_PAGE, NULL);
  tenfold_train_page_connect (f->page, f->session, sources);
  g_signal_connect_swapped (f->page, "finished", G_CALLBACK (finished_cb), f);
  g_signal_connect (f->session, "report", G_CALLBACK (report_cb), f);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "train",
                                  tenfold_train_page_get_actions (f->page));
  gtk_window_set_default_size (f->window, 700, 700);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  test_ui_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_ui_destroy (f->window);
  g_assert_finalize_object (f->session);
  g_free (f->finished);
}

static TenfoldChart *
get_chart (Fixture *f)
{
  return tenfold_plot_get_chart (
      tenfold_plot_pane_get_plot (test_train_page_child (f->page, "plot_pane")));
}

static TenfoldRun *
newest_run (Fixture *f)
{
  guint n = tenfold_chart_get_n_runs (get_chart (f));

  return n > 0 ? tenfold_chart_get_run (get_chart (f), n - 1) : NULL;
}

static gboolean
has_finished (gpointer data)
{
  Fixture *f = data;

  return f->finished != NULL && tenfold_session_get_state (f->session) == NN_WORKER_IDLE;
}

static gboolean
has_run (gpointer data)
{
  Fixture *f = data;
  guint n = 0;

  if (newest_run (f) != NULL)
    tenfold_run_get_steps (newest_run (f), &n);
  return tenfold_session_get_state (f->session) == NN_WORKER_TRAINING && n > 0;
}

static gboolean
is_idle (gpointer data)
{
  return tenfold_session_get_state (((Fixture *) data)->session) == NN_WORKER_IDLE;
}

static void
act (Fixture *f, const char *action)
{
  g_action_group_activate_action (tenfold_train_page_get_actions (f->page), action, NULL);
}

static void
train_to_the_end (Fixture *f)
{
  g_clear_pointer (&f->finished, g_free);
  f->n_epochs = 0;
  act (f, "toggle");
  g_assert_true (test_ui_wait (has_finished, f, 120));
}

static void
set_recipe (Fixture *f, const char *text)
{
  NnRecipe recipe;

  g_assert_true (nn_recipe_from_string (&recipe, text, NULL));
  tenfold_recipe_form_set_recipe (test_train_page_child (f->page, "form"), &recipe);
}

/* The number field whose caption begins so. */
static TenfoldField *
find_field (GtkWidget *widget, const char *caption)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    TenfoldField *found;

    if (GTK_IS_LABEL (child) && TENFOLD_IS_FIELD (widget)
        && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (child)), caption))
      return TENFOLD_FIELD (widget);
    found = find_field (child, caption);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* A run from beginning to end, then longer, then another one. */
static void
test_runs (Fixture *f, gconstpointer data)
{
  NnRecipe recipe;
  guint n_steps;

  set_recipe (f, "epochs=1 batch=256 schedule=cosine rate=0.005");
  train_to_the_end (f);
  g_assert_cmpuint (f->n_epochs, ==, 1);
  g_assert_nonnull (strstr (f->finished, "on test"));
  g_assert_nonnull (strstr (gtk_label_get_text (test_train_page_child (f->page, "progress_label")),
                            "95 of 100 times"));
  g_assert_cmpstr (nn_model_get_fact (tenfold_session_get_model (f->session), "test_count"), ==,
                   "10000");
  g_assert_cmpfloat (tenfold_run_get_test (newest_run (f))->accuracy, >, 0.5);
  /* 55 000 pictures by 256: every step is on the plot. */
  tenfold_run_get_steps (newest_run (f), &n_steps);
  g_assert_cmpuint (n_steps, ==, 215);
  g_assert_nonnull (strstr (gtk_label_get_text (test_train_page_child (f->page, "expectation")),
                            "Train adds 1 more"));

  /* Train once more: as many epochs more, on the same curve. */
  train_to_the_end (f);
  tenfold_recipe_form_get_recipe (test_train_page_child (f->page, "form"), &recipe);
  g_assert_cmpuint (recipe.epochs, ==, 2);
  g_assert_cmpuint (f->n_epochs, ==, 1);
  g_assert_cmpuint (tenfold_chart_get_n_runs (get_chart (f)), ==, 1);
  g_assert_cmpuint (tenfold_run_get_length (newest_run (f)), ==, 2);
  g_assert_cmpfloat (tenfold_run_get_end (newest_run (f)), ==, 2);

  /* More epochs: what is missing of them. */
  tenfold_field_set_value (find_field (GTK_WIDGET (f->page), "Epochs"), 4);
  g_assert_nonnull (strstr (gtk_label_get_text (test_train_page_child (f->page, "expectation")),
                            "2 of 4 epochs done"));
  train_to_the_end (f);
  g_assert_cmpuint (f->n_epochs, ==, 2);
  g_assert_cmpuint (tenfold_chart_get_n_runs (get_chart (f)), ==, 1);

  /* Another batch is another run, of as many epochs as are asked for. */
  set_recipe (f, "epochs=1 batch=512 schedule=cosine rate=0.005");
  train_to_the_end (f);
  g_assert_cmpuint (f->n_epochs, ==, 1);
  g_assert_cmpuint (tenfold_chart_get_n_runs (get_chart (f)), ==, 2);
  g_assert_cmpfloat (tenfold_run_get_end (newest_run (f)), ==, 1);
  g_assert_cmpstr (tenfold_run_get_title (newest_run (f)), ==, "2 One Layer");
  g_assert_nonnull (strstr (tenfold_run_get_settings (newest_run (f)), "Batch 512"));
  test_ui_run (0.3);
  test_ui_screenshot ("train-two-runs");
}

/* What a crash leaves is a network with its run: the curve is there again, and Train makes it
 * longer. */
static void
test_restored (Fixture *f, gconstpointer data)
{
  g_autoptr (NnModel) model = NULL;
  g_autoptr (TenfoldRun) before = NULL;
  const TenfoldEpoch *expected, *epochs;
  guint n_expected, n;
  NnRecipe recipe;

  set_recipe (f, "epochs=2 batch=512 schedule=cosine rate=0.005");
  train_to_the_end (f);
  tenfold_recipe_form_get_recipe (test_train_page_child (f->page, "form"), &recipe);
  before = g_object_ref (newest_run (f));
  model = nn_model_ref (tenfold_session_get_model (f->session));

  tenfold_session_restore (f->session, model, NULL, TRUE, FALSE);
  tenfold_train_page_restore (f->page, &recipe, TRUE);
  g_assert_true (newest_run (f) != before);
  g_assert_cmpuint (tenfold_chart_get_n_runs (get_chart (f)), ==, 2);
  expected = tenfold_run_get_epochs (before, &n_expected);
  epochs = tenfold_run_get_epochs (newest_run (f), &n);
  g_assert_cmpuint (n_expected, ==, 2);
  g_assert_cmpuint (n, ==, n_expected);
  for (guint i = 0; i < n; i++) {
    g_assert_cmpuint (epochs[i].epoch, ==, i + 1);
    g_assert_cmpfloat (epochs[i].train_loss, ==, expected[i].train_loss);
    g_assert_cmpfloat (epochs[i].validation_accuracy, ==, expected[i].validation_accuracy);
  }
  test_ui_run (0.3);
  test_ui_screenshot ("train-restored");

  train_to_the_end (f);
  g_assert_cmpuint (tenfold_chart_get_n_runs (get_chart (f)), ==, 2);
  g_assert_cmpfloat (tenfold_run_get_end (newest_run (f)), ==, 4);
}

static GtkWindow *
find_dialog (Fixture *f)
{
  return test_ui_find_window (f->window, TRUE);
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog (data) != NULL;
}

/* Steps that are too large: the weights are back, and a click trains with the network's own rate.
 */
static void
test_diverged (Fixture *f, gconstpointer data)
{
  NnRecipe recipe, usual;
  GtkWindow *dialog;
  guint n_marks;

  tenfold_session_create (f->session, nn_preset_find ("keras"), 1);
  set_recipe (f, "optimizer=sgd momentum=0.9 rate=10 epochs=2");
  act (f, "toggle");
  g_assert_true (test_ui_wait (has_dialog, f, 60));
  g_assert_true (is_idle (f));
  g_assert_true (tenfold_session_get_untrained (f->session));
  tenfold_run_get_marks (newest_run (f), &n_marks);
  g_assert_cmpuint (n_marks, ==, 1);
  test_ui_run (0.3);
  test_ui_screenshot ("train-diverged");
  dialog = find_dialog (f);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "train");
  gtk_window_destroy (dialog);
  tenfold_recipe_form_get_recipe (test_train_page_child (f->page, "form"), &recipe);
  nn_recipe_init (&usual, nn_preset_find ("keras"));
  g_assert_cmpfloat (recipe.rate, ==, usual.rate);
  g_assert_false (test_ui_wait (has_dialog, f, 0.01) && is_idle (f));
  test_ui_run (0.5);
  act (f, "stop");
  g_assert_true (test_ui_wait (is_idle, f, 20));
}

static gboolean
goes_slowly (gpointer data)
{
  guint n;
  const TenfoldStep *steps = tenfold_run_get_steps (newest_run (((Fixture *) data)), &n);

  return n > 0 && steps[n - 1].rate == 0.0002f;
}

/* A new learning rate in the middle of a run: one mark, however it was typed. */
static void
test_rate (Fixture *f, gconstpointer data)
{
  TenfoldField *rate = find_field (GTK_WIDGET (f->page), "Learning rate");
  guint n, n_marks;

  tenfold_session_create (f->session, nn_preset_find ("keras"), 1);
  set_recipe (f, "epochs=100");
  act (f, "toggle");
  g_assert_true (test_ui_wait (has_run, f, 60));
  g_assert_false (
      gtk_widget_is_sensitive (GTK_WIDGET (find_field (GTK_WIDGET (f->page), "Batch"))));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (rate)));
  tenfold_field_set_value (rate, 0.01);
  tenfold_field_set_value (rate, 0.0002);
  g_assert_true (test_ui_wait (goes_slowly, f, 60));
  tenfold_run_get_marks (newest_run (f), &n_marks);
  g_assert_cmpuint (n_marks, ==, 1);
  act (f, "stop");
  g_assert_true (test_ui_wait (is_idle, f, 20));
  g_assert_cmpfloat (tenfold_run_get_steps (newest_run (f), &n)[0].rate, ==, 0.001f);
  test_ui_screenshot ("train-rate");
}

static const char *
get_expectation (Fixture *f)
{
  return gtk_label_get_text (test_train_page_child (f->page, "expectation"));
}

/* The time that a run takes is known once a run of the network has been measured, and follows the
 * settings. */
static void
test_expectation (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;

  set_recipe (f, "epochs=1 batch=256");
  g_assert_null (strstr (get_expectation (f), "on this computer"));
  /* Not of MNIST: nothing is said of its test pictures. */
  g_assert_null (strstr (get_expectation (f), "MNIST"));
  train_to_the_end (f);
  g_assert_nonnull (strstr (get_expectation (f), "on this computer"));
  before = g_strdup (get_expectation (f));
  tenfold_field_set_value (find_field (GTK_WIDGET (f->page), "Epochs"), 5000);
  g_assert_cmpstr (get_expectation (f), !=, before);
  g_assert_nonnull (strstr (get_expectation (f), "on this computer"));
  tenfold_field_set_value (find_field (GTK_WIDGET (f->page), "Batch"), 128);
  g_assert_null (strstr (get_expectation (f), "on this computer"));
}

/* What is not usual can be made usual again, and only what means something is shown. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  GActionGroup *actions = tenfold_train_page_get_actions (f->page);
  GtkWidget *form = GTK_WIDGET (f->page);
  NnRecipe recipe, usual;

  g_assert_false (g_action_group_get_action_enabled (actions, "reset"));
  set_recipe (f, "optimizer=rmsprop loss=squared-error clip=3 seed=9");
  g_assert_true (g_action_group_get_action_enabled (actions, "reset"));
  g_assert_false (
      gtk_widget_get_visible (gtk_widget_get_parent (GTK_WIDGET (find_field (form, "Momentum")))));
  g_assert_true (
      gtk_widget_get_visible (gtk_widget_get_parent (GTK_WIDGET (find_field (form, "Beta 2")))));
  g_assert_true (gtk_widget_get_visible (
      gtk_widget_get_parent (GTK_WIDGET (find_field (form, "Low target")))));
  test_ui_run (0.3);
  test_ui_screenshot ("train-settings");
  g_action_group_activate_action (actions, "reset", NULL);
  tenfold_recipe_form_get_recipe (test_train_page_child (f->page, "form"), &recipe);
  nn_recipe_init (&usual, nn_preset_find ("linear"));
  g_assert_cmpmem (&recipe, sizeof recipe, &usual, sizeof usual);
  g_assert_false (g_action_group_get_action_enabled (actions, "reset"));
}

/* The number field or choice with this caption. */
static GtkWidget *
find_setting (GtkWidget *widget, const char *caption)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found;

    if (GTK_IS_LABEL (child) && (TENFOLD_IS_FIELD (widget) || TENFOLD_IS_CHOICE (widget))) {
      const char *text = gtk_label_get_text (GTK_LABEL (child));

      /* A unit may follow. */
      if (g_str_has_prefix (text, caption) && strchr (",", text[strlen (caption)]) != NULL)
        return widget;
    }
    found = find_setting (child, caption);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Each row of the core's table has a setting that shows every value, exactly, and sets it. */
static void
test_every_field (Fixture *f, gconstpointer data)
{
  GtkWidget *form = GTK_WIDGET (f->page);
  guint n;
  const NnRecipeField *fields = nn_recipe_fields (&n);

  for (guint i = 0; i < n; i++) {
    const NnRecipeField *field = &fields[i];
    GtkWidget *setting = find_setting (form, field->title);
    g_autofree char *value = another_value (field), *shown = NULL;
    NnRecipe recipe, usual, read;

    g_assert_nonnull (setting);
    g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (setting), field->summary));
    nn_recipe_init (&usual, NULL);
    recipe = usual;
    nn_recipe_set (&recipe, field->name, value, NULL);
    tenfold_recipe_form_set_recipe (test_train_page_child (f->page, "form"), &recipe);
    if (field->kind == NN_FIELD_WORD) {
      shown = g_strdup (field->words[tenfold_choice_get_selected (TENFOLD_CHOICE (setting))].name);
    } else {
      shown = tenfold_field_get_number (TENFOLD_FIELD (setting));
      g_assert_true (tenfold_field_get_valid (TENFOLD_FIELD (setting)));
    }
    g_assert_cmpstr (shown, ==, value);

    /* And the other way. */
    tenfold_recipe_form_set_recipe (test_train_page_child (f->page, "form"), &usual);
    if (field->kind == NN_FIELD_WORD)
      tenfold_choice_set_selected (TENFOLD_CHOICE (setting), field->usual == 0 ? 1 : 0);
    else
      tenfold_field_set_number (TENFOLD_FIELD (setting), value);
    tenfold_recipe_form_get_recipe (test_train_page_child (f->page, "form"), &read);
    g_assert_cmpmem (&read, sizeof read, &recipe, sizeof recipe);
    if (field->kind != NN_FIELD_WORD && field->kind != NN_FIELD_SEED) {
      /* Its range is the table's. */
      tenfold_field_set_value (TENFOLD_FIELD (setting), field->high * 2 + 1);
      g_assert_cmpfloat (tenfold_field_get_value (TENFOLD_FIELD (setting)), ==, field->high);
      tenfold_field_set_value (TENFOLD_FIELD (setting), -1e9);
      g_assert_cmpfloat (tenfold_field_get_value (TENFOLD_FIELD (setting)), ==, field->low);
    }
  }
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
#define ADD(name) g_test_add ("/train-page/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (settings);
  ADD (every_field);
  ADD (expectation);
  ADD (runs);
  ADD (restored);
  ADD (rate);
  ADD (diverged);
  return g_test_run ();
}
