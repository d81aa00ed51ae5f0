/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/widgets/tenfold-look.h"

/* More runs fold, so that the plot stays the larger part. */
#define MOST_ROWS 3

struct _TenfoldLegend {
  AdwBin parent_instance;

  GtkListBox *list;
  GtkWidget *more; /* shows the older runs, or folds them */
  TenfoldChart *chart;
  GPtrArray *details; /* GtkLabel of each row, borrowed; the last run first */
  TenfoldQuantity quantity;
  guint n_epochs; /* and tests of all runs together: what the details were written for */
  guint update_id;
  gboolean hidden; /* something else names the runs */
};

G_DEFINE_FINAL_TYPE (TenfoldLegend, tenfold_legend, ADW_TYPE_BIN)

static void
draw_sample_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  guint look = GPOINTER_TO_UINT (data);
  GdkRGBA foreground, color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &foreground);
  color = tenfold_look_get_color (look, tenfold_is_light (&foreground));
  gdk_cairo_set_source_rgba (cr, &color);
  tenfold_look_set_training (cr, 2);
  cairo_move_to (cr, 0, height / 2.0);
  cairo_line_to (cr, width, height / 2.0);
  cairo_stroke (cr);
  tenfold_look_add_dot (cr, look, width / 2.0, height / 2.0, 3.5);
  cairo_fill (cr);
}

static void
shown_cb (GtkCheckButton *button, GParamSpec *property, TenfoldLegend *self)
{
  TenfoldRun *run = g_object_get_data (G_OBJECT (button), "run");

  for (guint i = 0; i < tenfold_chart_get_n_runs (self->chart); i++)
    if (tenfold_chart_get_run (self->chart, i) == run)
      tenfold_chart_set_shown (self->chart, i, gtk_check_button_get_active (button));
}

static void
remove_cb (GtkButton *button, TenfoldLegend *self)
{
  tenfold_chart_remove_run (self->chart, g_object_get_data (G_OBJECT (button), "run"));
}

/* Settings, best number and what the test set said, as far as they are known. */
static char *
describe (TenfoldLegend *self, guint i)
{
  TenfoldRun *run = tenfold_chart_get_run (self->chart, i);
  const TenfoldTest *test = tenfold_run_get_test (run);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint epoch;
  double value;

  if (*tenfold_run_get_settings (run) != '\0')
    g_ptr_array_add (parts, g_strdup (tenfold_run_get_settings (run)));
  if (tenfold_chart_get_best (self->chart, i, &epoch, &value)) {
    g_autofree char *number = tenfold_chart_format (self->chart, value);

    /* Translators: the best number of a run. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("best %s"), number));
  }
  if (!isnan (test->accuracy))
    /* Translators: the share of the test pictures that were read, and its interval */
    g_ptr_array_add (parts,
                     g_strdup_printf (_ ("test %.2f %% (%.2f to %.2f)"), 100 * test->accuracy,
                                      100 * test->low, 100 * test->high));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
renamed_cb (GtkEditableLabel *label, GParamSpec *pspec, TenfoldRun *run)
{
  const char *title = gtk_editable_get_text (GTK_EDITABLE (label));

  if (!gtk_editable_label_get_editing (label) && *title != '\0')
    tenfold_run_set_title (run, title);
}

static gboolean
let_go_cb (gpointer label)
{
  return G_SOURCE_REMOVE;
}

/* A tenth of a second later GTK 4.8 looks whether the label is still edited, and does not ask
 * whether it is still there. */
static void
focus_left_cb (GtkEventController *controller)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, 300, let_go_cb,
                      g_object_ref (gtk_event_controller_get_widget (controller)), g_object_unref);
}

/* The title, which can be edited where it stands. */
static GtkWidget *
title_new (TenfoldRun *run)
{
  GtkWidget *label = gtk_editable_label_new (tenfold_run_get_title (run));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), NULL);
  gtk_widget_add_controller (label, focus);
  gtk_widget_set_tooltip_text (label, _ ("Click to rename"));
  gtk_widget_add_css_class (label, "caption");
  g_signal_connect_object (label, "notify::editing", G_CALLBACK (renamed_cb), run, 0);
  return label;
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
row_new (TenfoldLegend *self, guint i)
{
  TenfoldRun *run = tenfold_chart_get_run (self->chart, i);
  const char *title = tenfold_run_get_title (run);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new (), *sample = gtk_drawing_area_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic"), *row, *details;
  g_autofree char *words = describe (self, i), *show = g_strdup_printf (_ ("Show %s"), title);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), tenfold_chart_get_shown (self->chart, i));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, show, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove,
                                  -1);
  g_object_set_data_full (G_OBJECT (check), "run", g_object_ref (run), g_object_unref);
  g_signal_connect (check, "notify::active", G_CALLBACK (shown_cb), self);
  gtk_widget_set_size_request (sample, 30, 12);
  gtk_widget_set_valign (sample, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (sample), draw_sample_cb,
                                  GUINT_TO_POINTER (tenfold_chart_get_look (self->chart, i)), NULL);
  details = label_new (words);
  g_ptr_array_add (self->details, details);
  gtk_widget_set_hexpand (details, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, remove);
  g_object_set_data_full (G_OBJECT (button), "run", g_object_ref (run), g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), sample);
  gtk_box_append (GTK_BOX (box), title_new (run));
  gtk_box_append (GTK_BOX (box), details);
  gtk_box_append (GTK_BOX (box), button);
  row = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* The buttons in it are what the keyboard needs. */
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

/* One run alone needs no list. */
static void
show (TenfoldLegend *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          !self->hidden && tenfold_chart_get_n_runs (self->chart) > 1);
}

static gboolean
update_cb (gpointer data)
{
  TenfoldLegend *self = data;
  guint n = tenfold_chart_get_n_runs (self->chart);
  gboolean all = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->more));
  guint n_rows = n == 1 ? 0 : n <= MOST_ROWS + 1 || all ? n : MOST_ROWS;
  g_autofree char *more = NULL;
  GtkWidget *child;

  self->update_id = 0;
  g_ptr_array_set_size (self->details, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  /* The newest first: it is never folded. */
  for (guint i = n; i > n - n_rows; i--)
    gtk_list_box_append (self->list, row_new (self, i - 1));
  more = all ? g_strdup (_ ("Fewer Runs"))
             : g_strdup_printf (ngettext ("%u Older Run", "%u Older Runs", n - n_rows), n - n_rows);
  gtk_button_set_label (GTK_BUTTON (self->more), more);
  gtk_widget_set_visible (self->more, n > MOST_ROWS + 1);
  show (self);
  return G_SOURCE_REMOVE;
}

/* Not from within a button's own signal, since its row is made anew. */
static void
runs_changed_cb (TenfoldLegend *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update_cb, self);
}

/* The best numbers, when the quantity is another one or an epoch has ended. */
static void
chart_changed_cb (TenfoldLegend *self)
{
  TenfoldQuantity quantity = tenfold_chart_get_quantity (self->chart);
  guint n_epochs = 0, n;

  for (guint i = 0; i < tenfold_chart_get_n_runs (self->chart); i++) {
    tenfold_run_get_epochs (tenfold_chart_get_run (self->chart, i), &n);
    n_epochs
        += n + !isnan (tenfold_run_get_test (tenfold_chart_get_run (self->chart, i))->accuracy);
  }
  if (self->update_id != 0 || (quantity == self->quantity && n_epochs == self->n_epochs))
    return;
  self->quantity = quantity;
  self->n_epochs = n_epochs;
  for (guint i = 0; i < self->details->len; i++) {
    g_autofree char *words = describe (self, tenfold_chart_get_n_runs (self->chart) - 1 - i);

    gtk_label_set_label (g_ptr_array_index (self->details, i), words);
    gtk_widget_set_tooltip_text (g_ptr_array_index (self->details, i), words);
  }
}

static void
tenfold_legend_dispose (GObject *object)
{
  TenfoldLegend *self = TENFOLD_LEGEND (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->details, g_ptr_array_unref);
  G_OBJECT_CLASS (tenfold_legend_parent_class)->dispose (object);
}

static void
tenfold_legend_class_init (TenfoldLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_legend_dispose;
}

static void
tenfold_legend_init (TenfoldLegend *self)
{
  GtkWidget *box;

  self->details = g_ptr_array_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "legend");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Runs"), -1);
  self->more = gtk_toggle_button_new ();
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "caption");
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  g_signal_connect_swapped (self->more, "toggled", G_CALLBACK (runs_changed_cb), self);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->more);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
tenfold_legend_set_chart (TenfoldLegend *self, TenfoldChart *chart)
{
  g_return_if_fail (TENFOLD_IS_LEGEND (self) && self->chart == NULL);
  self->chart = g_object_ref (chart);
  g_signal_connect_object (chart, "runs-changed", G_CALLBACK (runs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chart, "changed", G_CALLBACK (chart_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
tenfold_legend_set_wanted (TenfoldLegend *self, gboolean wanted)
{
  g_return_if_fail (TENFOLD_IS_LEGEND (self) && self->chart != NULL);
  self->hidden = !wanted;
  show (self);
}
