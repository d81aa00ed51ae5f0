/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/pen/nn-synthetic-styles.h"

/* Styles of 3 to 6 from around the world. */

/* --- 3 --- */

/* The lower bow, from the middle to its end at the left. */
static void
belly_of_three (NnHand *hand, float middle)
{
  float right = between (0.4f, 0.58f);

  pen_to (about (right - 0.1f, 0.03f), middle + about (0.05f, 0.02f));
  pen_to (right, about (0.7f, 0.04f));
  pen_to (about (right - 0.12f, 0.03f), about (0.93f, 0.03f));
  pen_to (about (0.2f, 0.04f), 1);
  pen_to (about (-0.02f, 0.05f), about (0.88f, 0.06f));
  if (chance (0.15f))
    pen_to (about (0.0f, 0.05f), about (0.76f, 0.04f));
}

static void
head_of_three (NnHand *hand)
{
  pen_down (about (0.02f, 0.04f), about (0.15f, 0.06f));
  pen_to (about (0.2f, 0.03f), about (0.0f, 0.02f));
  pen_to (about (0.4f, 0.04f), about (0.08f, 0.03f));
  pen_to (about (0.44f, 0.04f), about (0.24f, 0.04f));
}

static void
write_three (NnHand *hand)
{
  float middle = about (0.45f, 0.04f);

  head_of_three (hand);
  pen_to (about (0.33f, 0.03f), middle - about (0.05f, 0.02f));
  pen_corner (about (0.18f, 0.06f), middle);
  belly_of_three (hand, middle);
}

/* The middle is a little loop. */
static void
write_three_with_loop (NnHand *hand)
{
  float middle = about (0.46f, 0.04f), size = between (0.3f, 1.2f);

  head_of_three (hand);
  pen_to (about (0.3f, 0.03f), middle - about (0.03f, 0.02f));
  pen_to (0.18f - 0.04f * size, middle + 0.05f * size);
  pen_to (0.17f - 0.06f * size, middle - 0.01f * size);
  pen_to (0.22f, middle - 0.04f * size);
  belly_of_three (hand, middle);
}

/* One sweep: the middle is hardly drawn in. */
static void
write_smooth_three (NnHand *hand)
{
  float middle = about (0.45f, 0.03f);

  head_of_three (hand);
  pen_to (about (0.3f, 0.03f), middle - about (0.03f, 0.02f));
  pen_to (about (0.25f, 0.03f), middle + about (0.01f, 0.01f));
  belly_of_three (hand, middle);
}

static void
write_flat_three (NnHand *hand)
{
  float middle = about (0.4f, 0.05f), right = between (0.38f, 0.54f);

  pen_down (about (0.02f, 0.04f), about (0.02f, 0.025f));
  pen_to (0.5f * right, about (0.01f, 0.02f));
  pen_corner (right, about (0.0f, 0.03f));
  if (chance (0.8f))
    pen_corner (about (0.2f, 0.05f), middle);
  else
    pen_to (about (0.2f, 0.04f), middle);
  belly_of_three (hand, middle);
}

/* --- 4 --- */

/* Down and to the right: what is left of the stem. */
static void
angle_of_four (NnHand *hand, float top_x, float bar_y, float left, float right)
{
  pen_down (top_x, about (0.02f, 0.04f));
  pen_to (0.5f * (top_x + left) + about (0, 0.02f), 0.5f * bar_y + about (0, 0.03f));
  if (chance (0.7f)) {
    pen_corner (left, bar_y);
  } else {
    pen_to (left, bar_y - 0.06f);
    pen_to (left + 0.08f, bar_y);
  }
  pen_to (0.5f * (left + right), bar_y + about (0, 0.02f));
  pen_to (right, bar_y + about (-0.02f, 0.04f));
}

static void
write_open_four (NnHand *hand)
{
  float stem = between (0.34f, 0.52f), bar_y = between (0.46f, 0.68f), left = about (0, 0.03f);
  float top = left + between (0.0f, 0.22f), right = stem + between (0.02f, 0.3f);

  angle_of_four (hand, top, bar_y, left, right);
  pen_down (stem + about (0.02f, 0.03f),
            chance (0.75f) ? between (-0.05f, 0.3f) : bar_y - between (0.03f, 0.2f));
  pen_to (stem + about (0, 0.02f), bar_y + 0.06f);
  pen_to (stem + about (-0.02f, 0.05f), 1);
}

static void
write_closed_four (NnHand *hand)
{
  float stem = between (0.34f, 0.5f), bar_y = between (0.56f, 0.76f), left = about (0, 0.03f);
  float top = stem + about (0, 0.03f), right = stem + between (0.06f, 0.32f);

  angle_of_four (hand, top, bar_y, left, right);
  pen_down (stem + about (0, 0.02f), about (0.02f, 0.03f));
  pen_to (stem + about (0, 0.02f), bar_y);
  pen_to (stem + about (0, 0.02f), 1);
}

/* The bar ends at the stem and the pen goes on, up and down: without lifting. */
static void
write_four_in_one (NnHand *hand)
{
  float stem = between (0.34f, 0.5f), bar_y = between (0.5f, 0.68f);

  pen_down (between (0.04f, 0.24f), about (0.04f, 0.04f));
  pen_to (about (0.04f, 0.04f), 0.6f * bar_y);
  if (chance (0.6f))
    pen_corner (about (0, 0.02f), bar_y);
  else
    pen_to (about (0.02f, 0.02f), bar_y);
  pen_to (0.6f * stem, bar_y + about (0.02f, 0.02f));
  pen_to (stem, about (bar_y - 0.1f, 0.05f));
  if (chance (0.6f))
    pen_corner (stem + about (0.03f, 0.02f), between (0.02f, 0.3f));
  else
    pen_to (stem + about (0.03f, 0.02f), between (0.02f, 0.3f));
  pen_to (stem + about (0, 0.02f), bar_y);
  pen_to (stem + about (-0.03f, 0.03f), 1);
}

/* A stroke of lightning: down, across and, without lifting, down again. */
static void
write_lightning_four (NnHand *hand)
{
  float across = between (0.22f, 0.52f), bar_y = between (0.4f, 0.7f);

  pen_down (between (0.06f, 0.34f), 0);
  pen_to (about (0.1f, 0.03f), 0.55f * bar_y);
  if (chance (0.8f))
    pen_corner (about (0, 0.02f), bar_y);
  else
    pen_to (about (0, 0.02f), bar_y);
  pen_to (0.5f * across, bar_y + about (-0.01f, 0.02f));
  if (chance (0.8f))
    pen_corner (across, bar_y + about (-0.04f, 0.05f));
  else
    pen_to (across, bar_y + about (-0.03f, 0.04f));
  pen_to (across - between (-0.06f, 0.2f), 1);
}

/* Open and round, like a y with a straight tail. */
static void
write_round_four (NnHand *hand)
{
  float stem = between (0.36f, 0.52f), bar_y = between (0.46f, 0.6f);

  pen_down (about (0.02f, 0.04f), about (0.02f, 0.04f));
  pen_to (about (0, 0.03f), 0.55f * bar_y);
  pen_to (about (0.08f, 0.03f), bar_y - 0.04f);
  pen_to (0.6f * stem, bar_y + about (0.02f, 0.02f));
  pen_to (stem, bar_y - about (0.04f, 0.04f));
  pen_down (stem + about (0.02f, 0.03f),
            chance (0.7f) ? between (-0.04f, 0.14f) : bar_y - between (0.02f, 0.25f));
  pen_to (stem + about (0.01f, 0.02f), bar_y);
  pen_to (stem + about (-0.02f, 0.03f), 1);
}

/* --- 5 --- */

/* From where the neck ends to the end at the left. */
static void
belly_of_five (NnHand *hand, float neck_y)
{
  float right = between (0.38f, 0.56f), top = neck_y - about (0.06f, 0.04f);

  pen_to (about (0.25f, 0.03f), top);
  pen_to (right - 0.05f, top + about (0.12f, 0.02f));
  pen_to (right, about (0.7f, 0.04f));
  pen_to (about (right - 0.12f, 0.03f), about (0.93f, 0.03f));
  pen_to (about (0.18f, 0.04f), 1);
  pen_to (about (-0.03f, 0.06f), about (0.9f, 0.06f));
}

/* Neck and belly first, then the hat. */
static void
write_five (NnHand *hand)
{
  float neck_y = about (0.43f, 0.04f), x = about (0.08f, 0.03f), y = about (0.02f, 0.02f);
  float lift = chance (0.3f) ? between (0, 0.08f) : 0, gap = chance (0.3f) ? between (0, 0.1f) : 0;

  pen_down (x, y);
  pen_to (about (0.05f, 0.02f), 0.5f * neck_y);
  pen_bend (about (0.03f, 0.03f), neck_y, 0.8f);
  belly_of_five (hand, neck_y);
  pen_down (x + gap + about (-0.02f, 0.02f), y - lift);
  pen_to (between (0.34f, 0.76f), y - lift + about (-0.03f, 0.06f));
}

/* From the right end of the hat, without lifting. */
static void
write_five_in_one (NnHand *hand)
{
  float neck_y = about (0.42f, 0.04f);

  pen_down (between (0.38f, 0.62f), about (0.0f, 0.03f));
  pen_to (about (0.28f, 0.03f), about (0.01f, 0.02f));
  pen_bend (about (0.09f, 0.03f), about (0.02f, 0.02f), 0.75f);
  pen_to (about (0.06f, 0.02f), 0.55f * neck_y);
  pen_bend (about (0.02f, 0.03f), neck_y, 0.7f);
  belly_of_five (hand, neck_y);
}

/* One sweep, like an S. */
static void
write_five_like_s (NnHand *hand)
{
  float right = between (0.36f, 0.52f);

  pen_down (between (0.38f, 0.58f), about (0.03f, 0.04f));
  pen_to (about (0.22f, 0.03f), about (0.02f, 0.02f));
  pen_to (about (0.06f, 0.03f), about (0.16f, 0.04f));
  pen_to (about (0.1f, 0.03f), about (0.36f, 0.03f));
  pen_to (about (0.3f, 0.03f), about (0.5f, 0.03f));
  pen_to (right, about (0.72f, 0.04f));
  pen_to (about (right - 0.14f, 0.03f), about (0.95f, 0.03f));
  pen_to (about (0.1f, 0.04f), about (0.99f, 0.03f));
  pen_to (about (-0.06f, 0.04f), about (0.9f, 0.05f));
}

/* Angular: a hat, a neck and a belly of straight lines that only the hand makes round. */
static void
write_angular_five (NnHand *hand)
{
  float neck_y = about (0.42f, 0.04f), right = between (0.38f, 0.54f);

  pen_down (between (0.38f, 0.58f), about (0.0f, 0.03f));
  pen_corner (about (0.04f, 0.03f), about (0.0f, 0.02f));
  pen_corner (about (0.02f, 0.03f), neck_y);
  pen_to (about (0.28f, 0.03f), neck_y + about (0, 0.03f));
  pen_to (right, about (0.6f, 0.04f));
  pen_to (right - 0.03f, about (0.86f, 0.04f));
  pen_to (about (0.25f, 0.04f), 1);
  pen_to (about (-0.02f, 0.04f), about (0.97f, 0.04f));
}

/* --- 6 --- */

/* A loop against the clock from its left side, where the stem ends, and past it or not. */
static void
loop_of_six (NnHand *hand, float rx, float ry, float past)
{
  nn_hand_arc (hand, FALSE, rx, 1 - ry, rx, ry, 170, 180 - 330 - past);
}

static void
write_six (NnHand *hand)
{
  float rx = between (0.19f, 0.34f), ry = between (0.18f, 0.33f), top = between (0.14f, 0.52f);

  pen_down (top, about (0.0f, 0.02f));
  pen_to (top * between (0.35f, 0.6f), about (0.2f, 0.04f));
  pen_to (about (0.03f, 0.03f), 1 - 1.6f * ry + about (0.0f, 0.03f));
  loop_of_six (hand, rx, ry, about (10, 28));
}

/* A loop that is a small part of it; a long, straight stem. */
static void
write_small_six (NnHand *hand)
{
  float rx = between (0.1f, 0.19f), ry = between (0.1f, 0.18f), top = between (0.1f, 0.42f);

  pen_down (top, 0);
  pen_to (0.5f * top + about (0, 0.03f), about (0.38f, 0.04f));
  pen_to (about (0.02f, 0.015f), about (0.7f, 0.03f));
  loop_of_six (hand, rx, ry, about (20, 25));
}

/* The top bends back, like a hook. */
static void
write_hooked_six (NnHand *hand)
{
  float rx = between (0.19f, 0.29f), ry = between (0.18f, 0.27f);

  pen_down (between (0.38f, 0.54f), about (0.12f, 0.05f));
  pen_to (about (0.32f, 0.03f), about (0.0f, 0.02f));
  pen_to (about (0.13f, 0.03f), about (0.13f, 0.03f));
  pen_to (about (0.02f, 0.02f), about (0.45f, 0.04f));
  loop_of_six (hand, rx, ry, about (10, 25));
}

/* Straight, like a b. */
static void
write_straight_six (NnHand *hand)
{
  float rx = between (0.17f, 0.28f), ry = between (0.17f, 0.27f);

  pen_down (about (0.05f, 0.04f), 0);
  pen_to (about (0.02f, 0.02f), about (0.4f, 0.04f));
  loop_of_six (hand, rx, ry, about (10, 20));
}

/* The loop does not close, or curls in. */
static void
write_open_six (NnHand *hand)
{
  float rx = between (0.2f, 0.32f), ry = between (0.17f, 0.3f);

  pen_down (between (0.14f, 0.46f), about (0.0f, 0.02f));
  pen_to (between (0.08f, 0.2f), about (0.2f, 0.04f));
  pen_to (about (0.03f, 0.02f), 1 - 1.7f * ry);
  if (chance (0.5f)) {
    nn_hand_arc (hand, FALSE, rx, 1 - ry, rx, ry, 180, between (-95, -60));
  } else {
    nn_hand_arc (hand, FALSE, rx, 1 - ry, rx, ry, 180, -80);
    pen_to (rx - about (0.04f, 0.03f), about (0.74f, 0.04f));
  }
}

static const NnStyle threes[] = {
  { "corner", 3, write_three },
  { "loop", 1.5f, write_three_with_loop },
  { "smooth", 1.5f, write_smooth_three },
  { "flat top", 1.5f, write_flat_three },
};

static const NnStyle fours[] = {
  { "open", 3, write_open_four },
  { "closed", 2, write_closed_four },
  { "without lifting", 1, write_four_in_one },
  { "lightning", 1.8f, write_lightning_four },
  { "round", 1.4f, write_round_four },
};
static const NnStyle fives[] = {
  { "hat last", 3, write_five },
  { "without lifting", 2.5f, write_five_in_one },
  { "like an s", 1.2f, write_five_like_s },
  { "angular", 0.8f, write_angular_five },
};

static const NnStyle sixes[] = {
  { "curved", 4, write_six },           { "small loop", 1.5f, write_small_six },
  { "hooked", 0.8f, write_hooked_six }, { "straight", 1, write_straight_six },
  { "open", 0.8f, write_open_six },
};

const NnStyle *
nn_synthetic_middle_styles (int digit, guint *n_styles)
{
  static const struct {
    const NnStyle *styles;
    guint n;
  } all[] = {
    { threes, G_N_ELEMENTS (threes) },
    { fours, G_N_ELEMENTS (fours) },
    { fives, G_N_ELEMENTS (fives) },
    { sixes, G_N_ELEMENTS (sixes) },
  };

  g_return_val_if_fail (digit >= 3 && digit <= 6, NULL);
  *n_styles = all[digit - 3].n;
  return all[digit - 3].styles;
}
