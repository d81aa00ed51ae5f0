/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-view-export.h"

#include "ui/understand/tenfold-explanation-csv.h"
#include "ui/widgets/tenfold-paper.h"

#define PNG_SCALE 2
#define MARGIN 12.0
#define GAP 9.0
/* What style.css has for dark ink on white. */
#define PAPER_CLASS "paper"

/* A place for the children of both boxes, or what is placed there. */
typedef struct {
  GtkWidget *boxes[2];
  double width, height; /* without margins */
} Page;

typedef void (*Visit) (GtkWidget *child, double y, gpointer data);

/* Calls for each child that is exported, with its place from the top; the height comes back. */
static double
visit_children (const Page *page, Visit visit, gpointer data)
{
  double y = 0;

  for (guint i = 0; i < G_N_ELEMENTS (page->boxes); i++)
    for (GtkWidget *child = gtk_widget_get_first_child (page->boxes[i]); child != NULL;
         child = gtk_widget_get_next_sibling (child)) {
      int height = gtk_widget_get_height (child);

      if (!gtk_widget_get_mapped (child) || height == 0
          || gtk_widget_has_css_class (child, "control"))
        continue;
      if (visit != NULL)
        visit (child, y, data);
      y += height + GAP;
    }
  return MAX (y - GAP, 1);
}

/* A child as it would be painted now, not as it was in the last frame. */
static void
draw_child (GtkWidget *child, double y, gpointer data)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  cairo_t *cr = data;
  double child_x, child_y;

  gtk_widget_snapshot_child (gtk_widget_get_parent (child), child, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;
  gtk_widget_translate_coordinates (child, gtk_widget_get_parent (child), 0, 0, &child_x, &child_y);
  cairo_save (cr);
  cairo_translate (cr, 0, y - child_y);
  gsk_render_node_draw (node, cr);
  cairo_restore (cr);
  gsk_render_node_unref (node);
}

static void
draw (cairo_t *cr, gpointer data)
{
  const Page *page = data;

  cairo_translate (cr, MARGIN, MARGIN);
  visit_children (page, draw_child, cr);
}

/* All of it is painted anew, in another style too. */
static void
queue_all (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    queue_all (child);
}

static GBytes *
export_picture (GtkWidget *head, TenfoldViewPane *pane, const char *format, GError **error)
{
  Page page = { { head, tenfold_view_pane_get_box (pane) }, 0, 0 };
  GBytes *bytes;

  for (guint i = 0; i < G_N_ELEMENTS (page.boxes); i++) {
    page.width = MAX (page.width, gtk_widget_get_width (page.boxes[i]));
    gtk_widget_add_css_class (page.boxes[i], PAPER_CLASS);
    queue_all (page.boxes[i]);
  }
  page.height = visit_children (&page, NULL, NULL);
  bytes = tenfold_paper_draw (format, page.width + 2 * MARGIN, page.height + 2 * MARGIN, PNG_SCALE,
                              draw, &page, error);
  for (guint i = 0; i < G_N_ELEMENTS (page.boxes); i++) {
    gtk_widget_remove_css_class (page.boxes[i], PAPER_CLASS);
    queue_all (page.boxes[i]);
  }
  return bytes;
}

GBytes *
tenfold_view_export_bytes (GtkWidget *head,
                           TenfoldViewPane *pane,
                           const char *format,
                           GError **error)
{
  const TenfoldExplanation *explanation = tenfold_view_pane_get_explanation (pane);

  g_return_val_if_fail (explanation != NULL, NULL);
  if (g_str_equal (format, "csv"))
    return tenfold_explanation_to_csv (explanation);
  return export_picture (head, pane, format, error);
}
