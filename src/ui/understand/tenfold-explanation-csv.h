/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-explanation.h"

/* The numbers of an explanation: a line each, with what kind it is of, the name of what it belongs
 * to where that has one, a row, a column and the value. */
GBytes *tenfold_explanation_to_csv (const TenfoldExplanation *explanation);
