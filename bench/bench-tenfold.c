/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times one piece of work and prints "seconds <median>", and what else the piece has to say, a key
 * and a number a line. One process a piece, so that its memory is its own. See bench/run. */

#include <cblas.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "nn/pen/nn-synthetic.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-shipped.h"
#include "nn/read/nn-reader.h"
#include "nn/train/nn-trainer.h"

/* A window of training that is timed, several times; what is printed is the median, scaled up to
 * the whole. */
typedef struct {
  const char *name;
  guint steps;   /* in a window */
  guint warm_up; /* steps before the first window */
  gsize whole;   /* samples that the printed time stands for */
} Work;

static const Work works[] = {
  { "keras", 400, 40, 60000 },     { "lenet", 117, 10, 60000 },  { "deep-cnn", 20, 2, 6400 },
  { "scratch", 6000, 600, 60000 }, { "rows-lstm", 20, 2, 6400 }, { "rows-gru", 20, 2, 6400 },
};

#define N_WINDOWS 5

static int
compare_doubles (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static double
now (void)
{
  return g_get_monotonic_time () * 1e-6;
}

static void
load_mnist (NnDataset **training, NnDataset **test)
{
  g_autoptr (GFile) folder = nn_dataset_default_folder ("mnist");
  g_autoptr (GError) error = NULL;

  if (!nn_dataset_load_folder (folder, training, test, &error))
    g_error ("%s; scripts/get-mnist fetches MNIST", error->message);
}

/* whole: the preset's own run from beginning to end; else as many steps as one likes. augment: how
 * strongly pictures are changed. */
static NnTrainer *
new_trainer (const char *name, NnDataset *training, guint threads, gboolean whole, int augment)
{
  /* There is no preset with GRU cells: the one with LSTM cells has the recipe. */
  gboolean gru = g_str_equal (name, "rows-gru");
  const NnPreset *preset = nn_preset_find (gru ? "rows-lstm" : name);
  const NnNetworkFrame frame = nn_preset_frame (preset);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model
      = gru ? nn_network_create ("gru 128 rows last, dense 10", &frame, 1, &error)
            : nn_preset_create (preset, 1);
  NnTrainer *trainer;
  NnRecipe recipe;

  if (model == NULL)
    g_error ("%s", error->message);
  nn_recipe_init (&recipe, preset);
  recipe.validation = 0;
  recipe.threads = threads;
  nn_augment_init (&recipe.augment, (float) augment);
  if (!whole)
    recipe.epochs = 100;
  trainer = nn_trainer_new (model, training, &recipe, &error);
  if (trainer == NULL)
    g_error ("%s", error->message);
  return trainer;
}

static gboolean
step (NnTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  gboolean epoch_ended;

  if (!nn_trainer_step (trainer, &epoch_ended, &error))
    g_error ("%s", error->message);
  return epoch_ended;
}

/* Seconds of training a sample. */
static double
time_window (NnTrainer *trainer, guint steps)
{
  const NnProgress before = *nn_trainer_progress (trainer);
  const NnProgress *after = nn_trainer_progress (trainer);

  for (guint i = 0; i < steps; i++)
    step (trainer);
  return (after->seconds - before.seconds) / (double) (after->samples - before.samples);
}

static void
time_training (const Work *work, guint threads)
{
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  double seconds[N_WINDOWS];

  load_mnist (&training, &test);
  trainer = new_trainer (work->name, training, threads, FALSE, 0);
  for (guint i = 0; i < work->warm_up; i++)
    step (trainer);
  for (int w = 0; w < N_WINDOWS; w++)
    seconds[w] = time_window (trainer, work->steps) * (double) work->whole;
  g_print ("seconds %.6g\n", median (seconds, N_WINDOWS));
}

/* From random weights until the test pictures are read at 99.0 %; measuring is not counted. */
static void
time_to_99 (guint threads)
{
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnTrainer) trainer = NULL;
  double accuracy = 0;

  load_mnist (&training, &test);
  trainer = new_trainer ("fast-cnn", training, threads, TRUE, 0);
  while (accuracy < 0.99 && !nn_trainer_is_done (trainer))
    if (step (trainer)) {
      g_autoptr (NnModel) model = nn_trainer_snapshot (trainer);
      g_autoptr (GError) error = NULL;
      NnMeasure measure;

      if (!nn_measure (model, test, NULL, 0, threads, NULL, &measure, &error))
        g_error ("%s", error->message);
      accuracy = (double) measure.correct / (double) measure.count;
    }
  g_print ("seconds %.6g\naccuracy %.2f\n", nn_trainer_progress (trainer)->seconds, 100 * accuracy);
}

/* A preset with random weights; of `reader` the shipped one; "empty": what gives its input back. */
static NnModel *
load_network (const char *name)
{
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (GError) error = NULL;
  NnModel *model;

  if (g_str_equal (name, "empty")) {
    g_autoptr (NnGraph) graph = nn_graph_new (name, 17);
    const float none = 0;
    guint in = nn_graph_add_input (graph, "image", NN_TYPE_FLOAT32, &NN_SHAPE (-1, 1, 28, 28));

    nn_graph_add_output (graph,
                         nn_graph_add_op (graph, "Identity", "empty", NULL, 1, &in, "result"));
    return nn_model_new (graph, &none);
  }
  if (!g_str_equal (name, "reader"))
    return nn_preset_create (nn_preset_find (name), 1);
  model = nn_model_load (file, &error);
  if (model == NULL)
    g_error ("%s", error->message);
  return model;
}

static void
write_network (const char *name, const char *path)
{
  g_autoptr (NnModel) model = load_network (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  if (!nn_model_save (model, file, &error))
    g_error ("%s", error->message);
}

/* The test pictures through a network; the time of one. */
static void
time_evaluation (const char *name, guint threads)
{
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnModel) model = load_network (name);
  double seconds[N_WINDOWS];

  load_mnist (&training, &test);
  for (int w = 0; w < N_WINDOWS; w++) {
    g_autoptr (GError) error = NULL;
    NnMeasure measure;

    if (!nn_measure (model, test, NULL, 0, threads, NULL, &measure, &error))
      g_error ("%s", error->message);
    seconds[w] = measure.seconds / (double) measure.count;
  }
  g_print ("seconds %.6g\n", median (seconds, N_WINDOWS));
}

/* One test picture after the other through a network, each read by itself. */
static void
time_reading (const char *name)
{
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnModel) model = load_network (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnReader) reader = nn_reader_new (model, &error);
  g_autofree float *inks = NULL;
  double seconds[N_WINDOWS];
  const gsize n = 2000;

  load_mnist (&training, &test);
  inks = g_new (float, n *NN_PICTURE_PIXELS);
  for (gsize i = 0; i < n * NN_PICTURE_PIXELS; i++)
    inks[i] = nn_dataset_pixels (test)[i] / 255.0f;
  for (int w = 0; w < N_WINDOWS; w++) {
    double start = now ();
    NnVerdict verdict;

    for (gsize i = 0; i < n; i++)
      nn_reader_read (reader, inks + i * NN_PICTURE_PIXELS, NN_INK_DRAWING, &verdict);
    seconds[w] = (now () - start) / (double) n;
  }
  g_print ("seconds %.6g\n", median (seconds, N_WINDOWS));
}

/* Penned digits from nothing to bytes, by all threads; the time of one. */
static void
time_penning (void)
{
  const gsize n = 100000;
  double seconds[N_WINDOWS];

  for (int w = 0; w < N_WINDOWS; w++) {
    double start = now ();
    g_autoptr (NnDataset) penned = nn_dataset_new_synthetic_with ("penned", n, (guint64) w);

    seconds[w] = (now () - start) / (double) n;
  }
  g_print ("seconds %.6g\n", median (seconds, N_WINDOWS));
}

/* Penned digits, from the strokes to the inks and on to the shipped reader's verdict. */
static void
time_verdicts (void)
{
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = nn_model_load (file, &error);
  g_autoptr (NnReader) reader = model != NULL ? nn_reader_new (model, &error) : NULL;
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  double strokes[N_WINDOWS], verdicts[N_WINDOWS];
  const guint n = 1000;

  if (reader == NULL)
    g_error ("%s", error->message);
  for (int w = 0; w < N_WINDOWS; w++) {
    NnRandom random;
    double to_inks = 0, to_verdict = 0;

    nn_random_init (&random, (guint64) w, 0);
    for (guint i = 0; i < n; i++) {
      float inks[NN_PICTURE_PIXELS];
      NnVerdict verdict;
      double start;
      NnInk ink;
      int digit = (int) (i % 10);

      nn_synthetic_draw (&random, digit, nn_synthetic_choose_style (&random, digit), drawing);
      start = now ();
      ink = nn_drawing_rasterize (drawing, inks);
      to_inks += now () - start;
      nn_reader_read (reader, inks, ink, &verdict);
      to_verdict += now () - start;
    }
    strokes[w] = to_inks / n;
    verdicts[w] = to_verdict / n;
  }
  g_print ("strokes %.6g\nseconds %.6g\n", median (strokes, N_WINDOWS),
           median (verdicts, N_WINDOWS));
}

/* fast-cnn without and with augmentation, in turn, so that a slow moment meets both; an epoch of
 * 60 000 of each. */
static void
time_augmentation (guint threads)
{
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  NnTrainer *trainers[2];
  double seconds[2][N_WINDOWS];

  load_mnist (&training, &test);
  for (int on = 0; on < 2; on++) {
    trainers[on] = new_trainer ("fast-cnn", training, threads, FALSE, on);
    for (int i = 0; i < 10; i++)
      step (trainers[on]);
  }
  for (int w = 0; w < N_WINDOWS; w++)
    for (int on = 0; on < 2; on++)
      seconds[on][w] = time_window (trainers[on], 100) * 60000;
  g_print ("without %.6g\nseconds %.6g\n", median (seconds[0], N_WINDOWS),
           median (seconds[1], N_WINDOWS));
  for (int on = 0; on < 2; on++)
    nn_trainer_free (trainers[on]);
}

/* What the machine can do: a product of two matrices of 2048 x 2048 by OpenBLAS. */
static void
time_sgemm (int threads)
{
  const int n = 2048;
  g_autofree float *a = g_new (float, n *n);
  g_autofree float *b = g_new (float, n *n);
  g_autofree float *c = g_new (float, n *n);
  double seconds[N_WINDOWS + 1];

  for (int i = 0; i < n * n; i++)
    a[i] = b[i] = (float) (i % 100) / 100;
  openblas_set_num_threads (threads);
  for (int w = 0; w <= N_WINDOWS; w++) {
    double start = now ();

    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
    seconds[w] = now () - start;
  }
  /* The first one makes the threads. */
  g_print ("seconds %.6g\n", median (seconds + 1, N_WINDOWS));
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  int threads = argc > 2 ? atoi (argv[2]) : 2;
  struct rusage usage;

  openblas_set_num_threads (1);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (g_str_equal (what, works[i].name))
      time_training (&works[i], threads);
  if (g_str_equal (what, "fast-cnn"))
    time_to_99 (threads);
  if (g_str_equal (what, "read"))
    time_reading (argc > 3 ? argv[3] : "keras");
  if (g_str_equal (what, "evaluate"))
    time_evaluation (argv[3], threads);
  if (g_str_equal (what, "write"))
    write_network (argv[3], argv[4]);
  if (g_str_equal (what, "penman"))
    time_penning ();
  if (g_str_equal (what, "verdict"))
    time_verdicts ();
  if (g_str_equal (what, "augment"))
    time_augmentation (threads);
  if (g_str_equal (what, "sgemm"))
    time_sgemm (threads);
  getrusage (RUSAGE_SELF, &usage);
  g_print ("processor %.6g\n",
           (double) usage.ru_utime.tv_sec + 1e-6 * (double) usage.ru_utime.tv_usec);
  g_print ("megabytes %.1f\n", usage.ru_maxrss / 1024.0);
  return 0;
}
