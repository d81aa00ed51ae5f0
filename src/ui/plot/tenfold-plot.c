/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-plot-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (TenfoldPlot, tenfold_plot, GTK_TYPE_WIDGET)

static void
forget_node (TenfoldPlot *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static char *
summary (GtkWidget *widget)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  return isnan (self->cursor) || !tenfold_chart_has_numbers (self->chart)
             ? tenfold_chart_describe (self->chart)
             : tenfold_chart_get_cursor_text (self->chart, self->cursor);
}

static void
chart_changed_cb (TenfoldPlot *self)
{
  forget_node (self);
  tenfold_spoken_changed (self->spoken);
}

static void
tenfold_plot_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = across ? 160 : 170;
  *natural = across ? 480 : 260;
}

static void
tenfold_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_node (TENFOLD_PLOT (widget));
}

static void
tenfold_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  GTK_WIDGET_CLASS (tenfold_plot_parent_class)->css_changed (widget, change);
  if (self->text != NULL)
    pango_layout_context_changed (self->text);
  forget_node (self);
}

static void
tenfold_plot_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);

  GTK_WIDGET_CLASS (tenfold_plot_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&self->text);
  forget_node (self);
}

static TenfoldChartStyle
get_style (TenfoldPlot *self)
{
  TenfoldChartStyle style = { 0 };

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &style.foreground);
  style.high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  return style;
}

static PangoLayout *
get_text (TenfoldPlot *self)
{
  if (self->text == NULL)
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  return self->text;
}

static void
snapshot_empty (TenfoldPlot *self, GtkSnapshot *snapshot, const TenfoldChartStyle *style)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), text_height;
  g_autoptr (PangoLayout) text
      = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->empty_text);

  pango_layout_set_width (text, MAX (width - 48, 48) * PANGO_SCALE);
  pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (text, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (
                    24, MAX ((gtk_widget_get_height (GTK_WIDGET (self)) - text_height) / 2, 0)));
  gtk_snapshot_append_layout (snapshot, text, &style->foreground);
  gtk_snapshot_restore (snapshot);
}

static void
draw_node (TenfoldPlot *self, const TenfoldChartStyle *style)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float height = gtk_widget_get_height (GTK_WIDGET (self));
  cairo_t *cr;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, width, height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  g_clear_pointer (&self->layout, tenfold_chart_layout_free);
  self->layout = tenfold_chart_draw (self->chart, cr, get_text (self), style, width, height);
  cairo_destroy (cr);
}

static void
draw_frame (TenfoldPlot *self, cairo_t *cr, const TenfoldChartStyle *style)
{
  const GdkRGBA *ink = &style->foreground;
  gboolean flat = tenfold_plot_frame_is_flat (self);
  double top = flat ? self->layout->top : MIN (self->from_y, self->to_y);
  double bottom = flat ? self->layout->bottom : MAX (self->from_y, self->to_y);

  cairo_rectangle (cr, MIN (self->from_x, self->to_x), top, fabs (self->to_x - self->from_x),
                   bottom - top);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
tenfold_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldPlot *self = TENFOLD_PLOT (widget);
  TenfoldChartStyle style = get_style (self);

  if (gtk_widget_get_width (widget) <= 0 || gtk_widget_get_height (widget) <= 0)
    return;
  if (!tenfold_chart_has_numbers (self->chart)) {
    snapshot_empty (self, snapshot, &style);
    return;
  }
  if (self->node == NULL)
    draw_node (self, &style);
  gtk_snapshot_append_node (snapshot, self->node);
  if (!isnan (self->cursor) || self->frame) {
    cairo_t *cr = gtk_snapshot_append_cairo (
        snapshot, &GRAPHENE_RECT_INIT (0, 0, self->layout->width, self->layout->height));

    if (self->frame)
      draw_frame (self, cr, &style);
    else
      tenfold_chart_draw_cursor (self->chart, cr, get_text (self), &style, self->layout,
                                 self->cursor);
    cairo_destroy (cr);
  }
}

static void
tenfold_plot_dispose (GObject *object)
{
  TenfoldPlot *self = TENFOLD_PLOT (object);

  g_clear_pointer (&self->spoken, tenfold_spoken_free);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->layout, tenfold_chart_layout_free);
  g_clear_pointer (&self->empty_text, g_free);
  g_clear_object (&self->text);
  g_clear_object (&self->chart);
  G_OBJECT_CLASS (tenfold_plot_parent_class)->dispose (object);
}

static void
tenfold_plot_class_init (TenfoldPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_plot_dispose;
  widget_class->measure = tenfold_plot_measure;
  widget_class->size_allocate = tenfold_plot_size_allocate;
  widget_class->snapshot = tenfold_plot_snapshot;
  widget_class->css_changed = tenfold_plot_css_changed;
  widget_class->system_setting_changed = tenfold_plot_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_plot_init (TenfoldPlot *self)
{
  self->cursor = self->pointer = NAN;
  self->chart = tenfold_chart_new ();
  self->empty_text = g_strdup ("");
  g_signal_connect_object (self->chart, "changed", G_CALLBACK (chart_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (forget_node),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Training plot"), -1);
  self->spoken = tenfold_spoken_new (GTK_WIDGET (self), summary);
  tenfold_spoken_now (self->spoken);
  tenfold_plot_init_input (self);
}

TenfoldPlot *
tenfold_plot_new (void)
{
  return g_object_new (TENFOLD_TYPE_PLOT, NULL);
}

TenfoldChart *
tenfold_plot_get_chart (TenfoldPlot *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT (self), NULL);
  return self->chart;
}

void
tenfold_plot_set_empty_text (TenfoldPlot *self, const char *text)
{
  g_return_if_fail (TENFOLD_IS_PLOT (self));
  g_free (self->empty_text);
  self->empty_text = g_strdup (text != NULL ? text : "");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
tenfold_plot_get_cursor (TenfoldPlot *self)
{
  g_return_val_if_fail (TENFOLD_IS_PLOT (self), NAN);
  return self->cursor;
}

void
tenfold_plot_set_cursor (TenfoldPlot *self, double epoch)
{
  g_return_if_fail (TENFOLD_IS_PLOT (self));
  if (self->cursor == epoch || (isnan (self->cursor) && isnan (epoch)))
    return;
  self->cursor = epoch;
  tenfold_spoken_now (self->spoken);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
