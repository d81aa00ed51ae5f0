/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-preset.h"

/* What is to be expected of a run before it begins, in words. Pure; free with g_free(). */

/* "about 6 s on this computer"; NULL where it is not known (NaN). */
char *tenfold_duration_text (double seconds);

typedef struct {
  const NnPreset *preset; /* NULL: another program's network */
  gboolean usual;         /* the settings are the preset's own, and the data are MNIST */
  guint done, wanted;     /* epochs of the run that have ended, and that there are to be in all */
  guint more;             /* that are added where all of them have ended */
  double seconds;         /* from there to the end; NaN: not known, nothing is said of it */
} TenfoldExpectation;

/* "784-512-10, ReLU, softmax · about 98.0 % of MNIST's test pictures · about 3 s on this
 * computer" */
char *tenfold_expectation_text (const TenfoldExpectation *expectation);
