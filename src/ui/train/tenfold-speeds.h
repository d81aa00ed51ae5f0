/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/train/nn-speed.h"

/*
 * TenfoldSpeeds: how fast this computer trains which network by which kind of recipe, as measured:
 * once in a moment when nothing runs, then by every run. Kept in the settings.
 *
 * Signal "changed" (): a speed has become known.
 */

#define TENFOLD_TYPE_SPEEDS (tenfold_speeds_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldSpeeds, tenfold_speeds, TENFOLD, SPEEDS, GObject)

TenfoldSpeeds *tenfold_speeds_new (void);

/* FALSE where nothing is known yet. */
gboolean tenfold_speeds_get (TenfoldSpeeds *self,
                             const NnModel *model,
                             const NnRecipe *recipe,
                             NnSpeed *speed);

/* What a run has shown: seconds a picture. */
void tenfold_speeds_learn (TenfoldSpeeds *self,
                           const NnModel *model,
                           const NnRecipe *recipe,
                           double seconds);

/* Measures on a thread of its own, one at a time; does nothing where it is known or was tried. */
void tenfold_speeds_measure (TenfoldSpeeds *self, NnModel *model, const NnRecipe *recipe);

/* Gives up what is being measured: training is more important. */
void tenfold_speeds_cancel (TenfoldSpeeds *self);
