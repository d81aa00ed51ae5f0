/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-report.h"

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
  g_clear_pointer (&report->snapshot, nn_model_unref);
  g_clear_error (&report->error);
  g_free (report);
}

void
nn_report_take_steps (NnReport *report, NnReport *older)
{
  GArray *steps = g_steal_pointer (&older->steps);

  if (steps == NULL)
    return;
  if (report->steps != NULL) {
    g_array_append_vals (steps, report->steps->data, report->steps->len);
    g_array_unref (report->steps);
  }
  report->steps = steps;
}
