/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-pane-private.h"

#include <glib/gi18n.h>

#include "ui/pad/tenfold-ink-export.h"

/* The side of the pictures that leave the program, in pixels. */
#define EXPORT_SIDE 560

void
tenfold_pad_pane_copy (TenfoldPadPane *self)
{
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  g_autoptr (GBytes) png = tenfold_ink_to_png (ink, EXPORT_SIDE);
  g_autoptr (GBytes) svg = tenfold_ink_to_svg (ink, EXPORT_SIDE);
  g_autoptr (GVariant) saved = tenfold_ink_save (ink);
  g_autoptr (GBytes) own = g_variant_get_data_as_bytes (saved);
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes (TENFOLD_INK_MIME_TYPE, own),
    gdk_content_provider_new_for_bytes ("image/png", png),
    gdk_content_provider_new_for_bytes ("image/svg+xml", svg),
  };
  g_autoptr (GdkContentProvider) all
      = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), all);
}

static void
file_written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tenfold_pad_pane_failed (self, error->message);
}

/* A name that ends in .svg asks for a drawing, every other one for a picture. */
static void
export_to (TenfoldPadPane *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  g_autoptr (GBytes) bytes = g_str_has_suffix (lower, ".svg")
                                 ? tenfold_ink_to_svg (ink, EXPORT_SIDE)
                                 : tenfold_ink_to_png (ink, EXPORT_SIDE);

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                       self->cancellable, file_written_cb, g_object_ref (self));
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
export_chosen_cb (GtkNativeDialog *dialog, int response, TenfoldPadPane *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

    export_to (self, file);
  }
  g_object_unref (dialog);
}

void
tenfold_pad_pane_export (TenfoldPadPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export Drawing"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("PNG pictures"), "*.png");
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("SVG drawings"), "*.svg");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("digit.png"));
  g_signal_connect_object (chooser, "response", G_CALLBACK (export_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
