/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-preview.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/pad/tenfold-ink-layer.h"

struct _TenfoldPreview {
  GtkWidget parent_instance;
  guint8 pixels[NN_PICTURE_PIXELS];
};

G_DEFINE_FINAL_TYPE (TenfoldPreview, tenfold_preview, GTK_TYPE_WIDGET)

static void
tenfold_preview_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = NN_PICTURE_SIDE;
  *natural = 3 * NN_PICTURE_SIDE;
  *minimum_baseline = *natural_baseline = -1;
}

/* Every pixel of the picture takes the same whole number of pixels of the screen. */
static void
tenfold_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPreview *self = TENFOLD_PREVIEW (widget);
  int factor = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int cell = MIN (width, height) * factor / NN_PICTURE_SIDE;
  double side = (double) cell * NN_PICTURE_SIDE / factor;
  double colour[4];
  GdkRGBA ink;
  cairo_t *cr;

  if (cell == 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  colour[0] = ink.red;
  colour[1] = ink.green;
  colour[2] = ink.blue;
  colour[3] = ink.alpha;
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, (int) ((width - side) / 2), (int) ((height - side) / 2));
  tenfold_ink_draw_picture (cr, self->pixels, side, colour);
  cairo_destroy (cr);
}

static void
tenfold_preview_class_init (TenfoldPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = tenfold_preview_measure;
  widget_class->snapshot = tenfold_preview_snapshot;
  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_preview_init (TenfoldPreview *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               _ ("What the network sees: 28 × 28 pixels, scaled and centred"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The drawing as the network sees it"), -1);
}

void
tenfold_preview_set_inks (TenfoldPreview *self, const float *inks)
{
  guint8 pixels[NN_PICTURE_PIXELS];

  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (CLAMP (inks[i], 0.0f, 1.0f) * 255 + 0.5f);
  if (memcmp (pixels, self->pixels, sizeof pixels) == 0)
    return;
  memcpy (self->pixels, pixels, sizeof pixels);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
