/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-graph-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/model/tenfold-graph-view-private.h"

#define LEAST_SCALE 0.05
#define MOST_SCALE 4.0
/* At first a graph is readable rather than whole. */
#define READABLE_SCALE 0.75
/* Room around what is moved into view. */
#define ROOM 24.0

enum { PROP_SELECTED = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldGraphView, tenfold_graph_view, GTK_TYPE_WIDGET)

static double
get_width (TenfoldGraphView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self));
}

static double
get_height (TenfoldGraphView *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self));
}

/* --- words --- */

static void
tell (TenfoldGraphView *self)
{
  const TenfoldGraphPicture *picture = tenfold_graph_view_get_picture (self);
  g_autofree char *text = NULL;

  if (picture == NULL)
    text = g_strdup ("");
  else if (self->selected != TENFOLD_NO_ITEM)
    text = tenfold_graph_picture_describe (picture, self->selected);
  else
    text = g_strdup_printf (ngettext ("%u node; the arrow keys go along the ways",
                                      "%u nodes; the arrow keys go along the ways",
                                      self->sheet->n_layers),
                            self->sheet->n_layers);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);
  g_autofree char *text = NULL;
  guint item;

  if (self->picture == NULL || keyboard)
    return FALSE;
  item = tenfold_graph_picture_find (self->picture, (x - self->left) / self->scale,
                                     (y - self->top) / self->scale);
  if (item == TENFOLD_NO_ITEM)
    return FALSE;
  text = tenfold_graph_picture_describe (self->picture, item);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- the place --- */

/* Where it fits it stays in view, else its edges stay within. */
static double
limit (double place, double size, double room)
{
  return size <= room ? CLAMP (place, 0, room - size) : CLAMP (place, room - size, 0);
}

void
tenfold_graph_view_move_to (TenfoldGraphView *self, double left, double top)
{
  if (self->picture == NULL)
    return;
  self->left = limit (left, self->picture->width * self->scale, get_width (self));
  self->top = limit (top, self->picture->height * self->scale, get_height (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tenfold_graph_view_zoom_at (TenfoldGraphView *self, double factor, double x, double y)
{
  double scale = CLAMP (self->scale * factor, LEAST_SCALE, MOST_SCALE), left, top;

  if (self->picture == NULL)
    return;
  left = x - (x - self->left) * scale / self->scale;
  top = y - (y - self->top) * scale / self->scale;
  self->scale = scale;
  tenfold_graph_view_move_to (self, left, top);
}

static void
place (TenfoldGraphView *self, double scale)
{
  self->placed = TRUE;
  self->scale = CLAMP (scale, LEAST_SCALE, MOST_SCALE);
  tenfold_graph_view_move_to (self, (get_width (self) - self->picture->width * self->scale) / 2, 0);
}

static double
fitting_scale (TenfoldGraphView *self)
{
  return MIN (
      1, MIN (get_width (self) / self->picture->width, get_height (self) / self->picture->height));
}

static void
place_first (TenfoldGraphView *self)
{
  double whole = fitting_scale (self);

  place (self, whole >= READABLE_SCALE
                   ? whole
                   : CLAMP (get_width (self) / self->picture->width, READABLE_SCALE, 1));
}

static void
move_into_view (TenfoldGraphView *self)
{
  graphene_rect_t box;
  double left = self->left, top = self->top, x0, y0, x1, y1;

  if (!self->placed || self->picture == NULL || self->selected == TENFOLD_NO_ITEM)
    return;
  box = tenfold_graph_picture_get_box (self->picture, self->selected);
  x0 = left + box.origin.x * self->scale - ROOM;
  y0 = top + box.origin.y * self->scale - ROOM;
  x1 = x0 + box.size.width * self->scale + 2 * ROOM;
  y1 = y0 + box.size.height * self->scale + 2 * ROOM;
  if (x1 > get_width (self))
    left -= x1 - get_width (self);
  if (x0 < 0)
    left -= x0;
  if (y1 > get_height (self))
    top -= y1 - get_height (self);
  if (y0 < 0)
    top -= y0;
  tenfold_graph_view_move_to (self, left, top);
}

/* --- drawing --- */

static void
forget_node (TenfoldGraphView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_picture (TenfoldGraphView *self)
{
  g_clear_pointer (&self->picture, tenfold_graph_picture_free);
  g_clear_object (&self->text);
  forget_node (self);
}

const TenfoldGraphPicture *
tenfold_graph_view_get_picture (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), NULL);
  if (self->picture == NULL && self->sheet != NULL) {
    self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    self->picture = tenfold_graph_picture_new (self->sheet, self->text);
  }
  return self->picture;
}

static GdkRGBA
look_up (TenfoldGraphView *self, const char *name, GdkRGBA fallback)
{
  GdkRGBA color;
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  return gtk_style_context_lookup_color (context, name, &color) ? color : fallback;
}

static void
draw_node (TenfoldGraphView *self)
{
  TenfoldGraphStyle style = { 0 };
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &style.foreground);
  style.background = look_up (self, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 });
  style.high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  self->node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (0, 0, (float) self->picture->width, (float) self->picture->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  tenfold_graph_picture_draw (self->picture, cr, self->text, &style);
  cairo_destroy (cr);
}

static void
tenfold_graph_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);

  if (tenfold_graph_view_get_picture (self) == NULL || get_width (self) <= 0
      || get_height (self) <= 0)
    return;
  if (!self->placed) {
    place_first (self);
    move_into_view (self);
  }
  if (self->node == NULL)
    draw_node (self);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) round (self->left), (float) round (self->top)));
  gtk_snapshot_scale (snapshot, (float) self->scale, (float) self->scale);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->selected != TENFOLD_NO_ITEM) {
    GdkRGBA accent = look_up (self, "accent_color", (GdkRGBA){ 0.1f, 0.4f, 0.8f, 1 });
    cairo_t *cr = gtk_snapshot_append_cairo (
        snapshot,
        &GRAPHENE_RECT_INIT (0, 0, (float) self->picture->width, (float) self->picture->height));

    tenfold_graph_picture_draw_selected (self->picture, cr, &accent, self->selected);
    cairo_destroy (cr);
  }
  gtk_snapshot_restore (snapshot);
}

static void
tenfold_graph_view_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 80;
  *natural = 400;
  *minimum_baseline = *natural_baseline = -1;
}

/* What is in the middle stays there. */
static void
tenfold_graph_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (widget);

  if (self->placed) {
    tenfold_graph_view_move_to (self, self->left + (width - self->width) / 2.0, self->top);
    move_into_view (self);
  }
  self->width = width;
}

static void
tenfold_graph_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tenfold_graph_view_parent_class)->css_changed (widget, change);
  forget_picture (TENFOLD_GRAPH_VIEW (widget));
}

static void
tenfold_graph_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tenfold_graph_view_parent_class)->system_setting_changed (widget, setting);
  forget_picture (TENFOLD_GRAPH_VIEW (widget));
}

/* --- the widget --- */

static void
tenfold_graph_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_uint (value, TENFOLD_GRAPH_VIEW (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_graph_view_dispose (GObject *object)
{
  TenfoldGraphView *self = TENFOLD_GRAPH_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->picture, tenfold_graph_picture_free);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  g_clear_object (&self->text);
  G_OBJECT_CLASS (tenfold_graph_view_parent_class)->dispose (object);
}

static void
tenfold_graph_view_class_init (TenfoldGraphViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = tenfold_graph_view_get_property;
  G_OBJECT_CLASS (klass)->dispose = tenfold_graph_view_dispose;
  props[PROP_SELECTED] = g_param_spec_uint ("selected", NULL, NULL, 0, G_MAXUINT, TENFOLD_NO_ITEM,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  widget_class->measure = tenfold_graph_view_measure;
  widget_class->size_allocate = tenfold_graph_view_size_allocate;
  widget_class->snapshot = tenfold_graph_view_snapshot;
  widget_class->css_changed = tenfold_graph_view_css_changed;
  widget_class->system_setting_changed = tenfold_graph_view_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_graph_view_init (TenfoldGraphView *self)
{
  self->selected = TENFOLD_NO_ITEM;
  self->scale = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Graph of the network"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (forget_node),
                           self, G_CONNECT_SWAPPED);
  tenfold_graph_view_init_input (self);
}

GtkWidget *
tenfold_graph_view_new (void)
{
  return g_object_new (TENFOLD_TYPE_GRAPH_VIEW, NULL);
}

void
tenfold_graph_view_set_sheet (TenfoldGraphView *self, TenfoldModelSheet *sheet)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (sheet != NULL)
    tenfold_model_sheet_ref (sheet);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  self->sheet = sheet;
  self->placed = FALSE;
  forget_picture (self);
  tenfold_graph_view_set_selected (self, TENFOLD_NO_ITEM);
  tell (self);
}

guint
tenfold_graph_view_get_selected (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), TENFOLD_NO_ITEM);
  return self->selected;
}

void
tenfold_graph_view_set_selected (TenfoldGraphView *self, guint item)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (self->selected == item)
    return;
  self->selected = item;
  move_into_view (self);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

void
tenfold_graph_view_zoom (TenfoldGraphView *self, double factor)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  tenfold_graph_view_zoom_at (self, factor, get_width (self) / 2, get_height (self) / 2);
}

void
tenfold_graph_view_fit (TenfoldGraphView *self)
{
  g_return_if_fail (TENFOLD_IS_GRAPH_VIEW (self));
  if (self->picture != NULL)
    place (self, fitting_scale (self));
}

double
tenfold_graph_view_get_scale (TenfoldGraphView *self)
{
  g_return_val_if_fail (TENFOLD_IS_GRAPH_VIEW (self), 1);
  return self->scale;
}
