/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-tools.h"

#include "nn/base/nn-digit.h"
#include "ui/pad/tenfold-pad.h"

enum { UNDO, REDO, PEN, ERASER, POINT_ERASER, WIDTH, CLEAR, MORE, N_BUTTONS };

/* Least important first; the menu always stays. */
static const int order[] = { WIDTH, REDO, POINT_ERASER, CLEAR, UNDO, PEN, ERASER };

/* Groups are a little apart where there is room. */
#define GROUP_GAP 10
#define MOST_GAP 4
#define USUAL_SIDE 360.0

struct _TenfoldPadTools {
  GtkWidget parent_instance;

  GtkWidget *buttons[N_BUTTONS];
  GtkAdjustment *width;
  GtkDrawingArea *sample; /* a line as wide as on a pad of USUAL_SIDE pixels */
};

enum { PROP_0, PROP_MENU };

G_DEFINE_FINAL_TYPE (TenfoldPadTools, tenfold_pad_tools, GTK_TYPE_WIDGET)

static void
draw_sample_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer adjustment)
{
  const double pixel = USUAL_SIDE / NN_PICTURE_SIDE;
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, pixel * gtk_adjustment_get_value (adjustment));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, width * 0.25, height / 2.0);
  cairo_line_to (cr, width * 0.75, height / 2.0);
  cairo_stroke (cr);
}

static void
width_changed_cb (TenfoldPadTools *self, GtkAdjustment *adjustment)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "pad.width", "d",
                              gtk_adjustment_get_value (adjustment));
}

void
tenfold_pad_tools_set_width (TenfoldPadTools *self, double width)
{
  g_signal_handlers_block_by_func (self->width, width_changed_cb, self);
  gtk_adjustment_set_value (self->width, width);
  g_signal_handlers_unblock_by_func (self->width, width_changed_cb, self);
}

static void
tenfold_pad_tools_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  TenfoldPadTools *self = TENFOLD_PAD_TOOLS (widget);
  int most = 0, sum = 0;

  for (int i = 0; i < N_BUTTONS; i++) {
    int size;

    gtk_widget_measure (self->buttons[i], orientation, -1, NULL, &size, NULL, NULL);
    most = MAX (most, size);
    sum += size;
  }
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = most;
  } else {
    *minimum = 2 * most;
    *natural = sum + 2 * GROUP_GAP;
  }
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_pad_tools_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldPadTools *self = TENFOLD_PAD_TOOLS (widget);
  int heights[N_BUTTONS], sum = 0, y = 0, n_shown = N_BUTTONS, gap, group_gap;
  gboolean shown[N_BUTTONS];

  for (int i = 0; i < N_BUTTONS; i++) {
    gtk_widget_measure (self->buttons[i], GTK_ORIENTATION_VERTICAL, -1, NULL, &heights[i], NULL,
                        NULL);
    shown[i] = TRUE;
    sum += heights[i];
  }
  for (guint i = 0; i < G_N_ELEMENTS (order) && sum > height; i++) {
    shown[order[i]] = FALSE;
    sum -= heights[order[i]];
    n_shown--;
  }
  group_gap = CLAMP ((height - sum) / 2, 0, GROUP_GAP);
  gap = CLAMP ((height - sum - 2 * group_gap) / MAX (1, n_shown - 1), 0, MOST_GAP);
  for (int i = 0; i < N_BUTTONS; i++) {
    gtk_widget_set_child_visible (self->buttons[i], shown[i]);
    if (!shown[i])
      continue;
    if (y > 0 && (i == PEN || i == CLEAR))
      y += group_gap;
    gtk_widget_size_allocate (self->buttons[i], &(GtkAllocation){ 0, y, width, heights[i] }, -1);
    y += heights[i] + gap;
  }
}

static void
tenfold_pad_tools_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TenfoldPadTools *self = TENFOLD_PAD_TOOLS (object);

  if (id == PROP_MENU)
    gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->buttons[MORE]),
                                    g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_pad_tools_dispose (GObject *object)
{
  TenfoldPadTools *self = TENFOLD_PAD_TOOLS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tenfold_pad_tools_parent_class)->dispose (object);
}

static void
tenfold_pad_tools_class_init (TenfoldPadToolsClass *klass)
{
  static const char *const names[N_BUTTONS]
      = { "undo", "redo", "pen", "eraser", "point_eraser", "width_button", "clear", "more" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tenfold_pad_tools_set_property;
  object_class->dispose = tenfold_pad_tools_dispose;
  widget_class->measure = tenfold_pad_tools_measure;
  widget_class->size_allocate = tenfold_pad_tools_size_allocate;
  g_object_class_install_property (object_class, PROP_MENU,
                                   g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_css_name (widget_class, "padtools");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-pad-tools.ui");
  for (int i = 0; i < N_BUTTONS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, names[i], FALSE,
                                               G_STRUCT_OFFSET (TenfoldPadTools, buttons)
                                                   + i * (goffset) sizeof (GtkWidget *));
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadTools, width);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadTools, sample);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
}

static void
tenfold_pad_tools_init (TenfoldPadTools *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->sample, draw_sample_cb, self->width, NULL);
  g_signal_connect_object (self->width, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                           self->sample, G_CONNECT_SWAPPED);
}
