/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/base/nn-random.h"

/* The hand that the styles guide: it goes through the points it is given, smoothly except at
 * corners. The paper's unit is the height of a digit; x goes right, y down from 0 to 1. Angles are
 * degrees, 0 right, 90 down. */

#define NN_HAND_MAX_KNOTS 96

typedef struct {
  float x, y;
  gboolean corner; /* the direction may change here at once */
  gboolean down;   /* a stroke begins here */
} NnKnot;

typedef struct {
  NnRandom *random;
  guint n_knots;
  NnKnot knots[NN_HAND_MAX_KNOTS];
} NnHand;

void nn_hand_down (NnHand *hand, float x, float y);
void nn_hand_to (NnHand *hand, float x, float y);
void nn_hand_corner (NnHand *hand, float x, float y);

/* A corner as often as sharp says, else a bend. */
void nn_hand_bend (NnHand *hand, float x, float y, float sharp);

/* Along an ellipse; continues the stroke if there is one under way (down FALSE). */
void nn_hand_arc (NnHand *hand,
                  gboolean down,
                  float x,
                  float y,
                  float rx,
                  float ry,
                  float from,
                  float to);

/* Where the pen is. */
float nn_hand_x (const NnHand *hand);
float nn_hand_y (const NnHand *hand);

/* middle give or take spread, which is left rarely and twice of which never. */
float nn_hand_about (NnHand *hand, float middle, float spread);
float nn_hand_between (NnHand *hand, float low, float high);
gboolean nn_hand_chance (NnHand *hand, float probability);

/* The same of the hand that writes, so that a path reads as a path. */
#define about(middle, spread) nn_hand_about (hand, middle, spread)
#define between(low, high) nn_hand_between (hand, low, high)
#define chance(probability) nn_hand_chance (hand, probability)

/* x is drawn before y: C lets compilers choose the order of arguments, and each order would be
 * another digit. No expression draws twice. */
#define pen_with(go, x, y, ...)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const float pen_x = (x);                                                                       \
    const float pen_y = (y);                                                                       \
                                                                                                   \
    go (hand, pen_x, pen_y, ##__VA_ARGS__);                                                        \
  }                                                                                                \
  G_STMT_END
#define pen_down(x, y) pen_with (nn_hand_down, x, y)
#define pen_to(x, y) pen_with (nn_hand_to, x, y)
#define pen_corner(x, y) pen_with (nn_hand_corner, x, y)
#define pen_bend(x, y, sharp) pen_with (nn_hand_bend, x, y, sharp)
