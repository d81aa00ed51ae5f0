/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "ui/widgets/tenfold-beside.h"
#include "ui/widgets/tenfold-wrap.h"

#define SPACING 6

typedef struct {
  GtkWidget *wrap, *children[3];
} Fixture;

/* Three children, 100, 60 and 40 wide and 10, 20 and 30 high; the second one expands. */
static void
set_up (Fixture *f, gconstpointer data)
{
  static const int widths[] = { 100, 60, 40 };

  f->wrap = g_object_ref_sink (g_object_new (TENFOLD_TYPE_WRAP, NULL));
  for (int i = 0; i < 3; i++) {
    f->children[i] = adw_bin_new ();
    gtk_widget_set_size_request (f->children[i], widths[i], 10 * (i + 1));
    gtk_widget_set_parent (f->children[i], f->wrap);
  }
  gtk_widget_set_hexpand (f->children[1], TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->wrap);
}

static void
allocate (Fixture *f, int width)
{
  int height;

  gtk_widget_measure (f->wrap, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (f->wrap, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
assert_at (Fixture *f, int i, int x, int y, int width, int height)
{
  graphene_rect_t at;

  g_assert_true (gtk_widget_compute_bounds (f->children[i], f->wrap, &at));
  g_assert_cmpfloat (at.origin.x, ==, (float) x);
  g_assert_cmpfloat (at.origin.y, ==, (float) y);
  g_assert_cmpfloat (at.size.width, ==, (float) width);
  g_assert_cmpfloat (at.size.height, ==, (float) height);
}

static void
test_measure (Fixture *f, gconstpointer data)
{
  static const struct {
    int width, height;
  } lines[] = { { 212, 30 },
                { 211, 20 + SPACING + 30 },
                { 165, 10 + SPACING + 30 },
                { 105, 10 + SPACING + 20 + SPACING + 30 } };
  int least, natural;

  gtk_widget_measure (f->wrap, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  g_assert_cmpint (least, ==, 100);
  g_assert_cmpint (natural, ==, 100 + SPACING + 60 + SPACING + 40);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    gtk_widget_measure (f->wrap, GTK_ORIENTATION_VERTICAL, lines[i].width, &least, &natural, NULL,
                        NULL);
    g_assert_cmpint (least, ==, lines[i].height);
    g_assert_cmpint (natural, ==, lines[i].height);
  }
}

static void
test_lines (Fixture *f, gconstpointer data)
{
  allocate (f, 300);
  assert_at (f, 0, 0, 0, 100, 30);
  assert_at (f, 1, 106, 0, 148, 30);
  assert_at (f, 2, 260, 0, 40, 30);
  allocate (f, 200);
  assert_at (f, 0, 0, 0, 100, 20);
  assert_at (f, 1, 106, 0, 94, 20);
  assert_at (f, 2, 0, 26, 40, 30);
}

static void
test_from_the_right (Fixture *f, gconstpointer data)
{
  gtk_widget_set_direction (f->wrap, GTK_TEXT_DIR_RTL);
  allocate (f, 200);
  assert_at (f, 0, 100, 0, 100, 20);
  assert_at (f, 1, 0, 0, 94, 20);
  assert_at (f, 2, 160, 26, 40, 30);
}

/* What is not shown takes no room. */
static void
test_hidden (Fixture *f, gconstpointer data)
{
  int least, natural;

  gtk_widget_set_visible (f->children[0], FALSE);
  gtk_widget_measure (f->wrap, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  g_assert_cmpint (least, ==, 60);
  g_assert_cmpint (natural, ==, 60 + SPACING + 40);
  allocate (f, 200);
  assert_at (f, 1, 0, 0, 154, 30);
  assert_at (f, 2, 160, 0, 40, 30);
}

/* Two children, the second 100 wide: beside each other where the first keeps its least width, else
 * the second alone; and the first alone where the second is hidden. */
static void
test_beside (void)
{
  static const struct {
    int width;
    gboolean shown, mirrored;
    int x[2], widths[2]; /* 0: not shown */
  } cases[] = {
    { TENFOLD_BESIDE_LEAST + 12 + 100,
      TRUE,
      FALSE,
      { 0, TENFOLD_BESIDE_LEAST + 12 },
      { TENFOLD_BESIDE_LEAST, 100 } },
    { TENFOLD_BESIDE_LEAST + 12 + 100, TRUE, TRUE, { 112, 0 }, { TENFOLD_BESIDE_LEAST, 100 } },
    { TENFOLD_BESIDE_LEAST + 12 + 99,
      TRUE,
      FALSE,
      { 0, 0 },
      { 0, TENFOLD_BESIDE_LEAST + 12 + 99 } },
    { 200, FALSE, FALSE, { 0, 0 }, { 200, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GtkWidget *beside = g_object_ref_sink (g_object_new (TENFOLD_TYPE_BESIDE, NULL));
    int least;

    gtk_widget_set_direction (beside, cases[i].mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
    for (int k = 0; k < 2; k++) {
      GtkWidget *child = adw_bin_new ();

      gtk_widget_set_size_request (child, 100, k == 0 ? 20 : 50);
      gtk_widget_set_parent (child, beside);
      gtk_widget_set_visible (child, k == 0 || cases[i].shown);
    }
    gtk_widget_measure (beside, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    g_assert_cmpint (least, ==, 100);
    gtk_widget_measure (beside, GTK_ORIENTATION_VERTICAL, cases[i].width, &least, NULL, NULL, NULL);
    g_assert_cmpint (least, ==, cases[i].shown ? 50 : 20);
    gtk_widget_size_allocate (beside, &(GtkAllocation){ 0, 0, cases[i].width, 50 }, -1);
    for (int k = 0; k < 2; k++) {
      GtkWidget *child
          = k == 0 ? gtk_widget_get_first_child (beside) : gtk_widget_get_last_child (beside);
      graphene_rect_t at;

      g_assert_cmpint (gtk_widget_get_visible (child) && gtk_widget_get_child_visible (child), ==,
                       cases[i].widths[k] > 0);
      if (cases[i].widths[k] == 0)
        continue;
      g_assert_true (gtk_widget_compute_bounds (child, beside, &at));
      g_assert_cmpfloat (at.origin.x, ==, (float) cases[i].x[k]);
      g_assert_cmpfloat (at.size.width, ==, (float) cases[i].widths[k]);
    }
    g_assert_finalize_object (beside);
  }
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add ("/wrap/measure", Fixture, NULL, set_up, test_measure, tear_down);
  g_test_add ("/wrap/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/wrap/from-the-right", Fixture, NULL, set_up, test_from_the_right, tear_down);
  g_test_add ("/wrap/hidden", Fixture, NULL, set_up, test_hidden, tear_down);
  g_test_add_func ("/beside", test_beside);
  return g_test_run ();
}
