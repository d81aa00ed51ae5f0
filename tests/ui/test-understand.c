/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "nn/model/nn-preset.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/understand/tenfold-explainer.h"
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
#define PATIENCE 250
#define wait_for(condition, data) g_assert_true (test_ui_wait ((condition), (data), PATIENCE))

static void
chosen_cb (Fixture *f, gpointer pixels, int label)
{
  g_assert_cmpint (label, <=, NN_NO_DIGIT);
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

/* The pictures are drawn once for all tests. */
static TenfoldDataSource *source;

static void
set_up (Fixture *f, gconstpointer data)
{
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

/* Each view fits into the narrowest window, and is there in the dark too. */
static void
test_looks (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name;
    int width, height;
    AdwColorScheme scheme;
  } looks[] = { { "wide", 820, 880, ADW_COLOR_SCHEME_FORCE_LIGHT },
                { "narrow", 360, 880, ADW_COLOR_SCHEME_FORCE_LIGHT },
                { "dark", 820, 880, ADW_COLOR_SCHEME_FORCE_DARK } };
  AdwStyleManager *style = adw_style_manager_get_default ();

  put (f);
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    explain (f, (TenfoldView) view);
    for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
      g_autofree char *name = g_strdup_printf ("understand-%s-%s", names[view], looks[i].name);
      int least;

      adw_style_manager_set_color_scheme (style, looks[i].scheme);
      test_ui_resize (f->window, looks[i].width, looks[i].height);
      gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      g_assert_cmpint (least, <=, 360);
      test_ui_screenshot (name);
    }
  }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
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

/* A picture has no order of its ink: Strokes says so, and the others do not mind. */
static void
test_picture (Fixture *f, gconstpointer data)
{
  tenfold_understand_page_set_drawing (f->page, f->inks, NN_INK_DRAWING, NULL);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_STROKES);
  wait_for (has_words, f);
  g_assert_null (tenfold_understand_page_get_explanation (f->page));
  explain (f, TENFOLD_VIEW_DOUBT);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = gtk_widget_get_mapped (child) ? find_button (child, label) : NULL;
  return found;
}

static gboolean
has_change (gpointer data)
{
  const TenfoldExplanation *e = tenfold_understand_page_get_explanation (((Fixture *) data)->page);

  return e != NULL && e->has_change;
}

static gboolean
is_chosen (gpointer data)
{
  return ((Fixture *) data)->n_chosen > 0;
}

/* What is applied is read as the digit that was looked for. */
static void
test_change (Fixture *f, gconstpointer data)
{
  const TenfoldExplanation *e;

  put (f);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_WHY);
  wait_for (has_change, f);
  e = tenfold_understand_page_get_explanation (f->page);
  g_assert_true (e->change.found);
  g_assert_cmpint (e->changed_digit, ==, e->change.b);
  g_assert_cmpint (memcmp (e->question.inks, f->inks, sizeof f->inks), ==, 0);
  gtk_widget_activate (find_button (GTK_WIDGET (f->page), "Apply to the Pad"));
  wait_for (is_chosen, f);
}

/* Moving the scale rewinds; another view lets the ink go. */
static void
test_rewind (Fixture *f, gconstpointer data)
{
  GtkWidget *scale;

  put (f);
  explain (f, TENFOLD_VIEW_STROKES);
  test_ui_settle (f->window);
  scale = test_ui_find_type (GTK_WIDGET (f->page), GTK_TYPE_SCALE);
  gtk_range_set_value (GTK_RANGE (scale), 0.5);
  g_assert_cmpfloat (f->time, ==, 0.5);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_INSIDE);
  g_assert_cmpfloat (f->time, ==, 1);
}

static gboolean
has_guess (gpointer data)
{
  return tenfold_understand_page_get_guess (((Fixture *) data)->page) != NULL;
}

static gboolean
is_seen (gpointer data)
{
  Fixture *f = data;

  return is_explained (f) && !has_guess (f);
}

/* Each view asks once for a drawing, and has the answer then. */
static void
test_guess (Fixture *f, gconstpointer data)
{
  put (f);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "understand.guess-first", NULL);
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    const TenfoldGuess *guess;

    tenfold_understand_page_set_view (f->page, (TenfoldView) view);
    if (view == TENFOLD_VIEW_INSIDE) /* which has nothing to guess where no layer believes it */
      continue;
    wait_for (has_guess, f);
    guess = tenfold_understand_page_get_guess (f->page);
    g_assert_cmpuint (guess->n, >=, 2);
    g_assert_cmpuint (guess->right, <, guess->n);
    if (view == TENFOLD_VIEW_STEP)
      test_ui_screenshot ("understand-guess");
    tenfold_understand_page_guess (f->page, view % guess->n);
    g_assert_null (tenfold_understand_page_get_guess (f->page));
    wait_for (is_seen, f);
  }
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_DOUBT);
  wait_for (is_seen, f);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "understand.guess-first", NULL);
  f->inks[0] = 0.5f;
  put (f);
  tenfold_understand_page_set_view (f->page, TENFOLD_VIEW_MAP);
  wait_for (is_explained, f);
  g_assert_null (tenfold_understand_page_get_guess (f->page));
}

/* The mean of a picture's pixels, and of its corner: 0 to 255. */
static double
shade_of (const char *path, double *corner)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, &error);
  const guint8 *pixels;
  double sum = 0;
  int rows, columns;

  g_assert_no_error (error);
  pixels = gdk_pixbuf_read_pixels (pixbuf);
  rows = gdk_pixbuf_get_height (pixbuf);
  columns = gdk_pixbuf_get_width (pixbuf);
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      sum += pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x * gdk_pixbuf_get_n_channels (pixbuf)];
  *corner = pixels[0];
  return sum / rows / columns;
}

/* Every view is written in each format, on white paper also from a dark window. */
static void
test_export (Fixture *f, gconstpointer data)
{
  static const char *const formats[] = { "png", "svg", "csv" };
  g_autofree char *folder = g_dir_make_tmp ("tenfold-views-XXXXXX", NULL);
  gboolean dark = data != NULL;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  put (f);
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    explain (f, (TenfoldView) view);
    test_ui_settle (f->window);
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
      g_autofree char *path = g_strdup_printf ("%s/%s.%s", folder, names[view], formats[i]);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      double corner;

      g_assert_true (tenfold_understand_page_export (f->page, file, formats[i], &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      if (i == 0) {
        double shade = shade_of (path, &corner);

        /* Paper is white, most of it stays so, and something is on it. */
        g_assert_cmpfloat (corner, ==, 255);
        g_assert_cmpfloat (shade, >, 150);
        g_assert_cmpfloat (shade, <, 254);
      } else if (i == 1) {
        g_assert_nonnull (strstr (text, "<svg"));
      } else {
        g_assert_true (g_str_has_prefix (text, "kind,name,row,column,value\n"));
        g_assert_nonnull (strstr (text, "probability,\"drawing\",0,9,"));
      }
    }
  }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
break_weights (Fixture *f, float factor, float constant)
{
  NnModel *model = tenfold_session_get_model (f->session);
  gsize n = nn_graph_n_weights (nn_model_graph (model));
  g_autofree float *weights = g_new0 (float, n + 16);
  g_autoptr (NnModel) broken = NULL;

  for (gsize i = 0; i < n; i++)
    weights[i] = nn_model_weights (model)[i] * factor + constant;
  broken = nn_model_with_weights (model, weights);
  tenfold_session_adopt (f->session, broken, NULL);
}

static gboolean
is_answered (gpointer data)
{
  Fixture *f = data;
  const char *words = tenfold_understand_page_get_words (f->page);

  return is_explained (f) || (*words != '\0' && strstr (words, "…") == NULL);
}

/* Weights that are NaN, and a network that says the same of everything. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  gboolean nan = data != NULL;

  put (f);
  break_weights (f, nan ? NAN : 0, 0);
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    tenfold_understand_page_set_view (f->page, (TenfoldView) view);
    wait_for (is_answered, f);
    g_test_message ("%s: %s", names[view], tenfold_understand_page_get_words (f->page));
    if (nan)
      g_assert_cmpstr (tenfold_understand_page_get_words (f->page), !=, "");
    test_ui_settle (f->window);
  }
}

/* The keyboard stays on a picture when the view is renewed. */
static void
test_focus (Fixture *f, gconstpointer data)
{
  GtkWidget *button = NULL;
  const TenfoldExplanation *before, *e;

  put (f);
  before = explain (f, TENFOLD_VIEW_NEIGHBOURS);
  test_ui_settle (f->window);
  for (int i = 0; i < 40 && button == NULL; i++) {
    GtkWidget *focus;

    test_ui_keys ("Tab");
    focus = gtk_window_get_focus (f->window);
    if (focus != NULL && test_ui_find_type (focus, GTK_TYPE_DRAWING_AREA) != NULL
        && GTK_IS_BUTTON (focus))
      button = focus;
  }
  g_assert_nonnull (button);
  f->inks[0] = 0.25f;
  put (f);
  do {
    test_ui_run (0.05);
    e = tenfold_understand_page_get_explanation (f->page);
  } while (e == NULL || e == before);
  g_assert_true (gtk_window_get_focus (f->window) == button);
}

typedef struct {
  GPtrArray *order;
  guint wanted; /* the last one is about this */
} Answers;

static void
answer_cb (Answers *answers, TenfoldExplanation *explanation)
{
  g_ptr_array_add (answers->order, tenfold_explanation_ref (explanation));
}

static gboolean
has_answer (gpointer data)
{
  const Answers *answers = data;
  const GPtrArray *order = answers->order;

  return order->len > 0
         && ((TenfoldExplanation *) order->pdata[order->len - 1])->question.subject
                == answers->wanted;
}

/* Of many questions the newest alone is answered: those before it are given up. */
static void
test_newest_first (void)
{
  g_autoptr (TenfoldExplainer) explainer = tenfold_explainer_new ();
  g_autoptr (NnModel) model = nn_preset_create (nn_preset_find ("fast-cnn"), 1);
  TenfoldQuestion question = { .view = TENFOLD_VIEW_DOUBT, .model = model };
  Answers answers = { g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_explanation_unref) };

  question.a = question.b = question.layer = question.unit = question.label = -1;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    question.inks[i] = i % 28 > 10 && i % 28 < 16 ? 1 : 0;
  g_signal_connect_swapped (explainer, "explained", G_CALLBACK (answer_cb), &answers);
  answers.wanted = 49;
  for (guint i = 0; i < 50; i++) {
    question.subject = i;
    tenfold_explainer_ask (explainer, &question);
    g_usleep (1000);
  }
  g_assert_true (test_ui_wait (has_answer, &answers, PATIENCE));
  test_ui_run (0.2);
  g_assert_cmpuint (answers.order->len, ==, 1);
  g_assert_cmpuint (((TenfoldExplanation *) answers.order->pdata[0])->question.subject, ==, 49);
  g_ptr_array_unref (answers.order);
}

/* With -m perf: how long a question that takes next to nothing waits for one that is given up, by
 * the view of that; milliseconds. */
static void
test_superseded (void)
{
  g_autoptr (TenfoldExplainer) explainer = NULL;
  g_autoptr (NnModel) model = NULL;
  TenfoldQuestion slow = { 0 }, quick = { 0 };
  Answers answers = { g_ptr_array_new_with_free_func ((GDestroyNotify) tenfold_explanation_unref) };
  TenfoldDataSource *loaded = source;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }
  explainer = tenfold_explainer_new ();
  model = nn_preset_create (nn_preset_find ("fast-cnn"), 1);
  g_signal_connect_swapped (explainer, "explained", G_CALLBACK (answer_cb), &answers);
  slow.model = quick.model = model;
  slow.dataset = tenfold_data_source_get_train (loaded);
  slow.a = slow.b = slow.layer = slow.unit = slow.label = -1;
  slow.patient = TRUE;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    slow.inks[i] = i % 28 > 10 && i % 28 < 16 ? 1 : 0;
  quick = slow;
  quick.dataset = NULL;
  quick.view = TENFOLD_VIEW_INSIDE;
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    double longest = 0;

    for (guint i = 1; i <= 100; i++) {
      gint64 start;

      g_ptr_array_set_size (answers.order, 0);
      slow.view = (TenfoldView) view;
      slow.subject = 2 * i;
      quick.subject = 2 * i + 1;
      tenfold_explainer_ask (explainer, &slow);
      g_usleep (1500 * i);
      start = g_get_monotonic_time ();
      tenfold_explainer_ask (explainer, &quick);
      answers.wanted = quick.subject;
      g_assert_true (test_ui_wait (has_answer, &answers, PATIENCE));
      longest = MAX (longest, (double) (g_get_monotonic_time () - start) / 1000);
    }
    g_test_message ("%s: given up for another question within %.1f ms", names[view], longest);
    g_assert_cmpfloat (longest, <, 20);
  }
  g_ptr_array_unref (answers.order);
}

/* Drawing, views, training and guesses at random. */
static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 60; i++) {
    guint digit = (guint) g_rand_int_range (random, 0, NN_PICTURE_PIXELS);

    switch (g_rand_int_range (random, 0, 6)) {
    case 0:
      f->inks[digit] = 1;
      put (f);
      break;
    case 1:
      tenfold_understand_page_set_drawing (f->page, f->inks, NN_INK_DRAWING, NULL);
      break;
    case 2:
      gtk_widget_activate_action (GTK_WIDGET (f->page), "understand.guess-first", NULL);
      break;
    case 3:
      tenfold_session_forget (f->session, i);
      break;
    case 4:
      tenfold_understand_page_guess (f->page, 0);
      break;
    default:
      tenfold_understand_page_set_view (
          f->page, (TenfoldView) g_rand_int_range (random, 0, TENFOLD_N_VIEWS));
    }
    test_ui_run (0.01 * g_rand_int_range (random, 0, 12));
  }
}

int
main (int argc, char **argv)
{
  int status;

  test_ui_init (&argc, &argv);
  source = tenfold_data_source_new_penned ();
  g_test_add ("/understand/views", Fixture, NULL, set_up, test_views, tear_down);
  g_test_add ("/understand/looks", Fixture, NULL, set_up, test_looks, tear_down);
  g_test_add ("/understand/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/understand/fast", Fixture, NULL, set_up, test_fast, tear_down);
  g_test_add ("/understand/picture", Fixture, NULL, set_up, test_picture, tear_down);
  g_test_add ("/understand/change", Fixture, NULL, set_up, test_change, tear_down);
  g_test_add ("/understand/rewind", Fixture, NULL, set_up, test_rewind, tear_down);
  g_test_add ("/understand/guess", Fixture, NULL, set_up, test_guess, tear_down);
  g_test_add ("/understand/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/understand/export-dark", Fixture, "dark", set_up, test_export, tear_down);
  g_test_add ("/understand/nan", Fixture, "nan", set_up, test_hostile, tear_down);
  g_test_add ("/understand/constant", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/understand/focus", Fixture, NULL, set_up, test_focus, tear_down);
  g_test_add_func ("/understand/newest-first", test_newest_first);
  g_test_add_func ("/understand/superseded", test_superseded);
  g_test_add ("/understand/random", Fixture, NULL, set_up, test_random, tear_down);
  status = g_test_run ();
  g_object_unref (source);
  return status;
}
