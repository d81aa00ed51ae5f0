/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-plan.h"

#define MARGIN 12
#define COMPACT_MARGIN 6
#define GAP 12
#define COMPACT_GAP 6
#define LEAST_PAD 84
/* A pad that is not much smaller than the largest possible one goes above the bars. */
#define PREFER_ABOVE 0.8
/* Of the width, where the bars are beside the pad: they need some too. */
#define MOST_PAD_PERCENT 58
#define MOST_BAR_HEIGHT 330
/* The width for which sizes are meant as they are; beyond it verdict, preview and bars grow. */
#define USUAL_WIDTH 420
#define MOST_SCALE 3.0

int
tenfold_pad_plan_column (int width)
{
  return CLAMP ((width - 2 * MARGIN) * 9 / 25, 96, 460);
}

/* The side of a preview that fits: a whole number of pixels for each of its 28; 0: none fits. */
static int
preview_side (int room)
{
  static const int sides[] = { 280, 224, 168, 140, 112, 84, 56 };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] <= room)
      return sides[i];
  return 0;
}

static double
scale_for (int width)
{
  return CLAMP ((double) width / USUAL_WIDTH, 1, MOST_SCALE);
}

static void
plan_above (TenfoldPadPlan *plan, const TenfoldPadNeeds *n, int side)
{
  const int inner = n->width - 2 * MARGIN;
  const int column = tenfold_pad_plan_column (n->width);
  const int left = MARGIN + (inner - side - COMPACT_GAP - n->tools_width) / 2;
  const int top = MARGIN + side + GAP;
  const double scale = scale_for (n->width);
  const int height = MIN (n->height - MARGIN - top, (int) (MOST_BAR_HEIGHT * scale));
  const int verdict = (int) (n->verdict_height * scale);
  int y = top, bottom = top + height, preview;

  plan->compact = FALSE;
  plan->scale = verdict <= height ? scale : 1;
  plan->pad = (GdkRectangle){ left, MARGIN, side, side };
  plan->tools = (GdkRectangle){ left + side + COMPACT_GAP, MARGIN, n->tools_width, side };
  plan->bars = (GdkRectangle){ MARGIN + column + GAP, top, inner - column - GAP, height };

  if (n->answer_width <= column
      && (int) (n->verdict_height * plan->scale) + GAP + n->answer_height <= height) {
    bottom -= n->answer_height;
    plan->answer = (GdkRectangle){ MARGIN, bottom, column, n->answer_height };
    bottom -= GAP / 2;
  }
  preview = preview_side (MIN (column, bottom - top - n->caption_height - GAP - verdict));
  if (preview > 0) {
    plan->caption = (GdkRectangle){ MARGIN, y, column, n->caption_height };
    y += n->caption_height + 4;
    plan->preview = (GdkRectangle){ MARGIN, y, preview, preview };
    y += preview + GAP - 4;
  }
  plan->verdict = (GdkRectangle){ MARGIN, y, column, bottom - y };
}

static void
plan_beside (TenfoldPadPlan *plan, const TenfoldPadNeeds *n, int side)
{
  const int bottom = n->height - COMPACT_MARGIN;
  const int right = COMPACT_MARGIN + side + COMPACT_GAP + n->tools_width + 2 * COMPACT_GAP;
  const int width = n->width - COMPACT_MARGIN - right;
  const int below = COMPACT_MARGIN + side + COMPACT_GAP;
  const int room = bottom - below;
  int top = COMPACT_MARGIN, preview = preview_side (room);

  plan->compact = TRUE;
  plan->scale = 1;
  plan->pad = (GdkRectangle){ COMPACT_MARGIN, COMPACT_MARGIN, side, side };
  plan->tools = (GdkRectangle){ COMPACT_MARGIN + side + COMPACT_GAP, COMPACT_MARGIN, n->tools_width,
                                bottom - COMPACT_MARGIN };
  while (preview > 0 && side - preview - COMPACT_GAP < TENFOLD_PAD_PLAN_SHORT)
    preview = preview_side (preview - 1);
  if (preview > 0 && n->verdict_short <= room) {
    const int x = COMPACT_MARGIN + preview + COMPACT_GAP;

    plan->preview = (GdkRectangle){ COMPACT_MARGIN, below, preview, preview };
    plan->verdict = (GdkRectangle){ x, below, COMPACT_MARGIN + side - x, room };
  } else if (n->verdict_short <= room) {
    plan->verdict = (GdkRectangle){ COMPACT_MARGIN, below, side, room };
  } else {
    plan->verdict = (GdkRectangle){ right, top, width, n->verdict_over };
    top += n->verdict_over + 2;
  }
  plan->bars = (GdkRectangle){ right, top, width, MIN (bottom - top, MOST_BAR_HEIGHT) };
}

void
tenfold_pad_plan (TenfoldPadPlan *plan, const TenfoldPadNeeds *n)
{
  const int least_lower = MAX (n->bars_least_height, n->verdict_height);
  /* A lower part of its natural height, as long as the pad stays the larger part. */
  const int usual = (int) (n->bars_height * scale_for (n->width));
  const int lower = CLAMP (n->height * 2 / 5, least_lower, MAX (least_lower, usual));
  const int above = MIN (n->width - 2 * MARGIN - COMPACT_GAP - n->tools_width,
                         n->height - 2 * MARGIN - GAP - lower);
  int beside = MIN (n->height - 2 * COMPACT_MARGIN, n->width * MOST_PAD_PERCENT / 100);

  beside = MIN (beside,
                n->width - 2 * COMPACT_MARGIN - 3 * COMPACT_GAP - n->tools_width - n->bars_width);
  *plan = (TenfoldPadPlan){ 0 };
  if (above >= LEAST_PAD && above >= PREFER_ABOVE * beside)
    plan_above (plan, n, above);
  else
    plan_beside (plan, n, MAX (beside, LEAST_PAD));
}

void
tenfold_pad_plan_mirror (TenfoldPadPlan *plan, int width)
{
  GdkRectangle *parts[] = { &plan->pad,     &plan->tools,  &plan->caption, &plan->preview,
                            &plan->verdict, &plan->answer, &plan->bars };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i]->x = width - parts[i]->x - parts[i]->width;
}
