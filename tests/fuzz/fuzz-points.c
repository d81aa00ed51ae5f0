/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "fuzz.h"
#include "nn/data/nn-cloud.h"

/* A file of points is read, written and read again, and split as data; or it is a name of points.
 */

static void
try_name (const guint8 *data, gsize length)
{
  g_autofree char *name = g_strndup ((const char *) data, length);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  NnCloudSpec spec, again;

  if (!nn_cloud_is_name (name) || !g_utf8_validate (name, -1, NULL))
    return;
  if (!nn_cloud_spec_parse (&spec, name, &error)) {
    g_assert_nonnull (error);
    return;
  }
  text = nn_cloud_spec_to_string (&spec);
  g_assert_true (nn_cloud_spec_parse (&again, text, NULL));
  g_assert_true (again.cloud == spec.cloud && again.count == spec.count && again.noise == spec.noise
                 && again.share == spec.share && again.seed == spec.seed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnPoints) points = nn_points_parse (bytes, "fuzz", &error);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (NnPoints) again = NULL;
  g_autoptr (NnDataset) dataset = NULL;
  g_autofree guint32 *training = NULL, *held_out = NULL;
  gsize n_training;

  try_name (data, length);
  g_assert_true ((points == NULL) == (error != NULL));
  if (points == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  for (guint i = 0; i < points->points->len; i++) {
    const NnDataPoint *p = &g_array_index (points->points, NnDataPoint, i);

    g_assert_true (isfinite (p->x) && isfinite (p->y) && p->label < NN_POINT_CLASSES);
  }
  written = nn_points_to_csv (points);
  again = nn_points_parse (written, "again", &error);
  g_assert_no_error (error);
  g_assert_true (again->plane == points->plane);
  g_assert_cmpmem (again->points->data, again->points->len * sizeof (NnDataPoint),
                   points->points->data, points->points->len * sizeof (NnDataPoint));
  dataset = nn_points_to_dataset (points, "fuzz", 0.5, &error);
  g_assert_true ((dataset == NULL) == (points->points->len == 0));
  if (dataset != NULL) {
    gsize most = nn_dataset_most_validation (dataset);

    nn_dataset_split (dataset, most, 1, &training, &n_training, &held_out);
    g_assert_cmpuint (n_training + most, ==, points->points->len);
    g_assert_cmpuint (n_training, >, 0);
  }
  return 0;
}
