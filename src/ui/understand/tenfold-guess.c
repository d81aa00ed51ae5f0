/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-guess.h"

#include <glib/gi18n.h>
#include <math.h>

static void
add (TenfoldGuess *guess, const char *answer)
{
  guess->answers[guess->n++] = g_strdup (answer);
}

static void
add_digit (TenfoldGuess *guess, int digit)
{
  g_autofree char *text = g_strdup_printf ("%d", digit);

  add (guess, text);
}

/* The ten digits but for one, which may be -1; right: of the digits. */
static void
add_digits (TenfoldGuess *guess, int without, int right)
{
  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    if (digit == right)
      guess->right = guess->n;
    if (digit != without)
      add_digit (guess, digit);
  }
}

/* Which of the ranges that end at these numbers it lies in. */
static guint
range_of (double number, const double *ends, guint n)
{
  guint range = 0;

  while (range < n && number > ends[range])
    range++;
  return range;
}

/* --- by view; FALSE: there is nothing to guess --- */

/* From which layer on does each believe what is read? */
static gboolean
guess_inside (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  const NnInside *inside = e->inside;
  const double thirds[] = { 1.0 / 3, 2.0 / 3 };
  guint from = inside->n_layers;
  int digit, second;

  while (from > 0 && !isnan (inside->layers[from - 1].always_dead)) {
    nn_two_likeliest (inside->layers[from - 1].belief, &digit, &second);
    if (digit != e->first)
      break;
    from--;
  }
  if (inside->n_layers < 3 || from == inside->n_layers)
    return FALSE;
  /* Translators: a digit */
  guess->question = g_strdup_printf (
      _ ("It is read as a %d. From where on could that be read from each layer alone?"), e->first);
  add (guess, _ ("From the first third of the layers on"));
  add (guess, _ ("From the middle third on"));
  add (guess, _ ("From the last third on"));
  guess->right = range_of ((double) (from + 1) / inside->n_layers, thirds, 2);
  return TRUE;
}

static gboolean
guess_why (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  const double ends[] = { 0.05, 0.15, 0.3 };

  if (!e->has_change || !e->change.found)
    return FALSE;
  /* Translators: a digit */
  guess->question = g_strdup_printf (
      _ ("How much of your ink must change at least for it to be read as a %d?"), e->change.b);
  add (guess, _ ("Up to 5 %"));
  add (guess, _ ("5 to 15 %"));
  add (guess, _ ("15 to 30 %"));
  add (guess, _ ("More than 30 %"));
  guess->right = range_of (e->change.changed_ink, ends, G_N_ELEMENTS (ends));
  return TRUE;
}

static gboolean
guess_strokes (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  const double ends[] = { 0.25, 0.5, 0.75 };

  /* Translators: a digit */
  guess->question = g_strdup_printf (
      _ ("It is read as a %d. In which part of the line had that been decided for good?"),
      e->first);
  add (guess, _ ("In the first quarter"));
  add (guess, _ ("In the second"));
  add (guess, _ ("In the third"));
  add (guess, _ ("In the last"));
  guess->right = range_of (e->decided, ends, G_N_ELEMENTS (ends));
  return TRUE;
}

static gboolean
guess_neighbours (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  const TenfoldNeighbourRow *row = &e->rows[NN_NEIGHBOURS_PIXELS];

  if (row->n_found[0] == 0 || row->n_found[1] == 0)
    return FALSE;
  guess->question = g_strdup (_ ("Of which digit is the picture whose ink is most like yours?"));
  add_digit (guess, e->first);
  add_digit (guess, e->second);
  guess->right = row->found[0][0].distance <= row->found[1][0].distance ? 0 : 1;
  return TRUE;
}

static gboolean
guess_mistakes (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  guint most = 0;
  int worst = 0;

  for (int label = 0; label < NN_N_CLASSES; label++) {
    guint wrong = 0;

    for (int read = 0; read < NN_N_CLASSES; read++)
      wrong += read != label ? e->mistakes->confusion[label][read] : 0;
    if (wrong > most) {
      most = wrong;
      worst = label;
    }
  }
  if (most == 0)
    return FALSE;
  guess->question = g_strdup (_ ("Which digit is most often read wrongly?"));
  add_digits (guess, -1, worst);
  return TRUE;
}

static gboolean
guess_step (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  float most = 0;
  int rises = -1;

  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    float rise = e->step->probabilities_after[digit] - e->step->probabilities_before[digit];

    if (rise > most) {
      most = rise;
      rises = digit;
    }
  }
  if (rises < 0)
    return FALSE;
  guess->question = g_strdup (_ ("Which bar of your drawing will rise most with this step?"));
  add_digits (guess, -1, rises);
  return TRUE;
}

static gboolean
guess_map (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  if (e->nearest < 0)
    return FALSE;
  /* Translators: a digit */
  guess->question = g_strdup_printf (
      _ ("Your drawing is read as a %d. Which other digit's pictures lie nearest to it?"),
      e->first);
  add_digits (guess, e->first, e->nearest);
  return TRUE;
}

static float
least_of (const float *numbers, int n)
{
  float least = numbers[0];

  for (int i = 1; i < n; i++)
    least = fminf (least, numbers[i]);
  return least;
}

static gboolean
guess_doubt (TenfoldGuess *guess, const TenfoldExplanation *e)
{
  const float least[]
      = { least_of (e->doubt.shift[0], NN_DOUBT_SHIFTS * NN_DOUBT_SHIFTS),
          least_of (e->doubt.turn, NN_DOUBT_STEPS), least_of (e->doubt.size, NN_DOUBT_STEPS),
          least_of (e->doubt.width, NN_DOUBT_STEPS) };

  guess->question = g_strdup (_ ("What can make it least sure of your drawing?"));
  add (guess, _ ("Moving it by up to 4 pixels"));
  add (guess, _ ("Turning it by up to 32°"));
  /* xgettext:no-c-format */
  add (guess, _ ("60 to 140 % of its size"));
  add (guess, _ ("Another pen"));
  for (guint i = 1; i < G_N_ELEMENTS (least); i++)
    if (least[i] < least[guess->right])
      guess->right = i;
  return TRUE;
}

/* clang-format off */
static gboolean (*const guesses[TENFOLD_N_VIEWS]) (TenfoldGuess *, const TenfoldExplanation *) = {
  [TENFOLD_VIEW_INSIDE]     = guess_inside,
  [TENFOLD_VIEW_WHY]        = guess_why,
  [TENFOLD_VIEW_STROKES]    = guess_strokes,
  [TENFOLD_VIEW_NEIGHBOURS] = guess_neighbours,
  [TENFOLD_VIEW_MISTAKES]   = guess_mistakes,
  [TENFOLD_VIEW_STEP]       = guess_step,
  [TENFOLD_VIEW_MAP]        = guess_map,
  [TENFOLD_VIEW_DOUBT]      = guess_doubt,
};
/* clang-format on */

TenfoldGuess *
tenfold_guess_new (const TenfoldExplanation *explanation)
{
  TenfoldGuess *guess = g_new0 (TenfoldGuess, 1);

  if (explanation->problem == NULL && guesses[explanation->question.view](guess, explanation))
    return guess;
  tenfold_guess_free (guess);
  return NULL;
}

void
tenfold_guess_free (TenfoldGuess *guess)
{
  g_free (guess->question);
  for (guint i = 0; i < guess->n; i++)
    g_free (guess->answers[i]);
  g_free (guess);
}
