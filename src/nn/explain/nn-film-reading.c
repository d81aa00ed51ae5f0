/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/explain/nn-film-reading.h"

#include "nn/explain/nn-explainer.h"
#include "nn/read/nn-reader.h"

static const NnFilmReading *
get (const GArray *readings, guint i)
{
  return &g_array_index (readings, NnFilmReading, i);
}

/* Both arrays go up in steps: *place is where to look on. */
static gboolean
is_known (const GArray *known, guint *place, guint64 step, NnFilmReading *reading)
{
  while (known != NULL && *place < known->len && get (known, *place)->frame.step < step)
    (*place)++;
  if (known == NULL || *place == known->len || get (known, *place)->frame.step != step)
    return FALSE;
  *reading = *get (known, *place);
  return TRUE;
}

static gboolean
read_frame (NnReader **reader, NnModel *model, const float *inks, NnFilmReading *to, GError **error)
{
  NnVerdict verdict;

  if (*reader == NULL)
    *reader = nn_reader_new (model, error);
  else if (!nn_reader_set_model (*reader, model, error))
    return FALSE;
  if (*reader == NULL)
    return FALSE;
  nn_reader_read (*reader, inks, NN_INK_DRAWING, &verdict);
  to->digit = verdict.digit;
  to->probability = verdict.probabilities[verdict.digit];
  return TRUE;
}

GArray *
nn_film_read (NnFilm *film,
              const float *inks,
              const GArray *known,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GArray) frames = nn_film_list (film);
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (NnFilmReading));
  g_autoptr (NnReader) reader = NULL;
  guint place = 0;

  for (guint i = 0; i < frames->len; i++) {
    guint64 step = g_array_index (frames, NnFilmFrame, i).step;
    NnFilmReading reading;

    if (!nn_explain_go_on (cancellable, error))
      return NULL;
    if (!is_known (known, &place, step, &reading)) {
      g_autoptr (NnModel) model = nn_film_ref_nearest (film, step, &reading.frame);

      /* It may have been thinned out since it was listed. */
      if (reading.frame.step != step)
        continue;
      if (!read_frame (&reader, model, inks, &reading, error))
        return NULL;
    }
    g_array_append_val (readings, reading);
  }
  return g_steal_pointer (&readings);
}

NnFilmTurns
nn_film_turns (const GArray *readings, int digit)
{
  NnFilmTurns turns = { -1, -1 };
  guint last = readings->len;

  for (guint i = 0; turns.first_right < 0 && i < readings->len; i++)
    if (get (readings, i)->digit == digit)
      turns.first_right = (int) i;
  while (last > 0 && get (readings, last - 1)->digit == get (readings, readings->len - 1)->digit)
    last--;
  if (last > 0)
    turns.last_change = (int) last;
  return turns;
}
