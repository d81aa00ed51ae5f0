/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/data/nn-penman-private.h"

/* How the world writes 5 to 9. */

/* --- 5 --- */

/* From where the neck ends to the end at the left. */
static void
belly_of_five (NnHand *hand, float neck_y)
{
  float right = between (0.38f, 0.56f), top = neck_y - about (0.06f, 0.04f);

  nn_hand_to (hand, about (0.25f, 0.03f), top);
  nn_hand_to (hand, right - 0.05f, top + about (0.12f, 0.02f));
  nn_hand_to (hand, right, about (0.7f, 0.04f));
  nn_hand_to (hand, about (right - 0.12f, 0.03f), about (0.93f, 0.03f));
  nn_hand_to (hand, about (0.18f, 0.04f), 1);
  nn_hand_to (hand, about (-0.03f, 0.06f), about (0.9f, 0.06f));
}

static void
corner_or_bend (NnHand *hand, float sharp, float x, float y)
{
  if (chance (sharp))
    nn_hand_corner (hand, x, y);
  else
    nn_hand_to (hand, x, y);
}

/* Neck and belly first, then the hat. */
static void
write_five (NnHand *hand)
{
  float neck_y = about (0.43f, 0.04f), x = about (0.08f, 0.03f), y = about (0.02f, 0.02f);
  float lift = chance (0.3f) ? between (0, 0.08f) : 0, gap = chance (0.3f) ? between (0, 0.1f) : 0;

  nn_hand_down (hand, x, y);
  nn_hand_to (hand, about (0.05f, 0.02f), 0.5f * neck_y);
  corner_or_bend (hand, 0.8f, about (0.03f, 0.03f), neck_y);
  belly_of_five (hand, neck_y);
  nn_hand_down (hand, x + gap + about (-0.02f, 0.02f), y - lift);
  nn_hand_to (hand, between (0.34f, 0.76f), y - lift + about (-0.03f, 0.06f));
}

/* From the right end of the hat, without lifting. */
static void
write_five_in_one (NnHand *hand)
{
  float neck_y = about (0.42f, 0.04f);

  nn_hand_down (hand, between (0.38f, 0.62f), about (0.0f, 0.03f));
  nn_hand_to (hand, about (0.28f, 0.03f), about (0.01f, 0.02f));
  corner_or_bend (hand, 0.75f, about (0.09f, 0.03f), about (0.02f, 0.02f));
  nn_hand_to (hand, about (0.06f, 0.02f), 0.55f * neck_y);
  corner_or_bend (hand, 0.7f, about (0.02f, 0.03f), neck_y);
  belly_of_five (hand, neck_y);
}

/* One sweep, like an S. */
static void
write_five_like_s (NnHand *hand)
{
  float right = between (0.36f, 0.52f);

  nn_hand_down (hand, between (0.38f, 0.58f), about (0.03f, 0.04f));
  nn_hand_to (hand, about (0.22f, 0.03f), about (0.02f, 0.02f));
  nn_hand_to (hand, about (0.06f, 0.03f), about (0.16f, 0.04f));
  nn_hand_to (hand, about (0.1f, 0.03f), about (0.36f, 0.03f));
  nn_hand_to (hand, about (0.3f, 0.03f), about (0.5f, 0.03f));
  nn_hand_to (hand, right, about (0.72f, 0.04f));
  nn_hand_to (hand, about (right - 0.14f, 0.03f), about (0.95f, 0.03f));
  nn_hand_to (hand, about (0.1f, 0.04f), about (0.99f, 0.03f));
  nn_hand_to (hand, about (-0.06f, 0.04f), about (0.9f, 0.05f));
}

/* Angular: a hat, a neck and a belly of straight lines that only the hand makes round. */
static void
write_angular_five (NnHand *hand)
{
  float neck_y = about (0.42f, 0.04f), right = between (0.38f, 0.54f);

  nn_hand_down (hand, between (0.38f, 0.58f), about (0.0f, 0.03f));
  nn_hand_corner (hand, about (0.04f, 0.03f), about (0.0f, 0.02f));
  nn_hand_corner (hand, about (0.02f, 0.03f), neck_y);
  nn_hand_to (hand, about (0.28f, 0.03f), neck_y + about (0, 0.03f));
  nn_hand_to (hand, right, about (0.6f, 0.04f));
  nn_hand_to (hand, right - 0.03f, about (0.86f, 0.04f));
  nn_hand_to (hand, about (0.25f, 0.04f), 1);
  nn_hand_to (hand, about (-0.02f, 0.04f), about (0.97f, 0.04f));
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

  nn_hand_down (hand, top, about (0.0f, 0.02f));
  nn_hand_to (hand, top * between (0.35f, 0.6f), about (0.2f, 0.04f));
  nn_hand_to (hand, about (0.03f, 0.03f), 1 - 1.6f * ry + about (0.0f, 0.03f));
  loop_of_six (hand, rx, ry, about (10, 28));
}

/* A loop that is a small part of it; a long, straight stem. */
static void
write_small_six (NnHand *hand)
{
  float rx = between (0.1f, 0.19f), ry = between (0.1f, 0.18f), top = between (0.1f, 0.42f);

  nn_hand_down (hand, top, 0);
  nn_hand_to (hand, 0.5f * top + about (0, 0.03f), about (0.38f, 0.04f));
  nn_hand_to (hand, about (0.02f, 0.015f), about (0.7f, 0.03f));
  loop_of_six (hand, rx, ry, about (20, 25));
}

/* The top bends back, like a hook. */
static void
write_hooked_six (NnHand *hand)
{
  float rx = between (0.19f, 0.29f), ry = between (0.18f, 0.27f);

  nn_hand_down (hand, between (0.38f, 0.54f), about (0.12f, 0.05f));
  nn_hand_to (hand, about (0.32f, 0.03f), about (0.0f, 0.02f));
  nn_hand_to (hand, about (0.13f, 0.03f), about (0.13f, 0.03f));
  nn_hand_to (hand, about (0.02f, 0.02f), about (0.45f, 0.04f));
  loop_of_six (hand, rx, ry, about (10, 25));
}

/* Straight, like a b. */
static void
write_straight_six (NnHand *hand)
{
  float rx = between (0.17f, 0.28f), ry = between (0.17f, 0.27f);

  nn_hand_down (hand, about (0.05f, 0.04f), 0);
  nn_hand_to (hand, about (0.02f, 0.02f), about (0.4f, 0.04f));
  loop_of_six (hand, rx, ry, about (10, 20));
}

/* The loop does not close, or curls in. */
static void
write_open_six (NnHand *hand)
{
  float rx = between (0.2f, 0.32f), ry = between (0.17f, 0.3f);

  nn_hand_down (hand, between (0.14f, 0.46f), about (0.0f, 0.02f));
  nn_hand_to (hand, between (0.08f, 0.2f), about (0.2f, 0.04f));
  nn_hand_to (hand, about (0.03f, 0.02f), 1 - 1.7f * ry);
  if (chance (0.5f)) {
    nn_hand_arc (hand, FALSE, rx, 1 - ry, rx, ry, 180, between (-95, -60));
  } else {
    nn_hand_arc (hand, FALSE, rx, 1 - ry, rx, ry, 180, -80);
    nn_hand_to (hand, rx - about (0.04f, 0.03f), about (0.74f, 0.04f));
  }
}

/* --- 7 --- */

/* The leg, from the corner. */
static void
leg_of_seven (NnHand *hand, float right, float foot)
{
  float bend = about (0.01f, 0.06f);

  nn_hand_to (hand, right + 0.5f * (foot - right) - bend, about (0.5f, 0.05f));
  nn_hand_to (hand, foot, 1);
}

static void
corner_of_seven (NnHand *hand, float right)
{
  if (chance (0.75f)) {
    nn_hand_corner (hand, right, about (0.0f, 0.03f));
  } else {
    nn_hand_to (hand, right - 0.03f, about (0.01f, 0.015f));
    nn_hand_to (hand, right - 0.01f, about (0.12f, 0.03f));
  }
}

static float
write_hat_and_leg (NnHand *hand, gboolean hook)
{
  float right = between (0.34f, 0.66f), foot = between (-0.04f, 0.4f), y = about (0.02f, 0.03f);

  if (hook) {
    nn_hand_down (hand, about (0.0f, 0.03f), y + between (0.07f, 0.24f));
    corner_or_bend (hand, 0.7f, about (0.01f, 0.02f), y);
    nn_hand_to (hand, 0.5f * right, y + about (0.0f, 0.025f));
  } else {
    nn_hand_down (hand, about (0.0f, 0.03f), y);
    nn_hand_to (hand, 0.5f * right, about (0.01f, 0.025f));
  }
  corner_of_seven (hand, right);
  leg_of_seven (hand, right, foot);
  return 0.5f * (right + foot);
}

static void
write_seven (NnHand *hand)
{
  write_hat_and_leg (hand, FALSE);
}

static void
write_hooked_seven (NnHand *hand)
{
  write_hat_and_leg (hand, TRUE);
}

static void
bar_of_seven (NnHand *hand, float middle)
{
  float y = about (0.54f, 0.09f), rise = about (0.02f, 0.06f);

  middle += about (0.0f, 0.05f);
  nn_hand_down (hand, middle - between (0.06f, 0.32f), y + rise);
  nn_hand_to (hand, middle + between (0.08f, 0.36f), y - rise);
}

static void
write_barred_seven (NnHand *hand)
{
  bar_of_seven (hand, write_hat_and_leg (hand, FALSE));
}

static void
write_hooked_barred_seven (NnHand *hand)
{
  bar_of_seven (hand, write_hat_and_leg (hand, TRUE));
}

/* A hat that sags or waves, running into the leg. */
static void
write_round_seven (NnHand *hand)
{
  float right = between (0.36f, 0.54f);

  nn_hand_down (hand, about (0.0f, 0.03f), about (0.08f, 0.05f));
  nn_hand_to (hand, about (0.14f, 0.03f), about (0.01f, 0.02f));
  nn_hand_to (hand, about (0.3f, 0.03f), about (0.03f, 0.03f));
  nn_hand_to (hand, right, about (0.1f, 0.04f));
  nn_hand_to (hand, right - between (0.04f, 0.16f), about (0.5f, 0.05f));
  nn_hand_to (hand, between (0.06f, 0.3f), 1);
}

/* --- 8 --- */

/* An S and back: from the upper right, the ends meet, cross or miss each other. */
static void
write_eight (NnHand *hand)
{
  float top = between (0.11f, 0.25f), bottom = between (0.14f, 0.29f);
  float waist = between (0.36f, 0.54f), end = about (0.01f, 0.05f);

  nn_hand_down (hand, top * between (0.3f, 1.0f), about (0.08f, 0.03f));
  nn_hand_to (hand, about (-0.02f, 0.03f), about (0.0f, 0.02f));
  nn_hand_to (hand, -top, about (0.18f, 0.03f));
  nn_hand_to (hand, about (-0.06f, 0.03f), waist - about (0.06f, 0.02f));
  nn_hand_to (hand, about (0.1f, 0.03f), waist + about (0.07f, 0.02f));
  nn_hand_to (hand, bottom, about (0.74f, 0.03f));
  nn_hand_to (hand, about (0.02f, 0.03f), 1);
  nn_hand_to (hand, -bottom, about (0.78f, 0.03f));
  nn_hand_to (hand, about (-0.08f, 0.03f), waist + about (0.08f, 0.02f));
  nn_hand_to (hand, about (0.08f, 0.03f), waist - about (0.08f, 0.02f));
  nn_hand_to (hand, top + end, about (0.15f, 0.04f));
  if (chance (0.4f))
    nn_hand_to (hand, top * 0.6f + end, about (0.04f, 0.03f));
}

/* The ends meet nowhere: each runs out of the top, one to the right and one as it likes. */
static void
write_open_eight (NnHand *hand)
{
  float top = between (0.12f, 0.24f), bottom = between (0.12f, 0.28f),
        waist = between (0.4f, 0.54f);

  nn_hand_down (hand, top * between (0.6f, 1.8f), between (0.02f, 0.2f));
  nn_hand_to (hand, about (0.0f, 0.03f), about (0.02f, 0.02f));
  nn_hand_to (hand, -top, about (0.17f, 0.04f));
  nn_hand_to (hand, about (-0.04f, 0.03f), waist - about (0.04f, 0.03f));
  nn_hand_to (hand, about (0.08f, 0.03f), waist + about (0.1f, 0.03f));
  nn_hand_to (hand, bottom * 0.8f, about (0.8f, 0.04f));
  nn_hand_to (hand, about (-0.02f, 0.04f), 1);
  nn_hand_to (hand, -bottom, about (0.82f, 0.05f));
  nn_hand_to (hand, about (-0.06f, 0.03f), waist + about (0.08f, 0.03f));
  nn_hand_to (hand, about (0.08f, 0.03f), waist - about (0.1f, 0.03f));
  nn_hand_to (hand, top * between (0.9f, 2.0f), between (-0.04f, 0.14f));
}

/* Two thin loops: a ribbon. */
static void
write_thin_eight (NnHand *hand)
{
  float top = between (0.08f, 0.17f), bottom = between (0.06f, 0.16f),
        waist = between (0.42f, 0.56f);

  nn_hand_down (hand, top, about (0.1f, 0.04f));
  nn_hand_to (hand, about (0.0f, 0.02f), 0);
  nn_hand_to (hand, -top, about (0.16f, 0.03f));
  nn_hand_to (hand, about (0.0f, 0.02f), waist);
  nn_hand_to (hand, bottom, about (0.82f, 0.04f));
  nn_hand_to (hand, about (0.0f, 0.02f), 1);
  nn_hand_to (hand, -bottom, about (0.84f, 0.04f));
  nn_hand_to (hand, about (0.0f, 0.02f), waist + about (0.0f, 0.03f));
  nn_hand_to (hand, top + about (0.01f, 0.04f), about (0.12f, 0.05f));
}

/* The other way round: from the upper left, over the lower left first. */
static void
write_mirrored_eight (NnHand *hand)
{
  write_eight (hand);
  for (guint i = 0; i < hand->n_knots; i++)
    hand->knots[i].x = -hand->knots[i].x;
}

/* From the waist, up and round, down and round. */
static void
write_eight_from_the_waist (NnHand *hand)
{
  float top = between (0.15f, 0.24f), bottom = between (0.19f, 0.29f), waist = about (0.45f, 0.03f);
  float side = chance (0.5f) ? 1 : -1;

  nn_hand_down (hand, about (0, 0.02f), waist);
  nn_hand_to (hand, side * top, about (0.2f, 0.03f));
  nn_hand_to (hand, about (0, 0.02f), 0);
  nn_hand_to (hand, -side * top, about (0.2f, 0.03f));
  nn_hand_to (hand, about (0, 0.02f), waist + about (0, 0.015f));
  nn_hand_to (hand, side * bottom, about (0.73f, 0.03f));
  nn_hand_to (hand, about (0, 0.02f), 1);
  nn_hand_to (hand, -side * bottom, about (0.75f, 0.03f));
  nn_hand_to (hand, about (0, 0.03f), waist + about (0.01f, 0.03f));
}

static void
write_two_circles (NnHand *hand)
{
  float ry = between (0.19f, 0.26f), rx = between (0.15f, 0.25f);
  float by = between (0.94f, 1.04f) * (1 - 2 * ry) / 2, bx = between (0.17f, 0.29f);
  float from = about (-90, 40), x = about (0, 0.03f);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, from - 360 - about (0, 12));
  from = about (-90, 40);
  nn_hand_arc (hand, TRUE, x, 1 - by, bx, by, from, from - 360 - about (0, 12));
}

/* --- 9 --- */

/* A loop from its right side, against the clock, back to where the stem begins. */
static void
loop_of_nine (NnHand *hand, float rx, float ry)
{
  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, about (-30, 18), -355 + about (0, 12));
}

/* Without lifting: up to the corner and down. */
static void
write_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.17f, 0.28f);

  loop_of_nine (hand, rx, ry);
  corner_or_bend (hand, 0.6f, rx + about (0.02f, 0.02f), about (0.12f, 0.06f));
  nn_hand_to (hand, rx + about (0.0f, 0.03f), about (0.5f, 0.04f));
  nn_hand_to (hand, rx + about (-0.03f, 0.06f), 1);
}

/* The tail curls to the left, like a g's. */
static void
write_curled_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.16f, 0.26f), reach = between (0.0f, 0.45f);

  loop_of_nine (hand, rx, ry);
  corner_or_bend (hand, 0.5f, rx + about (0.02f, 0.02f), about (0.14f, 0.05f));
  nn_hand_to (hand, rx + about (0.0f, 0.02f), about (0.52f, 0.04f));
  nn_hand_to (hand, rx + about (-0.04f, 0.03f), about (0.82f, 0.04f));
  nn_hand_to (hand, about (0.05f, 0.03f), 1);
  nn_hand_to (hand, -reach, about (0.92f, 0.05f));
  if (chance (0.3f))
    nn_hand_to (hand, -reach - 0.02f, about (0.8f, 0.04f));
}

/* Circle, then stem. */
static void
write_nine_in_two (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.17f, 0.28f), from = about (-60, 30);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, from - 360 - about (0, 12));
  nn_hand_down (hand, rx + about (0.0f, 0.02f), between (0.0f, 0.24f));
  nn_hand_to (hand, rx + about (0.0f, 0.02f), about (0.5f, 0.04f));
  nn_hand_to (hand, rx + about (-0.03f, 0.06f), 1);
}

/* A small loop on a long, often slanted, stem. */
static void
write_small_nine (NnHand *hand)
{
  float rx = between (0.1f, 0.18f), ry = between (0.09f, 0.17f);

  loop_of_nine (hand, rx, ry);
  corner_or_bend (hand, 0.4f, rx + about (0.01f, 0.015f), about (0.12f, 0.04f));
  nn_hand_to (hand, rx + about (-0.03f, 0.03f), about (0.5f, 0.04f));
  nn_hand_to (hand, rx - between (0.0f, 0.26f), 1);
}

/* The loop does not close at the top. */
static void
write_open_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.27f), ry = between (0.18f, 0.27f);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, between (-110, -40), between (-345, -300));
  nn_hand_corner (hand, rx + about (0.03f, 0.02f), about (0.06f, 0.05f));
  nn_hand_to (hand, rx + about (0.01f, 0.02f), about (0.5f, 0.04f));
  nn_hand_to (hand, rx + about (-0.04f, 0.06f), 1);
}

/* A head that does not close and a tail that curls: almost a 3 whose upper bow is a loop. */
static void
write_open_curled_nine (NnHand *hand)
{
  float rx = between (0.12f, 0.26f), ry = between (0.1f, 0.24f), reach = between (0.05f, 0.5f);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, between (-85, 0), between (-352, -318));
  nn_hand_to (hand, rx + about (0.03f, 0.03f), about (0.16f, 0.07f));
  if (chance (0.4f))
    nn_hand_corner (hand, nn_hand_x (hand), nn_hand_y (hand));
  nn_hand_to (hand, rx + about (0.01f, 0.03f), about (0.54f, 0.05f));
  nn_hand_to (hand, rx + about (-0.05f, 0.03f), about (0.84f, 0.04f));
  nn_hand_to (hand, about (0.03f, 0.03f), 1);
  nn_hand_to (hand, -reach, about (0.93f, 0.05f));
}

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

static const NnStyle sevens[] = {
  { "plain", 3, write_seven },         { "hook", 1.2f, write_hooked_seven },
  { "bar", 2.4f, write_barred_seven }, { "hook and bar", 1.6f, write_hooked_barred_seven },
  { "round", 1, write_round_seven },
};

static const NnStyle eights[] = {
  { "from the upper right", 4, write_eight },
  { "open", 2, write_open_eight },
  { "ribbon", 1.4f, write_thin_eight },
  { "mirrored", 1, write_mirrored_eight },
  { "from the waist", 1, write_eight_from_the_waist },
  { "two circles", 1.2f, write_two_circles },
};

static const NnStyle nines[] = {
  { "straight tail", 3, write_nine },
  { "curled tail", 2.4f, write_curled_nine },
  { "in two strokes", 1, write_nine_in_two },
  { "small loop", 1.2f, write_small_nine },
  { "open loop", 1, write_open_nine },
  { "open loop, curled tail", 1.8f, write_open_curled_nine },
};

const NnStyle *
nn_penman_high_styles (int digit, guint *n_styles)
{
  static const struct {
    const NnStyle *styles;
    guint n;
  } all[] = {
    { fives, G_N_ELEMENTS (fives) },   { sixes, G_N_ELEMENTS (sixes) },
    { sevens, G_N_ELEMENTS (sevens) }, { eights, G_N_ELEMENTS (eights) },
    { nines, G_N_ELEMENTS (nines) },
  };

  g_return_val_if_fail (digit >= 5 && digit < 10, NULL);
  *n_styles = all[digit - 5].n;
  return all[digit - 5].styles;
}
