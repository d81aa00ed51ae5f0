/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-expectation.h"

#include <glib/gi18n.h>
#include <math.h>

char *
tenfold_duration_text (double seconds)
{
  if (!isfinite (seconds))
    return NULL;
  if (seconds < 1)
    return g_strdup (_ ("less than a second on this computer"));
  if (seconds < 90)
    /* Translators: how long training takes */
    return g_strdup_printf (_ ("about %.0f s on this computer"), seconds);
  if (seconds < 90 * 60)
    return g_strdup_printf (_ ("about %.0f min on this computer"), seconds / 60);
  return g_strdup_printf (_ ("about %.1f h on this computer"), seconds / 3600);
}

char *
tenfold_expectation_text (const TenfoldExpectation *e)
{
  g_autofree char *duration = tenfold_duration_text (e->seconds);
  GString *text = g_string_new (NULL);

  if (e->done > 0)
    /* Translators: epochs that have been done, and how many there are to be */
    g_string_append_printf (text, _ ("%u of %u epochs done"), MIN (e->done, e->wanted), e->wanted);
  else if (e->preset != NULL)
    g_string_append (text, _ (e->preset->summary));
  if (e->done == 0 && e->preset != NULL && e->usual && e->preset->expected > 0) {
    if (text->len > 0)
      g_string_append (text, " · ");
    /* Translators: a percentage, as 99.2 */
    g_string_append_printf (text, _ ("about %.1f %% of MNIST’s test pictures"),
                            100 * e->preset->expected);
  }
  if (text->len > 0 && (duration != NULL || (e->done > 0 && e->done >= e->wanted)))
    g_string_append (text, " · ");
  if (e->done > 0 && e->done >= e->wanted && duration != NULL)
    /* Translators: a number of epochs, and how long they take */
    g_string_append_printf (text, _ ("Train adds %u more: %s"), e->more, duration);
  else if (e->done > 0 && e->done >= e->wanted)
    /* Translators: a number of epochs */
    g_string_append_printf (text, _ ("Train adds %u more"), e->more);
  else if (e->done > 0 && duration != NULL)
    /* Translators: how long the rest of a run takes */
    g_string_append_printf (text, _ ("the rest: %s"), duration);
  else if (duration != NULL)
    g_string_append (text, duration);
  return g_string_free (text, FALSE);
}
