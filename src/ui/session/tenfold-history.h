/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/train/nn-trainer.h"

/*
 * The epochs that a network's state of training says its run has done, read from the model file's
 * dictionary (docs/model-file.md), so that their curve can be shown without the data.
 *
 * Returns a new array of NnProgress, oldest first, empty where there is no state: epoch, rate and
 * what was measured at its end; the other fields are 0.
 */
GArray *tenfold_history_of (const NnModel *model);
