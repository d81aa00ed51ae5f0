/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/worker/nn-mailbox.h"

/* Reading the same drawing with one snapshot after the other may take this part of the time. */
#define REREAD_SHARE 50

void *
nn_reading_thread (void *data)
{
  NnMailbox *mailbox = data;
  NnReading reading = { 0 };
  g_autoptr (NnReader) reader = NULL;
  gint64 again = 0;

  while (nn_mailbox_take_drawing (mailbox, &reading, again)) {
    gint64 start = g_get_monotonic_time ();
    NnVerdict verdict;

    if (reader == NULL)
      reader = nn_reader_new (reading.model, NULL);
    else if (!nn_reader_set_model (reader, reading.model, NULL))
      g_clear_pointer (&reader, nn_reader_free);
    if (reader != NULL) {
      nn_reader_read (reader, reading.inks, reading.ink, &verdict);
      nn_mailbox_post_verdict (mailbox, &reading, &verdict);
    }
    again = start + (g_get_monotonic_time () - start) * REREAD_SHARE;
  }
  return NULL;
}
