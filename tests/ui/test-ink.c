/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-ink-export.h"
#include "ui/pad/tenfold-ink-layer.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

static void
add_line (TenfoldInk *ink, float x0, float y0, float x1, float y1, guint n_points)
{
  tenfold_ink_begin_stroke (ink, (NnPoint){ x0, y0, 0, 1 }, 0.07);
  for (guint i = 1; i < n_points; i++) {
    float t = (float) i / (float) (n_points - 1);
    NnPoint point = { x0 + t * (x1 - x0), y0 + t * (y1 - y0), t, 1 };

    tenfold_ink_add_points (ink, &point, 1);
  }
  tenfold_ink_end (ink);
}

static void
count_cb (TenfoldInk *ink, int *count)
{
  (*count)++;
}

static void
test_undo (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  int count = 0;

  g_signal_connect (ink, "changed", G_CALLBACK (count_cb), &count);
  g_assert_false (tenfold_ink_can_undo (ink));
  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  g_assert_cmpint (count, ==, 6);
  add_line (ink, 0.8f, 0.2f, 0.4f, 0.9f, 5);
  tenfold_ink_clear (ink);
  g_assert_true (tenfold_ink_is_empty (ink));

  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);
  g_assert_cmpuint (nn_drawing_n_strokes (tenfold_ink_get_drawing (ink)), ==, 2);
  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  tenfold_ink_redo (ink);
  tenfold_ink_redo (ink);
  g_assert_true (tenfold_ink_is_empty (ink));
  g_assert_false (tenfold_ink_can_redo (ink));

  /* What is done now takes the place of what was undone. */
  tenfold_ink_undo (ink);
  tenfold_ink_undo (ink);
  add_line (ink, 0.1f, 0.1f, 0.1f, 0.9f, 3);
  g_assert_false (tenfold_ink_can_redo (ink));
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);

  /* A clear pad stays as it is, and that is no step. */
  tenfold_ink_clear (ink);
  tenfold_ink_clear (ink);
  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);
}

static void
test_undo_is_unlimited (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();

  for (int i = 0; i < 2000; i++)
    add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 2);
  for (int i = 2000; i > 0; i--) {
    g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, i);
    tenfold_ink_undo (ink);
  }
  g_assert_true (tenfold_ink_is_empty (ink));
  g_assert_false (tenfold_ink_can_undo (ink));
}

static void
test_undo_while_drawing (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();

  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.5f, 0, 1 }, 0.07);
  g_assert_true (tenfold_ink_can_undo (ink));
  tenfold_ink_undo (ink);
  g_assert_true (tenfold_ink_is_empty (ink));
  g_assert_false (tenfold_ink_in_gesture (ink));
  tenfold_ink_redo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
}

static void
test_cancel (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();

  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.5f, 0, 1 }, 0.07);
  tenfold_ink_cancel (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  tenfold_ink_undo (ink);
  g_assert_true (tenfold_ink_is_empty (ink));
  g_assert_false (tenfold_ink_can_undo (ink));
}

static void
test_places_stay_on_the_pad (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  guint n;
  const NnPoint *points;

  add_line (ink, -3, 0.5f, 4, 0.5f, 9);
  points = tenfold_stroke_get_points (tenfold_ink_get_stroke (ink, 0), &n);
  for (guint i = 0; i < n; i++)
    g_assert_true (points[i].x >= 0 && points[i].x <= 1);
}

static void
test_erase_strokes (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  /* Fast: one step over the second line, far from any point of it. */
  TenfoldWipe wipe = { 0.5, 0.4, 0.5, 0.6, 0.02 };

  add_line (ink, 0.1f, 0.1f, 0.9f, 0.1f, 2);
  add_line (ink, 0.1f, 0.5f, 0.9f, 0.5f, 2);
  tenfold_ink_begin_erase (ink);
  tenfold_ink_erase_strokes (ink, &wipe);
  tenfold_ink_end (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);

  /* An eraser that touches nothing is no step. */
  wipe = (TenfoldWipe){ 0.5, 0.8, 0.6, 0.9, 0.02 };
  tenfold_ink_begin_erase (ink);
  tenfold_ink_erase_strokes (ink, &wipe);
  tenfold_ink_end (ink);
  g_assert_true (tenfold_ink_can_redo (ink));
}

static void
test_erase_points (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  TenfoldWipe wipe = { 0.5, 0.4, 0.5, 0.6, 0.05 };

  add_line (ink, 0.1f, 0.5f, 0.9f, 0.5f, 2);
  tenfold_ink_begin_erase (ink);
  tenfold_ink_erase_points (ink, &wipe);
  tenfold_ink_erase_points (ink, &wipe);
  tenfold_ink_end (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);
  for (guint s = 0; s < 2; s++) {
    guint n;
    const NnPoint *points = tenfold_stroke_get_points (tenfold_ink_get_stroke (ink, s), &n);

    g_assert_cmpuint (n, >=, 2);
    for (guint i = 0; i < n; i++) {
      g_assert_cmpfloat (fabsf (points[i].x - 0.5f), >, 0.05f);
      g_assert_cmpfloat (fabsf (points[i].x - 0.5f), <=, 0.4001f);
    }
    /* The cut is where the eraser was, not at the next point. */
    g_assert_cmpfloat (fabsf (points[s == 0 ? n - 1 : 0].x - 0.5f), <, 0.07f);
  }
  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  g_assert_false (tenfold_ink_can_undo (ink) && tenfold_ink_n_strokes (ink) == 0);
}

/* Rewound ink is seen in part and kept whole, and comes back with whatever is done next. */
static void
test_rewind (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (GVariant) saved = NULL, rewound = NULL;
  TenfoldStroke *strokes[2];
  gint64 time;
  guint n;

  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 9);
  add_line (ink, 0.8f, 0.2f, 0.8f, 0.8f, 9);
  for (guint i = 0; i < 2; i++)
    strokes[i] = tenfold_ink_get_stroke (ink, i);
  saved = tenfold_ink_save (ink);
  time = tenfold_ink_get_undo_time (ink);
  tenfold_ink_rewind (ink, 0.75);
  g_assert_true (tenfold_ink_is_rewound (ink));
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);
  g_assert_true (tenfold_ink_get_stroke (ink, 0) == strokes[0]);
  tenfold_stroke_get_points (tenfold_ink_get_stroke (ink, 1), &n);
  g_assert_cmpuint (n, <, 9);
  tenfold_ink_rewind (ink, 0.25);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  g_assert_cmpuint (nn_drawing_n_strokes (tenfold_ink_get_drawing (ink)), ==, 1);
  rewound = tenfold_ink_save (ink);
  g_assert_true (g_variant_equal (saved, rewound));
  g_assert_false (tenfold_ink_in_gesture (ink));
  tenfold_ink_rewind (ink, 1);
  g_assert_false (tenfold_ink_is_rewound (ink));
  g_assert_cmpint (tenfold_ink_get_undo_time (ink), ==, time);
  for (guint i = 0; i < 2; i++)
    g_assert_true (tenfold_ink_get_stroke (ink, i) == strokes[i]);

  tenfold_ink_rewind (ink, 0);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 0);
  add_line (ink, 0.1f, 0.1f, 0.1f, 0.9f, 3);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 3);
  tenfold_ink_rewind (ink, 0.5);
  tenfold_ink_undo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 2);
  tenfold_ink_rewind (ink, 0.5);
  g_assert_true (tenfold_ink_can_redo (ink));
  tenfold_ink_redo (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 3);
  /* In the middle of a stroke there is nothing to rewind. */
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.5f, 0, 1 }, 0.07);
  tenfold_ink_rewind (ink, 0.5);
  g_assert_false (tenfold_ink_is_rewound (ink));
  tenfold_ink_end (ink);
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 4);
}

static void
test_picture (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  TenfoldWipe wipe = { 0, 0.5, 1, 0.5, 0.1 };
  guint8 picture[784];
  float inks[784], with_line[784];

  for (int i = 0; i < 784; i++)
    picture[i] = (guint8) (i * 7 % 256);
  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  tenfold_ink_set_picture (ink, picture);
  g_assert_cmpint (tenfold_ink_rasterize (ink, inks), ==, NN_INK_DRAWING);
  for (int i = 0; i < 784; i++)
    g_assert_cmpfloat (inks[i], ==, (float) picture[i] / 255);

  /* Ink over it adds, in its place; the eraser takes pixels. */
  add_line (ink, 0.1f, 0.5f, 0.9f, 0.5f, 5);
  tenfold_ink_rasterize (ink, with_line);
  for (int i = 0; i < 784; i++)
    g_assert_cmpfloat (with_line[i], >=, inks[i]);
  g_assert_cmpfloat (with_line[14 * 28 + 14], >, 0.9f);
  g_assert_cmpfloat (with_line[3 * 28 + 14], ==, inks[3 * 28 + 14]);
  tenfold_ink_begin_erase (ink);
  tenfold_ink_erase_points (ink, &wipe);
  tenfold_ink_end (ink);
  tenfold_ink_rasterize (ink, with_line);
  g_assert_cmpfloat (with_line[14 * 28 + 14], ==, 0);

  for (int i = 0; i < 3; i++)
    tenfold_ink_undo (ink);
  g_assert_null (tenfold_ink_get_picture (ink));
  g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);

  memset (picture, 0, sizeof picture);
  tenfold_ink_set_picture (ink, picture);
  g_assert_cmpint (tenfold_ink_rasterize (ink, inks), ==, NN_INK_EMPTY);
}

static void
test_save (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new (), other = tenfold_ink_new ();
  g_autoptr (GVariant) saved = NULL, again = NULL;
  guint8 picture[784] = { 9, 200, 3 };

  tenfold_ink_set_picture (ink, picture);
  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  add_line (ink, 0.2f, 0.2f, 0.2f, 0.9f, 7);
  saved = tenfold_ink_save (ink);
  g_assert_true (tenfold_ink_restore (other, saved));
  again = tenfold_ink_save (other);
  g_assert_true (g_variant_equal (saved, again));
  tenfold_ink_undo (other);
  g_assert_true (tenfold_ink_is_empty (other));
}

static void
test_restore_refuses (void)
{
  static const char *const bad[] = {
    "@(a(da(dddd))ay) ([(0.1, [(nan, 0, 0, 1)])], [])",
    "@(a(da(dddd))ay) ([(0.1, [(0.5, 1e30, 0, 1)])], [])",
    "@(a(da(dddd))ay) ([(0.1, [(0.5, 0.5, inf, 1)])], [])",
    "@(a(da(dddd))ay) ([(0.1, [(0.5, 0.5, 0, 2)])], [])",
    "@(a(da(dddd))ay) ([(-1, [(0.5, 0.5, 0, 1)])], [])",
    "@(a(da(dddd))ay) ([(0.1, [])], [])",
    "@(a(da(dddd))ay) ([], [1, 2])",
    "'something else'",
  };
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();

  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) value = g_variant_parse (NULL, bad[i], NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_false (tenfold_ink_restore (ink, value));
    g_assert_cmpuint (tenfold_ink_n_strokes (ink), ==, 1);
  }
}

static void
random_step (TenfoldInk *ink)
{
  TenfoldWipe wipe = { g_test_rand_double (), g_test_rand_double (), g_test_rand_double (),
                       g_test_rand_double (), 0.04 };
  guint8 picture[784];

  switch (g_test_rand_int_range (0, 8)) {
  case 0:
    tenfold_ink_begin_erase (ink);
    tenfold_ink_erase_strokes (ink, &wipe);
    tenfold_ink_end (ink);
    break;
  case 1:
    tenfold_ink_begin_erase (ink);
    tenfold_ink_erase_points (ink, &wipe);
    tenfold_ink_end (ink);
    break;
  case 2:
    for (int i = 0; i < 784; i++)
      picture[i] = (guint8) g_test_rand_int_range (0, 256);
    tenfold_ink_set_picture (ink, picture);
    break;
  case 3:
    tenfold_ink_begin_erase (ink);
    tenfold_ink_erase_points (ink, &wipe);
    tenfold_ink_cancel (ink);
    break;
  default:
    add_line (ink, (float) wipe.x0, (float) wipe.y0, (float) wipe.x1, (float) wipe.y1, 6);
  }
}

/* Whatever was done: the way back leads over the same states, and so does the way forward. */
static void
test_any_steps (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (int i = 0; i < 150; i++) {
    g_autoptr (GVariant) before = tenfold_ink_save (ink);
    g_autoptr (GVariant) after = NULL;

    random_step (ink);
    after = tenfold_ink_save (ink);
    if (!g_variant_equal (before, after))
      g_ptr_array_add (states, g_variant_ref (before));
  }
  g_ptr_array_add (states, tenfold_ink_save (ink));
  for (guint i = states->len - 1; i > 0; i--) {
    g_autoptr (GVariant) now = NULL;

    tenfold_ink_undo (ink);
    now = tenfold_ink_save (ink);
    g_assert_true (g_variant_equal (now, states->pdata[i - 1]));
    g_assert_cmpuint (nn_drawing_n_strokes (tenfold_ink_get_drawing (ink)), ==,
                      tenfold_ink_n_strokes (ink));
  }
  g_assert_false (tenfold_ink_can_undo (ink));
  for (guint i = 1; i < states->len; i++) {
    g_autoptr (GVariant) now = NULL;

    tenfold_ink_redo (ink);
    now = tenfold_ink_save (ink);
    g_assert_true (g_variant_equal (now, states->pdata[i]));
  }
  g_assert_false (tenfold_ink_can_redo (ink));
}

/* What the kept layer shows is what painting everything at once shows. */
static void
test_layer (void)
{
  const double black[4] = { 0, 0, 0, 1 };
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (TenfoldInkLayer) layer = tenfold_ink_layer_new (), fresh = tenfold_ink_layer_new ();
  cairo_surface_t *a, *b;
  guint generation, before, rest;
  int different = 0;

  add_line (ink, 0.2f, 0.2f, 0.8f, 0.2f, 5);
  tenfold_ink_layer_update (layer, ink, 200, black, &before, &rest);
  g_assert_cmpuint (rest, ==, G_MAXUINT);
  tenfold_ink_layer_update (layer, ink, 200, black, &generation, &rest);
  g_assert_cmpuint (generation, ==, before);

  /* A long live stroke goes into the layer in pieces. */
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.5f, 0, 1 }, 0.07);
  for (int i = 1; i < 1000; i++) {
    NnPoint point
        = { 0.5f + 0.4f * sinf ((float) i / 40), 0.5f + 0.3f * cosf ((float) i / 31), 0, 1 };

    tenfold_ink_add_points (ink, &point, 1);
    tenfold_ink_layer_update (layer, ink, 200, black, &generation, &rest);
  }
  g_assert_cmpuint (rest, >, 700);
  g_assert_cmpuint (generation, <, before + 6);
  tenfold_ink_end (ink);
  add_line (ink, 0.8f, 0.8f, 0.1f, 0.9f, 4);
  a = tenfold_ink_layer_update (layer, ink, 200, black, &generation, &rest);
  b = tenfold_ink_layer_update (fresh, ink, 200, black, &generation, &rest);
  for (int y = 0; y < 200; y++) {
    const guint32 *p = (const guint32 *) (void *) (cairo_image_surface_get_data (a)
                                                   + y * cairo_image_surface_get_stride (a));
    const guint32 *q = (const guint32 *) (void *) (cairo_image_surface_get_data (b)
                                                   + y * cairo_image_surface_get_stride (b));

    for (int x = 0; x < 200; x++)
      different = MAX (different, ABS ((int) (p[x] >> 24) - (int) (q[x] >> 24)));
  }
  /* The edge of a joint may be a little darker. */
  g_assert_cmpint (different, <, 80);

  tenfold_ink_clear (ink);
  a = tenfold_ink_layer_update (layer, ink, 200, black, &generation, &rest);
  for (int i = 0; i < 200 * cairo_image_surface_get_stride (a); i++)
    g_assert_cmpint (cairo_image_surface_get_data (a)[i], ==, 0);
}

static void
test_export (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (GBytes) png = NULL, svg = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) error = NULL;
  GdkPixbuf *pixbuf;
  const guchar *pixels;
  NnPoint pressed = { 0.5f, 0.9f, 0.1f, 0.2f };

  add_line (ink, 0.2f, 0.5f, 0.8f, 0.5f, 5);
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.7f, 0, 1 }, 0.07);
  tenfold_ink_add_points (ink, &pressed, 1);
  tenfold_ink_end (ink);
  png = tenfold_ink_to_png (ink, 100);
  gdk_pixbuf_loader_write_bytes (loader, png, &error);
  g_assert_no_error (error);
  gdk_pixbuf_loader_close (loader, &error);
  g_assert_no_error (error);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 100);
  pixels = gdk_pixbuf_read_pixels (pixbuf);
  g_assert_cmpint (pixels[0], ==, 255);
  g_assert_cmpint (
      pixels[50 * gdk_pixbuf_get_rowstride (pixbuf) + 50 * gdk_pixbuf_get_n_channels (pixbuf)], ==,
      0);

  svg = tenfold_ink_to_svg (ink, 100);
  {
    const GMarkupParser parser = { 0 };
    g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);

    g_markup_parse_context_parse (context, g_bytes_get_data (svg, NULL),
                                  (gssize) g_bytes_get_size (svg), &error);
    g_assert_no_error (error);
    g_markup_parse_context_end_parse (context, &error);
    g_assert_no_error (error);
  }
}

/* Not a test of time, which a busy machine would fail; it says what it takes. */
static void
test_cost (void)
{
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (GTimer) timer = NULL;
  float inks[784];
  double most = 0, sum = 0;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }
  timer = g_timer_new ();
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.2f, 0, 1 }, 0.07);
  for (int i = 1; i <= 1000; i++) {
    NnPoint point
        = { 0.5f + 0.3f * sinf ((float) i / 40), 0.5f - 0.3f * cosf ((float) i / 29), 0, 1 };
    double took;

    g_timer_start (timer);
    tenfold_ink_add_points (ink, &point, 1);
    tenfold_ink_rasterize (ink, inks);
    took = g_timer_elapsed (timer, NULL);
    sum += took;
    most = fmax (most, took);
    if (i == 100 || i == 300 || i == 1000)
      g_test_message ("%d points: mean %.3f ms, most %.3f ms", i, sum / i * 1e3, most * 1e3);
  }
}

/* What a frame costs when a point was added to a drawing of 500 strokes. */
static void
test_layer_cost (void)
{
  const double black[4] = { 0, 0, 0, 1 };
  g_autoptr (TenfoldInk) ink = tenfold_ink_new ();
  g_autoptr (TenfoldInkLayer) layer = tenfold_ink_layer_new ();
  g_autoptr (GTimer) timer = NULL;
  guint generation, rest;
  double sum = 0;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }
  timer = g_timer_new ();
  for (int i = 0; i < 500; i++)
    add_line (ink, (float) i / 500, 0.1f, 1 - (float) i / 500, 0.9f, 100);
  tenfold_ink_layer_update (layer, ink, 400, black, &generation, &rest);
  g_test_message ("500 strokes of 100 points, all anew: %.2f ms",
                  g_timer_elapsed (timer, NULL) * 1e3);
  tenfold_ink_begin_stroke (ink, (NnPoint){ 0.5f, 0.5f, 0, 1 }, 0.07);
  for (int i = 1; i <= 1000; i++) {
    NnPoint point = { 0.5f + 0.3f * sinf ((float) i / 40), 0.5f, 0, 1 };

    tenfold_ink_add_points (ink, &point, 1);
    g_timer_start (timer);
    tenfold_ink_layer_update (layer, ink, 400, black, &generation, &rest);
    sum += g_timer_elapsed (timer, NULL);
  }
  g_test_message ("one more point: mean %.4f ms", sum);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ink/undo", test_undo);
  g_test_add_func ("/ink/undo-is-unlimited", test_undo_is_unlimited);
  g_test_add_func ("/ink/undo-while-drawing", test_undo_while_drawing);
  g_test_add_func ("/ink/cancel", test_cancel);
  g_test_add_func ("/ink/places-stay-on-the-pad", test_places_stay_on_the_pad);
  g_test_add_func ("/ink/erase-strokes", test_erase_strokes);
  g_test_add_func ("/ink/erase-points", test_erase_points);
  g_test_add_func ("/ink/picture", test_picture);
  g_test_add_func ("/ink/rewind", test_rewind);
  g_test_add_func ("/ink/save", test_save);
  g_test_add_func ("/ink/restore-refuses", test_restore_refuses);
  g_test_add_func ("/ink/any-steps", test_any_steps);
  g_test_add_func ("/ink/layer", test_layer);
  g_test_add_func ("/ink/export", test_export);
  g_test_add_func ("/ink/cost", test_cost);
  g_test_add_func ("/ink/layer-cost", test_layer_cost);
  return g_test_run ();
}
