/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/pen/nn-synthetic-styles.h"

/* Styles of 0 to 2 from around the world. */

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
      pen_down (x + tilt * y, 0.5f + y);
    else
      pen_to (x + tilt * y, 0.5f + y);
  }
}

static void
write_oval (NnHand *hand)
{
  float from = about (-90, 30), turn = chance (0.85f) ? about (360, 16) : between (360, 420);
  float rx = between (0.2f, 0.48f);

  oval (hand, rx, from, chance (0.85f) ? from - turn : from + turn);
}

static void
slash (NnHand *hand, float length)
{
  float rise = between (0.5f, 1.3f), x = about (0, 0.04f), y = about (0.5f, 0.04f);
  float dx = length / sqrtf (1 + rise * rise) * 0.5f, dy = rise * dx;

  pen_down (x + dx, y - dy);
  pen_to (x - dx, y + dy);
}

static void
write_slashed (NnHand *hand)
{
  float from = about (-90, 25), rx = between (0.28f, 0.48f), turn = about (360, 12);

  oval (hand, rx, from, from - turn);
  slash (hand, between (0.6f, 1.35f));
}

/* The slash without lifting the pen. */
static void
write_slashed_in_one (NnHand *hand)
{
  float from = between (-75, -35), rx = between (0.28f, 0.46f), turn = about (360, 10);

  oval (hand, rx, from, from - turn);
  pen_corner (nn_hand_x (hand), nn_hand_y (hand));
  pen_to (about (-0.24f, 0.08f), about (0.85f, 0.08f));
}

static void
write_dotted (NnHand *hand)
{
  float from = about (-90, 25), rx = between (0.3f, 0.48f), turn = about (360, 12);
  float x = about (0, 0.04f), y = about (0.5f, 0.05f);

  oval (hand, rx, from, from - turn);
  pen_down (x, y);
  pen_to (about (x, 0.03f), about (y + 0.02f, 0.03f));
}

/* The end runs into the oval: a curl at the top. */
static void
write_curled_oval (NnHand *hand)
{
  float from = about (-80, 20), rx = between (0.25f, 0.46f);

  oval (hand, rx, from, from - 360);
  pen_to (nn_hand_x (hand) - between (0.1f, 0.7f) * rx, about (0.06f, 0.06f));
  if (chance (0.6f))
    pen_to (nn_hand_x (hand) - between (-0.1f, 0.6f) * rx, between (0.1f, 0.4f));
}

/* --- 1 --- */

static void
write_bar (NnHand *hand)
{
  pen_down (about (0, 0.02f), 0);
  pen_to (about (0, 0.03f), about (0.5f, 0.06f));
  pen_to (about (0, 0.02f), 1);
}

/* From the end of a flag down; the corner is sharp or, in a hurry, a bend. */
static void
stem_of_one (NnHand *hand)
{
  if (chance (0.8f))
    pen_corner (0, 0);
  else
    pen_to (about (0, 0.02f), about (0, 0.02f));
  pen_to (about (0, 0.02f), about (0.5f, 0.06f));
  pen_to (about (0, 0.04f), 1);
}

static void
foot (NnHand *hand)
{
  float left = between (0.12f, 0.34f), right = between (0.12f, 0.36f), y = about (1, 0.015f);

  pen_down (-left, about (y, 0.015f));
  pen_to (right, about (y, 0.02f));
}

static void
write_short_flag (NnHand *hand)
{
  float x = between (0.06f, 0.22f);

  pen_down (-x, x * between (0.4f, 1.3f));
  stem_of_one (hand);
}

/* As in much of Europe: the flag is half as long as the stem, or as long. */
static void
write_long_flag (NnHand *hand)
{
  float x = between (0.18f, 0.56f), y = CLAMP (x * between (0.7f, 1.8f), 0.18f, 0.85f);

  pen_down (-x, y);
  pen_to (-0.5f * x + about (0, 0.03f), 0.45f * y + about (0.03f, 0.03f));
  stem_of_one (hand);
}

/* The flag begins with a hook, or bends on its way up. */
static void
write_bent_flag (NnHand *hand)
{
  float x = between (0.15f, 0.42f), y = CLAMP (x * between (0.9f, 2.0f), 0.2f, 0.8f);

  if (chance (0.6f)) {
    pen_down (-x - between (0.02f, 0.12f), y - between (-0.04f, 0.08f));
    pen_bend (-x, y, 0.3f);
  } else {
    pen_down (-x, y);
  }
  pen_to (-0.5f * x + about (0, 0.05f), 0.5f * y + about (0.04f, 0.05f));
  stem_of_one (hand);
}

/* The stem first; the flag finds its top, or misses it. */
static void
write_flag_apart (NnHand *hand)
{
  float x = between (0.14f, 0.5f), y = CLAMP (x * between (0.7f, 1.8f), 0.14f, 0.8f);
  float past = between (-0.06f, 0.05f), top = between (-0.05f, 0.12f);

  write_bar (hand);
  pen_down (-x, y + top);
  pen_to (-0.5f * x + about (0, 0.03f), 0.5f * y + top + about (0, 0.03f));
  pen_to (past, top - 0.5f * past);
}

/* The pen comes from below and goes back down beside its own line. */
static void
write_up_and_down (NnHand *hand)
{
  float x = between (0.03f, 0.24f), y = between (0.6f, 1.0f);

  pen_down (-x, y);
  pen_to (-0.5f * x + about (0, 0.02f), 0.5f * y);
  stem_of_one (hand);
}

/* Ends with a little way up to the right, as in a word. */
static void
write_one_with_tick (NnHand *hand)
{
  if (chance (0.5f))
    write_bar (hand);
  else
    write_short_flag (hand);
  pen_bend (about (0.04f, 0.02f), about (1, 0.02f), 0.4f);
  pen_to (between (0.08f, 0.24f), 1 - between (0.02f, 0.16f));
}

/* The foot without lifting: out to the left and back to the right. */
static void
write_foot_in_one (NnHand *hand)
{
  if (chance (0.5f))
    write_short_flag (hand);
  else
    write_long_flag (hand);
  pen_corner (-between (0.16f, 0.34f), about (1, 0.025f));
  pen_corner (between (0.12f, 0.36f), about (1, 0.03f));
}

/* A line at the head and one at the foot, as in print. */
static void
write_one_with_serifs (NnHand *hand)
{
  float left = between (0.06f, 0.26f), right = between (0.06f, 0.26f);

  write_bar (hand);
  foot (hand);
  pen_down (-left, about (0, 0.02f));
  pen_to (right, about (0, 0.02f));
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
    pen_down (about (0.1f, 0.03f), about (0.3f, 0.04f));
    pen_to (about (0.0f, 0.03f), about (0.24f, 0.04f));
  } else {
    pen_down (about (0.0f, 0.04f), about (0.24f, 0.08f));
  }
  pen_to (about (0.1f, 0.03f), about (0.06f, 0.03f));
  pen_to (about (0.27f, 0.04f), top);
  pen_to (about (right - 0.04f, 0.02f), about (0.11f, 0.03f));
  pen_to (right, about (0.27f, 0.05f));
}

static void
base_of_two (NnHand *hand, float y)
{
  float end = between (0.4f, 0.78f), wave = about (0, 0.04f);

  if (chance (0.08f))
    end = between (0.2f, 0.4f);
  pen_to (about (0.2f, 0.04f), y - 0.02f - wave);
  pen_to (0.66f * end, y + wave);
  pen_to (end, y + about (0, 0.05f));
}

static void
write_two (NnHand *hand)
{
  head_of_two (hand);
  pen_to (about (0.36f, 0.04f), about (0.55f, 0.05f));
  pen_to (about (0.17f, 0.04f), about (0.8f, 0.04f));
  pen_corner (about (-0.02f, 0.04f), about (0.98f, 0.02f));
  base_of_two (hand, about (0.99f, 0.02f));
}

static void
write_two_with_loop (NnHand *hand)
{
  float size = between (0.4f, 1.9f), y = about (0.9f, 0.03f);

  head_of_two (hand);
  pen_to (about (0.36f, 0.04f), about (0.57f, 0.05f));
  pen_to (about (0.17f, 0.03f), about (0.84f, 0.03f));
  pen_to (-0.02f - 0.05f * size, y + 0.07f * size);
  pen_to (-0.04f - 0.09f * size, y - 0.01f * size);
  pen_to (-0.01f, y - 0.11f * size);
  pen_to (0.1f + 0.06f * size, y - 0.06f * size);
  pen_to (about (0.34f, 0.04f), about (0.96f, 0.03f));
  pen_to (between (0.42f, 0.84f), about (0.94f, 0.07f));
}

/* A flat head, a corner, a diagonal, a base. */
static void
write_two_like_z (NnHand *hand)
{
  float right = between (0.4f, 0.56f);

  pen_down (about (0, 0.04f), about (0.05f, 0.04f));
  pen_to (about (0.22f, 0.04f), about (0.0f, 0.02f));
  pen_to (right, about (0.06f, 0.03f));
  pen_to (about (right - 0.06f, 0.02f), about (0.3f, 0.06f));
  pen_to (about (0.18f, 0.03f), about (0.68f, 0.05f));
  pen_corner (about (0, 0.03f), about (0.97f, 0.02f));
  base_of_two (hand, about (0.98f, 0.02f));
}

/* Like a swan: the base grows out of the neck. */
static void
write_round_two (NnHand *hand)
{
  head_of_two (hand);
  pen_to (about (0.32f, 0.04f), about (0.52f, 0.05f));
  pen_to (about (0.1f, 0.04f), about (0.76f, 0.04f));
  pen_to (about (0.06f, 0.03f), about (0.92f, 0.03f));
  pen_to (about (0.22f, 0.03f), about (1.0f, 0.02f));
  pen_to (between (0.46f, 0.72f), about (0.95f, 0.05f));
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
  { "long flag", 3, write_long_flag },
  { "bent flag", 1.3f, write_bent_flag },
  { "flag apart", 0.9f, write_flag_apart },
  { "up and down", 0.6f, write_up_and_down },
  { "tick", 0.6f, write_one_with_tick },
  { "flag and foot", 1.6f, write_flag_and_foot },
  { "foot without lifting", 0.6f, write_foot_in_one },
  { "bar and foot", 0.5f, write_bar_and_foot },
  { "serifs", 0.5f, write_one_with_serifs },
};

static const NnStyle twos[] = {
  { "corner", 3, write_two },
  { "loop", 2.5f, write_two_with_loop },
  { "like a z", 1, write_two_like_z },
  { "like a swan", 1, write_round_two },
};

const NnStyle *
nn_synthetic_low_styles (int digit, guint *n_styles)
{
  static const struct {
    const NnStyle *styles;
    guint n;
  } all[] = {
    { zeros, G_N_ELEMENTS (zeros) },
    { ones, G_N_ELEMENTS (ones) },
    { twos, G_N_ELEMENTS (twos) },
  };

  g_return_val_if_fail (digit >= 0 && digit <= 2, NULL);
  *n_styles = all[digit].n;
  return all[digit].styles;
}
