/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include <glib/gstdio.h>

#include "ui/app/tenfold-application.h"
#include "ui/data/tenfold-own-bar.h"
#include "ui/data/tenfold-own-results.h"
#include "ui/train/tenfold-augment-preview.h"
#include "ui/train/tenfold-recipe-form.h"

/* The user's own digits in the real window, in a data folder of the test's own. */

#define N 12
#define STROKES                                                                                    \
  "\"strokes\":[[[0.5,0.1,0,1],[0.5,0.5,0.1,1],[0.5,0.9,0.25,0.5]]],\"widths\":[0.0625]"

static const double one[][2] = { { 0.52, 0.2 }, { 0.51, 0.4 }, { 0.5, 0.6 }, { 0.49, 0.8 } };

static AdwApplication *application;

typedef struct {
  TenfoldWindow *window;
  TenfoldOwnDigits *own;
  TenfoldPictureGrid *grid;
  TenfoldOwnBar *bar;
  char *folder; /* for exports */
  char *said;   /* by the page: what was exported, or why not */
  guint wanted;
} Fixture;

static char *
make_text (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N; i++)
    g_string_append_printf (text, "{\"id\":\"digit-%u\",\"label\":1," STROKES "}\n", i);
  return g_string_free (text, FALSE);
}

static void
write_file (const char *text)
{
  g_autoptr (GFile) file = nn_own_digits_file ();
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (file));
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0777);
  g_file_set_contents (g_file_peek_path (file), text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (void)
{
  g_autoptr (GFile) file = nn_own_digits_file ();
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (g_file_peek_path (file), &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
said_cb (GSimpleAction *action, GVariant *what, Fixture *f)
{
  g_free (f->said);
  f->said = g_variant_dup_string (what, NULL);
}

static void
set_up (Fixture *f, gconstpointer text)
{
  GtkWidget *page;
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tenfold-XXXXXX", &error);
  g_assert_no_error (error);
  write_file (text != NULL ? text : "");
  f->window = tenfold_window_new (application);
  f->own = test_window_object (f->window, "own");
  page = GTK_WIDGET (test_window_child (f->window, "data_page"));
  f->grid = TENFOLD_PICTURE_GRID (test_ui_find_type (page, TENFOLD_TYPE_PICTURE_GRID));
  f->bar = TENFOLD_OWN_BAR (test_ui_find_type (page, TENFOLD_TYPE_OWN_BAR));
  g_signal_connect (g_action_map_lookup_action (G_ACTION_MAP (f->window), "say"), "activate",
                    G_CALLBACK (said_cb), f);
  test_ui_present (f->window);
  g_assert_true (
      tenfold_data_page_choose_source (test_window_child (f->window, "data_page"), "mine"));
  test_ui_keys ("alt+3");
  test_ui_run (0.3);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);

  test_ui_destroy (GTK_WINDOW (f->window));
  test_ui_command (command);
  g_free (f->folder);
  g_free (f->said);
}

static gboolean
has_wanted (gpointer data)
{
  Fixture *f = data;

  return tenfold_own_digits_get (f->own) != NULL && tenfold_own_digits_count (f->own) == f->wanted;
}

static void
wait_for (Fixture *f, guint n)
{
  f->wanted = n;
  test_ui_assert_wait (has_wanted, f);
}

static guint
count_label (Fixture *f, int label)
{
  NnOwnDigits *digits = tenfold_own_digits_get (f->own);
  guint n = 0;

  for (guint i = 0; i < nn_own_digits_count (digits); i++)
    n += nn_own_digits_get (digits, i)->label == label;
  return n;
}

static gboolean
has_fives (gpointer data)
{
  Fixture *f = data;

  return count_label (f, 5) == f->wanted;
}

static guint
n_shown (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (tenfold_picture_grid_get_model (f->grid)));
}

static gboolean
has_said (gpointer data)
{
  Fixture *f = data;

  if (f->said == NULL)
    f->said = test_ui_take_error (f->window);
  return f->said != NULL;
}

/* Drawn and labelled with a key, it is there; taken back, it is gone. */
static void
test_label (Fixture *f, gconstpointer data)
{
  TenfoldPadPane *pane = test_window_pad_pane (f->window);
  GtkWidget *pad = tenfold_pad_pane_get_pad (pane);
  GtkWidget *status = test_ui_find_type (GTK_WIDGET (test_window_child (f->window, "data_page")),
                                         ADW_TYPE_STATUS_PAGE);
  const float *inks = tenfold_pad_pane_get_inks (pane, NULL);
  float drawn[NN_PICTURE_PIXELS];
  NnOwnLine *line;

  wait_for (f, 0);
  test_ui_settle (f->window);
  g_assert_true (gtk_widget_get_mapped (status));
  test_ui_screenshot ("own-empty");
  test_ui_draw (pad, one, G_N_ELEMENTS (one));
  memcpy (drawn, inks, sizeof drawn);
  test_ui_keys ("1");
  wait_for (f, 1);
  test_ui_settle (f->window);
  g_assert_false (gtk_widget_get_mapped (status));
  g_assert_cmpuint (n_shown (f), ==, 1);
  line = nn_own_digits_get (tenfold_own_digits_get (f->own), 0);
  g_assert_cmpint (line->label, ==, 1);
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    g_assert_cmpint (line->pixels[i], ==, (int) (drawn[i] * 255 + 0.5f));

  /* Another key says that it is something else, not one more. */
  test_ui_keys ("3");
  test_ui_run (0.3);
  g_assert_cmpuint (tenfold_own_digits_count (f->own), ==, 1);
  g_assert_cmpint (nn_own_digits_get (tenfold_own_digits_get (f->own), 0)->label, ==, 3);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo-own", "u", 2);
  test_ui_run (0.3);
  g_assert_cmpint (nn_own_digits_get (tenfold_own_digits_get (f->own), 0)->label, ==, 1);

  /* A picture has no strokes to keep; its pixels are. */
  tenfold_pad_pane_set_picture (pane, line->pixels);
  g_action_group_activate_action (tenfold_pad_pane_get_actions (pane), "label",
                                  g_variant_new_int32 (4));
  wait_for (f, 2);
  line = nn_own_digits_get (tenfold_own_digits_get (f->own), 1);
  g_assert_cmpint (line->label, ==, 4);
  g_assert_cmpmem (line->pixels, 784,
                   nn_own_digits_get (tenfold_own_digits_get (f->own), 0)->pixels, 784);
  test_ui_screenshot ("own-labelled");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo-own", "u", 1);
  wait_for (f, 1);
  g_assert_cmpint (nn_own_digits_get (tenfold_own_digits_get (f->own), 0)->label, ==, 4);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.undo-own", "u", 4);
  wait_for (f, 0);
  g_assert_false (tenfold_own_digits_undo (f->own, 4));
  /* What is no digit cannot be labelled. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "pad.clear", NULL);
  g_assert_false (g_action_group_get_action_enabled (tenfold_pad_pane_get_actions (pane), "label"));
}

/* Several are relabelled with a key and deleted with another; both are taken back to the byte. */
static void
test_change (Fixture *f, gconstpointer text)
{
  GtkSelectionModel *model;
  g_autofree char *after = NULL;

  wait_for (f, N);
  test_ui_settle (f->window);
  g_assert_cmpuint (n_shown (f), ==, N);
  model = tenfold_picture_grid_get_model (f->grid);
  g_assert_false (
      g_action_group_get_action_enabled (tenfold_own_bar_get_actions (f->bar), "label"));
  gtk_widget_child_focus (test_ui_find_type (GTK_WIDGET (f->grid), GTK_TYPE_GRID_VIEW),
                          GTK_DIR_TAB_FORWARD);
  gtk_selection_model_select_range (model, 1, 3, TRUE);
  test_ui_screenshot ("own-selected");
  test_ui_keys ("5");
  f->wanted = 3;
  test_ui_assert_wait (has_fives, f);
  g_assert_cmpint (nn_own_digits_get (tenfold_own_digits_get (f->own), 0)->label, ==, 1);
  g_assert_cmpint (nn_own_digits_get (tenfold_own_digits_get (f->own), 1)->label, ==, 5);
  test_ui_run (0.3);

  /* The filter finds them. */
  tenfold_picture_grid_set_label (f->grid, 5);
  test_ui_settle (f->window);
  g_assert_cmpuint (n_shown (f), ==, 3);
  gtk_selection_model_select_all (model);
  gtk_widget_child_focus (test_ui_find_type (GTK_WIDGET (f->grid), GTK_TYPE_GRID_VIEW),
                          GTK_DIR_TAB_FORWARD);
  gtk_selection_model_select_all (model);
  test_ui_keys ("Delete");
  wait_for (f, N - 3);
  test_ui_settle (f->window);
  g_assert_cmpuint (n_shown (f), ==, 0);
  test_ui_screenshot ("own-deleted");
  g_assert_true (tenfold_own_digits_undo (f->own, 2));
  wait_for (f, N);
  g_assert_cmpuint (n_shown (f), ==, 3);
  tenfold_picture_grid_set_label (f->grid, -1);
  g_assert_true (tenfold_own_digits_undo (f->own, 1));
  f->wanted = 0;
  test_ui_assert_wait (has_fives, f);
  after = read_file ();
  g_assert_cmpstr (after, ==, text);
}

/* A click puts one on the pad, with its strokes. */
static void
test_click (Fixture *f, gconstpointer text)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (f->window));
  float inks[NN_PICTURE_PIXELS];
  NnOwnLine *line;

  wait_for (f, N);
  test_ui_settle (f->window);
  line = nn_own_digits_get (tenfold_own_digits_get (f->own), 0);
  test_ui_click (test_ui_find_type (GTK_WIDGET (f->grid), GTK_TYPE_PICTURE), 1);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  g_assert_null (tenfold_ink_get_picture (ink));
  g_assert_cmpfloat (tenfold_stroke_get_width (tenfold_ink_get_stroke (ink, 0)), ==, 0.0625);
  tenfold_ink_rasterize (ink, inks);
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    g_assert_cmpint (line->pixels[i], ==, (int) (inks[i] * 255 + 0.5f));
  g_assert_cmpuint (tenfold_picture_grid_get_n_selected (f->grid), ==, 1);
  tenfold_ink_undo (ink);
  g_assert_true (tenfold_ink_is_empty (ink));
}

static GtkLabel *
find_warning (GtkWidget *widget)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "warning"))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_warning (child);
  return found;
}

/* A line that cannot be read is named, survives every change, and keeps nobody from training. */
static void
test_damage (Fixture *f, gconstpointer data)
{
  static const char damaged[] = "{\"id\":\"a\",\"label\":1," STROKES "}\n"
                                "{\"id\":\"torn\",\"label\":7,\"strokes\":[[[0.5,0.\n"
                                "{\"id\":\"b\",\"label\":1," STROKES "}\n";
  GtkLabel *label = find_warning (GTK_WIDGET (test_window_child (f->window, "data_page")));
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  wait_for (f, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (label)));
  /* Written by somebody else while the window is open. */
  write_file (damaged);
  wait_for (f, 2);
  test_ui_settle (f->window);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (label)));
  g_assert_nonnull (strstr (gtk_label_get_text (label), "line 2"));
  test_ui_screenshot ("own-damaged");
  g_assert_true (
      nn_dataset_load_with ("mine", tenfold_own_digits_get (f->own), &train, &test, &error));
  g_assert_no_error (error);
  g_ptr_array_add (lines, nn_own_digits_get (tenfold_own_digits_get (f->own), 0));
  tenfold_own_digits_remove (f->own, lines);
  wait_for (f, 1);
  after = read_file ();
  g_assert_cmpstr (after, ==, damaged + strlen ("{\"id\":\"a\",\"label\":1," STROKES "}\n"));
}

static GFile *
export_as (Fixture *f, const char *format, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  GFile *target = g_file_new_for_path (path);

  g_clear_pointer (&f->said, g_free);
  tenfold_own_bar_export_to (f->bar, format, target);
  test_ui_assert_wait (has_said, f);
  return target;
}

static void
assert_same (NnDataset *a, NnDataset *b)
{
  gsize n = nn_dataset_count (a);

  g_assert_cmpuint (n, ==, nn_dataset_count (b));
  g_assert_cmpmem (nn_dataset_pixels (a), n * 784, nn_dataset_pixels (b), n * 784);
  g_assert_cmpmem (nn_dataset_labels (a), n, nn_dataset_labels (b), n);
}

/* What is exported is, read again, what was there. */
static void
test_export (Fixture *f, gconstpointer text)
{
  static const char *const formats[] = { "idx", "csv", "png" };
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (GFile) lines = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;

  wait_for (f, N);
  train = nn_own_digits_make_dataset (tenfold_own_digits_get (f->own), NN_OWN_TRAINING, "mine");
  test = nn_own_digits_make_dataset (tenfold_own_digits_get (f->own), NN_OWN_TEST, "mine");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GFile) folder = export_as (f, formats[i], formats[i]);
    g_autoptr (NnDataset) read = NULL;
    g_autoptr (NnDataset) read_test = NULL;

    g_assert_true (nn_dataset_load_folder (folder, &read, &read_test, &error));
    g_assert_no_error (error);
    assert_same (train, read);
    assert_same (test, read_test);
  }
  lines = export_as (f, "jsonl", "lines.jsonl");
  g_file_get_contents (g_file_peek_path (lines), &written, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, text);

  /* What is there already stays, and the user is told. */
  g_object_unref (export_as (f, "csv", "idx"));
  g_assert_nonnull (strstr (f->said, "Not Exported"));
  test_ui_run (0.3);
}

static gboolean
has_results (gpointer results)
{
  return g_str_has_prefix (tenfold_own_results_get_text (results), "My test: ");
}

/* The network of now is measured, and measured anew once it is another one. */
static void
test_results (Fixture *f, gconstpointer text)
{
  TenfoldOwnResults *results = TENFOLD_OWN_RESULTS (test_ui_find_type (
      GTK_WIDGET (test_window_child (f->window, "data_page")), TENFOLD_TYPE_OWN_RESULTS));
  g_autoptr (NnDataset) test = NULL;
  g_autofree char *first = NULL;

  wait_for (f, N);
  test = nn_own_digits_make_dataset (tenfold_own_digits_get (f->own), NN_OWN_TEST, "mine");
  test_ui_assert_wait (has_results, results);
  first = g_strdup_printf ("My test: %u of %u digits right", (guint) nn_dataset_count (test),
                           (guint) nn_dataset_count (test));
  g_assert_true (g_str_has_prefix (tenfold_own_results_get_text (results), first));
  test_ui_screenshot ("own-results");
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("linear"), 3);
  g_assert_false (has_results (results));
  test_ui_assert_wait (has_results, results);
}

static gboolean
has_picture (gpointer data)
{
  Fixture *f = data;

  return tenfold_ink_get_picture (tenfold_pad_pane_get_ink (test_window_pad_pane (f->window)))
         != NULL;
}

/* A toast that has these words. */
static gboolean
has_words (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!ADW_IS_VIEW_STACK (child) && has_words (child, words))
      return TRUE;
  return FALSE;
}

static gboolean
has_found_nothing (gpointer data)
{
  return has_words (test_window_child (((Fixture *) data)->window, "toasts"), " 3 ");
}

/* N leafs through the chosen data, R shows what is read wrongly, drawing ends the search. */
static void
test_pictures (Fixture *f, gconstpointer text)
{
  TenfoldPadPane *pane = test_window_pad_pane (f->window);
  TenfoldInk *ink = tenfold_pad_pane_get_ink (pane);
  g_autoptr (NnDataset) test = NULL;
  guint8 first[NN_PICTURE_PIXELS];

  g_assert_true (tenfold_train_page_choose_source (test_window_train_page (f->window), "penned"));
  gtk_widget_grab_focus (tenfold_pad_pane_get_pad (pane));
  test = nn_dataset_new_synthetic (TRUE);
  test_ui_keys ("n");
  g_assert_true (test_ui_wait (has_picture, f, 60));
  memcpy (first, tenfold_ink_get_picture (ink), sizeof first);
  g_assert_cmpmem (first, sizeof first, nn_dataset_pixels (test), sizeof first);
  test_ui_keys ("n");
  test_ui_run (0.3);
  g_assert_cmpmem (tenfold_ink_get_picture (ink), sizeof first, nn_dataset_pixels (test) + 784,
                   sizeof first);
  test_ui_screenshot ("pad-next");
  /* Faster than toasts come and go. */
  for (guint i = 0; i < 40; i++) {
    g_action_group_activate_action (tenfold_pad_pane_get_actions (pane), "next", NULL);
    test_ui_run (0.06);
  }

  /* What knows nothing is wrong at once. */
  tenfold_session_create (test_window_session (f->window), nn_preset_find ("linear"), 1);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "pad.clear", NULL);
  test_ui_keys ("r");
  test_ui_assert_wait (has_picture, f);

  /* All own digits are ones, and a reader reads them. */
  wait_for (f, N);
  g_assert_true (tenfold_train_page_choose_source (test_window_train_page (f->window), "mine"));
  tenfold_session_undo (test_window_session (f->window));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "pad.clear", NULL);
  test_ui_keys ("r");
  test_ui_assert_wait (has_found_nothing, f);
  g_assert_true (tenfold_ink_is_empty (ink));

  /* Whoever draws in the meantime keeps his drawing. */
  g_action_group_activate_action (tenfold_pad_pane_get_actions (pane), "next", NULL);
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.2f, 0, 1 }, 0.1);
  tenfold_ink_add_points (ink, (NnPoint[]){ { 0.5f, 0.8f, 0.1f, 1 } }, 1);
  tenfold_ink_end (ink);
  test_ui_run (0.5);
  g_assert_null (tenfold_ink_get_picture (ink));
}

/* The pad is tomorrow what it is today. */
static void
test_settings (Fixture *f, gconstpointer text)
{
  GActionGroup *actions = tenfold_pad_pane_get_actions (test_window_pad_pane (f->window));
  TenfoldWindow *other;
  g_autoptr (GSettings) settings = g_settings_new ("org.tenfold.Tenfold");
  g_autoptr (GVariant) tool = NULL;
  g_autoptr (GVariant) width = NULL;
  g_autoptr (GVariant) grid = NULL;

  g_action_group_change_action_state (actions, "tool", g_variant_new_string ("eraser"));
  g_action_group_change_action_state (actions, "width", g_variant_new_double (3.5));
  g_action_group_change_action_state (actions, "grid", g_variant_new_boolean (TRUE));
  other = tenfold_window_new (application);
  actions = tenfold_pad_pane_get_actions (test_window_pad_pane (other));
  tool = g_action_group_get_action_state (actions, "tool");
  width = g_action_group_get_action_state (actions, "width");
  grid = g_action_group_get_action_state (actions, "grid");
  g_assert_cmpstr (g_variant_get_string (tool, NULL), ==, "eraser");
  g_assert_cmpfloat (g_variant_get_double (width), ==, 3.5);
  g_assert_true (g_variant_get_boolean (grid));
  test_ui_destroy (GTK_WINDOW (other));
  g_settings_reset (settings, "pad-tool");
  g_settings_reset (settings, "pad-width");
  g_settings_reset (settings, "pad-grid");
}

static gboolean
has_preview (gpointer preview)
{
  return tenfold_augment_preview_get_inks (preview, 0) != NULL;
}

/* The pictures beside the strengths follow them at once. */
static void
test_preview (Fixture *f, gconstpointer text)
{
  GtkWidget *form = test_ui_find_type (GTK_WIDGET (test_window_train_page (f->window)),
                                       TENFOLD_TYPE_RECIPE_FORM);
  GtkWidget *page = GTK_WIDGET (test_window_train_page (f->window));
  TenfoldAugmentPreview *preview;
  float before[NN_PICTURE_PIXELS], changed[NN_PICTURE_PIXELS];
  NnRecipe recipe;

  wait_for (f, N);
  tenfold_train_page_choose_source (test_window_train_page (f->window), "mine");
  test_ui_keys ("alt+1");
  gtk_toggle_button_set_active (test_train_page_child (page, "more_button"), TRUE);
  preview = TENFOLD_AUGMENT_PREVIEW (test_ui_find_type (page, TENFOLD_TYPE_AUGMENT_PREVIEW));
  test_ui_assert_wait (has_preview, preview);
  g_object_set (gtk_widget_get_settings (form), "gtk-enable-animations", FALSE, NULL);
  tenfold_recipe_form_get_recipe (TENFOLD_RECIPE_FORM (form), &recipe);
  nn_augment_init (&recipe.augment, 0);
  tenfold_recipe_form_set_recipe (TENFOLD_RECIPE_FORM (form), &recipe);
  memcpy (before, tenfold_augment_preview_get_inks (preview, 0), sizeof before);
  nn_augment_init (&recipe.augment, 1);
  tenfold_recipe_form_set_recipe (TENFOLD_RECIPE_FORM (form), &recipe);
  memcpy (changed, tenfold_augment_preview_get_inks (preview, 0), sizeof changed);
  g_assert_true (memcmp (before, changed, sizeof before) != 0);
  test_ui_screenshot ("augment-preview");
  /* Still, where nothing shall move. */
  test_ui_run (2.5);
  g_assert_cmpmem (changed, sizeof changed, tenfold_augment_preview_get_inks (preview, 0),
                   sizeof changed);
  tenfold_augment_preview_shuffle (preview);
  g_assert_true (memcmp (changed, tenfold_augment_preview_get_inks (preview, 0), sizeof changed)
                 != 0);
  nn_augment_init (&recipe.augment, 0);
  tenfold_recipe_form_set_recipe (TENFOLD_RECIPE_FORM (form), &recipe);
  g_assert_cmpmem (before, sizeof before, tenfold_augment_preview_get_inks (preview, 0),
                   sizeof before);
  nn_augment_init (&recipe.augment, 1);
  tenfold_recipe_form_set_recipe (TENFOLD_RECIPE_FORM (form), &recipe);
  memcpy (changed, tenfold_augment_preview_get_inks (preview, 0), sizeof changed);
  g_object_set (gtk_widget_get_settings (form), "gtk-enable-animations", TRUE, NULL);
  test_ui_run (2.5);
  g_assert_true (memcmp (changed, tenfold_augment_preview_get_inks (preview, 0), sizeof changed)
                 != 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", data);
  g_autofree char *text = make_text ();
  g_autoptr (GError) error = NULL;
  int result;

  /* Not among those of whoever runs the test. */
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  test_ui_init (&argc, &argv);
  application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
#define ADD(name, text)                                                                            \
  g_test_add ("/own-page/" #name, Fixture, text, set_up, test_##name, tear_down)
  ADD (label, NULL);
  ADD (change, text);
  ADD (click, text);
  ADD (damage, NULL);
  ADD (export, text);
  ADD (results, text);
  ADD (pictures, text);
  ADD (settings, text);
  ADD (preview, text);
  result = g_test_run ();
  g_object_unref (application);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return result;
}
