/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-points.h"

/* NnCloud: a kind of points that the program can make, one row of a table. Texts for people are in
 * English and marked for translation. */

typedef struct {
  const char *name; /* "spiral": in files and on the command line, behind "curve:" or "plane:" */
  const char *title;
  gboolean plane;  /* else a curve */
  guint n_classes; /* of a plane */
  /* Point number i of n without noise. A curve fills in y for an x; a plane draws a place. */
  void (*place) (NnDataPoint *point, guint i, guint n, NnRandom *random);
  double low, high;    /* the range of x; of a plane, of both numbers */
  double bottom, top;  /* the range of y that is worth showing */
  double noise, share; /* the usual ones */
  guint count;
  const char *network; /* that suits, for nn_network_parse() */
  const char *recipe;  /* what differs from the usual one, for nn_recipe_from_string() */
  const char *summary; /* one plain sentence without a full stop */
} NnCloud;

/* Curves first. */
const NnCloud *nn_cloud_list (guint *n_clouds);
const NnCloud *nn_cloud_find (gboolean plane, const char *name); /* NULL if unknown */

/* Whose network and recipe suit points of unknown origin; n_classes: 0 of a curve. */
const NnCloud *nn_cloud_like (guint n_classes);

/* Points of a cloud: everything that decides what they are. */
typedef struct {
  const NnCloud *cloud;
  guint count;  /* 1 to NN_POINTS_MOST */
  double noise; /* standard deviation, of y or of both numbers; 0 to 10 */
  double share; /* that is held out, 0 to 0.9 */
  guint64 seed;
} NnCloudSpec;

/* The usual ones. */
void nn_cloud_spec_init (NnCloudSpec *spec, const NnCloud *cloud);

/* "plane:spiral:400:noise=0.1:share=0.25:seed=1"; what is left out is usual. NN_ERROR_RANGE names
 * what is wrong. */
gboolean nn_cloud_spec_parse (NnCloudSpec *spec, const char *text, GError **error);

/* Only what is not usual follows the count. Free with g_free(). */
char *nn_cloud_spec_to_string (const NnCloudSpec *spec);

/* The same seed gives the same points; more of a plane are the same ones and others. */
NnPoints *nn_cloud_spec_draw (const NnCloudSpec *spec);

/* The points as data. The test set of a curve is the curve itself, without noise; that of a plane
 * are other points of the same cloud. *test may be NULL. */
NnDataset *nn_cloud_spec_load (const NnCloudSpec *spec, NnDataset **test);

/* Whether a name of data is of a cloud: "curve:..." or "plane:...". */
gboolean nn_cloud_is_name (const char *name);
