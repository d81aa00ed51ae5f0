/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-dataset.h"
#include "nn/model/nn-model.h"

/*
 * NnFilm: the network at many moments of a run, within a bounded number of bytes. Frames are added
 * in the order of their steps; where there are too many, those go that leave the smallest gap. Half
 * of what counts as a gap is measured in doublings of the step, half in steps: so there are frames
 * at about 1, 2, 4, 8 ... steps, and evenly over the run. The first and the last frame stay. A film
 * knows the data that its run learns from.
 *
 * Reference-counted; every function may be called from any thread.
 */

/* What a film may keep by default: 128 MiB. */
#define NN_FILM_BYTES ((gsize) 128 << 20)

typedef struct _NnFilm NnFilm;

typedef struct {
  guint64 step;     /* steps done by then */
  double epoch;     /* the place, in epochs from the beginning of the run */
  gboolean goes_on; /* its model has the training state: a run that begins with it goes on exactly
                       there, to the same bits */
} NnFilmFrame;

/* dataset: NULL where it is not known. */
NnFilm *nn_film_new (gsize budget, NnDataset *dataset);
NnFilm *nn_film_ref (NnFilm *film);
void nn_film_unref (NnFilm *film);

/* Frames go until what is left takes no more; two always stay. */
void nn_film_set_budget (NnFilm *film, gsize budget);

/* Borrowed. */
NnDataset *nn_film_dataset (const NnFilm *film);

/* What all frames take. */
gsize nn_film_bytes (NnFilm *film);

/* Whether a film with this budget keeps frames as large as the model in number: then training
 * states are worth their bytes. */
gboolean nn_film_has_room_for (NnFilm *film, const NnModel *model);

/* Whether a frame of this step would stay for a while: where gaps are wide already, frames in quick
 * succession would be thinned out at once. Powers of two are always wanted. */
gboolean nn_film_wants (NnFilm *film, guint64 step);

/* Steps go up; a frame of an earlier step or of the same is ignored. */
void nn_film_add (NnFilm *film, guint64 step, double epoch, NnModel *model);

/* All frames, oldest first: an array of NnFilmFrame, the caller's. */
GArray *nn_film_list (NnFilm *film);

/* The model of the frame that is nearest to a step, a new reference; *frame, unless NULL, becomes
 * its index. NULL for an empty film. */
NnModel *nn_film_ref_nearest (NnFilm *film, guint64 step, NnFilmFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnFilm, nn_film_unref)
