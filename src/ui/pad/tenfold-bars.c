/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-bars.h"

#include <glib/gi18n.h>
#include <math.h>

struct _TenfoldBars {
  GtkWidget parent_instance;

  GtkWidget *rows[NN_N_CLASSES];
  guint tick;
  gint64 last_tick; /* microseconds */
};

G_DEFINE_FINAL_TYPE (TenfoldBars, tenfold_bars, GTK_TYPE_WIDGET)

double
tenfold_bars_approach (double length, double target, gint64 elapsed)
{
  double rest = (target - length) * exp2 (-(double) MAX (elapsed, 0) / 25000);

  return fabs (rest) < 0.002 ? target : target - rest;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TenfoldBars *self = TENFOLD_BARS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  gint64 elapsed = self->last_tick ? now - self->last_tick : 16667;
  gboolean moving = FALSE;

  self->last_tick = now;
  for (int i = 0; i < NN_N_CLASSES; i++) {
    TenfoldBar *bar = TENFOLD_BAR (self->rows[i]);
    double target = tenfold_bar_get_probability (bar);
    double length = tenfold_bars_approach (tenfold_bar_get_length (bar), target, elapsed);

    tenfold_bar_set_length (bar, length);
    moving |= length != target;
  }
  if (moving)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
animations (TenfoldBars *self)
{
  gboolean enabled = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static void
move_lengths (TenfoldBars *self)
{
  if (animations (self)) {
    if (!self->tick) {
      self->last_tick = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
    }
    return;
  }
  for (int i = 0; i < NN_N_CLASSES; i++)
    tenfold_bar_set_length (TENFOLD_BAR (self->rows[i]),
                            tenfold_bar_get_probability (TENFOLD_BAR (self->rows[i])));
}

static TenfoldBarState
state_of (const NnVerdict *verdict, NnAnswer answer, int digit)
{
  switch (answer) {
  case NN_ANSWER_NOTHING:
  case NN_ANSWER_DOT:
    return TENFOLD_BAR_NONE;
  case NN_ANSWER_DIGIT:
    return digit == verdict->digit ? TENFOLD_BAR_WINNER : TENFOLD_BAR_PLAIN;
  case NN_ANSWER_TWO:
    return digit == verdict->digit || digit == verdict->second ? TENFOLD_BAR_WINNER
                                                               : TENFOLD_BAR_PLAIN;
  case NN_ANSWER_GUESS:
  case NN_ANSWER_UNDECIDED:
    return TENFOLD_BAR_PLAIN;
  default:
    return TENFOLD_BAR_DIM;
  }
}

void
tenfold_bars_set_verdict (TenfoldBars *self, const NnVerdict *verdict, NnMaturity maturity)
{
  NnAnswer answer = nn_verdict_answer (verdict, maturity);

  for (int i = 0; i < NN_N_CLASSES; i++)
    tenfold_bar_set (TENFOLD_BAR (self->rows[i]), state_of (verdict, answer, i),
                     verdict ? verdict->probabilities[i] : 0);
  move_lengths (self);
}

void
tenfold_bars_set_truth (TenfoldBars *self, int digit)
{
  for (int i = 0; i < NN_N_CLASSES; i++)
    tenfold_bar_set_true (TENFOLD_BAR (self->rows[i]), i == digit);
}

void
tenfold_bars_set_counts (TenfoldBars *self, const guint *counts)
{
  guint most = 0;

  for (int i = 0; i < NN_N_CLASSES && counts != NULL; i++)
    most = MAX (most, counts[i]);
  for (int i = 0; i < NN_N_CLASSES; i++)
    tenfold_bar_set_count (TENFOLD_BAR (self->rows[i]), counts != NULL ? counts[i] : 0, most);
}

static void
tenfold_bars_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  TenfoldBars *self = TENFOLD_BARS (widget);

  gtk_widget_measure (self->rows[0], orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum *= 10;
    *natural *= 10;
  }
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_bars_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldBars *self = TENFOLD_BARS (widget);

  for (int i = 0; i < NN_N_CLASSES; i++) {
    int top = height * i / NN_N_CLASSES;

    /* All of one height, so that they look the same. */
    gtk_widget_size_allocate (
        self->rows[i], &(GtkAllocation){ 0, top, width, MAX (height / NN_N_CLASSES, 1) }, -1);
  }
}

static void
tenfold_bars_dispose (GObject *object)
{
  TenfoldBars *self = TENFOLD_BARS (object);

  for (int i = 0; i < NN_N_CLASSES; i++)
    g_clear_pointer (&self->rows[i], gtk_widget_unparent);
  G_OBJECT_CLASS (tenfold_bars_parent_class)->dispose (object);
}

static void
tenfold_bars_class_init (TenfoldBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_bars_dispose;
  widget_class->measure = tenfold_bars_measure;
  widget_class->size_allocate = tenfold_bars_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "bars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tenfold_bars_init (TenfoldBars *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Probability of each digit"), -1);
  for (int i = 0; i < NN_N_CLASSES; i++) {
    self->rows[i] = tenfold_bar_new (i);
    gtk_widget_set_parent (self->rows[i], GTK_WIDGET (self));
  }
  tenfold_bars_set_verdict (self, NULL, NN_MATURITY_GROWN);
}

GtkWidget *
tenfold_bars_new (void)
{
  return g_object_new (TENFOLD_TYPE_BARS, NULL);
}

TenfoldBar *
tenfold_bars_get_bar (TenfoldBars *self, int digit)
{
  g_return_val_if_fail (digit >= 0 && digit < NN_N_CLASSES, NULL);

  return TENFOLD_BAR (self->rows[digit]);
}
