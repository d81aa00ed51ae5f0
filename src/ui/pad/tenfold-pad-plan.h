/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

/*
 * TenfoldPadPlan: where the parts of the pad's pane go. Pure numbers, for tests without a display.
 * Where there is height, the pad is above the bars; where there is little, the bars are beside it.
 */

#define TENFOLD_PAD_PLAN_SHORT 96

typedef struct {
  int width, height; /* of the pane, in logical pixels */
  int tools_width;
  int bars_width;                     /* least */
  int bars_height, bars_least_height; /* of ten rows: natural, least */
  int caption_height;                 /* of "seen as" */
  int verdict_height;                 /* of any verdict in the column that plan_column() gives */
  int verdict_short;                  /* of any short one, TENFOLD_PAD_PLAN_SHORT wide */
  int verdict_over;                   /* of any short one, bars_width wide */
  int answer_width, answer_height;    /* of the button "Wrong?" */
} TenfoldPadNeeds;

typedef struct {
  gboolean compact;
  double scale; /* of the verdict's text: 1 in a small pane, more in a large one */
  GdkRectangle pad, tools, caption, preview, verdict, answer, bars; /* width 0: not shown */
} TenfoldPadPlan;

/* The width of the column of preview and verdict, beside the bars, in a pane of this width. */
int tenfold_pad_plan_column (int width);

void tenfold_pad_plan (TenfoldPadPlan *plan, const TenfoldPadNeeds *needs);

/* The same plan for languages that are written from right to left. */
void tenfold_pad_plan_mirror (TenfoldPadPlan *plan, int width);
