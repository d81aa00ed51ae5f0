/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/read/nn-reader.h"
#include "nn/train/nn-recipe.h"

/* bench-thresholds MODEL DATA: for each threshold that the two likeliest digits may have to reach
 * together, how much of the pictures that the model's training kept back is refused: of digits, of
 * those that would be read rightly, and of what is no digit. DATA is what it was trained on. */

static const float thresholds[]
    = { 0.5f, 0.6f, 0.7f, 0.75f, 0.8f, 0.85f, 0.87f, 0.9f, 0.92f, 0.95f };

typedef struct {
  guint n, refused[G_N_ELEMENTS (thresholds)];
} Count;

static void
count (Count *to, float together)
{
  to->n++;
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    to->refused[i] += together < thresholds[i];
}

static void
print (const char *name, const Count *c)
{
  g_print ("%-16s %6u", name, c->n);
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    g_print (" %6.2f", 100.0 * c->refused[i] / MAX (1, c->n));
  g_print ("\n");
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = argc == 3 ? g_file_new_for_commandline_arg (argv[1]) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnModel) model = file != NULL ? nn_model_load (file, &error) : NULL;
  g_autoptr (NnReader) reader = model != NULL ? nn_reader_new (model, &error) : NULL;
  g_autoptr (NnDataset) data = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autofree guint32 *training = NULL;
  g_autofree guint32 *kept = NULL;
  Count digits = { 0 }, right = { 0 }, strange = { 0 };
  const char *recipe_text, *seed;
  NnRecipe recipe;
  gsize n_training, n_kept;

  if (argc != 3) {
    g_printerr ("usage: bench-thresholds MODEL DATA\n");
    return 2;
  }
  if (reader == NULL || !nn_dataset_load (argv[2], &data, &test, &error)) {
    g_printerr ("bench-thresholds: %s\n", error->message);
    return 1;
  }
  recipe_text = nn_model_get_fact (model, "recipe");
  if (!nn_recipe_from_string (&recipe, recipe_text != NULL ? recipe_text : "", &error)) {
    g_printerr ("bench-thresholds: %s\n", error->message);
    return 1;
  }
  seed = nn_model_get_fact (model, "seed");
  n_kept = MIN (recipe.validation, nn_dataset_count (data) / 3);
  nn_dataset_split (data, n_kept, seed != NULL ? g_ascii_strtoull (seed, NULL, 10) : 1, &training,
                    &n_training, &kept);
  for (gsize i = 0; i < n_kept; i++) {
    const guint8 *pixels = nn_dataset_pixels (data) + (gsize) kept[i] * NN_PICTURE_PIXELS;
    guint8 label = nn_dataset_labels (data)[kept[i]];
    float inks[NN_PICTURE_PIXELS], together;
    NnVerdict v;

    for (int p = 0; p < NN_PICTURE_PIXELS; p++)
      inks[p] = pixels[p] / 255.0f;
    nn_reader_read (reader, inks, NN_INK_DRAWING, &v);
    together = v.probabilities[v.digit] + v.probabilities[v.second];
    count (label == NN_NO_DIGIT ? &strange : &digits, together);
    if (label != NN_NO_DIGIT && v.digit == label)
      count (&right, together);
  }
  g_print ("%-16s %6s", "refused below", "n");
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    g_print (" %6.2f", thresholds[i]);
  g_print ("\n");
  print ("digits, %", &digits);
  print ("read rightly, %", &right);
  print ("no digit, %", &strange);
  return 0;
}
