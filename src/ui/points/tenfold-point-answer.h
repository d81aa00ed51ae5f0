/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include <graphene.h>

#include "nn/model/nn-point-model.h"

/*
 * TenfoldPointAnswer: what a network of points says all over a view, as numbers of a curve or as a
 * picture of a plane. Computed on a thread of GTask's.
 */

typedef struct {
  NnModel *model;
  graphene_rect_t view;
  gboolean dark; /* the background: colours of classes suit it */
  gboolean plane;
  float *curve; /* TENFOLD_ANSWER_PLACES numbers, from the left to the right; NULL of a plane */
  GdkTexture *texture; /* of a plane; NULL of a curve */
} TenfoldPointAnswer;

/* Places of a curve, and of a side of a plane's picture. */
#define TENFOLD_ANSWER_PLACES 257
#define TENFOLD_ANSWER_SIDE 72

void tenfold_point_answer_free (TenfoldPointAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldPointAnswer, tenfold_point_answer_free)

/* finish: the caller's; NULL where the network is not one of points. */
void tenfold_point_answer_compute_async (NnModel *model,
                                         const graphene_rect_t *view,
                                         gboolean dark,
                                         gpointer object,
                                         GAsyncReadyCallback callback);
TenfoldPointAnswer *tenfold_point_answer_compute_finish (GAsyncResult *result);
