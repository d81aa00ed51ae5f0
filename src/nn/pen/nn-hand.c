/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-hand.h"

#include <math.h>

static void
add_knot (NnHand *hand, float x, float y, gboolean corner, gboolean down)
{
  if (hand->n_knots < NN_HAND_MAX_KNOTS)
    hand->knots[hand->n_knots++] = (NnKnot){ x, y, corner, down };
}

void
nn_hand_down (NnHand *hand, float x, float y)
{
  add_knot (hand, x, y, TRUE, TRUE);
}

void
nn_hand_to (NnHand *hand, float x, float y)
{
  add_knot (hand, x, y, FALSE, FALSE);
}

void
nn_hand_corner (NnHand *hand, float x, float y)
{
  add_knot (hand, x, y, TRUE, FALSE);
}

void
nn_hand_bend (NnHand *hand, float x, float y, float sharp)
{
  add_knot (hand, x, y, chance (sharp), FALSE);
}

void
nn_hand_arc (NnHand *hand,
             gboolean down,
             float x,
             float y,
             float rx,
             float ry,
             float from,
             float to)
{
  int n = MAX (2, (int) ceilf (fabsf (to - from) / 40));

  for (int i = 0; i <= n; i++) {
    float angle = (from + (to - from) * (float) i / (float) n) * (float) (G_PI / 180);

    add_knot (hand, x + rx * cosf (angle), y + ry * sinf (angle), FALSE, down && i == 0);
  }
}

float
nn_hand_x (const NnHand *hand)
{
  return hand->knots[hand->n_knots - 1].x;
}

float
nn_hand_y (const NnHand *hand)
{
  return hand->knots[hand->n_knots - 1].y;
}

float
nn_hand_about (NnHand *hand, float middle, float spread)
{
  return middle + spread * CLAMP (nn_random_normal (hand->random), -2.0f, 2.0f);
}

float
nn_hand_between (NnHand *hand, float low, float high)
{
  return nn_random_range (hand->random, low, high);
}

gboolean
nn_hand_chance (NnHand *hand, float probability)
{
  return nn_random_uniform (hand->random) < probability;
}
