/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldOwnResults: one sentence: how many of the user's own test digits the network of now reads,
 * beside its share of MNIST's test pictures where they are here. It is measured on a thread while
 * somebody looks and nothing trains, anew for each network and whenever the digits change.
 */

#define TENFOLD_TYPE_OWN_RESULTS (tenfold_own_results_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldOwnResults, tenfold_own_results, TENFOLD, OWN_RESULTS, AdwBin)

/* Once. */
void tenfold_own_results_connect (TenfoldOwnResults *self,
                                  TenfoldSession *session,
                                  TenfoldOwnDigits *own,
                                  GListStore *sources);

/* "" while nothing is known. */
const char *tenfold_own_results_get_text (TenfoldOwnResults *self);
