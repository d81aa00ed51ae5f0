/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pad-pane-fixture.h"

#include <glib/gstdio.h>

#include "ui/pad/tenfold-ink-export.h"

/* Pictures and drawings that come and go: files, the clipboard, datasets. */

static gboolean
has_strokes (gpointer ink)
{
  return tenfold_ink_n_strokes (ink) > 0;
}

static gboolean
has_picture (gpointer ink)
{
  return tenfold_ink_get_picture (ink) != NULL;
}

static gboolean
has_message (gpointer f)
{
  return ((Fixture *) f)->message != NULL;
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  guint8 pixels[784];
  const float *inks;

  for (int i = 0; i < 784; i++)
    pixels[i] = (guint8) (i % 251);
  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  f->changes = 0;
  tenfold_pad_pane_set_picture (f->pane, pixels);
  g_assert_cmpint (f->changes, ==, 1);
  inks = tenfold_pad_pane_get_inks (f->pane, NULL);
  for (int i = 0; i < 784; i++)
    g_assert_cmpfloat (inks[i], ==, (float) pixels[i] / 255);
  activate (f, "undo", NULL);
  g_assert_cmpuint (tenfold_ink_n_strokes (f->ink), ==, 1);
}

static void
test_clipboard (Fixture *f, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (f->pad);
  g_autoptr (GVariant) before = NULL, after = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  before = tenfold_ink_save (f->ink);
  png = tenfold_ink_to_png (f->ink, 200);
  test_ui_keys ("ctrl+x");
  g_assert_true (tenfold_ink_is_empty (f->ink));
  g_assert_true (
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "image/svg+xml"));
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_strokes, f->ink);
  after = tenfold_ink_save (f->ink);
  g_assert_true (g_variant_equal (before, after));

  texture = gdk_texture_new_from_bytes (png, NULL);
  gdk_clipboard_set_texture (clipboard, texture);
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_picture, f->ink);
  g_assert_cmpint (ink_kind (f), ==, NN_INK_DRAWING);
  g_assert_null (f->message);

  gdk_clipboard_set_text (clipboard, "seven");
  test_ui_keys ("ctrl+v");
  test_ui_assert_wait (has_message, f);
  g_assert_true (has_picture (f->ink));
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *name = g_build_filename (folder, "seven.png", NULL);
  g_autofree char *wrong = g_build_filename (folder, "wrong.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name), bad = g_file_new_for_path (wrong);
  g_autoptr (GBytes) png = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  png = tenfold_ink_to_png (f->ink, 300);
  g_assert_true (g_file_set_contents (name, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  g_assert_true (g_file_set_contents (wrong, "no picture", -1, NULL));
  tenfold_pad_pane_open_picture (f->pane, file);
  test_ui_assert_wait (has_picture, f->ink);
  g_assert_null (f->message);
  tenfold_pad_pane_open_picture (f->pane, bad);
  test_ui_assert_wait (has_message, f);
  g_assert_nonnull (strstr (f->message, "wrong.png"));
  g_unlink (name);
  g_unlink (wrong);
  g_rmdir (folder);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (GTK_IS_FILE_CHOOSER (window))
      return window;
  }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
file_is_there (gpointer name)
{
  return g_file_test (name, G_FILE_TEST_EXISTS);
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tenfold-XXXXXX", NULL);
  g_autofree char *name = g_build_filename (folder, "mine.svg", NULL);
  g_autoptr (GFile) where = g_file_new_for_path (folder);
  g_autofree char *text = NULL;

  test_ui_draw (f->pad, seven, G_N_ELEMENTS (seven));
  activate (f, "export", NULL);
  test_ui_assert_wait (has_dialog, NULL);
  test_ui_run (0.3);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (find_dialog ()), where, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (find_dialog ()), "mine.svg");
  test_ui_run (0.3);
  gtk_dialog_response (GTK_DIALOG (find_dialog ()), GTK_RESPONSE_ACCEPT);
  test_ui_assert_wait (file_is_there, name);
  test_ui_run (0.1);
  g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_null (f->message);
  g_unlink (name);
  g_rmdir (folder);
}

#define add(name, function)                                                                        \
  g_test_add ("/pad-pane-files/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  add ("picture", test_picture);
  add ("clipboard", test_clipboard);
  add ("files", test_files);
  add ("export", test_export);
  return g_test_run ();
}
