/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-spare.h"

struct _TenfoldSpare {
  AdwBin parent_instance;

  gboolean needed;
};

enum { PROP_NEEDED = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldSpare, tenfold_spare, ADW_TYPE_BIN)

static GtkSizeRequestMode
tenfold_spare_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tenfold_spare_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (child == NULL || !gtk_widget_get_visible (child))
    return;
  /* How high it is says its width alone. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1;
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && !TENFOLD_SPARE (widget)->needed)
    *minimum = 0;
}

static void
tenfold_spare_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  gboolean fits;
  int least;

  if (child == NULL || !gtk_widget_get_visible (child))
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  fits = height >= least || TENFOLD_SPARE (widget)->needed;
  gtk_widget_set_child_visible (child, fits);
  if (fits)
    gtk_widget_allocate (child, width, MAX (height, least), baseline, NULL);
}

static void
tenfold_spare_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NEEDED)
    g_value_set_boolean (value, TENFOLD_SPARE (object)->needed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_spare_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NEEDED)
    tenfold_spare_set_needed (TENFOLD_SPARE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_spare_class_init (TenfoldSpareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tenfold_spare_get_property;
  object_class->set_property = tenfold_spare_set_property;
  widget_class->get_request_mode = tenfold_spare_get_request_mode;
  widget_class->measure = tenfold_spare_measure;
  widget_class->size_allocate = tenfold_spare_size_allocate;
  props[PROP_NEEDED]
      = g_param_spec_boolean ("needed", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tenfold_spare_init (TenfoldSpare *self)
{
  /* The one of a bin would be asked instead. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
tenfold_spare_set_needed (TenfoldSpare *self, gboolean needed)
{
  g_return_if_fail (TENFOLD_IS_SPARE (self));
  if (self->needed == needed)
    return;
  self->needed = needed;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEEDED]);
}
