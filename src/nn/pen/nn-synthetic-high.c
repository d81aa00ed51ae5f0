/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/pen/nn-synthetic-styles.h"

/* Styles of 7 to 9 from around the world. */

/* --- 7 --- */

/* The leg, from the corner. */
static void
leg_of_seven (NnHand *hand, float right, float foot)
{
  float bend = chance (0.8f) ? about (0.01f, 0.06f) : about (0.03f, 0.1f);

  pen_to (right + 0.5f * (foot - right) - bend, about (0.5f, 0.05f));
  pen_to (foot, 1);
}

static void
corner_of_seven (NnHand *hand, float right)
{
  if (chance (0.75f)) {
    pen_corner (right, about (0.0f, 0.03f));
  } else {
    pen_to (right - 0.03f, about (0.01f, 0.015f));
    pen_to (right - 0.01f, about (0.12f, 0.03f));
  }
}

static float
write_hat_and_leg (NnHand *hand, gboolean hook)
{
  float right = between (0.34f, 0.66f), foot = between (-0.04f, 0.4f), y = about (0.02f, 0.03f);

  if (hook) {
    pen_down (about (0.0f, 0.03f),
              y + (chance (0.8f) ? between (0.07f, 0.24f) : between (0.2f, 0.32f)));
    pen_bend (about (0.01f, 0.02f), y, 0.7f);
    pen_to (0.5f * right, y + about (0.0f, 0.025f));
  } else {
    pen_down (about (0.0f, 0.03f), y);
    pen_to (0.5f * right, about (0.01f, 0.025f));
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
  pen_down (middle - between (0.06f, 0.32f), y + rise);
  pen_to (middle + between (0.08f, 0.36f), y - rise);
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

/* The bar without lifting: from the foot back up in a bow, and across. */
static void
write_seven_in_one (NnHand *hand)
{
  float middle = write_hat_and_leg (hand, chance (0.4f)), foot = nn_hand_x (hand);
  float y = about (0.57f, 0.06f);

  pen_bend (foot - between (0.04f, 0.16f), about (0.93f, 0.03f), 0.5f);
  pen_to (middle - between (0.2f, 0.36f), y + between (0.06f, 0.16f));
  pen_to (middle - between (0.1f, 0.26f), y);
  pen_to (middle + between (0.16f, 0.4f), y - about (0.04f, 0.04f));
}

/* A hat that sags or waves, running into the leg. */
static void
write_round_seven (NnHand *hand)
{
  float right = between (0.36f, 0.54f);

  pen_down (about (0.0f, 0.03f), about (0.08f, 0.05f));
  pen_to (about (0.14f, 0.03f), about (0.01f, 0.02f));
  pen_to (about (0.3f, 0.03f), about (0.03f, 0.03f));
  pen_to (right, about (0.1f, 0.04f));
  pen_to (right - between (0.04f, 0.16f), about (0.5f, 0.05f));
  pen_to (between (0.06f, 0.3f), 1);
}

/* --- 8 --- */

/* An S and back: from the upper right, the ends meet, cross or miss each other. */
static void
write_eight (NnHand *hand)
{
  float top = between (0.11f, 0.25f), bottom = between (0.14f, 0.29f);
  float waist = between (0.36f, 0.54f), end = about (0.01f, 0.05f);

  pen_down (top * between (0.3f, 1.0f), about (0.08f, 0.03f));
  pen_to (about (-0.02f, 0.03f), about (0.0f, 0.02f));
  pen_to (-top, about (0.18f, 0.03f));
  pen_to (about (-0.06f, 0.03f), waist - about (0.06f, 0.02f));
  pen_to (about (0.1f, 0.03f), waist + about (0.07f, 0.02f));
  pen_to (bottom, about (0.74f, 0.03f));
  pen_to (about (0.02f, 0.03f), 1);
  pen_to (-bottom, about (0.78f, 0.03f));
  pen_to (about (-0.08f, 0.03f), waist + about (0.08f, 0.02f));
  pen_to (about (0.08f, 0.03f), waist - about (0.08f, 0.02f));
  pen_to (top + end, about (0.15f, 0.04f));
  if (chance (0.4f))
    pen_to (top * 0.6f + end, about (0.04f, 0.03f));
}

/* The ends meet nowhere: each runs out of the top, one to the right and one as it likes. */
static void
write_open_eight (NnHand *hand)
{
  float top = between (0.12f, 0.24f), bottom = between (0.12f, 0.28f),
        waist = between (0.4f, 0.54f);

  pen_down (top * between (0.6f, 1.8f), between (0.02f, 0.2f));
  pen_to (about (0.0f, 0.03f), about (0.02f, 0.02f));
  pen_to (-top, about (0.17f, 0.04f));
  pen_to (about (-0.04f, 0.03f), waist - about (0.04f, 0.03f));
  pen_to (about (0.08f, 0.03f), waist + about (0.1f, 0.03f));
  pen_to (bottom * 0.8f, about (0.8f, 0.04f));
  pen_to (about (-0.02f, 0.04f), 1);
  pen_to (-bottom, about (0.82f, 0.05f));
  pen_to (about (-0.06f, 0.03f), waist + about (0.08f, 0.03f));
  pen_to (about (0.08f, 0.03f), waist - about (0.1f, 0.03f));
  pen_to (top * between (0.9f, 2.0f), between (-0.04f, 0.14f));
}

/* Two thin loops: a ribbon. */
static void
write_thin_eight (NnHand *hand)
{
  float top = between (0.08f, 0.17f), bottom = between (0.06f, 0.16f),
        waist = between (0.42f, 0.56f);

  pen_down (top, about (0.1f, 0.04f));
  pen_to (about (0.0f, 0.02f), 0);
  pen_to (-top, about (0.16f, 0.03f));
  pen_to (about (0.0f, 0.02f), waist);
  pen_to (bottom, about (0.82f, 0.04f));
  pen_to (about (0.0f, 0.02f), 1);
  pen_to (-bottom, about (0.84f, 0.04f));
  pen_to (about (0.0f, 0.02f), waist + about (0.0f, 0.03f));
  pen_to (top + about (0.01f, 0.04f), about (0.12f, 0.05f));
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

  pen_down (about (0, 0.02f), waist);
  pen_to (side * top, about (0.2f, 0.03f));
  pen_to (about (0, 0.02f), 0);
  pen_to (-side * top, about (0.2f, 0.03f));
  pen_to (about (0, 0.02f), waist + about (0, 0.015f));
  pen_to (side * bottom, about (0.73f, 0.03f));
  pen_to (about (0, 0.02f), 1);
  pen_to (-side * bottom, about (0.75f, 0.03f));
  pen_to (about (0, 0.03f), waist + about (0.01f, 0.03f));
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
  float from = about (-30, 18), to = about (-355, 12);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, to);
}

/* Without lifting: up to the corner and down. */
static void
write_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.17f, 0.28f);

  loop_of_nine (hand, rx, ry);
  pen_bend (rx + about (0.02f, 0.02f), about (0.12f, 0.06f), 0.6f);
  pen_to (rx + about (0.0f, 0.03f), about (0.5f, 0.04f));
  pen_to (rx + about (-0.03f, 0.06f), 1);
}

/* The tail curls to the left, like a g's. */
static void
write_curled_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.16f, 0.26f), reach = between (0.0f, 0.45f);

  loop_of_nine (hand, rx, ry);
  pen_bend (rx + about (0.02f, 0.02f), about (0.14f, 0.05f), 0.5f);
  pen_to (rx + about (0.0f, 0.02f), about (0.52f, 0.04f));
  pen_to (rx + about (-0.04f, 0.03f), about (0.82f, 0.04f));
  pen_to (about (0.05f, 0.03f), 1);
  pen_to (-reach, about (0.92f, 0.05f));
  if (chance (0.3f))
    pen_to (-reach - 0.02f, about (0.8f, 0.04f));
}

/* Circle, then stem. */
static void
write_nine_in_two (NnHand *hand)
{
  float rx = between (0.18f, 0.28f), ry = between (0.17f, 0.28f), from = about (-60, 30);
  float turn = chance (0.7f) ? about (360, 12) : about (320, 12);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, from - turn);
  pen_down (rx + about (0.0f, 0.02f), between (-0.03f, 0.28f));
  pen_to (rx + about (0.0f, 0.02f), about (0.5f, 0.04f));
  pen_to (rx + about (-0.03f, 0.06f), 1);
}

/* A small loop on a long, often slanted, stem. */
static void
write_small_nine (NnHand *hand)
{
  float rx = between (0.1f, 0.18f), ry = between (0.09f, 0.17f);

  loop_of_nine (hand, rx, ry);
  pen_bend (rx + about (0.01f, 0.015f), about (0.12f, 0.04f), 0.4f);
  pen_to (rx + about (-0.03f, 0.03f), about (0.5f, 0.04f));
  pen_to (rx - between (0.0f, 0.26f), 1);
}

/* The loop does not close at the top. */
static void
write_open_nine (NnHand *hand)
{
  float rx = between (0.18f, 0.27f), ry = between (0.18f, 0.27f);
  float from = between (-110, -40), to = between (-345, -300);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, to);
  pen_corner (rx + about (0.03f, 0.02f), about (0.06f, 0.05f));
  pen_to (rx + about (0.01f, 0.02f), about (0.5f, 0.04f));
  pen_to (rx + about (-0.04f, 0.06f), 1);
}

/* A head that does not close and a tail that curls: almost a 3 whose upper bow is a loop. */
static void
write_open_curled_nine (NnHand *hand)
{
  float rx = between (0.12f, 0.26f), ry = between (0.1f, 0.24f), reach = between (0.05f, 0.5f);
  float from = between (-85, 0), to = between (-352, -318);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, from, to);
  pen_to (rx + about (0.03f, 0.03f), about (0.16f, 0.07f));
  if (chance (0.4f))
    pen_corner (nn_hand_x (hand), nn_hand_y (hand));
  pen_to (rx + about (0.01f, 0.03f), about (0.54f, 0.05f));
  pen_to (rx + about (-0.05f, 0.03f), about (0.84f, 0.04f));
  pen_to (about (0.03f, 0.03f), 1);
  pen_to (-reach, about (0.93f, 0.05f));
}

/* With the clock, like a 6 that stands on its head: out of the loop, over the top and down. */
static void
write_nine_like_six (NnHand *hand)
{
  float rx = between (0.17f, 0.28f), ry = between (0.17f, 0.3f), foot = between (-0.12f, 0.3f);

  nn_hand_arc (hand, TRUE, 0, ry, rx, ry, between (-20, 70), 350);
  pen_to (rx + about (0.0f, 0.02f), 2 * ry + about (0.06f, 0.04f));
  pen_to (0.5f * (rx + foot) + about (0.06f, 0.03f), about (0.8f, 0.03f));
  pen_to (foot, 1);
}

static const NnStyle sevens[] = {
  { "plain", 3, write_seven },         { "hook", 1.2f, write_hooked_seven },
  { "bar", 2.4f, write_barred_seven }, { "hook and bar", 1.6f, write_hooked_barred_seven },
  { "round", 1, write_round_seven },   { "bar without lifting", 0.4f, write_seven_in_one },
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
  { "like a 6", 0.9f, write_nine_like_six },
};

const NnStyle *
nn_synthetic_high_styles (int digit, guint *n_styles)
{
  static const struct {
    const NnStyle *styles;
    guint n;
  } all[] = {
    { sevens, G_N_ELEMENTS (sevens) },
    { eights, G_N_ELEMENTS (eights) },
    { nines, G_N_ELEMENTS (nines) },
  };

  g_return_val_if_fail (digit >= 7 && digit <= 9, NULL);
  *n_styles = all[digit - 7].n;
  return all[digit - 7].styles;
}
