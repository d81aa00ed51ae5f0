/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/pad/tenfold-bars.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/pad/tenfold-pad-tools.h"
#include "ui/pad/tenfold-pad.h"
#include "ui/pad/tenfold-preview.h"
#include "ui/pad/tenfold-verdict.h"

/* What the files of TenfoldPadPane share: the widget (tenfold-pad-pane.c), its actions
 * (tenfold-pad-actions.c), what leaves it (tenfold-pad-files.c) and what comes in
 * (tenfold-pad-paste.c). */

struct _TenfoldPadPane {
  GtkWidget parent_instance;

  TenfoldPad *pad;
  TenfoldPadTools *tools;
  GtkWidget *caption;
  TenfoldPreview *preview;
  TenfoldVerdict *verdict_view;
  TenfoldBars *bars;

  GSimpleActionGroup *actions;
  GCancellable *cancellable; /* of what waits for the clipboard or a file */

  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnVerdict verdict;
  gboolean read; /* there is a verdict */
  gboolean untrained;
};

void tenfold_pad_pane_add_actions (TenfoldPadPane *self);
void tenfold_pad_pane_update_actions (TenfoldPadPane *self);
void tenfold_pad_pane_remove_actions (TenfoldPadPane *self);

void tenfold_pad_pane_copy (TenfoldPadPane *self);
void tenfold_pad_pane_paste (TenfoldPadPane *self);
void tenfold_pad_pane_export (TenfoldPadPane *self);
void tenfold_pad_pane_accept_drops (TenfoldPadPane *self);
void tenfold_pad_pane_file_dropped (TenfoldPadPane *self, GFile *file);
void tenfold_pad_pane_failed (TenfoldPadPane *self, const char *message);
