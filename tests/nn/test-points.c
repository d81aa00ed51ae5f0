/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/data/nn-cloud.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/train/nn-trainer.h"

/* Points as the second kind of data: clouds, CSV, training, files. */

static NnDataset *
load (const char *name, NnDataset **test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) unused = NULL;
  NnDataset *dataset = NULL;

  nn_dataset_load (name, &dataset, test != NULL ? test : &unused, &error);
  g_assert_no_error (error);
  return dataset;
}

/* --- clouds --- */

static void
assert_same (const NnPoints *a, const NnPoints *b)
{
  g_assert_cmpmem (a->points->data, a->points->len * sizeof (NnDataPoint), b->points->data,
                   b->points->len * sizeof (NnDataPoint));
}

static void
test_clouds (void)
{
  guint n;
  const NnCloud *clouds = nn_cloud_list (&n);

  for (guint i = 0; i < n; i++) {
    const NnCloud *cloud = &clouds[i];
    g_autoptr (NnPoints) points = NULL;
    g_autoptr (NnPoints) again = NULL;
    g_autoptr (NnPoints) noisy = NULL;
    g_autoptr (NnDataset) dataset = NULL;
    g_autoptr (NnModel) model = NULL;
    g_autoptr (GError) error = NULL;
    NnPointInput input;
    NnCloudSpec spec;
    NnRecipe recipe;
    guint seen = 0;

    g_assert_true (nn_cloud_find (cloud->plane, cloud->name) == cloud);
    nn_cloud_spec_init (&spec, cloud);
    spec.noise = 0;
    points = nn_cloud_spec_draw (&spec);
    again = nn_cloud_spec_draw (&spec);
    g_assert_cmpuint (points->points->len, ==, cloud->count);
    assert_same (points, again);
    for (guint p = 0; p < points->points->len; p++) {
      const NnDataPoint *point = &g_array_index (points->points, NnDataPoint, p);

      g_assert_cmpfloat (fabs ((double) point->x), <=, MAX (fabs (cloud->low), cloud->high));
      g_assert_cmpfloat (point->y, >=, cloud->bottom);
      g_assert_cmpfloat (point->y, <=, cloud->top);
      seen |= 1u << point->label;
    }
    g_assert_cmpuint (seen, ==, cloud->plane ? (1u << cloud->n_classes) - 1 : 1);
    spec.noise = 0.5;
    noisy = nn_cloud_spec_draw (&spec);
    g_assert_cmpint (memcmp (points->points->data, noisy->points->data,
                             points->points->len * sizeof (NnDataPoint)),
                     !=, 0);
    /* The row's network and recipe fit its points. */
    dataset = nn_cloud_spec_load (&spec, NULL);
    g_assert_cmpuint (nn_dataset_n_classes (dataset), ==, cloud->n_classes);
    nn_point_input_parse (&input, cloud->plane ? "x1 x2" : "x", NULL);
    model = nn_point_model_create (cloud->network, &input, cloud->n_classes, 1, &error);
    g_assert_no_error (error);
    g_assert_true (nn_dataset_check_model (dataset, model, &error));
    g_assert_no_error (error);
    g_assert_true (nn_recipe_from_string (&recipe, cloud->recipe, &error));
    g_assert_no_error (error);
    g_assert_true (*cloud->summary != '\0' && !g_str_has_suffix (cloud->summary, "."));
  }
}

static void
test_names (void)
{
  static const char *const good[][2] = {
    { "curve:parabola", "curve:parabola:200" },
    { "plane:spiral:50:seed=7", "plane:spiral:50:seed=7" },
    { "plane:xor:noise=0.5:share=0:10", "plane:xor:10:noise=0.5:share=0" },
  };
  static const char *const bad[] = { "curve:spiral",       "plane:",
                                     "curve:sine:0",       "curve:sine:9999999",
                                     "curve:sine:x",       "curve:sine:noise=-1",
                                     "curve:sine:share=1", "curve:sine:seed=-1",
                                     "curve:sine:size=3",  "plane:xor:noise=nan" };
  NnCloudSpec spec;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *text = NULL;

    g_assert_true (nn_cloud_spec_parse (&spec, good[i][0], NULL));
    text = nn_cloud_spec_to_string (&spec);
    g_assert_cmpstr (text, ==, good[i][1]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (nn_cloud_spec_parse (&spec, bad[i], &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  }
}

/* --- CSV --- */

static NnPoints *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return nn_points_parse (bytes, "some.csv", error);
}

static void
test_csv (void)
{
  g_autoptr (NnPoints) read
      = parse ("\xef\xbb\xbfX1, x2 ,class\r\n1,-2.5,3\r\n\r\n 1e-3 ,0,0", NULL);
  g_autoptr (GBytes) written = nn_points_to_csv (read);
  g_autoptr (NnPoints) again = nn_points_parse (written, "again", NULL);
  g_autoptr (NnPoints) drawn = NULL;
  g_autoptr (GBytes) csv = NULL;
  g_autoptr (NnPoints) back = NULL;
  NnCloudSpec spec;

  g_assert_true (read->plane);
  g_assert_cmpuint (read->points->len, ==, 2);
  g_assert_cmpfloat (g_array_index (read->points, NnDataPoint, 0).y, ==, -2.5f);
  g_assert_cmpuint (g_array_index (read->points, NnDataPoint, 0).label, ==, 3);
  assert_same (again, read);
  /* Every float comes back. */
  nn_cloud_spec_parse (&spec, "curve:runge:500:noise=0.1", NULL);
  drawn = nn_cloud_spec_draw (&spec);
  csv = nn_points_to_csv (drawn);
  back = nn_points_parse (csv, "back", NULL);
  g_assert_false (back->plane);
  assert_same (back, drawn);
}

/* What is wrong is named, with its line. */
static void
test_csv_errors (void)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "", "x1,x2,class" },
    { "1,2\n", "x1,x2,class" },
    { "x,y\n1,two\n", "line 2: 'two'" },
    { "x,y\n\n1\n", "line 3: it has 1 field" },
    { "x,y\n1,2,3\n", "line 2: it has 3 fields" },
    { "x,y\n1,nan\n", "line 2: 'nan'" },
    { "x,y\n1,1e9\n", "line 2: '1e9'" },
    { "x,y\n1,-inf\n", "line 2: '-inf'" },
    { "x1,x2,class\n1,2,4\n", "line 2: '4'" },
    { "x1,x2,class\n1,2,1.5\n", "line 2: '1.5'" },
    { "x,y\na,1\n2,2\nb,1\n", "line 2: 'a' is not a number; line 4: 'b'" },
    { "x,y\na,1\na,1\na,1\na,1\na,1\na,1\na,1\n", "2 more lines" },
    { "x,y\n1,\xff\n", "UTF-8" },
  };
  static const char with_nul[] = "x,y\n1\0,2\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (with_nul, sizeof with_nul - 1);
  g_autoptr (GString) many = g_string_new ("x,y\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) why = NULL;

    g_assert_null (parse (cases[i].text, &why));
    g_assert_error (why, NN_ERROR, NN_ERROR_FORMAT);
    g_assert_nonnull (strstr (why->message, "some.csv"));
    if (strstr (why->message, cases[i].says) == NULL)
      g_error ("\"%s\" does not say \"%s\"", why->message, cases[i].says);
  }
  g_assert_null (nn_points_parse (bytes, "nul", &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  g_clear_error (&error);
  for (guint i = 0; i < NN_POINTS_MOST; i++)
    g_string_append (many, "1,2\n");
  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = g_bytes_new (many->str, many->len);
  {
    g_autoptr (NnPoints) all = nn_points_parse (bytes, "many", NULL);

    g_assert_cmpuint (all->points->len, ==, NN_POINTS_MOST);
  }
  g_string_append (many, "1,2\n");
  g_assert_null (parse (many->str, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
}

/* --- as data --- */

static void
test_features (void)
{
  const float place[] = { 0.5f, -2 };
  g_autofree char *text = NULL;
  float features[NN_POINT_FEATURES];
  NnPointInput input;

  g_assert_true (nn_point_input_parse (&input, "sin(x2) x1*x2  x1", NULL));
  text = nn_point_input_to_string (&input);
  g_assert_cmpstr (text, ==, "x1 x1*x2 sin(x2)");
  nn_point_input_fill (&input, place, features);
  g_assert_cmpfloat (features[0], ==, 0.5f);
  g_assert_cmpfloat (features[1], ==, -1);
  g_assert_cmpfloat_with_epsilon (features[2], sin (-2), 1e-6);
  for (guint i = 0; i < 3; i++) {
    static const char *const bad[] = { "", "x1 x1", "x3" };
    g_autoptr (GError) error = NULL;

    g_assert_false (nn_point_input_parse (&input, bad[i], &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  }
}

static NnModel *
make (const char *network, const NnDataset *dataset, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  NnPointInput input;
  NnModel *model;

  nn_point_input_parse (&input, nn_dataset_n_classes (dataset) > 0 ? "x1 x2" : "x", NULL);
  model = nn_point_model_create (network, &input, nn_dataset_n_classes (dataset), seed, &error);
  g_assert_no_error (error);
  return model;
}

/* Each kind refuses the other's models, with a sentence. */
static void
test_kinds (void)
{
  g_autoptr (NnDataset) curve = load ("curve:sine", NULL);
  g_autoptr (NnDataset) plane = load ("plane:xor", NULL);
  g_autoptr (NnDataset) corners = load ("plane:corners", NULL);
  g_autoptr (NnDataset) digits = load ("penned:20", NULL);
  g_autoptr (NnModel) of_curve = make ("dense 1", curve, 1);
  g_autoptr (NnModel) of_two = make ("dense 2", plane, 1);
  g_autoptr (NnModel) of_four = make ("dense 4", corners, 1);
  g_autoptr (NnModel) of_digits = nn_preset_create (nn_preset_find ("linear"), 1);
  NnModel *const models[] = { of_curve, of_two, of_four, of_digits };
  NnDataset *const data[] = { curve, plane, corners, digits };
  /* by model, by data */
  static const gboolean fits[4][4] = {
    { TRUE, FALSE, FALSE, FALSE },
    { FALSE, TRUE, FALSE, FALSE },
    { FALSE, TRUE, TRUE, FALSE },
    { FALSE, FALSE, FALSE, TRUE },
  };

  for (guint m = 0; m < 4; m++)
    for (guint d = 0; d < 4; d++) {
      g_autoptr (GError) error = NULL;
      NnRecipe recipe;
      g_autoptr (NnTrainer) trainer = NULL;

      nn_recipe_init (&recipe, NULL);
      trainer = nn_trainer_new (models[m], data[d], &recipe, &error);
      g_assert_true ((trainer != NULL) == fits[m][d]);
      if (!fits[m][d])
        g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
    }
  g_assert_null (nn_dataset_pixels (curve));
  g_assert_null (nn_dataset_labels (curve));
  g_assert_null (nn_dataset_numbers (plane));
  g_assert_nonnull (nn_dataset_pixels (digits));
}

/* Points that come or go do not decide which of the others are held out. */
static void
test_held_out (void)
{
  g_autoptr (NnDataset) all = load ("plane:moons:300:share=0.3", NULL);
  g_autoptr (NnPoints) points = nn_points_of_dataset (all);
  g_autofree guint32 *training = NULL, *held_out = NULL, *fewer_training = NULL, *fewer = NULL;
  g_autoptr (NnDataset) without = NULL;
  gsize n_training, n = nn_dataset_most_validation (all), n_fewer, moved = 0;

  g_assert_cmpuint (n, ==, 90);
  nn_dataset_split (all, n, 1, &training, &n_training, &held_out);
  g_array_remove_index (points->points, 0);
  without = nn_points_to_dataset (points, "fewer", 0.3, NULL);
  n_fewer = nn_dataset_most_validation (without);
  nn_dataset_split (without, n_fewer, 1, &fewer_training, &n_training, &fewer);
  for (gsize i = 0; i < n; i++) {
    gboolean found = held_out[i] == 0;

    for (gsize j = 0; j < n_fewer; j++)
      found |= fewer[j] + 1 == held_out[i];
    moved += !found;
  }
  g_assert_cmpuint (moved, <=, 1);
}

/* --- training --- */

static NnTrainer *
begin (NnModel *model, NnDataset *dataset, const NnRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  NnTrainer *trainer = nn_trainer_new (model, dataset, recipe, &error);

  g_assert_no_error (error);
  return trainer;
}

static void
step (NnTrainer *trainer, guint n)
{
  g_autoptr (GError) error = NULL;
  gboolean ended;

  for (guint i = 0; i < n && !nn_trainer_is_done (trainer); i++) {
    nn_trainer_step (trainer, &ended, &error);
    g_assert_no_error (error);
  }
}

/* The classic, with several seeds: the curve is close to the true parabola. */
static void
test_parabola (void)
{
  for (guint64 seed = 1; seed <= 3; seed++) {
    g_autofree char *name = g_strdup_printf ("curve:parabola:seed=%u", (guint) seed);
    g_autoptr (NnDataset) test = NULL;
    g_autoptr (NnDataset) dataset = load (name, &test);
    g_autoptr (NnModel) model = make ("dense 10, tanh, dense 1, tanh", dataset, seed);
    g_autoptr (NnTrainer) trainer = NULL;
    g_autoptr (NnModel) trained = NULL;
    g_autoptr (GError) error = NULL;
    NnMeasure measure;
    NnRecipe recipe;
    float x[101], y[101];

    nn_recipe_from_string (&recipe, nn_cloud_find (FALSE, "parabola")->recipe, &error);
    g_assert_cmpuint (recipe.epochs, ==, 2000);
    g_assert_cmpfloat (recipe.rate, ==, 0.1f);
    g_assert_cmpint (recipe.optimizer, ==, NN_OPTIMIZER_SGD);
    trainer = begin (model, dataset, &recipe);
    step (trainer, 2000);
    g_assert_cmpuint (nn_trainer_progress (trainer)->step, ==, 2000);
    g_assert_true (isnan (nn_trainer_progress (trainer)->train_accuracy));
    trained = nn_trainer_snapshot (trainer);
    g_assert_true (nn_measure (trained, test, NULL, 0, 0, NULL, &measure, &error));
    g_test_message ("seed %u: %g", (guint) seed, sqrt (measure.loss));
    g_assert_cmpfloat (sqrt (measure.loss), <=, 0.02);
    /* The measure is what it says it is. */
    for (int i = 0; i < 101; i++)
      x[i] = -0.5f + 0.01f * (float) i;
    g_assert_true (nn_point_model_compute (trained, 101, x, y, &error));
    for (int i = 0; i < 101; i++)
      g_assert_cmpfloat_with_epsilon (y[i], x[i] * x[i], 0.06);
  }
}

/* Every cloud's own network learns it. */
static void
test_learns (void)
{
  guint n;
  const NnCloud *clouds = nn_cloud_list (&n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name
        = g_strdup_printf ("%s:%s", clouds[i].plane ? "plane" : "curve", clouds[i].name);
    g_autoptr (NnDataset) test = NULL;
    g_autoptr (NnDataset) dataset = load (name, &test);
    g_autoptr (NnModel) model = make (clouds[i].network, dataset, 1);
    g_autoptr (NnTrainer) trainer = NULL;
    g_autoptr (NnModel) trained = NULL;
    g_autoptr (GError) error = NULL;
    NnMeasure measure;
    NnRecipe recipe;

    nn_recipe_from_string (&recipe, clouds[i].recipe, NULL);
    trainer = begin (model, dataset, &recipe);
    step (trainer, G_MAXUINT);
    trained = nn_trainer_snapshot (trainer);
    g_assert_true (nn_measure (trained, test, NULL, 0, 0, NULL, &measure, &error));
    g_test_message ("%s: %g, %u of %u", name, sqrt (measure.loss), (guint) measure.correct,
                    (guint) measure.count);
    if (clouds[i].plane)
      g_assert_cmpfloat ((double) measure.correct / (double) measure.count, >=,
                         g_str_equal (clouds[i].name, "moons") ? 0.93 : 0.97);
    else
      g_assert_cmpfloat (sqrt (measure.loss), <=, g_str_equal (clouds[i].name, "step") ? 0.2 : 0.1);
  }
}

static void
assert_same_weights (NnModel *a, NnModel *b)
{
  gsize size = nn_graph_n_weights (nn_model_graph (a)) * sizeof (float);

  g_assert_cmpmem (nn_model_weights (a), size, nn_model_weights (b), size);
}

/* From a file, in the middle of an epoch, to the same bits; also where the data were changed on the
 * way, to more points or fewer. */
static void
test_resume (gconstpointer data)
{
  const char *const *names = data;
  g_autoptr (NnDataset) first = load (names[0], NULL);
  g_autoptr (NnDataset) second = names[1] != NULL ? load (names[1], NULL) : nn_dataset_ref (first);
  g_autoptr (NnModel) model = make (nn_dataset_n_classes (first) > 0 ? "dense 8, tanh, dense 2"
                                                                     : "dense 8, tanh, dense 1",
                                    first, 1);
  g_autoptr (NnTrainer) whole = NULL;
  g_autoptr (NnTrainer) resumed = NULL;
  g_autoptr (NnModel) checkpoint = NULL;
  g_autoptr (NnModel) read = NULL;
  g_autoptr (NnModel) expected = NULL;
  g_autoptr (NnModel) found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 steps_per_epoch;
  NnRecipe recipe;

  nn_recipe_from_string (&recipe, "batch=16 epochs=20 loss=squared-error", NULL);
  if (nn_dataset_n_classes (first) > 0)
    recipe.loss = NN_LOSS_CROSS_ENTROPY;
  whole = begin (model, first, &recipe);
  steps_per_epoch = nn_trainer_progress (whole)->steps_per_epoch;
  step (whole, 7);
  g_assert_true (nn_trainer_set_data (whole, second, &error));
  step (whole, 20);
  checkpoint = nn_trainer_checkpoint (whole);
  bytes = nn_model_to_bytes (checkpoint);
  step (whole, G_MAXUINT);
  g_assert_cmpuint (nn_trainer_progress (whole)->step, ==, 20 * steps_per_epoch);
  expected = nn_trainer_snapshot (whole);

  read = nn_model_from_bytes (bytes, "read", &error);
  g_assert_no_error (error);
  g_assert_true (nn_trainer_goes_on (read, second, &recipe));
  resumed = begin (read, second, &recipe);
  g_assert_cmpuint (nn_trainer_progress (resumed)->step, ==, 27);
  g_assert_cmpuint (nn_trainer_progress (resumed)->steps_per_epoch, ==, steps_per_epoch);
  step (resumed, G_MAXUINT);
  found = nn_trainer_snapshot (resumed);
  assert_same_weights (found, expected);
}

/* Data that the model does not take change nothing. */
static void
test_refused_data (void)
{
  g_autoptr (NnDataset) two = load ("plane:xor:100", NULL);
  g_autoptr (NnDataset) four = load ("plane:corners:100", NULL);
  g_autoptr (NnModel) model = make ("dense 2", two, 1);
  g_autoptr (NnTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  NnRecipe recipe;

  nn_recipe_from_string (&recipe, "batch=16 epochs=20", NULL);
  trainer = begin (model, two, &recipe);
  step (trainer, 3);
  g_assert_false (nn_trainer_set_data (trainer, four, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  step (trainer, 3);
  g_assert_cmpuint (nn_trainer_progress (trainer)->step, ==, 6);
}

/* A model of points opens again as what it is; one of another program is known by its shapes. */
static void
test_file (void)
{
  g_autoptr (NnModel) model = NULL;
  g_autoptr (NnModel) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  NnPointInput input, found;
  guint n_outputs;

  nn_point_input_parse (&input, "x1 x1^2 sin(x2)", NULL);
  model = nn_point_model_create ("dense 4", &input, 4, 1, NULL);
  bytes = nn_model_to_bytes (model);
  read = nn_model_from_bytes (bytes, "read", &error);
  g_assert_no_error (error);
  g_assert_true (nn_point_model_look_at (read, &found, &n_outputs, &error));
  g_assert_cmpmem (&found, sizeof found, &input, sizeof input);
  g_assert_cmpuint (n_outputs, ==, 4);
  g_assert_false (nn_model_check_digits (read, NULL));
  nn_model_set_fact (read, NN_FACT_POINTS, NULL);
  g_assert_false (nn_point_model_look_at (read, &found, &n_outputs, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
  g_clear_error (&error);
  nn_point_input_parse (&input, "x1 x2", NULL);
  {
    g_autoptr (NnModel) foreign = nn_point_model_create ("dense 3", &input, 3, 1, NULL);

    nn_model_set_fact (foreign, NN_FACT_POINTS, NULL);
    g_assert_true (nn_point_model_look_at (foreign, &found, &n_outputs, NULL));
    g_assert_true (found.plane);
    g_assert_cmpuint (n_outputs, ==, 3);
  }
  g_assert_null (nn_point_model_create ("dense 2", &input, 3, 1, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  static const char *const same[] = { "plane:moons:100", NULL };
  static const char *const more[] = { "plane:moons:60", "plane:moons:200:seed=2" };
  static const char *const fewer[] = { "plane:moons:200:share=0", "plane:moons:5" };
  static const char *const curve[] = { "curve:sine:90", "curve:bumps:120" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/points/clouds", test_clouds);
  g_test_add_func ("/points/names", test_names);
  g_test_add_func ("/points/csv", test_csv);
  g_test_add_func ("/points/csv-errors", test_csv_errors);
  g_test_add_func ("/points/features", test_features);
  g_test_add_func ("/points/kinds", test_kinds);
  g_test_add_func ("/points/held-out", test_held_out);
  g_test_add_func ("/points/parabola", test_parabola);
  g_test_add_func ("/points/learns", test_learns);
  g_test_add_data_func ("/points/resume/same", same, test_resume);
  g_test_add_data_func ("/points/resume/more", more, test_resume);
  g_test_add_data_func ("/points/resume/fewer", fewer, test_resume);
  g_test_add_data_func ("/points/resume/curve", curve, test_resume);
  g_test_add_func ("/points/refused-data", test_refused_data);
  g_test_add_func ("/points/file", test_file);
  return g_test_run ();
}
