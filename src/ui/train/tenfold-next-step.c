/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-next-step.h"

TenfoldNextStep
tenfold_next_step (NnWorkerState state, gboolean shipped, gboolean untrained, gboolean modified)
{
  if (state == NN_WORKER_TRAINING)
    return TENFOLD_NEXT_PAUSE;
  if (state == NN_WORKER_PAUSED)
    return TENFOLD_NEXT_TRAIN;
  if (shipped)
    return TENFOLD_NEXT_START;
  if (untrained)
    return TENFOLD_NEXT_TRAIN;
  return modified ? TENFOLD_NEXT_SAVE : TENFOLD_NEXT_NONE;
}

TenfoldNextStep
tenfold_next_step_of (TenfoldSession *session)
{
  return tenfold_next_step (
      tenfold_session_get_state (session), tenfold_session_get_shipped (session),
      tenfold_session_get_untrained (session), tenfold_session_get_modified (session));
}
