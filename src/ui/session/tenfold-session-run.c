/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-session-private.h"

/* Microseconds that a frame may wait for what the network says to the ink in it: a quarter of one.
 * Ours need a tenth of that; a large one of another program answers when it can. */
#define PATIENCE 4000

void
tenfold_session_set_interrupted (TenfoldSession *self, guint n_epochs)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self));
  self->interrupted_epochs = n_epochs;
}

NnModel *
tenfold_session_ref_checkpoint (TenfoldSession *self)
{
  NnModel *model = NULL;

  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  if (nn_worker_get_state (self->worker) != NN_WORKER_IDLE)
    model = nn_worker_ref_checkpoint (self->worker);
  return model != NULL ? model : nn_model_ref (tenfold_session_get_model (self));
}

guint
tenfold_session_get_n_epochs (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), 0);
  return nn_worker_get_state (self->worker) != NN_WORKER_IDLE ? self->n_epochs
                                                              : self->interrupted_epochs;
}

void
tenfold_session_train (TenfoldSession *self,
                       NnDataset *dataset,
                       NnDataset *test,
                       const NnRecipe *recipe,
                       gboolean paused)
{
  g_return_if_fail (TENFOLD_IS_SESSION (self) && self->now.model != NULL);
  self->was_untrained = self->now.untrained;
  self->interrupted_epochs = 0;
  self->n_epochs = recipe->epochs;
  g_object_freeze_notify (G_OBJECT (self->worker));
  nn_worker_begin (self->worker, self->now.model, dataset, test, recipe);
  if (!paused)
    nn_worker_resume (self->worker);
  g_object_thaw_notify (G_OBJECT (self->worker));
}

void
tenfold_session_pause (TenfoldSession *self)
{
  nn_worker_pause (self->worker);
}

void
tenfold_session_resume (TenfoldSession *self)
{
  nn_worker_resume (self->worker);
}

void
tenfold_session_stop (TenfoldSession *self)
{
  nn_worker_stop (self->worker);
}

void
tenfold_session_step (TenfoldSession *self)
{
  nn_worker_step (self->worker);
}

void
tenfold_session_step_epoch (TenfoldSession *self)
{
  nn_worker_step_epoch (self->worker);
}

void
tenfold_session_set_rate (TenfoldSession *self, float rate)
{
  nn_worker_set_rate (self->worker, rate);
}

void
tenfold_session_set_pace (TenfoldSession *self, double seconds)
{
  nn_worker_set_pace (self->worker, seconds);
}

NnModel *
tenfold_session_ref_best (TenfoldSession *self)
{
  g_return_val_if_fail (TENFOLD_IS_SESSION (self), NULL);
  return nn_worker_ref_best (self->worker);
}

void
tenfold_session_read (TenfoldSession *self, const float *inks, NnInk ink)
{
  nn_worker_read (self->worker, inks, ink);
  nn_worker_await_verdict (self->worker, PATIENCE);
}
