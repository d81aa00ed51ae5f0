/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * What there is to say about how data was read: sentences that the user gets to see.
 */

/* char *, each a sentence without a full stop. */
GPtrArray *nn_data_notes_new (void);
void nn_data_notes_add (GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* "Left out: 4 files that are no pictures (a, b, c ...)": nothing where there is no name.
 * noun: "files"; reason: "that are no pictures". names: char *. */
void nn_data_notes_add_left_out (GPtrArray *notes,
                                 const GPtrArray *names,
                                 const char *noun,
                                 const char *reason);
