/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-guess-pane.h"

#include "ui/widgets/tenfold-wrap.h"

struct _TenfoldGuessPane {
  AdwBin parent_instance;

  TenfoldGuess *guess; /* NULL: none is asked */
  GtkLabel *question;
  GtkWidget *answers;
};

enum { GUESSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldGuessPane, tenfold_guess_pane, ADW_TYPE_BIN)

void
tenfold_guess_pane_answer (TenfoldGuessPane *self, guint i)
{
  gboolean right = self->guess != NULL && i == self->guess->right;

  if (self->guess == NULL)
    return;
  g_clear_pointer (&self->guess, tenfold_guess_free);
  g_signal_emit (self, signals[GUESSED], 0, right);
}

static void
clicked_cb (TenfoldGuessPane *self, GtkWidget *button)
{
  guint i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (self->answers);
       child != NULL && child != button; child = gtk_widget_get_next_sibling (child))
    i++;
  tenfold_guess_pane_answer (self, i);
}

static gboolean
is_same (const TenfoldGuess *a, const TenfoldGuess *b)
{
  gboolean same = a->n == b->n && g_str_equal (a->question, b->question);

  for (guint i = 0; same && i < a->n; i++)
    same = g_str_equal (a->answers[i], b->answers[i]);
  return same;
}

void
tenfold_guess_pane_ask (TenfoldGuessPane *self, TenfoldGuess *guess)
{
  gboolean same = self->guess != NULL && is_same (self->guess, guess);
  GtkWidget *child;

  g_clear_pointer (&self->guess, tenfold_guess_free);
  self->guess = guess;
  if (same)
    return;
  gtk_label_set_text (self->question, guess->question);
  while ((child = gtk_widget_get_first_child (self->answers)) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < guess->n; i++) {
    GtkWidget *button = gtk_button_new_with_label (guess->answers[i]);

    g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
    gtk_widget_set_parent (button, self->answers);
  }
}

const TenfoldGuess *
tenfold_guess_pane_get_guess (TenfoldGuessPane *self)
{
  return self->guess;
}

static void
tenfold_guess_pane_finalize (GObject *object)
{
  g_clear_pointer (&TENFOLD_GUESS_PANE (object)->guess, tenfold_guess_free);
  G_OBJECT_CLASS (tenfold_guess_pane_parent_class)->finalize (object);
}

static void
tenfold_guess_pane_class_init (TenfoldGuessPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_guess_pane_finalize;
  signals[GUESSED] = g_signal_new ("guessed", TENFOLD_TYPE_GUESS_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
tenfold_guess_pane_init (TenfoldGuessPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->question = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->question, TRUE);
  gtk_label_set_xalign (self->question, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->question), "heading");
  self->answers = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->question));
  gtk_box_append (GTK_BOX (box), self->answers);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
tenfold_guess_pane_new (void)
{
  return g_object_new (TENFOLD_TYPE_GUESS_PANE, NULL);
}
