/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/time/tenfold-time-rail.h"

#include <glib/gi18n.h>

#include "ui/widgets/tenfold-look.h"

/* The strip above the slider, in pixels; the style leaves room for it. */
#define STRIP_HEIGHT 14
#define STRIP_GAP 2
/* One page up or down goes so many moments on. */
#define PAGE 10

struct _TenfoldTimeRail {
  GtkScale parent_instance;

  guint length;
  GArray *readings; /* NULL: none */
  int digit;
  gboolean syncing;
};

enum { MOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldTimeRail, tenfold_time_rail, GTK_TYPE_SCALE)

/* --- the strip --- */

typedef struct {
  cairo_t *cr;
  PangoLayout *text;
  GdkRGBA ink, right; /* of other digits, of the right one */
  double left, step;  /* of the first place; from one to the next */
} Strip;

/* The border between a place and the one before it. */
static double
border (const Strip *strip, guint place)
{
  return strip->left + strip->step * (place - 0.5);
}

static void
draw_stretch (const Strip *strip, guint from, guint to, int digit, gboolean is_right)
{
  double x = border (strip, from), width = strip->step * (to - from);
  const GdkRGBA *color = is_right ? &strip->right : &strip->ink;
  char words[] = { (char) ('0' + digit), '\0' };
  int text_width, text_height;

  cairo_rectangle (strip->cr, x + 0.5, 0, width - 1, STRIP_HEIGHT);
  cairo_set_source_rgba (strip->cr, color->red, color->green, color->blue, is_right ? 0.35 : 0.12);
  cairo_fill (strip->cr);
  pango_layout_set_text (strip->text, words, -1);
  pango_layout_get_pixel_size (strip->text, &text_width, &text_height);
  if (text_width + 2 > width)
    return;
  gdk_cairo_set_source_rgba (strip->cr, &strip->ink);
  cairo_move_to (strip->cr, x + (width - text_width) / 2, (STRIP_HEIGHT - text_height) / 2.0);
  pango_cairo_show_layout (strip->cr, strip->text);
}

static void
draw_marks (const Strip *strip, const NnFilmTurns *turns)
{
  gdk_cairo_set_source_rgba (strip->cr, &strip->ink);
  if (turns->last_change >= 0) {
    cairo_rectangle (strip->cr, border (strip, (guint) turns->last_change) - 1.5, -2, 3,
                     STRIP_HEIGHT + 4);
    cairo_fill (strip->cr);
  }
  if (turns->first_right >= 0) {
    double x = strip->left + strip->step * turns->first_right;

    cairo_move_to (strip->cr, x - 4, STRIP_HEIGHT + 3);
    cairo_line_to (strip->cr, x + 4, STRIP_HEIGHT + 3);
    cairo_line_to (strip->cr, x, STRIP_HEIGHT - 4);
    cairo_close_path (strip->cr);
    cairo_fill (strip->cr);
  }
}

static void
draw_strip (TenfoldTimeRail *self, Strip *strip)
{
  const NnFilmReading *readings = (const NnFilmReading *) (gpointer) self->readings->data;
  NnFilmTurns turns = nn_film_turns (self->readings, self->digit);
  guint n = MIN (self->readings->len, self->length);

  for (guint from = 0, to; from < n; from = to) {
    for (to = from + 1; to < n && readings[to].digit == readings[from].digit; to++) {
    }
    draw_stretch (strip, from, to, readings[from].digit, readings[from].digit == self->digit);
  }
  draw_marks (strip, &turns);
}

static void
tenfold_time_rail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldTimeRail *self = TENFOLD_TIME_RAIL (widget);
  g_autoptr (PangoLayout) text = NULL;
  PangoAttrList *small;
  GdkRectangle trough;
  Strip strip;

  GTK_WIDGET_CLASS (tenfold_time_rail_parent_class)->snapshot (widget, snapshot);
  if (self->readings == NULL || self->length == 0)
    return;
  gtk_range_get_range_rect (GTK_RANGE (self), &trough);
  text = gtk_widget_create_pango_layout (widget, NULL);
  small = pango_attr_list_new ();
  pango_attr_list_insert (small, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (text, small);
  pango_attr_list_unref (small);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &strip.ink);
  strip.right = tenfold_look_get_color (0, tenfold_is_light (&strip.ink));
  strip.text = text;
  strip.left = trough.x;
  strip.step = (double) trough.width / self->length;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (0, (float) trough.y - STRIP_GAP - STRIP_HEIGHT - 8));
  strip.cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT ((float) (trough.x - strip.step - 4), -2,
                           (float) (trough.width + 2 * strip.step + 8), STRIP_HEIGHT + 6));
  draw_strip (self, &strip);
  cairo_destroy (strip.cr);
  gtk_snapshot_restore (snapshot);
}

/* --- the slider --- */

static void
tenfold_time_rail_value_changed (GtkRange *range)
{
  TenfoldTimeRail *self = TENFOLD_TIME_RAIL (range);

  if (!self->syncing)
    g_signal_emit (self, signals[MOVED], 0);
}

/* A range has its adjustment from here on. */
static void
tenfold_time_rail_constructed (GObject *object)
{
  GtkRange *range = GTK_RANGE (object);

  G_OBJECT_CLASS (tenfold_time_rail_parent_class)->constructed (object);
  gtk_range_set_round_digits (range, 0);
  gtk_range_set_increments (range, 1, PAGE);
  gtk_range_set_range (range, 0, 1);
}

static void
tenfold_time_rail_finalize (GObject *object)
{
  g_clear_pointer (&TENFOLD_TIME_RAIL (object)->readings, g_array_unref);
  G_OBJECT_CLASS (tenfold_time_rail_parent_class)->finalize (object);
}

static void
tenfold_time_rail_class_init (TenfoldTimeRailClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tenfold_time_rail_constructed;
  G_OBJECT_CLASS (klass)->finalize = tenfold_time_rail_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = tenfold_time_rail_snapshot;
  GTK_RANGE_CLASS (klass)->value_changed = tenfold_time_rail_value_changed;
  signals[MOVED] = g_signal_new ("moved", TENFOLD_TYPE_TIME_RAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tenfold_time_rail_init (TenfoldTimeRail *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_scale_set_draw_value (GTK_SCALE (self), FALSE);
  /* As the plot: time goes from left to right. */
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_size_request (widget, 140, -1);
  gtk_widget_add_css_class (widget, "time-rail");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Moment of the run"), -1);
}

GtkWidget *
tenfold_time_rail_new (void)
{
  return g_object_new (TENFOLD_TYPE_TIME_RAIL, NULL);
}

void
tenfold_time_rail_set_length (TenfoldTimeRail *self, guint n)
{
  g_return_if_fail (TENFOLD_IS_TIME_RAIL (self));
  if (self->length == n)
    return;
  self->length = n;
  self->syncing = TRUE;
  gtk_range_set_range (GTK_RANGE (self), 0, MAX (n, 1));
  self->syncing = FALSE;
}

guint
tenfold_time_rail_get_place (TenfoldTimeRail *self)
{
  g_return_val_if_fail (TENFOLD_IS_TIME_RAIL (self), 0);
  return (guint) (gtk_range_get_value (GTK_RANGE (self)) + 0.5);
}

void
tenfold_time_rail_set_place (TenfoldTimeRail *self, guint place)
{
  g_return_if_fail (TENFOLD_IS_TIME_RAIL (self) && place <= self->length);
  self->syncing = TRUE;
  gtk_range_set_value (GTK_RANGE (self), place);
  self->syncing = FALSE;
}

void
tenfold_time_rail_set_readings (TenfoldTimeRail *self, GArray *readings, int digit)
{
  g_return_if_fail (TENFOLD_IS_TIME_RAIL (self));
  if (readings != NULL)
    g_array_ref (readings);
  g_clear_pointer (&self->readings, g_array_unref);
  self->readings = readings;
  self->digit = digit;
  if (readings != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "read");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "read");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tenfold_time_rail_set_words (TenfoldTimeRail *self, const char *words)
{
  g_return_if_fail (TENFOLD_IS_TIME_RAIL (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}
