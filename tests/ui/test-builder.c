/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "test-ui.h"
#include "nn/model/nn-network-model.h"
#include "nn/model/nn-preset.h"
#include "ui/build/tenfold-builder-row.h"
#include "ui/build/tenfold-builder.h"
#include "ui/build/tenfold-draft.h"
#include "ui/build/tenfold-palette.h"

/* The data folder is one of the test's own: see main(). */

typedef struct {
  TenfoldSession *session;
  TenfoldOwnNetworks *own;
  TenfoldBuilder *builder;
  GtkWindow *window;
  char *changed, *said;
} Fixture;

static void
changed_cb (Fixture *f, const char *what)
{
  g_free (f->changed);
  f->changed = g_strdup (what);
}

/* What the window shows as a toast. */
static void
say_cb (GSimpleAction *action, GVariant *what, gpointer data)
{
  Fixture *f = data;

  g_free (f->said);
  f->said = g_variant_dup_string (what, NULL);
}

#define LENET                                                                                      \
  "conv 5x5 6 same, relu, maxpool 2, conv 5x5 16, relu, maxpool 2, dense 120, relu, dense 84, "    \
  "relu, dense 10"

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GActionEntry entries[]
      = { { .name = "say", .activate = say_cb, .parameter_type = "s" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  f->session = tenfold_session_new ();
  f->own = tenfold_own_networks_new ();
  tenfold_session_create (f->session, nn_preset_find ("lenet"), 1);
  f->builder = g_object_new (TENFOLD_TYPE_BUILDER, NULL);
  tenfold_builder_connect (f->builder, f->session, f->own);
  g_signal_connect_swapped (f->builder, "changed", G_CALLBACK (changed_cb), f);
  f->window = test_ui_window (GTK_WIDGET (f->builder), 700, 800);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), f);
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "win", G_ACTION_GROUP (actions));
  g_assert_cmpstr (tenfold_builder_get_text (f->builder), ==, LENET);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  TenfoldBuilder *builder = f->builder;

  g_object_add_weak_pointer (G_OBJECT (builder), (gpointer *) &builder);
  test_ui_destroy (f->window);
  for (int i = 0; builder != NULL && i < 500; i++)
    test_ui_run (0.01);
  g_assert_null (builder);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->own);
  g_clear_pointer (&f->changed, g_free);
  g_clear_pointer (&f->said, g_free);
}

static void
act (Fixture *f, const char *name, const char *parameter)
{
  g_action_group_activate_action (tenfold_builder_get_actions (f->builder), name,
                                  parameter != NULL ? g_variant_new_string (parameter) : NULL);
}

static gboolean
can (Fixture *f, const char *name)
{
  return g_action_group_get_action_enabled (tenfold_builder_get_actions (f->builder), name);
}

static GtkListBox *
list_of (Fixture *f)
{
  return GTK_LIST_BOX (
      gtk_widget_get_template_child (GTK_WIDGET (f->builder), TENFOLD_TYPE_BUILDER, "list"));
}

static TenfoldBuilderRow *
row_of (Fixture *f, int i)
{
  return TENFOLD_BUILDER_ROW (gtk_list_box_get_row_at_index (list_of (f), i));
}

static void
focus_row (Fixture *f, int i)
{
  gtk_list_box_select_row (list_of (f), GTK_LIST_BOX_ROW (row_of (f, i)));
  gtk_widget_grab_focus (GTK_WIDGET (row_of (f, i)));
  test_ui_settle (f->window);
}

static GtkTextView *
text_of (Fixture *f)
{
  return GTK_TEXT_VIEW (test_ui_find_type (GTK_WIDGET (f->builder), GTK_TYPE_TEXT_VIEW));
}

static void
set_text (Fixture *f, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (text_of (f)), text, -1);
}

/* The text and the list say the same. */
static void
assert_text (Fixture *f, const char *expected)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_of (f));
  g_autoptr (GArray) rows = nn_network_rows_new (expected);
  g_autofree char *shown = NULL;
  GtkTextIter start, end;
  guint n = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  shown = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (shown, ==, expected);
  g_assert_cmpstr (tenfold_builder_get_text (f->builder), ==, expected);
  while (gtk_list_box_get_row_at_index (list_of (f), (int) n) != NULL)
    n++;
  g_assert_cmpuint (n, ==, rows->len);
  for (guint i = 0; i < n; i++) {
    g_autofree char *words
        = g_strstrip (g_strdup (tenfold_builder_row_get_words (row_of (f, (int) i))));

    g_assert_cmpstr (words, ==, g_array_index (rows, NnNetworkRow, i).words);
  }
}

/* --- the draft --- */

static void
test_draft (void)
{
  g_autoptr (TenfoldDraft) lenet = tenfold_draft_new (LENET, &nn_network_digits);
  g_autoptr (TenfoldDraft) repeated = tenfold_draft_new (
      "repeat 2 (conv 3x3 8, relu), residual (conv 3x3 16 same), gru 9 rows, dense 10",
      &nn_network_digits);

  g_assert_null (lenet->problem);
  g_assert_cmpint (lenet->parameters, ==, 61706);
  g_assert_cmpint (lenet->multiply_adds, ==, 416520);
  g_assert_cmpstr (lenet->layers[0].shape, ==, "6 × 28 × 28");
  g_assert_cmpint (lenet->layers[0].parameters, ==, 156);
  g_assert_cmpint (lenet->layers[0].multiply_adds, ==, 117600);
  g_assert_cmpint (lenet->layers[1].parameters, ==, 0);
  g_assert_cmpstr (lenet->layers[10].shape, ==, "10");

  g_assert_cmpuint (repeated->rows->len, ==, 7);
  /* Of both times, and the shape behind the second. */
  g_assert_cmpint (repeated->layers[1].parameters, ==, 8 * 9 + 8 + 8 * 8 * 9 + 8);
  g_assert_cmpstr (repeated->layers[1].shape, ==, "8 × 24 × 24");
  g_assert_cmpint (repeated->layers[0].parameters, ==, -1);
  g_assert_cmpint (repeated->layers[3].parameters, ==, 8 * 16);
  g_assert_cmpstr (repeated->layers[5].shape, ==, "24 × 9");
}

/* Each mistake is at the layer where it is, with place and reason, and in the text. */
static void
test_draft_problems (void)
{
  /* clang-format off */
  static const struct { const char *text; guint row; const char *marked, *says; } cases[] = {
    { "conv 5x5 4, maxpool 2, conv 13x13 4, dense 10", 2, "conv 13x13 4", "only 12x12" },
    { "residual (relu, conv 3x3 8), dense 10",         0, "residual",     "do not add" },
    { "relu, residual (relu, dense), dense 10",        3, "dense",        "missing" },
    { "relu, , dense 10",                              1, "",             "missing" },
    { "relu tanh, dense 10",                           0, "tanh",         "does not belong" },
    { "relu, dense 11",                                1, "",             "dense 10" },
    { "dense 11, residual (relu)",                     1, "",             "dense 10" },
    { "relu, residual (relu",                          1, "residual",     "not closed" },
    { "dense 10) ",                                    0, "",             "not opened" },
    { "",                                              G_MAXUINT, "",     "missing" },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TenfoldDraft) draft = tenfold_draft_new (cases[i].text, &nn_network_digits);
    g_autofree char *marked
        = g_strndup (draft->text + draft->problem_from, draft->problem_to - draft->problem_from);

    g_assert_null (draft->graph);
    g_assert_nonnull (strstr (draft->problem, cases[i].says));
    g_assert_cmpuint (draft->problem_row, ==, cases[i].row);
    g_assert_cmpstr (marked, ==, cases[i].marked);
  }
}

/* --- the builder --- */

static gboolean
is_timed (gpointer data)
{
  Fixture *f = data;

  return strstr (tenfold_builder_get_outlook (f->builder), " on this computer") != NULL;
}

/* Text and list are changed by pointer and keys, and always say the same. */
static void
test_in_step (Fixture *f, gconstpointer data)
{
  assert_text (f, LENET);
  g_assert_nonnull (strstr (tenfold_builder_get_sum (f->builder), "61"));
  g_assert_nonnull (strstr (tenfold_builder_row_get_spoken (row_of (f, 0)), "6 × 28 × 28"));
  test_ui_assert_wait (is_timed, f);
  test_ui_screenshot ("builder");
  /* A number in place. */
  focus_row (f, 0);
  test_ui_keys ("Return End BackSpace BackSpace BackSpace BackSpace BackSpace BackSpace 8");
  assert_text (f, "conv 5x5 8, relu, maxpool 2, conv 5x5 16, relu, maxpool 2, dense 120, relu, "
                  "dense 84, relu, dense 10");
  g_assert_nonnull (strstr (tenfold_builder_row_get_spoken (row_of (f, 0)), "8 × 24 × 24"));
  /* A comma goes on with another layer. */
  test_ui_keys ("comma space g e l u");
  assert_text (f, "conv 5x5 8, gelu, relu, maxpool 2, conv 5x5 16, relu, maxpool 2, dense 120, "
                  "relu, dense 84, relu, dense 10");
  /* Letters in the text. */
  gtk_widget_grab_focus (GTK_WIDGET (text_of (f)));
  test_ui_keys ("ctrl+a d e n s e space 1 0");
  assert_text (f, "dense 10");
  test_ui_keys ("Left Left Left Left Left Left Left Left t a n h comma");
  assert_text (f, "tanh,dense 10");
  test_ui_screenshot ("builder-typed");
}

/* Add, remove, move and wrap, with the keys alone, and back again. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  set_text (f, "dense 20, relu, dense 10");
  focus_row (f, 0);
  test_ui_keys ("alt+Down");
  assert_text (f, "relu, dense 20, dense 10");
  test_ui_keys ("alt+Up alt+Up");
  assert_text (f, "dense 20, relu, dense 10");
  test_ui_keys ("Down Delete");
  assert_text (f, "dense 20, dense 10");
  /* The palette: its first word behind the first layer. */
  focus_row (f, 0);
  test_ui_keys ("Insert");
  test_ui_run (0.5);
  test_ui_screenshot ("builder-palette");
  test_ui_keys ("Return");
  test_ui_run (0.3);
  assert_text (f, "dense 20, dense 64, dense 10");
  test_ui_keys ("ctrl+z ctrl+z");
  assert_text (f, "dense 20, relu, dense 10");
  test_ui_keys ("ctrl+shift+z");
  assert_text (f, "dense 20, dense 10");
  focus_row (f, 0);
  act (f, "wrap", "residual");
  assert_text (f, "residual (dense 20), dense 10");
  act (f, "add", "relu");
  assert_text (f, "residual (relu, dense 20), dense 10");
  test_ui_screenshot ("builder-residual");
  /* Nothing selected: before the last layer. */
  gtk_list_box_unselect_all (list_of (f));
  g_assert_false (can (f, "remove"));
  act (f, "add", "tanh");
  assert_text (f, "residual (relu, dense 20), tanh, dense 10");
}

/* A layer is dragged by its handle. */
static void
test_drag (Fixture *f, gconstpointer data)
{
  int x, y, to_x, to_y;

  set_text (f, "dense 30, relu, dense 20, dense 10");
  test_ui_settle (f->window);
  test_ui_place (row_of (f, 0), 18, gtk_widget_get_height (GTK_WIDGET (row_of (f, 0))) / 2.0, &x,
                 &y);
  test_ui_place (row_of (f, 2), 18, gtk_widget_get_height (GTK_WIDGET (row_of (f, 2))) * 0.8, &to_x,
                 &to_y);
  test_ui_xdotool ("mousemove --window %lu %d %d sleep 0.1 mousedown 1 sleep 0.1 "
                   "mousemove --window %lu %d %d sleep 0.1 mousemove --window %lu %d %d sleep 0.2 "
                   "mousemove --window %lu %d %d sleep 0.3 mouseup 1 sleep 0.2",
                   test_ui_xid (f->window), x, y, test_ui_xid (f->window), x, y + 12,
                   test_ui_xid (f->window), to_x, to_y - 4, test_ui_xid (f->window), to_x, to_y);
  test_ui_run (0.5);
  assert_text (f, "relu, dense 20, dense 30, dense 10");
}

/* What is wrong is said at its layer, and nothing can be made of it. */
static void
test_problem (Fixture *f, gconstpointer data)
{
  NnModel *before = tenfold_session_get_model (f->session);

  set_text (f, "conv 5x5 6, maxpool 4, conv 7x7 8, relu, dense 10");
  g_assert_false (can (f, "create"));
  g_assert_false (can (f, "copy"));
  g_assert_false (can (f, "name"));
  g_assert_nonnull (strstr (tenfold_builder_get_sum (f->builder), "layer 3, conv 7x7 8"));
  g_assert_nonnull (strstr (tenfold_builder_row_get_spoken (row_of (f, 2)), "only 6x6"));
  /* What stands before it is known still. */
  g_assert_nonnull (strstr (tenfold_builder_row_get_spoken (row_of (f, 1)), "6 × 6 × 6"));
  test_ui_settle (f->window);
  test_ui_screenshot ("builder-problem");
  set_text (f, "");
  g_assert_false (can (f, "create"));
  set_text (f, "conv 5x5 6, maxpool 4, conv 5x5 8, relu, dense 10");
  g_assert_true (can (f, "create"));
  g_assert_true (tenfold_session_get_model (f->session) == before);
}

static gboolean
has_changed (gpointer data)
{
  return ((Fixture *) data)->changed != NULL;
}

/* Create makes the network with the recipe that suits it, and the undo brings back the other. */
static void
test_create (Fixture *f, gconstpointer data)
{
  NnModel *before = tenfold_session_get_model (f->session), *after;

  set_text (f, "dense 128, relu, dense 10");
  test_ui_settle (f->window);
  test_ui_click (
      gtk_widget_get_template_child (GTK_WIDGET (f->builder), TENFOLD_TYPE_BUILDER, "create"), 1);
  test_ui_assert_wait (has_changed, f);
  after = tenfold_session_get_model (f->session);
  g_assert_true (after != before);
  g_assert_cmpstr (nn_model_get_fact (after, NN_FACT_NETWORK), ==, "dense 128, relu, dense 10");
  g_assert_null (nn_model_get_fact (after, "preset"));
  g_assert_true (tenfold_session_get_untrained (f->session));
  g_assert_cmpuint (nn_graph_n_trainable (nn_model_graph (after)), ==, 101770);
  assert_text (f, "dense 128, relu, dense 10");
  /* The undo of the session, which is the newest there is, and then that of the text. */
  gtk_widget_grab_focus (GTK_WIDGET (text_of (f)));
  g_assert_true (tenfold_session_undo (f->session));
  g_assert_true (tenfold_session_get_model (f->session) == before);
  assert_text (f, LENET);
  act (f, "undo", NULL);
  assert_text (f, "dense 128, relu, dense 10");
}

/* Layers that are not changed keep what they have learned. */
static void
test_keep (Fixture *f, gconstpointer data)
{
  NnModel *before = tenfold_session_get_model (f->session), *after;
  gsize n = 156 + 2416;

  nn_model_ref (before);
  g_action_group_change_action_state (tenfold_builder_get_actions (f->builder), "keep-weights",
                                      g_variant_new_boolean (TRUE));
  set_text (f, "conv 5x5 6 same, relu, maxpool 2, conv 5x5 16, relu, maxpool 2, dense 200, relu, "
               "dense 10");
  act (f, "create", NULL);
  test_ui_assert_wait (has_changed, f);
  after = tenfold_session_get_model (f->session);
  g_assert_cmpmem (nn_model_weights (after), n * sizeof (float), nn_model_weights (before),
                   n * sizeof (float));
  g_assert_nonnull (strstr (f->changed, "kept"));
  nn_model_unref (before);
}

static gboolean
has_said (gpointer data)
{
  return ((Fixture *) data)->said != NULL;
}

/* A name given with the keys is there at the next start, and what was made of it knows its name. */
static void
test_name (Fixture *f, gconstpointer data)
{
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (f->builder), TENFOLD_TYPE_BUILDER,
                                                   "name_button");
  g_autoptr (TenfoldOwnNetworks) next = NULL;

  set_text (f, "dense 33, relu, dense 10");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  test_ui_run (0.3);
  test_ui_keys ("T h i r t y");
  test_ui_screenshot ("builder-name");
  test_ui_keys ("Return");
  test_ui_assert_wait (has_said, f);
  next = tenfold_own_networks_new ();
  g_assert_cmpuint (tenfold_own_networks_count (next), ==, 1);
  g_assert_cmpstr (tenfold_own_networks_get_name (next, 0), ==, "Thirty");
  g_assert_cmpstr (tenfold_own_networks_get_text (next, 0), ==, "dense 33, relu, dense 10");
  act (f, "create", NULL);
  test_ui_assert_wait (has_changed, f);
  g_assert_cmpstr (nn_model_get_fact (tenfold_session_get_model (f->session), NN_FACT_NETWORK_NAME),
                   ==, "Thirty");
  act (f, "forget-name", "Thirty");
  g_assert_cmpuint (tenfold_own_networks_count (f->own), ==, 0);
}

static void
read_text_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static gboolean
has_text (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  static const char *const programs[][2]
      = { { "PyTorch", "import torch" }, { "Keras", "import keras" }, { "NumPy", "import numpy" } };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *text = NULL;

    act (f, "copy", programs[i][0]);
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->builder)), NULL,
                                   read_text_cb, &text);
    test_ui_assert_wait (has_text, &text);
    g_assert_nonnull (strstr (text, programs[i][1]));
    g_assert_nonnull (strstr (f->said, programs[i][0]));
  }
}

/* A network that no text says leaves the builder empty; something new can begin there. */
static void
test_foreign (Fixture *f, gconstpointer data)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("other", 17);
  g_autoptr (NnModel) model = NULL;
  guint input = nn_graph_add_input (graph, "x", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 3));
  guint output = nn_graph_add_op (graph, "Abs", "", NULL, 1, &input, "y");

  nn_graph_add_output (graph, output);
  model = nn_model_new (graph, NULL);
  tenfold_session_adopt (f->session, model, NULL);
  assert_text (f, "");
  test_ui_settle (f->window);
  test_ui_screenshot ("builder-foreign");
  act (f, "begin", nn_preset_find ("keras")->network);
  assert_text (f, "dense 512, relu, dense 10");
  g_assert_true (can (f, "create"));
}

/* It fits into the narrowest window, and in a dark one everything can be read. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  GtkWidget *viewport;
  int minimum;

  set_text (f, "conv 3x3 16 same nobias, batchnorm, relu, residual (conv 3x3 16 same, gelu), "
               "maxpool 2, conv 33x33 4, dense 10");
  test_ui_resize (f->window, 348, 600);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->builder)), ==, 348);
  test_ui_screenshot ("builder-narrow");
  viewport = test_ui_find_type (GTK_WIDGET (f->builder), GTK_TYPE_VIEWPORT);
  gtk_widget_measure (viewport, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 348);
  gtk_widget_measure (GTK_WIDGET (f->builder), GTK_ORIENTATION_VERTICAL, 348, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 180);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  test_ui_resize (f->window, 700, 800);
  test_ui_screenshot ("builder-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-builder-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);
  int result;

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  test_ui_init (&argc, &argv);
  g_test_add_func ("/builder/draft", test_draft);
  g_test_add_func ("/builder/draft-problems", test_draft_problems);
#define ADD(name) g_test_add ("/builder/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (in_step);
  ADD (keys);
  ADD (drag);
  ADD (problem);
  ADD (create);
  ADD (keep);
  ADD (name);
  ADD (copy);
  ADD (foreign);
  ADD (narrow);
  result = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return result;
}
