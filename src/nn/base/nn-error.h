/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnError: errors that users, files and machines cause.
 *
 * Every message says what happened, in which file and where in it, and what can be done about it.
 * Mistakes that only a programmer can make are g_return_if_fail() instead.
 */

#define NN_ERROR (nn_error_quark ())

typedef enum {
  NN_ERROR_FORMAT,      /* a file is damaged, cut short or of the wrong kind */
  NN_ERROR_UNSUPPORTED, /* a file is valid, but uses an operator, a type or a version that is not
                           supported */
  NN_ERROR_SHAPE,       /* shapes do not fit each other */
  NN_ERROR_RANGE,       /* a number is outside its range */
  NN_ERROR_CHECKSUM,    /* a file is not the one that was expected */
  NN_ERROR_DIVERGED,    /* training ran into NaN or infinity */
  NN_ERROR_COLLAPSED,   /* the network gives the same answer for every picture */
  NN_ERROR_CANCELLED,   /* the work was cancelled */
  NN_ERROR_MISSING,     /* a file or a part of it is not there */
  NN_ERROR_IO,          /* reading or writing failed */
} NnError;

GQuark nn_error_quark (void);
