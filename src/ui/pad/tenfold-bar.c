/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/tenfold-spoken.h"

#define GAP 8
#define LEAST_BAR 56

struct _TenfoldBar {
  GtkWidget parent_instance;

  TenfoldBarState state;
  double probability, length;
  TenfoldSpoken *spoken;

  PangoLayout *name, *number;
  int name_width, number_width; /* of the columns */
  int text_height;
  guint measured_for; /* the serial number of the font's context; never 0 */
};

G_DEFINE_FINAL_TYPE (TenfoldBar, tenfold_bar, GTK_TYPE_WIDGET)

char *
tenfold_bar_format (double probability)
{
  int percent = (int) floor (probability * 100 + 0.5);

  if (percent == 100 && probability < 0.9995)
    /* Translators: a probability of more than 99 percent. */
    return g_strdup (_ (">99 %"));
  /* Translators: a probability in percent. */
  return g_strdup_printf (_ ("%d %%"), percent);
}

/* Figures of one width, so that numbers do not dance. */
static PangoLayout *
new_layout (TenfoldBar *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

/* The width of a text when it is bold: columns stay where they are when a row wins. */
static int
bold_width (TenfoldBar *self, const char *text)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text);
  PangoAttrList *attributes = pango_layout_get_attributes (layout);
  int width;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_context_changed (layout);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* The columns, for the font that is there now. */
static void
measure_columns (TenfoldBar *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  g_autofree char *all = tenfold_bar_format (1);
  g_autofree char *almost = tenfold_bar_format (0.999);

  if (self->measured_for == pango_context_get_serial (context))
    return;
  self->measured_for = pango_context_get_serial (context);
  self->name_width = bold_width (self, "0");
  self->number_width = MAX (bold_width (self, all), bold_width (self, almost));
  pango_layout_get_pixel_size (self->name, NULL, &self->text_height);
}

/* Lays out the texts; a row that is lower than its text gets smaller text. */
static void
lay_out (TenfoldBar *self, int height)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (height < self->text_height)
    pango_attr_list_insert (attributes,
                            pango_attr_scale_new (fmax ((double) height / self->text_height, 0.3)));
  pango_layout_set_attributes (self->name, attributes);
  pango_layout_set_attributes (self->number, attributes);
  pango_attr_list_unref (attributes);
}

static void
tenfold_bar_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  TenfoldBar *self = TENFOLD_BAR (widget);

  measure_columns (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = self->name_width + self->number_width + 2 * GAP + LEAST_BAR;
    *natural = *minimum + 80;
  } else {
    *minimum = MIN (12, self->text_height * 4 / 5);
    *natural = self->text_height * 3 / 2;
  }
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  measure_columns (TENFOLD_BAR (widget));
  lay_out (TENFOLD_BAR (widget), height);
}

static void
append_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, int height, const GdkRGBA *c)
{
  int text_height;

  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) x, floorf ((float) (height - text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, c);
  gtk_snapshot_restore (snapshot);
}

static void
append_bar (GtkSnapshot *snapshot,
            double x,
            double y,
            double width,
            double height,
            const GdkRGBA *colour)
{
  GskRoundedRect shape;

  if (width <= 0)
    return;
  gsk_rounded_rect_init_from_rect (
      &shape, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height),
      (float) fmin (height / 2, 4));
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, colour, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
tenfold_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldBar *self = TENFOLD_BAR (widget);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int text_width;
  double left = self->name_width + GAP, right = width - self->number_width - GAP;
  double thick = CLAMP (height * 0.5, 4, 14), y = floor ((height - thick) / 2);
  double full = fmax (0, right - left), long_ = full * CLAMP (self->length, 0.0, 1.0);
  GdkRGBA colour, faint, fill;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  faint = fill = colour;
  faint.alpha
      *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.3f : 0.12f;
  fill.alpha *= self->state == TENFOLD_BAR_WINNER ? 1.0f : 0.5f;

  append_bar (snapshot, mirrored ? width - right : left, y, full, thick, &faint);
  if (long_ > 0.5)
    append_bar (snapshot, mirrored ? width - left - long_ : left, y, fmax (long_, 2), thick, &fill);
  pango_layout_get_pixel_size (self->name, &text_width, NULL);
  append_text (snapshot, self->name, mirrored ? width - text_width : 0, height, &colour);
  pango_layout_get_pixel_size (self->number, &text_width, NULL);
  append_text (snapshot, self->number, mirrored ? 0 : width - text_width, height, &colour);
}

static void
tenfold_bar_dispose (GObject *object)
{
  TenfoldBar *self = TENFOLD_BAR (object);

  g_clear_object (&self->name);
  g_clear_object (&self->number);
  g_clear_pointer (&self->spoken, tenfold_spoken_free);
  G_OBJECT_CLASS (tenfold_bar_parent_class)->dispose (object);
}

static void
tenfold_bar_class_init (TenfoldBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_bar_dispose;
  widget_class->measure = tenfold_bar_measure;
  widget_class->size_allocate = tenfold_bar_size_allocate;
  widget_class->snapshot = tenfold_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static char *
words (GtkWidget *widget)
{
  TenfoldBar *self = TENFOLD_BAR (widget);
  const char *text = tenfold_bar_get_text (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->probability * 100, -1);
  return g_strdup (*text != '\0' ? text : _ ("nothing read"));
}

static void
tenfold_bar_init (TenfoldBar *self)
{
  self->spoken = tenfold_spoken_new (GTK_WIDGET (self), words);
  self->name = new_layout (self, "");
  self->number = new_layout (self, "");
  gtk_widget_add_css_class (GTK_WIDGET (self), "dim");
}

GtkWidget *
tenfold_bar_new (int digit)
{
  TenfoldBar *self = g_object_new (TENFOLD_TYPE_BAR, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Digit %d"), digit);
  g_autofree char *name = g_strdup_printf ("%d", digit);

  pango_layout_set_text (self->name, name, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
      GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
      GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
      _ ("nothing read"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("nothing read"), -1);
  return GTK_WIDGET (self);
}

static void
set_class (TenfoldBar *self, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

void
tenfold_bar_set (TenfoldBar *self, TenfoldBarState state, double probability)
{
  g_autofree char *text = NULL;

  probability = state == TENFOLD_BAR_NONE ? 0 : CLAMP (probability, 0.0, 1.0);
  text = state == TENFOLD_BAR_NONE ? g_strdup ("") : tenfold_bar_format (probability);
  if (state != self->state) {
    self->state = state;
    set_class (self, "winner", state == TENFOLD_BAR_WINNER);
    set_class (self, "dim", state == TENFOLD_BAR_DIM || state == TENFOLD_BAR_NONE);
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
  self->probability = probability;
  if (strcmp (text, tenfold_bar_get_text (self)) == 0)
    return;
  pango_layout_set_text (self->number, text, -1);
  tenfold_spoken_changed (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
tenfold_bar_get_probability (TenfoldBar *self)
{
  return self->probability;
}

TenfoldBarState
tenfold_bar_get_state (TenfoldBar *self)
{
  return self->state;
}

const char *
tenfold_bar_get_text (TenfoldBar *self)
{
  return pango_layout_get_text (self->number);
}

double
tenfold_bar_get_length (TenfoldBar *self)
{
  return self->length;
}

void
tenfold_bar_set_length (TenfoldBar *self, double length)
{
  if (self->length == length)
    return;
  self->length = length;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
