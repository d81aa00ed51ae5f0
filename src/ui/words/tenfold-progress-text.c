/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/words/tenfold-progress-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* Fewer than this say nothing in percent. */
#define FEW 100

char *
tenfold_progress_text (const NnReport *report)
{
  const NnProgress *progress = &report->progress;
  GString *text = g_string_new (NULL);

  /* Translators: the epoch that is under way, and how many there are */
  g_string_append_printf (text, _ ("Epoch %u of %u"), MIN (progress->epoch + 1, progress->n_epochs),
                          progress->n_epochs);
  if (report->samples_per_second > 0) {
    /* %' groups the digits as the locale does. */
    g_autofree char *speed = g_strdup_printf ("%'.0f", report->samples_per_second);

    g_string_append (text, " · ");
    /* Translators: a number, as in "48 000 pictures a second" */
    g_string_append_printf (text, _ ("%s pictures a second"), speed);
  }
  if (report->seconds_left >= 0) {
    guint left = (guint) (report->seconds_left + 0.5);

    g_string_append (text, " · ");
    if (left < 3600)
      /* Translators: minutes and seconds */
      g_string_append_printf (text, _ ("%u:%02u left"), left / 60, left % 60);
    else
      /* Translators: hours, minutes and seconds */
      g_string_append_printf (text, _ ("%u:%02u:%02u left"), left / 3600, left / 60 % 60,
                              left % 60);
  }
  return g_string_free (text, FALSE);
}

/* "99.15 %, 98.95 to 99.31" of a share of count. */
static char *
share_text (gsize correct, gsize count)
{
  g_autofree char *percent = tenfold_percent_text ((double) correct / (double) count);
  double low, high;

  nn_measure_interval (correct, count, &low, &high);
  /* Translators: a percentage and the interval in which it lies in 95 of 100 cases */
  return g_strdup_printf (_ ("%s (95 of 100 times within %.2f and %.2f %%)"), percent, 100 * low,
                          100 * high);
}

char *
tenfold_finish_text (const NnReport *report)
{
  const NnProgress *p = &report->progress;
  g_autofree char *percent = tenfold_percent_text (p->validation_accuracy);
  GString *text = g_string_new (NULL);

  if (isnan (p->validation_accuracy))
    g_string_append (text, report->kind == NN_REPORT_STOPPED ? _ ("Training stopped")
                                                             : _ ("Training finished"));
  else if (report->kind == NN_REPORT_STOPPED)
    /* Translators: a number of epochs and a percentage */
    g_string_append_printf (text,
                            ngettext ("Training stopped after %u epoch: %s of the validation "
                                      "pictures read",
                                      "Training stopped after %u epochs: %s of the validation "
                                      "pictures read",
                                      p->epoch),
                            p->epoch, percent);
  else
    /* Translators: a percentage */
    g_string_append_printf (text, _ ("Training finished: %s of the validation pictures read"),
                            percent);
  if (report->best.epoch > 0 && p->epoch > 1) {
    g_autofree char *best = tenfold_percent_text (report->best.accuracy);

    g_string_append (text, " · ");
    /* Translators: the number of an epoch and a percentage */
    g_string_append_printf (text, _ ("best epoch: %u, %s"), report->best.epoch, best);
  }
  if (report->test_count > 0 && report->test_count < FEW) {
    g_string_append (text, " · ");
    /* Translators: how many of how many test pictures are read right */
    g_string_append_printf (
        text,
        ngettext ("%u of %u test picture", "%u of %u test pictures", (guint) report->test_count),
        (guint) report->test_correct, (guint) report->test_count);
  } else if (report->test_count > 0) {
    g_autofree char *share = share_text (report->test_correct, report->test_count);
    g_autofree char *count = g_strdup_printf ("%'" G_GSIZE_FORMAT, report->test_count);

    g_string_append (text, " · ");
    /* Translators: a number of pictures, and a percentage */
    g_string_append_printf (text, _ ("of %s test pictures %s"), count, share);
  }
  return g_string_free (text, FALSE);
}

char *
tenfold_finish_short_text (const NnReport *report)
{
  g_autofree char *percent = NULL;

  if (report->test_count == 0)
    return tenfold_finish_text (report);
  percent
      = report->test_count < FEW
            ? tenfold_score_text ((double) report->test_correct / (double) report->test_count,
                                  report->test_count)
            : tenfold_percent_text ((double) report->test_correct / (double) report->test_count);
  /* Translators: a percentage of the test pictures; in a narrow window there is room for 25 letters
   */
  return g_strdup_printf (_ ("Trained: %s on test"), percent);
}

char *
tenfold_score_text (double accuracy, gsize count)
{
  if (isnan (accuracy))
    return g_strdup ("?");
  if (count > 0 && count < FEW)
    /* Translators: how many of how many pictures are read right, as "3 of 4" */
    return g_strdup_printf (C_ ("count", "%u of %u"), (guint) (accuracy * (double) count + 0.5),
                            (guint) count);
  /* Translators: a percentage with one decimal, as "97.3 %"; the space must not break */
  return g_strdup_printf (C_ ("percent", "%.1f %%"), 100 * accuracy);
}

char *
tenfold_score_caption (double accuracy, gsize count)
{
  if (isnan (accuracy))
    return g_strdup (_ ("The accuracy is not known yet"));
  if (count == 0)
    return g_strdup (_ ("of held-out pictures"));
  if (count < FEW)
    return g_strdup (_ ("held-out pictures"));
  /* Translators: after a percentage */
  return g_strdup_printf (
      ngettext ("of %'u held-out picture", "of %'u held-out pictures", (guint) count),
      (guint) count);
}

char *
tenfold_percent_text (double share)
{
  return isnan (share) ? g_strdup ("–")
                       /* Translators: a percentage, as "98.93 %" */
                       : g_strdup_printf (C_ ("percent", "%.2f %%"), 100 * share);
}
