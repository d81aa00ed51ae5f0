/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-wrap.h"

/* Pixels between two children, and between two lines. */
#define SPACING 6

struct _TenfoldWrap {
  GtkWidget parent_instance;
};

/* Children side by side, as many as there is room for at their least width. */
typedef struct {
  GArray *sizes;    /* GtkRequestedSize, whose data is the child and whose least is what it gets */
  GtkWidget *after; /* the child that begins the next line; NULL: none */
  int height;
} Line;

static GtkBuildableIface *parent_buildable;

static void
tenfold_wrap_add_child (GtkBuildable *buildable,
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
  iface->add_child = tenfold_wrap_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TenfoldWrap,
                               tenfold_wrap,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static void
line_clear (Line *line)
{
  g_array_unref (line->sizes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

/* Shares out what is left of the line: first to those that get less than they would like, then to
 * those that expand. */
static void
widen (Line *line, int spare)
{
  GtkRequestedSize *sizes = (GtkRequestedSize *) (void *) line->sizes->data;
  int n_expand = 0;

  spare = gtk_distribute_natural_allocation (spare, line->sizes->len, sizes);
  for (guint i = 0; i < line->sizes->len; i++)
    n_expand += gtk_widget_compute_expand (sizes[i].data, GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < line->sizes->len && n_expand > 0; i++)
    if (gtk_widget_compute_expand (sizes[i].data, GTK_ORIENTATION_HORIZONTAL)) {
      int more = spare / n_expand--;

      sizes[i].minimum_size += more;
      spare -= more;
    }
}

/* The line that begins with this child; one child is in it at least. */
static Line
line_from (GtkWidget *child, int room)
{
  Line line = { .sizes = g_array_new (FALSE, FALSE, sizeof (GtkRequestedSize)) };
  int used = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkRequestedSize size = { .data = child };
    int before = line.sizes->len > 0 ? SPACING : 0;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &size.minimum_size,
                        &size.natural_size, NULL, NULL);
    if (before > 0 && used + before + size.minimum_size > room)
      break;
    used += before + size.minimum_size;
    g_array_append_val (line.sizes, size);
  }
  line.after = child;
  widen (&line, MAX (room - used, 0));
  for (guint i = 0; i < line.sizes->len; i++) {
    const GtkRequestedSize *size = &g_array_index (line.sizes, GtkRequestedSize, i);
    int natural;

    gtk_widget_measure (size->data, GTK_ORIENTATION_VERTICAL, size->minimum_size, NULL, &natural,
                        NULL, NULL);
    line.height = MAX (line.height, natural);
  }
  return line;
}

/* One line for all, and one for each. */
static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least, most;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural += most + (*natural > 0 ? SPACING : 0);
  }
}

static GtkSizeRequestMode
tenfold_wrap_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tenfold_wrap_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (widget, minimum, natural);
    return;
  }
  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  while (first != NULL) {
    g_auto (Line) line = line_from (first, for_size);

    if (line.sizes->len > 0)
      *natural += line.height + (*natural > 0 ? SPACING : 0);
    first = line.after;
  }
  *minimum = *natural;
}

static void
tenfold_wrap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *first = gtk_widget_get_first_child (widget);
  int y = 0;

  while (first != NULL) {
    g_auto (Line) line = line_from (first, width);
    int x = 0;

    for (guint i = 0; i < line.sizes->len; i++) {
      const GtkRequestedSize *size = &g_array_index (line.sizes, GtkRequestedSize, i);
      GtkAllocation at = { x, y, size->minimum_size, line.height };

      if (from_right)
        at.x = width - x - at.width;
      gtk_widget_size_allocate (size->data, &at, -1);
      x += at.width + SPACING;
    }
    y += line.height + SPACING;
    first = line.after;
  }
}

static void
tenfold_wrap_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tenfold_wrap_parent_class)->dispose (object);
}

static void
tenfold_wrap_class_init (TenfoldWrapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_wrap_dispose;
  widget_class->get_request_mode = tenfold_wrap_get_request_mode;
  widget_class->measure = tenfold_wrap_measure;
  widget_class->size_allocate = tenfold_wrap_size_allocate;
}

static void
tenfold_wrap_init (TenfoldWrap *self)
{
}
