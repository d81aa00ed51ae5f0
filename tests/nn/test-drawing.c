/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/pen/nn-drawing.h"

/* A seven, scaled and moved. */
static NnDrawing *
seven (float scale, float x, float y)
{
  static const float points[][2] = { { 0, 0 }, { 6, 0.3f }, { 10, 0 }, { 7, 6 }, { 4, 14 } };
  NnDrawing *drawing = nn_drawing_new ();

  for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
    NnPoint point = { x + scale * points[i][0], y + scale * points[i][1], 0, 1 };

    if (i == 0)
      nn_drawing_begin_stroke (drawing, point);
    else
      nn_drawing_add_point (drawing, point);
  }
  return drawing;
}

static void
test_box_and_centre (void)
{
  g_autoptr (NnDrawing) drawing = seven (13, -40, 900);
  float inks[784], mass = 0, x_sum = 0, y_sum = 0;
  int top = 28, bottom = 0;

  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DRAWING);
  for (int i = 0; i < 784; i++) {
    g_assert_true (inks[i] >= 0 && inks[i] <= 1);
    mass += inks[i];
    x_sum += inks[i] * (float) (i % 28);
    y_sum += inks[i] * (float) (i / 28);
    if (inks[i] > 0.5f) {
      top = MIN (top, i / 28);
      bottom = MAX (bottom, i / 28);
    }
  }
  g_assert_cmpfloat_with_epsilon (x_sum / mass, 14, 0.05);
  g_assert_cmpfloat_with_epsilon (y_sum / mass, 14, 0.05);
  g_assert_cmpint (bottom - top + 1, >=, 19);
  g_assert_cmpint (bottom - top + 1, <=, 21);
}

static void
test_place_and_size_do_not_matter (void)
{
  g_autoptr (NnDrawing) drawing = seven (1, 0, 0);
  float expected[784];

  nn_drawing_rasterize (drawing, expected);
  for (float scale = 0.3f; scale <= 3; scale *= 1.7f) {
    g_autoptr (NnDrawing) other = seven (scale, 50 * scale, -7);
    float inks[784];

    nn_drawing_rasterize (other, inks);
    for (int i = 0; i < 784; i++)
      g_assert_cmpfloat_with_epsilon (inks[i], expected[i], 0.01);
  }
}

static void
test_nothing_and_dot (void)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();
  float inks[784];

  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_EMPTY);
  nn_drawing_begin_stroke (drawing, (NnPoint){ 5, 5, 0, 1 });
  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DOT);
  nn_drawing_add_point (drawing, (NnPoint){ 5, 5, 0.1f, 1 });
  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DOT);
}

/* As far away as a float goes, the sum of two places is beyond it; the smallest ones cannot be
 * divided by. */
static void
test_limits (void)
{
  const float places[] = { 1, 1e20f, 1e38f };
  float near[784], inks[784];

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (NnDrawing) drawing = nn_drawing_new ();

    nn_drawing_begin_stroke (drawing, (NnPoint){ places[i], 0, 0, 1 });
    nn_drawing_add_point (drawing, (NnPoint){ 3 * places[i], places[i], 0.1f, 1 });
    g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DRAWING);
    if (i == 0)
      memcpy (near, inks, sizeof near);
    for (int p = 0; p < 784; p++)
      g_assert_cmpfloat_with_epsilon (inks[p], near[p], 1e-3);
  }
  {
    g_autoptr (NnDrawing) tiny = nn_drawing_new ();

    nn_drawing_begin_stroke (tiny, (NnPoint){ 0, 0, 0, 1 });
    nn_drawing_add_point (tiny, (NnPoint){ 1e-44f, 1e-45f, 0.1f, 1 });
    g_assert_cmpint (nn_drawing_rasterize (tiny, inks), ==, NN_INK_DOT);
  }
}

static void
test_copy (void)
{
  g_autoptr (NnDrawing) drawing = seven (1, 0, 0);
  g_autoptr (NnDrawing) copy = nn_drawing_copy (drawing);
  guint n;

  nn_drawing_clear (drawing);
  g_assert_cmpuint (nn_drawing_n_strokes (drawing), ==, 0);
  g_assert_cmpfloat (nn_drawing_stroke (copy, 0, &n)[2].x, ==, 10);
  g_assert_cmpuint (n, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/box-and-centre", test_box_and_centre);
  g_test_add_func ("/drawing/place-and-size-do-not-matter", test_place_and_size_do_not_matter);
  g_test_add_func ("/drawing/nothing-and-dot", test_nothing_and_dot);
  g_test_add_func ("/drawing/limits", test_limits);
  g_test_add_func ("/drawing/copy", test_copy);
  return g_test_run ();
}
