/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-picture-button.h"

#include <glib/gi18n.h>

#include "nn/base/nn-digit.h"
#include "ui/pad/tenfold-ink-layer.h"

#define SHOWN_KEY "tenfold-picture"
#define SIDE (2 * NN_PICTURE_SIDE)

typedef struct {
  TenfoldViewPane *pane; /* which has the button */
  GtkWidget *area, *caption;
  guint8 pixels[NN_PICTURE_PIXELS];
  int label;
} Shown;

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Shown *shown = data;
  double side = MIN (width, height);
  double colour[4];
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  colour[0] = ink.red;
  colour[1] = ink.green;
  colour[2] = ink.blue;
  colour[3] = ink.alpha;
  cairo_translate (cr, (width - side) / 2, (height - side) / 2);
  tenfold_ink_draw_picture (cr, shown->pixels, side, colour);
}

static void
clicked_cb (GtkWidget *button)
{
  const Shown *shown = g_object_get_data (G_OBJECT (button), SHOWN_KEY);

  tenfold_view_pane_choose_picture (shown->pane, shown->pixels, shown->label);
}

static GtkWidget *
button_new (TenfoldViewPane *pane)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Shown *shown = g_new0 (Shown, 1);

  shown->pane = pane;
  shown->area = gtk_drawing_area_new ();
  shown->caption = gtk_label_new (NULL);
  g_object_set_data_full (G_OBJECT (button), SHOWN_KEY, shown, g_free);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (shown->area), SIDE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (shown->area), SIDE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (shown->area), draw_cb, shown, NULL);
  gtk_widget_add_css_class (shown->caption, "caption");
  gtk_widget_add_css_class (shown->caption, "numeric");
  gtk_box_append (GTK_BOX (box), shown->area);
  gtk_box_append (GTK_BOX (box), shown->caption);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Put It on the Pad"));
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  return button;
}

static GtkWidget *
nth (GtkWidget *row, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  while (child != NULL && n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

void
tenfold_picture_row_set (GtkWidget *row,
                         guint i,
                         const TenfoldPicture *picture,
                         TenfoldViewPane *pane)
{
  GtkWidget *button = nth (row, i);
  Shown *shown;

  if (button == NULL) {
    button = button_new (pane);
    gtk_widget_insert_before (button, row, NULL);
  }
  shown = g_object_get_data (G_OBJECT (button), SHOWN_KEY);
  memcpy (shown->pixels, picture->pixels, sizeof shown->pixels);
  shown->label = picture->label;
  gtk_label_set_text (GTK_LABEL (shown->caption), picture->caption);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  picture->name, -1);
  gtk_widget_queue_draw (shown->area);
}

void
tenfold_picture_row_trim (GtkWidget *row, guint n)
{
  GtkWidget *button;

  while ((button = nth (row, n)) != NULL) {
    if (n > 0 && gtk_widget_has_focus (button))
      gtk_widget_grab_focus (nth (row, n - 1));
    gtk_widget_unparent (button);
  }
}
