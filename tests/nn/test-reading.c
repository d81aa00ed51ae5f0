/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-picture.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/onnx/nn-shipped.h"
#include "page.h"
#include "nn/data/nn-dataset.h"
#include "nn/read/nn-measure.h"

/* How the shipped reader reads, with a little room below what bench/reading measures, which is what
 * another processor's rounding may take. */

static NnModel *
shipped_model (void)
{
  g_autoptr (GFile) file = nn_shipped_reader_file ();
  g_autoptr (GError) error = NULL;
  NnModel *model = nn_model_load (file, &error);

  g_assert_no_error (error);
  return model;
}

/* As they are, many at a time, and as pictures whose ink has to be found first, as the pad reads
 * them. */
static void
test_mnist (void)
{
  g_autoptr (GFile) folder = nn_dataset_default_folder ("mnist");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = shipped_model ();
  g_autoptr (NnReader) reader = nn_reader_new (model, &error);
  g_autoptr (NnDataset) training = NULL;
  g_autoptr (NnDataset) test = NULL;
  double right[2] = { 0, 0 };
  NnMeasure measure;
  gsize n;

  g_assert_no_error (error);
  if (!nn_dataset_load_folder (folder, &training, &test, NULL)) {
    g_test_skip ("MNIST is not here");
    return;
  }
  nn_measure (model, test, NULL, 0, 0, NULL, &measure, &error);
  g_assert_no_error (error);
  n = measure.count;
  right[0] = (double) measure.correct;
  for (gsize i = 0; i < n; i++) {
    const NnPixels page = { nn_dataset_pixels (test) + i * NN_PICTURE_PIXELS, NN_PICTURE_SIDE,
                            NN_PICTURE_SIDE, NN_PICTURE_SIDE, 1 };
    float inks[NN_PICTURE_PIXELS];
    NnInk ink = nn_picture_rasterize (&page, inks);
    NnVerdict verdict;

    nn_reader_read (reader, inks, ink, &verdict);
    right[1] += verdict.digit == nn_dataset_labels (test)[i];
  }
  g_test_message ("%.2f %% as they are, %.2f %% as pages", 100 * right[0] / (double) n,
                  100 * right[1] / (double) n);
  g_assert_cmpfloat (right[0] / (double) n, >=, 0.996);
  g_assert_cmpfloat (right[1] / (double) n, >=, 0.994);
}

static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = shipped_model ();
  g_autoptr (NnReader) reader = nn_reader_new (model, &error);
  guint changed[N_PAGES];
  const guint n = 1000;

  g_assert_no_error (error);
  page_count_changes (reader, n, changed);
  for (guint k = 0; k < N_PAGES; k++) {
    g_test_message ("%.0f pixels, a pen of %.0f: %u of %u read otherwise", page_kinds[k].size,
                    page_kinds[k].pen, changed[k], n);
    g_assert_cmpuint (100 * changed[k], <, n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/mnist", test_mnist);
  g_test_add_func ("/reading/pages", test_pages);
  return g_test_run ();
}
