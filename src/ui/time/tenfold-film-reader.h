/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/explain/nn-film-reading.h"

/*
 * TenfoldFilmReader: reads the drawing with every moment of a film, on a thread of the lowest
 * priority that lives as long as one reading. A question that waits gives way to a newer one.
 */

typedef struct _TenfoldFilmReader TenfoldFilmReader;

/* done: in the main context, with the NnFilmReadings of what was asked last, borrowed; NULL where
 * the network reads no digits. */
TenfoldFilmReader *tenfold_film_reader_new (void (*done) (gpointer data, GArray *readings),
                                            gpointer data);

/* Gives up what runs, and waits for it: a reading of one moment at most. */
void tenfold_film_reader_free (TenfoldFilmReader *reader);

/* film: referred to until there is another question. NULL: nothing is asked any more, and nothing
 * is kept. inks: 784, copied. */
void tenfold_film_reader_ask (TenfoldFilmReader *reader, NnFilm *film, const float *inks);
