/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/pen/nn-synthetic-styles.h"

/* Drawings that are not digits: letters that do not look like one, faces, grids, scribbles. */

/* Straight strokes from a table of numbers: x, y, x, y, ...; a negative x beyond -1 lifts the pen.
 */
#define LIFT -9.0f

static void
write_lines (NnHand *hand, const float *numbers, guint n)
{
  gboolean down = TRUE;

  for (guint i = 0; i + 1 < n; i += 2) {
    if (numbers[i] == LIFT) {
      down = TRUE;
      i--;
      continue;
    }
    if (down)
      pen_down (about (numbers[i], 0.03f), about (numbers[i + 1], 0.03f));
    else
      pen_corner (about (numbers[i], 0.03f), about (numbers[i + 1], 0.03f));
    down = FALSE;
  }
}

#define LETTER(name, ...)                                                                          \
  static void name (NnHand *hand)                                                                  \
  {                                                                                                \
    static const float numbers[] = { __VA_ARGS__ };                                                \
                                                                                                   \
    write_lines (hand, numbers, G_N_ELEMENTS (numbers));                                           \
  }

LETTER (write_a, 0, 1, 0.32f, 0, 0.66f, 1, LIFT, 0.13f, 0.62f, 0.53f, 0.6f)
LETTER (write_e, 0.52f, 0, 0, 0.02f, 0, 1, 0.55f, 0.98f, LIFT, 0, 0.48f, 0.42f, 0.47f)
LETTER (write_f, 0.52f, 0, 0.02f, 0.01f, 0, 1, LIFT, 0, 0.46f, 0.4f, 0.45f)
LETTER (write_h, 0, 0, 0, 1, LIFT, 0.55f, 0, 0.54f, 1, LIFT, 0, 0.48f, 0.54f, 0.5f)
LETTER (write_k, 0, 0, 0, 1, LIFT, 0.5f, 0, 0.02f, 0.52f, 0.56f, 1)
LETTER (write_m, 0, 1, 0.05f, 0, 0.35f, 0.6f, 0.66f, 0, 0.74f, 1)
LETTER (write_n, 0, 1, 0.02f, 0, 0.55f, 1, 0.57f, 0)
LETTER (write_w, 0, 0, 0.2f, 1, 0.42f, 0.35f, 0.64f, 1, 0.85f, 0)
LETTER (write_x, 0, 0, 0.6f, 1, LIFT, 0.6f, 0, 0, 1)
LETTER (write_t, 0, 0, 0.66f, 0.01f, LIFT, 0.33f, 0, 0.33f, 1)
LETTER (write_plus, 0, 0.5f, 1, 0.5f, LIFT, 0.5f, 0, 0.5f, 1)
LETTER (write_v, 0, 0, 0.3f, 1, 0.6f, 0)
LETTER (write_house, 0, 1, 0, 0.45f, 0.4f, 0, 0.8f, 0.45f, 0.8f, 1, 0, 1)
LETTER (write_star, 0.1f, 1, 0.45f, 0, 0.8f, 1, 0, 0.38f, 0.9f, 0.38f, 0.1f, 1)
LETTER (write_triangle, 0, 0.9f, 0.5f, 0, 1, 0.9f, 0, 0.9f)
LETTER (write_arrow, 0, 0.5f, 1, 0.5f, LIFT, 0.7f, 0.2f, 1, 0.5f, 0.7f, 0.8f)
LETTER (write_square, 0, 0, 0.9f, 0, 0.9f, 0.9f, 0, 0.9f, 0, 0)
LETTER (write_equals, 0, 0.3f, 0.9f, 0.3f, LIFT, 0, 0.7f, 0.9f, 0.7f)
LETTER (write_hash,
        0.3f,
        0,
        0.25f,
        1,
        LIFT,
        0.7f,
        0,
        0.65f,
        1,
        LIFT,
        0,
        0.35f,
        1,
        0.33f,
        LIFT,
        0,
        0.68f,
        1,
        0.66f)

static void
write_r (NnHand *hand)
{
  pen_down (about (0, 0.03f), 1);
  pen_corner (about (0, 0.03f), about (0, 0.03f));
  pen_to (about (0.4f, 0.05f), about (0.05f, 0.03f));
  pen_to (about (0.46f, 0.05f), about (0.25f, 0.04f));
  pen_to (about (0.3f, 0.05f), about (0.47f, 0.03f));
  pen_corner (about (0.04f, 0.03f), about (0.5f, 0.04f));
  pen_to (about (0.54f, 0.05f), 1);
}

static void
write_small_m (NnHand *hand)
{
  float step = between (0.28f, 0.4f);

  pen_down (0, about (0.3f, 0.05f));
  pen_corner (0, 1);
  for (int i = 0; i < 2; i++) {
    pen_to ((float) i * step + 0.02f, about (0.5f, 0.05f));
    pen_to (((float) i + 0.55f) * step, about (0.3f, 0.04f));
    pen_to (((float) i + 0.95f) * step, about (0.5f, 0.05f));
    pen_corner (((float) i + 1) * step, about (1, 0.03f));
  }
}

static void
write_heart (NnHand *hand)
{
  pen_down (about (0.5f, 0.03f), about (0.25f, 0.04f));
  pen_to (about (0.25f, 0.04f), about (0, 0.03f));
  pen_to (about (0, 0.03f), about (0.3f, 0.04f));
  pen_corner (about (0.5f, 0.04f), 1);
  pen_to (about (1, 0.03f), about (0.3f, 0.04f));
  pen_to (about (0.75f, 0.04f), about (0, 0.03f));
  pen_to (about (0.5f, 0.03f), about (0.25f, 0.04f));
}

static void
write_face (NnHand *hand)
{
  float eye = between (0.12f, 0.22f), bend = chance (0.8f) ? 1 : -1;
  float rx = about (0.5f, 0.04f), ry = about (0.5f, 0.04f);

  if (chance (0.9f))
    nn_hand_arc (hand, TRUE, 0.5f, 0.5f, rx, ry, -90, -440);
  for (int side = -1; side <= 1; side += 2) {
    float x = 0.5f + (float) side * eye;

    pen_down (x, about (0.35f, 0.03f));
    pen_to (x, about (0.42f, 0.03f));
  }
  rx = about (0.26f, 0.04f);
  ry = about (0.18f, 0.04f);
  nn_hand_arc (hand, TRUE, 0.5f, 0.6f, rx, bend * ry, 160, 20);
}

static void
write_spiral (NnHand *hand)
{
  float turns = between (2.2f, 4), sign = chance (0.5f) ? 1 : -1;

  for (int i = 0; i <= (int) (turns * 9); i++) {
    float angle = sign * (float) i * (float) G_PI * 2 / 9, r = 0.5f * (float) i / (turns * 9);

    if (i == 0)
      pen_down (0.5f, 0.5f);
    else
      pen_to (0.5f + r * cosf (angle), 0.5f + r * sinf (angle));
  }
}

/* To and fro, as one blackens a field. */
static void
write_hatching (NnHand *hand)
{
  int n = 5 + (int) between (0, 9);
  gboolean upright = chance (0.5f);

  for (int i = 0; i <= n; i++) {
    float along = (float) i / (float) n, across = i % 2 == 0 ? about (0, 0.08f) : about (1, 0.08f);
    float x = upright ? along : across, y = upright ? across : along;

    if (i == 0)
      pen_down (x, y);
    else if (chance (0.5f))
      pen_to (x, y);
    else
      pen_corner (x, y);
  }
}

static void
write_scribble (NnHand *hand)
{
  int n = 8 + (int) between (0, 16);

  pen_down (between (0, 1), between (0, 1));
  for (int i = 0; i < n; i++)
    pen_to (between (0, 1), between (0, 1));
}

static void
write_random_strokes (NnHand *hand)
{
  int n = 3 + (int) between (0, 5);

  for (int i = 0; i < n; i++) {
    pen_down (between (0, 1), between (0, 1));
    if (chance (0.3f))
      pen_to (between (0, 1), between (0, 1));
    pen_to (between (0, 1), between (0, 1));
  }
}

static void
write_grid (NnHand *hand)
{
  int n = 2 + (int) between (0, 3), m = 2 + (int) between (0, 3);
  float frame = chance (0.5f) ? 0 : 0.12f;

  for (int i = 0; i < n; i++) {
    float x = n == 1 ? 0.5f : frame + (1 - 2 * frame) * (float) i / (float) (n - 1);

    pen_down (x, 0);
    pen_to (about (x, 0.02f), 1);
  }
  for (int i = 0; i < m; i++) {
    float y = m == 1 ? 0.5f : frame + (1 - 2 * frame) * (float) i / (float) (m - 1);

    pen_down (0, y);
    pen_to (1, about (y, 0.02f));
  }
}

/* As if a word began. */
static void
write_waves (NnHand *hand)
{
  int n = 3 + (int) between (0, 4);
  float height = between (0.3f, 0.9f);

  pen_down (0, 0.5f + 0.5f * height);
  for (int i = 0; i < n; i++) {
    pen_to (0.3f * (float) i + 0.15f, 0.5f - about (0.5f, 0.1f) * height);
    pen_to (0.3f * (float) i + 0.3f, 0.5f + about (0.5f, 0.1f) * height);
  }
}

/* Loops in a row, as one tries a pen. */
static void
write_loops (NnHand *hand)
{
  int n = 3 + (int) between (0, 4);
  float step = between (0.12f, 0.4f), height = between (0.25f, 0.5f);

  for (int i = 0; i <= n * 6; i++) {
    float angle = -(float) i * (float) G_PI / 3 + 1.6f;
    float x = step * (float) i / 6 + 0.22f * cosf (angle), y = height * sinf (angle);

    if (i == 0)
      pen_down (x, y);
    else
      pen_to (about (x, 0.02f), about (y, 0.03f));
  }
}

static const NnStyle strange[] = {
  { "letter A", 1, write_a },
  { "letter E", 1, write_e },
  { "letter F", 1, write_f },
  { "letter H", 1, write_h },
  { "letter K", 1, write_k },
  { "letter M", 1, write_m },
  { "letter N", 1, write_n },
  { "letter R", 1, write_r },
  { "letter W", 1, write_w },
  { "letter X", 1, write_x },
  { "letter m", 1, write_small_m },
  { "letter T", 1, write_t },
  { "letter V", 0, write_v },
  { "plus", 1, write_plus },
  { "equals", 1, write_equals },
  { "hash", 1, write_hash },
  { "house", 1, write_house },
  { "star", 0, write_star },
  { "triangle", 1, write_triangle },
  { "square", 0, write_square },
  { "arrow", 1, write_arrow },
  { "heart", 1, write_heart },
  { "face", 2, write_face },
  { "spiral", 1, write_spiral },
  { "hatching", 2, write_hatching },
  { "scribble", 3, write_scribble },
  { "random strokes", 3, write_random_strokes },
  { "grid", 2, write_grid },
  { "waves", 1, write_waves },
  { "loops", 1, write_loops },
};

const NnStyle *
nn_synthetic_strange_styles (guint *n_styles)
{
  *n_styles = G_N_ELEMENTS (strange);
  return strange;
}
