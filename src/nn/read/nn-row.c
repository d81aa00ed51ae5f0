/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/pen/nn-seams.h"

/* --- the lattice --- */

/* What the way through the lattice adds up, in natural logarithms of probability; chosen with
 * numbers of MNIST's training digits (bench/bench-numbers --train). */
#define ANOTHER 0.3f       /* for each digit */
#define NO_DIGIT (-4.0f)   /* for a part that is no digit */
#define LOW_DIGIT (-8.0f)  /* for what a digit's height lacks of LEAST_HEIGHT */
#define WIDE_DIGIT (-3.0f) /* for what its width has more than MOST_ASPECT heights */
#define CUT_INK (-6.0f)    /* for the ink that is cut, in heights of the row */
#define LEAST_HEIGHT 0.55f /* of the row's */
#define MOST_ASPECT 1.3f
/* Wider parts, in heights of the row, are not read at all. */
#define MOST_WIDTH 1.7f
/* By how much a number has to be more probable than one digit, and what each of its digits is
 * worth at least. */
#define LEAD 0.2f
#define LEAST_WORTH (-3.0f)
/* One digit that is worth less is cut although nothing of it stands apart. */
#define SURE (-0.2f)
/* Ink that a cut through a gap may cross, in heights of the row. */
#define GAP_INK 0.01f

typedef struct {
  NnRowDigit digit;
  float worth;
  gboolean exists;
} Part;

typedef struct {
  NnReader *reader;
  guint n_cuts; /* with both ends */
  float height;
  /* Writes what is to be read, and its box; FALSE where there is nothing. */
  gboolean (*get_part) (gconstpointer source,
                        guint from,
                        guint to,
                        NnInk *ink,
                        float *inks,
                        NnRowDigit *digit);
  float (*get_cost) (gconstpointer source, guint cut);
  gconstpointer source;
} Lattice;

static float
worth (const Lattice *lattice, const NnRowDigit *digit)
{
  const NnVerdict *v = &digit->verdict;
  float result = ANOTHER;

  if (v->kind == NN_VERDICT_EMPTY)
    return 2 * NO_DIGIT;
  result += logf (fmaxf (v->probabilities[v->digit], 1e-6f));
  if (v->kind == NN_VERDICT_NOT_A_DIGIT)
    result += NO_DIGIT;
  result += LOW_DIGIT * fmaxf (0, LEAST_HEIGHT - digit->height / lattice->height);
  return result + WIDE_DIGIT * fmaxf (0, digit->width / fmaxf (digit->height, 1e-6f) - MOST_ASPECT);
}

static void
read_part (const Lattice *lattice, guint from, guint to, Part *part)
{
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;

  part->exists = lattice->get_part (lattice->source, from, to, &ink, inks, &part->digit)
                 && part->digit.width <= MOST_WIDTH * lattice->height;
  if (!part->exists)
    return;
  nn_reader_read (lattice->reader, inks, ink, &part->digit.verdict);
  part->worth = worth (lattice, &part->digit);
}

/* The best way from the first cut to the last one: Viterbi, 1967. FALSE if it has one part. */
static gboolean
find_way (const Lattice *lattice, float single, NnRow *row)
{
  guint n = lattice->n_cuts, count = 0;
  g_autofree float *best = g_new (float, n);
  g_autofree guint *before = g_new0 (guint, n);
  g_autofree Part *parts = g_new0 (Part, (gsize) n * n);

  best[0] = 0;
  for (guint to = 1; to < n; to++) {
    best[to] = -INFINITY;
    for (guint from = to; from-- > 0;) {
      Part *part = &parts[from * n + to];
      float sum;

      if (from == 0 && to == n - 1 && n > 2)
        continue;
      read_part (lattice, from, to, part);
      if (!part->exists) {
        /* Nothing gets narrower to the left. */
        if (part->digit.width > MOST_WIDTH * lattice->height)
          break;
        continue;
      }
      sum = best[from] + part->worth
            + (from > 0 ? CUT_INK * lattice->get_cost (lattice->source, from) : 0);
      if (sum > best[to]) {
        best[to] = sum;
        before[to] = from;
      }
    }
  }
  if (!(best[n - 1] > single + LEAD))
    return FALSE;
  for (guint to = n - 1; to > 0; to = before[to]) {
    if (parts[before[to] * n + to].worth < LEAST_WORTH)
      return FALSE;
    count++;
  }
  if (count < 2)
    return FALSE;
  row->digits = g_new (NnRowDigit, count);
  row->n = count;
  for (guint to = n - 1; to > 0; to = before[to])
    row->digits[--count] = parts[before[to] * n + to].digit;
  return TRUE;
}

static gboolean
has_gap (const Lattice *lattice)
{
  for (guint cut = 1; cut + 1 < lattice->n_cuts; cut++)
    if (lattice->get_cost (lattice->source, cut) < GAP_INK)
      return TRUE;
  return FALSE;
}

static void
set_one (NnRow *row, const NnRowDigit *digit)
{
  row->n = 1;
  row->digits = g_memdup2 (digit, sizeof *digit);
}

void
nn_row_clear (NnRow *row)
{
  g_clear_pointer (&row->digits, g_free);
  row->n = 0;
}

/* --- pictures --- */

static void
set_box (NnRowDigit *digit, const NnPlaneBox *box)
{
  digit->left = box->left + 0.5f;
  digit->top = box->top + 0.5f;
  digit->width = box->right - box->left;
  digit->height = box->bottom - box->top;
}

static gboolean
picture_part (gconstpointer source,
              guint from,
              guint to,
              NnInk *ink,
              float *inks,
              NnRowDigit *digit)
{
  int left, top;
  g_autoptr (NnPlane) part = nn_seams_part (source, from, to, &left, &top);
  NnPlaneBox box;

  digit->width = 0;
  if (part == NULL || !nn_plane_find_box (part, &box))
    return FALSE;
  set_box (digit, &box);
  digit->left += (float) left;
  digit->top += (float) top;
  *ink = nn_plane_rasterize (part, inks);
  return TRUE;
}

static float
picture_cost (gconstpointer source, guint cut)
{
  return nn_seams_cost (source, cut - 1);
}

static void
read_plane (NnReader *reader, const NnPlane *ink, NnRowDigit *digit)
{
  float inks[NN_PICTURE_PIXELS];
  NnPlaneBox box = { 0 };
  NnInk kind = nn_plane_rasterize (ink, inks);

  nn_plane_find_box (ink, &box);
  set_box (digit, &box);
  nn_reader_read (reader, inks, kind, &digit->verdict);
}

void
nn_row_read_picture (NnReader *reader, const NnPixels *pixels, NnRow *row)
{
  g_autoptr (NnPlane) grey = nn_plane_from_pixels (pixels, NN_PLANE_SIDE);
  g_autoptr (NnPlane) all = NULL;
  g_autoptr (NnPlane) ink = nn_plane_find_ink (grey, &all);
  g_autoptr (NnSeams) seams = NULL;
  float scale = (float) pixels->width / (float) grey->width, single;
  NnRowDigit one = { 0 }, whole;
  Lattice lattice = { reader, .get_part = picture_part, .get_cost = picture_cost };

  if (ink == NULL) {
    nn_reader_read (reader, NULL, NN_INK_EMPTY, &one.verdict);
    set_one (row, &one);
    return;
  }
  read_plane (reader, ink, &one);
  whole = one;
  if (all != NULL)
    read_plane (reader, all, &whole);
  lattice.height = whole.height;
  single = worth (&lattice, &whole);
  if (whole.verdict.kind != NN_VERDICT_EMPTY) {
    seams = nn_seams_new (all != NULL ? all : ink);
    lattice.source = seams;
    lattice.n_cuts = nn_seams_count (seams) + 2;
  }
  if (seams == NULL || (single > SURE && !has_gap (&lattice)) || !find_way (&lattice, single, row))
    set_one (row, &one);
  for (guint i = 0; i < row->n; i++) {
    row->digits[i].left *= scale;
    row->digits[i].top *= scale;
    row->digits[i].width *= scale;
    row->digits[i].height *= scale;
  }
}

/* --- drawings --- */

/* A stroke and where it lies. */
typedef struct {
  guint stroke;
  NnPlaneBox box;
} Stroke;

typedef struct {
  const NnDrawing *drawing;
  const Stroke *strokes; /* from left to right */
  guint n;
  float height; /* of all */
} Strokes;

static void
grow (NnPlaneBox *box, const NnPlaneBox *other)
{
  box->left = fminf (box->left, other->left);
  box->top = fminf (box->top, other->top);
  box->right = fmaxf (box->right, other->right);
  box->bottom = fmaxf (box->bottom, other->bottom);
}

static NnPlaneBox
box_of (const Stroke *strokes, guint from, guint to)
{
  NnPlaneBox box = strokes[from].box;

  for (guint i = from + 1; i < to; i++)
    grow (&box, &strokes[i].box);
  return box;
}

static int
compare_middles (gconstpointer a, gconstpointer b)
{
  const Stroke *x = a, *y = b;
  float difference = x->box.left + x->box.right - y->box.left - y->box.right;

  return difference != 0 ? (difference > 0 ? 1 : -1) : (int) x->stroke - (int) y->stroke;
}

static Stroke *
sort_strokes (const NnDrawing *drawing)
{
  guint n = nn_drawing_n_strokes (drawing);
  Stroke *strokes = g_new (Stroke, n + 1);

  for (guint i = 0; i < n; i++) {
    guint n_points;
    const NnPoint *points = nn_drawing_stroke (drawing, i, &n_points);

    strokes[i] = (Stroke){ i, { points[0].x, points[0].y, points[0].x, points[0].y } };
    for (guint k = 1; k < n_points; k++)
      grow (&strokes[i].box, &(NnPlaneBox){ points[k].x, points[k].y, points[k].x, points[k].y });
  }
  qsort (strokes, n, sizeof *strokes, compare_middles);
  return strokes;
}

static gboolean
drawing_part (gconstpointer source,
              guint from,
              guint to,
              NnInk *ink,
              float *inks,
              NnRowDigit *digit)
{
  const Strokes *s = source;
  NnPlaneBox box = box_of (s->strokes, from, to);
  g_autoptr (NnDrawing) part = nn_drawing_new ();

  *digit = (NnRowDigit){ box.left, box.top, box.right - box.left, box.bottom - box.top, { 0 } };
  /* In the order in which they were drawn. */
  for (guint stroke = 0; stroke < s->n; stroke++)
    for (guint i = from; i < to; i++)
      if (s->strokes[i].stroke == stroke) {
        guint n_points;
        const NnPoint *points = nn_drawing_stroke (s->drawing, stroke, &n_points);

        nn_drawing_begin_stroke (part, points[0]);
        for (guint k = 1; k < n_points; k++)
          nn_drawing_add_point (part, points[k]);
      }
  *ink = nn_drawing_rasterize (part, inks);
  return TRUE;
}

/* Strokes of one digit lie over each other. */
static float
drawing_cost (gconstpointer source, guint cut)
{
  const Strokes *s = source;
  NnPlaneBox left = box_of (s->strokes, 0, cut), right = box_of (s->strokes, cut, s->n);

  return fmaxf (0, left.right - right.left) / s->height;
}

void
nn_row_read_drawing (NnReader *reader, const NnDrawing *drawing, NnRow *row)
{
  g_autofree Stroke *strokes = sort_strokes (drawing);
  guint n = nn_drawing_n_strokes (drawing);
  Strokes source = { drawing, strokes, n, 1 };
  Lattice lattice = { reader, n + 1, 1, drawing_part, drawing_cost, &source };
  NnRowDigit one = { 0 };
  float inks[NN_PICTURE_PIXELS];
  NnInk ink = nn_drawing_rasterize (drawing, inks);

  nn_reader_read (reader, inks, ink, &one.verdict);
  if (n > 0) {
    NnPlaneBox box = box_of (strokes, 0, n);

    one = (NnRowDigit){ box.left, box.top, box.right - box.left, box.bottom - box.top,
                        one.verdict };
    source.height = lattice.height = fmaxf (one.height, 1e-6f);
  }
  if (ink != NN_INK_DRAWING || n < 2 || n > NN_ROW_MOST || !has_gap (&lattice)
      || !find_way (&lattice, worth (&lattice, &one), row))
    set_one (row, &one);
}
