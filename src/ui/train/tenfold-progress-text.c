/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-progress-text.h"

#include <glib/gi18n.h>
#include <math.h>

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

char *
tenfold_run_text (const char *network, const NnRecipe *recipe)
{
  /* Translators: a network, an optimizer and its learning rate, the size of a batch */
  return g_strdup_printf (_ ("%s · %s %g · batch %u"), network,
                          tenfold_optimizer_titles ()[recipe->optimizer], (double) recipe->rate,
                          recipe->batch);
}

char *
tenfold_percent_text (double share)
{
  return isnan (share) ? g_strdup ("–")
                       /* Translators: a percentage, as "98.93 %" */
                       : g_strdup_printf (C_ ("percent", "%.2f %%"), 100 * share);
}

const char *const *
tenfold_optimizer_titles (void)
{
  static const char *const titles[] = { "SGD", "RMSprop", "Adam", "AdamW", "L-BFGS", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (titles) == NN_OPTIMIZER_LBFGS + 2);
  return titles;
}
