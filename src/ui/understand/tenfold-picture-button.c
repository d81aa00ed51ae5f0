/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-picture-button.h"

#include <glib/gi18n.h>

#include "nn/base/nn-digit.h"
#include "ui/pad/tenfold-ink-layer.h"

#define PICTURE_KEY "tenfold-picture"
#define SIDE (2 * NN_PICTURE_SIDE)

typedef struct {
  guint8 pixels[NN_PICTURE_PIXELS];
  int label;
} Picture;

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Picture *picture = data;
  double side = MIN (width, height);
  double colour[4];
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  colour[0] = ink.red;
  colour[1] = ink.green;
  colour[2] = ink.blue;
  colour[3] = ink.alpha;
  cairo_translate (cr, (width - side) / 2, (height - side) / 2);
  tenfold_ink_draw_picture (cr, picture->pixels, side, colour);
}

GtkWidget *
tenfold_picture_button_new (const guint8 *pixels, int label, const char *caption, const char *name)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *area = gtk_drawing_area_new ();
  GtkWidget *text = gtk_label_new (caption);
  Picture *picture = g_new (Picture, 1);

  memcpy (picture->pixels, pixels, sizeof picture->pixels);
  picture->label = label;
  g_object_set_data_full (G_OBJECT (button), PICTURE_KEY, picture, g_free);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SIDE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SIDE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, picture, NULL);
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "numeric");
  gtk_box_append (GTK_BOX (box), area);
  gtk_box_append (GTK_BOX (box), text);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Put It on the Pad"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

const guint8 *
tenfold_picture_button_get (GtkWidget *button, int *label)
{
  const Picture *picture = g_object_get_data (G_OBJECT (button), PICTURE_KEY);

  *label = picture->label;
  return picture->pixels;
}
