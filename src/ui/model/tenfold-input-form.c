/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-input-form.h"

#include <glib/gi18n.h>
#include <math.h>

#include "nn/read/nn-convention-search.h"
#include "ui/gtk/tenfold-ask.h"
#include "ui/model/tenfold-model-facts.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-wrap.h"

enum { RANGE, INK, TURN, SIZE, N_CHOICES };

/* What the choices stand for, in their order; a range that is none of these comes last. */
static const char *const range_words[] = { "0..1", "0..255", "mnist", "-1..1" };
static const char *const ink_words[] = { "light", "dark" };
static const char *const turn_words[] = { "upright", "transposed" };
static const char *const size_words[] = { "framed", "stretched" };

struct _TenfoldInputForm {
  AdwBin parent_instance;

  TenfoldSession *session;
  GTask *search; /* NULL: none under way */
  gboolean syncing;

  GtkLabel *input_label;
  GtkLabel *found_label;
  GtkFlowBox *fields;
  GtkWidget *choices[N_CHOICES];
  GtkButton *search_button;
  GtkSpinner *spinner;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldInputForm, tenfold_input_form, ADW_TYPE_BIN)

static const NnInputConvention *
get_convention (TenfoldInputForm *self)
{
  return nn_model_get_convention (tenfold_session_get_model (self->session));
}

/* --- what is there --- */

static guint
find_range (const NnInputConvention *convention)
{
  for (guint i = 0; i < G_N_ELEMENTS (range_words); i++) {
    NnInputConvention other = *convention;

    nn_convention_parse (&other, range_words[i], NULL);
    if (fabsf (other.scale - convention->scale) <= 1e-3f * fabsf (other.scale)
        && fabsf (other.offset - convention->offset) <= 1e-3f)
      return i;
  }
  return G_N_ELEMENTS (range_words);
}

static void
fill_ranges (TenfoldInputForm *self, const NnInputConvention *convention)
{
  guint found = find_range (convention);
  g_autofree char *own = NULL;
  const char *names[] = { C_ ("range", "0 to 1"),
                          C_ ("range", "0 to 255"),
                          C_ ("range", "MNIST's mean and deviation"),
                          C_ ("range", "−1 to 1"),
                          NULL,
                          NULL };

  if (found == G_N_ELEMENTS (range_words)) {
    /* Translators: the range of numbers that a network wants */
    own = g_strdup_printf (C_ ("range", "%.4g to %.4g"), (double) convention->offset,
                           (double) (convention->offset + convention->scale));
    names[found] = own;
  }
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->choices[RANGE]), names);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choices[RANGE]), found);
}

/* Why nothing can be changed now; NULL: it can. */
static const char *
get_obstacle (TenfoldInputForm *self)
{
  NnWorkerState state = tenfold_session_get_state (self->session);

  if (get_convention (self)->layout == NN_LAYOUT_NONE)
    return _ ("This network does not read pictures");
  if (state == NN_WORKER_PAUSED)
    return _ ("Not possible while training is paused: stop it first");
  if (state != NN_WORKER_IDLE)
    return _ ("Not possible while the network is being trained");
  if (self->search != NULL)
    return _ ("Trying all ways of reading a picture");
  return NULL;
}

static void
update_sensitivity (TenfoldInputForm *self)
{
  const char *obstacle = get_obstacle (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->fields), obstacle == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_button), obstacle == NULL);
  gtk_spinner_set_spinning (self->spinner, self->search != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->search != NULL);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->search_button),
      obstacle != NULL ? obstacle : _ ("Tries every way on known digits and takes the best"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), obstacle);
}

static void
update (TenfoldInputForm *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const NnInputConvention *convention;
  g_autofree char *input = NULL, *found = NULL;
  g_autoptr (GError) error = NULL;
  gboolean reads;

  if (model == NULL)
    return;
  convention = nn_model_get_convention (model);
  reads = convention->layout != NN_LAYOUT_NONE && nn_model_check_digits (model, &error);
  gtk_widget_set_visible (GTK_WIDGET (self->fields), reads);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->search_button)), reads);
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), reads);
  input = reads ? tenfold_input_text (convention)
                : g_strdup_printf (_ ("This network does not read drawings: %s"),
                                   error != NULL ? error->message : "");
  gtk_label_set_text (self->input_label, input);
  update_sensitivity (self);
  if (!reads)
    return;
  found = tenfold_input_found_text (model);
  gtk_label_set_text (self->found_label, found);
  self->syncing = TRUE;
  fill_ranges (self, convention);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choices[INK]), convention->dark);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choices[TURN]), convention->transposed);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choices[SIZE]), convention->stretched);
  gtk_widget_set_visible (gtk_widget_get_parent (self->choices[SIZE]),
                          convention->side > NN_PICTURE_SIDE);
  self->syncing = FALSE;
}

/* --- changing it --- */

static void
change (TenfoldInputForm *self, const NnInputConvention *convention, const char *how)
{
  tenfold_session_set_convention (self->session, convention, how);
  g_signal_emit (self, signals[CHANGED], 0, _ ("Pictures now go into the network differently"));
}

void
tenfold_input_form_set_words (TenfoldInputForm *self, const char *words)
{
  NnInputConvention convention = *get_convention (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TENFOLD_IS_INPUT_FORM (self));
  if (get_obstacle (self) == NULL) {
    if (nn_convention_parse (&convention, words, &error))
      change (self, &convention, NULL);
    else
      tenfold_fail (self, _ ("The Input Is Unchanged"), error->message);
  }
}

static guint
get_selected (TenfoldInputForm *self, guint choice)
{
  return tenfold_choice_get_selected (TENFOLD_CHOICE (self->choices[choice]));
}

static gboolean
change_cb (gpointer data)
{
  TenfoldInputForm *self = data;
  guint range = get_selected (self, RANGE);
  g_autofree char *words = NULL;
  NnInputConvention now;

  if (self->session == NULL || get_obstacle (self) != NULL)
    return G_SOURCE_REMOVE;
  now = *get_convention (self);
  /* A range that is already there stays to the last bit. */
  words = g_strjoin (
      ",", ink_words[get_selected (self, INK)], turn_words[get_selected (self, TURN)],
      size_words[get_selected (self, SIZE)],
      range < G_N_ELEMENTS (range_words) && range != find_range (&now) ? range_words[range] : NULL,
      NULL);
  tenfold_input_form_set_words (self, words);
  return G_SOURCE_REMOVE;
}

/* The list that was chosen from is still open, and filling it anew has to wait until it is not. */
static void
chosen_cb (TenfoldInputForm *self)
{
  if (!self->syncing)
    g_idle_add_full (G_PRIORITY_DEFAULT, change_cb, g_object_ref (self), g_object_unref);
}

/* --- finding it --- */

static void
search_thread (GTask *task, gpointer object, gpointer model, GCancellable *cancellable)
{
  NnConventionSearch *found = g_new0 (NnConventionSearch, 1);
  GError *error = NULL;

  if (nn_model_find_convention (model, NULL, found, &error)) {
    g_task_return_pointer (task, found, g_free);
  } else {
    g_free (found);
    g_task_return_error (task, error);
  }
}

static gboolean
same (const NnInputConvention *a, const NnInputConvention *b)
{
  return a->known && b->known && a->scale == b->scale && a->offset == b->offset
         && a->dark == b->dark && a->transposed == b->transposed && a->stretched == b->stretched;
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldInputForm *self = TENFOLD_INPUT_FORM (object);
  g_autoptr (GError) error = NULL;
  g_autofree NnConventionSearch *found = g_task_propagate_pointer (G_TASK (result), &error);
  NnModel *model = g_task_get_task_data (G_TASK (result));

  if (self->search != G_TASK (result))
    return;
  self->search = NULL;
  if (self->session == NULL)
    return;
  /* The network may be another one by now, or in training. */
  if (model != tenfold_session_get_model (self->session) || get_obstacle (self) != NULL) {
    update_sensitivity (self);
  } else if (found == NULL) {
    tenfold_fail (self, _ ("The Input Is Unchanged"), error->message);
  } else if (found->n_right * 2 < found->n_known) {
    g_autofree char *why = g_strdup_printf (
        _ ("The best of %u ways reads %u of %u known digits right, which is too few to be sure. "
           "Perhaps the network is not trained on digits."),
        found->n_tried, (guint) found->n_right, (guint) found->n_known);

    tenfold_fail (self, _ ("The Input Is Unchanged"), why);
  } else if (same (&found->convention, get_convention (self))) {
    g_autofree char *text
        = g_strdup_printf (_ ("Nothing is better: of %u ways this one is the best, with %u of %u "
                              "known digits read right."),
                           found->n_tried, (guint) found->n_right, (guint) found->n_known);

    gtk_label_set_text (self->found_label, text);
  } else {
    g_autofree char *how
        = g_strdup_printf ("%u of %u known digits read right; best of %u conventions",
                           (guint) found->n_right, (guint) found->n_known, found->n_tried);

    change (self, &found->convention, how);
  }
  update_sensitivity (self);
}

void
tenfold_input_form_search (TenfoldInputForm *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TENFOLD_IS_INPUT_FORM (self) && self->session != NULL);
  if (get_obstacle (self) != NULL)
    return;
  task = g_task_new (self, NULL, searched_cb, NULL);
  g_task_set_source_tag (task, tenfold_input_form_search);
  g_task_set_task_data (task, nn_model_ref (tenfold_session_get_model (self->session)),
                        (GDestroyNotify) nn_model_unref);
  self->search = task;
  g_task_run_in_thread (task, search_thread);
  update_sensitivity (self);
}

gboolean
tenfold_input_form_is_searching (TenfoldInputForm *self)
{
  g_return_val_if_fail (TENFOLD_IS_INPUT_FORM (self), FALSE);
  return self->search != NULL;
}

/* --- the form --- */

static void
tenfold_input_form_dispose (GObject *object)
{
  TenfoldInputForm *self = TENFOLD_INPUT_FORM (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (tenfold_input_form_parent_class)->dispose (object);
}

static void
tenfold_input_form_class_init (TenfoldInputFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_input_form_dispose;
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_INPUT_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-input-form.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldInputForm, input_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldInputForm, found_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldInputForm, fields);
  gtk_widget_class_bind_template_child (widget_class, TenfoldInputForm, search_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldInputForm, spinner);
  gtk_widget_class_bind_template_callback (widget_class, tenfold_input_form_search);
}

static void
tenfold_input_form_init (TenfoldInputForm *self)
{
  const char *const inks[] = { C_ ("ink", "Light on dark"), C_ ("ink", "Dark on light"), NULL };
  const char *const turns[] = { C_ ("rows", "As rows"), C_ ("rows", "Transposed"), NULL };
  const char *const sizes[] = { C_ ("size", "With a frame"), C_ ("size", "Stretched"), NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (self->search_button)), TRUE);
  self->choices[RANGE]
      = tenfold_choice_new (_ ("Range"), _ ("The number for paper, and the number for ink"));
  self->choices[INK] = tenfold_choice_new (_ ("Ink"), _ ("Which of the two has the larger number"));
  self->choices[TURN]
      = tenfold_choice_new (_ ("Order"), _ ("Whether the rows of the picture come as rows"));
  self->choices[SIZE] = tenfold_choice_new (
      _ ("Size"), _ ("How 28 × 28 pixels become more: with paper around them, or stretched"));
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->choices[INK]), inks);
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->choices[TURN]), turns);
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->choices[SIZE]), sizes);
  for (guint i = 0; i < N_CHOICES; i++) {
    gtk_flow_box_append (self->fields, self->choices[i]);
    gtk_widget_set_focusable (gtk_widget_get_parent (self->choices[i]), FALSE);
    g_signal_connect_object (self->choices[i], "notify::selected", G_CALLBACK (chosen_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

void
tenfold_input_form_connect (TenfoldInputForm *self, TenfoldSession *session)
{
  g_return_if_fail (TENFOLD_IS_INPUT_FORM (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "replaced", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
