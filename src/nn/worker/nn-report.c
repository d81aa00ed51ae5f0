/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-report.h"

#include <math.h>

typedef struct {
  NnReport report;
  gint ref_count;
} Counted;

G_DEFINE_BOXED_TYPE (NnReport, nn_report, nn_report_ref, nn_report_unref)

NnReport *
nn_report_new (const NnReport *fields)
{
  Counted *self = g_new (Counted, 1);

  *self = (Counted){ .report = *fields, .ref_count = 1 };
  return &self->report;
}

NnReport *
nn_report_ref (NnReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  g_atomic_int_inc (&((Counted *) report)->ref_count);
  return report;
}

void
nn_report_unref (NnReport *report)
{
  g_return_if_fail (report != NULL);

  if (!g_atomic_int_dec_and_test (&((Counted *) report)->ref_count))
    return;
  g_clear_pointer (&report->steps, g_array_unref);
  g_clear_pointer (&report->estimates, g_array_unref);
  g_clear_pointer (&report->best.model, nn_model_unref);
  g_clear_pointer (&report->snapshot, nn_model_unref);
  g_clear_error (&report->error);
  g_free (report);
}

NnHeldOut
nn_report_held_out (const NnReport *report)
{
  const NnProgress *p = &report->progress;

  if (report->held_out.count > 0 && report->held_out.epoch > p->epoch)
    return report->held_out;
  return (NnHeldOut){ .epoch = p->epoch,
                      .loss = p->validation_loss,
                      .accuracy = p->epoch > 0 ? p->validation_accuracy : NAN,
                      .temperature = 1 };
}

/* older, which may be NULL, is emptied and goes before. */
static void
join (GArray **array, GArray **older)
{
  GArray *all = g_steal_pointer (older);

  if (all == NULL)
    return;
  if (*array != NULL) {
    g_array_append_vals (all, (*array)->data, (*array)->len);
    g_array_unref (*array);
  }
  *array = all;
}

void
nn_report_take_steps (NnReport *report, NnReport *older)
{
  join (&report->steps, &older->steps);
  join (&report->estimates, &older->estimates);
}
