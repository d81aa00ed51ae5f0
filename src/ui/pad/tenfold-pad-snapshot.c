/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-private.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
  GdkRGBA ink, paper;
  double side;
} Look;

/* Ink is opaque, so that strokes that cross do not darken: its colour as seen on the paper. */
static void
find_colours (TenfoldPad *self, Look *look)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA ink;

  gtk_style_context_get_color (style, &ink);
  if (!gtk_style_context_lookup_color (style, "view_bg_color", &look->paper))
    look->paper = (GdkRGBA){ 1, 1, 1, 1 };
  look->ink = (GdkRGBA){ ink.alpha * ink.red + (1 - ink.alpha) * look->paper.red,
                         ink.alpha * ink.green + (1 - ink.alpha) * look->paper.green,
                         ink.alpha * ink.blue + (1 - ink.alpha) * look->paper.blue, 1 };
}

static GdkRGBA
faint (const Look *look, float alpha)
{
  GdkRGBA colour = look->ink;

  colour.alpha = alpha;
  return colour;
}

/* Lines between the pixels of the network's picture; every seventh a little stronger. */
static void
draw_grid (GtkSnapshot *snapshot, const Look *look)
{
  for (int i = 1; i < NN_PICTURE_SIDE; i++) {
    GdkRGBA colour = faint (look, i % 7 == 0 ? 0.22f : 0.09f);
    float place = floorf ((float) (i * look->side / NN_PICTURE_SIDE));

    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (place, 0, 1, (float) look->side));
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, place, (float) look->side, 1));
  }
}

/* The end of the live stroke, which is not in the layer. */
static void
draw_rest (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look, guint rest)
{
  TenfoldStroke *live = tenfold_ink_get_live_stroke (self->ink);
  double reach = tenfold_stroke_get_width (live) * look->side + 2;
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  guint n;
  const NnPoint *points = tenfold_stroke_get_points (live, &n);
  cairo_t *cr;

  for (guint i = rest > 0 ? rest - 1 : 0; i < n; i++) {
    left = fmin (left, points[i].x * look->side);
    right = fmax (right, points[i].x * look->side);
    top = fmin (top, points[i].y * look->side);
    bottom = fmax (bottom, points[i].y * look->side);
  }
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) floor (left - reach), (float) floor (top - reach),
                                     (float) ceil (right - left + 2 * reach),
                                     (float) ceil (bottom - top + 2 * reach)));
  gdk_cairo_set_source_rgba (cr, &look->ink);
  tenfold_stroke_draw (live, cr, look->side, rest, G_MAXUINT);
  cairo_destroy (cr);
}

/* The pixels as they are now. A texture would do as well, but without OpenGL GTK converts all of a
 * texture whenever it draws a part of it. */
static GskRenderNode *
node_of_surface (cairo_surface_t *surface, float side)
{
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, side, side));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  double scale = (double) side / cairo_image_surface_get_width (surface);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

static void
draw_ink (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  const double colour[4] = { look->ink.red, look->ink.green, look->ink.blue, 1 };
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint generation, rest;
  cairo_surface_t *surface = tenfold_ink_layer_update (
      self->layer, self->ink, (int) look->side * scale, colour, &generation, &rest);

  if (!self->painted || generation != self->generation) {
    g_clear_pointer (&self->painted, gsk_render_node_unref);
    self->painted = node_of_surface (surface, (float) look->side);
    self->generation = generation;
  }
  gtk_snapshot_append_node (snapshot, self->painted);
  if (rest != G_MAXUINT)
    draw_rest (self, snapshot, look, rest);
}

static void
draw_invitation (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  g_autoptr (PangoLayout) layout
      = gtk_widget_create_pango_layout (GTK_WIDGET (self), _ ("Draw a digit"));
  PangoAttrList *larger = pango_attr_list_new ();
  GdkRGBA colour = faint (look, 0.65f);
  int height;

  pango_attr_list_insert (larger, pango_attr_scale_new (1.3));
  pango_layout_set_attributes (layout, larger);
  pango_attr_list_unref (larger);
  pango_layout_set_width (layout, (int) (look->side * 0.8) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) floor (look->side * 0.1),
                                                (float) floor ((look->side - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* A ring as large as what the tool does; filled where the keyboard holds the pen down. */
static void
draw_tool (TenfoldPad *self, GtkSnapshot *snapshot, const Look *look)
{
  gboolean pen = self->tool == TENFOLD_TOOL_PEN;
  double radius = (pen ? self->width / 2 / NN_PICTURE_SIDE : tenfold_pad_get_eraser_radius (self));
  double x = self->x * look->side, y = self->y * look->side;
  cairo_t *cr;

  radius = fmax (3, radius * look->side);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) floor (x - radius - 10),
                                                                 (float) floor (y - radius - 10),
                                                                 (float) ceil (2 * radius + 21),
                                                                 (float) ceil (2 * radius + 21)));
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &look->paper);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &look->ink);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  if (self->keys) {
    const double in = radius + 3, out = radius + 8;

    for (int i = 0; i < 4; i++) {
      double dx = i % 2 ? 0 : 1 - i, dy = i % 2 ? 2 - i : 0;

      cairo_move_to (cr, x + dx * in, y + dy * in);
      cairo_line_to (cr, x + dx * out, y + dy * out);
    }
    cairo_stroke (cr);
    if (self->keys_down) {
      cairo_arc (cr, x, y, 2.5, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, pen ? &look->paper : &look->ink);
      cairo_fill (cr);
    }
  }
  cairo_destroy (cr);
}

void
tenfold_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPad *self = TENFOLD_PAD (widget);
  double x, y;
  Look look;

  tenfold_pad_get_square (self, &x, &y, &look.side);
  find_colours (self, &look);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  if (self->grid)
    draw_grid (snapshot, &look);
  if (!tenfold_ink_is_empty (self->ink))
    draw_ink (self, snapshot, &look);
  else if (!self->keys || !gtk_widget_has_focus (widget))
    draw_invitation (self, snapshot, &look);
  if (self->keys ? gtk_widget_has_focus (widget) : self->hover && self->tool != TENFOLD_TOOL_PEN)
    draw_tool (self, snapshot, &look);
  gtk_snapshot_restore (snapshot);
}
