/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nn/read/nn-reader.h"
#include "ui/pad/tenfold-ink.h"

/*
 * TenfoldPadPane: the left side of the window: the pad with its tools, what the network sees of it,
 * the ten bars and the verdict.
 *
 * Property "renew" (boolean, TRUE): the stroke after an answer begins another drawing.
 * Signals:
 * "drawing-changed" (): the ink is another one; also on each movement of the pen.
 * "labelled" (int digit): the user says which digit this is; its bar is marked.
 * "picture-wanted" (gboolean mistake): the next picture of the data, or one that is read wrongly.
 * "file-dropped" (GFile *file), gboolean: a file was dropped or pasted; TRUE: somebody took it. The
 * pane takes what nobody does as a picture of a digit.
 * "failed" (char *message): copying, pasting or saving did not work, and why.
 */

#define TENFOLD_TYPE_PAD_PANE (tenfold_pad_pane_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPadPane, tenfold_pad_pane, TENFOLD, PAD_PANE, GtkWidget)

GtkWidget *tenfold_pad_pane_new (void);

/* What the network makes of the drawing; NULL: nothing is read. */
void tenfold_pad_pane_set_verdict (TenfoldPadPane *self, const NnVerdict *verdict);

/* How much the network has learned: an untrained one guesses and a young one is not sure yet, and
 * the pane says so. temperature: makes a young one as sure as it is right (NnHeldOut); 1 where it
 * is not known. */
void tenfold_pad_pane_set_maturity (TenfoldPadPane *self, NnMaturity maturity, float temperature);

/* Marks the bar of the digit that the drawing is known to be, until the ink changes; -1: none. */
void tenfold_pad_pane_set_truth (TenfoldPadPane *self, int digit);

/* How many own digits there are of each of the ten classes; NULL: none. */
void tenfold_pad_pane_set_counts (TenfoldPadPane *self, const guint *counts);

/* 784 inks, 0..1, row-major, of now; valid until the next change. */
const float *tenfold_pad_pane_get_inks (TenfoldPadPane *self, NnInk *ink);

/* Shows 784 bytes of a dataset on the pad, undoable; the network sees exactly these. */
void tenfold_pad_pane_set_picture (TenfoldPadPane *self, const guint8 *pixels);

/* Shows the digit in a picture's file; "failed" is emitted where there is none. */
void tenfold_pad_pane_open_picture (TenfoldPadPane *self, GFile *file);

/* The strokes, their past, and what is to be kept of them (tenfold_ink_save). */
TenfoldInk *tenfold_pad_pane_get_ink (TenfoldPadPane *self);

/* Tool, width, grid and whether an answer ends a drawing are what the settings say, and stay so:
 * keys "pad-tool", "pad-width", "pad-grid", "pad-renew". */
void tenfold_pad_pane_bind_settings (TenfoldPadPane *self, GSettings *settings);

/* The pad, where keys go that draw. */
GtkWidget *tenfold_pad_pane_get_pad (TenfoldPadPane *self);

/*
 * undo, redo, clear, tool (string: pen, eraser, point-eraser), width (double, pixels of 28), wider,
 * narrower, grid (boolean), label (int), next, mistake, copy, cut, paste, export. The pane knows
 * them as "pad"; the window inserts them as "pad" too, so that menus and keys elsewhere reach them.
 */
GActionGroup *tenfold_pad_pane_get_actions (TenfoldPadPane *self);
