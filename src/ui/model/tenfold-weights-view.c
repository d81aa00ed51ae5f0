/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-weights-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-scale.h"

#define NATURAL_WIDTH 288
#define MAX_HEIGHT 420
#define MAX_CELL 24
#define SCALE_HEIGHT 8
#define SCALE_GAP 8

struct _TenfoldWeightsView {
  GtkWidget parent_instance;

  TenfoldWeights *weights;
};

G_DEFINE_FINAL_TYPE (TenfoldWeightsView, tenfold_weights_view, GTK_TYPE_WIDGET)

/* The side of a cell; whole pixels where there is room for more than one. */
static double
get_cell (TenfoldWeightsView *self, int width)
{
  double cell
      = MIN ((double) width / self->weights->width, (double) MAX_HEIGHT / self->weights->height);

  return cell >= 1 ? MIN (floor (cell), MAX_CELL) : cell;
}

static PangoLayout *
number_layout (TenfoldWeightsView *self, double number)
{
  g_autofree char *text = tenfold_scale_format (number, fabs (number) / 100, TENFOLD_UNIT_NUMBER);
  g_autoptr (PangoAttrList) small = pango_attr_list_new ();
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_attr_list_insert (small, pango_attr_scale_new (0.85));
  pango_layout_set_attributes (layout, small);
  return layout;
}

static int
get_scale_height (TenfoldWeightsView *self)
{
  g_autoptr (PangoLayout) text = number_layout (self, 0);
  int height;

  pango_layout_get_pixel_size (text, NULL, &height);
  return MAX (height, SCALE_HEIGHT) + SCALE_GAP;
}

static GtkSizeRequestMode
tenfold_weights_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tenfold_weights_view_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  TenfoldWeightsView *self = TENFOLD_WEIGHTS_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 120;
    *natural = NATURAL_WIDTH;
  } else if (self->weights != NULL) {
    double cell = get_cell (self, for_size > 0 ? for_size : NATURAL_WIDTH);

    *minimum = *natural = (int) ceil (cell * self->weights->height) + get_scale_height (self);
  } else {
    *minimum = *natural = 0;
  }
  *minimum_baseline = *natural_baseline = -1;
}

/* What a tile is, where its numbers are all zero too. */
static void
draw_paper (TenfoldWeightsView *self, cairo_t *cr, double cell)
{
  const TenfoldWeights *w = self->weights;

  if (w->kind == TENFOLD_WEIGHTS_MATRIX) {
    cairo_rectangle (cr, 0, 0, cell * w->width, cell * w->height);
    cairo_fill (cr);
    return;
  }
  for (gint64 t = 0; t < w->n_shown; t++) {
    double left = (double) (t % w->columns) * (w->tile_width + 1) * cell;
    double top = (double) (t / w->columns) * (w->tile_height + 1) * cell;

    cairo_rectangle (cr, left, top, w->tile_width * cell, w->tile_height * cell);
  }
  cairo_fill (cr);
}

/* From the negative end over nothing to the positive one, with the numbers at the ends. */
static void
draw_scale (TenfoldWeightsView *self, GtkSnapshot *snapshot, int width, float y, const GdkRGBA *ink)
{
  g_autoptr (PangoLayout) low = number_layout (self, -self->weights->largest);
  g_autoptr (PangoLayout) high = number_layout (self, self->weights->largest);
  int low_width, high_width, height;
  float left, length, top;
  cairo_t *cr;

  pango_layout_get_pixel_size (low, &low_width, &height);
  pango_layout_get_pixel_size (high, &high_width, NULL);
  length = (float) MIN (120, width - low_width - high_width - 12);
  if (length < 10)
    return;
  left = (float) low_width + 6;
  top = y + (float) (height - SCALE_HEIGHT) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, y));
  gtk_snapshot_append_layout (snapshot, low, ink);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left + length + 6, 0));
  gtk_snapshot_append_layout (snapshot, high, ink);
  gtk_snapshot_restore (snapshot);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (left, top, length, SCALE_HEIGHT));
  for (int i = 0; i < (int) length; i++) {
    double rgba[4];

    tenfold_weights_color (2 * (i + 0.5) / length - 1, tenfold_is_light (ink), rgba);
    cairo_set_source_rgba (cr, rgba[0], rgba[1], rgba[2], rgba[3]);
    cairo_rectangle (cr, left + (float) i, top, 1, SCALE_HEIGHT);
    cairo_fill (cr);
  }
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.25);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, left + 0.5, top + 0.5, length - 1, SCALE_HEIGHT - 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
tenfold_weights_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldWeightsView *self = TENFOLD_WEIGHTS_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  double cell, height;
  GdkRGBA ink;
  cairo_t *cr;

  if (self->weights == NULL || width <= 0)
    return;
  cell = get_cell (self, width);
  height = ceil (cell * self->weights->height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) (cell * self->weights->width), (float) height));
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.06);
  draw_paper (self, cr, cell);
  tenfold_weights_draw (self->weights, cr, cell, tenfold_is_light (&ink));
  cairo_destroy (cr);
  if (self->weights->largest > 0)
    draw_scale (self, snapshot, width, (float) height + SCALE_GAP, &ink);
}

static void
tenfold_weights_view_finalize (GObject *object)
{
  g_clear_pointer (&TENFOLD_WEIGHTS_VIEW (object)->weights, tenfold_weights_free);
  G_OBJECT_CLASS (tenfold_weights_view_parent_class)->finalize (object);
}

static void
tenfold_weights_view_class_init (TenfoldWeightsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tenfold_weights_view_finalize;
  widget_class->get_request_mode = tenfold_weights_view_get_request_mode;
  widget_class->measure = tenfold_weights_view_measure;
  widget_class->snapshot = tenfold_weights_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "weights");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_weights_view_init (TenfoldWeightsView *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Weights as a picture"), -1);
}

GtkWidget *
tenfold_weights_view_new (void)
{
  return g_object_new (TENFOLD_TYPE_WEIGHTS_VIEW, NULL);
}

void
tenfold_weights_view_set_weights (TenfoldWeightsView *self,
                                  TenfoldWeights *weights,
                                  const char *description)
{
  const TenfoldWeights *before = self->weights;
  gboolean same_size;

  g_return_if_fail (TENFOLD_IS_WEIGHTS_VIEW (self));
  same_size = before != NULL && weights != NULL && before->width == weights->width
              && before->height == weights->height;
  g_clear_pointer (&self->weights, tenfold_weights_free);
  self->weights = weights;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "", -1);
  if (same_size)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}
