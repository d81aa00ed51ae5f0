/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-step-curve.h"

#include <math.h>
#include <string.h>

/* Numbers of a column and of an estimate in a file. */
#define COLUMN_NUMBERS 8
#define ESTIMATE_NUMBERS 4

/* A column that is being filled. */
typedef struct {
  NnCurveColumn column;
  guint64 from;          /* steps done before it */
  double loss, accuracy; /* sums over its steps */
} Open;

struct _NnStepCurve {
  guint64 steps_per_epoch;
  guint64 stride;    /* steps that a column covers at least */
  GArray *columns;   /* of NnCurveColumn; the last may stand for the open one */
  guint n_closed;    /* columns without that */
  GArray *estimates; /* of NnHeldOut */
  Open open;

  /* The mean that is being filled, and the last that was. */
  guint64 mean_from, step;
  double n_pictures, loss, correct;
  float rate;
  NnStepMean mean;
  gboolean mean_is_new;
};

NnStepCurve *
nn_step_curve_new (guint64 steps_per_epoch)
{
  NnStepCurve *self = g_new0 (NnStepCurve, 1);

  self->steps_per_epoch = MAX (steps_per_epoch, 1);
  self->stride = 1;
  /* All at once: a training step allocates nothing. */
  self->columns = g_array_sized_new (FALSE, FALSE, sizeof (NnCurveColumn), NN_CURVE_COLUMNS + 1);
  self->estimates = g_array_sized_new (FALSE, FALSE, sizeof (NnHeldOut), NN_CURVE_ESTIMATES + 1);
  return self;
}

void
nn_step_curve_free (NnStepCurve *self)
{
  g_array_unref (self->columns);
  g_array_unref (self->estimates);
  g_free (self);
}

guint64
nn_step_curve_steps_per_epoch (const NnStepCurve *self)
{
  return self->steps_per_epoch;
}

static double
place_of (const NnStepCurve *self, guint64 step)
{
  return (double) step / (double) self->steps_per_epoch;
}

/* b, of n_b steps, becomes the later part of a, of n_a steps. */
static void
merge (NnCurveColumn *a, double n_a, const NnCurveColumn *b, double n_b)
{
  double share = n_b / (n_a + n_b);

  a->epoch = b->epoch;
  a->step = b->step;
  a->loss += (float) (share * (b->loss - a->loss));
  a->loss_min = MIN (a->loss_min, b->loss_min);
  a->loss_max = MAX (a->loss_max, b->loss_max);
  a->accuracy += (float) (share * (b->accuracy - a->accuracy));
  a->accuracy_min = MIN (a->accuracy_min, b->accuracy_min);
  a->accuracy_max = MAX (a->accuracy_max, b->accuracy_max);
  a->rate = b->rate;
}

/* Each two neighbours become one. */
static void
halve (NnStepCurve *self)
{
  NnCurveColumn *columns = (NnCurveColumn *) (gpointer) self->columns->data;
  guint64 from = 0;
  guint n = 0;

  for (guint i = 0; i < self->n_closed; i += 2) {
    NnCurveColumn column = columns[i];

    if (i + 1 < self->n_closed)
      merge (&column, (double) (column.step - from), &columns[i + 1],
             (double) (columns[i + 1].step - column.step));
    from = column.step;
    columns[n++] = column;
  }
  self->n_closed = n;
  g_array_set_size (self->columns, n);
  self->stride *= 2;
}

/* The open column as one of the array. */
static void
show_open (NnStepCurve *self)
{
  NnCurveColumn column = self->open.column;
  double n = (double) (column.step - self->open.from);

  g_array_set_size (self->columns, self->n_closed);
  if (column.step == self->open.from)
    return;
  column.loss = (float) (self->open.loss / n);
  column.accuracy = (float) (self->open.accuracy / n);
  g_array_append_val (self->columns, column);
}

static void
add_to_column (NnStepCurve *self, const NnStepMean *mean, guint64 from)
{
  Open *open = &self->open;
  NnCurveColumn *column = &open->column;
  double n = (double) (self->step - from);

  if (column->step == open->from) {
    *open = (Open){ .from = from };
    *column = (NnCurveColumn){ .loss_min = mean->loss,
                               .loss_max = mean->loss,
                               .accuracy_min = mean->accuracy,
                               .accuracy_max = mean->accuracy };
  }
  open->loss += mean->loss * n;
  open->accuracy += mean->accuracy * n;
  column->epoch = mean->epoch;
  column->step = self->step;
  column->loss_min = MIN (column->loss_min, mean->loss);
  column->loss_max = MAX (column->loss_max, mean->loss);
  column->accuracy_min = MIN (column->accuracy_min, mean->accuracy);
  column->accuracy_max = MAX (column->accuracy_max, mean->accuracy);
  column->rate = mean->rate;
  if (column->step - open->from < self->stride)
    return;
  show_open (self);
  self->n_closed = self->columns->len;
  open->from = column->step;
  if (self->n_closed >= NN_CURVE_COLUMNS)
    halve (self);
}

static void
close_mean (NnStepCurve *self)
{
  self->mean = (NnStepMean){ place_of (self, self->step), (float) (self->loss / self->n_pictures),
                             (float) (self->correct / self->n_pictures), self->rate };
  self->mean_is_new = TRUE;
  add_to_column (self, &self->mean, self->mean_from);
  self->mean_from = self->step;
  self->n_pictures = self->loss = self->correct = 0;
}

void
nn_step_curve_add (NnStepCurve *self, guint64 step, gsize n, float loss, float accuracy, float rate)
{
  /* The first step of a trainer that goes on from somewhere. */
  if (self->n_pictures == 0)
    self->mean_from = step - 1;
  self->step = step;
  self->n_pictures += (double) n;
  self->loss += (double) loss * (double) n;
  self->correct += (double) accuracy * (double) n;
  self->rate = rate;
  if (self->n_pictures >= NN_MEAN_PICTURES || step % self->steps_per_epoch == 0)
    close_mean (self);
}

gboolean
nn_step_curve_take_mean (NnStepCurve *self, gboolean now, NnStepMean *mean)
{
  if (now && self->n_pictures > 0)
    close_mean (self);
  if (!self->mean_is_new)
    return FALSE;
  *mean = self->mean;
  self->mean_is_new = FALSE;
  return TRUE;
}

/* Drops the estimate whose neighbours are the closest to each other, so that those that stay are
 * spread evenly; the first and the last stay. */
static void
thin_estimates (NnStepCurve *self)
{
  const NnHeldOut *all = (const NnHeldOut *) (gpointer) self->estimates->data;
  guint64 smallest = G_MAXUINT64;
  guint closest = 1;

  for (guint i = 1; i + 1 < self->estimates->len; i++)
    if (all[i + 1].step - all[i - 1].step < smallest) {
      smallest = all[i + 1].step - all[i - 1].step;
      closest = i;
    }
  g_array_remove_index (self->estimates, closest);
}

void
nn_step_curve_add_estimate (NnStepCurve *self, const NnHeldOut *estimate)
{
  if (self->estimates->len == NN_CURVE_ESTIMATES)
    thin_estimates (self);
  g_array_append_val (self->estimates, *estimate);
}

const NnCurveColumn *
nn_step_curve_columns (NnStepCurve *self, guint *n)
{
  show_open (self);
  *n = self->columns->len;
  return (const NnCurveColumn *) (gpointer) self->columns->data;
}

const NnHeldOut *
nn_step_curve_estimates (const NnStepCurve *self, guint *n)
{
  *n = self->estimates->len;
  return (const NnHeldOut *) (gpointer) self->estimates->data;
}

GVariant *
nn_step_curve_write (NnStepCurve *self)
{
  guint n_columns, n_estimates;
  const NnCurveColumn *columns = nn_step_curve_columns (self, &n_columns);
  const NnHeldOut *estimates = nn_step_curve_estimates (self, &n_estimates);
  g_autofree double *c = g_new (double, n_columns *COLUMN_NUMBERS + 1);
  g_autofree double *e = g_new (double, n_estimates *ESTIMATE_NUMBERS + 1);

  for (guint i = 0; i < n_columns; i++) {
    const double numbers[COLUMN_NUMBERS]
        = { (double) columns[i].step, columns[i].loss,     columns[i].loss_min,
            columns[i].loss_max,      columns[i].accuracy, columns[i].accuracy_min,
            columns[i].accuracy_max,  columns[i].rate };

    memcpy (c + i * COLUMN_NUMBERS, numbers, sizeof numbers);
  }
  for (guint i = 0; i < n_estimates; i++) {
    const double numbers[ESTIMATE_NUMBERS]
        = { (double) estimates[i].step, (double) estimates[i].count, estimates[i].loss,
            estimates[i].accuracy };

    memcpy (e + i * ESTIMATE_NUMBERS, numbers, sizeof numbers);
  }
  return g_variant_new (
      "(tt@ad@ad)", self->steps_per_epoch, self->stride,
      g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, c, n_columns * COLUMN_NUMBERS, sizeof *c),
      g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, e, n_estimates * ESTIMATE_NUMBERS,
                                 sizeof *e));
}

/* Whether the number is a count of steps after those before and not after the last. */
static gboolean
is_step (double number, guint64 before, guint64 last)
{
  return number > (double) before && number <= (double) last && number == floor (number);
}

static gboolean
read_columns (NnStepCurve *self, GVariant *variant, guint64 last_step)
{
  gsize n;
  const double *c = g_variant_get_fixed_array (variant, &n, sizeof *c);
  guint64 before = 0;

  if (n % COLUMN_NUMBERS != 0 || n / COLUMN_NUMBERS > NN_CURVE_COLUMNS)
    return FALSE;
  for (gsize i = 0; i < n; i += COLUMN_NUMBERS) {
    NnCurveColumn column;

    if (!is_step (c[i], before, last_step))
      return FALSE;
    before = (guint64) c[i];
    column = (NnCurveColumn){ place_of (self, before), before,           (float) c[i + 1],
                              (float) c[i + 2],        (float) c[i + 3], (float) c[i + 4],
                              (float) c[i + 5],        (float) c[i + 6], (float) c[i + 7] };
    g_array_append_val (self->columns, column);
  }
  self->n_closed = self->columns->len;
  self->open.from = self->open.column.step = before;
  return TRUE;
}

static gboolean
read_estimates (NnStepCurve *self, GVariant *variant, guint64 last_step)
{
  gsize n;
  const double *e = g_variant_get_fixed_array (variant, &n, sizeof *e);
  guint64 before = 0;

  if (n % ESTIMATE_NUMBERS != 0 || n / ESTIMATE_NUMBERS > NN_CURVE_ESTIMATES)
    return FALSE;
  for (gsize i = 0; i < n; i += ESTIMATE_NUMBERS) {
    NnHeldOut estimate;

    if (!is_step (e[i], before, last_step) || !(e[i + 1] >= 1 && e[i + 1] <= 1e9))
      return FALSE;
    before = (guint64) e[i];
    estimate = (NnHeldOut){ place_of (self, before), before,           (gsize) e[i + 1],
                            (float) e[i + 2],        (float) e[i + 3], 1 };
    g_array_append_val (self->estimates, estimate);
  }
  return TRUE;
}

NnStepCurve *
nn_step_curve_read (GVariant *variant, guint64 last_step)
{
  g_autoptr (NnStepCurve) self = nn_step_curve_new (1);
  g_autoptr (GVariant) columns = NULL;
  g_autoptr (GVariant) estimates = NULL;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("(ttadad)")))
    return NULL;
  g_variant_get (variant, "(tt@ad@ad)", &self->steps_per_epoch, &self->stride, &columns,
                 &estimates);
  if (self->steps_per_epoch == 0 || self->stride == 0 || !read_columns (self, columns, last_step)
      || !read_estimates (self, estimates, last_step))
    return NULL;
  return g_steal_pointer (&self);
}
