/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-picture-kind.h"
#include "nn/pen/nn-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

/* A seven with a bar, in a box of 10 by 14. */
static const float seven[][4]
    = { { 0, 0, 10, 0 }, { 10, 0, 4, 14 }, { 3, 7, 10, 7 } }; /* from x, y to x, y */

/* What the pen of the drawings makes of it. */
static void
expected_inks (float *inks)
{
  g_autoptr (NnDrawing) drawing = nn_drawing_new ();

  for (guint i = 0; i < G_N_ELEMENTS (seven); i++) {
    nn_drawing_begin_stroke (drawing, (NnPoint){ seven[i][0], seven[i][1] });
    nn_drawing_add_point (drawing, (NnPoint){ seven[i][2], seven[i][3] });
  }
  g_assert_cmpint (nn_drawing_rasterize (drawing, inks), ==, NN_INK_DRAWING);
}

/* 0..1: how much of the pixel at (x, y) a pen of this width covers. */
static float
ink_at (float x, float y, float left, float top, float unit, float pen)
{
  float nearest = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (seven); i++) {
    float ax = left + unit * seven[i][0], ay = top + unit * seven[i][1];
    float dx = unit * (seven[i][2] - seven[i][0]), dy = unit * (seven[i][3] - seven[i][1]);
    float t = CLAMP (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1);

    nearest = fminf (nearest, hypotf (x - ax - t * dx, y - ay - t * dy));
  }
  return CLAMP (0.5f + pen / 2 - nearest, 0.0f, 1.0f);
}

typedef struct {
  int width, height;
  float left, top, unit, pen;
} Page;

static const Page page = { 200, 240, 40, 50, 9, 8 };

typedef void (*Paint) (guint8 *pixel, float ink, int x, int y);

static guint8 *
paint_page (const Page *p, int n_channels, Paint paint)
{
  guint8 *bytes = g_malloc0 ((gsize) p->width * p->height * n_channels);

  for (int y = 0; y < p->height; y++)
    for (int x = 0; x < p->width; x++)
      paint (bytes + ((gsize) y * p->width + x) * n_channels,
             ink_at ((float) x, (float) y, p->left, p->top, p->unit, p->pen), x, y);
  return bytes;
}

/* How alike two pictures are: the cosine of the angle between them. */
static float
likeness (const float *a, const float *b)
{
  float ab = 0, aa = 0, bb = 0;

  for (int i = 0; i < 784; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / sqrtf (aa * bb + 1e-20f);
}

static void
assert_seven (const Page *p, int n_channels, Paint paint, float least)
{
  g_autofree guint8 *bytes = paint_page (p, n_channels, paint);
  NnPixels pixels = { bytes, p->width, p->height, (gsize) p->width * n_channels, n_channels };
  float expected[784], inks[784];

  expected_inks (expected);
  g_assert_cmpint (nn_picture_rasterize (&pixels, inks), ==, NN_INK_DRAWING);
  g_assert_cmpfloat (likeness (inks, expected), >, least);
}

static void
paint_grey (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = (guint8) (255 - 255 * ink);
}

static void
paint_light_on_dark (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = pixel[1] = pixel[2] = (guint8) (20 + 200 * ink);
}

static void
paint_blue_on_yellow (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = (guint8) (250 - 230 * ink);
  pixel[1] = (guint8) (240 - 150 * ink);
  pixel[2] = (guint8) (120 + 80 * ink);
}

static void
paint_clear_black (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = 0;
  pixel[1] = (guint8) (255 * ink);
}

static void
paint_clear_white (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = pixel[1] = pixel[2] = 255;
  pixel[3] = (guint8) (255 * ink);
}

static void
test_ink_and_paper (void)
{
  assert_seven (&page, 1, paint_grey, 0.97f);
  assert_seven (&page, 3, paint_light_on_dark, 0.97f);
  assert_seven (&page, 3, paint_blue_on_yellow, 0.97f);
  assert_seven (&page, 2, paint_clear_black, 0.97f);
  assert_seven (&page, 4, paint_clear_white, 0.97f);
}

static void
test_size_place_and_pen (void)
{
  const Page pages[] = {
    { 28, 28, 8, 6, 1.1f, 2 },         { 60, 50, 3, 4, 3, 4 },
    { 3000, 2000, 400, 300, 100, 90 }, { 3000, 2000, 1800, 200, 60, 25 },
    { 400, 400, 80, 60, 20, 2 },       { 400, 400, 80, 60, 20, 12 },
    { 400, 400, 80, 60, 20, 30 },      { 400, 400, 80, 60, 20, 55 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_test_message ("page %u", i);
    assert_seven (&pages[i], 1, paint_grey, 0.92f);
  }
}

/* A number that looks random and is not. */
static float
noise (int x, int y)
{
  guint32 h = (guint32) x * 374761393u + (guint32) y * 668265263u;

  h = (h ^ (h >> 13)) * 1274126177u;
  return (float) ((h ^ (h >> 16)) & 0xffff) / 65535;
}

/* Light falls from one side, a shadow lies over a corner, the sensor is noisy. */
static void
paint_photo (guint8 *pixel, float ink, int x, int y)
{
  float light = 90 + 0.5f * (float) x + 0.2f * (float) y;

  if (x + y < 130)
    light *= 0.6f;
  pixel[0] = pixel[1] = pixel[2] = (guint8) (light * (1 - 0.7f * ink) + 8 * noise (x, y));
}

/* Squared paper on a dark table, some dirt. */
static void
paint_sheet (guint8 *pixel, float ink, int x, int y)
{
  float light = 205 + 0.1f * (float) x;

  if (x < 12 || y > 225)
    light = 50;
  else if (x % 15 == 0 || y % 15 == 0)
    light -= 25;
  if (hypotf ((float) x - 170, (float) y - 30) < 2.5f)
    light = 60;
  pixel[0] = pixel[1] = pixel[2] = (guint8) (light * (1 - 0.75f * ink) + 5 * noise (x, y));
}

static void
test_photos (void)
{
  assert_seven (&page, 3, paint_photo, 0.93f);
  assert_seven (&page, 3, paint_sheet, 0.93f);
}

static void
paint_nothing (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = (guint8) (200 + 5 * noise (x, y));
}

static void
paint_blot (guint8 *pixel, float ink, int x, int y)
{
  pixel[0] = hypotf ((float) x - 90, (float) y - 80) < 20 ? 0 : 255;
}

static void
test_no_digit (void)
{
  g_autofree guint8 *nothing = paint_page (&page, 1, paint_nothing);
  g_autofree guint8 *blot = paint_page (&page, 1, paint_blot);
  NnPixels pixels = { nothing, page.width, page.height, page.width, 1 };
  float inks[784];

  g_assert_cmpint (nn_picture_rasterize (&pixels, inks), ==, NN_INK_EMPTY);
  pixels.bytes = blot;
  g_assert_cmpint (nn_picture_rasterize (&pixels, inks), ==, NN_INK_DOT);
  for (int i = 0; i < 784; i++)
    g_assert_true (inks[i] == 0);
  pixels.width = pixels.height = 1;
  g_assert_cmpint (nn_picture_rasterize (&pixels, inks), ==, NN_INK_EMPTY);
}

/* A GIF of 16x16: a bar of one colour on another, written by ImageMagick. */
static const guint8 bar_gif[] = {
  0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x10, 0x00, 0x10, 0x00, 0xf0, 0x01, 0x00, 0x00,
  0x00, 0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21,
  0xff, 0x0b, 0x49, 0x6d, 0x61, 0x67, 0x65, 0x4d, 0x61, 0x67, 0x69, 0x63, 0x6b, 0x0e,
  0x67, 0x61, 0x6d, 0x6d, 0x61, 0x3d, 0x30, 0x2e, 0x34, 0x35, 0x34, 0x35, 0x34, 0x35,
  0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x10, 0x00, 0x00, 0x02, 0x1a, 0x8c,
  0x8f, 0xa9, 0xcb, 0x07, 0xd0, 0xd2, 0x8b, 0x68, 0x52, 0x63, 0x6f, 0xa6, 0x3b, 0xf6,
  0xf6, 0x31, 0xe1, 0x32, 0x2a, 0xa5, 0x04, 0x5d, 0xaa, 0x5a, 0x00, 0x00, 0x3b,
};

static GBytes *
encode (const char *type)
{
  g_autofree guint8 *bytes = paint_page (&page, 3, paint_light_on_dark);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (
      bytes, GDK_COLORSPACE_RGB, FALSE, 8, page.width, page.height, page.width * 3, NULL, NULL);
  char *buffer;
  gsize size;

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, type, NULL, NULL));
  return g_bytes_new_take (buffer, size);
}

static void
test_files (void)
{
  const char *const types[] = { "png", "jpeg", "bmp", "tiff" };
  float expected[784], inks[784];
  NnInk ink;

  expected_inks (expected);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (GBytes) bytes = encode (types[i]);
    g_autoptr (GError) error = NULL;

    g_assert_true (nn_picture_read_bytes (bytes, "x", &ink, inks, &error));
    g_assert_no_error (error);
    g_assert_cmpint (ink, ==, NN_INK_DRAWING);
    g_assert_cmpfloat (likeness (inks, expected), >, 0.97f);
    for (int k = 0; k < 784; k++)
      g_assert_true (inks[k] >= 0 && inks[k] <= 1);
  }
}

/* A picture that ends early is never taken for a whole one. */
static void
test_cut_short (void)
{
  GBytes *files[] = { encode ("png"), encode ("jpeg"), encode ("bmp"), encode ("tiff"),
                      g_bytes_new_static (bar_gif, sizeof bar_gif) };
  float inks[784];
  NnInk ink;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    gsize size = g_bytes_get_size (files[i]);

    g_assert_true (nn_picture_read_bytes (files[i], "x", &ink, inks, NULL));
    for (guint k = 0; k < 40; k++) {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (files[i], 0, size * k / 40);
      g_autoptr (GError) error = NULL;

      g_assert_false (nn_picture_read_bytes (part, "x", &ink, inks, &error));
      g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
      g_assert_true (g_str_has_prefix (error->message, "x: "));
    }
    g_clear_pointer (&files[i], g_bytes_unref);
  }
}

/* What gdk-pixbuf would decode, too, is not given to it; what can be told by name is. */
static void
test_kinds (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    NnError code;
    const char *says;
  } cases[] = {
    { "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 62, NN_ERROR_UNSUPPORTED,
      "SVG" },
    { "<?xml version='1.0'?>\n<svg/>", 28, NN_ERROR_UNSUPPORTED, "SVG" },
    { "\0\0\0\030ftypheic\0\0\0\0mif1heic", 24, NN_ERROR_UNSUPPORTED, "HEIC" },
    { "\0\0\0\034ftypavif\0\0\0\0", 16, NN_ERROR_UNSUPPORTED, "AVIF" },
    { "\0\0\1\0\1\0\20\20", 8, NN_ERROR_UNSUPPORTED, "ICO" },
    { "P1 2 2 1 0 0 1", 14, NN_ERROR_FORMAT, "PNG, JPEG" },
    { "/* XPM */ static char *x[] = {\"1 1 1 1\"", 40, NN_ERROR_FORMAT, "PNG, JPEG" },
    { "RIFF\014\0\0\0ACONanih", 16, NN_ERROR_FORMAT, "PNG, JPEG" },
    { "RIFF\377\0\0\0WEBPVP8 ", 16, NN_ERROR_FORMAT, "WebP" },
  };
  float inks[784];
  NnInk ink;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, cases[i].length);
    g_autoptr (GError) error = NULL;

    g_assert_false (nn_picture_read_bytes (bytes, "x", &ink, inks, &error));
    g_assert_error (error, NN_ERROR, (int) cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

static void
put_little (guint8 *to, guint32 number)
{
  for (int i = 0; i < 4; i++)
    to[i] = (guint8) (number >> 8 * i);
}

/* Headers of a BMP that lie: gdk-pixbuf, which would ask for gigabytes, never sees them. */
static void
test_forged (void)
{
  const struct {
    gsize place;
    guint32 number;
  } lies[] = { { 10, 0xfffffff0u }, { 14, 0xf6ffca00u }, { 14, 0xffffffffu }, { 18, 0x7fffffffu },
               { 22, 60000 },       { 22, 0x80000000u }, { 22, 0 },           { 18, 0 } };
  g_autoptr (GBytes) whole = encode ("bmp");
  float inks[784];
  NnInk ink;

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    gsize size;
    guint8 *data = g_memdup2 (g_bytes_get_data (whole, &size), g_bytes_get_size (whole));
    g_autoptr (GBytes) bytes = NULL;

    put_little (data + lies[i].place, lies[i].number);
    g_assert_false (nn_picture_kind_of (data, size)->is_whole (data, size));
    bytes = g_bytes_new_take (data, size);
    g_assert_false (nn_picture_read_bytes (bytes, "x", &ink, inks, NULL));
  }
}

/* A PNG that claims 60 000 by 60 000 pixels. */
static const guint8 huge[]
    = { 0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I', 'H', 'D',
        'R',  0,    0,    0xea, 0x60, 0,    0,    0xea, 0x60, 8,    0,    0,    0,   0,   0xa5,
        0xb9, 0x2a, 0x9e, 0,    0,    0,    1,    'I',  'D',  'A',  'T',  0x78, 0,   0,   0,
        0,    0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82 };

static void
test_refuses (void)
{
  g_autoptr (GBytes) large = g_bytes_new_static (huge, sizeof huge);
  g_autoptr (GBytes) text = g_bytes_new_static ("seven", 5);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GFile) missing = g_file_new_for_path ("/nowhere/seven.png");
  GError *error = NULL;
  float inks[784];
  NnInk ink;

  g_assert_false (nn_picture_read_bytes (text, "x", &ink, inks, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (nn_picture_read_bytes (nothing, "x", &ink, inks, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (nn_picture_read_bytes (large, "x", &ink, inks, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (nn_picture_read (missing, &ink, inks, &error));
  g_assert_error (error, NN_ERROR, NN_ERROR_MISSING);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/ink-and-paper", test_ink_and_paper);
  g_test_add_func ("/picture/size-place-and-pen", test_size_place_and_pen);
  g_test_add_func ("/picture/photos", test_photos);
  g_test_add_func ("/picture/no-digit", test_no_digit);
  g_test_add_func ("/picture/files", test_files);
  g_test_add_func ("/picture/cut-short", test_cut_short);
  g_test_add_func ("/picture/kinds", test_kinds);
  g_test_add_func ("/picture/forged", test_forged);
  g_test_add_func ("/picture/refuses", test_refuses);
  return g_test_run ();
}
