/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-view-pane.h"

/* --- an area of squares --- */

typedef struct {
  GtkDrawingArea parent_instance;
  int n, most, caption;
} TenfoldSquares;

typedef struct {
  GtkDrawingAreaClass parent_class;
} TenfoldSquaresClass;

static GType tenfold_squares_get_type (void);

G_DEFINE_FINAL_TYPE (TenfoldSquares, tenfold_squares, GTK_TYPE_DRAWING_AREA)

#define SQUARES_GAP 12

static GtkSizeRequestMode
tenfold_squares_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tenfold_squares_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  const TenfoldSquares *self = (TenfoldSquares *) (void *) widget;
  int height = self->most;

  if (for_size >= 0)
    height = MIN (height, (for_size - SQUARES_GAP * (self->n - 1)) / self->n + self->caption);
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (height, 1) : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_squares_class_init (TenfoldSquaresClass *klass)
{
  GTK_WIDGET_CLASS (klass)->get_request_mode = tenfold_squares_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = tenfold_squares_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tenfold_squares_init (TenfoldSquares *self)
{
}

/* --- the pane --- */

typedef struct {
  TenfoldExplanation *explanation; /* NULL: nothing to show */
  GtkWidget *box;
} TenfoldViewPanePrivate;

enum { ASKED, PICTURE_CHOSEN, REWOUND, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TenfoldViewPane, tenfold_view_pane, ADW_TYPE_BIN)

static TenfoldViewPanePrivate *
get (TenfoldViewPane *self)
{
  return tenfold_view_pane_get_instance_private (self);
}

void
tenfold_view_pane_show (TenfoldViewPane *self, TenfoldExplanation *explanation)
{
  TenfoldViewPanePrivate *private = get (self);

  g_clear_pointer (&private->explanation, tenfold_explanation_unref);
  if (explanation != NULL)
  private->explanation = tenfold_explanation_ref (explanation);
  TENFOLD_VIEW_PANE_GET_CLASS (self)->show (self);
}

void
tenfold_view_pane_choose (TenfoldViewPane *self, TenfoldQuestion *question)
{
  if (TENFOLD_VIEW_PANE_GET_CLASS (self)->choose != NULL)
    TENFOLD_VIEW_PANE_GET_CLASS (self)->choose (self, question);
}

const TenfoldExplanation *
tenfold_view_pane_get_explanation (TenfoldViewPane *self)
{
  return get (self)->explanation;
}

GtkWidget *
tenfold_view_pane_get_box (TenfoldViewPane *self)
{
  return get (self)->box;
}

void
tenfold_view_pane_ask (TenfoldViewPane *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

void
tenfold_view_pane_choose_picture (TenfoldViewPane *self, const guint8 *pixels, int label)
{
  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

void
tenfold_view_pane_rewind (TenfoldViewPane *self, double time)
{
  g_signal_emit (self, signals[REWOUND], 0, time);
}

GtkLabel *
tenfold_view_pane_add_label (TenfoldViewPane *self, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (get (self)->box), label);
  return GTK_LABEL (label);
}

GtkWidget *
tenfold_view_pane_area_new (TenfoldViewPane *self,
                            int height,
                            gboolean focusable,
                            GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                                  "focusable", focusable, NULL);

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), height);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, self, NULL);
  if (focusable)
    gtk_widget_add_css_class (area, "strip");
  return area;
}

GtkWidget *
tenfold_view_pane_add_area (TenfoldViewPane *self,
                            int height,
                            gboolean focusable,
                            GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *area = tenfold_view_pane_area_new (self, height, focusable, draw);

  gtk_box_append (GTK_BOX (get (self)->box), area);
  return area;
}

GtkWidget *
tenfold_view_pane_add_squares (TenfoldViewPane *self,
                               int n,
                               int most,
                               int caption,
                               GtkDrawingAreaDrawFunc draw)
{
  TenfoldSquares *area = g_object_new (tenfold_squares_get_type (), NULL);

  area->n = n;
  area->most = most;
  area->caption = caption;
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, self, NULL);
  gtk_box_append (GTK_BOX (get (self)->box), GTK_WIDGET (area));
  return GTK_WIDGET (area);
}

void
tenfold_view_pane_set_n_squares (GtkWidget *area, int n)
{
  TenfoldSquares *self = (TenfoldSquares *) (void *) area;

  if (self->n == n)
    return;
  self->n = n;
  gtk_widget_queue_resize (area);
}

void
tenfold_view_pane_update_area (GtkWidget *area, const char *label, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_widget_queue_draw (area);
}

static void
tenfold_view_pane_dispose (GObject *object)
{
  g_clear_pointer (&get (TENFOLD_VIEW_PANE (object))->explanation, tenfold_explanation_unref);
  G_OBJECT_CLASS (tenfold_view_pane_parent_class)->dispose (object);
}

static void
tenfold_view_pane_class_init (TenfoldViewPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_view_pane_dispose;
  signals[ASKED] = g_signal_new ("asked", TENFOLD_TYPE_VIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_VIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  signals[REWOUND] = g_signal_new ("rewound", TENFOLD_TYPE_VIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
tenfold_view_pane_init (TenfoldViewPane *self)
{
  TenfoldViewPanePrivate *private = get (self);

  private->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  adw_bin_set_child (ADW_BIN (self), private->box);
}
