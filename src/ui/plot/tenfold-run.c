/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-run.h"

#include <math.h>

struct _TenfoldRun {
  GObject parent_instance;

  char *title, *settings;
  guint length;
  gboolean live;
  TenfoldTest test;
  GArray *steps;     /* TenfoldStep */
  GArray *ranges;    /* TenfoldStepRange, one a step */
  GArray *epochs;    /* TenfoldEpoch */
  GArray *estimates; /* TenfoldEstimate */
  GArray *marks;     /* TenfoldMark, owning its text */
  guint stride;      /* how many steps are merged into one at most */
  guint generation;
  NnFilm *film; /* NULL: none */
};

G_DEFINE_FINAL_TYPE (TenfoldRun, tenfold_run, G_TYPE_OBJECT)

static guint changed_signal;

static void
clear_mark (gpointer mark)
{
  g_free ((char *) ((TenfoldMark *) mark)->text);
}

static void
tenfold_run_finalize (GObject *object)
{
  TenfoldRun *self = TENFOLD_RUN (object);

  g_free (self->title);
  g_free (self->settings);
  g_clear_pointer (&self->film, nn_film_unref);
  g_array_unref (self->steps);
  g_array_unref (self->ranges);
  g_array_unref (self->epochs);
  g_array_unref (self->estimates);
  g_array_unref (self->marks);
  G_OBJECT_CLASS (tenfold_run_parent_class)->finalize (object);
}

static void
tenfold_run_class_init (TenfoldRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_run_finalize;
  changed_signal = g_signal_new ("changed", TENFOLD_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tenfold_run_init (TenfoldRun *self)
{
  self->title = g_strdup ("");
  self->settings = g_strdup ("");
  self->test = (TenfoldTest){ NAN, NAN, NAN };
  self->stride = 1;
  self->steps = g_array_new (FALSE, FALSE, sizeof (TenfoldStep));
  self->ranges = g_array_new (FALSE, FALSE, sizeof (TenfoldStepRange));
  self->estimates = g_array_new (FALSE, FALSE, sizeof (TenfoldEstimate));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (TenfoldEpoch));
  self->marks = g_array_new (FALSE, FALSE, sizeof (TenfoldMark));
  g_array_set_clear_func (self->marks, clear_mark);
}

TenfoldRun *
tenfold_run_new (const char *title)
{
  TenfoldRun *self = g_object_new (TENFOLD_TYPE_RUN, NULL);

  tenfold_run_set_title (self, title);
  return self;
}

static void
changed (TenfoldRun *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
set_text (TenfoldRun *self, char **place, const char *text)
{
  g_autofree char *copy = g_strdup (text != NULL ? text : "");

  if (g_str_equal (*place, copy))
    return;
  g_free (*place);
  *place = g_steal_pointer (&copy);
  changed (self);
}

const char *
tenfold_run_get_title (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  return self->title;
}

void
tenfold_run_set_title (TenfoldRun *self, const char *title)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  set_text (self, &self->title, title);
}

const char *
tenfold_run_get_settings (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  return self->settings;
}

void
tenfold_run_set_settings (TenfoldRun *self, const char *settings)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  set_text (self, &self->settings, settings);
}

guint
tenfold_run_get_length (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), 0);
  return self->length;
}

void
tenfold_run_set_length (TenfoldRun *self, guint epochs)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  if (self->length == epochs)
    return;
  self->length = epochs;
  changed (self);
}

gboolean
tenfold_run_get_live (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), FALSE);
  return self->live;
}

void
tenfold_run_set_live (TenfoldRun *self, gboolean live)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  if (self->live == !!live)
    return;
  self->live = !!live;
  changed (self);
}

const TenfoldTest *
tenfold_run_get_test (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  return &self->test;
}

void
tenfold_run_set_test (TenfoldRun *self, const TenfoldTest *test)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  self->test = *test;
  changed (self);
}

/* --- numbers --- */

/* The mean of a and b, each for so many steps; a number that is not known counts for nothing. */
static float
merge_mean (float a, guint n_a, float b, guint n_b)
{
  if (!isfinite (a) || !isfinite (b))
    return isfinite (a) ? a : b;
  return (float) (((double) a * n_a + (double) b * n_b) / ((double) n_a + n_b));
}

/* Neighbours become one as long as the two stand for no more than stride steps. */
static void
merge_steps (TenfoldRun *self)
{
  TenfoldStep *steps = (TenfoldStep *) (gpointer) self->steps->data;
  TenfoldStepRange *ranges = (TenfoldStepRange *) (gpointer) self->ranges->data;
  guint n = 0;

  for (guint i = 1; i < self->steps->len; i++) {
    TenfoldStep *into = &steps[n];
    TenfoldStepRange *range = &ranges[n];

    if (range->count + ranges[i].count > self->stride) {
      n++;
      steps[n] = steps[i];
      ranges[n] = ranges[i];
      continue;
    }
    into->epoch = steps[i].epoch;
    into->loss = merge_mean (into->loss, range->count, steps[i].loss, ranges[i].count);
    into->accuracy = merge_mean (into->accuracy, range->count, steps[i].accuracy, ranges[i].count);
    into->rate = steps[i].rate;
    range->loss_low = fminf (range->loss_low, ranges[i].loss_low);
    range->loss_high = fmaxf (range->loss_high, ranges[i].loss_high);
    range->accuracy_low = fminf (range->accuracy_low, ranges[i].accuracy_low);
    range->accuracy_high = fmaxf (range->accuracy_high, ranges[i].accuracy_high);
    range->count += ranges[i].count;
  }
  g_array_set_size (self->steps, n + 1);
  g_array_set_size (self->ranges, n + 1);
  self->generation++;
}

static void
bound_steps (TenfoldRun *self)
{
  if (self->steps->len < TENFOLD_RUN_MOST_STEPS)
    return;
  merge_steps (self);
  while (self->steps->len > TENFOLD_RUN_MOST_STEPS * 3 / 4) {
    self->stride *= 2;
    merge_steps (self);
  }
}

/* Every second epoch goes, but never the best one or the last. */
static void
bound_epochs (TenfoldRun *self)
{
  TenfoldEpoch *epochs = (TenfoldEpoch *) (gpointer) self->epochs->data;
  guint best = 0, n = 0;

  if (self->epochs->len < TENFOLD_RUN_MOST_EPOCHS)
    return;
  for (guint i = 1; i < self->epochs->len; i++)
    if (!(epochs[i].validation_accuracy <= epochs[best].validation_accuracy)
        && isfinite (epochs[i].validation_accuracy))
      best = i;
  for (guint i = 0; i < self->epochs->len; i++)
    if (i % 2 == 0 || i == best || i == self->epochs->len - 1)
      epochs[n++] = epochs[i];
  g_array_set_size (self->epochs, n);
}

static void
append_step (TenfoldRun *self, const TenfoldStep *step, const TenfoldStepRange *range)
{
  TenfoldStep new = *step;

  g_return_if_fail (isfinite (step->epoch) && step->epoch >= 0);
  if (self->steps->len > 0)
    new.epoch
        = MAX (new.epoch, g_array_index (self->steps, TenfoldStep, self->steps->len - 1).epoch);
  g_array_append_val (self->steps, new);
  g_array_append_vals (self->ranges, range, 1);
  bound_steps (self);
}

void
tenfold_run_add_steps (TenfoldRun *self, const TenfoldStep *steps, guint n)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  for (guint i = 0; i < n; i++) {
    TenfoldStepRange range
        = { 1, steps[i].loss, steps[i].loss, steps[i].accuracy, steps[i].accuracy };

    append_step (self, &steps[i], &range);
  }
  if (n > 0)
    changed (self);
}

void
tenfold_run_add_merged (TenfoldRun *self, const TenfoldStep *step, const TenfoldStepRange *range)
{
  g_return_if_fail (TENFOLD_IS_RUN (self) && range->count > 0);
  append_step (self, step, range);
  changed (self);
}

void
tenfold_run_add_step (TenfoldRun *self, double epoch, double loss, double accuracy, double rate)
{
  const TenfoldStep step = { epoch, loss, accuracy, rate };

  tenfold_run_add_steps (self, &step, 1);
}

void
tenfold_run_add_epoch (TenfoldRun *self,
                       guint epoch,
                       double train_loss,
                       double train_accuracy,
                       double validation_loss,
                       double validation_accuracy)
{
  TenfoldEpoch new = { epoch, train_loss, train_accuracy, validation_loss, validation_accuracy };
  guint at;

  g_return_if_fail (TENFOLD_IS_RUN (self));
  for (at = self->epochs->len; at > 0; at--) {
    TenfoldEpoch *before = &g_array_index (self->epochs, TenfoldEpoch, at - 1);

    if (before->epoch == epoch) {
      *before = new;
      changed (self);
      return;
    }
    if (before->epoch < epoch)
      break;
  }
  g_array_insert_val (self->epochs, at, new);
  bound_epochs (self);
  changed (self);
}

void
tenfold_run_add_estimate (TenfoldRun *self, double epoch, double loss, double accuracy)
{
  TenfoldEstimate estimate = { epoch, loss, accuracy };
  TenfoldEstimate *all = (TenfoldEstimate *) (gpointer) self->estimates->data;
  guint n = self->estimates->len;

  g_return_if_fail (TENFOLD_IS_RUN (self));
  g_return_if_fail (isfinite (epoch) && epoch >= 0);
  if (n > 0)
    estimate.epoch = MAX (epoch, all[n - 1].epoch);
  if (n >= TENFOLD_RUN_MOST_EPOCHS) {
    for (guint i = 0; 2 * i < n; i++)
      all[i] = all[2 * i];
    g_array_set_size (self->estimates, (n + 1) / 2);
  }
  g_array_append_val (self->estimates, estimate);
  changed (self);
}

void
tenfold_run_add_mark (TenfoldRun *self, double epoch, const char *text)
{
  TenfoldMark mark = { epoch, g_strdup (text) };
  guint at;

  g_return_if_fail (TENFOLD_IS_RUN (self));
  for (at = self->marks->len; at > 0; at--)
    if (g_array_index (self->marks, TenfoldMark, at - 1).epoch <= epoch)
      break;
  g_array_insert_val (self->marks, at, mark);
  changed (self);
}

const TenfoldStep *
tenfold_run_get_steps (TenfoldRun *self, guint *n)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  *n = self->steps->len;
  return (const TenfoldStep *) (gpointer) self->steps->data;
}

const TenfoldStepRange *
tenfold_run_get_ranges (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  return (const TenfoldStepRange *) (gpointer) self->ranges->data;
}

guint
tenfold_run_get_generation (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), 0);
  return self->generation;
}

const TenfoldEstimate *
tenfold_run_get_estimates (TenfoldRun *self, guint *n)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  *n = self->estimates->len;
  return (const TenfoldEstimate *) (gpointer) self->estimates->data;
}

const TenfoldEpoch *
tenfold_run_get_epochs (TenfoldRun *self, guint *n)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  *n = self->epochs->len;
  return (const TenfoldEpoch *) (gpointer) self->epochs->data;
}

const TenfoldMark *
tenfold_run_get_marks (TenfoldRun *self, guint *n)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  *n = self->marks->len;
  return (const TenfoldMark *) (gpointer) self->marks->data;
}

NnFilm *
tenfold_run_get_film (TenfoldRun *self)
{
  g_return_val_if_fail (TENFOLD_IS_RUN (self), NULL);
  return self->film;
}

void
tenfold_run_set_film (TenfoldRun *self, NnFilm *film)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  if (film != NULL)
    nn_film_ref (film);
  g_clear_pointer (&self->film, nn_film_unref);
  self->film = film;
}

double
tenfold_run_get_end (TenfoldRun *self)
{
  double end = 0;

  g_return_val_if_fail (TENFOLD_IS_RUN (self), 0);
  if (self->steps->len > 0)
    end = g_array_index (self->steps, TenfoldStep, self->steps->len - 1).epoch;
  if (self->epochs->len > 0)
    end = MAX (end, g_array_index (self->epochs, TenfoldEpoch, self->epochs->len - 1).epoch);
  if (self->estimates->len > 0)
    end = MAX (end,
               g_array_index (self->estimates, TenfoldEstimate, self->estimates->len - 1).epoch);
  return end;
}

guint
tenfold_run_find_step (TenfoldRun *self, double epoch)
{
  guint low = 0, high;

  g_return_val_if_fail (TENFOLD_IS_RUN (self), 0);
  high = self->steps->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (self->steps, TenfoldStep, middle).epoch < epoch)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
