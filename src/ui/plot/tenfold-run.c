/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot/tenfold-run.h"

#include <math.h>

struct _TenfoldRun {
  GObject parent_instance;

  char *title, *settings;
  guint length;
  TenfoldTest test;
  GArray *steps;  /* TenfoldStep */
  GArray *epochs; /* TenfoldEpoch */
  GArray *marks;  /* TenfoldMark, owning its text */
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
  g_array_unref (self->steps);
  g_array_unref (self->epochs);
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
  self->steps = g_array_new (FALSE, FALSE, sizeof (TenfoldStep));
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

void
tenfold_run_add_steps (TenfoldRun *self, const TenfoldStep *steps, guint n)
{
  g_return_if_fail (TENFOLD_IS_RUN (self));
  for (guint i = 0; i < n; i++) {
    TenfoldStep step = steps[i];

    g_return_if_fail (isfinite (step.epoch) && step.epoch >= 0);
    if (self->steps->len > 0)
      step.epoch
          = MAX (step.epoch, g_array_index (self->steps, TenfoldStep, self->steps->len - 1).epoch);
    g_array_append_val (self->steps, step);
  }
  if (n > 0)
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

double
tenfold_run_get_end (TenfoldRun *self)
{
  double end = 0;

  g_return_val_if_fail (TENFOLD_IS_RUN (self), 0);
  if (self->steps->len > 0)
    end = g_array_index (self->steps, TenfoldStep, self->steps->len - 1).epoch;
  if (self->epochs->len > 0)
    end = MAX (end, g_array_index (self->epochs, TenfoldEpoch, self->epochs->len - 1).epoch);
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
