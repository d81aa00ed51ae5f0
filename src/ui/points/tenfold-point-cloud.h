/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <graphene.h>

#include "nn/data/nn-cloud.h"

/*
 * TenfoldPointCloud: the points that are worked on, and their undo. They are those of a cloud as
 * its settings draw it, until the user adds points or takes some away, or reads a file.
 *
 * Signal "changed" ().
 */

#define TENFOLD_TYPE_POINT_CLOUD (tenfold_point_cloud_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPointCloud, tenfold_point_cloud, TENFOLD, POINT_CLOUD, GObject)

/* A parabola. */
TenfoldPointCloud *tenfold_point_cloud_new (void);

const NnCloudSpec *tenfold_point_cloud_get_spec (TenfoldPointCloud *self);
const NnPoints *tenfold_point_cloud_get_points (TenfoldPointCloud *self); /* borrowed */
/* The user has changed them, or they are from a file. */
gboolean tenfold_point_cloud_get_own (TenfoldPointCloud *self);

/* Draws the points anew, unless they are the user's own and the spec differs in the share alone. */
void tenfold_point_cloud_set_spec (TenfoldPointCloud *self, const NnCloudSpec *spec);
/* Takes points of a file. */
void tenfold_point_cloud_set_points (TenfoldPointCloud *self, NnPoints *points);

/* What happens between these two is undone as one. */
void tenfold_point_cloud_begin (TenfoldPointCloud *self);
void tenfold_point_cloud_end (TenfoldPointCloud *self);

/* FALSE: there are NN_POINTS_MOST already. */
gboolean tenfold_point_cloud_add (TenfoldPointCloud *self, const NnDataPoint *point);
/* Takes away what lies in the ellipse with these half axes. */
void
tenfold_point_cloud_erase (TenfoldPointCloud *self, double x, double y, double across, double up);
void tenfold_point_cloud_clear (TenfoldPointCloud *self);

/* FALSE: there is nothing. The times are monotonic, when what would be undone was done; 0 for none.
 */
gboolean tenfold_point_cloud_undo (TenfoldPointCloud *self);
gboolean tenfold_point_cloud_redo (TenfoldPointCloud *self);
gint64 tenfold_point_cloud_get_undo_time (TenfoldPointCloud *self);
gint64 tenfold_point_cloud_get_redo_time (TenfoldPointCloud *self);

/* What is to be shown: the cloud's range, and all points. */
void tenfold_point_cloud_get_view (TenfoldPointCloud *self, graphene_rect_t *view);

/* The points to train on and, of an untouched cloud, those of the test. NULL: there is none. */
NnDataset *tenfold_point_cloud_to_dataset (TenfoldPointCloud *self, NnDataset **test);
