/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-step-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/understand/tenfold-picture-button.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-wrap.h"

#define BARS_HEIGHT 120
#define MOST_PICTURES 8
#define ROW_HEIGHT 17.0 /* of a layer's bars */
#define NAME_WIDTH 0.34 /* of a layer's name, as a share */
#define N_SHARES 5      /* of the change of a score, with what was measured */
#define SHARE_HEIGHT 22.0

enum { FORWARD, ERROR, BACKWARD, UPDATE, N_STATIONS };

struct _TenfoldStepView {
  TenfoldViewPane parent_instance;

  int station;
  TenfoldChoice *batch;
  GtkToggleButton *stations[N_STATIONS];
  GtkStack *stack;
  GtkLabel *what, *texts[N_STATIONS], *check, *up_title, *down_title, *flips_title;
  GtkWidget *before, *layers, *after, *shares;
  GtkWidget *goes_in, *losses, *up, *down, *flips; /* rows of pictures */
};

G_DEFINE_FINAL_TYPE (TenfoldStepView, tenfold_step_view, TENFOLD_TYPE_VIEW_PANE)

static const TenfoldExplanation *
get (gpointer self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (self);

  return e != NULL && e->step != NULL ? e : NULL;
}

static GdkRGBA
ink_of (gpointer area)
{
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (area), &ink);
  return ink;
}

/* --- painting --- */

static void
draw_before_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  TenfoldMapPlace place = { 0, 0, MIN (width, 480), height };
  GdkRGBA ink = ink_of (area);

  if (e != NULL)
    tenfold_map_draw_bars (cr, text, &place, e->step->probabilities_before, NULL, &ink);
}

static void
draw_after_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  TenfoldMapPlace place = { 0, 0, MIN (width, 480), height };
  GdkRGBA ink = ink_of (area);

  if (e != NULL)
    tenfold_map_draw_bars (cr, text, &place, e->step->probabilities_before,
                           e->step->probabilities_after, &ink);
}

/* The place of a number on a scale of decades from 1e-6 to 10, 0 to 1. */
static double
place_in_decades (double number)
{
  return number > 0 ? CLAMP ((log10 (number) + 6) / 7, 0.005, 1) : 0;
}

/* A row a parameter: the size of its gradient, and pale and below it that of its change. */
static void
draw_layers_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const double left = width * NAME_WIDTH + 8;
  GdkRGBA ink = ink_of (area);
  GdkRGBA colors[2];

  if (e == NULL)
    return;
  for (int i = 0; i < 2; i++)
    colors[i] = tenfold_map_color (i == 1, tenfold_is_light (&ink));
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_width (text, (int) (width * NAME_WIDTH) * PANGO_SCALE);
  for (guint i = 0; i < e->step->n_parameters; i++) {
    const NnStepWeights *p = &e->step->parameters[i];
    double y = i * ROW_HEIGHT;

    gdk_cairo_set_source_rgba (cr, &ink);
    tenfold_map_draw_text (cr, text, 0, y + ROW_HEIGHT / 2, 0, p->name);
    gdk_cairo_set_source_rgba (cr, &colors[0]);
    cairo_rectangle (cr, left, y + 2, (width - left) * place_in_decades (p->gradient), 6);
    cairo_fill (cr);
    gdk_cairo_set_source_rgba (cr, &colors[1]);
    cairo_rectangle (cr, left, y + 9, (width - left) * place_in_decades (p->update), 4);
    cairo_fill (cr);
  }
}

/* What the change of the score consists of, and what it is: bars to the right raise it. */
static void
draw_shares_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (area), NULL);
  const char *const names[N_SHARES]
      = { _ ("Pictures that push it up"), _ ("Pictures that push it down"),
          _ ("Carried from earlier steps"), _ ("Weight decay"), _ ("Measured") };
  double shares[N_SHARES] = { 0 }, most = 0;
  const double middle = width * 0.7, reach = width * 0.28;
  GdkRGBA ink = ink_of (area);

  if (e == NULL)
    return;
  for (guint i = 0; i < e->step->n_pushes; i++)
    shares[e->step->pushes[i].push < 0] += e->step->pushes[i].push;
  shares[2] = e->step->carried;
  shares[3] = e->step->decayed;
  shares[4] = e->step->change;
  for (int i = 0; i < N_SHARES; i++)
    most = fmax (most, fabs (shares[i]));
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (text, (int) (middle - reach - 6) * PANGO_SCALE);
  for (int i = 0; i < N_SHARES; i++) {
    double y = i * SHARE_HEIGHT, length = most > 0 ? reach * shares[i] / most : 0;
    GdkRGBA color = tenfold_map_color (shares[i] < 0, tenfold_is_light (&ink));

    gdk_cairo_set_source_rgba (cr, &ink);
    tenfold_map_draw_text (cr, text, 0, y + SHARE_HEIGHT / 2, 0, names[i]);
    gdk_cairo_set_source_rgba (cr, i == N_SHARES - 1 ? &ink : &color);
    cairo_rectangle (cr, middle, y + 4, length, SHARE_HEIGHT - 8);
    cairo_fill (cr);
  }
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, floor (middle) + 0.5, 0);
  cairo_line_to (cr, floor (middle) + 0.5, N_SHARES * SHARE_HEIGHT);
  cairo_stroke (cr);
}

/* --- rows of pictures --- */

static void
set_picture (TenfoldStepView *self,
             GtkWidget *row,
             guint i,
             const NnPush *push,
             const char *caption)
{
  const TenfoldExplanation *e = get (self);
  /* Translators: a digit, and what is said of it */
  g_autofree char *name = g_strdup_printf (_ ("A %d, %s"), push->label, caption);
  TenfoldPicture picture
      = { nn_dataset_pixels (e->step_dataset) + (gsize) push->index * NN_PICTURE_PIXELS,
          push->label, caption, name };

  tenfold_picture_row_set (row, i, &picture, TENFOLD_VIEW_PANE (self));
}

static void
set_push (TenfoldStepView *self, GtkWidget *row, guint i, const NnPush *push)
{
  g_autofree char *caption = g_strdup_printf ("%+.4f", push->push);

  set_picture (self, row, i, push, caption);
}

static int
worst_first (gconstpointer a, gconstpointer b)
{
  float x = (*(const NnPush *const *) a)->loss, y = (*(const NnPush *const *) b)->loss;

  return (x < y) - (x > y);
}

static void
show_batch (TenfoldStepView *self, const NnStep *step)
{
  g_autoptr (GPtrArray) worst = g_ptr_array_new ();
  guint n = MIN (step->n_pushes, MOST_PICTURES);

  for (guint i = 0; i < step->n_pushes; i++)
    g_ptr_array_add (worst, &step->pushes[i]);
  g_ptr_array_sort (worst, worst_first);
  for (guint i = 0; i < n; i++) {
    const NnPush *one = worst->pdata[i * worst->len / n], *bad = worst->pdata[i];
    /* Translators: a digit */
    g_autofree char *label = g_strdup_printf (_ ("a %d"), one->label);
    /* Translators: a number that is larger the worse a picture is read */
    g_autofree char *loss = g_strdup_printf (_ ("loss %.2f"), (double) bad->loss);

    set_picture (self, self->goes_in, i, one, label);
    set_picture (self, self->losses, i, bad, loss);
  }
  tenfold_picture_row_trim (self->goes_in, n);
  tenfold_picture_row_trim (self->losses, n);
}

/* Those that push up come first in the step. */
static void
show_pushes (TenfoldStepView *self, const NnStep *step)
{
  guint n_up = 0, n_down = 0;

  for (guint i = 0; i < step->n_pushes && n_up < MOST_PICTURES && step->pushes[i].push > 0; i++)
    set_push (self, self->up, n_up++, &step->pushes[i]);
  for (guint i = step->n_pushes; i > 0 && n_down < MOST_PICTURES && step->pushes[i - 1].push < 0;
       i--)
    set_push (self, self->down, n_down++, &step->pushes[i - 1]);
  tenfold_picture_row_trim (self->up, n_up);
  tenfold_picture_row_trim (self->down, n_down);
  gtk_widget_set_visible (GTK_WIDGET (self->up_title), n_up > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->down_title), n_down > 0);
}

static void
show_flips (TenfoldStepView *self, const TenfoldExplanation *e)
{
  guint n = MIN (e->step->n_flips, MOST_PICTURES);
  g_autofree char *title = NULL;

  for (guint i = 0; i < n; i++) {
    const NnStepFlip *flip = &e->step->flips[i];
    gsize index = nn_sample_indices (e->sample)[flip->place];
    g_autofree char *caption = g_strdup_printf ("%d → %d", flip->before, flip->after);
    /* Translators: three digits */
    g_autofree char *name = g_strdup_printf (_ ("A %d that was read as a %d and is read as a %d"),
                                             flip->label, flip->before, flip->after);
    TenfoldPicture picture
        = { nn_dataset_pixels (nn_sample_dataset (e->sample)) + index * NN_PICTURE_PIXELS,
            flip->label, caption, name };

    tenfold_picture_row_set (self->flips, i, &picture, TENFOLD_VIEW_PANE (self));
  }
  tenfold_picture_row_trim (self->flips, n);
  if (e->sample != NULL)
    title = g_strdup_printf (ngettext ("%u of %u held-out pictures is read otherwise afterwards",
                                       "%u of %u held-out pictures are read otherwise afterwards",
                                       e->step->n_flips),
                             e->step->n_flips, (guint) nn_sample_count (e->sample));
  gtk_label_set_text (self->flips_title, title != NULL ? title : "");
}

/* --- words --- */

static void
say_what (TenfoldStepView *self, const TenfoldExplanation *e)
{
  const char *format;
  g_autofree char *text = NULL;

  if (e->question.label >= 0)
    /* Translators: a digit and a number */
    text = g_strdup_printf (_ ("A step that learns from your drawing alone, as a %d, at a rate of "
                               "%.4g."),
                            e->question.label, (double) e->rate);
  else {
    /* Translators: a number of pictures and a number */
    format = e->goes_on ? _ ("The run's next step: %u pictures, at a rate of %.4g.")
                        : _ ("The first step of a new run: %u pictures, at a rate of %.4g.");
    text = g_strdup_printf (format, e->step->n_pushes, (double) e->rate);
  }
  gtk_label_set_text (self->what, text);
}

static void
say_update (TenfoldStepView *self, const NnStep *step)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double measured = step->loss_after - step->loss_before;

  /* Translators: numbers */
  g_string_append_printf (text,
                          _ ("The loss of these pictures goes from %.4f to %.4f: a change of "
                             "%+.5f, where the gradient predicts %+.5f."),
                          step->loss_before, step->loss_after, measured, step->predicted);
  g_string_append_c (text, ' ');
  /* Translators: a digit and numbers */
  g_string_append_printf (text,
                          _ ("The score of %d for your drawing changes by %+.4f: pictures "
                             "push by %+.4f, what the optimizer carries from earlier steps "
                             "by %+.4f, weight decay by %+.4f."),
                          step->digit, step->change, step->pushed, step->carried, step->decayed);
  gtk_label_set_text (self->texts[UPDATE], text->str);
  tenfold_view_pane_update_area (self->after, _ ("The ten bars before and after the step"),
                                 text->str);
  tenfold_view_pane_update_area (self->shares, _ ("What the change of the score consists of"),
                                 text->str);
}

static void
say_check (TenfoldStepView *self, const NnStep *step)
{
  double measured = step->loss_after - step->loss_before;
  g_autofree char *text = NULL;

  if (isfinite (step->explained) && measured != 0)
    /* Translators: two shares in percent */
    text = g_strdup_printf (_ ("Check: these pushes explain %.0f %% of the score's change; the "
                               "predicted change of the loss is %.0f %% of the measured one. At "
                               "large rates both may be far off: a step is not a straight line."),
                            100 * step->explained, 100 * step->predicted / measured);
  else
    text = g_strdup (_ ("Check: nothing changes in this step, so there is nothing to explain."));
  gtk_label_set_text (self->check, text);
}

static void
say_stations (TenfoldStepView *self, const NnStep *step)
{
  /* Translators: a number of pictures */
  g_autofree char *forward = g_strdup_printf (
      _ ("%u pictures go through the network, as your drawing does, which is no part of them "
         "unless "
         "it is what is learned from. Some of them, and what it says to your drawing:"),
      step->n_pushes);
  /* Translators: a number */
  g_autofree char *error = g_strdup_printf (_ ("Each answer is compared with the label. The mean "
                                               "loss is %.4f; 2.3 would be guessing among "
                                               "ten. The worst of them, of which most is learned:"),
                                            step->loss_before);

  gtk_label_set_text (self->texts[FORWARD], forward);
  gtk_label_set_text (self->texts[ERROR], error);
  gtk_label_set_text (self->texts[BACKWARD],
                      _ ("From the answer back, each layer learns in which direction its weights "
                         "make the loss smaller. Blue is the size of the gradient of each "
                         "parameter, orange and thinner that of its change, in decades from a "
                         "millionth to ten."));
  tenfold_view_pane_update_area (self->before, _ ("The ten bars before the step"), forward);
}

static void
show_layers (TenfoldStepView *self, const NnStep *step)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < step->n_parameters; i++) {
    const NnStepWeights *p = &step->parameters[i];

    /* Translators: a layer's name and three numbers */
    g_string_append_printf (text, _ ("%s: weights %.3g, gradient %.3g, change %.3g. "), p->name,
                            p->weights, p->gradient, p->update);
  }
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->layers),
                                       (int) (ROW_HEIGHT * step->n_parameters));
  tenfold_view_pane_update_area (self->layers, _ ("Gradients and changes of all layers"),
                                 text->str);
}

static void
tenfold_step_view_show (TenfoldViewPane *pane)
{
  TenfoldStepView *self = TENFOLD_STEP_VIEW (pane);
  const TenfoldExplanation *e = get (self);

  if (e == NULL)
    return;
  say_what (self, e);
  say_stations (self, e->step);
  say_update (self, e->step);
  say_check (self, e->step);
  show_batch (self, e->step);
  show_layers (self, e->step);
  show_pushes (self, e->step);
  show_flips (self, e);
}

static void
tenfold_step_view_choose (TenfoldViewPane *pane, TenfoldQuestion *question)
{
  question->label = (int) tenfold_choice_get_selected (TENFOLD_STEP_VIEW (pane)->batch) - 1;
}

/* --- stations --- */

static const char *const station_ids[N_STATIONS] = { "forward", "error", "backward", "update" };

static void
go_to (TenfoldStepView *self, int station)
{
  self->station = CLAMP (station, 0, N_STATIONS - 1);
  gtk_toggle_button_set_active (self->stations[self->station], TRUE);
  gtk_stack_set_visible_child_name (self->stack, station_ids[self->station]);
}

static void
toggled_cb (TenfoldStepView *self, GtkToggleButton *button)
{
  for (int i = 0; i < N_STATIONS; i++)
    if (self->stations[i] == button && gtk_toggle_button_get_active (button))
      go_to (self, i);
}

/* Arrows lead from station to station, in the order in which one reads. */
static gboolean
key_cb (TenfoldStepView *self, guint key, guint code, GdkModifierType state)
{
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  if ((key != GDK_KEY_Left && key != GDK_KEY_Right) || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  go_to (self, self->station + (key == GDK_KEY_Right ? forward : -forward));
  gtk_widget_grab_focus (GTK_WIDGET (self->stations[self->station]));
  return GDK_EVENT_STOP;
}

static GtkWidget *
stations_new (TenfoldStepView *self)
{
  const char *const names[N_STATIONS]
      = { _ ("1 Forward"), _ ("2 Error"), _ ("3 Backward"), _ ("4 Update") };
  GtkWidget *wrap = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (int i = 0; i < N_STATIONS; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (names[i]);

    self->stations[i] = GTK_TOGGLE_BUTTON (button);
    gtk_toggle_button_set_group (self->stations[i], i > 0 ? self->stations[0] : NULL);
    g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
    gtk_widget_set_parent (button, wrap);
  }
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (wrap, keys);
  gtk_widget_add_css_class (wrap, "control");
  return wrap;
}

/* --- the view --- */

static GtkLabel *
label_new (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
row_new (GtkWidget *box)
{
  GtkWidget *row = g_object_new (TENFOLD_TYPE_WRAP, NULL);

  gtk_box_append (GTK_BOX (box), row);
  return row;
}

static GtkWidget *
area_new (TenfoldStepView *self, GtkWidget *box, GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *area = tenfold_view_pane_area_new (TENFOLD_VIEW_PANE (self), BARS_HEIGHT, FALSE, draw);

  gtk_box_append (GTK_BOX (box), area);
  return area;
}

static void
fill_stations (TenfoldStepView *self)
{
  GtkWidget *boxes[N_STATIONS];

  for (int i = 0; i < N_STATIONS; i++) {
    boxes[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
    self->texts[i] = label_new (boxes[i], NULL, "body");
    gtk_stack_add_named (self->stack, boxes[i], station_ids[i]);
  }
  self->goes_in = row_new (boxes[FORWARD]);
  self->before = area_new (self, boxes[FORWARD], draw_before_cb);
  self->losses = row_new (boxes[ERROR]);
  self->layers = area_new (self, boxes[BACKWARD], draw_layers_cb);
  self->after = area_new (self, boxes[UPDATE], draw_after_cb);
  label_new (boxes[UPDATE], _ ("Pale before the step, blue after it."), "caption");
  self->shares = area_new (self, boxes[UPDATE], draw_shares_cb);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->shares),
                                       (int) (N_SHARES * SHARE_HEIGHT));
  self->up_title = label_new (boxes[UPDATE], _ ("Pictures that push your digit up"), "heading");
  self->up = row_new (boxes[UPDATE]);
  self->down_title = label_new (boxes[UPDATE], _ ("Pictures that push it down"), "heading");
  self->down = row_new (boxes[UPDATE]);
  self->flips_title = label_new (boxes[UPDATE], NULL, "heading");
  self->flips = row_new (boxes[UPDATE]);
}

static void
tenfold_step_view_class_init (TenfoldStepViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_step_view_show;
  TENFOLD_VIEW_PANE_CLASS (klass)->choose = tenfold_step_view_choose;
}

static void
tenfold_step_view_init (TenfoldStepView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);
  GtkBox *box = GTK_BOX (tenfold_view_pane_get_box (pane));
  GtkWidget *controls = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  GtkWidget *batch = tenfold_choice_new (_ ("Learns from"), _ ("What the step learns from"));
  GtkWidget *newest = gtk_button_new_with_label (_ ("Hold the Newest Step"));
  GtkWidget *act = gtk_button_new_with_label (_ ("Do This Step"));
  const char *const batches[]
      = { _ ("the run"),         _ ("my drawing as 0"), _ ("my drawing as 1"),
          _ ("my drawing as 2"), _ ("my drawing as 3"), _ ("my drawing as 4"),
          _ ("my drawing as 5"), _ ("my drawing as 6"), _ ("my drawing as 7"),
          _ ("my drawing as 8"), _ ("my drawing as 9"), NULL };

  self->batch = TENFOLD_CHOICE (batch);
  tenfold_choice_set_strings (self->batch, batches);
  gtk_widget_set_valign (newest, GTK_ALIGN_END);
  gtk_widget_set_valign (act, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (newest, _ ("While a run is under way, the step that is shown stays "
                                          "until another one is asked for"));
  gtk_widget_set_tooltip_text (act, _ ("Do the run's next step"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (act), "train.step");
  gtk_widget_add_css_class (controls, "control");
  gtk_widget_set_parent (batch, controls);
  gtk_widget_set_parent (newest, controls);
  gtk_widget_set_parent (act, controls);
  gtk_box_append (box, controls);
  g_signal_connect_object (batch, "notify::selected", G_CALLBACK (tenfold_view_pane_ask), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (newest, "clicked", G_CALLBACK (tenfold_view_pane_ask), self,
                           G_CONNECT_SWAPPED);
  self->what = tenfold_view_pane_add_label (pane, "heading");
  gtk_box_append (box, stations_new (self));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_box_append (box, GTK_WIDGET (self->stack));
  fill_stations (self);
  self->check = tenfold_view_pane_add_label (pane, "caption");
  go_to (self, FORWARD);
}
