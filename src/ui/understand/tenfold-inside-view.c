/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-inside-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-look.h"

#define STRIP_HEIGHT 64
#define LARGEST_TILE 48
#define GAP 2
#define BELIEF_WIDTH 82
#define PATCH_SIDE 112
#define MOST_TERMS 6 /* written out */

/* One layer: its title, its maps and what it believes. */
typedef struct {
  TenfoldInsideView *view;
  guint layer;
  GtkLabel *title;
  GtkWidget *strip, *belief;
} Row;

struct _TenfoldInsideView {
  TenfoldViewPane parent_instance;

  int layer, unit; /* what is selected; -1: nothing */
  GtkWidget *box, *patch;
  GtkLabel *sum;
  GPtrArray *rows; /* of Row */
};

G_DEFINE_FINAL_TYPE (TenfoldInsideView, tenfold_inside_view, TENFOLD_TYPE_VIEW_PANE)

/* --- where the maps of a layer go --- */

typedef struct {
  int maps, rows, columns; /* numbers: maps x rows x columns */
  int across;              /* maps in a line */
  double tile;             /* the side of a map */
} Tiling;

static Tiling
tiling_of (const NnInsideLayer *layer, int width)
{
  Tiling t = { (int) layer->count, 1, 1, 1, 1 };

  if (layer->shape.rank >= 3) {
    t.rows = (int) layer->shape.dims[layer->shape.rank - 2];
    t.columns = (int) layer->shape.dims[layer->shape.rank - 1];
    t.maps = (int) (layer->count / MAX ((gsize) 1, (gsize) t.rows * (gsize) t.columns));
  }
  for (int tile = LARGEST_TILE; tile >= 1; tile--) {
    int gap = tile > 4 ? GAP : 0;

    t.tile = tile;
    t.across = MAX (1, (width + gap) / (tile + gap));
    if (t.across * ((STRIP_HEIGHT + gap) / (tile + gap)) >= t.maps)
      break;
  }
  return t;
}

static TenfoldMapPlace
place_of (const Tiling *t, int map)
{
  double step = t->tile + (t->tile > 4 ? GAP : 0);

  return (TenfoldMapPlace){ map % t->across * step, (double) (map / t->across) * step, t->tile,
                            t->tile };
}

static const TenfoldExplanation *
get (TenfoldInsideView *self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (TENFOLD_VIEW_PANE (self));

  return e != NULL && e->inside != NULL ? e : NULL;
}

static const NnInsideLayer *
layer_of (const Row *row)
{
  const TenfoldExplanation *e = get (row->view);

  return e != NULL && row->layer < e->inside->n_layers ? &e->inside->layers[row->layer] : NULL;
}

/* --- painting --- */

static void
draw_strip_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  Row *row = data;
  const NnInsideLayer *layer = layer_of (row);
  GdkRGBA ink, frame;
  Tiling t;
  gsize size;

  if (layer == NULL || layer->count == 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  frame = ink;
  frame.alpha = 0.25f;
  t = tiling_of (layer, width);
  size = (gsize) t.rows * (gsize) t.columns;
  for (int map = 0; map < t.maps; map++) {
    TenfoldMapPlace place = place_of (&t, map);
    const float *numbers = layer->numbers + (gsize) map * size;

    if (layer->min < 0)
      tenfold_map_draw_signs (cr, &place, numbers, t.rows, t.columns,
                              fmaxf (-layer->min, layer->max), tenfold_is_light (&ink));
    else
      tenfold_map_draw_shades (cr, &place, numbers, t.rows, t.columns, 0, layer->max, &ink);
    if (t.tile > 4)
      tenfold_map_draw_frame (cr, &place, &frame);
    if ((int) row->layer == row->view->layer && row->view->unit >= 0
        && row->view->unit / (int) size == map) {
      int unit = row->view->unit % (int) size;
      TenfoldMapPlace mark = { place.x + unit % t.columns * t.tile / t.columns - 1,
                               place.y + (double) (unit / t.columns) * t.tile / t.rows - 1,
                               MAX (5, t.tile / t.columns + 2), MAX (5, t.tile / t.rows + 2) };
      GdkRGBA color = tenfold_look_get_color (1, tenfold_is_light (&ink));

      tenfold_map_draw_frame (cr, &mark, &color);
    }
  }
}

static void
draw_belief_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const NnInsideLayer *layer = layer_of (data);
  double step = width / (double) NN_N_CLASSES;
  GdkRGBA ink;

  if (layer == NULL || isnan (layer->always_dead))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_font_size (cr, 9);
  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    const char text[] = { (char) ('0' + digit), '\0' };
    double length = (height - 12) * (double) layer->belief[digit];

    cairo_rectangle (cr, digit * step + 1, height - 11 - length, step - 2, MAX (1, length));
    cairo_fill (cr);
    cairo_move_to (cr, digit * step + 1, height - 1);
    cairo_show_text (cr, text);
  }
}

/* The picture, and on it the patch that reaches the selected unit. */
static void
draw_patch_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TenfoldInsideView *self = data;
  const TenfoldExplanation *e = get (self);
  double side = MIN (width, height), cell = side / NN_PICTURE_SIDE;
  TenfoldMapPlace place = { 0, 0, side, side };
  GdkRGBA ink, frame;

  if (e == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  frame = ink;
  frame.alpha = 0.25f;
  tenfold_map_draw_shades (cr, &place, e->inside->inks, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 0, 1,
                           &ink);
  tenfold_map_draw_frame (cr, &place, &frame);
  if (e->unit != NULL) {
    const NnInsideUnit *unit = e->unit;
    TenfoldMapPlace patch
        = { unit->left * cell, unit->top * cell, (unit->right - unit->left) * cell,
            (unit->bottom - unit->top) * cell };
    GdkRGBA color = tenfold_look_get_color (1, tenfold_is_light (&ink));

    tenfold_map_draw_frame (cr, &patch, &color);
  }
}

/* --- words --- */

static int
larger_first (gconstpointer a, gconstpointer b)
{
  double x = fabs ((*(const NnTerm *const *) a)->product);
  double y = fabs ((*(const NnTerm *const *) b)->product);

  return (x < y) - (x > y);
}

/* input x weight of the largest terms, the rest in one number, the bias, and what comes of it. */
static char *
describe_sum (const NnInsideUnit *unit)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) terms = g_ptr_array_new ();
  double rest = 0;

  for (guint i = 0; i < unit->n_terms; i++)
    g_ptr_array_add (terms, (gpointer) &unit->terms[i]);
  g_ptr_array_sort (terms, larger_first);
  for (guint i = 0; i < terms->len; i++) {
    const NnTerm *term = terms->pdata[i];

    if (i < MOST_TERMS)
      g_string_append_printf (text, "%s%.3f × %.3f", i > 0 ? " + " : "", term->input, term->weight);
    else
      rest += term->product;
  }
  if (terms->len > MOST_TERMS) {
    g_string_append (text, " + ");
    /* Translators: how many other products there are, and their sum */
    g_string_append_printf (text, _ ("%u others (%.3f)"), terms->len - MOST_TERMS, rest);
  }
  /* Translators: the number that a unit adds to its sum */
  g_string_append_printf (text, _ (" + bias %.3f = %.4f."), unit->bias, unit->sum);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, _ ("Check: the network has computed %.4f."), unit->value);
  if (unit->activation != NULL) {
    g_string_append_c (text, ' ');
    /* Translators: an operator such as Relu, and a number */
    g_string_append_printf (text, _ ("%s makes %.4f of it."), unit->activation, unit->activated);
  }
  return g_string_free (text, FALSE);
}

static void
say_sum (TenfoldInsideView *self)
{
  const TenfoldExplanation *e = get (self);
  g_autofree char *sum = e != NULL && e->unit != NULL ? describe_sum (e->unit) : NULL;
  const char *text = sum;

  if (text == NULL && e != NULL && e->unit_problem != NULL)
    text = e->unit_problem;
  if (text == NULL)
    text = _ ("Select a number in a map, with a click or with the arrow keys: its sum is written "
              "out here, and the patch of the picture that it reads is framed.");
  gtk_label_set_text (self->sum, text);
}

static char *
describe_layer (const NnInsideLayer *layer)
{
  GString *text = g_string_new (layer->op);

  g_string_append_c (text, ' ');
  for (int i = 0; i < layer->shape.rank; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "×" : "", (int) layer->shape.dims[i]);
  /* Translators: the smallest and the largest number of a layer, and how many are 0 */
  g_string_append_printf (text, _ (" · %.2f to %.2f · %.0f %% are 0"), layer->min, layer->max,
                          100 * layer->dead);
  if (!isnan (layer->gradient))
    /* Translators: a number */
    g_string_append_printf (text, _ (" · gradient %.3g"), layer->gradient);
  return g_string_free (text, FALSE);
}

static char *
describe_belief (const NnInsideLayer *layer)
{
  int best = 0;

  for (int digit = 1; digit < NN_N_CLASSES; digit++)
    if (layer->belief[digit] > layer->belief[best])
      best = digit;
  /* Translators: a digit and a share */
  return g_strdup_printf (_ ("This layer believes most in %d: %.0f %%"), best,
                          100 * layer->belief[best]);
}

/* --- selecting --- */

void
tenfold_inside_view_select (TenfoldInsideView *self, guint layer, gsize unit)
{
  self->layer = (int) layer;
  self->unit = (int) unit;
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_queue_draw (((Row *) self->rows->pdata[i])->strip);
  tenfold_view_pane_ask (TENFOLD_VIEW_PANE (self));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, Row *row)
{
  const NnInsideLayer *layer = layer_of (row);
  Tiling t;

  gtk_widget_grab_focus (row->strip);
  if (layer == NULL || layer->count == 0)
    return;
  t = tiling_of (layer, gtk_widget_get_width (row->strip));
  for (int map = 0; map < t.maps; map++) {
    TenfoldMapPlace place = place_of (&t, map);

    if (x >= place.x && x < place.x + t.tile && y >= place.y && y < place.y + t.tile) {
      int column = (int) ((x - place.x) / t.tile * t.columns);
      int line = (int) ((y - place.y) / t.tile * t.rows);

      tenfold_inside_view_select (row->view, row->layer,
                                  (gsize) ((map * t.rows + line) * t.columns + column));
    }
  }
}

/* Arrows go to the next number, Page Up and Page Down to the next map; Tab goes to the next layer.
 */
static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, Row *row)
{
  const NnInsideLayer *layer = layer_of (row);
  int unit = row->view->layer == (int) row->layer ? row->view->unit : -1;
  int step = 0;
  Tiling t;

  if (layer == NULL || layer->count == 0)
    return GDK_EVENT_PROPAGATE;
  t = tiling_of (layer, gtk_widget_get_width (row->strip));
  switch (key) {
  case GDK_KEY_Left:
    step = -1;
    break;
  case GDK_KEY_Right:
    step = 1;
    break;
  case GDK_KEY_Up:
    step = t.rows > 1 ? -t.columns : -t.across;
    break;
  case GDK_KEY_Down:
    step = t.rows > 1 ? t.columns : t.across;
    break;
  case GDK_KEY_Page_Up:
    step = -t.rows * t.columns;
    break;
  case GDK_KEY_Page_Down:
    step = t.rows * t.columns;
    break;
  default:
    return GDK_EVENT_PROPAGATE;
  }
  unit = unit < 0 ? 0 : unit + step;
  if (unit >= 0 && (gsize) unit < layer->count)
    tenfold_inside_view_select (row->view, row->layer, (gsize) unit);
  return GDK_EVENT_STOP;
}

/* --- rows --- */

static Row *
row_new (TenfoldInsideView *self, guint layer)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  row->view = self;
  row->layer = layer;
  row->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (row->title, 0);
  gtk_label_set_wrap (row->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (row->title), "caption");
  row->strip = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                             "focusable", TRUE, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (row->strip, "strip");
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (row->strip), STRIP_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (row->strip), draw_strip_cb, row, NULL);
  row->belief
      = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (row->belief), BELIEF_WIDTH);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (row->belief), draw_belief_cb, row, NULL);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), row);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), row);
  gtk_widget_add_controller (row->strip, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (row->strip, keys);
  gtk_box_append (GTK_BOX (line), row->strip);
  gtk_box_append (GTK_BOX (line), row->belief);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (row->title));
  gtk_box_append (GTK_BOX (self->box), line);
  return row;
}

static void
set_rows (TenfoldInsideView *self, guint n)
{
  GtkWidget *child;

  if (self->rows->len == n)
    return;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->rows, row_new (self, i));
}

static void
tenfold_inside_view_show (TenfoldViewPane *pane)
{
  TenfoldInsideView *self = TENFOLD_INSIDE_VIEW (pane);
  const TenfoldExplanation *e = get (self);

  set_rows (self, e != NULL ? e->inside->n_layers : 0);
  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = self->rows->pdata[i];
    const NnInsideLayer *layer = layer_of (row);
    g_autofree char *title = describe_layer (layer);
    g_autofree char *belief = describe_belief (layer);

    gtk_label_set_text (row->title, title);
    gtk_widget_set_tooltip_text (row->belief, belief);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->strip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title, -1);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->belief), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    belief, -1);
    gtk_widget_queue_draw (row->strip);
    gtk_widget_queue_draw (row->belief);
  }
  say_sum (self);
  gtk_widget_queue_draw (self->patch);
}

static void
tenfold_inside_view_choose (TenfoldViewPane *pane, TenfoldQuestion *question)
{
  TenfoldInsideView *self = TENFOLD_INSIDE_VIEW (pane);

  question->layer = self->layer;
  question->unit = self->unit;
}

static void
tenfold_inside_view_finalize (GObject *object)
{
  g_ptr_array_unref (TENFOLD_INSIDE_VIEW (object)->rows);
  G_OBJECT_CLASS (tenfold_inside_view_parent_class)->finalize (object);
}

static void
tenfold_inside_view_class_init (TenfoldInsideViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_inside_view_finalize;
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_inside_view_show;
  TENFOLD_VIEW_PANE_CLASS (klass)->choose = tenfold_inside_view_choose;
}

static void
tenfold_inside_view_init (TenfoldInsideView *self)
{
  GtkWidget *all = tenfold_view_pane_get_box (TENFOLD_VIEW_PANE (self));
  GtkWidget *unit = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->layer = self->unit = -1;
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->patch
      = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->patch), PATCH_SIDE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->patch), PATCH_SIDE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->patch), draw_patch_cb, self, NULL);
  gtk_widget_set_valign (self->patch, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->patch), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The picture, and the patch that the selected unit reads"),
                                  -1);
  self->sum = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->sum, TRUE);
  gtk_label_set_xalign (self->sum, 0);
  gtk_label_set_selectable (self->sum, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->sum), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->sum), "numeric");
  gtk_box_append (GTK_BOX (unit), self->patch);
  gtk_box_append (GTK_BOX (unit), GTK_WIDGET (self->sum));
  gtk_box_append (GTK_BOX (all), unit);
  gtk_box_append (GTK_BOX (all), self->box);
}
