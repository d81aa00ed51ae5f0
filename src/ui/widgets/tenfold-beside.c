/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-beside.h"

#define SPACING 12

struct _TenfoldBeside {
  GtkWidget parent_instance;
};

static GtkBuildableIface *parent_buildable;

static void
tenfold_beside_add_child (GtkBuildable *buildable,
                          GtkBuilder *builder,
                          GObject *child,
                          const char *type)
{
  if (GTK_IS_WIDGET (child))
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (buildable));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = tenfold_beside_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TenfoldBeside,
                               tenfold_beside,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

/* Width and height of each child; 0 wide: it is not shown. */
typedef struct {
  GtkWidget *widgets[2];
  int widths[2];
} Plan;

/* width: -1 for as much as they would like. */
static Plan
plan (GtkWidget *widget, int width)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = first != NULL ? gtk_widget_get_next_sibling (first) : NULL;
  Plan plan = { { first, second }, { width, 0 } };
  int least, least_second, wanted;

  if (second == NULL || !gtk_widget_should_layout (second))
    return plan;
  gtk_widget_measure (second, GTK_ORIENTATION_HORIZONTAL, -1, &least_second, &wanted, NULL, NULL);
  gtk_widget_measure (first, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  wanted = MAX (least_second, MIN (wanted, TENFOLD_BESIDE_MOST));
  if (width - SPACING - wanted >= MAX (least, TENFOLD_BESIDE_LEAST)) {
    plan.widths[0] = width - SPACING - wanted;
    plan.widths[1] = wanted;
  } else {
    plan.widths[0] = 0;
    plan.widths[1] = width;
  }
  return plan;
}

static GtkSizeRequestMode
tenfold_beside_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tenfold_beside_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  Plan sizes;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  sizes = plan (widget, for_size);
  for (int i = 0; i < 2; i++) {
    GtkWidget *child = sizes.widgets[i];
    int least, most;

    if (child == NULL || !gtk_widget_should_layout (child)
        || (orientation == GTK_ORIENTATION_VERTICAL && sizes.widths[i] == 0))
      continue;
    gtk_widget_measure (child, orientation,
                        orientation == GTK_ORIENTATION_VERTICAL ? sizes.widths[i] : -1, &least,
                        &most, NULL, NULL);
    *minimum = MAX (*minimum, least);
    if (orientation == GTK_ORIENTATION_VERTICAL)
      *natural = MAX (*natural, most);
    else
      *natural += most + (*natural > 0 ? SPACING : 0);
  }
}

static void
tenfold_beside_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Plan sizes = plan (widget, width);
  int x = 0;

  for (int i = 0; i < 2; i++) {
    GtkWidget *child = sizes.widgets[i];

    if (child == NULL || !gtk_widget_should_layout (child))
      continue;
    gtk_widget_set_child_visible (child, sizes.widths[i] > 0);
    if (sizes.widths[i] == 0)
      continue;
    gtk_widget_size_allocate (child,
                              &(GtkAllocation){ from_right ? width - x - sizes.widths[i] : x, 0,
                                                sizes.widths[i], height },
                              -1);
    x += sizes.widths[i] + SPACING;
  }
}

static void
tenfold_beside_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tenfold_beside_parent_class)->dispose (object);
}

static void
tenfold_beside_class_init (TenfoldBesideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_beside_dispose;
  widget_class->get_request_mode = tenfold_beside_get_request_mode;
  widget_class->measure = tenfold_beside_measure;
  widget_class->size_allocate = tenfold_beside_size_allocate;
}

static void
tenfold_beside_init (TenfoldBeside *self)
{
}
