/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-film.h"

#include <math.h>
#include <pthread.h>

/* With fewer frames of one size than this in the budget, frames go without training states. */
#define FEW_FRAMES 16

/* What a model takes beside its weights and its state: facts, convention. About. */
#define MODEL_BYTES 2048

typedef struct {
  NnFilmFrame frame;
  double doublings; /* log2 (1 + step) */
  gsize bytes;
  NnModel *model;
} Entry;

struct _NnFilm {
  gint ref_count;
  NnDataset *dataset;    /* NULL: not known */
  pthread_mutex_t mutex; /* over all that follows */
  gsize budget, bytes;
  GArray *entries; /* of Entry, steps ascending */
};

static void
entry_clear (gpointer entry)
{
  nn_model_unref (((Entry *) entry)->model);
}

static gsize
bytes_of (const NnModel *model)
{
  GBytes *state = nn_model_get_training_state (model);

  return nn_graph_n_weights (nn_model_graph (model)) * sizeof (float) + MODEL_BYTES
         + (state != NULL ? g_bytes_get_size (state) : 0);
}

NnFilm *
nn_film_new (gsize budget, NnDataset *dataset)
{
  NnFilm *self = g_new0 (NnFilm, 1);

  self->ref_count = 1;
  self->dataset = dataset != NULL ? nn_dataset_ref (dataset) : NULL;
  pthread_mutex_init (&self->mutex, NULL);
  self->budget = budget;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  return self;
}

NnFilm *
nn_film_ref (NnFilm *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
nn_film_unref (NnFilm *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_array_unref (self->entries);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static const Entry *
get (const NnFilm *self, guint i)
{
  return &g_array_index (self->entries, Entry, i);
}

/* How far two moments are apart: each half of the measure is 1/2 over the whole film. */
static double
gap (const Entry *from, const Entry *to, const Entry *last)
{
  return (to->doublings - from->doublings) / (2 * last->doublings)
         + (double) (to->frame.step - from->frame.step) / (2 * (double) last->frame.step);
}

/* With the lock held. */
static void
thin (NnFilm *self)
{
  while (self->bytes > self->budget && self->entries->len > 2) {
    guint n = self->entries->len, least = 1;
    double smallest = INFINITY;

    for (guint i = 1; i + 1 < n; i++) {
      double left = gap (get (self, i - 1), get (self, i + 1), get (self, n - 1));

      if (left < smallest) {
        smallest = left;
        least = i;
      }
    }
    self->bytes -= get (self, least)->bytes;
    g_array_remove_index (self->entries, least);
  }
}

void
nn_film_set_budget (NnFilm *self, gsize budget)
{
  pthread_mutex_lock (&self->mutex);
  self->budget = budget;
  thin (self);
  pthread_mutex_unlock (&self->mutex);
}

NnDataset *
nn_film_dataset (const NnFilm *self)
{
  return self->dataset;
}

gsize
nn_film_bytes (NnFilm *self)
{
  gsize bytes;

  pthread_mutex_lock (&self->mutex);
  bytes = self->bytes;
  pthread_mutex_unlock (&self->mutex);
  return bytes;
}

gboolean
nn_film_has_room_for (NnFilm *self, const NnModel *model)
{
  gboolean has_room;

  pthread_mutex_lock (&self->mutex);
  has_room = bytes_of (model) <= self->budget / FEW_FRAMES;
  pthread_mutex_unlock (&self->mutex);
  return has_room;
}

gboolean
nn_film_wants (NnFilm *self, guint64 step)
{
  Entry now = { .frame.step = step, .doublings = log2 (1 + (double) step) };
  gboolean wants = TRUE;
  const Entry *last;
  guint n;

  pthread_mutex_lock (&self->mutex);
  n = self->entries->len;
  last = n > 0 ? get (self, n - 1) : NULL;
  if (last != NULL && step <= last->frame.step)
    wants = FALSE;
  /* Full, or nearly: half of the mean gap has to go by. */
  else if (last != NULL && (step & (step - 1)) != 0 && self->bytes + last->bytes > self->budget)
    wants = gap (last, &now, &now) >= 0.5 / n;
  pthread_mutex_unlock (&self->mutex);
  return wants;
}

void
nn_film_add (NnFilm *self, guint64 step, double epoch, NnModel *model)
{
  Entry entry = { { step, epoch, nn_model_get_training_state (model) != NULL },
                  log2 (1 + (double) step),
                  bytes_of (model),
                  NULL };

  pthread_mutex_lock (&self->mutex);
  if (self->entries->len == 0 || step > get (self, self->entries->len - 1)->frame.step) {
    entry.model = nn_model_ref (model);
    g_array_append_val (self->entries, entry);
    self->bytes += entry.bytes;
    thin (self);
  }
  pthread_mutex_unlock (&self->mutex);
}

GArray *
nn_film_list (NnFilm *self)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (NnFilmFrame));

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->entries->len; i++)
    g_array_append_val (frames, get (self, i)->frame);
  pthread_mutex_unlock (&self->mutex);
  return frames;
}

NnModel *
nn_film_ref_nearest (NnFilm *self, guint64 step, NnFilmFrame *frame)
{
  guint64 smallest = G_MAXUINT64;
  const Entry *nearest = NULL;
  NnModel *model = NULL;

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = get (self, i);
    guint64 distance = MAX (entry->frame.step, step) - MIN (entry->frame.step, step);

    if (distance < smallest) {
      smallest = distance;
      nearest = entry;
    }
  }
  if (nearest != NULL) {
    model = nn_model_ref (nearest->model);
    if (frame != NULL)
      *frame = nearest->frame;
  }
  pthread_mutex_unlock (&self->mutex);
  return model;
}
