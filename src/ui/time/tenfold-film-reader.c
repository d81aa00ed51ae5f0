/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/time/tenfold-film-reader.h"

#include <string.h>
#include <unistd.h>

#define LOWEST_PRIORITY 19

typedef struct {
  NnFilm *film;
  float inks[NN_PICTURE_PIXELS];
  GArray *readings; /* known before, then the answer; NULL */
} Question;

struct _TenfoldFilmReader {
  void (*done) (gpointer data, GArray *readings);
  gpointer data;
  GThread *thread; /* of the question; NULL: nothing runs */
  GCancellable *cancellable;
  Question *question;  /* what runs, the thread's; else the last with its answer; NULL */
  Question *waiting;   /* NULL: nothing does */
  gboolean is_dropped; /* what runs is not wanted any more */
  GSource *source;     /* brings the answer */
};

static void
question_free (Question *question)
{
  nn_film_unref (question->film);
  g_clear_pointer (&question->readings, g_array_unref);
  g_free (question);
}

static gpointer
thread_func (gpointer data)
{
  TenfoldFilmReader *self = data;
  g_autoptr (GArray) known = g_steal_pointer (&self->question->readings);

#ifdef __linux__
  /* There it is the thread's; lowering it is always allowed. */
  G_GNUC_UNUSED int niceness = nice (LOWEST_PRIORITY);
#endif
  self->question->readings
      = nn_film_read (self->question->film, self->question->inks, known, self->cancellable, NULL);
  g_source_attach (self->source, NULL);
  return NULL;
}

static gboolean finished_cb (gpointer data);

/* What is known of the same drawing and film is not read again. */
static void
begin (TenfoldFilmReader *self)
{
  Question *last = self->question;

  self->question = g_steal_pointer (&self->waiting);
  if (last != NULL && last->readings != NULL && last->film == self->question->film
      && memcmp (last->inks, self->question->inks, sizeof last->inks) == 0)
    self->question->readings = g_array_ref (last->readings);
  g_clear_pointer (&last, question_free);
  self->is_dropped = FALSE;
  g_cancellable_reset (self->cancellable);
  self->source = g_idle_source_new ();
  g_source_set_callback (self->source, finished_cb, self, NULL);
  self->thread = g_thread_new ("film", thread_func, self);
}

static void
end (TenfoldFilmReader *self)
{
  if (self->thread == NULL)
    return;
  g_thread_join (g_steal_pointer (&self->thread));
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static gboolean
finished_cb (gpointer data)
{
  TenfoldFilmReader *self = data;
  gboolean is_wanted = !self->is_dropped;
  g_autoptr (GArray) readings = NULL;

  end (self);
  if (!is_wanted)
    g_clear_pointer (&self->question, question_free);
  else if (self->question->readings != NULL)
    readings = g_array_ref (self->question->readings);
  if (self->waiting != NULL)
    begin (self);
  if (is_wanted)
    self->done (self->data, readings);
  return G_SOURCE_REMOVE;
}

TenfoldFilmReader *
tenfold_film_reader_new (void (*done) (gpointer data, GArray *readings), gpointer data)
{
  TenfoldFilmReader *self = g_new0 (TenfoldFilmReader, 1);

  self->done = done;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  return self;
}

void
tenfold_film_reader_free (TenfoldFilmReader *self)
{
  g_cancellable_cancel (self->cancellable);
  end (self);
  g_clear_pointer (&self->question, question_free);
  g_clear_pointer (&self->waiting, question_free);
  g_object_unref (self->cancellable);
  g_free (self);
}

void
tenfold_film_reader_ask (TenfoldFilmReader *self, NnFilm *film, const float *inks)
{
  g_clear_pointer (&self->waiting, question_free);
  if (self->question != NULL && self->question->film != film) {
    g_cancellable_cancel (self->cancellable);
    self->is_dropped = TRUE;
  }
  if (film != NULL) {
    self->waiting = g_new0 (Question, 1);
    self->waiting->film = nn_film_ref (film);
    memcpy (self->waiting->inks, inks, sizeof self->waiting->inks);
  }
  if (self->thread != NULL)
    return;
  if (self->is_dropped)
    g_clear_pointer (&self->question, question_free);
  if (self->waiting != NULL)
    begin (self);
}
