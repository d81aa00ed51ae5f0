/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/tenfold-spoken.h"

#define GAP 8
#define LEAST_BAR 56
#define COUNT_SCALE 0.8
/* Of the text of rows that are high, as on a projector. */
#define MOST_SCALE 2.2

struct _TenfoldBar {
  GtkWidget parent_instance;

  int digit;
  TenfoldBarState state;
  gboolean is_true; /* this is the digit that was meant */
  guint count;      /* of the user's own digits of this class */
  double probability, length;
  TenfoldSpoken *spoken;

  PangoLayout *name, *number, *counter;
  guint most;                                  /* the largest count of all rows */
  int name_width, number_width, counter_width; /* of the columns; the last 0: there are none */
  int text_height;
  double text_scale;
  guint measured_for; /* the serial number of the font's context; never 0 */
};

G_DEFINE_FINAL_TYPE (TenfoldBar, tenfold_bar, GTK_TYPE_WIDGET)

char *
tenfold_bar_format (double probability)
{
  int percent = (int) floor (probability * 100 + 0.5);

  /* No probability is quite 1, and two words for it would look like two facts. */
  if (percent == 100)
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

/* "×3": how many there are. */
static char *
counter_text (guint count)
{
  /* Translators: a digit is there so many times */
  return count > 0 ? g_strdup_printf (_ ("×%u"), count) : g_strdup ("");
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
  g_autofree char *most = tenfold_bar_format (1);
  g_autofree char *largest = counter_text (self->most);
  g_autoptr (PangoLayout) plain = new_layout (self, "0");

  if (self->measured_for == pango_context_get_serial (context))
    return;
  self->measured_for = pango_context_get_serial (context);
  self->name_width = bold_width (self, "0");
  self->number_width = bold_width (self, most);
  self->counter_width = self->most > 0 ? (int) (bold_width (self, largest) * COUNT_SCALE) : 0;
  pango_layout_get_pixel_size (plain, NULL, &self->text_height);
}

/* Lays out the texts; a row that is lower than its text gets smaller text, a high one larger. */
static void
lay_out (TenfoldBar *self, int height)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  g_autoptr (PangoAttrList) smaller = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  /* In tenths, so that rows that differ by a pixel look the same. */
  self->text_scale = CLAMP (floor (10 * height / (1.6 * self->text_height)) / 10, 1, MOST_SCALE);
  if (height < self->text_height)
    self->text_scale = fmax ((double) height / self->text_height, 0.3);
  pango_attr_list_insert (attributes, pango_attr_scale_new (self->text_scale));
  pango_layout_set_attributes (self->name, attributes);
  pango_layout_set_attributes (self->number, attributes);
  pango_attr_list_unref (attributes);
  pango_attr_list_insert (smaller, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (smaller, pango_attr_weight_new (PANGO_WEIGHT_NORMAL));
  pango_attr_list_insert (smaller, pango_attr_scale_new (self->text_scale * COUNT_SCALE));
  pango_layout_set_attributes (self->counter, smaller);
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
    *minimum = self->name_width + self->number_width + 3 * GAP + LEAST_BAR
               + (self->counter_width > 0 ? self->counter_width + GAP / 2 : 0);
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
append_frame (GtkSnapshot *snapshot,
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
  gtk_snapshot_append_border (snapshot, &shape, (float[]){ 1, 1, 1, 1 },
                              (GdkRGBA[]){ *colour, *colour, *colour, *colour });
}

static void
tenfold_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldBar *self = TENFOLD_BAR (widget);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const gboolean high_contrast
      = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int text_width;
  double text = fmax (self->text_scale, 1);
  double after_name = self->name_width * text + GAP + GAP / 2.0;
  double left = after_name + GAP / 2.0
                + (self->counter_width > 0 ? self->counter_width * text + GAP / 2.0 : 0);
  double right = width - self->number_width * text - GAP;
  double thick = CLAMP (height * 0.5, 4, 14 * text), y = floor ((height - thick) / 2);
  double full = fmax (0, right - left), long_ = full * CLAMP (self->length, 0.0, 1.0);
  GdkRGBA colour, faint, fill, dim;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  faint = fill = dim = colour;
  dim.alpha *= high_contrast ? 1.0f : 0.7f;
  faint.alpha *= 0.12f;
  fill.alpha *= self->state == TENFOLD_BAR_WINNER || high_contrast ? 1.0f : 0.5f;

  if (self->is_true)
    append_bar (snapshot, mirrored ? width - GAP / 2.0 : 0, 1, GAP / 2.0, height - 2, &colour);
  /* In high contrast an empty bar is a frame, which nobody takes for a full one. */
  if (high_contrast)
    append_frame (snapshot, mirrored ? width - right : left, y, full, thick, &colour);
  else
    append_bar (snapshot, mirrored ? width - right : left, y, full, thick, &faint);
  if (long_ > 0.5)
    append_bar (snapshot, mirrored ? width - left - long_ : left, y, fmax (long_, 2), thick, &fill);
  pango_layout_get_pixel_size (self->name, &text_width, NULL);
  append_text (snapshot, self->name, mirrored ? width - GAP - text_width : GAP, height, &colour);
  pango_layout_get_pixel_size (self->counter, &text_width, NULL);
  append_text (snapshot, self->counter, mirrored ? width - after_name - text_width : after_name,
               height, &dim);
  pango_layout_get_pixel_size (self->number, &text_width, NULL);
  append_text (snapshot, self->number, mirrored ? 0 : width - text_width, height, &colour);
}

static void
tenfold_bar_dispose (GObject *object)
{
  TenfoldBar *self = TENFOLD_BAR (object);

  g_clear_object (&self->name);
  g_clear_object (&self->number);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->spoken, tenfold_spoken_free);
  G_OBJECT_CLASS (tenfold_bar_parent_class)->dispose (object);
}

static void
activate (TenfoldBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "pad.label", "i", self->digit);
}

static void
released_cb (TenfoldBar *self, int n_press, double x, double y)
{
  if (gtk_widget_contains (GTK_WIDGET (self), x, y))
    activate (self);
}

static gboolean
key_activate (GtkWidget *widget, GVariant *args, gpointer data)
{
  activate (TENFOLD_BAR (widget));
  return TRUE;
}

static gboolean
key_move (GtkWidget *widget, GVariant *args, gpointer data)
{
  gboolean forward = g_variant_get_boolean (args);
  GtkWidget *next
      = forward ? gtk_widget_get_next_sibling (widget) : gtk_widget_get_prev_sibling (widget);

  return next != NULL && gtk_widget_grab_focus (next);
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const guint keys[]
      = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (klass, keys[i], 0, key_activate, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Up, 0, key_move, "b", FALSE);
  gtk_widget_class_add_binding (klass, GDK_KEY_Down, 0, key_move, "b", TRUE);
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
  add_keys (widget_class);
}

static char *
words (GtkWidget *widget)
{
  TenfoldBar *self = TENFOLD_BAR (widget);
  const char *text = tenfold_bar_get_text (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->probability * 100, -1);
  if (self->is_true && *text != '\0')
    /* Translators: for screen readers: a probability, of the digit that was meant. */
    return g_strdup_printf (_ ("%s, the right answer"), text);
  return g_strdup (*text != '\0' ? text : _ ("nothing read"));
}

static void
tenfold_bar_init (TenfoldBar *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->spoken = tenfold_spoken_new (GTK_WIDGET (self), words);
  self->name = new_layout (self, "");
  self->number = new_layout (self, "");
  self->counter = new_layout (self, "");
  self->text_scale = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_css_class (GTK_WIDGET (self), "dim");
}

static void
update_tooltip (TenfoldBar *self)
{
  /* Translators: a bar is a button that says what the drawing is. */
  g_autofree char *what = g_strdup_printf (_ ("It Is a %d"), self->digit);
  g_autofree char *count = g_strdup_printf (
      ngettext ("%u of your digits", "%u of your digits", self->count), self->count);
  g_autofree char *text
      = self->count > 0 ? g_strdup_printf ("%s · %s", what, count) : g_strdup (what);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
}

GtkWidget *
tenfold_bar_new (int digit)
{
  TenfoldBar *self = g_object_new (TENFOLD_TYPE_BAR, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Digit %d"), digit);
  g_autofree char *name = g_strdup_printf ("%d", digit);

  self->digit = digit;
  pango_layout_set_text (self->name, name, -1);
  update_tooltip (self);
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

void
tenfold_bar_set_true (TenfoldBar *self, gboolean is_true)
{
  if (self->is_true == is_true)
    return;
  self->is_true = is_true;
  set_class (self, "true", is_true);
  tenfold_spoken_changed (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
tenfold_bar_get_true (TenfoldBar *self)
{
  return self->is_true;
}

void
tenfold_bar_set_count (TenfoldBar *self, guint count, guint most)
{
  g_autofree char *text = counter_text (count);

  if (self->count == count && self->most == most)
    return;
  self->count = count;
  self->most = most;
  self->measured_for = 0;
  pango_layout_set_text (self->counter, text, -1);
  update_tooltip (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
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
