/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-own-results.h"

#include <glib/gi18n.h>

#include "ui/session/tenfold-own-score.h"
#include "ui/words/tenfold-progress-text.h"

struct _TenfoldOwnResults {
  AdwBin parent_instance;

  TenfoldSession *session;
  TenfoldOwnDigits *own;
  GListStore *sources;
  GCancellable *cancellable; /* of the measuring that is under way */
  gboolean loading;          /* MNIST is being read */
  TenfoldOwnScore newest;    /* of the network that was measured last; counts 0: none */
  TenfoldOwnScore before;    /* of the network that the newest run began with; likewise */
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (TenfoldOwnResults, tenfold_own_results, ADW_TYPE_BIN)

static void
show (TenfoldOwnResults *self, const char *text)
{
  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self), *text != '\0');
}

static void
cancel (TenfoldOwnResults *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void add_mnist (TenfoldOwnResults *self);

/* "My test: 5 of 5 digits right, 3 before": before only where it was the same test. */
static char *
own_text (const NnMeasure *now, const NnMeasure *before)
{
  guint n = (guint) now->count;

  if (before->count == now->count)
    /* Translators: how many of the user's own test digits the network reads, and how many it read
     * before it was trained on */
    return g_strdup_printf (ngettext ("My test: %u of %u digit right, %u before",
                                      "My test: %u of %u digits right, %u before", n),
                            (guint) now->correct, n, (guint) before->correct);
  /* Translators: how many of the user's own test digits the network reads */
  return g_strdup_printf (
      ngettext ("My test: %u of %u digit right", "My test: %u of %u digits right", n),
      (guint) now->correct, n);
}

/* "99.15 %, 99.20 % before". */
static char *
other_text (const NnMeasure *now, const NnMeasure *before)
{
  g_autofree char *percent = tenfold_percent_text ((double) now->correct / (double) now->count);
  g_autofree char *earlier = NULL;

  if (before->count != now->count)
    return g_steal_pointer (&percent);
  earlier = tenfold_percent_text ((double) before->correct / (double) before->count);
  /* Translators: two percentages: now, and before the network was trained on */
  return g_strdup_printf (_ ("%s, %s before"), percent, earlier);
}

static void
scored_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldOwnResults) self = data;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autofree char *own = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GError) error = NULL;
  TenfoldOwnScore score;

  /* A network that reads no digits has nothing to show here, and says so elsewhere. */
  if (!tenfold_own_score_finish (result, &score, &error) || cancellable != self->cancellable
      || score.own.count == 0)
    return;
  self->newest = score;
  own = own_text (&score.own, &self->before.own);
  if (score.other.count > 0) {
    g_autofree char *other = other_text (&score.other, &self->before.other);

    /* Translators: the sentence about the user's own digits, and a percentage */
    both = g_strdup_printf (_ ("%s; MNIST's test: %s"), own, other);
  }
  show (self, both != NULL ? both : own);
  /* There are many more of the others: they come when they come. */
  if (score.other.count == 0)
    add_mnist (self);
}

/* other: NULL for the own digits alone. */
static void
score (TenfoldOwnResults *self, NnDataset *other)
{
  NnOwnDigits *digits = tenfold_own_digits_get (self->own);
  g_autoptr (NnDataset) test
      = digits != NULL ? nn_own_digits_make_dataset (digits, NN_OWN_TEST, "mine") : NULL;

  if (test != NULL)
    tenfold_own_score_async (tenfold_session_get_model (self->session), test, other,
                             self->cancellable, scored_cb, g_object_ref (self));
}

static void
mnist_loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldOwnResults) self = data;
  TenfoldDataSource *mnist = TENFOLD_DATA_SOURCE (object);

  self->loading = FALSE;
  /* Without it there is still the other half of the sentence. */
  if (tenfold_data_source_load_finish (mnist, result, NULL) && self->sources != NULL
      && self->cancellable != NULL && tenfold_data_source_get_test (mnist) != NULL)
    score (self, tenfold_data_source_get_test (mnist));
}

static void
add_mnist (TenfoldOwnResults *self)
{
  TenfoldDataSource *mnist = tenfold_data_sources_find (self->sources, "mnist");

  if (mnist == NULL)
    return;
  if (tenfold_data_source_get_test (mnist) != NULL) {
    score (self, tenfold_data_source_get_test (mnist));
  } else if (!self->loading) {
    self->loading = TRUE;
    tenfold_data_source_load_async (mnist, NULL, mnist_loaded_cb, g_object_ref (self));
  }
}

static void
update (TenfoldOwnResults *self)
{
  cancel (self);
  show (self, "");
  /* It hides itself while it has nothing to say: its parent tells whether somebody looks. */
  if (!gtk_widget_get_mapped (gtk_widget_get_parent (GTK_WIDGET (self)))
      || tenfold_own_digits_count (self->own) == 0
      || tenfold_session_get_model (self->session) == NULL
      || tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    return;
  self->cancellable = g_cancellable_new ();
  score (self, NULL);
}

/* Whoever trains on sees what it was good for. */
static void
state_cb (TenfoldOwnResults *self)
{
  if (tenfold_session_get_state (self->session) != NN_WORKER_IDLE && self->newest.own.count > 0) {
    self->before = self->newest;
    self->newest = (TenfoldOwnScore){ 0 };
  }
  update (self);
}

/* Another network has nothing to do with the one before. */
static void
replaced_cb (TenfoldOwnResults *self)
{
  self->before = self->newest = (TenfoldOwnScore){ 0 };
  update (self);
}

static void
tenfold_own_results_dispose (GObject *object)
{
  TenfoldOwnResults *self = TENFOLD_OWN_RESULTS (object);

  cancel (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->own != NULL)
    g_signal_handlers_disconnect_by_data (self->own, self);
  g_clear_object (&self->session);
  g_clear_object (&self->own);
  g_clear_object (&self->sources);
  G_OBJECT_CLASS (tenfold_own_results_parent_class)->dispose (object);
}

static void
tenfold_own_results_class_init (TenfoldOwnResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_own_results_dispose;
}

static void
tenfold_own_results_init (TenfoldOwnResults *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_selectable (self->label, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
tenfold_own_results_connect (TenfoldOwnResults *self,
                             TenfoldSession *session,
                             TenfoldOwnDigits *own,
                             GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_OWN_RESULTS (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->own = g_object_ref (own);
  self->sources = g_object_ref (sources);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (update), self);
  g_signal_connect_object (gtk_widget_get_parent (GTK_WIDGET (self)), "map", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
}

const char *
tenfold_own_results_get_text (TenfoldOwnResults *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_RESULTS (self), "");
  return gtk_label_get_text (self->label);
}
