/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-verdict.h"

#include <glib/gi18n.h>

/* A height that was worked out, and for what. */
typedef struct {
  int width;
  gboolean compact;
  guint serial; /* of the font's context; never 0 */
  int height;
} Measured;

struct _TenfoldVerdict {
  GtkWidget parent_instance;

  GtkWidget *label;
  NnVerdict verdict;
  gboolean read; /* there is a verdict */
  gboolean compact;
  NnMaturity maturity;
  int size; /* of the text, in Pango units; 0: the usual one */
  char *text;

  Measured measured[6];
  guint n_measured;
};

G_DEFINE_FINAL_TYPE (TenfoldVerdict, tenfold_verdict, GTK_TYPE_WIDGET)

static char *
number (int digit, TenfoldWords words)
{
  if (words == TENFOLD_WORDS_LARGE)
    return g_strdup_printf ("<span size=\"400%%\" weight=\"bold\">%d</span>", digit);
  if (words == TENFOLD_WORDS_COMPACT)
    return g_strdup_printf ("<span size=\"125%%\" weight=\"bold\">%d</span>", digit);
  return g_strdup_printf ("%d", digit);
}

static char *
two_numbers (int digit, int second, TenfoldWords words)
{
  /* Translators: two digits, for example "4 or 9?" */
  g_autofree char *text = g_strdup_printf (_ ("%d or %d?"), digit, second);

  if (words == TENFOLD_WORDS_LARGE)
    return g_strdup_printf ("<span size=\"200%%\" weight=\"bold\">%s</span>", text);
  if (words == TENFOLD_WORDS_COMPACT)
    return g_strdup_printf ("<span size=\"125%%\" weight=\"bold\">%s</span>", text);
  return g_steal_pointer (&text);
}

char *
tenfold_verdict_to_text (const NnVerdict *verdict, NnMaturity maturity, TenfoldWords words)
{
  const gboolean compact = words == TENFOLD_WORDS_COMPACT;
  g_autofree char *digit = NULL;

  switch (nn_verdict_answer (verdict, maturity)) {
  case NN_ANSWER_DOT:
    return g_strdup (compact ? _ ("Draw bigger") : _ ("Draw a little bigger"));
  case NN_ANSWER_UNTRAINED:
    return g_strdup (compact ? _ ("Untrained") : _ ("Untrained: guessing"));
  case NN_ANSWER_UNDECIDED:
    return g_strdup (_ ("Not sure yet"));
  case NN_ANSWER_GUESS:
    if (words == TENFOLD_WORDS_LARGE)
      /* Translators: a network that has not learned much yet, and its best guess, which is larger.
       */
      return g_strdup_printf (_ ("Not sure yet:\n<span size=\"200%%\">%d?</span>"), verdict->digit);
    /* Translators: a network that has not learned much yet, and its best guess. */
    return g_strdup_printf (compact ? _ ("Yet unsure: %d?") : _ ("Not sure yet: %d?"),
                            verdict->digit);
  case NN_ANSWER_NO_DIGIT:
    return g_strdup (compact ? _ ("No digit") : _ ("Does not look like a digit"));
  case NN_ANSWER_CLOSEST:
    return g_strdup_printf (compact ? _ ("No digit (closest: %d)")
                                    : _ ("Does not look like a digit (closest: %d)"),
                            verdict->digit);
  case NN_ANSWER_TWO:
    return two_numbers (MIN (verdict->digit, verdict->second),
                        MAX (verdict->digit, verdict->second), words);
  case NN_ANSWER_DIGIT:
    digit = number (verdict->digit, words);
    if (words == TENFOLD_WORDS_LARGE)
      /* Translators: %s is a digit, very large, on a line of its own. */
      return g_strdup_printf (_ ("Looks like\n%s"), digit);
    return g_strdup_printf (_ ("Looks like %s"), digit);
  case NN_ANSWER_NOTHING:
  default:
    return g_strdup (_ ("Draw a digit"));
  }
}

static void
update (TenfoldVerdict *self)
{
  const NnVerdict *verdict = self->read ? &self->verdict : NULL;
  NnAnswer answer = nn_verdict_answer (verdict, self->maturity);
  g_autofree char *text = tenfold_verdict_to_text (verdict, self->maturity, TENFOLD_WORDS_PLAIN);
  g_autofree char *markup = tenfold_verdict_to_text (
      verdict, self->maturity, self->compact ? TENFOLD_WORDS_COMPACT : TENFOLD_WORDS_LARGE);
  gboolean sure = answer == NN_ANSWER_DIGIT || answer == NN_ANSWER_TWO;

  if (strcmp (markup, gtk_label_get_label (GTK_LABEL (self->label))) != 0)
    gtk_label_set_markup (GTK_LABEL (self->label), markup);
  if (sure)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim");
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text,
                                  -1);
}

void
tenfold_verdict_set (TenfoldVerdict *self, const NnVerdict *verdict, NnMaturity maturity)
{
  self->read = verdict != NULL;
  if (verdict)
    self->verdict = *verdict;
  self->maturity = maturity;
  update (self);
}

void
tenfold_verdict_set_scale (TenfoldVerdict *self, double scale)
{
  PangoContext *context = gtk_widget_get_pango_context (self->label);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  int size = (int) (pango_font_description_get_size (font) * scale);
  PangoAttrList *attributes;

  if (self->size == size)
    return;
  self->size = size;
  attributes = pango_attr_list_new ();
  /* A size, for a scale would replace the larger one of the digit. */
  pango_attr_list_insert (attributes, pango_font_description_get_size_is_absolute (font)
                                          ? pango_attr_size_new_absolute (size)
                                          : pango_attr_size_new (size));
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
  pango_attr_list_unref (attributes);
}

void
tenfold_verdict_set_compact (TenfoldVerdict *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  update (self);
}

int
tenfold_verdict_height_for (TenfoldVerdict *self, int width, gboolean compact)
{
  static const NnVerdict examples[] = {
    { NN_VERDICT_DIGIT, 8, 3, NN_INK_DRAWING, { 0 } },
    { NN_VERDICT_UNSURE, 4, 9, NN_INK_DRAWING, { 0 } },
    { NN_VERDICT_EMPTY, -1, -1, NN_INK_DOT, { 0 } },
    { NN_VERDICT_NOT_A_DIGIT, 8, 3, NN_INK_DRAWING, { [8] = 1 } },
  };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->label, NULL);
  guint serial = pango_context_get_serial (gtk_widget_get_pango_context (self->label));
  Measured *known = NULL;
  int most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->measured); i++) {
    known = &self->measured[i];
    if (known->serial == serial && known->width == width && known->compact == compact)
      return known->height;
  }

  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    for (NnMaturity maturity = NN_MATURITY_GROWN; maturity <= NN_MATURITY_UNTRAINED; maturity++) {
      g_autofree char *markup = tenfold_verdict_to_text (
          &examples[i], maturity, compact ? TENFOLD_WORDS_COMPACT : TENFOLD_WORDS_LARGE);
      int height;

      pango_layout_set_markup (layout, markup, -1);
      pango_layout_get_pixel_size (layout, NULL, &height);
      most = MAX (most, height);
    }
  known = &self->measured[self->n_measured++ % G_N_ELEMENTS (self->measured)];
  *known = (Measured){ width, compact, serial, most };
  return most;
}

const char *
tenfold_verdict_get_text (TenfoldVerdict *self)
{
  return self->text;
}

static void
tenfold_verdict_dispose (GObject *object)
{
  TenfoldVerdict *self = TENFOLD_VERDICT (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (tenfold_verdict_parent_class)->dispose (object);
}

static void
tenfold_verdict_class_init (TenfoldVerdictClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_verdict_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "verdict");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
tenfold_verdict_init (TenfoldVerdict *self)
{
  self->label
      = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign",
                      0.0f, "yalign", 0.0f, "ellipsize", PANGO_ELLIPSIZE_NONE, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  update (self);
}

GtkWidget *
tenfold_verdict_new (void)
{
  return g_object_new (TENFOLD_TYPE_VERDICT, NULL);
}
