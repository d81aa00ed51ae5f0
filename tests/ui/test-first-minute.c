/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "test-window.h"

#include "nn/data/nn-dataset.h"
#include "ui/app/tenfold-application.h"
#include "ui/pad/tenfold-bars.h"

/* The first minute of somebody who draws and then presses nothing but the blue button, with the
 * real pointer and keys: it reads, it starts from nothing with level bars, it trains while bars and
 * number follow, it is saved. */

#define N_TRAIN 12000
#define N_TEST 1000

static const double seven[][2]
    = { { 0.25, 0.25 }, { 0.4, 0.24 }, { 0.6, 0.25 }, { 0.72, 0.25 }, { 0.6, 0.5 }, { 0.45, 0.8 } };

typedef struct {
  TenfoldWindow *window;
  TenfoldSession *session;
  TenfoldBars *bars;
  GtkLabel *score;
  NnVerdict verdict;
  guint n_scores; /* that the large number showed while the first epoch was under way */
  gboolean first_epoch;
  char *folder;
} Fixture;

static void
write_bytes (Fixture *f, const char *name, GBytes *taken)
{
  g_autoptr (GBytes) bytes = taken;
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
}

static void
write_dataset (Fixture *f)
{
  g_autoptr (NnDataset) train = nn_dataset_new_synthetic_with ("train", N_TRAIN, 1);
  g_autoptr (NnDataset) test = nn_dataset_new_synthetic_with ("test", N_TEST, 2);

  write_bytes (f, "train-images-idx3-ubyte", nn_dataset_to_idx_pictures (train));
  write_bytes (f, "train-labels-idx1-ubyte", nn_dataset_to_idx_labels (train));
  write_bytes (f, "t10k-images-idx3-ubyte", nn_dataset_to_idx_pictures (test));
  write_bytes (f, "t10k-labels-idx1-ubyte", nn_dataset_to_idx_labels (test));
}

static void
verdict_cb (TenfoldSession *session, const NnVerdict *verdict, Fixture *f)
{
  f->verdict = *verdict;
}

static void
score_cb (Fixture *f)
{
  f->n_scores += f->first_epoch;
}

static void
report_cb (TenfoldSession *session, NnReport *report, Fixture *f)
{
  f->first_epoch = report->progress.epoch == 0 && report->progress.step > 0;
}

/* --- what can be seen --- */

static void
collect_blue (GtkWidget *widget, GPtrArray *blue)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "suggested-action"))
    g_ptr_array_add (blue, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_blue (child, blue);
}

/* The one blue button. */
static GtkWidget *
get_blue (Fixture *f)
{
  g_autoptr (GPtrArray) blue = g_ptr_array_new ();

  collect_blue (GTK_WIDGET (f->window), blue);
  g_assert_cmpuint (blue->len, ==, 1);
  g_assert_true (gtk_widget_is_sensitive (blue->pdata[0]));
  return blue->pdata[0];
}

static const char *
get_action (GtkWidget *button)
{
  return gtk_actionable_get_action_name (GTK_ACTIONABLE (button));
}

static double
get_bar (Fixture *f, int digit)
{
  return tenfold_bar_get_probability (tenfold_bars_get_bar (f->bars, digit));
}

static gboolean
reads_a_seven (gpointer data)
{
  return get_bar (data, 7) > 0.5;
}

static gboolean
bars_are_level (gpointer data)
{
  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    if (fabs (get_bar (data, digit) - 0.1) > 1e-6)
      return FALSE;
  return TRUE;
}

static gboolean
bars_lean (gpointer data)
{
  return !bars_are_level (data);
}

static gboolean
is_training (gpointer data)
{
  return tenfold_session_get_state (((Fixture *) data)->session) == NN_WORKER_TRAINING;
}

static gboolean
is_idle (gpointer data)
{
  return tenfold_session_get_state (((Fixture *) data)->session) == NN_WORKER_IDLE;
}

static gboolean
has_dialog (gpointer data)
{
  return test_ui_find_window (((Fixture *) data)->window, TRUE) != NULL;
}

static gboolean
is_saved (gpointer data)
{
  return !tenfold_session_get_modified (((Fixture *) data)->session);
}

/* --- the minute --- */

static void
save (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "mine.onnx", NULL);
  GtkWindow *dialog;

  test_ui_assert_wait (has_dialog, f);
  dialog = test_ui_find_window (f->window, TRUE);
  test_ui_settle (dialog);
  test_ui_xdotool ("windowfocus %lu", test_ui_xid (dialog));
  test_ui_keys ("ctrl+a");
  test_ui_xdotool ("type --delay 5 '%s'", path);
  test_ui_run (0.3);
  test_ui_keys ("Return");
  g_assert_true (test_ui_wait (is_saved, f, 60));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
test_first_minute (Fixture *f, gconstpointer data)
{
  GtkWidget *button = get_blue (f);

  g_assert_cmpstr (get_action (button), ==, "train.forget");
  test_ui_draw (tenfold_pad_pane_get_pad (test_window_pad_pane (f->window)), seven,
                G_N_ELEMENTS (seven));
  test_ui_assert_wait (reads_a_seven, f);
  test_ui_screenshot ("first-minute-1-reads");

  test_ui_click (button, 1);
  test_ui_assert_wait (bars_are_level, f);
  button = get_blue (f);
  g_assert_cmpstr (get_action (button), ==, "train.toggle");
  test_ui_screenshot ("first-minute-2-nothing");

  test_ui_click (button, 1);
  g_assert_true (test_ui_wait (is_training, f, 120));
  g_assert_true (test_ui_wait (bars_lean, f, 120));
  g_assert_cmpstr (get_action (get_blue (f)), ==, "train.toggle");
  test_ui_screenshot ("first-minute-3-learns");
  g_assert_true (test_ui_wait (is_idle, f, 600));
  /* Where the machine is busy, a measurement can be still under way when the next is due. */
  g_assert_cmpuint (f->n_scores, >=, 2);
  g_assert_cmpfloat (g_ascii_strtod (gtk_label_get_text (f->score), NULL), >, 85);
  test_ui_assert_wait (reads_a_seven, f);
  test_ui_screenshot ("first-minute-4-reads-again");

  button = get_blue (f);
  g_assert_cmpstr (get_action (button), ==, "win.save");
  test_ui_click (button, 1);
  save (f);
  test_ui_screenshot ("first-minute-5-saved");
}

static void
set_up (Fixture *f, gconstpointer application)
{
  f->folder = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  write_dataset (f);
  f->window = tenfold_window_new (ADW_APPLICATION ((gpointer) application));
  f->session = test_window_session (f->window);
  f->bars = TENFOLD_BARS (
      test_ui_find_type (GTK_WIDGET (test_window_pad_pane (f->window)), TENFOLD_TYPE_BARS));
  f->score = test_train_page_child (test_window_train_page (f->window), "score");
  g_signal_connect (f->session, "verdict", G_CALLBACK (verdict_cb), f);
  g_signal_connect (f->session, "report", G_CALLBACK (report_cb), f);
  g_signal_connect_swapped (f->score, "notify::label", G_CALLBACK (score_cb), f);
  {
    g_autoptr (GFile) folder = g_file_new_for_path (f->folder);

    tenfold_data_sources_add_folder (test_window_object (f->window, "sources"), folder);
    tenfold_train_page_choose_source (test_window_train_page (f->window), f->folder);
  }
  test_ui_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  test_ui_destroy (GTK_WINDOW (f->window));
  test_ui_command (command);
  g_free (f->folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  test_ui_init (&argc, &argv);
  application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_test_add ("/first-minute", Fixture, application, set_up, test_first_minute, tear_down);
  return g_test_run ();
}
