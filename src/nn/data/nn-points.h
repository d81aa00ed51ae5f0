/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"

/*
 * Points as a dataset: of a curve, where y is to be said of x, or of a plane, where a class is to
 * be said of a place (x1, x2).
 */

typedef struct {
  float x, y;  /* of a plane x1 and x2 */
  guint label; /* of a plane, below NN_POINT_CLASSES; of a curve 0 */
} NnDataPoint;

typedef struct {
  gboolean plane; /* else a curve */
  GArray *points; /* of NnDataPoint; owned */
} NnPoints;

/* A full batch has room for all of them. */
#define NN_POINTS_MOST 8192

/* The largest number, either way, that a point may have. */
#define NN_POINTS_LARGEST 1e6

/* The share that is held out of points from a file. */
#define NN_POINTS_SHARE 0.2

NnPoints *nn_points_new (gboolean plane);
NnPoints *nn_points_copy (const NnPoints *points);
void nn_points_free (NnPoints *points);

/* CSV with the header "x,y" or "x1,x2,class" and a point a line; empty lines are skipped. name:
 * what errors call the file. NN_ERROR_FORMAT names every bad line, up to some, and why;
 * NN_ERROR_RANGE: more than NN_POINTS_MOST points. */
NnPoints *nn_points_parse (GBytes *bytes, const char *name, GError **error);
NnPoints *nn_points_load (GFile *file, GError **error);

/* The same as a file; read again, it gives the same numbers. */
GBytes *nn_points_to_csv (const NnPoints *points);

/* share: 0 to 0.9, how many of the points are to be held out at most. NN_ERROR_MISSING: there is no
 * point. */
NnDataset *
nn_points_to_dataset (const NnPoints *points, const char *name, double share, GError **error);

/* The points of a dataset; NULL where its samples are none. */
NnPoints *nn_points_of_dataset (const NnDataset *dataset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnPoints, nn_points_free)
