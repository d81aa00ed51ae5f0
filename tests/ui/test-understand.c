/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include "nn/model/nn-preset.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/understand/tenfold-understand-page.h"

/* The page Understand with a small network and the digits that the program draws itself. */

typedef struct {
  TenfoldSession *session;
  GListStore *sources;
  TenfoldUnderstandPage *page;
  GtkWindow *window;
  NnDrawing *drawing;
  float inks[NN_PICTURE_PIXELS];
  guint n_chosen;
  double time; /* up to which the ink is to be seen */
} Fixture;

/* Explanations have the lowest priority: on a machine that is busy they take their time. */
#define PATIENCE 100
#define wait_for(condition, data) g_assert_true (test_ui_wait ((condition), (data), PATIENCE))

static void
chosen_cb (Fixture *f, gpointer pixels, int label)
{
  g_assert_cmpint (label, <, NN_N_CLASSES);
  f->n_chosen++;
}

static void
rewound_cb (Fixture *f, double time)
{
  f->time = time;
}

/* A seven: a stroke with a corner, and one across it. */
static void
draw (Fixture *f)
{
  static const float places[][2] = { { 0.3f, 0.2f }, { 0.7f, 0.2f }, { 0.45f, 0.8f } };
  const NnPoint across[] = { { 0.4f, 0.5f, 3, 1 }, { 0.65f, 0.5f, 4, 1 } };

  f->drawing = nn_drawing_new ();
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint k = 0; k < 10 && (i > 0 || k == 0); k++) {
      float t = (float) (k + 1) / 10;
      NnPoint point = { places[i][0], places[i][1], (float) i, 1 };

      if (i > 0) {
        point.x = places[i - 1][0] + t * (places[i][0] - places[i - 1][0]);
        point.y = places[i - 1][1] + t * (places[i][1] - places[i - 1][1]);
      }
      if (i == 0)
        nn_drawing_begin_stroke (f->drawing, point);
      else
        nn_drawing_add_point (f->drawing, point);
    }
  nn_drawing_begin_stroke (f->drawing, across[0]);
  nn_drawing_add_point (f->drawing, across[1]);
  g_assert_cmpint (nn_drawing_rasterize (f->drawing, f->inks), ==, NN_INK_DRAWING);
}

static void
put (Fixture *f)
{
  tenfold_understand_page_set_drawing (f->page, f->inks, NN_INK_DRAWING, f->drawing);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (TenfoldDataSource) source = tenfold_data_source_new_penned ();

  draw (f);
  f->time = 1;
  f->session = tenfold_session_new ();
  f->sources = g_list_store_new (TENFOLD_TYPE_DATA_SOURCE);
  g_list_store_append (f->sources, source);
  tenfold_session_create (f->session, nn_preset_find ("fast-cnn"), 1);
  f->page = TENFOLD_UNDERSTAND_PAGE (tenfold_understand_page_new ());
  tenfold_understand_page_connect (f->page, f->session, f->sources);
  g_signal_connect_swapped (f->page, "picture-chosen", G_CALLBACK (chosen_cb), f);
  g_signal_connect_swapped (f->page, "rewound", G_CALLBACK (rewound_cb), f);
  f->window = test_ui_window (GTK_WIDGET (f->page), 700, 700);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  TenfoldUnderstandPage *page = f->page;

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  test_ui_destroy (f->window);
  g_assert_null (page);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->sources);
  nn_drawing_free (f->drawing);
}

static gboolean
is_explained (gpointer data)
{
  Fixture *f = data;

  return tenfold_understand_page_get_explanation (f->page) != NULL;
}

static gboolean
has_words (gpointer data)
{
  Fixture *f = data;

  return *tenfold_understand_page_get_words (f->page) != '\0';
}

static const char *const names[TENFOLD_N_VIEWS]
    = { "inside", "why", "strokes", "neighbours", "mistakes", "step", "map", "doubt" };

static const TenfoldExplanation *
explain (Fixture *f, TenfoldView view)
{
  const TenfoldExplanation *e;

  tenfold_understand_page_set_view (f->page, view);
  wait_for (is_explained, f);
  e = tenfold_understand_page_get_explanation (f->page);
  g_assert_null (e->problem);
  g_assert_cmpint (e->question.view, ==, view);
  return e;
}

/* Each view has a result with a drawing, and it is the view's own. */
static void
test_views (Fixture *f, gconstpointer data)
{
  put (f);
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    const TenfoldExplanation *e = explain (f, (TenfoldView) view);
    g_autofree char *name = g_strconcat ("understand-", names[view], NULL);

    g_assert_true ((e->inside != NULL) == (view == TENFOLD_VIEW_INSIDE));
    g_assert_true (e->has_why == (view == TENFOLD_VIEW_WHY));
    g_assert_true (e->has_strokes == (view == TENFOLD_VIEW_STROKES));
    g_assert_true ((e->mistakes != NULL) == (view == TENFOLD_VIEW_MISTAKES));
    g_assert_true ((e->step != NULL) == (view == TENFOLD_VIEW_STEP));
    g_assert_true (e->has_doubt == (view == TENFOLD_VIEW_DOUBT));
    g_assert_cmpuint (e->rows[0].n_found[0], ==,
                      view == TENFOLD_VIEW_NEIGHBOURS ? TENFOLD_NEIGHBOURS_EACH : 0);
    g_assert_cmpstr (tenfold_understand_page_get_words (f->page), ==, "");
    test_ui_run (0.2);
    test_ui_screenshot (name);
  }
}

/* Without a drawing there are words; what needs none is there all the same. */
static void
test_empty (Fixture *f, gconstpointer data)
{
  static const float paper[NN_PICTURE_PIXELS];

  put (f);
  wait_for (is_explained, f);
  tenfold_understand_page_set_drawing (f->page, paper, NN_INK_EMPTY, NULL);
  wait_for (has_words, f);
  g_assert_null (tenfold_understand_page_get_explanation (f->page));
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_WHY);
  wait_for (has_words, f);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_MISTAKES);
  wait_for (is_explained, f);
}

/* Views are changed before they have answered, and the page goes in the middle of it. */
static void
test_fast (Fixture *f, gconstpointer data)
{
  put (f);
  for (guint i = 0; i < 24; i++) {
    tenfold_understand_page_set_view (f->page, (TenfoldView) (i * 7 % TENFOLD_N_VIEWS));
    f->inks[i] = 1;
    put (f);
    test_ui_run (0.01);
  }
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_NEIGHBOURS);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add ("/understand/views", Fixture, NULL, set_up, test_views, tear_down);
  g_test_add ("/understand/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/understand/fast", Fixture, NULL, set_up, test_fast, tear_down);
  return g_test_run ();
}
