/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ui/train/tenfold-next-step.h"
#include "ui/words/tenfold-progress-text.h"

/* Which button is blue, as a table. */
static void
test_table (void)
{
  /* clang-format off */
  static const struct {
    NnWorkerState state;
    gboolean shipped, untrained, modified;
    TenfoldNextStep next;
  } rows[] = {
    { NN_WORKER_IDLE,     TRUE,  FALSE, FALSE, TENFOLD_NEXT_START },
    { NN_WORKER_IDLE,     FALSE, TRUE,  FALSE, TENFOLD_NEXT_TRAIN },
    { NN_WORKER_IDLE,     FALSE, FALSE, TRUE,  TENFOLD_NEXT_SAVE  },
    { NN_WORKER_IDLE,     FALSE, FALSE, FALSE, TENFOLD_NEXT_NONE  },
    { NN_WORKER_TRAINING, TRUE,  FALSE, FALSE, TENFOLD_NEXT_PAUSE },
    { NN_WORKER_TRAINING, FALSE, FALSE, TRUE,  TENFOLD_NEXT_PAUSE },
    { NN_WORKER_PAUSED,   FALSE, FALSE, TRUE,  TENFOLD_NEXT_TRAIN },
    { NN_WORKER_PAUSED,   FALSE, TRUE,  FALSE, TENFOLD_NEXT_TRAIN },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (
        tenfold_next_step (rows[i].state, rows[i].shipped, rows[i].untrained, rows[i].modified), ==,
        rows[i].next);
}

/* Few pictures are counted; a percentage of them would promise what it cannot know. */
static void
test_score (void)
{
  g_autofree char *few = tenfold_score_text (0.75, 4);
  g_autofree char *many = tenfold_score_text (0.9731, 5000);
  g_autofree char *none = tenfold_score_text (NAN, 5000);

  g_assert_null (strchr (few, '%'));
  g_assert_nonnull (strchr (few, '3'));
  g_assert_nonnull (strchr (few, '4'));
  g_assert_nonnull (strchr (many, '%'));
  g_assert_nonnull (strstr (many, "97"));
  g_assert_null (strpbrk (none, "0123456789"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/next-step/table", test_table);
  g_test_add_func ("/next-step/score", test_score);
  return g_test_run ();
}
