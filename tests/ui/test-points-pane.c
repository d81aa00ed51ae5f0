/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <unistd.h>

#include "test-ui.h"
#include "ui/points/tenfold-points-pad.h"
#include "ui/points/tenfold-points-pane.h"

/* The side of points: its pad with pointer and keys, its data, the network that follows. */

typedef struct {
  GtkWindow *window;
  TenfoldPointsPane *pane;
  TenfoldSession *session;
  TenfoldPointCloud *cloud;
  GtkWidget *pad;
} Side;

static void
show (Side *side)
{
  side->session = tenfold_session_new ();
  side->pane = g_object_new (TENFOLD_TYPE_POINTS_PANE, NULL);
  tenfold_points_pane_connect (side->pane, side->session);
  side->cloud = tenfold_points_pane_get_cloud (side->pane);
  side->pad = tenfold_points_pane_get_pad (side->pane);
  side->window = test_ui_window (GTK_WIDGET (side->pane), 600, 800);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* An answer that is being computed keeps the pad, and so the session, for a moment. */
static void
hide (Side *side)
{
  g_object_add_weak_pointer (G_OBJECT (side->pane), (gpointer *) &side->pane);
  g_object_add_weak_pointer (G_OBJECT (side->session), (gpointer *) &side->session);
  test_ui_destroy (side->window);
  g_assert_null (side->pane);
  g_object_unref (side->session);
  test_ui_assert_wait (is_gone, &side->session);
}

static void
act (Side *side, const char *action, const char *target)
{
  g_action_group_activate_action (tenfold_points_pane_get_actions (side->pane), action,
                                  target != NULL ? g_variant_new_parsed (target) : NULL);
}

static void
choose (Side *side, const char *text)
{
  NnCloudSpec spec;

  g_assert_true (nn_cloud_spec_parse (&spec, text, NULL));
  tenfold_point_cloud_set_spec (side->cloud, &spec);
}

static guint
count (Side *side)
{
  return tenfold_point_cloud_get_points (side->cloud)->points->len;
}

/* What the pointer does arrives by and by. */
static guint wanted;

static gboolean
has_wanted (gpointer data)
{
  return count (data) == wanted;
}

static gboolean
has_more (gpointer data)
{
  return count (data) >= wanted;
}

static void
wait_for (Side *side, guint n)
{
  wanted = n;
  test_ui_assert_wait (has_wanted, side);
}

static NnDataPoint
last (Side *side)
{
  const GArray *points = tenfold_point_cloud_get_points (side->cloud)->points;

  return g_array_index (points, NnDataPoint, points->len - 1);
}

/* A press adds a point where it is, a drag a row of them; one undo takes a gesture back. */
static void
test_pointer (void)
{
  static const double middle[][2] = { { 0.5, 0.5 } }, across[][2] = { { 0.1, 0.2 }, { 0.9, 0.2 } };
  guint drawn;
  Side side;

  show (&side);
  choose (&side, "plane:xor:40");
  act (&side, "clear", NULL);
  g_assert_cmpuint (count (&side), ==, 0);
  act (&side, "label", "1");
  test_ui_draw (side.pad, middle, 1);
  wait_for (&side, 1);
  g_assert_cmpfloat_with_epsilon (last (&side).x, 0, 0.2);
  g_assert_cmpfloat_with_epsilon (last (&side).y, 0, 0.2);
  g_assert_cmpuint (last (&side).label, ==, 1);
  test_ui_draw (side.pad, across, 2);
  wanted = 6;
  test_ui_assert_wait (has_more, &side);
  test_ui_settle (side.window);
  drawn = count (&side);
  g_assert_cmpfloat (last (&side).y, >, 2);
  /* The eraser takes away what it passes, and no more. */
  act (&side, "tool", "'eraser'");
  test_ui_draw (side.pad, across, 2);
  wait_for (&side, 1);
  test_ui_settle (side.window);
  g_assert_true (tenfold_point_cloud_undo (side.cloud));
  g_assert_cmpuint (count (&side), ==, drawn);
  g_assert_true (tenfold_point_cloud_undo (side.cloud));
  g_assert_cmpuint (count (&side), ==, 1);
  g_assert_true (tenfold_point_cloud_undo (side.cloud));
  g_assert_true (tenfold_point_cloud_undo (side.cloud));
  g_assert_cmpuint (count (&side), ==, 40);
  for (int i = 0; i < 4; i++)
    g_assert_true (tenfold_point_cloud_redo (side.cloud));
  g_assert_cmpuint (count (&side), ==, 1);
  hide (&side);
}

static void
test_keys (void)
{
  Side side;
  float x;

  show (&side);
  choose (&side, "plane:moons:30");
  act (&side, "clear", NULL);
  gtk_widget_grab_focus (side.pad);
  test_ui_keys ("space");
  wait_for (&side, 1);
  x = last (&side).x;
  test_ui_keys ("shift+Right Up space");
  wait_for (&side, 2);
  g_assert_cmpfloat (last (&side).x, >, x + 1);
  act (&side, "tool", "'eraser'");
  test_ui_keys ("space");
  wait_for (&side, 1);
  hide (&side);
}

static gboolean
is_idle (gpointer data)
{
  return tenfold_session_get_state (((Side *) data)->session) == NN_WORKER_IDLE;
}

static gboolean
has_followed (gpointer data)
{
  return tenfold_points_pad_get_n_answers (TENFOLD_POINTS_PAD (((Side *) data)->pad)) > 3;
}

/* The pad follows a run, which takes points that are drawn meanwhile; those that its network cannot
 * say anything of do not end it. */
static void
test_run (void)
{
  static const double place[][2] = { { 0.3, 0.7 } };
  TenfoldDataSource *source;
  g_autoptr (NnModel) model = NULL;
  NnPointInput input;
  NnDataset *before;
  NnRecipe recipe;
  Side side;

  show (&side);
  choose (&side, "plane:gauss:100");
  nn_point_input_parse (&input, "x1 x2", NULL);
  model = nn_point_model_create ("dense 4, tanh, dense 2", &input, 2, 1, NULL);
  tenfold_session_adopt (side.session, model, NULL);
  source = tenfold_points_pane_get_source (side.pane);
  nn_recipe_from_string (&recipe, "rate=0.01 batch=20 epochs=10000", NULL);
  tenfold_session_train (side.session, tenfold_data_source_get_train (source), NULL, &recipe,
                         FALSE);
  g_assert_true (test_ui_wait (has_followed, &side, 60));
  before = nn_dataset_ref (tenfold_data_source_get_train (source));
  test_ui_draw (side.pad, place, 1);
  wait_for (&side, 101);
  g_assert_cmpuint (nn_dataset_count (tenfold_data_source_get_train (source)), ==,
                    nn_dataset_count (before) + 1);
  nn_dataset_unref (before);
  act (&side, "label", "3");
  test_ui_draw (side.pad, place, 1);
  wait_for (&side, 102);
  g_assert_false (is_idle (&side));
  nn_worker_stop (tenfold_session_get_worker (side.session));
  g_assert_true (test_ui_wait (is_idle, &side, 60));
  g_assert_true (tenfold_session_get_modified (side.session));
  hide (&side);
}

static void
test_file (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  NnPointInput input;
  guint n_outputs;
  Side side;

  show (&side);
  g_assert_false (tenfold_point_cloud_get_points (side.cloud)->plane);
  path = g_build_filename (g_get_tmp_dir (), "tenfold-points-XXXXXX", NULL);
  close (g_mkstemp (path));
  file = g_file_new_for_path (path);
  g_assert_true (g_file_set_contents (path, "x1,x2,class\n1,2,0\n3,4,2\n", -1, NULL));
  tenfold_points_pane_load (side.pane, file);
  g_assert_cmpuint (count (&side), ==, 2);
  /* The network is one for them. */
  g_assert_true (
      nn_point_model_look_at (tenfold_session_get_model (side.session), &input, &n_outputs, NULL));
  g_assert_true (input.plane);
  g_assert_cmpuint (n_outputs, >=, 3);
  g_assert_true (g_file_set_contents (path, "x1,x2,class\n1,2,0\n3,q,2\n", -1, NULL));
  tenfold_points_pane_load (side.pane, file);
  g_assert_cmpuint (count (&side), ==, 2);
  g_free (test_ui_take_error (side.window));
  g_unlink (path);
  hide (&side);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/points-pane/pointer", test_pointer);
  g_test_add_func ("/points-pane/keys", test_keys);
  g_test_add_func ("/points-pane/run", test_run);
  g_test_add_func ("/points-pane/file", test_file);
  return g_test_run ();
}
