/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "nn/graph/nn-plan.h"
#include "ui/train/tenfold-train-page-private.h"

/* What buttons, menus and keys of training do. */

static void
toggle_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  switch (tenfold_session_get_state (self->session)) {
  case NN_WORKER_IDLE:
    tenfold_train_page_start (self, TENFOLD_TRAIN_RUN);
    break;
  case NN_WORKER_TRAINING:
    tenfold_session_pause (self->session);
    break;
  case NN_WORKER_PAUSED:
    tenfold_session_resume (self->session);
    break;
  }
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  tenfold_session_stop (self->session);
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (tenfold_session_get_state (self->session) == NN_WORKER_PAUSED)
    tenfold_session_step (self->session);
  else
    tenfold_train_page_start (self, TENFOLD_TRAIN_STEP);
}

static void
step_epoch_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;

  if (tenfold_session_get_state (self->session) == NN_WORKER_PAUSED)
    tenfold_session_step_epoch (self->session);
  else
    tenfold_train_page_start (self, TENFOLD_TRAIN_EPOCH);
}

/* Multiply-adds of a run above which a network takes minutes on any computer of today. */
#define SLOW_RUN 2e13
/* A step is about three times a reading: forward, and back to the inputs and to the weights. */
#define PASSES 3
#define USUAL_PICTURES 60000

/* Whether learning from nothing takes minutes: that is no pleasure to watch. */
static gboolean
is_slow (TenfoldTrainPage *self)
{
  NnGraph *graph = nn_model_graph (tenfold_session_get_model (self->session));
  g_autoptr (NnPlan) plan = nn_plan_new (graph, 1, NN_PLAN_INFERENCE, NULL, NULL);
  double multiply_adds = 0;
  NnRecipe recipe;

  tenfold_recipe_form_get_recipe (self->form, &recipe);
  for (guint n = 0; plan != NULL && n < nn_graph_n_nodes (graph); n++)
    multiply_adds += (double) nn_plan_multiply_adds (plan, n);
  return multiply_adds * PASSES * USUAL_PICTURES * recipe.epochs > SLOW_RUN;
}

static void
forget_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;
  g_autofree char *text = NULL;
  NnRecipe recipe;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  tenfold_recipe_form_get_recipe (self->form, &recipe);
  tenfold_train_page_slow_down (self);
  if (self->quick != NULL && is_slow (self)) {
    tenfold_session_create (self->session, self->quick, recipe.seed);
    /* Translators: the name of a network */
    text = g_strdup_printf (_ ("Started from nothing, with %s, which learns faster"),
                            _ (self->quick->title));
  } else {
    tenfold_session_forget (self->session, recipe.seed);
    text = g_strdup (_ ("Started from nothing"));
  }
  g_signal_emit_by_name (self, "forgot", text);
}

static void
take_best_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTrainPage *self = data;
  g_autoptr (NnModel) best = g_steal_pointer (&self->best);

  if (best == NULL)
    return;
  tenfold_session_take (self->session, best);
  g_signal_emit_by_name (self, "forgot", _ ("The network is back at its best epoch"));
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_recipe_form_reset (((TenfoldTrainPage *) data)->form);
}

static const GActionEntry entries[] = {
  { .name = "toggle", .activate = toggle_cb },
  { .name = "stop", .activate = stop_cb },
  { .name = "step", .activate = step_cb },
  { .name = "forget", .activate = forget_cb },
  { .name = "step-epoch", .activate = step_epoch_cb },
  { .name = "take-best", .activate = take_best_cb },
  { .name = "reset", .activate = reset_cb },
};

void
tenfold_train_page_add_actions (TenfoldTrainPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
