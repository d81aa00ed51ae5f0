/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include <stdio.h>

#include "ui/app/tenfold-application.h"
#include "ui/autosave/tenfold-snapshot-store.h"

/*
 * Kills the program (SIGKILL) at random moments and compares what the next start restores with what
 * was there: test-kill [KILLS [SEED]]. The program is this one, started as "test-kill --child SEED
 * FOLDER": the real windows, restored by pressing Restore.
 *
 * One window trains all the time. Its checkpoint has to be, bit for bit, what a trainer that nobody
 * interrupts has after as many steps; then it trains on.
 * In the other one somebody draws, changes the recipe and makes other networks, and writes down
 * what is there after each change. What is restored has to be one of these moments, all of it of
 * the same one, and none that had been over for longer than MAX_AGE.
 */

/* Two seconds between two looks, and the time that a busy machine needs to write. */
#define MAX_AGE 8.0

/* From the moment at which both windows are there. */
#define SHORTEST_LIFE 0.5
#define LONGEST_LIFE 7.0

#define TRAINED "linear"

static void
set_recipe (NnRecipe *recipe)
{
  nn_recipe_init (recipe, nn_preset_find (TRAINED));
  recipe->optimizer = NN_OPTIMIZER_ADAM;
  recipe->rate = 0.0001f;
  recipe->batch = 32;
  recipe->epochs = 10000;
  recipe->validation = 0;
  recipe->threads = 1;
}

static char *
sum_of_weights (NnModel *model)
{
  return g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guchar *) nn_model_weights (model),
                                      nn_graph_n_weights (nn_model_graph (model)) * sizeof (float));
}

static guint64
steps_of (NnModel *model)
{
  GBytes *state = nn_model_get_training_state (model);
  g_autoptr (GVariant) d = NULL;
  guint64 step = 0;

  if (state == NULL)
    return 0;
  d = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, state, FALSE));
  g_variant_lookup (d, "step", "t", &step);
  return step;
}

/* --- the program that is killed --- */

typedef struct {
  AdwApplication *application;
  GRand *random;
  const char *folder;
  TenfoldWindow *trains, *changes;
  guint n_kept;    /* windows whose state lies there; the program will ask about them */
  guint n_windows; /* that have to be restored; 0: not asked yet */
} Child;

static void
write_down (Child *child, const char *word)
{
  TenfoldWindow *window = child->changes;
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (window));
  g_autoptr (GVariant) drawing = tenfold_ink_save (ink);
  g_autofree char *drawn = g_compute_checksum_for_data (
      G_CHECKSUM_MD5, g_variant_get_data (drawing), g_variant_get_size (drawing));
  g_autofree char *weights
      = sum_of_weights (tenfold_session_get_model (test_window_session (window)));
  g_autofree char *text = NULL;
  NnRecipe recipe;

  tenfold_train_page_get_recipe (test_window_train_page (window), &recipe);
  text = nn_recipe_to_string (&recipe);
  dprintf (1, "%s %.6f %s %s seed=%" G_GUINT64_FORMAT " %s\n", word,
           (double) g_get_monotonic_time () * 1e-6, drawn, weights, recipe.seed, text);
}

static void
draw_stroke (Child *child)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (child->changes));
  NnPoint point
      = { (float) g_rand_double (child->random), (float) g_rand_double (child->random), 0, 0.5f };

  tenfold_ink_begin_stroke (ink, point, 0.08);
  for (int i = 1; i < 30; i++) {
    point.x = CLAMP (point.x + (float) g_rand_double_range (child->random, -0.03, 0.03), 0, 1);
    point.y = CLAMP (point.y + (float) g_rand_double_range (child->random, -0.03, 0.03), 0, 1);
    point.time = (float) i * 0.01f;
    tenfold_ink_add_points (ink, &point, 1);
  }
  tenfold_ink_end (ink);
}

static gboolean
change_cb (gpointer data)
{
  Child *child = data;
  TenfoldWindow *window = child->changes;
  static const char *const presets[] = { "scratch", "keras" };
  NnRecipe recipe;

  switch (g_rand_int_range (child->random, 0, 12)) {
  case 0:
    gtk_widget_activate_action (GTK_WIDGET (test_window_pad_pane (window)), "pad.clear", NULL);
    break;
  case 1:
  case 2:
    gtk_widget_activate_action (GTK_WIDGET (test_window_pad_pane (window)), "pad.undo", NULL);
    break;
  case 3:
  case 4:
    tenfold_train_page_get_recipe (test_window_train_page (window), &recipe);
    recipe.rate = (float) g_rand_int_range (child->random, 1, 1000) / 10000;
    recipe.epochs = (guint) g_rand_int_range (child->random, 1, 100);
    recipe.augment.shift = (float) g_rand_int_range (child->random, 0, 30) / 10;
    recipe.seed = g_rand_int (child->random) % 1000000;
    tenfold_train_page_restore (test_window_train_page (window), &recipe, FALSE);
    break;
  case 5:
    tenfold_session_create (test_window_session (window),
                            nn_preset_find (presets[g_rand_boolean (child->random)]),
                            g_rand_int (child->random));
    break;
  default:
    draw_stroke (child);
  }
  write_down (child, "now");
  g_timeout_add ((guint) g_rand_int_range (child->random, 10, 600), change_cb, child);
  return G_SOURCE_REMOVE;
}

/* A window for which nothing was restored begins from the beginning. */
static void
begin (Child *child)
{
  if (child->trains == NULL) {
    g_autoptr (GFile) data = g_file_new_for_path (child->folder);
    NnRecipe recipe;

    child->trains = tenfold_window_new (child->application);
    gtk_window_present (GTK_WINDOW (child->trains));
    tenfold_data_sources_add_folder (test_window_object (child->trains, "sources"), data);
    g_assert_true (
        tenfold_train_page_choose_source (test_window_train_page (child->trains), child->folder));
    tenfold_session_create (test_window_session (child->trains), nn_preset_find (TRAINED), 1);
    set_recipe (&recipe);
    tenfold_train_page_restore (test_window_train_page (child->trains), &recipe, FALSE);
    dprintf (1, "begins\n");
  }
  if (child->changes == NULL) {
    child->changes = tenfold_window_new (child->application);
    gtk_window_present (GTK_WINDOW (child->changes));
    write_down (child, "now");
  }
  gtk_widget_activate_action (GTK_WIDGET (child->trains), "train.toggle", NULL);
  dprintf (1, "ready\n");
  g_timeout_add (100, change_cb, child);
}

/* Says what has been restored. The window that trained may have been killed before there was a
 * state to go on from. */
static void
take (Child *child, TenfoldWindow *window)
{
  NnModel *model = tenfold_session_get_model (test_window_session (window));

  if (g_strcmp0 (nn_model_get_fact (model, "preset"), TRAINED) != 0) {
    child->changes = window;
    write_down (child, "restored");
  } else if (steps_of (model) > 0) {
    g_autofree char *sum = sum_of_weights (model);
    TenfoldDataSource *source = tenfold_train_page_get_source (test_window_train_page (window));

    g_assert_cmpint (tenfold_session_get_state (test_window_session (window)), ==, NN_WORKER_IDLE);
    g_assert_true (tenfold_session_get_modified (test_window_session (window)));
    g_assert_cmpuint (tenfold_session_get_n_epochs (test_window_session (window)), ==, 10000);
    g_assert_cmpstr (tenfold_data_source_get_name (source), ==, child->folder);
    child->trains = window;
    dprintf (1, "trained %" G_GUINT64_FORMAT " %s\n", steps_of (model), sum);
  } else {
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static guint
count_kept (void)
{
  g_autofree char *root = tenfold_snapshot_store_root ();
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *state = g_build_filename (root, name, "state", NULL);

    n += g_file_test (state, G_FILE_TEST_EXISTS);
  }
  return n;
}

static gboolean
find_cb (gpointer data)
{
  Child *child = data;
  GListModel *windows = gtk_window_get_toplevels ();
  guint n_restored = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window)) {
      if (gtk_widget_get_mapped (GTK_WIDGET (window)) && child->n_windows == 0) {
        const char *body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (window));

        child->n_windows = strstr (body, "of 2 windows") != NULL ? 2 : 1;
        if (child->n_windows == 1 && strstr (body, "of 1 window") == NULL)
          g_error ("Another dialog: %s", body);
        g_assert_cmpuint (child->n_windows, ==, child->n_kept);
        adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), "restore");
        gtk_window_destroy (window);
        return G_SOURCE_CONTINUE;
      }
    } else if (TENFOLD_IS_WINDOW (window)) {
      n_restored += !tenfold_window_is_untouched (TENFOLD_WINDOW (window));
    }
  }
  /* A busy machine takes its time until it asks. */
  if (child->n_windows < child->n_kept || n_restored < child->n_windows)
    return G_SOURCE_CONTINUE;
  if (child->n_windows > 0) {
    g_autoptr (GList) restored = gtk_window_list_toplevels ();

    for (GList *l = restored; l != NULL; l = l->next)
      if (TENFOLD_IS_WINDOW (l->data))
        take (child, l->data);
  }
  begin (child);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GApplication *application, Child *child)
{
  g_timeout_add (20, find_cb, child);
}

static int
be_child (guint32 seed, const char *folder)
{
  g_autoptr (TenfoldApplication) application = tenfold_application_new ();
  Child child = { .application = ADW_APPLICATION (application),
                  .random = g_rand_new_with_seed (seed),
                  .folder = folder,
                  .n_kept = count_kept () };

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), &child);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

/* --- the one who kills --- */

typedef struct {
  char *folder;
  NnDataset *dataset;
  NnTrainer *reference; /* what the window that trains has to come to */
  GPtrArray *moments;   /* lines that were written down; kept over all lives */
  guint n_restored, n_checked;
} Killer;

static void
write_idx (const char *folder, const char *name, const guint8 *head, gsize n_head, GBytes *rest)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, head, (guint) n_head);
  g_byte_array_append (bytes, g_bytes_get_data (rest, NULL), (guint) g_bytes_get_size (rest));
  g_file_set_contents (path, (char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

/* 1000 synthetic digits as a folder of IDX files, and as they are read from there. */
static void
make_data (Killer *killer)
{
  const guint8 images[16] = { 0, 0, 8, 3, 0, 0, 3, 0xe8, 0, 0, 0, 28, 0, 0, 0, 28 };
  const guint8 labels[8] = { 0, 0, 8, 1, 0, 0, 3, 0xe8 };
  g_autoptr (NnDataset) penned = NULL;
  NnDataset *test = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GBytes) digits = NULL;

  g_assert_true (nn_dataset_load ("penned:1000", &penned, &test, &error));
  g_clear_pointer (&test, nn_dataset_unref);
  pixels = g_bytes_new (nn_dataset_pixels (penned), 1000 * NN_PICTURE_PIXELS);
  digits = g_bytes_new (nn_dataset_labels (penned), 1000);
  killer->folder = g_dir_make_tmp ("tenfold-kill-XXXXXX", &error);
  g_assert_no_error (error);
  write_idx (killer->folder, "train-images-idx3-ubyte", images, 16, pixels);
  write_idx (killer->folder, "train-labels-idx1-ubyte", labels, 8, digits);
  g_assert_true (nn_dataset_load (killer->folder, &killer->dataset, &test, &error));
  g_clear_pointer (&test, nn_dataset_unref);
}

static void
begin_reference (Killer *killer)
{
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find (TRAINED), 1);
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  set_recipe (&recipe);
  g_clear_pointer (&killer->reference, nn_trainer_free);
  killer->reference = nn_trainer_new (model, killer->dataset, &recipe, &error);
  g_assert_no_error (error);
}

/* "STEP SUM" of a restored checkpoint. */
static void
compare_training (Killer *killer, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  guint64 step = g_ascii_strtoull (words[0], NULL, 10);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sum = NULL;
  gboolean epoch_ended;

  g_assert_cmpuint (step, >=, nn_trainer_progress (killer->reference)->step);
  while (nn_trainer_progress (killer->reference)->step < step) {
    nn_trainer_step (killer->reference, &epoch_ended, &error);
    g_assert_no_error (error);
  }
  model = nn_trainer_snapshot (killer->reference);
  sum = sum_of_weights (model);
  g_assert_cmpstr (words[1], ==, sum);
  killer->n_checked++;
  g_printerr ("training restored at step %s\n", words[0]);
}

/* "TIME WHAT": it has been written down like this, and was still true shortly before the end. */
static void
compare_moment (Killer *killer, const char *line, double killed)
{
  const char *what = strchr (line, ' ');
  gboolean known = FALSE;
  double over = 0; /* since when something newer was there */

  for (guint i = 0; i < killer->moments->len; i++) {
    const char *moment = killer->moments->pdata[i];

    if (g_str_equal (strchr (moment, ' '), what)) {
      known = TRUE;
      over = i + 1 < killer->moments->len ? g_ascii_strtod (killer->moments->pdata[i + 1], NULL)
                                          : killed;
    }
  }
  if (!known)
    g_printerr ("never was there: %s\n", line);
  g_assert_true (known);
  g_printerr ("changes restored, %.1f s old\n", killed - over);
  g_assert_cmpfloat (killed - over, <, MAX_AGE);
  killer->n_restored++;
}

static char *
read_line (GDataInputStream *lines)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

/* One life: up to "ready" it says what it has restored of the one before. */
static double
live_and_die (Killer *killer, const char *program, GRand *random, double killed, double patience)
{
  g_autofree char *seed = g_strdup_printf ("%u", g_rand_int (random));
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", seed, killer->folder, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  char *line;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  while ((line = read_line (lines)) != NULL && !g_str_equal (line, "ready")) {
    G_GNUC_UNUSED g_autofree char *owned = line;

    if (g_str_has_prefix (line, "trained ")) {
      compare_training (killer, line + 8);
    } else if (g_str_equal (line, "begins")) {
      begin_reference (killer);
    } else if (g_str_has_prefix (line, "restored ")) {
      compare_moment (killer, line + 9, killed);
    } else if (g_str_has_prefix (line, "now ")) {
      /* It begins anew: what was there before must not have been there for long. */
      if (killer->moments->len > 1)
        g_assert_cmpfloat (killed - g_ascii_strtod (killer->moments->pdata[1], NULL), <, MAX_AGE);
    }
    if (g_str_has_prefix (line, "restored ") || g_str_has_prefix (line, "now ")) {
      g_ptr_array_set_size (killer->moments, 0);
      g_ptr_array_add (killer->moments, g_strdup (strchr (line, ' ') + 1));
    }
  }
  if (line == NULL)
    g_error ("The program ended by itself");
  g_free (line);
  g_usleep ((gulong) (g_rand_double_range (random, SHORTEST_LIFE, LONGEST_LIFE) * patience * 1e6));
  g_subprocess_force_exit (process);
  killed = (double) g_get_monotonic_time () * 1e-6;
  while ((line = read_line (lines)) != NULL) {
    if (g_str_has_prefix (line, "now "))
      g_ptr_array_add (killer->moments, g_strdup (line + 4));
    g_free (line);
  }
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  return killed;
}

static int
kill_often (const char *program, guint n_kills, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree char *state = NULL, *command = NULL;
  Killer killer = { .moments = g_ptr_array_new_with_free_func (g_free) };
  double killed = 0;

  make_data (&killer);
  state = g_build_filename (killer.folder, "state", NULL);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  puts ("1..1");
  /* A machine that is so busy that nothing comes to be kept gets more lives, and longer ones. */
  for (guint i = 0; i < n_kills || (killer.n_restored * killer.n_checked == 0 && i < 20); i++)
    killed = live_and_die (&killer, program, random, killed, i < n_kills ? 1 : 5);
  g_print ("# %u kills: training restored %u times, changes %u times\n", n_kills, killer.n_checked,
           killer.n_restored);
  g_assert_cmpuint (killer.n_restored, >, 0);
  g_assert_cmpuint (killer.n_checked, >, 0);
  puts ("ok 1 kill");
  command = g_strdup_printf ("rm -r '%s'", killer.folder);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_ptr_array_unref (killer.moments);
  nn_trainer_free (killer.reference);
  nn_dataset_unref (killer.dataset);
  g_free (killer.folder);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return be_child ((guint32) g_ascii_strtoull (argv[2], NULL, 10), argv[3]);
  return kill_often (argv[0], argc > 1 ? (guint) atoi (argv[1]) : 4,
                     argc > 2 ? (guint32) atoi (argv[2]) : 1);
}
