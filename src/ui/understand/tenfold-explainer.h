/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/understand/tenfold-explanation.h"

/*
 * TenfoldExplainer: a thread of the lowest priority that answers questions, the newest first. One
 * that waits is dropped for a newer one.
 *
 * Signal "explained" (TenfoldExplanation*): in the main context that was the thread-default one
 * when the explainer was made. Of a question that was cancelled nothing comes.
 *
 * Disposing it cancels what runs and waits for the thread.
 */

#define TENFOLD_TYPE_EXPLAINER (tenfold_explainer_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldExplainer, tenfold_explainer, TENFOLD, EXPLAINER, GObject)

TenfoldExplainer *tenfold_explainer_new (void);

/* Copies the fields. What runs is given up where the question is about something else: another
 * view, drawing or choice. A newer network alone waits for it, or there would never be an answer.
 */
void tenfold_explainer_ask (TenfoldExplainer *self, const TenfoldQuestion *question);

/* Nobody looks any more. */
void tenfold_explainer_cancel (TenfoldExplainer *self);
