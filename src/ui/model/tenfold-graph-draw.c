/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-draw.h"

#include <math.h>

#include "ui/model/tenfold-graph-picture.h"
#include "ui/widgets/tenfold-look.h"

#define RADIUS 8.0
#define ARROW 5.0

typedef struct {
  const TenfoldGraphPicture *picture;
  cairo_t *cr;
  PangoLayout *text;
  const TenfoldGraphStyle *style;
  PangoAttrList *bold, *small;
  double line;
} Drawing;

PangoAttrList *
tenfold_graph_title_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  return attributes;
}

PangoAttrList *
tenfold_graph_name_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  return attributes;
}

double
tenfold_graph_line_height (PangoLayout *text)
{
  PangoContext *context = pango_layout_get_context (text);
  const PangoFontDescription *font = pango_layout_get_font_description (text);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, font, NULL);
  double height
      = (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics))
        / (double) PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return ceil (height);
}

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, alpha);
}

/* --- ways --- */

static void
add_way (cairo_t *cr, const TenfoldGraphEdge *edge)
{
  const TenfoldGraphPoint *p = edge->points;

  cairo_move_to (cr, p[0].x, p[0].y);
  for (guint i = 0; i + 1 < edge->n_points; i += 2) {
    double bend = (p[i + 1].y - p[i].y) / 2;

    if (i > 0)
      cairo_line_to (cr, p[i].x, p[i].y);
    cairo_curve_to (cr, p[i].x, p[i].y + bend, p[i + 1].x, p[i + 1].y - bend, p[i + 1].x,
                    p[i + 1].y);
  }
}

static void
add_arrow (cairo_t *cr, const TenfoldGraphEdge *edge)
{
  const TenfoldGraphPoint *end = &edge->points[edge->n_points - 1];

  cairo_move_to (cr, end->x, end->y);
  cairo_line_to (cr, end->x - ARROW * 0.7, end->y - ARROW * 1.4);
  cairo_line_to (cr, end->x + ARROW * 0.7, end->y - ARROW * 1.4);
  cairo_close_path (cr);
}

static void
draw_ways (Drawing *d)
{
  const TenfoldGraphLayout *layout = d->picture->layout;

  cairo_set_line_width (d->cr, d->style->high_contrast ? 2 : 1.5);
  set_color (d->cr, &d->style->foreground, d->style->high_contrast ? 0.9 : 0.45);
  for (guint e = 0; e < layout->n_edges; e++)
    add_way (d->cr, &layout->edges[e]);
  cairo_stroke (d->cr);
  set_color (d->cr, &d->style->foreground, d->style->high_contrast ? 1 : 0.6);
  for (guint e = 0; e < layout->n_edges; e++)
    add_arrow (d->cr, &layout->edges[e]);
  cairo_fill (d->cr);
}

/* In the middle of the first bend, on a patch of paper. */
static void
draw_label (Drawing *d, guint e)
{
  const TenfoldGraphPoint *p = d->picture->layout->edges[e].points;
  double x = (p[0].x + p[1].x) / 2, y = (p[0].y + p[1].y) / 2 - ARROW * 0.5;
  int width, height;

  pango_layout_set_width (d->text, -1);
  pango_layout_set_attributes (d->text, d->small);
  pango_layout_set_text (d->text, d->picture->labels[e], -1);
  pango_layout_get_pixel_size (d->text, &width, &height);
  cairo_rectangle (d->cr, x - width / 2.0 - 2, y - height / 2.0, width + 4, height);
  set_color (d->cr, &d->style->background, 1);
  cairo_fill (d->cr);
  set_color (d->cr, &d->style->foreground, d->style->high_contrast ? 1 : 0.8);
  cairo_move_to (d->cr, round (x - width / 2.0), round (y - height / 2.0));
  pango_cairo_show_layout (d->cr, d->text);
}

/* --- boxes --- */

/* A place in the look table, whose colours are safe for colour-blind people; the words say it too.
 */
static guint
get_look (const TenfoldGraphItem *item)
{
  static const guint looks[] = {
    [TENFOLD_OPERATOR_LAYER] = 0,      [TENFOLD_OPERATOR_ACTIVATION] = 4,
    [TENFOLD_OPERATOR_POOLING] = 2,    [TENFOLD_OPERATOR_NORMALIZATION] = 3,
    [TENFOLD_OPERATOR_ARITHMETIC] = 1,
  };

  return looks[item->operator_kind];
}

static gboolean
is_grey (const TenfoldGraphItem *item)
{
  return item->kind != TENFOLD_ITEM_NODE || item->operator_kind == TENFOLD_OPERATOR_SHAPE;
}

static void
add_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
add_box (cairo_t *cr, const TenfoldGraphPicture *picture, guint i, double grow)
{
  const TenfoldGraphBox *box = &picture->layout->boxes[i];
  gboolean round_ends = picture->items[i].kind != TENFOLD_ITEM_NODE;

  add_rounded (cr, box->x - box->width / 2 - grow, box->y - box->height / 2 - grow,
               box->width + 2 * grow, box->height + 2 * grow,
               round_ends ? box->height / 2 + grow : RADIUS + grow);
}

static void
draw_line (Drawing *d, const TenfoldGraphBox *box, const char *string, double y)
{
  int width;

  pango_layout_set_text (d->text, string, -1);
  pango_layout_set_ellipsize (d->text, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_width (d->text, (int) ((box->width - TENFOLD_GRAPH_PADDING_X) * PANGO_SCALE));
  pango_layout_get_pixel_size (d->text, &width, NULL);
  pango_layout_set_width (d->text, MIN (width + 1, (int) (box->width)) * PANGO_SCALE);
  cairo_move_to (d->cr, round (box->x - width / 2.0), round (y));
  pango_cairo_show_layout (d->cr, d->text);
  pango_layout_set_width (d->text, -1);
  pango_layout_set_ellipsize (d->text, PANGO_ELLIPSIZE_NONE);
}

static void
draw_box (Drawing *d, guint i)
{
  const TenfoldGraphItem *item = &d->picture->items[i];
  const TenfoldGraphBox *box = &d->picture->layout->boxes[i];
  gboolean on_dark = tenfold_is_light (&d->style->foreground);
  GdkRGBA color
      = is_grey (item) ? d->style->foreground : tenfold_look_get_color (get_look (item), on_dark);
  double top = box->y - box->height / 2 + TENFOLD_GRAPH_PADDING_Y;

  add_box (d->cr, d->picture, i, 0);
  set_color (d->cr, &d->style->background, 1);
  cairo_fill_preserve (d->cr);
  set_color (d->cr, &color, is_grey (item) ? 0.07 : (on_dark ? 0.22 : 0.16));
  cairo_fill_preserve (d->cr);
  set_color (d->cr, &color, d->style->high_contrast ? 1 : (is_grey (item) ? 0.3 : 0.75));
  cairo_set_line_width (d->cr, d->style->high_contrast ? 2 : 1);
  cairo_stroke (d->cr);
  set_color (d->cr, &d->style->foreground, 1);
  pango_layout_set_attributes (d->text, d->bold);
  draw_line (d, box, item->title, top);
  set_color (d->cr, &d->style->foreground, d->style->high_contrast ? 1 : 0.75);
  pango_layout_set_attributes (d->text, d->small);
  draw_line (d, box, item->name, top + d->line);
}

void
tenfold_graph_picture_draw (const TenfoldGraphPicture *self,
                            cairo_t *cr,
                            PangoLayout *text,
                            const TenfoldGraphStyle *style)
{
  g_autoptr (PangoAttrList) bold = tenfold_graph_title_attributes ();
  g_autoptr (PangoAttrList) small = tenfold_graph_name_attributes ();
  Drawing d = { self, cr, text, style, bold, small, tenfold_graph_line_height (text) };

  cairo_save (cr);
  cairo_translate (cr, TENFOLD_GRAPH_MARGIN, TENFOLD_GRAPH_MARGIN);
  draw_ways (&d);
  for (guint e = 0; e < self->layout->n_edges; e++)
    if (self->labels[e] != NULL)
      draw_label (&d, e);
  for (guint i = 0; i < self->n_items; i++)
    draw_box (&d, i);
  pango_layout_set_attributes (text, NULL);
  cairo_restore (cr);
}

void
tenfold_graph_picture_draw_selected (const TenfoldGraphPicture *self,
                                     cairo_t *cr,
                                     const GdkRGBA *accent,
                                     guint item)
{
  cairo_save (cr);
  cairo_translate (cr, TENFOLD_GRAPH_MARGIN, TENFOLD_GRAPH_MARGIN);
  set_color (cr, accent, 1);
  cairo_set_line_width (cr, 3);
  add_box (cr, self, item, 2);
  cairo_stroke (cr);
  cairo_restore (cr);
}
