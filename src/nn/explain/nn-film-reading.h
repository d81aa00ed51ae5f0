/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"
#include "nn/train/nn-film.h"

/* NnFilmReading: what the network of each moment of a run says to one drawing, and when it made up
 * its mind. */

typedef struct {
  NnFilmFrame frame;
  int digit;         /* the likeliest */
  float probability; /* of it */
} NnFilmReading;

/* Reads 784 inks with every frame, oldest first: an array of NnFilmReading, the caller's. What is
 * in known, an earlier array of the same film and drawing or NULL, is taken from there. Costs a
 * reading and a copy of the weights a frame. NULL with NN_ERROR_CANCELLED, or where the network
 * reads no digits. */
GArray *nn_film_read (NnFilm *film,
                      const float *inks,
                      const GArray *known,
                      GCancellable *cancellable,
                      GError **error);

/* Places in such an array; -1: there is none. */
typedef struct {
  int first_right; /* the first moment at which it was read as the digit */
  int last_change; /* the first moment of those, up to the last, that all say the same, where there
                      was another opinion before */
} NnFilmTurns;

NnFilmTurns nn_film_turns (const GArray *readings, int digit);
