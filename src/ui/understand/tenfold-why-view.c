/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-why-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-wrap.h"

#define MAP_HEIGHT 252
#define CHANGE_HEIGHT 180

struct _TenfoldWhyView {
  TenfoldViewPane parent_instance;

  TenfoldChoice *a, *b;
  GtkCheckButton *forget;
  GtkWidget *map, *change, *apply;
  GtkLabel *legend, *check, *change_text;
};

G_DEFINE_FINAL_TYPE (TenfoldWhyView, tenfold_why_view, TENFOLD_TYPE_VIEW_PANE)

static const TenfoldExplanation *
get (gpointer self)
{
  const TenfoldExplanation *e = tenfold_view_pane_get_explanation (self);

  return e != NULL && e->has_why ? e : NULL;
}

/* The picture as pale ink, and over it what speaks for A and for B. */
static void
draw_map (cairo_t *cr,
          const TenfoldMapPlace *place,
          const float *inks,
          const NnWhy *why,
          const GdkRGBA *ink)
{
  gboolean on_dark = tenfold_is_light (ink);
  GdkRGBA pale = *ink, frame = *ink;

  pale.alpha = 1;
  frame.alpha = 0.3f;
  cairo_push_group (cr);
  tenfold_map_draw_shades (cr, place, inks, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 0, 1, &pale);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, 0.25);
  if (why != NULL)
    tenfold_map_draw_signs (cr, place, why->attribution, NN_PICTURE_SIDE, NN_PICTURE_SIDE,
                            tenfold_map_most (why->attribution, NN_PICTURE_PIXELS), on_dark);
  tenfold_map_draw_frame (cr, place, &frame);
}

/* The drawing, what it is compared with, and the map of random weights where it is asked for. */
static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  int n = e != NULL && e->has_forgotten ? 3 : 2;
  double side = MIN (height, (width - 12.0 * (n - 1)) / n);
  TenfoldMapPlace place = { 0, 0, side, side };
  GdkRGBA ink;

  if (e == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  draw_map (cr, &place, e->question.inks, &e->why, &ink);
  if (e->has_forgotten) {
    place.x += side + 12;
    draw_map (cr, &place, e->question.inks, &e->forgotten, &ink);
  }
  place.x += side + 12;
  draw_map (cr, &place, e->why.baseline, NULL, &ink);
}

/* The drawing with what is added in blue and rubbed out in orange, and what comes of it. */
static void
draw_change_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TenfoldExplanation *e = get (data);
  double side = MIN (height, (width - 12.0) / 2);
  TenfoldMapPlace place = { 0, 0, side, side };
  float added[NN_PICTURE_PIXELS];
  GdkRGBA ink, frame;

  if (e == NULL || !e->has_change)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  frame = ink;
  frame.alpha = 0.3f;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    added[i] = e->change.picture[i] - e->question.inks[i];
  cairo_push_group (cr);
  tenfold_map_draw_shades (cr, &place, e->question.inks, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 0, 1,
                           &ink);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, 0.4);
  tenfold_map_draw_signs (cr, &place, added, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 1,
                          tenfold_is_light (&ink));
  tenfold_map_draw_frame (cr, &place, &frame);
  place.x += side + 12;
  tenfold_map_draw_shades (cr, &place, e->change.picture, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 0, 1,
                           &ink);
  tenfold_map_draw_frame (cr, &place, &frame);
}

static char *
describe_change (const TenfoldExplanation *e)
{
  const NnChange *change = &e->change;

  if (e->change_problem != NULL)
    return g_strdup (e->change_problem);
  if (!e->has_change)
    return g_strdup (_ ("Looking for the least change of ink…"));
  if (!change->found)
    /* Translators: a digit */
    return g_strdup_printf (_ ("No change of ink was found that makes a %d of it."), change->b);
  /* Translators: a digit, a share in percent, and a digit */
  return g_strdup_printf (
      _ ("The least ink that makes a %d of it: %.0f %% of yours, added where it "
         "is blue, rubbed out where it is orange and hatched. Check: read "
         "again, this is a %d."),
      change->b, 100 * change->changed_ink, e->changed_digit);
}

static void
say_change (TenfoldWhyView *self, const TenfoldExplanation *e)
{
  g_autofree char *text = describe_change (e);

  gtk_label_set_text (self->change_text, text);
  gtk_widget_set_visible (self->change, e->has_change);
  gtk_widget_set_sensitive (self->apply, e->has_change && e->change.found);
  tenfold_view_pane_update_area (self->change, _ ("The change of ink, and what comes of it"), text);
}

static void
apply_cb (TenfoldWhyView *self)
{
  const TenfoldExplanation *e = get (self);

  if (e != NULL && e->has_change)
    tenfold_view_pane_choose_picture (TENFOLD_VIEW_PANE (self), e->changed, NN_NO_DIGIT);
}

static void
say (TenfoldWhyView *self, const TenfoldExplanation *e)
{
  g_autofree char *legend = NULL;
  g_autoptr (GString) check = g_string_new (NULL);

  /* Translators: both numbers are digits */
  legend = g_strdup_printf (
      e->has_forgotten
          ? _ ("Blue speaks for %d, orange and hatched for %d. In the middle the same with random "
               "weights, at the end the picture of the other digit that it is compared with.")
          : _ ("Blue speaks for %d, orange and hatched for %d. Beside it the picture of the other "
               "digit that it is compared with."),
      e->why.a, e->why.b);
  /* Translators: the last number is a share in percent */
  g_string_append_printf (check,
                          _ ("Check: all parts together are %.3f, the difference of the "
                             "scores is %.3f; the error is %.2f %%."),
                          e->why.sum, e->why.difference, 100 * e->why.error);
  if (e->has_forgotten) {
    g_string_append_c (check, ' ');
    g_string_append_printf (check,
                            _ ("Rank correlation with the map of random weights: %.2f. Near 1 the "
                               "map would say nothing about what was learnt."),
                            e->correlation);
  }
  gtk_label_set_text (self->legend, legend);
  gtk_label_set_text (self->check, check->str);
  tenfold_view_pane_set_n_squares (self->map, e->has_forgotten ? 3 : 2);
  tenfold_view_pane_update_area (self->map, legend, check->str);
}

static void
tenfold_why_view_show (TenfoldViewPane *pane)
{
  const TenfoldExplanation *e = get (pane);

  if (e == NULL)
    return;
  say (TENFOLD_WHY_VIEW (pane), e);
  say_change (TENFOLD_WHY_VIEW (pane), e);
}

static void
tenfold_why_view_choose (TenfoldViewPane *pane, TenfoldQuestion *question)
{
  TenfoldWhyView *self = TENFOLD_WHY_VIEW (pane);

  question->a = (int) tenfold_choice_get_selected (self->a) - 1;
  question->b = (int) tenfold_choice_get_selected (self->b) - 1;
  /* The core chooses both or none. */
  if (question->a < 0 || question->b < 0 || question->a == question->b)
    question->a = question->b = -1;
  question->forgotten = gtk_check_button_get_active (self->forget);
}

static TenfoldChoice *
choice_new (TenfoldWhyView *self, const char *caption, const char *explanation, const char *first)
{
  GtkWidget *choice = tenfold_choice_new (caption, explanation);
  const char *const digits[] = { first, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };

  tenfold_choice_set_strings (TENFOLD_CHOICE (choice), digits);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (tenfold_view_pane_ask), self,
                           G_CONNECT_SWAPPED);
  return TENFOLD_CHOICE (choice);
}

static void
tenfold_why_view_class_init (TenfoldWhyViewClass *klass)
{
  TENFOLD_VIEW_PANE_CLASS (klass)->show = tenfold_why_view_show;
  TENFOLD_VIEW_PANE_CLASS (klass)->choose = tenfold_why_view_choose;
}

static void
tenfold_why_view_init (TenfoldWhyView *self)
{
  TenfoldViewPane *pane = TENFOLD_VIEW_PANE (self);
  GtkBox *box = GTK_BOX (tenfold_view_pane_get_box (pane));
  GtkWidget *choices = g_object_new (TENFOLD_TYPE_WRAP, NULL);

  self->a = choice_new (self, _ ("Why this digit"), _ ("The digit that blue speaks for"),
                        _ ("likeliest"));
  self->b = choice_new (self, _ ("and not this one"), _ ("The digit that orange speaks for"),
                        _ ("next"));
  self->forget
      = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("The same with random weights")));
  g_signal_connect_object (self->forget, "toggled", G_CALLBACK (tenfold_view_pane_ask), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (choices, "control");
  gtk_widget_add_css_class (GTK_WIDGET (self->forget), "control");
  gtk_widget_set_parent (GTK_WIDGET (self->a), choices);
  gtk_widget_set_parent (GTK_WIDGET (self->b), choices);
  gtk_box_append (box, choices);
  gtk_box_append (box, GTK_WIDGET (self->forget));
  self->map = tenfold_view_pane_add_squares (pane, 2, MAP_HEIGHT, 0, draw_cb);
  self->legend = tenfold_view_pane_add_label (pane, "body");
  self->check = tenfold_view_pane_add_label (pane, "caption");
  self->change = tenfold_view_pane_add_squares (pane, 2, CHANGE_HEIGHT, 0, draw_change_cb);
  self->change_text = tenfold_view_pane_add_label (pane, "body");
  self->apply = gtk_button_new_with_label (_ ("Apply to the Pad"));
  gtk_widget_set_halign (self->apply, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->apply, _ ("Put the changed picture on the pad; Undo brings "
                                               "your drawing back"));
  gtk_widget_add_css_class (self->apply, "control");
  g_signal_connect_object (self->apply, "clicked", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, self->apply);
}
