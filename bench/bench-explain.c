/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <time.h>

#include "nn/explain/nn-change.h"
#include "nn/explain/nn-doubt.h"
#include "nn/explain/nn-inside.h"
#include "nn/explain/nn-neighbours.h"
#include "nn/explain/nn-pen-time.h"
#include "nn/explain/nn-shapley.h"
#include "nn/explain/nn-step.h"
#include "nn/explain/nn-why.h"
#include "nn/model/nn-initialize.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/pen/nn-synthetic.h"
#include "nn/read/nn-convention-search.h"

/* bench-explain MODEL [COUNT [VIEW...]]: the figures of every view, on COUNT (500) test pictures of
 * MNIST. Views: why, edit, strokes, neighbours, step, inside, doubt; all of them by default. */

typedef struct {
  NnModel *model;
  NnExplainer *explainer;
  NnDataset *training, *test;
  NnSample *sample;
  gsize n;
  float *inks; /* n x 784 */
  const guint8 *labels;
} Bench;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The number below which this share of them lies; sorts them. */
static double
quantile (GArray *numbers, double share)
{
  g_array_sort (numbers, compare_doubles);
  return numbers->len == 0 ? NAN
                           : g_array_index (numbers, double,
                                            MIN (numbers->len - 1, (guint) (share * numbers->len)));
}

static double
share_below (const GArray *numbers, double limit)
{
  guint n = 0;

  for (guint i = 0; i < numbers->len; i++)
    n += g_array_index (numbers, double, i) <= limit;
  return 100.0 * n / numbers->len;
}

static double
mean_of (const GArray *numbers)
{
  double sum = 0;

  for (guint i = 0; i < numbers->len; i++)
    sum += g_array_index (numbers, double, i);
  return sum / numbers->len;
}

#define NUMBERS() g_array_new (FALSE, FALSE, sizeof (double))

static void
add (GArray *numbers, double number)
{
  g_array_append_val (numbers, number);
}

/* Milliseconds of this thread on a processor: other work does not count. */
static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
bench_why (Bench *bench)
{
  g_autoptr (NnModel) forgotten = nn_model_forget (bench->model, 7);
  g_autoptr (NnExplainer) other = nn_explainer_new (forgotten, NULL);
  g_autoptr (GArray) errors = NUMBERS ();
  g_autoptr (GArray) times = NUMBERS ();
  g_autoptr (GArray) points = NUMBERS ();
  g_autoptr (GArray) ranks = NUMBERS ();
  g_autoptr (GArray) sizes = NUMBERS ();

  for (gsize i = 0; i < bench->n; i++) {
    const float *inks = bench->inks + i * NN_PICTURE_PIXELS;
    g_autoptr (GError) error = NULL;
    double start = now ();
    NnWhy why, again;

    if (!nn_why (bench->explainer, bench->sample, inks, -1, -1, &why, NULL, &error))
      g_error ("%s", error->message);
    add (times, now () - start);
    add (errors, why.error);
    add (points, why.n_points);
    if (i % 5 == 0 && nn_why_again (other, &why, inks, &again, NULL, NULL)) {
      float x[NN_PICTURE_PIXELS], y[NN_PICTURE_PIXELS];

      add (ranks, nn_rank_correlation (why.attribution, again.attribution, NN_PICTURE_PIXELS));
      for (int p = 0; p < NN_PICTURE_PIXELS; p++) {
        x[p] = fabsf (why.attribution[p]);
        y[p] = fabsf (again.attribution[p]);
      }
      add (sizes, nn_rank_correlation (x, y, NN_PICTURE_PIXELS));
    }
  }
  g_print (
      "why: sum within 1 %% of the difference: %.1f %% of %u; median error %.3f %%, 95 %% below "
      "%.2f %%\n",
      share_below (errors, 0.01), errors->len, 100 * quantile (errors, 0.5),
      100 * quantile (errors, 0.95));
  g_print ("why: rank correlation with a forgotten network: mean %.3f (of the sizes without sign "
           "%.3f), %u pictures\n",
           mean_of (ranks), mean_of (sizes), ranks->len);
  g_print ("why: median %.2f ms, 95 %% below %.2f ms; mean points %.0f\n", quantile (times, 0.5),
           quantile (times, 0.95), mean_of (points));
}

static void
bench_inside (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  double start = now ();
  g_autoptr (NnBeliefs) beliefs = nn_beliefs_new (bench->explainer, bench->sample, NULL, &error);
  double took = now () - start, worst = 0;
  g_autoptr (GArray) times = NUMBERS ();
  NnRandom random;
  guint n_units = 0, n_layers = 0;
  guint *right = NULL;

  if (beliefs == NULL)
    g_error ("%s", error->message);
  nn_random_init (&random, 1, 0);
  for (gsize i = 0; i < bench->n; i++) {
    g_autoptr (NnInside) inside = NULL;

    start = now ();
    inside = nn_inside_new (bench->explainer, bench->inks + i * NN_PICTURE_PIXELS, beliefs, NULL,
                            &error);
    add (times, now () - start);
    if (right == NULL)
      right = g_new0 (guint, inside->n_layers);
    n_layers = inside->n_layers;
    for (guint l = 0; l < inside->n_layers; l++) {
      int first, second;

      nn_two_likeliest (inside->layers[l].belief, &first, &second);
      right[l] += first == bench->labels[i];
      if (i % 10 == 0) {
        gsize unit = nn_random_below (&random, (guint32) inside->layers[l].count);
        g_autoptr (NnInsideUnit) sum = nn_inside_unit_new (bench->explainer, inside, l, unit, NULL);

        if (sum != NULL) {
          n_units++;
          worst = fmax (worst, fabs (sum->sum - sum->value));
        }
      }
    }
    if (i + 1 == bench->n)
      for (guint l = 0; l < n_layers; l++)
        g_print ("inside: %-20s %-20s belief right %.1f %%, always dead %.1f %%, gradient %.3g\n",
                 inside->layers[l].name, inside->layers[l].op, 100.0 * right[l] / (double) bench->n,
                 100 * inside->layers[l].always_dead, inside->layers[l].gradient);
  }
  g_print ("inside: %u units, largest difference of sum and value %.2g\n", n_units, worst);
  g_print ("inside: median %.2f ms, 95 %% below %.2f ms; beliefs of the sample %.0f ms\n",
           quantile (times, 0.5), quantile (times, 0.95), took);
  g_free (right);
}

/* The nearest of all by the features themselves. */
static void
exact_nearest (const float *query,
               const float *features,
               gsize n,
               gsize size,
               guint k,
               guint32 *found)
{
  g_autofree float *best = g_new (float, k);
  double length = 0;

  for (gsize j = 0; j < size; j++)
    length += query[j] * query[j];
  for (guint i = 0; i < k; i++)
    best[i] = -2;
  for (gsize i = 0; i < n; i++) {
    const float *row = features + i * size;
    double product = 0, square = 0;
    float cosine;
    guint place;

    for (gsize j = 0; j < size; j++) {
      product += query[j] * row[j];
      square += row[j] * row[j];
    }
    cosine = (float) (product / sqrt (square * length + 1e-30));
    if (cosine <= best[k - 1])
      continue;
    for (place = k - 1; place > 0 && best[place - 1] < cosine; place--) {
      best[place] = best[place - 1];
      found[place] = found[place - 1];
    }
    best[place] = cosine;
    found[place] = (guint32) i;
  }
}

static void
bench_neighbours (Bench *bench)
{
  enum { K = 10 };
  gsize n = nn_dataset_count (bench->training), size = nn_explainer_n_features (bench->explainer);
  g_autoptr (NnNeighbours) neighbours = nn_neighbours_new (bench->training, NULL, 0);
  g_autofree float *features = g_new (float, n *size);
  g_autofree float *inks = g_new (float, 64 * NN_PICTURE_PIXELS);
  g_autoptr (GArray) times = NUMBERS ();
  g_autoptr (GArray) ink_times = NUMBERS ();
  g_autoptr (GArray) recalls = NUMBERS ();
  guint n_right = 0, n_agree = 0, n_ink_agree = 0;
  double start = now ();

  nn_neighbours_renew (neighbours, bench->explainer, 0, n, NULL, NULL, NULL);
  g_print ("neighbours: features of %" G_GSIZE_FORMAT " pictures in %.0f ms\n", n, now () - start);
  for (gsize at = 0; at < n; at += 64) {
    gsize part = MIN (64, n - at);

    for (gsize i = 0; i < part * NN_PICTURE_PIXELS; i++)
      inks[i] = (float) nn_dataset_pixels (bench->training)[at * NN_PICTURE_PIXELS + i] / 255;
    nn_explainer_read (bench->explainer, inks, part, NULL, NULL, features + at * size, NULL, NULL);
  }
  for (gsize i = 0; i < bench->n; i++) {
    const float *picture = bench->inks + i * NN_PICTURE_PIXELS;
    NnNeighbour found[K], by_ink[K];
    float scores[10];
    g_autofree float *query = g_new (float, size);
    guint32 exact[K] = { 0 };
    int first, second;
    guint hits = 0;

    nn_explainer_read (bench->explainer, picture, 1, scores, NULL, query, NULL, NULL);
    nn_two_likeliest (scores, &first, &second);
    start = now ();
    nn_neighbours_find (neighbours, bench->explainer, NN_NEIGHBOURS_FEATURES, picture, -1, K, found,
                        NULL, NULL);
    add (times, now () - start);
    start = now ();
    nn_neighbours_find (neighbours, bench->explainer, NN_NEIGHBOURS_PIXELS, picture, -1, K, by_ink,
                        NULL, NULL);
    add (ink_times, now () - start);
    if (first == bench->labels[i]) {
      n_right++;
      n_agree += found[0].label == bench->labels[i];
      n_ink_agree += by_ink[0].label == bench->labels[i];
    }
    if (i % 5 != 0)
      continue;
    exact_nearest (query, features, n, size, K, exact);
    for (int a = 0; a < K; a++)
      for (int b = 0; b < K; b++)
        hits += found[a].index == exact[b];
    add (recalls, (double) hits / K);
  }
  g_print ("neighbours: nearest by the last layer has the label for %.1f %% of %u rightly read, by "
           "ink %.1f %%\n",
           100.0 * n_agree / n_right, n_right, 100.0 * n_ink_agree / n_right);
  g_print (
      "neighbours: recall of ten against an exact search %.3f; median %.1f ms, by ink %.1f ms\n",
      mean_of (recalls), quantile (times, 0.5), quantile (ink_times, 0.5));
}

static void
bench_edit (Bench *bench)
{
  g_autoptr (GArray) shares = NUMBERS ();
  g_autoptr (GArray) ratios = NUMBERS ();
  g_autoptr (GArray) times = NUMBERS ();
  g_autoptr (GArray) dabs = NUMBERS ();
  guint n = 0, n_found = 0;

  for (gsize i = 0; i < bench->n; i++) {
    const float *inks = bench->inks + i * NN_PICTURE_PIXELS;
    float scores[10];
    NnChange change;
    int first, second;
    double start, plain;

    nn_explainer_read (bench->explainer, inks, 1, scores, NULL, NULL, NULL, NULL);
    nn_two_likeliest (scores, &first, &second);
    if (first != bench->labels[i])
      continue;
    start = now ();
    if (!nn_change_find (bench->explainer, inks, -1, -1, &change, NULL, NULL))
      g_error ("no change");
    add (times, now () - start);
    n++;
    n_found += change.found;
    if (!change.found)
      continue;
    add (shares, change.changed_ink);
    add (dabs, change.n_dabs);
    plain = nn_change_by_plain_gradient (bench->explainer, inks, change.b, NULL, NULL);
    /* Where the plain gradient never gets there, it costs more than anything. */
    add (ratios, plain > 0 ? (change.added + change.rubbed) / plain : 0);
  }
  g_print (
      "edit: %.1f %% of %u rightly read flip; changed ink median %.1f %%, 90 %% below %.1f %%; "
      "median dabs %.0f\n",
      100.0 * n_found / n, n, 100 * quantile (shares, 0.5), 100 * quantile (shares, 0.9),
      quantile (dabs, 0.5));
  g_print ("edit: cost against the same dabs by the plain gradient: median %.1f %%, mean %.1f %%, "
           "90 %% below %.1f %%\n",
           100 * quantile (ratios, 0.5), 100 * mean_of (ratios), 100 * quantile (ratios, 0.9));
  g_print ("edit: median %.0f ms, 95 %% below %.0f ms\n", quantile (times, 0.5),
           quantile (times, 0.95));
}

static NnDrawing *
mirror_in_time (const NnDrawing *drawing)
{
  NnDrawing *result = nn_drawing_new ();

  for (guint s = nn_drawing_n_strokes (drawing); s-- > 0;) {
    guint n;
    const NnPoint *points = nn_drawing_stroke (drawing, s, &n);

    nn_drawing_begin_stroke (result, points[n - 1]);
    for (guint i = n - 1; i-- > 0;)
      nn_drawing_add_point (result, points[i]);
  }
  return result;
}

static void
bench_strokes (Bench *bench)
{
  g_autoptr (GArray) shapley_times = NUMBERS ();
  g_autoptr (GArray) pen_times = NUMBERS ();
  g_autoptr (GArray) parts = NUMBERS ();
  double worst_sum = 0, worst_mirror = 0;
  gsize n = MIN (bench->n, 100);

  for (gsize i = 0; i < n; i++) {
    g_autoptr (NnDrawing) drawing = NULL;
    g_autoptr (NnDrawing) mirrored = NULL;
    NnShapley shapley;
    NnPenTime pen, back;
    double sums[2] = { 0 }, start;
    NnRandom random;

    nn_random_init (&random, 77, i);
    drawing = nn_drawing_new ();
    nn_synthetic_draw (&random, (int) (i % 10), nn_synthetic_choose_style (&random, (int) (i % 10)),
                       drawing);
    mirrored = mirror_in_time (drawing);
    start = now ();
    nn_shapley (bench->explainer, drawing, -1, -1, &shapley, NULL, NULL);
    add (shapley_times, now () - start);
    add (parts, shapley.n_parts);
    for (guint k = 0; k < shapley.n_parts; k++) {
      sums[0] += shapley.values[k];
      sums[1] += shapley.values_frame_held[k];
    }
    for (int k = 0; k < 2; k++)
      worst_sum = fmax (worst_sum, fabs (sums[k] - shapley.difference));
    start = now ();
    nn_pen_time (bench->explainer, drawing, &pen, NULL, NULL);
    add (pen_times, now () - start);
    nn_pen_time (bench->explainer, mirrored, &back, NULL, NULL);
    for (int k = 0; k < 10; k++)
      worst_mirror = fmax (worst_mirror, fabs (pen.probabilities[NN_PEN_TIME_STEPS - 1][k]
                                               - back.probabilities[NN_PEN_TIME_STEPS - 1][k]));
  }
  g_print ("strokes: %" G_GSIZE_FORMAT " penned drawings of %.1f parts; Shapley values miss the "
           "difference by at most %.2g; mirrored in time, the last reading differs by at most "
           "%.2g\n",
           n, mean_of (parts), worst_sum, worst_mirror);
  g_print ("strokes: Shapley median %.0f ms, 48 prefixes %.1f ms\n", quantile (shapley_times, 0.5),
           quantile (pen_times, 0.5));
}

static void
bench_doubt (Bench *bench)
{
  g_autoptr (GArray) times = NUMBERS ();
  g_autoptr (GArray) all_times = NUMBERS ();
  g_autoptr (GArray) norms = NUMBERS ();
  g_autoptr (GArray) flips = NUMBERS ();
  gsize n = MIN (bench->n, 100);
  guint n_found = 0;

  for (gsize i = 0; i < n; i++) {
    const float *inks = bench->inks + i * NN_PICTURE_PIXELS;
    NnDoubt doubt;
    double start = now ();

    nn_doubt_shifts (bench->explainer, inks, &doubt, NULL, NULL);
    add (times, now () - start);
    start = now ();
    nn_doubt (bench->explainer, inks, NULL, &doubt, NULL, NULL);
    add (all_times, now () - start);
    n_found += doubt.has_worst_case;
    if (!doubt.has_worst_case)
      continue;
    add (norms, doubt.worst_norm);
    add (flips, doubt.random_flips);
  }
  g_print ("doubt: 81 shifts median %.2f ms, 95 %% below %.2f ms; all of it %.0f ms\n",
           quantile (times, 0.5), quantile (times, 0.95), quantile (all_times, 0.5));
  g_print ("doubt: a worst case for %u of %" G_GSIZE_FORMAT
           ", median norm %.2f; noise of that norm "
           "flips %.2f %%\n",
           n_found, n, quantile (norms, 0.5), 100 * mean_of (flips));
}

/* Steps of one kind from the model, on batches and drawings of its data. */
static void
bench_steps (Bench *bench, const char *name, NnOptimizerKind kind, float rate)
{
  enum { BATCH = 64, STEPS = 40 };
  g_autoptr (GArray) losses = NUMBERS ();
  g_autoptr (GArray) explained = NUMBERS ();
  NnRecipe recipe;
  NnRandom random;
  guint n_loss = 0, n_explained = 0;

  nn_recipe_init (&recipe, NULL);
  recipe.optimizer = kind;
  recipe.momentum = 0;
  recipe.rate = rate;
  nn_random_init (&random, 3, 0);
  for (int i = 0; i < STEPS; i++) {
    guint32 batch[BATCH];
    NnStepQuestion question = { bench->model,
                                &recipe,
                                rate,
                                NULL,
                                bench->training,
                                batch,
                                BATCH,
                                bench->inks + (gsize) i * NN_PICTURE_PIXELS,
                                -1,
                                NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (NnStep) step = NULL;
    double measured;

    for (int k = 0; k < BATCH; k++)
      batch[k] = nn_random_below (&random, (guint32) nn_dataset_count (bench->training));
    step = nn_step_new (&question, NULL, &error);
    if (step == NULL)
      g_error ("%s", error->message);
    measured = step->loss_after - step->loss_before;
    add (losses, step->predicted / measured);
    add (explained, step->explained);
    n_loss += fabs (step->predicted / measured - 1) <= 0.1;
    n_explained += fabs (step->explained - 1) <= 0.1;
  }
  g_print (
      "step: %s, rate %g: predicted over measured change of the loss median %.3f, within 10 %% "
      "in %u of %u; pushes explain median %.1f %%, within 90 to 110 %% in %u of %u\n",
      name, rate, quantile (losses, 0.5), n_loss, STEPS, 100 * quantile (explained, 0.5),
      n_explained, STEPS);
}

static void
bench_step (Bench *bench)
{
  bench_steps (bench, "SGD", NN_OPTIMIZER_SGD, 0.01f);
  bench_steps (bench, "SGD", NN_OPTIMIZER_SGD, 0.1f);
  bench_steps (bench, "Adam", NN_OPTIMIZER_ADAM, 0.001f);
}

static const struct {
  const char *name;
  void (*run) (Bench *bench);
} views[] = {
  { "why", bench_why },         { "edit", bench_edit },
  { "strokes", bench_strokes }, { "neighbours", bench_neighbours },
  { "step", bench_step },       { "inside", bench_inside },
  { "doubt", bench_doubt },
};

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = argc > 1 ? g_file_new_for_commandline_arg (argv[1]) : NULL;
  g_autoptr (NnModel) raw = NULL;
  g_autoptr (GError) error = NULL;
  Bench bench = { .n = 500 };

  if (file == NULL) {
    g_printerr ("usage: bench-explain MODEL [COUNT [VIEW...]]\n");
    return 2;
  }
  if (argc > 2)
    bench.n = (gsize) g_ascii_strtoull (argv[2], NULL, 10);
  raw = nn_model_load (file, &error);
  if (raw == NULL || !nn_dataset_load ("mnist", &bench.training, &bench.test, &error)
      || (bench.model = nn_model_adapt (raw, NULL, bench.training, &error)) == NULL
      || (bench.explainer = nn_explainer_new (bench.model, &error)) == NULL
      || (bench.sample
          = nn_sample_new (bench.training, NULL, 0, NN_SAMPLE_SIZE, NN_SAMPLE_SEED, &error))
             == NULL) {
    g_printerr ("bench-explain: %s\n", error->message);
    return 1;
  }
  bench.labels = nn_dataset_labels (bench.test);
  bench.inks = g_new (float, bench.n *NN_PICTURE_PIXELS);
  for (gsize i = 0; i < bench.n * NN_PICTURE_PIXELS; i++)
    bench.inks[i] = (float) nn_dataset_pixels (bench.test)[i] / 255;
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    gboolean wanted = argc <= 3;

    for (int a = 3; a < argc; a++)
      wanted |= g_str_equal (argv[a], views[i].name);
    if (wanted)
      views[i].run (&bench);
  }
  g_free (bench.inks);
  nn_sample_unref (bench.sample);
  nn_explainer_free (bench.explainer);
  nn_model_unref (bench.model);
  nn_dataset_unref (bench.training);
  nn_dataset_unref (bench.test);
  return 0;
}
