/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/worker/nn-mailbox.h"

/* Reading the same drawing with one snapshot after the other may take this part of the time. */
#define REREAD_SHARE 50

/* What the thread has read last, to know what is new. */
typedef struct {
  NnReader *reader;
  guint ticket, generation, serial;
  gint64 next_reread; /* monotonic time from which on the same drawing is read again */
} Reading;

/* What is to be read. */
typedef struct {
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnModel *model;
} Task;

/* With the lock held. A new drawing and a new model are read at once, the same drawing with a newer
 * snapshot when its time has come. *until: how long to wait if FALSE. */
static gboolean
is_due (const NnMailbox *mailbox, const Reading *reading, gint64 *until)
{
  *until = 0;
  if (mailbox->ticket == 0 || mailbox->model == NULL)
    return FALSE;
  if (mailbox->ticket != reading->ticket || mailbox->generation != reading->generation)
    return TRUE;
  if (mailbox->serial == reading->serial)
    return FALSE;
  *until = reading->next_reread;
  return g_get_monotonic_time () >= reading->next_reread;
}

static void
read_drawing (NnMailbox *mailbox, Reading *reading, const Task *task)
{
  gint64 start = g_get_monotonic_time ();
  NnVerdict verdict;

  if (reading->reader == NULL)
    reading->reader = nn_reader_new (task->model, NULL);
  else if (!nn_reader_set_model (reading->reader, task->model, NULL))
    g_clear_pointer (&reading->reader, nn_reader_free);
  if (reading->reader != NULL) {
    nn_reader_read (reading->reader, task->inks, task->ink, &verdict);
    nn_mailbox_post_verdict (mailbox, reading->ticket, reading->generation, &verdict);
  }
  reading->next_reread = start + (g_get_monotonic_time () - start) * REREAD_SHARE;
}

void *
nn_reading_thread (void *data)
{
  NnMailbox *mailbox = data;
  Reading reading = { 0 };
  Task task;

  nn_mailbox_lock (mailbox);
  while (!mailbox->quit) {
    gint64 until;

    if (!is_due (mailbox, &reading, &until)) {
      nn_mailbox_wait (mailbox, &mailbox->read_wake, until);
      continue;
    }
    reading.ticket = mailbox->ticket;
    reading.generation = mailbox->generation;
    reading.serial = mailbox->serial;
    memcpy (task.inks, mailbox->inks, sizeof task.inks);
    task.ink = mailbox->ink;
    task.model = nn_model_ref (mailbox->model);
    nn_mailbox_unlock (mailbox);
    read_drawing (mailbox, &reading, &task);
    nn_model_unref (task.model);
    nn_mailbox_lock (mailbox);
  }
  nn_mailbox_unlock (mailbox);
  g_clear_pointer (&reading.reader, nn_reader_free);
  return NULL;
}
