/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because the window is where all parts meet. */
#include "test-window.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "ui/app/tenfold-application.h"
#include "ui/help/tenfold-help-window.h"
#include "ui/pad/tenfold-bars.h"
#include "ui/train/tenfold-recipe-form.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-field.h"

/* The main job in the real window: draw, train, save, open again. */

static const double one[][2] = { { 0.52, 0.2 }, { 0.51, 0.4 }, { 0.5, 0.6 }, { 0.49, 0.8 } };

/* One for the whole program, as there is one in a session. */
static AdwApplication *application;

typedef struct {
  TenfoldWindow *window;
  GtkWidget *pad;
  NnVerdict verdict;
  guint n_verdicts, n_epochs, n_sources, n_own;
  NnReader *trained; /* of the network whose verdicts are waited for; NULL: none */
  char *folder;
} Fixture;

static void
verdict_cb (TenfoldSession *session, const NnVerdict *verdict, Fixture *f)
{
  f->verdict = *verdict;
  f->n_verdicts++;
}

static void
report_cb (TenfoldSession *session, NnReport *report, Fixture *f)
{
  if (report->kind == NN_REPORT_EPOCH)
    f->n_epochs++;
}

static void
open_window (Fixture *f)
{
  f->window = tenfold_window_new (application);
  f->pad = tenfold_pad_pane_get_pad (test_window_pad_pane (f->window));
  f->n_verdicts = f->n_epochs = 0;
  g_signal_connect (test_window_session (f->window), "verdict", G_CALLBACK (verdict_cb), f);
  g_signal_connect (test_window_session (f->window), "report", G_CALLBACK (report_cb), f);
  test_ui_present (f->window);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tenfold-XXXXXX", &error);
  g_assert_no_error (error);
  open_window (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  if (f->window != NULL) {
    g_autoptr (GSettings) settings = g_settings_new ("org.tenfold.Tenfold");

    g_settings_reset (settings, "tip-dismissed");
    test_ui_destroy (GTK_WINDOW (f->window));
  }
  test_ui_command (command);
  g_clear_pointer (&f->trained, nn_reader_free);
  g_free (f->folder);
}

/* The verdict is, to the bit, what the trained network says of the drawing as it is now. */
static gboolean
reads_as_trained (gpointer data)
{
  Fixture *f = data;
  NnVerdict wanted;
  NnInk ink;
  const float *inks = tenfold_pad_pane_get_inks (test_window_pad_pane (f->window), &ink);

  nn_reader_read (f->trained, inks, ink, &wanted);
  return wanted.kind == f->verdict.kind
         && memcmp (wanted.probabilities, f->verdict.probabilities, sizeof wanted.probabilities)
                == 0;
}

static gboolean
reads_a_one (gpointer data)
{
  Fixture *f = data;

  return f->verdict.kind == NN_VERDICT_DIGIT && f->verdict.digit == 1;
}

static gboolean
has_trained_an_epoch (gpointer data)
{
  return ((Fixture *) data)->n_epochs > 0;
}

static gboolean
is_idle (gpointer data)
{
  return tenfold_session_get_state (test_window_session (((Fixture *) data)->window))
         == NN_WORKER_IDLE;
}

static gboolean
is_training (gpointer data)
{
  return tenfold_session_get_state (test_window_session (((Fixture *) data)->window))
         == NN_WORKER_TRAINING;
}

static gboolean
is_saved (gpointer data)
{
  Fixture *f = data;

  return tenfold_session_get_file (test_window_session (f->window)) != NULL
         && !tenfold_session_get_modified (test_window_session (f->window));
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

static gboolean
has_no_dialog (gpointer data)
{
  return find_dialog (data) == NULL;
}

static void
answer (Fixture *f, const char *response)
{
  GtkWindow *dialog;

  test_ui_assert_wait (has_dialog, f);
  dialog = find_dialog (f);
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  /* Closing the window takes its dialog with it. */
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  if (dialog != NULL) {
    g_object_remove_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
    gtk_window_destroy (dialog);
  }
}

static void
focus (Fixture *f, GtkWindow *window)
{
  test_ui_settle (window);
  test_ui_xdotool ("windowfocus %lu", test_ui_xid (window));
}

static void
draw_one (Fixture *f)
{
  memset (&f->verdict, 0, sizeof f->verdict);
  f->verdict.digit = -1;
  test_ui_draw (f->pad, one, G_N_ELEMENTS (one));
}

/* The shipped reader reads the first drawing at once. */
static void
test_first_drawing (Fixture *f, gconstpointer data)
{
  TenfoldBars *bars = TENFOLD_BARS (
      test_ui_find_type (GTK_WIDGET (test_window_pad_pane (f->window)), TENFOLD_TYPE_BARS));

  draw_one (f);
  test_ui_assert_wait (reads_a_one, f);
  g_assert_cmpint (tenfold_bar_get_state (tenfold_bars_get_bar (bars, 1)), ==, TENFOLD_BAR_WINNER);
  g_assert_cmpfloat (tenfold_bar_get_probability (tenfold_bars_get_bar (bars, 1)), >, 0.5);
  g_assert_false (tenfold_session_get_untrained (test_window_session (f->window)));
  test_ui_screenshot ("window-first-drawing");

  /* It forgets, and remembers again. */
  test_ui_keys ("ctrl+BackSpace");
  g_assert_true (tenfold_session_get_untrained (test_window_session (f->window)));
  test_ui_run (0.2);
  g_assert_cmpint (tenfold_bar_get_state (tenfold_bars_get_bar (bars, 1)), !=, TENFOLD_BAR_WINNER);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo-forget", NULL);
  g_assert_false (tenfold_session_get_untrained (test_window_session (f->window)));
  test_ui_assert_wait (reads_a_one, f);
}

static gboolean
has_mnist (void)
{
  g_autoptr (GFile) folder = nn_dataset_default_folder ("mnist");

  return g_file_query_exists (folder, NULL);
}

static const char *
preset (Fixture *f)
{
  return nn_model_get_fact (tenfold_session_get_model (test_window_session (f->window)), "preset");
}

/* The network that the program comes with took minutes to learn: it gives way to one that takes
 * seconds, and comes back with its settings. */
static void
test_forget (Fixture *f, gconstpointer data)
{
  NnRecipe first, quick, again;

  if (!g_str_equal (preset (f), "reader")) {
    g_test_skip ("no shipped network");
    return;
  }
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &first);
  g_assert_true (gtk_revealer_get_reveal_child (test_window_child (f->window, "tip")));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "train.forget", NULL);
  g_assert_cmpstr (preset (f), ==, "fast-cnn");
  g_assert_false (gtk_revealer_get_reveal_child (test_window_child (f->window, "tip")));
  g_assert_true (tenfold_session_get_untrained (test_window_session (f->window)));
  nn_recipe_init (&quick, nn_preset_find ("fast-cnn"));
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &again);
  g_assert_cmpuint (again.epochs, ==, quick.epochs);
  g_assert_cmpuint (again.batch, ==, quick.batch);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo-forget", NULL);
  g_assert_cmpstr (preset (f), ==, "reader");
  g_assert_false (tenfold_session_get_untrained (test_window_session (f->window)));
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &again);
  g_assert_cmpuint (again.epochs, ==, first.epochs);
}

/* MNIST, an epoch, a drawn 1, saved with the dialog, opened in another window: the same bits. */
static void
test_main_job (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "mine.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  guint n_verdicts;

  if (!has_mnist ()) {
    g_test_skip ("MNIST is not in the user's data folder");
    return;
  }
  g_assert_true (tenfold_train_page_choose_source (test_window_train_page (f->window), "mnist"));
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("keras"), 1);
  g_assert_true (tenfold_session_get_untrained (test_window_session (f->window)));
  draw_one (f);
  n_verdicts = f->n_verdicts;

  test_ui_keys ("shift+F7");
  g_assert_true (test_ui_wait (is_training, f, 30));
  test_ui_screenshot ("window-training");
  g_assert_true (test_ui_wait (has_trained_an_epoch, f, 120));
  /* The bars have followed the network. */
  g_assert_cmpuint (f->n_verdicts, >, n_verdicts + 1);
  test_ui_keys ("shift+F5");
  test_ui_assert_wait (is_idle, f);
  test_ui_assert_wait (reads_a_one, f);
  g_assert_cmpfloat (f->verdict.probabilities[1], >, 0.5);
  f->trained = nn_reader_new (tenfold_session_get_model (test_window_session (f->window)), &error);
  g_assert_no_error (error);
  test_ui_assert_wait (reads_as_trained, f);
  test_ui_screenshot ("window-trained");

  g_assert_true (tenfold_session_get_modified (test_window_session (f->window)));
  test_ui_keys ("ctrl+s");
  test_ui_assert_wait (has_dialog, f);
  focus (f, find_dialog (f));
  test_ui_keys ("ctrl+a");
  test_ui_xdotool ("type --delay 5 '%s'", path);
  test_ui_run (0.3);
  test_ui_keys ("Return");
  test_ui_assert_wait (is_saved, f);
  test_ui_assert_wait (has_no_dialog, f);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  test_ui_destroy (GTK_WINDOW (f->window));
  open_window (f);
  tenfold_window_open (f->window, file);
  test_ui_assert_wait (is_saved, f);
  draw_one (f);
  test_ui_assert_wait (reads_a_one, f);
  test_ui_assert_wait (reads_as_trained, f);
}

/* Closing while training asks; keeping on goes on, discarding ends everything. */
static void
test_close_while_training (Fixture *f, gconstpointer data)
{
  TenfoldWindow *window = f->window;
  TenfoldSession *session = test_window_session (window);

  tenfold_train_page_choose_source (test_window_train_page (f->window), "penned");
  tenfold_session_create (session, nn_preset_find ("keras"), 1);
  test_ui_keys ("F5");
  g_assert_true (test_ui_wait (is_training, f, 60));
  gtk_window_close (GTK_WINDOW (window));
  answer (f, "cancel");
  test_ui_run (0.2);
  g_assert_true (is_training (f));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  gtk_window_close (GTK_WINDOW (window));
  answer (f, "discard");
  for (int i = 0; window != NULL && i < 500; i++)
    test_ui_run (0.01);
  g_assert_null (window);
  g_assert_null (session);
  f->window = NULL;
}

/* What cannot be opened is said, and what was open stays. */
static void
test_bad_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "bad.onnx", NULL);
  g_autoptr (GFile) bad = g_file_new_for_path (path);
  g_autoptr (GFile) missing = g_file_get_child (bad, "missing.onnx");
  NnModel *model = tenfold_session_get_model (test_window_session (f->window));
  gboolean taken = FALSE;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "this is no network", -1, &error);
  g_assert_no_error (error);
  tenfold_window_open (f->window, bad);
  answer (f, "close");
  /* Dropped on the pad it is no picture either. */
  g_signal_emit_by_name (test_window_pad_pane (f->window), "file-dropped", bad, &taken);
  g_assert_true (taken);
  answer (f, "close");
  tenfold_window_open (f->window, missing);
  answer (f, "close");
  g_assert_true (tenfold_session_get_model (test_window_session (f->window)) == model);
}

static gboolean
has_sources (gpointer data)
{
  Fixture *f = data;

  return g_list_model_get_n_items (G_LIST_MODEL (test_window_object (f->window, "sources")))
         == f->n_sources;
}

/* A folder without digits, opened twice before it is read: said once, and the list is what it was.
 */
static void
test_bad_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "empty", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  f->n_sources
      = g_list_model_get_n_items (G_LIST_MODEL (test_window_object (f->window, "sources")));
  tenfold_window_open (f->window, folder);
  tenfold_window_open (f->window, folder);
  g_assert_false (has_sources (f));
  test_ui_assert_wait (has_sources, f);
  answer (f, "close");
  test_ui_run (0.5);
  g_assert_true (has_sources (f));
  g_assert_true (has_no_dialog (f));
}

/* A target that cannot be written: a dialog, and the network is still unsaved. */
static void
test_bad_target (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "no", "such", "folder.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("scratch"), 1);

  tenfold_session_adopt (test_window_session (f->window), model, file);
  test_ui_keys ("ctrl+s");
  answer (f, "cancel");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  test_ui_run (0.1);
  g_assert_true (has_no_dialog (f));
}

static GtkWindow *
find_other_window (Fixture *f)
{
  return test_ui_find_window (f->window, FALSE);
}

static gboolean
has_other_window (gpointer data)
{
  return find_other_window (data) != NULL;
}

static gboolean
has_no_other_window (gpointer data)
{
  return find_other_window (data) == NULL;
}

/* An action as menus name it, with its target. */
static void
activate (Fixture *f, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (detailed, &name, &target, &error);
  g_assert_no_error (error);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (f->window), name, target));
}

/* F1 shows the page of the help about where the user is. */
static void
test_help (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *keys, *page;
  } cases[] = { { "alt+1", "training" },
                { "alt+2", "view-inside" },
                { "alt+3", "data" },
                { "alt+4", "files" },
                { "ctrl+question", "keys" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    test_ui_keys (cases[i].keys);
    if (!has_other_window (f))
      test_ui_keys ("F1");
    test_ui_assert_wait (has_other_window, f);
    g_assert_cmpstr (tenfold_help_window_get_page (TENFOLD_HELP_WINDOW (find_other_window (f))), ==,
                     cases[i].page);
    focus (f, find_other_window (f));
    test_ui_keys ("Escape");
    test_ui_assert_wait (has_no_other_window, f);
    focus (f, GTK_WINDOW (f->window));
  }
}

/* Every window and dialog that a menu or a key brings: it comes, and goes by Escape or by its own.
 */
static void
test_dialogs (Fixture *f, gconstpointer data)
{
  static const char *const actions[]
      = { "app.about",   "win.open",       "win.open-folder", "win.help('keys')",
          "win.save-as", "app.new-window", "win.help('')" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_test_message ("%s", actions[i]);
    activate (f, actions[i]);
    test_ui_assert_wait (has_other_window, f);
    test_ui_settle (find_other_window (f));
    test_ui_screenshot (strchr (actions[i], '.') + 1);
    gtk_window_close (find_other_window (f));
    test_ui_assert_wait (has_no_other_window, f);
  }
}

/* Pages come by key, and every key of training does what it says, in any order. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  static const char *const keys[] = { "F5",       "F5",       "F5",
                                      "F7",       "shift+F7", "F5",
                                      "shift+F5", "F7",       "ctrl+BackSpace",
                                      "shift+F5", "F5",       "ctrl+BackSpace" };

  test_ui_keys ("alt+3");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (test_window_child (f->window, "stack")),
                   ==, "data");
  test_ui_run (0.3);
  test_ui_screenshot ("window-data");
  test_ui_keys ("alt+1");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (test_window_child (f->window, "stack")),
                   ==, "train");
  tenfold_train_page_choose_source (test_window_train_page (f->window), "penned");
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("linear"), 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    test_ui_keys (keys[i]);
    test_ui_run (0.2);
  }
  test_ui_assert_wait (is_idle, f);
  g_assert_true (tenfold_session_get_untrained (test_window_session (f->window)));
}

/* The tip of the first start goes when it is told to, for good. */
static void
test_tip (Fixture *f, gconstpointer data)
{
  g_assert_true (gtk_revealer_get_reveal_child (test_window_child (f->window, "tip")));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.dismiss-tip", NULL);
  g_assert_false (gtk_revealer_get_reveal_child (test_window_child (f->window, "tip")));
  test_ui_destroy (GTK_WINDOW (f->window));
  open_window (f);
  g_assert_false (gtk_revealer_get_reveal_child (test_window_child (f->window, "tip")));
}

/* From wide to narrow and back: nothing is lost, and the pad is a page where it is narrow. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  int minimum;

  draw_one (f);
  test_ui_assert_wait (reads_a_one, f);
  test_ui_resize (f->window, 420, 700);
  test_ui_run (0.5);
  g_assert_true (adw_leaflet_get_folded (test_window_child (f->window, "leaflet")));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (test_window_child (f->window, "stack")),
                   ==, "draw");
  test_ui_screenshot ("window-narrow");
  gtk_widget_measure (adw_application_window_get_content (ADW_APPLICATION_WINDOW (f->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  test_ui_keys ("alt+2");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (test_window_child (f->window, "stack")),
                   ==, "train");
  test_ui_run (0.5);
  test_ui_resize (f->window, 1200, 800);
  test_ui_run (0.5);
  g_assert_false (adw_leaflet_get_folded (test_window_child (f->window, "leaflet")));
  g_assert_true (gtk_widget_get_mapped (f->pad));
}

/* --- what must never happen in front of a class --- */

static guint
n_own (Fixture *f)
{
  return tenfold_own_digits_count (test_window_object (f->window, "own"));
}

static gboolean
has_one_more (gpointer data)
{
  return n_own (data) == ((Fixture *) data)->n_own + 1;
}

static gboolean
is_not_idle (gpointer data)
{
  return !is_idle (data);
}

static gboolean
in_text (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && GTK_IS_EDITABLE (focus);
}

/* A key that labels a drawing does so whatever started the run, and wherever the focus was. */
static void
test_label_keys (Fixture *f, gconstpointer data)
{
  static const char *const starts[] = { "F5", "F7", "shift+F7" };
  GtkWidget *page = GTK_WIDGET (test_window_train_page (f->window));
  NnRecipe before, after;

  tenfold_train_page_choose_source (test_window_train_page (f->window), "penned");
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++) {
    GtkWidget *choice = test_ui_find_type (page, TENFOLD_TYPE_CHOICE);

    tenfold_session_create (test_window_session (f->window), nn_preset_find ("keras"), 1);
    tenfold_train_page_get_recipe (test_window_train_page (f->window), &before);
    /* A digit each time: the same drawing, to the millisecond, would be the same digit. */
    test_ui_draw (f->pad, one, G_N_ELEMENTS (one) - i);
    f->n_own = n_own (f);
    gtk_widget_child_focus (choice, GTK_DIR_TAB_FORWARD);
    g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), choice));
    test_ui_keys (starts[i]);
    g_assert_true (test_ui_wait (is_not_idle, f, 60));
    g_assert_false (in_text (GTK_WINDOW (f->window)));
    test_ui_keys ("7");
    test_ui_assert_wait (has_one_more, f);
    tenfold_train_page_get_recipe (test_window_train_page (f->window), &after);
    g_assert_cmpfloat (after.rate, ==, before.rate);
    test_ui_keys ("shift+F5");
    g_assert_true (test_ui_wait (is_idle, f, 30));
    test_ui_keys ("Delete");
  }
}

/* What is typed in a field of a run is no change of it before Enter. */
static void
test_typed_rate (Fixture *f, gconstpointer data)
{
  GtkWidget *form = test_ui_find_type (GTK_WIDGET (test_window_train_page (f->window)),
                                       TENFOLD_TYPE_RECIPE_FORM);
  GtkWidget *field = NULL, *entry;
  NnRecipe before, after;

  for (GtkWidget *box = gtk_widget_get_first_child (gtk_widget_get_first_child (form)); box != NULL;
       box = gtk_widget_get_next_sibling (box)) {
    GtkWidget *number = test_ui_find_type (box, TENFOLD_TYPE_FIELD);

    /* The second number is the rate. */
    if (number != NULL && field == NULL)
      field = number;
    else if (number != NULL) {
      field = number;
      break;
    }
  }
  entry = test_ui_find_type (field, GTK_TYPE_TEXT);
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &before);
  gtk_widget_grab_focus (entry);
  test_ui_keys ("ctrl+a");
  test_ui_xdotool ("type --delay 20 0.25");
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &after);
  g_assert_cmpfloat (after.rate, ==, before.rate);
  test_ui_keys ("Return");
  tenfold_train_page_get_recipe (test_window_train_page (f->window), &after);
  g_assert_cmpfloat (after.rate, ==, 0.25f);
}

static gboolean
is_blue (Fixture *f, const char *action)
{
  GQueue queue = G_QUEUE_INIT;
  gboolean blue = FALSE;

  g_queue_push_tail (&queue, f->window);
  while (!g_queue_is_empty (&queue)) {
    GtkWidget *widget = g_queue_pop_head (&queue);

    if (GTK_IS_ACTIONABLE (widget) && gtk_widget_has_css_class (widget, "suggested-action")
        && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
      blue = TRUE;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      if (gtk_widget_get_mapped (child))
        g_queue_push_tail (&queue, child);
  }
  return blue;
}

/* Whoever presses only what is blue starts from nothing, then trains. */
static void
test_blue (Fixture *f, gconstpointer data)
{
  if (!g_str_equal (preset (f), "reader")) {
    g_test_skip ("no shipped network");
    return;
  }
  g_assert_true (is_blue (f, "train.forget"));
  g_assert_false (is_blue (f, "train.toggle"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "train.forget", NULL);
  g_assert_cmpstr (preset (f), ==, "fast-cnn");
  g_assert_false (is_blue (f, "train.forget"));
  g_assert_true (is_blue (f, "train.toggle"));
}

/* However long ago it was, and whatever else there is to undo after it. */
static void
test_undo_order (Fixture *f, gconstpointer data)
{
  NnModel *first = tenfold_session_get_model (test_window_session (f->window));
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (f->window));

  draw_one (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "train.forget", NULL);
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("keras"), 1);
  test_ui_keys ("Delete");
  g_assert_true (tenfold_ink_is_empty (ink));
  test_ui_keys ("ctrl+z");
  g_assert_false (tenfold_ink_is_empty (ink));
  g_assert_cmpstr (preset (f), ==, "keras");
  test_ui_keys ("ctrl+z");
  g_assert_cmpstr (preset (f), !=, "keras");
  test_ui_keys ("ctrl+z");
  g_assert_cmpstr (preset (f), ==, nn_model_get_fact (first, "preset"));
  g_assert_true (tenfold_session_get_model (test_window_session (f->window)) == first);
  g_assert_false (tenfold_ink_is_empty (ink));
  test_ui_keys ("ctrl+z");
  g_assert_true (tenfold_ink_is_empty (ink));
}

static gboolean
overlap (GtkWidget *root, GtkWidget *a, GtkWidget *b)
{
  graphene_rect_t place_a, place_b, both;

  return gtk_widget_get_mapped (a) && gtk_widget_get_mapped (b)
         && gtk_widget_compute_bounds (a, root, &place_a)
         && gtk_widget_compute_bounds (b, root, &place_b)
         && graphene_rect_intersection (&place_a, &place_b, &both) && both.size.width > 0.5f
         && both.size.height > 0.5f;
}

/* Toasts cover neither the pad nor the bars, the header or the switcher, at any width. */
static void
test_toast_place (Fixture *f, gconstpointer data)
{
  static const int sizes[][2] = { { 360, 640 }, { 800, 600 }, { 1200, 800 } };
  static const char *const pages[] = { "draw", "train", "data" };
  GtkWidget *root = GTK_WIDGET (f->window);
  GtkSettings *settings = gtk_settings_get_default ();

  /* Pages that slide lie on each other for a moment. */
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    test_ui_resize (f->window, sizes[i][0], sizes[i][1]);
    for (guint k = 0; k < G_N_ELEMENTS (pages); k++) {
      AdwToastOverlay *const overlays[] = { test_window_child (f->window, "toasts"),
                                            test_window_child (f->window, "low_toasts") };
      guint n_shown = 0;

      if (!adw_leaflet_get_folded (test_window_child (f->window, "leaflet")) && k == 0)
        continue;
      adw_view_stack_set_visible_child_name (test_window_child (f->window, "stack"), pages[k]);
      test_ui_settle (f->window);
      gtk_widget_activate_action (GTK_WIDGET (f->window), "win.say", "s", "A toast");
      test_ui_settle (f->window);
      for (guint o = 0; o < G_N_ELEMENTS (overlays); o++) {
        GtkWidget *overlay = GTK_WIDGET (overlays[o]);

        /* What slides in is cut off where the overlay ends. */
        g_assert_cmpint (gtk_widget_get_overflow (overlay), ==, GTK_OVERFLOW_HIDDEN);
        g_assert_false (overlap (root, overlay, GTK_WIDGET (test_window_pad_pane (f->window))));
        g_assert_false (
            overlap (root, overlay, GTK_WIDGET (test_window_child (f->window, "switcher_bar"))));
        g_assert_false (
            overlap (root, overlay, GTK_WIDGET (test_window_child (f->window, "header_bar"))));
        for (GtkWidget *child = gtk_widget_get_first_child (overlay); child != NULL;
             child = gtk_widget_get_next_sibling (child))
          n_shown += child != adw_toast_overlay_get_child (overlays[o])
                     && gtk_widget_get_mapped (child);
      }
      g_assert_cmpuint (n_shown, >, 0);
    }
  }
  gtk_settings_reset_property (settings, "gtk-enable-animations");
}

/* The digits that are labelled here are not among those of who runs the tests; MNIST is. */
static char *
make_data_home (void)
{
  g_autofree char *usual = g_build_filename (g_get_home_dir (), ".local", "share", NULL);
  const char *home = g_getenv ("XDG_DATA_HOME") != NULL ? g_getenv ("XDG_DATA_HOME") : usual;
  g_autofree char *mnist = g_build_filename (home, "tenfold", "mnist", NULL);
  char *data = g_dir_make_tmp ("tenfold-window-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (data, "tenfold", NULL);
  g_autofree char *link = g_build_filename (folder, "mnist", NULL);

  g_mkdir_with_parents (folder, 0700);
  if (g_file_test (mnist, G_FILE_TEST_IS_DIR))
    g_assert_cmpint (symlink (mnist, link), ==, 0);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  return data;
}

int
main (int argc, char **argv)
{
  g_autofree char *data = make_data_home ();
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", data);
  g_autoptr (GError) error = NULL;
  int status;

  test_ui_init (&argc, &argv);
  application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
#define ADD(name) g_test_add ("/window/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (first_drawing);
  ADD (main_job);
  ADD (close_while_training);
  ADD (bad_file);
  ADD (bad_folder);
  ADD (bad_target);
  ADD (dialogs);
  ADD (help);
  ADD (keys);
  ADD (tip);
  ADD (forget);
  ADD (narrow);
  ADD (label_keys);
  ADD (typed_rate);
  ADD (blue);
  ADD (undo_order);
  ADD (toast_place);
  status = g_test_run ();
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  return status;
}
