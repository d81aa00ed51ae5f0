/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-plan.h"

/* As measured with a text scale of 1; larger text makes everything but the tools larger. */
static TenfoldPadNeeds
needs (int width, int height, double text)
{
  return (TenfoldPadNeeds){ .width = width,
                            .height = height,
                            .tools_width = 34,
                            .bars_width = (int) (30 + 80 * text),
                            .bars_height = (int) (250 * text),
                            .bars_least_height = (int) (134 * text),
                            .caption_height = (int) (17 * text),
                            .verdict_height = (int) (80 * text),
                            .verdict_short = (int) (36 * text),
                            .verdict_over = (int) (20 * text),
                            .answer_width = (int) (30 + 60 * text),
                            .answer_height = (int) (16 + 18 * text) };
}

static gboolean
overlap (const GdkRectangle *a, const GdkRectangle *b)
{
  return a->width > 0 && b->width > 0 && gdk_rectangle_intersect (a, b, NULL);
}

static void
check (const TenfoldPadPlan *plan, int width, int height)
{
  const GdkRectangle *parts[] = { &plan->pad,     &plan->tools,  &plan->caption, &plan->preview,
                                  &plan->verdict, &plan->answer, &plan->bars };

  g_assert_cmpint (plan->pad.width, ==, plan->pad.height);
  g_assert_cmpint (plan->preview.width % 28, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i]->width == 0)
      continue;
    g_assert_cmpint (parts[i]->height, >, 0);
    g_assert_cmpint (parts[i]->x, >=, 0);
    g_assert_cmpint (parts[i]->y, >=, 0);
    g_assert_cmpint (parts[i]->x + parts[i]->width, <=, width);
    g_assert_cmpint (parts[i]->y + parts[i]->height, <=, height);
    for (guint j = 0; j < i; j++)
      g_assert_false (overlap (parts[i], parts[j]));
  }
}

static void
test_every_size (void)
{
  for (int text = 3; text <= 6; text++)
    for (int width = 340; width <= 1600; width += width < 620 ? 7 : 90)
      for (int height = 190; height <= 2100; height += height < 900 ? 5 : 100) {
        TenfoldPadNeeds n = needs (width, height, text / 4.0);
        TenfoldPadPlan plan;

        tenfold_pad_plan (&plan, &n);
        check (&plan, width, height);
        g_assert_cmpint (plan.pad.width, >=, 84);
        g_assert_cmpint (plan.verdict.width, >, 0);
        g_assert_cmpint (plan.bars.width, >=, n.bars_width);
        tenfold_pad_plan_mirror (&plan, width);
        check (&plan, width, height);
      }
}

static void
test_known_sizes (void)
{
  TenfoldPadNeeds n = needs (420, 740, 1);
  TenfoldPadPlan plan;

  tenfold_pad_plan (&plan, &n);
  g_assert_false (plan.compact);
  g_assert_cmpint (plan.pad.width, >=, 340);
  g_assert_cmpint (plan.bars.y, >, plan.pad.y + plan.pad.height);
  g_assert_cmpint (plan.preview.width, >=, 112);

  g_assert_cmpint (plan.answer.width, >, 0);
  g_assert_cmpfloat (plan.scale, ==, 1);

  /* The left part of 1920x1080: all of it grows. */
  n = needs (768, 1000, 1);
  tenfold_pad_plan (&plan, &n);
  g_assert_false (plan.compact);
  g_assert_cmpint (plan.pad.width, >=, 540);
  g_assert_cmpint (plan.bars.height, >=, 350);
  g_assert_cmpfloat (plan.scale, >, 1.6);
  g_assert_cmpint (plan.preview.width, >=, 112);
  g_assert_cmpint (plan.verdict.height, >=, (int) (n.verdict_height * plan.scale));

  n = needs (360, 247, 1);
  tenfold_pad_plan (&plan, &n);
  g_assert_true (plan.compact);
  g_assert_cmpint (plan.pad.width, >=, 160);
  g_assert_cmpint (plan.bars.x, >, plan.tools.x + plan.tools.width);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pad-plan/every-size", test_every_size);
  g_test_add_func ("/pad-plan/known-sizes", test_known_sizes);
  return g_test_run ();
}
