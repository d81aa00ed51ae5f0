/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ui/pad/tenfold-stroke.h"

/*
 * TenfoldInk: what is on the pad, without the widget: strokes, and under them perhaps a picture of
 * 28x28 from a dataset; with unlimited undo and redo. What is done between begin and end of a
 * gesture is one step.
 *
 * Signal "changed": after each change, also in the middle of a gesture.
 */

#define TENFOLD_TYPE_INK (tenfold_ink_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldInk, tenfold_ink, TENFOLD, INK, GObject)

TenfoldInk *tenfold_ink_new (void);

guint tenfold_ink_n_strokes (TenfoldInk *self);
TenfoldStroke *tenfold_ink_get_stroke (TenfoldInk *self, guint index);

/* 784 bytes, row-major, 255 is ink; NULL when there is no picture. */
const guint8 *tenfold_ink_get_picture (TenfoldInk *self);

gboolean tenfold_ink_is_empty (TenfoldInk *self);

/* The stroke that is being drawn, the last of the strokes; NULL when the pen is up. */
TenfoldStroke *tenfold_ink_get_live_stroke (TenfoldInk *self);

/* The strokes as the core knows them. Valid until the next change. */
const NnDrawing *tenfold_ink_get_drawing (TenfoldInk *self);

/*
 * Writes the 784 inks that the network sees. Strokes alone are made as the core makes them; a
 * picture is seen exactly as it is, and what is drawn over it stays where it is.
 */
NnInk tenfold_ink_rasterize (TenfoldInk *self, float *inks);

/* The pen. width: in pads. Places are kept on the pad. */
void tenfold_ink_begin_stroke (TenfoldInk *self, NnPoint point, double width);
void tenfold_ink_add_points (TenfoldInk *self, const NnPoint *points, guint n_points);

/* The drawing is finished: a stroke that comes before anything else changes begins another one.
 * Both are one step. */
void tenfold_ink_set_done (TenfoldInk *self);

/* The erasers. */
void tenfold_ink_begin_erase (TenfoldInk *self);
void tenfold_ink_erase_strokes (TenfoldInk *self, const TenfoldWipe *wipe);
void tenfold_ink_erase_points (TenfoldInk *self, const TenfoldWipe *wipe);

gboolean tenfold_ink_in_gesture (TenfoldInk *self);

/* Ends the gesture that is open; cancel takes back what it did. Both do nothing when none is. */
void tenfold_ink_end (TenfoldInk *self);
void tenfold_ink_cancel (TenfoldInk *self);

/* Shows the strokes up to this moment of the pen's way, 0 to 1 (nn_pen_prefix()). That is no edit:
 * at 1, and with whatever else is done to the ink, all of it is back first. Nothing happens in the
 * middle of a gesture, nor where there is a picture. */
void tenfold_ink_rewind (TenfoldInk *self, double time);
gboolean tenfold_ink_is_rewound (TenfoldInk *self);
/* All strokes (TenfoldStroke), also while the ink is rewound. Borrowed until the next change. */
GPtrArray *tenfold_ink_get_kept (TenfoldInk *self);

/* One step each; an open gesture ends first. */
void tenfold_ink_clear (TenfoldInk *self);
void tenfold_ink_set_picture (TenfoldInk *self, const guint8 *pixels);
/* strokes: of TenfoldStroke; either may be NULL. */
void tenfold_ink_set (TenfoldInk *self, GPtrArray *strokes, GBytes *picture);

gboolean tenfold_ink_can_undo (TenfoldInk *self);
gboolean tenfold_ink_can_redo (TenfoldInk *self);
/* When the edit was made that undo takes back, or redo makes again: monotonic time; 0 where there
 * is none, G_MAXINT64 for a stroke that is being drawn. */
gint64 tenfold_ink_get_undo_time (TenfoldInk *self);
gint64 tenfold_ink_get_redo_time (TenfoldInk *self);
void tenfold_ink_undo (TenfoldInk *self);
void tenfold_ink_redo (TenfoldInk *self);

/* The ink, without its past, as a value to keep; and back, as one step. FALSE: not ours. */
#define TENFOLD_INK_MIME_TYPE "application/x-tenfold-drawing"
#define TENFOLD_INK_SAVED_TYPE                                                                     \
  "(a(da(dddd))ay)" /* width, points (x, y, time, pressure); picture                               \
                     */
GVariant *tenfold_ink_save (TenfoldInk *self);
gboolean tenfold_ink_restore (TenfoldInk *self, GVariant *saved);
