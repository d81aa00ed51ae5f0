/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "../nn/bars.h"
#include "ui/session/tenfold-history.h"
#include "ui/autosave/tenfold-snapshot-store.h"

/* What a window leaves behind: snapshot, found, restored, refused. Each test has a state folder of
 * its own (G_TEST_OPTION_ISOLATE_DIRS). */

static void
wait_for (TenfoldSnapshotStore *store)
{
  while (tenfold_snapshot_store_is_busy (store))
    g_main_context_iteration (NULL, TRUE);
}

static TenfoldSnapshot *
make_snapshot (void)
{
  TenfoldSnapshot *snapshot = tenfold_snapshot_new ();

  snapshot->drawing
      = g_variant_ref_sink (g_variant_new_parsed ("([(0.1, [(0.1, 0.2, 0.0, 1.0)])], @ay [])"));
  snapshot->recipe.rate = 0.0123f;
  snapshot->recipe.seed = G_GUINT64_CONSTANT (1234567890123);
  snapshot->recipe.threads = 3;
  snapshot->source = g_strdup ("penned");
  snapshot->file = g_file_new_for_path ("/some/where/mine.onnx");
  snapshot->model = nn_preset_create (nn_preset_find ("linear"), 7);
  snapshot->modified = TRUE;
  snapshot->n_epochs = 12;
  return snapshot;
}

static char *
root (void)
{
  return g_build_filename (g_get_user_state_dir (), "tenfold", "windows", NULL);
}

static GPtrArray *
find (guint n_damaged)
{
  g_autoptr (GPtrArray) damaged = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *found = tenfold_snapshot_store_find (damaged);

  g_assert_cmpuint (damaged->len, ==, n_damaged);
  return found;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  int *good = data;

  *good = tenfold_snapshot_store_load_finish (TENFOLD_SNAPSHOT_STORE (object), result, &error);
  g_assert_true (*good || strstr (error->message, ".damaged") != NULL);
}

static gboolean
load (TenfoldSnapshotStore *store)
{
  int good = -1;

  tenfold_snapshot_store_load_async (store, loaded_cb, &good);
  while (good < 0)
    g_main_context_iteration (NULL, TRUE);
  return good;
}

static guint
count_folders (void)
{
  g_autofree char *path = root ();
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* What was written and not removed, as after kill -9. */
static void
leave_snapshot (TenfoldSnapshot *snapshot) /* taken */
{
  TenfoldSnapshotStore *store = tenfold_snapshot_store_new ();

  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
  tenfold_snapshot_store_write (store, snapshot);
  tenfold_snapshot_unref (snapshot);
  wait_for (store);
  g_object_unref (store);
  /* The thread that has written lets go of it, and of the lock, a moment later. */
  while (g_atomic_pointer_get (&store) != NULL)
    g_usleep (1000);
}

static void
leave (void)
{
  leave_snapshot (make_snapshot ());
}

/* The name of a file in the only folder there is. */
static char *
file_of_only (const char *suffix)
{
  g_autofree char *path = root ();
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *folder = g_build_filename (path, g_dir_read_name (dir), NULL);
  g_autoptr (GDir) inner = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (inner)) != NULL)
    if (g_str_has_suffix (name, suffix))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

static void
test_round_trip (void)
{
  g_autoptr (TenfoldSnapshot) snapshot = make_snapshot ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const TenfoldSnapshot *back;
  TenfoldSnapshotStore *store;

  leave ();
  found = find (0);
  g_assert_cmpuint (found->len, ==, 1);
  /* It belongs to who found it. */
  again = find (0);
  g_assert_cmpuint (again->len, ==, 0);

  store = found->pdata[0];
  g_assert_true (load (store));
  back = tenfold_snapshot_store_get_snapshot (store);
  g_assert_true (g_variant_equal (back->drawing, snapshot->drawing));
  g_assert_true (g_file_equal (back->file, snapshot->file));
  g_assert_cmpmem (nn_model_weights (back->model),
                   nn_graph_n_weights (nn_model_graph (back->model)) * sizeof (float),
                   nn_model_weights (snapshot->model),
                   nn_graph_n_weights (nn_model_graph (snapshot->model)) * sizeof (float));
  /* The rest, with what is compared by reference put in its place. */
  g_clear_pointer (&snapshot->drawing, g_variant_unref);
  g_clear_pointer (&snapshot->model, nn_model_unref);
  snapshot->drawing = g_variant_ref (back->drawing);
  snapshot->model = nn_model_ref (back->model);
  g_assert_true (tenfold_snapshot_equal (snapshot, back));

  tenfold_snapshot_store_remove (store);
  g_assert_cmpuint (count_folders (), ==, 0);
}

/* A network in the middle of its run: what comes back knows the epochs that it has done, so that
 * their curve can be shown, and goes on. */
static void
test_history (void)
{
  g_autoptr (NnDataset) dataset = bars (300, 3);
  g_autoptr (NnModel) begin = nn_preset_create (nn_preset_find ("linear"), 4);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GArray) none = tenfold_history_of (begin);
  TenfoldSnapshot *snapshot = make_snapshot ();
  const TenfoldSnapshot *back;
  g_autoptr (GArray) expected = NULL;
  gboolean ended;

  g_assert_cmpuint (none->len, ==, 0);
  nn_recipe_init (&snapshot->recipe, nn_preset_find ("linear"));
  snapshot->recipe.epochs = 5;
  snapshot->recipe.batch = 48;
  snapshot->recipe.validation = 100;
  trainer = nn_trainer_new (begin, dataset, &snapshot->recipe, NULL);
  for (guint i = 0; i < 17; i++)
    g_assert_true (nn_trainer_step (trainer, &ended, NULL));
  nn_model_unref (snapshot->model);
  snapshot->model = nn_trainer_checkpoint (trainer);
  expected = tenfold_history_of (snapshot->model);
  g_assert_cmpuint (expected->len, ==, 3);

  leave_snapshot (snapshot);
  found = find (0);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_true (load (found->pdata[0]));
  back = tenfold_snapshot_store_get_snapshot (found->pdata[0]);
  g_assert_true (nn_trainer_goes_on (back->model, dataset, &back->recipe));
  history = tenfold_history_of (back->model);
  g_assert_cmpuint (history->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const NnProgress *p = &g_array_index (history, NnProgress, i);
    const NnProgress *e = &g_array_index (expected, NnProgress, i);

    g_assert_cmpuint (p->epoch, ==, i + 1);
    g_assert_cmpfloat (p->rate, ==, e->rate);
    g_assert_cmpfloat (p->train_loss, ==, e->train_loss);
    g_assert_cmpfloat (p->train_accuracy, ==, e->train_accuracy);
    g_assert_cmpfloat (p->validation_loss, ==, e->validation_loss);
    g_assert_cmpfloat (p->validation_accuracy, ==, e->validation_accuracy);
  }
  tenfold_snapshot_store_remove (found->pdata[0]);
}

/* Only the newest network lies on the disk, and none that has not changed is written again. */
static void
test_only_changes (void)
{
  g_autoptr (TenfoldSnapshotStore) store = tenfold_snapshot_store_new ();
  g_autoptr (TenfoldSnapshot) snapshot = make_snapshot ();
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  tenfold_snapshot_store_write (store, snapshot);
  wait_for (store);
  first = file_of_only (".onnx");
  snapshot->recipe.rate = 0.5f;
  tenfold_snapshot_store_write (store, snapshot);
  wait_for (store);
  second = file_of_only (".onnx");
  g_assert_cmpstr (first, ==, second);
  nn_model_unref (snapshot->model);
  snapshot->model = nn_preset_create (nn_preset_find ("linear"), 8);
  tenfold_snapshot_store_write (store, snapshot);
  wait_for (store);
  third = file_of_only (".onnx");
  g_assert_cmpstr (second, !=, third);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  tenfold_snapshot_store_remove (store);
  g_assert_cmpuint (count_folders (), ==, 0);
}

static void
spoil (const char *path, gsize at)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, >, at);
  data[at] ^= 1;
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

static void
assert_put_aside (void)
{
  g_autofree char *path = root ();
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) found = find (0);
  const char *name = g_dir_read_name (dir);

  g_assert_cmpuint (found->len, ==, 0);
  g_assert_true (g_str_has_suffix (name, ".damaged"));
}

/* One changed bit anywhere in the state: named, ignored, put aside. */
static void
test_damaged_state (gconstpointer data)
{
  g_autofree char *state = NULL;
  g_autoptr (GPtrArray) found = NULL;

  leave ();
  state = file_of_only ("state");
  spoil (state, GPOINTER_TO_UINT (data));
  found = find (1);
  g_assert_cmpuint (found->len, ==, 0);
  assert_put_aside ();
}

static void
test_damaged_model (void)
{
  g_autofree char *model = NULL;
  g_autoptr (GPtrArray) found = NULL;

  leave ();
  model = file_of_only (".onnx");
  spoil (model, 1000);
  found = find (0);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_false (load (found->pdata[0]));
  assert_put_aside ();
}

static void
test_missing_model (void)
{
  g_autofree char *model = NULL;
  g_autoptr (GPtrArray) found = NULL;

  leave ();
  model = file_of_only (".onnx");
  g_assert_cmpint (g_unlink (model), ==, 0);
  found = find (0);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_false (load (found->pdata[0]));
  assert_put_aside ();
}

/* What is not ours stays where it is and is not looked at. */
static void
test_foreign (void)
{
  g_autofree char *path = root ();
  g_autofree char *folder = g_build_filename (path, "notes", NULL);
  g_autofree char *empty = g_build_filename (path, "4f3c1a50-17f3-4f4e-9d0e-0123456789ab", NULL);
  g_autofree char *file = g_build_filename (folder, "state", NULL);
  g_autoptr (GPtrArray) found = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (empty, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  found = find (0);
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
failed_cb (TenfoldSnapshotStore *store, const char *why, guint *n)
{
  g_assert_true (strlen (why) > 10);
  ++*n;
}

/* No room and no way to write: it is said, and what can be done goes on. */
static void
test_cannot_write (void)
{
  g_autoptr (TenfoldSnapshot) snapshot = make_snapshot ();
  g_autoptr (TenfoldSnapshotStore) store = tenfold_snapshot_store_new ();
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "tenfold", NULL);
  guint n = 0;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_state_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "a file where the folder should be", -1, NULL));
  g_signal_connect (store, "failed", G_CALLBACK (failed_cb), &n);
  tenfold_snapshot_store_write (store, snapshot);
  wait_for (store);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  tenfold_snapshot_store_write (store, snapshot);
  wait_for (store);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (count_folders (), ==, 1);
  tenfold_snapshot_store_remove (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/restore/round-trip", test_round_trip);
  g_test_add_func ("/restore/history", test_history);
  g_test_add_func ("/restore/only-changes", test_only_changes);
  g_test_add_data_func ("/restore/damaged/magic", GUINT_TO_POINTER (3), test_damaged_state);
  g_test_add_data_func ("/restore/damaged/version", GUINT_TO_POINTER (14), test_damaged_state);
  g_test_add_data_func ("/restore/damaged/sum", GUINT_TO_POINTER (20), test_damaged_state);
  g_test_add_data_func ("/restore/damaged/inside", GUINT_TO_POINTER (200), test_damaged_state);
  g_test_add_func ("/restore/damaged/model", test_damaged_model);
  g_test_add_func ("/restore/missing-model", test_missing_model);
  g_test_add_func ("/restore/foreign", test_foreign);
  g_test_add_func ("/restore/cannot-write", test_cannot_write);
  return g_test_run ();
}
