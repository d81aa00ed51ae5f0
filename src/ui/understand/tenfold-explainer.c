/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-explainer.h"

#include <string.h>
#include <unistd.h>

#define LOWEST_PRIORITY 19

struct _TenfoldExplainer {
  GObject parent_instance;

  GMainContext *context;
  GThread *thread;

  GMutex mutex; /* of what follows */
  GCond cond;
  gboolean ends;
  TenfoldQuestion *waiting;
  GCancellable *cancellable;  /* of what runs; NULL: nothing does */
  TenfoldQuestion about;      /* what runs, without references */
  TenfoldExplanation *answer; /* on its way to the main context */
  GSource *answer_source;
};

enum { EXPLAINED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldExplainer, tenfold_explainer, G_TYPE_OBJECT)

/* --- the thread --- */

static gboolean
answer_cb (gpointer data)
{
  TenfoldExplainer *self = data;
  TenfoldExplanation *answer;

  g_mutex_lock (&self->mutex);
  answer = g_steal_pointer (&self->answer);
  g_clear_pointer (&self->answer_source, g_source_unref);
  g_mutex_unlock (&self->mutex);
  if (answer != NULL) {
    g_object_ref (self);
    g_signal_emit (self, signals[EXPLAINED], 0, answer);
    g_object_unref (self);
    tenfold_explanation_unref (answer);
  }
  return G_SOURCE_REMOVE;
}

/* With the mutex. The source does not hold the explainer: disposing takes it away. */
static void
send_answer (TenfoldExplainer *self, TenfoldExplanation *answer)
{
  g_clear_pointer (&self->answer, tenfold_explanation_unref);
  self->answer = answer;
  if (self->answer_source == NULL) {
    self->answer_source = g_idle_source_new ();
    g_source_set_callback (self->answer_source, answer_cb, self, NULL);
    g_source_attach (self->answer_source, self->context);
  }
}

static gpointer
thread_func (gpointer data)
{
  TenfoldExplainer *self = data;
  TenfoldMemory *memory = tenfold_memory_new ();

#ifdef __linux__
  /* There it is the thread's; lowering it is always allowed. */
  G_GNUC_UNUSED int niceness = nice (LOWEST_PRIORITY);
#endif
  g_mutex_lock (&self->mutex);
  while (!self->ends) {
    g_autoptr (GCancellable) cancellable = NULL;
    TenfoldExplanation *answer;
    TenfoldQuestion *question;

    if (self->waiting == NULL) {
      g_cond_wait (&self->cond, &self->mutex);
      continue;
    }
    question = g_steal_pointer (&self->waiting);
    self->about = *question;
    cancellable = g_cancellable_new ();
    self->cancellable = cancellable;
    g_mutex_unlock (&self->mutex);
    answer = tenfold_explain (memory, question, cancellable);
    g_mutex_lock (&self->mutex);
    self->cancellable = NULL;
    if (answer != NULL && (self->ends || g_cancellable_is_cancelled (cancellable)))
      g_clear_pointer (&answer, tenfold_explanation_unref);
    if (answer != NULL)
      send_answer (self, answer);
  }
  g_mutex_unlock (&self->mutex);
  tenfold_memory_free (memory);
  return NULL;
}

/* --- the object --- */

static void
give_up (TenfoldExplainer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->answer, tenfold_explanation_unref);
}

static gboolean
is_about_the_same (const TenfoldQuestion *a, const TenfoldQuestion *b)
{
  return a->view == b->view && a->dataset == b->dataset && a->empty == b->empty && a->a == b->a
         && a->b == b->b && a->forgotten == b->forgotten && a->layer == b->layer
         && a->unit == b->unit && a->label == b->label && a->subject == b->subject
         && memcmp (a->inks, b->inks, sizeof a->inks) == 0;
}

void
tenfold_explainer_ask (TenfoldExplainer *self, const TenfoldQuestion *question)
{
  g_return_if_fail (TENFOLD_IS_EXPLAINER (self));
  g_mutex_lock (&self->mutex);
  if (!is_about_the_same (&self->about, question))
    give_up (self);
  g_clear_pointer (&self->waiting, tenfold_question_free);
  self->waiting = tenfold_question_new (question);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
tenfold_explainer_cancel (TenfoldExplainer *self)
{
  g_return_if_fail (TENFOLD_IS_EXPLAINER (self));
  g_mutex_lock (&self->mutex);
  give_up (self);
  g_clear_pointer (&self->waiting, tenfold_question_free);
  g_mutex_unlock (&self->mutex);
}

static void
tenfold_explainer_dispose (GObject *object)
{
  TenfoldExplainer *self = TENFOLD_EXPLAINER (object);

  if (self->thread != NULL) {
    tenfold_explainer_cancel (self);
    g_mutex_lock (&self->mutex);
    self->ends = TRUE;
    g_cond_signal (&self->cond);
    g_mutex_unlock (&self->mutex);
    g_thread_join (g_steal_pointer (&self->thread));
    g_clear_pointer (&self->answer, tenfold_explanation_unref);
    if (self->answer_source != NULL)
      g_source_destroy (self->answer_source);
    g_clear_pointer (&self->answer_source, g_source_unref);
  }
  G_OBJECT_CLASS (tenfold_explainer_parent_class)->dispose (object);
}

static void
tenfold_explainer_finalize (GObject *object)
{
  TenfoldExplainer *self = TENFOLD_EXPLAINER (object);

  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (tenfold_explainer_parent_class)->finalize (object);
}

static void
tenfold_explainer_class_init (TenfoldExplainerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_explainer_dispose;
  G_OBJECT_CLASS (klass)->finalize = tenfold_explainer_finalize;
  signals[EXPLAINED] = g_signal_new ("explained", TENFOLD_TYPE_EXPLAINER, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
tenfold_explainer_init (TenfoldExplainer *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_new ("explainer", thread_func, self);
}

TenfoldExplainer *
tenfold_explainer_new (void)
{
  return g_object_new (TENFOLD_TYPE_EXPLAINER, NULL);
}
