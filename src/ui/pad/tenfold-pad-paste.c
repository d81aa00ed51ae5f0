/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-pane-private.h"

#include <glib/gi18n.h>

#include "nn/pen/nn-picture.h"

/* A picture on its way to the pad: its file's bytes, and what they are called in errors. */
typedef struct {
  GFile *file;   /* NULL: the bytes are here */
  GBytes *bytes; /* NULL: they are in the file */
  char *name;
  NnInk ink;
  float inks[NN_PICTURE_PIXELS];
} Picture;

static void
picture_free (Picture *picture)
{
  g_clear_object (&picture->file);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture->name);
  g_free (picture);
}

/* Files can be slow and pictures large: not while the window waits. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;
  GError *error = NULL;
  gboolean done;

  if (picture->file)
    done = nn_picture_read (picture->file, &picture->ink, picture->inks, &error);
  else
    done = nn_picture_read_bytes (picture->bytes, picture->name, &picture->ink, picture->inks,
                                  &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
picture_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (object);
  Picture *picture = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  guint8 pixels[NN_PICTURE_PIXELS];

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      tenfold_pad_pane_failed (self, error->message);
    return;
  }
  if (picture->ink != NN_INK_DRAWING) {
    g_autofree char *message
        = g_strdup_printf (_ ("%s: there is no digit in this picture"), picture->name);

    tenfold_pad_pane_failed (self, message);
    return;
  }
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (CLAMP (picture->inks[i], 0.0f, 1.0f) * 255 + 0.5f);
  tenfold_pad_pane_set_picture (self, pixels);
}

static void
read_picture (TenfoldPadPane *self, Picture *picture)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, picture_read_cb, NULL);

  g_task_set_task_data (task, picture, (GDestroyNotify) picture_free);
  g_task_run_in_thread (task, read_in_thread);
}

void
tenfold_pad_pane_open_picture (TenfoldPadPane *self, GFile *file)
{
  Picture *picture = g_new0 (Picture, 1);

  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));
  g_return_if_fail (G_IS_FILE (file));

  picture->file = g_object_ref (file);
  picture->name = g_file_get_parse_name (file);
  read_picture (self, picture);
}

static void
show_texture (TenfoldPadPane *self, GdkTexture *texture)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->bytes = gdk_texture_save_to_png_bytes (texture);
  picture->name = g_strdup (_ ("Picture"));
  read_picture (self, picture);
}

/* Files, or a picture: whichever the value holds. FALSE: neither. */
static gboolean
show_value (TenfoldPadPane *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    show_texture (self, g_value_get_object (value));
    return TRUE;
  }
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

    if (files)
      tenfold_pad_pane_file_dropped (self, files->data);
    return files != NULL;
  }
  return FALSE;
}

static void
value_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!value)
    tenfold_pad_pane_failed (self, error->message);
  else
    show_value (self, value);
}

/* What another pad put on the clipboard has arrived. */
static void
own_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) saved = NULL;
  gssize size = g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (size < 0) {
    tenfold_pad_pane_failed (self, error->message);
    return;
  }
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (object));
  saved = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (TENFOLD_INK_SAVED_TYPE), bytes, FALSE));
  if (!tenfold_ink_restore (tenfold_pad_get_ink (self->pad), saved))
    tenfold_pad_pane_failed (self, _ ("What is on the clipboard is not a drawing"));
}

static void
own_opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GInputStream) stream
      = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!stream) {
    tenfold_pad_pane_failed (self, error->message);
    return;
  }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
      memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, self->cancellable, own_read_cb, g_object_ref (self));
}

void
tenfold_pad_pane_paste (TenfoldPadPane *self)
{
  static const char *own[] = { TENFOLD_INK_MIME_TYPE, NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  if (gdk_content_formats_contain_mime_type (formats, TENFOLD_INK_MIME_TYPE))
    gdk_clipboard_read_async (clipboard, own, G_PRIORITY_DEFAULT, self->cancellable, own_opened_cb,
                              g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->cancellable, value_read_cb, g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_TEXTURE, G_PRIORITY_DEFAULT,
                                    self->cancellable, value_read_cb, g_object_ref (self));
  else
    tenfold_pad_pane_failed (self, _ ("There is no drawing and no picture on the clipboard"));
}

static gboolean
drop_cb (TenfoldPadPane *self, const GValue *value)
{
  return show_value (self, value);
}

void
tenfold_pad_pane_accept_drops (TenfoldPadPane *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
