/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-look.h"

#include <math.h>

#define BLUE 0x0072b2
#define SKY_BLUE 0x56b4e9
#define GREEN 0x009e73
#define YELLOW 0xf0e442
#define ORANGE 0xe69f00
#define VERMILLION 0xd55e00
#define PURPLE 0xcc79a7

GdkRGBA
tenfold_look_get_color (guint look, gboolean on_dark)
{
  static const guint32 on_light_colors[] = { BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY_BLUE };
  static const guint32 on_dark_colors[] = { SKY_BLUE, ORANGE, GREEN, PURPLE, YELLOW, VERMILLION };
  guint32 color = on_dark ? on_dark_colors[look % G_N_ELEMENTS (on_dark_colors)]
                          : on_light_colors[look % G_N_ELEMENTS (on_light_colors)];

  return (GdkRGBA){ (color >> 16 & 255) / 255.0f, (color >> 8 & 255) / 255.0f,
                    (color & 255) / 255.0f, 1 };
}

void
tenfold_look_set_training (cairo_t *cr, double width)
{
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
tenfold_look_set_validation (cairo_t *cr, double width)
{
  static const double dash[] = { 5, 3 };

  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dash, 2, 0);
}

/* A polygon of corners at the given radii in turn, the first one straight up. */
static void
add_polygon (cairo_t *cr, double x, double y, guint n, double radius, double inner, double turn)
{
  for (guint i = 0; i < n; i++) {
    double angle = 2 * G_PI * (i + turn) / n - G_PI / 2;
    double r = i % 2 == 0 ? radius : inner;

    if (i == 0)
      cairo_move_to (cr, x + r * cos (angle), y + r * sin (angle));
    else
      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
  }
  cairo_close_path (cr);
}

void
tenfold_look_add_dot (cairo_t *cr, guint look, double x, double y, double radius)
{
  switch (look % 5) {
  case 0:
    cairo_new_sub_path (cr);
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    cairo_close_path (cr);
    break;
  case 1:
    add_polygon (cr, x, y, 4, radius * 1.25, radius * 1.25, 0.5);
    break;
  case 2:
    add_polygon (cr, x, y, 3, radius * 1.4, radius * 1.4, 0);
    break;
  case 3:
    add_polygon (cr, x, y, 4, radius * 1.4, radius * 1.4, 0);
    break;
  default:
    add_polygon (cr, x, y, 3, radius * 1.4, radius * 1.4, 1.5);
    break;
  }
}

void
tenfold_look_add_star (cairo_t *cr, double x, double y, double radius)
{
  add_polygon (cr, x, y, 10, radius, radius * 0.42, 0);
}

gboolean
tenfold_is_light (const GdkRGBA *color)
{
  return 0.2126 * color->red + 0.7152 * color->green + 0.0722 * color->blue > 0.5;
}
