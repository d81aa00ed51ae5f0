/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-drawing.h"

#include <math.h>

struct _NnDrawing {
  GPtrArray *strokes; /* GArray of NnPoint */
};

NnDrawing *
nn_drawing_new (void)
{
  NnDrawing *drawing = g_new0 (NnDrawing, 1);

  drawing->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return drawing;
}

NnDrawing *
nn_drawing_copy (const NnDrawing *drawing)
{
  NnDrawing *copy = nn_drawing_new ();

  for (guint i = 0; i < drawing->strokes->len; i++)
    g_ptr_array_add (copy->strokes, g_array_copy (drawing->strokes->pdata[i]));
  return copy;
}

void
nn_drawing_free (NnDrawing *drawing)
{
  g_ptr_array_unref (drawing->strokes);
  g_free (drawing);
}

void
nn_drawing_clear (NnDrawing *drawing)
{
  g_ptr_array_set_size (drawing->strokes, 0);
}

void
nn_drawing_begin_stroke (NnDrawing *drawing, NnPoint point)
{
  g_return_if_fail (isfinite (point.x) && isfinite (point.y));

  g_ptr_array_add (drawing->strokes, g_array_new (FALSE, FALSE, sizeof (NnPoint)));
  nn_drawing_add_point (drawing, point);
}

void
nn_drawing_add_point (NnDrawing *drawing, NnPoint point)
{
  g_return_if_fail (drawing->strokes->len > 0);
  g_return_if_fail (isfinite (point.x) && isfinite (point.y));

  g_array_append_val ((GArray *) drawing->strokes->pdata[drawing->strokes->len - 1], point);
}

guint
nn_drawing_n_strokes (const NnDrawing *drawing)
{
  return drawing->strokes->len;
}

const NnPoint *
nn_drawing_stroke (const NnDrawing *drawing, guint stroke, guint *n_points)
{
  GArray *points;

  g_return_val_if_fail (stroke < drawing->strokes->len, NULL);

  points = drawing->strokes->pdata[stroke];
  *n_points = points->len;
  return (const NnPoint *) (void *) points->data;
}
