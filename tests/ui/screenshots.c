/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-window.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

#include "ui/app/tenfold-application.h"
#include "ui/understand/tenfold-understand-page.h"

/*
 * Takes the pictures of docs/screenshots (scripts/screenshots does): the real window is led through
 * scenes, and what is in it is painted into FOLDER/NAME.png, with round corners, as a desktop shows
 * it.
 *
 * usage: screenshots FOLDER TRANSLATIONS [SCENE...] ; without scenes those of the language: in
 * English all but "chinese".
 */

/* A 7 as it is written: by places 0..1 of the pad, at an even pressure. */
static const NnPoint seven[] = {
  { 0.24f, 0.24f, 0, 1 }, { 0.42f, 0.23f, 0, 1 }, { 0.60f, 0.21f, 0, 1 }, { 0.70f, 0.21f, 0, 1 },
  { 0.72f, 0.26f, 0, 1 }, { 0.62f, 0.42f, 0, 1 }, { 0.53f, 0.62f, 0, 1 }, { 0.47f, 0.84f, 0, 1 },
};

static AdwApplication *application;
static const char *folder;

typedef struct Scene Scene;

typedef struct {
  TenfoldWindow *window;
  GdkPaintable *paintable; /* what was painted last of the window's content */
  GskRenderer *renderer;
  const Scene *scene;
  NnVerdict verdict;
  double epochs; /* how far the run has come */
  gboolean ended;
} Stage;

struct Scene {
  const char *name;
  int width, height;
  gboolean dark;
  void (*play) (Stage *s);
};

/* --- pictures --- */

/* What the window shows now. Its corners are the desktop's: without a window manager nobody rounds
 * them. */
static GdkTexture *
paint (Stage *s)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (s->window));
  float width = (float) gtk_widget_get_width (content),
        height = (float) gtk_widget_get_height (content);
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRoundedRect edge;
  GdkRGBA line = { 0.5f, 0.5f, 0.5f, 0.4f };

  gsk_rounded_rect_init_from_rect (&edge, &GRAPHENE_RECT_INIT (0, 0, width, height), 12);
  gtk_snapshot_push_rounded_clip (snapshot, &edge);
  gdk_paintable_snapshot (s->paintable, snapshot, width, height);
  gtk_snapshot_append_border (snapshot, &edge, (float[]){ 1, 1, 1, 1 },
                              (GdkRGBA[]){ line, line, line, line });
  gtk_snapshot_pop (snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  return gsk_renderer_render_texture (s->renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static void
take (Stage *s, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, name);
  g_autoptr (GdkTexture) texture = paint (s);

  g_assert_true (gdk_texture_save_to_png (texture, file));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, s->scene->width);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, s->scene->height);
}

/* Waits until what is shown stays the same for a second: whatever is being worked out is there. */
static void
wait_for_peace (Stage *s)
{
  g_autoptr (GBytes) last = NULL;
  guint same = 0;

  for (guint i = 0; i < 240 && same < 4; i++) {
    g_autoptr (GdkTexture) texture = NULL;
    g_autoptr (GBytes) now = NULL;

    test_ui_run (0.25);
    texture = paint (s);
    now = gdk_texture_save_to_png_bytes (texture);
    same = last != NULL && g_bytes_equal (now, last) ? same + 1 : 0;
    g_clear_pointer (&last, g_bytes_unref);
    last = g_steal_pointer (&now);
  }
}

/* --- what is done in the window --- */

static void
verdict_cb (TenfoldSession *session, const NnVerdict *verdict, Stage *s)
{
  s->verdict = *verdict;
}

static void
report_cb (TenfoldSession *session, NnReport *report, Stage *s)
{
  if (report->progress.steps_per_epoch > 0)
    s->epochs = (double) report->progress.step / (double) report->progress.steps_per_epoch;
  s->ended = s->ended || report->kind == NN_REPORT_FINISHED;
}

static gboolean
reads_a_seven (gpointer data)
{
  const Stage *s = data;

  return s->verdict.kind == NN_VERDICT_DIGIT && s->verdict.digit == 7;
}

static gboolean
has_begun_to_see (gpointer data)
{
  return ((Stage *) data)->epochs >= 0.12;
}

static gboolean
has_ended (gpointer data)
{
  return ((Stage *) data)->ended;
}

static gboolean
has_explanation (gpointer data)
{
  return tenfold_understand_page_get_explanation (
             test_window_child (((Stage *) data)->window, "understand_page"))
         != NULL;
}

static void
draw (Stage *s)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (test_window_pad_pane (s->window));

  tenfold_ink_begin_stroke (ink, seven[0], 0.075);
  tenfold_ink_add_points (ink, seven + 1, G_N_ELEMENTS (seven) - 1);
  tenfold_ink_end (ink);
  g_assert_true (test_ui_wait (reads_a_seven, s, 20));
}

static void
act (Stage *s, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (s->window), action, NULL));
}

static void
go_to (Stage *s, const char *page)
{
  adw_view_stack_set_visible_child_name (test_window_child (s->window, "stack"), page);
}

/* From nothing, in slow motion, until the curve has a shape. */
static void
learn (Stage *s)
{
  act (s, "train.forget");
  act (s, "train.toggle");
  g_assert_true (test_ui_wait (has_begun_to_see, s, 300));
}

static gboolean
is_saved (gpointer data)
{
  return !tenfold_session_get_modified (test_window_session (((Stage *) data)->window));
}

static void
saved_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tenfold_session_save_finish (TENFOLD_SESSION (session), result, &error);
  g_assert_no_error (error);
}

static void
save (Stage *s)
{
  g_autofree char *place = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (place, "my-first.onnx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tenfold_session_save_async (test_window_session (s->window), file, NULL, saved_cb, NULL);
  g_assert_true (test_ui_wait (is_saved, s, 60));
  g_remove (path);
  g_rmdir (place);
}

/* --- scenes --- */

static void
play_training (Stage *s)
{
  draw (s);
  learn (s);
  take (s, s->scene->name);
}

static void
play_drawn (Stage *s)
{
  draw (s);
  wait_for_peace (s);
  take (s, s->scene->name);
}

static void
play_data (Stage *s)
{
  draw (s);
  go_to (s, "data");
  wait_for_peace (s);
  take (s, s->scene->name);
}

static void
play_model (Stage *s)
{
  draw (s);
  go_to (s, "model");
  wait_for_peace (s);
  take (s, s->scene->name);
}

/* A picture of each view; the first is the page's own. */
static void
play_understand (Stage *s)
{
  static const char *const names[TENFOLD_N_VIEWS] = {
    [TENFOLD_VIEW_WHY] = "why",
    [TENFOLD_VIEW_STROKES] = "strokes",
    [TENFOLD_VIEW_NEIGHBOURS] = "neighbours",
    [TENFOLD_VIEW_MISTAKES] = "mistakes",
    [TENFOLD_VIEW_STEP] = "step",
    [TENFOLD_VIEW_MAP] = "map",
    [TENFOLD_VIEW_DOUBT] = "doubt",
  };

  draw (s);
  go_to (s, "understand");
  for (guint view = 0; view < TENFOLD_N_VIEWS; view++) {
    g_autofree char *name = view == TENFOLD_VIEW_INSIDE
                                ? g_strdup (s->scene->name)
                                : g_strdup_printf ("%s-%s", s->scene->name, names[view]);

    tenfold_understand_page_set_view (test_window_child (s->window, "understand_page"), view);
    g_assert_true (test_ui_wait (has_explanation, s, 300));
    /* The least change of ink comes some seconds after the map. */
    test_ui_run (view == TENFOLD_VIEW_WHY ? 10 : 0);
    wait_for_peace (s);
    take (s, name);
  }
}

/* The first minute of somebody who presses only blue buttons. */
static void
play_minute (Stage *s)
{
  static const char *const steps[]
      = { "1-drawn", "2-nothing", "3-training", "4-trained", "5-saved" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *name = g_strdup_printf ("%s-%s", s->scene->name, steps[i]);

    switch (i) {
    case 0:
      draw (s);
      break;
    case 1:
      act (s, "train.forget");
      break;
    case 2:
      act (s, "train.toggle");
      g_assert_true (test_ui_wait (has_begun_to_see, s, 300));
      break;
    case 3:
      g_assert_true (test_ui_wait (has_ended, s, 600));
      break;
    case 4:
      save (s);
      break;
    }
    if (i != 2)
      wait_for_peace (s);
    take (s, name);
  }
}

/* clang-format off */
static const Scene scenes[] = {
  { "training",    1000,  700, FALSE, play_training },
  { "dark",        1000,  700, TRUE,  play_training },
  { "narrow",       360,  640, FALSE, play_drawn },
  { "data",        1000,  700, FALSE, play_data },
  { "model",       1000,  700, FALSE, play_model },
  { "understand",  1000,  700, FALSE, play_understand },
  { "minute",      1200,  800, FALSE, play_minute },
  { "large-minute", 1920, 1080, FALSE, play_minute },
  { "chinese",     1000,  700, FALSE, play_training },
};
/* clang-format on */

static gboolean
is_wanted (const Scene *scene, char **wanted)
{
  if (*wanted != NULL)
    return g_strv_contains ((const char *const *) wanted, scene->name);
  return g_str_equal (scene->name, "chinese") == g_str_has_prefix (g_getenv ("LC_ALL"), "zh");
}

static void
play (const Scene *scene)
{
  Stage s = { .scene = scene };
  g_autoptr (GError) error = NULL;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      scene->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                  : ADW_COLOR_SCHEME_FORCE_LIGHT);
  s.window = tenfold_window_new (application);
  s.paintable = gtk_widget_paintable_new (
      adw_application_window_get_content (ADW_APPLICATION_WINDOW (s.window)));
  s.renderer = gsk_cairo_renderer_new ();
  gsk_renderer_realize (s.renderer, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (test_window_session (s.window), "verdict", G_CALLBACK (verdict_cb), &s);
  g_signal_connect (test_window_session (s.window), "report", G_CALLBACK (report_cb), &s);
  act (&s, "win.dismiss-tip");
  gtk_widget_add_css_class (adw_application_window_get_content (ADW_APPLICATION_WINDOW (s.window)),
                            "background");
  test_ui_present (s.window);
  /* GTK's frame for displays without a window manager. */
  gtk_widget_remove_css_class (GTK_WIDGET (s.window), "solid-csd");
  /* A window that is folded by being made small is small the next time. */
  for (guint i = 0; i < 3; i++)
    test_ui_resize (s.window, scene->width, scene->height);
  /* No button is shown as pointed at. */
  test_ui_xdotool ("mousemove 2200 1300");
  scene->play (&s);
  gsk_renderer_unrealize (s.renderer);
  g_object_unref (s.renderer);
  g_object_unref (s.paintable);
  test_ui_destroy (GTK_WINDOW (s.window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, >=, 3);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, argv[2]);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  test_ui_init (&argc, &argv);
  folder = argv[1];
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  application = ADW_APPLICATION (tenfold_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    if (is_wanted (&scenes[i], argv + 3))
      play (&scenes[i]);
  g_object_unref (application);
  return 0;
}
