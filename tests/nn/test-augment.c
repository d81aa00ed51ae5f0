/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-augment.h"
#include "nn/pen/nn-synthetic.h"
#include "nn/data/nn-dataset.h"

#include <math.h>
#include <string.h>

typedef struct {
  float mass, x, y, xx, yy, xy;
} Moments;

static Moments
moments (const float *inks)
{
  Moments m = { 0 };

  for (int i = 0; i < 784; i++) {
    m.mass += inks[i];
    m.x += inks[i] * (float) (i % 28);
    m.y += inks[i] * (float) (i / 28);
  }
  m.x /= m.mass;
  m.y /= m.mass;
  for (int i = 0; i < 784; i++) {
    float dx = (float) (i % 28) - m.x, dy = (float) (i / 28) - m.y;

    m.xx += inks[i] * dx * dx / m.mass;
    m.yy += inks[i] * dy * dy / m.mass;
    m.xy += inks[i] * dx * dy / m.mass;
  }
  return m;
}

/* Smallest and largest change of each moment over many draws. */
static void
spread (const NnAugment *augment, Moments *low, Moments *high)
{
  g_autoptr (NnDataset) penned = nn_dataset_new_synthetic_with ("one", 1, 4);
  const guint8 *pixels = nn_dataset_pixels (penned);
  float inks[784];
  Moments was;

  for (int i = 0; i < 784; i++)
    inks[i] = pixels[i] / 255.0f;
  was = moments (inks);
  *low = (Moments){ 1e9f, 1e9f, 1e9f, 1e9f, 1e9f, 1e9f };
  *high = (Moments){ -1e9f, -1e9f, -1e9f, -1e9f, -1e9f, -1e9f };
  for (guint64 i = 0; i < 300; i++) {
    NnRandom random;
    Moments m;

    nn_random_init (&random, 1, i);
    nn_augment_apply (augment, &random, pixels, inks);
    for (int p = 0; p < 784; p++)
      g_assert_true (inks[p] >= 0 && inks[p] <= 1);
    m = moments (inks);
    for (int k = 0; k < 6; k++) {
      float change = ((float *) &m)[k] - ((float *) &was)[k];

      ((float *) low)[k] = fminf (((float *) low)[k], change);
      ((float *) high)[k] = fmaxf (((float *) high)[k], change);
    }
  }
}

static void
test_each_does_its_part (void)
{
  Moments low, high;

  spread (&(NnAugment){ 0 }, &low, &high);
  for (int k = 0; k < 6; k++)
    g_assert_cmpfloat_with_epsilon (((float *) &high)[k], 0, 0.01);

  spread (&(NnAugment){ .shift = 2 }, &low, &high);
  g_assert_cmpfloat_with_epsilon (high.x, 2, 0.15);
  g_assert_cmpfloat_with_epsilon (low.y, -2, 0.15);
  g_assert_cmpfloat_with_epsilon (high.yy, 0, 0.4);

  spread (&(NnAugment){ .rotate = 20 }, &low, &high);
  g_assert_cmpfloat (high.xy - low.xy, >, 4);
  g_assert_cmpfloat (fabsf (high.x), <, 0.5);

  spread (&(NnAugment){ .scale = 0.2f }, &low, &high);
  g_assert_cmpfloat (high.yy, >, 5);
  g_assert_cmpfloat (low.yy, <, -5);

  spread (&(NnAugment){ .shear = 0.3f }, &low, &high);
  g_assert_cmpfloat (high.xy - low.xy, >, 4);

  spread (&(NnAugment){ .elastic = 1.5f }, &low, &high);
  g_assert_cmpfloat (high.xx - low.xx, >, 1);

  spread (&(NnAugment){ .thickness = 0.8f }, &low, &high);
  g_assert_cmpfloat (high.mass, >, 10);
  g_assert_cmpfloat (low.mass, <, -10);

  spread (&(NnAugment){ .contrast = 0.5f }, &low, &high);
  g_assert_cmpfloat (high.mass, >, 3);
  g_assert_cmpfloat (low.mass, <, -3);
}

static void
test_seeded (void)
{
  g_autoptr (NnDataset) penned = nn_dataset_new_synthetic_with ("one", 1, 4);
  float first[784], again[784], other[784];
  NnAugment augment;
  NnRandom random;

  nn_augment_init (&augment, 0);
  g_assert_false (nn_augment_is_on (&augment));
  nn_augment_init (&augment, 1);
  g_assert_true (nn_augment_is_on (&augment));
  nn_random_init (&random, 1, 1);
  nn_augment_apply (&augment, &random, nn_dataset_pixels (penned), first);
  nn_augment_apply (&augment, &random, nn_dataset_pixels (penned), other);
  nn_random_init (&random, 1, 1);
  nn_augment_apply (&augment, &random, nn_dataset_pixels (penned), again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  g_assert_true (memcmp (first, other, sizeof first) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/augment/each-does-its-part", test_each_does_its_part);
  g_test_add_func ("/augment/seeded", test_seeded);
  return g_test_run ();
}
