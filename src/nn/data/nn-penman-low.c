/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/data/nn-penman-private.h"

/* How the world writes 0 to 4. */

/* --- 0 --- */

/* Rounder or squarer, tilted, not quite closed or past where it began. */
static void
oval (NnHand *hand, float rx, float from, float to)
{
  int n = 10;
  float drift = about (0, 0.04f), square = between (0.78f, 1.1f), tilt = about (0, 0.12f);

  for (int i = 0; i <= n; i++) {
    float t = (float) i / (float) n, angle = (from + (to - from) * t) * (float) (G_PI / 180);
    float c = cosf (angle), s = sinf (angle);
    float x = (rx + drift * t) * copysignf (powf (fabsf (c), square), c);
    float y = (0.5f + drift * t) * copysignf (powf (fabsf (s), square), s);

    if (i == 0)
      nn_hand_down (hand, x + tilt * y, 0.5f + y);
    else
      nn_hand_to (hand, x + tilt * y, 0.5f + y);
  }
}

static void
write_oval (NnHand *hand)
{
  float from = about (-90, 30), turn = 360 + about (0, 16);

  oval (hand, between (0.2f, 0.48f), from, chance (0.85f) ? from - turn : from + turn);
}

static void
slash (NnHand *hand, float length)
{
  float rise = between (0.5f, 1.3f), x = about (0, 0.04f), y = about (0.5f, 0.04f);
  float dx = length / sqrtf (1 + rise * rise) * 0.5f, dy = rise * dx;

  nn_hand_down (hand, x + dx, y - dy);
  nn_hand_to (hand, x - dx, y + dy);
}

static void
write_slashed (NnHand *hand)
{
  float from = about (-90, 25);

  oval (hand, between (0.28f, 0.48f), from, from - 360 - about (0, 12));
  slash (hand, between (0.6f, 1.35f));
}

/* The slash without lifting the pen. */
static void
write_slashed_in_one (NnHand *hand)
{
  float from = between (-75, -35);

  oval (hand, between (0.28f, 0.46f), from, from - 360 - about (0, 10));
  nn_hand_corner (hand, nn_hand_x (hand), nn_hand_y (hand));
  nn_hand_to (hand, about (-0.24f, 0.08f), about (0.85f, 0.08f));
}

static void
write_dotted (NnHand *hand)
{
  float from = about (-90, 25), x = about (0, 0.04f), y = about (0.5f, 0.05f);

  oval (hand, between (0.3f, 0.48f), from, from - 360 - about (0, 12));
  nn_hand_down (hand, x, y);
  nn_hand_to (hand, about (x, 0.03f), about (y + 0.02f, 0.03f));
}

/* The end runs into the oval: a curl at the top. */
static void
write_curled_oval (NnHand *hand)
{
  float from = about (-80, 20), rx = between (0.25f, 0.46f);

  oval (hand, rx, from, from - 360);
  nn_hand_to (hand, nn_hand_x (hand) - between (0.1f, 0.7f) * rx, about (0.06f, 0.06f));
  if (chance (0.6f))
    nn_hand_to (hand, nn_hand_x (hand) - between (-0.1f, 0.6f) * rx, between (0.1f, 0.4f));
}

/* --- 1 --- */

static void
write_bar (NnHand *hand)
{
  nn_hand_down (hand, about (0, 0.02f), 0);
  nn_hand_to (hand, about (0, 0.03f), about (0.5f, 0.06f));
  nn_hand_to (hand, about (0, 0.02f), 1);
}

/* From the end of a flag down; the corner is sharp or, in a hurry, a bend. */
static void
stem_of_one (NnHand *hand)
{
  if (chance (0.8f))
    nn_hand_corner (hand, 0, 0);
  else
    nn_hand_to (hand, about (0, 0.02f), about (0, 0.02f));
  nn_hand_to (hand, about (0, 0.02f), about (0.5f, 0.06f));
  nn_hand_to (hand, about (0, 0.04f), 1);
}

static void
foot (NnHand *hand)
{
  float left = between (0.12f, 0.34f), right = between (0.12f, 0.36f), y = about (1, 0.015f);

  nn_hand_down (hand, -left, about (y, 0.015f));
  nn_hand_to (hand, right, about (y, 0.02f));
}

static void
write_short_flag (NnHand *hand)
{
  float x = between (0.06f, 0.22f);

  nn_hand_down (hand, -x, x * between (0.4f, 1.3f));
  stem_of_one (hand);
}

/* As in much of Europe: the flag is half as long as the stem, or as long. */
static void
write_long_flag (NnHand *hand)
{
  float x = between (0.18f, 0.56f), y = CLAMP (x * between (0.7f, 1.8f), 0.18f, 0.85f);

  nn_hand_down (hand, -x, y);
  nn_hand_to (hand, -0.5f * x + about (0, 0.03f), 0.45f * y + about (0.03f, 0.03f));
  stem_of_one (hand);
}

static void
write_flag_and_foot (NnHand *hand)
{
  if (chance (0.5f))
    write_short_flag (hand);
  else
    write_long_flag (hand);
  foot (hand);
}

static void
write_bar_and_foot (NnHand *hand)
{
  write_bar (hand);
  foot (hand);
}

/* --- 2 --- */

/* The head, from its beginning at the left to the right side of the bow. */
static void
head_of_two (NnHand *hand)
{
  float right = between (0.4f, 0.56f), top = about (0, 0.015f);

  if (chance (0.15f)) {
    nn_hand_down (hand, about (0.1f, 0.03f), about (0.3f, 0.04f));
    nn_hand_to (hand, about (0.0f, 0.03f), about (0.24f, 0.04f));
  } else {
    nn_hand_down (hand, about (0.0f, 0.04f), about (0.24f, 0.08f));
  }
  nn_hand_to (hand, about (0.1f, 0.03f), about (0.06f, 0.03f));
  nn_hand_to (hand, about (0.27f, 0.04f), top);
  nn_hand_to (hand, about (right - 0.04f, 0.02f), about (0.11f, 0.03f));
  nn_hand_to (hand, right, about (0.27f, 0.05f));
}

static void
base_of_two (NnHand *hand, float y)
{
  float end = between (0.4f, 0.78f), wave = about (0, 0.04f);

  if (chance (0.08f))
    end = between (0.2f, 0.4f);
  nn_hand_to (hand, about (0.2f, 0.04f), y - 0.02f - wave);
  nn_hand_to (hand, 0.66f * end, y + wave);
  nn_hand_to (hand, end, y + about (0, 0.05f));
}

static void
write_two (NnHand *hand)
{
  head_of_two (hand);
  nn_hand_to (hand, about (0.36f, 0.04f), about (0.55f, 0.05f));
  nn_hand_to (hand, about (0.17f, 0.04f), about (0.8f, 0.04f));
  nn_hand_corner (hand, about (-0.02f, 0.04f), about (0.98f, 0.02f));
  base_of_two (hand, about (0.99f, 0.02f));
}

static void
write_two_with_loop (NnHand *hand)
{
  float size = between (0.4f, 1.9f), y = about (0.9f, 0.03f);

  head_of_two (hand);
  nn_hand_to (hand, about (0.36f, 0.04f), about (0.57f, 0.05f));
  nn_hand_to (hand, about (0.17f, 0.03f), about (0.84f, 0.03f));
  nn_hand_to (hand, -0.02f - 0.05f * size, y + 0.07f * size);
  nn_hand_to (hand, -0.04f - 0.09f * size, y - 0.01f * size);
  nn_hand_to (hand, -0.01f, y - 0.11f * size);
  nn_hand_to (hand, 0.1f + 0.06f * size, y - 0.06f * size);
  nn_hand_to (hand, about (0.34f, 0.04f), about (0.96f, 0.03f));
  nn_hand_to (hand, between (0.42f, 0.84f), about (0.94f, 0.07f));
}

/* A flat head, a corner, a diagonal, a base. */
static void
write_two_like_z (NnHand *hand)
{
  float right = between (0.4f, 0.56f);

  nn_hand_down (hand, about (0, 0.04f), about (0.05f, 0.04f));
  nn_hand_to (hand, about (0.22f, 0.04f), about (0.0f, 0.02f));
  nn_hand_to (hand, right, about (0.06f, 0.03f));
  nn_hand_to (hand, about (right - 0.06f, 0.02f), about (0.3f, 0.06f));
  nn_hand_to (hand, about (0.18f, 0.03f), about (0.68f, 0.05f));
  nn_hand_corner (hand, about (0, 0.03f), about (0.97f, 0.02f));
  base_of_two (hand, about (0.98f, 0.02f));
}

/* Like a swan: the base grows out of the neck. */
static void
write_round_two (NnHand *hand)
{
  head_of_two (hand);
  nn_hand_to (hand, about (0.32f, 0.04f), about (0.52f, 0.05f));
  nn_hand_to (hand, about (0.1f, 0.04f), about (0.76f, 0.04f));
  nn_hand_to (hand, about (0.06f, 0.03f), about (0.92f, 0.03f));
  nn_hand_to (hand, about (0.22f, 0.03f), about (1.0f, 0.02f));
  nn_hand_to (hand, between (0.46f, 0.72f), about (0.95f, 0.05f));
}

/* --- 3 --- */

/* The lower bow, from the middle to its end at the left. */
static void
belly_of_three (NnHand *hand, float middle)
{
  float right = between (0.4f, 0.58f);

  nn_hand_to (hand, about (right - 0.1f, 0.03f), middle + about (0.05f, 0.02f));
  nn_hand_to (hand, right, about (0.7f, 0.04f));
  nn_hand_to (hand, about (right - 0.12f, 0.03f), about (0.93f, 0.03f));
  nn_hand_to (hand, about (0.2f, 0.04f), 1);
  nn_hand_to (hand, about (-0.02f, 0.05f), about (0.88f, 0.06f));
}

static void
head_of_three (NnHand *hand)
{
  nn_hand_down (hand, about (0.02f, 0.04f), about (0.15f, 0.06f));
  nn_hand_to (hand, about (0.2f, 0.03f), about (0.0f, 0.02f));
  nn_hand_to (hand, about (0.4f, 0.04f), about (0.08f, 0.03f));
  nn_hand_to (hand, about (0.44f, 0.04f), about (0.24f, 0.04f));
}

static void
write_three (NnHand *hand)
{
  float middle = about (0.45f, 0.04f);

  head_of_three (hand);
  nn_hand_to (hand, about (0.33f, 0.03f), middle - about (0.05f, 0.02f));
  nn_hand_corner (hand, about (0.18f, 0.06f), middle);
  belly_of_three (hand, middle);
}

/* The middle is a little loop. */
static void
write_three_with_loop (NnHand *hand)
{
  float middle = about (0.46f, 0.04f), size = between (0.3f, 1.2f);

  head_of_three (hand);
  nn_hand_to (hand, about (0.3f, 0.03f), middle - about (0.03f, 0.02f));
  nn_hand_to (hand, 0.18f - 0.04f * size, middle + 0.05f * size);
  nn_hand_to (hand, 0.17f - 0.06f * size, middle - 0.01f * size);
  nn_hand_to (hand, 0.22f, middle - 0.04f * size);
  belly_of_three (hand, middle);
}

/* One sweep: the middle is hardly drawn in. */
static void
write_smooth_three (NnHand *hand)
{
  float middle = about (0.45f, 0.03f);

  head_of_three (hand);
  nn_hand_to (hand, about (0.3f, 0.03f), middle - about (0.03f, 0.02f));
  nn_hand_to (hand, about (0.25f, 0.03f), middle + about (0.01f, 0.01f));
  belly_of_three (hand, middle);
}

static void
write_flat_three (NnHand *hand)
{
  float middle = about (0.4f, 0.05f), right = between (0.38f, 0.54f);

  nn_hand_down (hand, about (0.02f, 0.04f), about (0.02f, 0.025f));
  nn_hand_to (hand, 0.5f * right, about (0.01f, 0.02f));
  nn_hand_corner (hand, right, about (0.0f, 0.03f));
  if (chance (0.8f))
    nn_hand_corner (hand, about (0.2f, 0.05f), middle);
  else
    nn_hand_to (hand, about (0.2f, 0.04f), middle);
  belly_of_three (hand, middle);
}

/* --- 4 --- */

/* Down and to the right: what is left of the stem. */
static void
angle_of_four (NnHand *hand, float top_x, float bar_y, float left, float right)
{
  nn_hand_down (hand, top_x, about (0.02f, 0.04f));
  nn_hand_to (hand, 0.5f * (top_x + left) + about (0, 0.02f), 0.5f * bar_y + about (0, 0.03f));
  if (chance (0.7f)) {
    nn_hand_corner (hand, left, bar_y);
  } else {
    nn_hand_to (hand, left, bar_y - 0.06f);
    nn_hand_to (hand, left + 0.08f, bar_y);
  }
  nn_hand_to (hand, 0.5f * (left + right), bar_y + about (0, 0.02f));
  nn_hand_to (hand, right, bar_y + about (-0.02f, 0.04f));
}

static void
write_open_four (NnHand *hand)
{
  float stem = between (0.34f, 0.52f), bar_y = between (0.46f, 0.68f), left = about (0, 0.03f);

  angle_of_four (hand, left + between (0.0f, 0.22f), bar_y, left, stem + between (0.02f, 0.3f));
  nn_hand_down (hand, stem + about (0.02f, 0.03f),
                chance (0.75f) ? between (-0.05f, 0.3f) : bar_y - between (0.03f, 0.2f));
  nn_hand_to (hand, stem + about (0, 0.02f), bar_y + 0.06f);
  nn_hand_to (hand, stem + about (-0.02f, 0.05f), 1);
}

static void
write_closed_four (NnHand *hand)
{
  float stem = between (0.34f, 0.5f), bar_y = between (0.56f, 0.76f), left = about (0, 0.03f);

  angle_of_four (hand, stem + about (0, 0.03f), bar_y, left, stem + between (0.06f, 0.32f));
  nn_hand_down (hand, stem + about (0, 0.02f), about (0.02f, 0.03f));
  nn_hand_to (hand, stem + about (0, 0.02f), bar_y);
  nn_hand_to (hand, stem + about (0, 0.02f), 1);
}

/* The bar ends at the stem and the pen goes on, up and down: without lifting. */
static void
write_four_in_one (NnHand *hand)
{
  float stem = between (0.34f, 0.5f), bar_y = between (0.5f, 0.68f);

  nn_hand_down (hand, between (0.04f, 0.24f), about (0.04f, 0.04f));
  nn_hand_to (hand, about (0.04f, 0.04f), 0.6f * bar_y);
  if (chance (0.6f))
    nn_hand_corner (hand, about (0, 0.02f), bar_y);
  else
    nn_hand_to (hand, about (0.02f, 0.02f), bar_y);
  nn_hand_to (hand, 0.6f * stem, bar_y + about (0.02f, 0.02f));
  nn_hand_to (hand, stem, about (bar_y - 0.1f, 0.05f));
  if (chance (0.6f))
    nn_hand_corner (hand, stem + about (0.03f, 0.02f), between (0.02f, 0.3f));
  else
    nn_hand_to (hand, stem + about (0.03f, 0.02f), between (0.02f, 0.3f));
  nn_hand_to (hand, stem + about (0, 0.02f), bar_y);
  nn_hand_to (hand, stem + about (-0.03f, 0.03f), 1);
}

/* A stroke of lightning: down, across and, without lifting, down again. */
static void
write_lightning_four (NnHand *hand)
{
  float across = between (0.22f, 0.52f), bar_y = between (0.4f, 0.7f);

  nn_hand_down (hand, between (0.06f, 0.34f), 0);
  nn_hand_to (hand, about (0.1f, 0.03f), 0.55f * bar_y);
  if (chance (0.8f))
    nn_hand_corner (hand, about (0, 0.02f), bar_y);
  else
    nn_hand_to (hand, about (0, 0.02f), bar_y);
  nn_hand_to (hand, 0.5f * across, bar_y + about (-0.01f, 0.02f));
  if (chance (0.8f))
    nn_hand_corner (hand, across, bar_y + about (-0.04f, 0.05f));
  else
    nn_hand_to (hand, across, bar_y + about (-0.03f, 0.04f));
  nn_hand_to (hand, across - between (-0.06f, 0.2f), 1);
}

/* Open and round, like a y with a straight tail. */
static void
write_round_four (NnHand *hand)
{
  float stem = between (0.36f, 0.52f), bar_y = between (0.46f, 0.6f);

  nn_hand_down (hand, about (0.02f, 0.04f), about (0.02f, 0.04f));
  nn_hand_to (hand, about (0, 0.03f), 0.55f * bar_y);
  nn_hand_to (hand, about (0.08f, 0.03f), bar_y - 0.04f);
  nn_hand_to (hand, 0.6f * stem, bar_y + about (0.02f, 0.02f));
  nn_hand_to (hand, stem, bar_y - about (0.04f, 0.04f));
  nn_hand_down (hand, stem + about (0.02f, 0.03f),
                chance (0.7f) ? between (-0.04f, 0.14f) : bar_y - between (0.02f, 0.25f));
  nn_hand_to (hand, stem + about (0.01f, 0.02f), bar_y);
  nn_hand_to (hand, stem + about (-0.02f, 0.03f), 1);
}

static const NnStyle zeros[] = {
  { "oval", 5, write_oval },
  { "slashed", 1, write_slashed },
  { "slashed without lifting", 0.4f, write_slashed_in_one },
  { "dotted", 0.4f, write_dotted },
  { "curl at the top", 1, write_curled_oval },
};

static const NnStyle ones[] = {
  { "bar", 4, write_bar },
  { "short flag", 2, write_short_flag },
  { "long flag", 2.6f, write_long_flag },
  { "flag and foot", 1.6f, write_flag_and_foot },
  { "bar and foot", 0.5f, write_bar_and_foot },
};

static const NnStyle twos[] = {
  { "corner", 3, write_two },
  { "loop", 2.5f, write_two_with_loop },
  { "like a z", 1, write_two_like_z },
  { "like a swan", 1, write_round_two },
};

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

const NnStyle *
nn_penman_low_styles (int digit, guint *n_styles)
{
  static const struct {
    const NnStyle *styles;
    guint n;
  } all[] = {
    { zeros, G_N_ELEMENTS (zeros) }, { ones, G_N_ELEMENTS (ones) },
    { twos, G_N_ELEMENTS (twos) },   { threes, G_N_ELEMENTS (threes) },
    { fours, G_N_ELEMENTS (fours) },
  };

  g_return_val_if_fail (digit >= 0 && digit < 5, NULL);
  *n_styles = all[digit].n;
  return all[digit].styles;
}
