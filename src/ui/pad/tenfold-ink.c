/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink.h"

#include <math.h>

#include "nn/explain/nn-pen-time.h"

/* Strokes from number `first` on are replaced, and the picture. */
typedef struct {
  guint first;
  GPtrArray *before, *after;
  GBytes *picture_before, *picture_after;
  gint64 time; /* when it was made */
} Edit;

struct _TenfoldInk {
  GObject parent_instance;

  GPtrArray *strokes; /* TenfoldStroke */
  GBytes *picture;
  NnDrawing *drawing;
  TenfoldStroke *live;
  gboolean done; /* the next stroke begins another drawing */

  /* What was there when the open gesture began; NULL when none is open. */
  GPtrArray *base;
  GBytes *base_picture;
  gboolean rewound; /* the base is what comes back, whatever is there now */

  GPtrArray *undo, *redo; /* Edit */
};

G_DEFINE_FINAL_TYPE (TenfoldInk, tenfold_ink, G_TYPE_OBJECT)

static guint changed_signal;

static void
edit_free (Edit *edit)
{
  g_ptr_array_unref (edit->before);
  g_ptr_array_unref (edit->after);
  g_clear_pointer (&edit->picture_before, g_bytes_unref);
  g_clear_pointer (&edit->picture_after, g_bytes_unref);
  g_free (edit);
}

static GPtrArray *
new_strokes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
}

static GPtrArray *
part_of (GPtrArray *strokes, guint first, guint end)
{
  GPtrArray *part = new_strokes ();

  for (guint i = first; i < end; i++)
    g_ptr_array_add (part, tenfold_stroke_ref (strokes->pdata[i]));
  return part;
}

static void
replace_picture (GBytes **target, GBytes *picture)
{
  GBytes *old = *target;

  *target = picture ? g_bytes_ref (picture) : NULL;
  if (old)
    g_bytes_unref (old);
}

static void
rebuild_drawing (TenfoldInk *self)
{
  nn_drawing_clear (self->drawing);
  for (guint s = 0; s < self->strokes->len; s++) {
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (self->strokes->pdata[s], &n);

    for (guint i = 0; i < n; i++)
      if (i == 0)
        nn_drawing_begin_stroke (self->drawing, points[i]);
      else
        nn_drawing_add_point (self->drawing, points[i]);
  }
}

static void
changed (TenfoldInk *self)
{
  self->done = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

static void
begin (TenfoldInk *self)
{
  tenfold_ink_end (self);
  self->base = part_of (self->strokes, 0, self->strokes->len);
  replace_picture (&self->base_picture, self->picture);
}

/* The difference between what the gesture began with and what is there now becomes one edit. */
static void
finish (TenfoldInk *self)
{
  guint n_before, n_after, first = 0;
  Edit *edit;

  self->live = NULL;
  n_before = self->base->len;
  n_after = self->strokes->len;
  while (first < MIN (n_before, n_after) && self->base->pdata[first] == self->strokes->pdata[first])
    first++;
  while (n_before > first && n_after > first
         && self->base->pdata[n_before - 1] == self->strokes->pdata[n_after - 1]) {
    n_before--;
    n_after--;
  }
  if (n_before > first || n_after > first || self->picture != self->base_picture) {
    edit = g_new0 (Edit, 1);
    edit->first = first;
    edit->time = g_get_monotonic_time ();
    edit->before = part_of (self->base, first, n_before);
    edit->after = part_of (self->strokes, first, n_after);
    replace_picture (&edit->picture_before, self->base_picture);
    replace_picture (&edit->picture_after, self->picture);
    g_ptr_array_add (self->undo, edit);
    g_ptr_array_set_size (self->redo, 0);
  }
  g_clear_pointer (&self->base, g_ptr_array_unref);
  replace_picture (&self->base_picture, NULL);
}

static void
apply (TenfoldInk *self, const Edit *edit, gboolean forward)
{
  GPtrArray *old = forward ? edit->before : edit->after;
  GPtrArray *fresh = forward ? edit->after : edit->before;

  if (old->len > 0)
    g_ptr_array_remove_range (self->strokes, edit->first, old->len);
  for (guint i = 0; i < fresh->len; i++)
    g_ptr_array_insert (self->strokes, (int) (edit->first + i),
                        tenfold_stroke_ref (fresh->pdata[i]));
  replace_picture (&self->picture, forward ? edit->picture_after : edit->picture_before);
  rebuild_drawing (self);
  changed (self);
}

static void
tenfold_ink_finalize (GObject *object)
{
  TenfoldInk *self = TENFOLD_INK (object);

  g_clear_pointer (&self->base, g_ptr_array_unref);
  replace_picture (&self->base_picture, NULL);
  replace_picture (&self->picture, NULL);
  g_ptr_array_unref (self->strokes);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  nn_drawing_free (self->drawing);
  G_OBJECT_CLASS (tenfold_ink_parent_class)->finalize (object);
}

static void
tenfold_ink_class_init (TenfoldInkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_ink_finalize;
  changed_signal = g_signal_new ("changed", TENFOLD_TYPE_INK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tenfold_ink_init (TenfoldInk *self)
{
  self->strokes = new_strokes ();
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) edit_free);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) edit_free);
  self->drawing = nn_drawing_new ();
}

TenfoldInk *
tenfold_ink_new (void)
{
  return g_object_new (TENFOLD_TYPE_INK, NULL);
}

guint
tenfold_ink_n_strokes (TenfoldInk *self)
{
  return self->strokes->len;
}

TenfoldStroke *
tenfold_ink_get_stroke (TenfoldInk *self, guint index)
{
  g_return_val_if_fail (index < self->strokes->len, NULL);

  return self->strokes->pdata[index];
}

const guint8 *
tenfold_ink_get_picture (TenfoldInk *self)
{
  return self->picture ? g_bytes_get_data (self->picture, NULL) : NULL;
}

gboolean
tenfold_ink_is_empty (TenfoldInk *self)
{
  return tenfold_ink_get_kept (self)->len == 0 && !self->picture;
}

TenfoldStroke *
tenfold_ink_get_live_stroke (TenfoldInk *self)
{
  return self->live;
}

const NnDrawing *
tenfold_ink_get_drawing (TenfoldInk *self)
{
  return self->drawing;
}

/* Keeps a place on the pad. */
static NnPoint
on_pad (NnPoint point)
{
  point.x = CLAMP (point.x, 0.0f, 1.0f);
  point.y = CLAMP (point.y, 0.0f, 1.0f);
  return point;
}

void
tenfold_ink_begin_stroke (TenfoldInk *self, NnPoint point, double width)
{
  g_return_if_fail (isfinite (point.x) && isfinite (point.y));
  g_return_if_fail (width > 0);

  begin (self);
  if (self->done) {
    g_ptr_array_set_size (self->strokes, 0);
    replace_picture (&self->picture, NULL);
    nn_drawing_clear (self->drawing);
  }
  self->live = tenfold_stroke_new (width);
  g_ptr_array_add (self->strokes, self->live);
  point = on_pad (point);
  tenfold_stroke_add_point (self->live, point);
  nn_drawing_begin_stroke (self->drawing, point);
  changed (self);
}

void
tenfold_ink_add_points (TenfoldInk *self, const NnPoint *points, guint n_points)
{
  gboolean added = FALSE;

  g_return_if_fail (self->live != NULL);

  for (guint i = 0; i < n_points; i++) {
    NnPoint point = on_pad (points[i]);
    guint n;
    const NnPoint *last = tenfold_stroke_get_points (self->live, &n);

    if (point.x == last[n - 1].x && point.y == last[n - 1].y)
      continue;
    tenfold_stroke_add_point (self->live, point);
    nn_drawing_add_point (self->drawing, point);
    added = TRUE;
  }
  if (added)
    changed (self);
}

void
tenfold_ink_begin_erase (TenfoldInk *self)
{
  begin (self);
}

void
tenfold_ink_erase_strokes (TenfoldInk *self, const TenfoldWipe *wipe)
{
  gboolean erased = FALSE;

  g_return_if_fail (self->base != NULL && self->live == NULL);

  for (guint i = self->strokes->len; i > 0; i--)
    if (tenfold_stroke_touches (self->strokes->pdata[i - 1], wipe)) {
      g_ptr_array_remove_index (self->strokes, i - 1);
      erased = TRUE;
    }
  if (erased) {
    rebuild_drawing (self);
    changed (self);
  }
}

/* The picture without the pixels whose middle the eraser passes; NULL if it passes none. */
static GBytes *
wiped_picture (GBytes *picture, const TenfoldWipe *wipe)
{
  g_autofree guint8 *pixels = g_memdup2 (g_bytes_get_data (picture, NULL), NN_PICTURE_PIXELS);
  gboolean erased = FALSE;

  for (int i = 0; i < NN_PICTURE_PIXELS; i++) {
    double x = (i % NN_PICTURE_SIDE + 0.5) / NN_PICTURE_SIDE;
    double y = (i / NN_PICTURE_SIDE + 0.5) / NN_PICTURE_SIDE;

    if (pixels[i] == 0 || !tenfold_wipe_covers (wipe, x, y))
      continue;
    pixels[i] = 0;
    erased = TRUE;
  }
  return erased ? g_bytes_new_take (g_steal_pointer (&pixels), NN_PICTURE_PIXELS) : NULL;
}

void
tenfold_ink_erase_points (TenfoldInk *self, const TenfoldWipe *wipe)
{
  gboolean erased = FALSE;

  g_return_if_fail (self->base != NULL && self->live == NULL);

  for (guint i = self->strokes->len; i > 0; i--) {
    g_autoptr (GPtrArray) pieces = tenfold_stroke_cut (self->strokes->pdata[i - 1], wipe);

    if (!pieces)
      continue;
    g_ptr_array_remove_index (self->strokes, i - 1);
    for (guint p = 0; p < pieces->len; p++)
      g_ptr_array_insert (self->strokes, (int) (i - 1 + p), tenfold_stroke_ref (pieces->pdata[p]));
    erased = TRUE;
  }
  if (self->picture) {
    g_autoptr (GBytes) wiped = wiped_picture (self->picture, wipe);

    if (wiped) {
      replace_picture (&self->picture, wiped);
      erased = TRUE;
    }
  }
  if (erased) {
    rebuild_drawing (self);
    changed (self);
  }
}

void
tenfold_ink_set_done (TenfoldInk *self)
{
  g_return_if_fail (TENFOLD_IS_INK (self));
  self->done = TRUE;
}

gboolean
tenfold_ink_in_gesture (TenfoldInk *self)
{
  return self->base != NULL && !self->rewound;
}

/* Brings back what was there when the gesture began. */
static void
go_back (TenfoldInk *self)
{
  self->live = NULL;
  self->rewound = FALSE;
  g_ptr_array_unref (self->strokes);
  self->strokes = g_steal_pointer (&self->base);
  replace_picture (&self->picture, self->base_picture);
  replace_picture (&self->base_picture, NULL);
  rebuild_drawing (self);
}

/* Ends what is open without saying so. */
static void
close_gesture (TenfoldInk *self)
{
  if (self->rewound)
    go_back (self);
  else if (self->base)
    finish (self);
}

void
tenfold_ink_end (TenfoldInk *self)
{
  if (!self->base)
    return;
  close_gesture (self);
  changed (self);
}

void
tenfold_ink_cancel (TenfoldInk *self)
{
  if (!self->base)
    return;
  go_back (self);
  changed (self);
}

/* Strokes that are whole stay the same ones, so that what is painted of them stays too. */
static GPtrArray *
rewind_strokes (GPtrArray *strokes, const NnDrawing *prefix)
{
  GPtrArray *part = new_strokes ();

  for (guint s = 0; s < nn_drawing_n_strokes (prefix); s++) {
    TenfoldStroke *whole = strokes->pdata[s], *stroke;
    guint n;
    const NnPoint *points = nn_drawing_stroke (prefix, s, &n);

    if (s + 1 < nn_drawing_n_strokes (prefix)) {
      g_ptr_array_add (part, tenfold_stroke_ref (whole));
      continue;
    }
    stroke = tenfold_stroke_new (tenfold_stroke_get_width (whole));
    for (guint i = 0; i < n; i++)
      tenfold_stroke_add_point (stroke, points[i]);
    g_ptr_array_add (part, stroke);
  }
  return part;
}

void
tenfold_ink_rewind (TenfoldInk *self, double time)
{
  g_autoptr (NnDrawing) prefix = NULL;

  if (self->picture || (self->base && !self->rewound) || (time >= 1 && !self->rewound))
    return;
  if (self->rewound)
    go_back (self);
  if (time < 1) {
    prefix = nn_pen_prefix (self->drawing, MAX (time, 0));
    begin (self);
    self->rewound = TRUE;
    g_ptr_array_unref (self->strokes);
    self->strokes = rewind_strokes (self->base, prefix);
    rebuild_drawing (self);
  }
  changed (self);
}

gboolean
tenfold_ink_is_rewound (TenfoldInk *self)
{
  return self->rewound;
}

GPtrArray *
tenfold_ink_get_kept (TenfoldInk *self)
{
  return self->rewound ? self->base : self->strokes;
}

void
tenfold_ink_set (TenfoldInk *self, GPtrArray *strokes, GBytes *picture)
{
  g_return_if_fail (!picture || g_bytes_get_size (picture) == NN_PICTURE_PIXELS);

  begin (self);
  g_ptr_array_set_size (self->strokes, 0);
  for (guint i = 0; strokes && i < strokes->len; i++)
    g_ptr_array_add (self->strokes, tenfold_stroke_ref (strokes->pdata[i]));
  replace_picture (&self->picture, picture);
  rebuild_drawing (self);
  finish (self);
  changed (self);
}

void
tenfold_ink_clear (TenfoldInk *self)
{
  tenfold_ink_set (self, NULL, NULL);
}

void
tenfold_ink_set_picture (TenfoldInk *self, const guint8 *pixels)
{
  g_autoptr (GBytes) picture = g_bytes_new (pixels, NN_PICTURE_PIXELS);

  tenfold_ink_set (self, NULL, picture);
}

gboolean
tenfold_ink_can_undo (TenfoldInk *self)
{
  return self->undo->len > 0 || (self->base && self->live);
}

gboolean
tenfold_ink_can_redo (TenfoldInk *self)
{
  return self->redo->len > 0 && !tenfold_ink_in_gesture (self);
}

static gint64
time_of_last (const GPtrArray *edits)
{
  return edits->len > 0 ? ((const Edit *) edits->pdata[edits->len - 1])->time : 0;
}

gint64
tenfold_ink_get_undo_time (TenfoldInk *self)
{
  return self->base && self->live ? G_MAXINT64 : time_of_last (self->undo);
}

gint64
tenfold_ink_get_redo_time (TenfoldInk *self)
{
  return tenfold_ink_in_gesture (self) ? 0 : time_of_last (self->redo);
}

/* Moves the newest edit from one pile to the other. */
static void
step (TenfoldInk *self, GPtrArray *from, GPtrArray *to, gboolean forward)
{
  Edit *edit;

  if (from->len == 0)
    return;
  edit = g_ptr_array_steal_index (from, from->len - 1);
  g_ptr_array_add (to, edit);
  apply (self, edit, forward);
}

void
tenfold_ink_undo (TenfoldInk *self)
{
  close_gesture (self);
  step (self, self->undo, self->redo, FALSE);
}

void
tenfold_ink_redo (TenfoldInk *self)
{
  close_gesture (self);
  step (self, self->redo, self->undo, TRUE);
}

/* What is drawn over a picture, where it is: the pad as 28x28, with the pen as it was. */
static void
draw_over (TenfoldInk *self, float *inks)
{
  cairo_surface_t *surface;
  cairo_t *cr;
  const guint8 *pixels;
  int stride;

  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, NN_PICTURE_SIDE, NN_PICTURE_SIDE);
  cr = cairo_create (surface);
  for (guint i = 0; i < tenfold_ink_n_strokes (self); i++)
    tenfold_stroke_draw (tenfold_ink_get_stroke (self, i), cr, NN_PICTURE_SIDE, 0, G_MAXUINT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      float *ink = &inks[y * NN_PICTURE_SIDE + x];

      *ink = fmaxf (*ink, (float) pixels[y * stride + x] / 255);
    }
  cairo_surface_destroy (surface);
}

/* A hand shakes: ink that is no longer than its pen is wide is a dot. Blown up to a whole picture
 * it would be a shape that nobody drew. */
static NnInk
rasterize_strokes (TenfoldInk *self, float *inks)
{
  guint n_strokes = tenfold_ink_n_strokes (self);
  TenfoldStroke *live = tenfold_ink_get_live_stroke (self);
  float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  NnInk ink = nn_drawing_rasterize (tenfold_ink_get_drawing (self), inks);
  double width = 0;

  for (guint s = 0; s < n_strokes + (live != NULL); s++) {
    TenfoldStroke *stroke = s < n_strokes ? tenfold_ink_get_stroke (self, s) : live;
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

    width = MAX (width, tenfold_stroke_get_width (stroke));
    for (guint i = 0; i < n; i++) {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
      top = MIN (top, points[i].y);
      bottom = MAX (bottom, points[i].y);
    }
  }
  if (ink != NN_INK_DRAWING || right - left > width || bottom - top > width)
    return ink;
  memset (inks, 0, NN_PICTURE_PIXELS * sizeof (float));
  return NN_INK_DOT;
}

NnInk
tenfold_ink_rasterize (TenfoldInk *self, float *inks)
{
  const guint8 *picture = tenfold_ink_get_picture (self);
  float most = 0;

  if (!picture)
    return rasterize_strokes (self, inks);
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    inks[i] = (float) picture[i] / 255;
  if (tenfold_ink_n_strokes (self) > 0)
    draw_over (self, inks);
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    most = fmaxf (most, inks[i]);
  return most > 0 ? NN_INK_DRAWING : NN_INK_EMPTY;
}

GVariant *
tenfold_ink_save (TenfoldInk *self)
{
  const guint8 *pixels = tenfold_ink_get_picture (self);
  const GPtrArray *kept = tenfold_ink_get_kept (self);
  GVariantBuilder strokes;
  GVariant *picture;

  g_variant_builder_init (&strokes, G_VARIANT_TYPE ("a(da(dddd))"));
  for (guint s = 0; s < kept->len; s++) {
    const TenfoldStroke *stroke = kept->pdata[s];
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (stroke, &n);

    g_variant_builder_open (&strokes, G_VARIANT_TYPE ("(da(dddd))"));
    g_variant_builder_add (&strokes, "d", tenfold_stroke_get_width (stroke));
    g_variant_builder_open (&strokes, G_VARIANT_TYPE ("a(dddd)"));
    for (guint i = 0; i < n; i++)
      g_variant_builder_add (&strokes, "(dddd)", (double) points[i].x, (double) points[i].y,
                             (double) points[i].time, (double) points[i].pressure);
    g_variant_builder_close (&strokes);
    g_variant_builder_close (&strokes);
  }
  picture
      = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, pixels, pixels ? NN_PICTURE_PIXELS : 0, 1);
  return g_variant_ref_sink (
      g_variant_new ("(@a(da(dddd))@ay)", g_variant_builder_end (&strokes), picture));
}

/* A stroke from its saved form; NULL if that cannot be one. */
static TenfoldStroke *
restore_stroke (double width, GVariantIter *points)
{
  g_autoptr (TenfoldStroke) stroke = NULL;
  double x, y, time, pressure;
  guint n;

  if (!(width > 0 && width <= 1))
    return NULL;
  stroke = tenfold_stroke_new (width);
  while (g_variant_iter_next (points, "(dddd)", &x, &y, &time, &pressure)) {
    NnPoint point = { (float) x, (float) y, (float) time, (float) pressure };

    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1 && isfinite (time) && pressure >= 0
          && pressure <= 1))
      return NULL;
    tenfold_stroke_add_point (stroke, point);
  }
  tenfold_stroke_get_points (stroke, &n);
  return n > 0 ? g_steal_pointer (&stroke) : NULL;
}

gboolean
tenfold_ink_restore (TenfoldInk *self, GVariant *saved)
{
  g_autoptr (GPtrArray) strokes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_stroke_unref);
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GVariant) picture = NULL;
  g_autoptr (GBytes) pixels = NULL;
  GVariantIter *points;
  gsize n_pixels;
  double width;
  gconstpointer data;

  if (!g_variant_is_of_type (saved, G_VARIANT_TYPE (TENFOLD_INK_SAVED_TYPE)))
    return FALSE;
  g_variant_get (saved, "(a(da(dddd))@ay)", &iter, &picture);
  while (g_variant_iter_next (iter, "(da(dddd))", &width, &points)) {
    TenfoldStroke *stroke = restore_stroke (width, points);

    g_variant_iter_free (points);
    if (!stroke)
      return FALSE;
    g_ptr_array_add (strokes, stroke);
  }
  data = g_variant_get_fixed_array (picture, &n_pixels, 1);
  if (n_pixels != 0 && n_pixels != NN_PICTURE_PIXELS)
    return FALSE;
  if (n_pixels > 0)
    pixels = g_bytes_new (data, n_pixels);
  tenfold_ink_set (self, strokes, pixels);
  return TRUE;
}
