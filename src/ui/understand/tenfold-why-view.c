/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-why-view.h"

#include <glib/gi18n.h>

#include "ui/understand/tenfold-map-draw.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-look.h"
#include "ui/widgets/tenfold-wrap.h"

#define MAP_HEIGHT 252

struct _TenfoldWhyView {
  AdwBin parent_instance;

  TenfoldExplanation *explanation; /* NULL: nothing to show */
  TenfoldChoice *a, *b;
  GtkCheckButton *forget;
  GtkWidget *map;
  GtkLabel *legend, *check;
};

enum { ASKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldWhyView, tenfold_why_view, ADW_TYPE_BIN)

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
  TenfoldWhyView *self = data;
  const TenfoldExplanation *e = self->explanation;
  int n = e != NULL && e->has_forgotten ? 3 : 2;
  double side = MIN (height, (width - 12.0 * (n - 1)) / n);
  TenfoldMapPlace place = { 0, 0, side, side };
  GdkRGBA ink;

  if (e == NULL || !e->has_why)
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

static void
say (TenfoldWhyView *self)
{
  const TenfoldExplanation *e = self->explanation;
  g_autofree char *legend = NULL;
  g_autoptr (GString) check = g_string_new (NULL);

  if (e == NULL || !e->has_why) {
    gtk_label_set_text (self->legend, "");
    gtk_label_set_text (self->check, "");
    return;
  }
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->map), GTK_ACCESSIBLE_PROPERTY_LABEL, legend,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, check->str, -1);
}

void
tenfold_why_view_show (TenfoldWhyView *self, TenfoldExplanation *explanation)
{
  g_clear_pointer (&self->explanation, tenfold_explanation_unref);
  if (explanation != NULL)
    self->explanation = tenfold_explanation_ref (explanation);
  say (self);
  gtk_widget_queue_draw (self->map);
}

void
tenfold_why_view_choose (TenfoldWhyView *self, TenfoldQuestion *question)
{
  question->a = (int) tenfold_choice_get_selected (self->a) - 1;
  question->b = (int) tenfold_choice_get_selected (self->b) - 1;
  /* The core chooses both or none. */
  if (question->a < 0 || question->b < 0 || question->a == question->b)
    question->a = question->b = -1;
  question->forgotten = gtk_check_button_get_active (self->forget);
}

static void
asked_cb (TenfoldWhyView *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

static TenfoldChoice *
choice_new (TenfoldWhyView *self, const char *caption, const char *explanation, const char *first)
{
  GtkWidget *choice = tenfold_choice_new (caption, explanation);
  const char *const digits[] = { first, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };

  tenfold_choice_set_strings (TENFOLD_CHOICE (choice), digits);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (asked_cb), self,
                           G_CONNECT_SWAPPED);
  return TENFOLD_CHOICE (choice);
}

static GtkLabel *
label_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static void
tenfold_why_view_dispose (GObject *object)
{
  g_clear_pointer (&TENFOLD_WHY_VIEW (object)->explanation, tenfold_explanation_unref);
  G_OBJECT_CLASS (tenfold_why_view_parent_class)->dispose (object);
}

static void
tenfold_why_view_class_init (TenfoldWhyViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_why_view_dispose;
  signals[ASKED] = g_signal_new ("asked", TENFOLD_TYPE_WHY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tenfold_why_view_init (TenfoldWhyView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *choices = g_object_new (TENFOLD_TYPE_WRAP, NULL);

  self->a = choice_new (self, _ ("Why this digit"), _ ("The digit that blue speaks for"),
                        _ ("likeliest"));
  self->b = choice_new (self, _ ("and not this one"), _ ("The digit that orange speaks for"),
                        _ ("next"));
  self->forget
      = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("The same with random weights")));
  g_signal_connect_object (self->forget, "toggled", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self->a), choices);
  gtk_widget_set_parent (GTK_WIDGET (self->b), choices);
  self->map
      = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->map), MAP_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->map), draw_cb, self, NULL);
  self->legend = label_new ("body");
  self->check = label_new ("caption");
  gtk_box_append (GTK_BOX (box), choices);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->forget));
  gtk_box_append (GTK_BOX (box), self->map);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->legend));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->check));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
tenfold_why_view_new (void)
{
  return g_object_new (TENFOLD_TYPE_WHY_VIEW, NULL);
}
