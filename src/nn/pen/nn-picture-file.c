/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-load-file.h"
#include "nn/base/nn-message.h"
#include "nn/pen/nn-picture-kind.h"
#include "nn/pen/nn-picture.h"

/* A picture of no size makes the loader give up before it takes memory for the pixels. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gboolean *too_large)
{
  if ((gint64) width * height > NN_PICTURE_MAX_PIXELS) {
    *too_large = TRUE;
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  }
}

/* What the file is, if it is to be decoded. */
static const NnPictureKind *
check_kind (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const NnPictureKind *kind;

  if (length > NN_PICTURE_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s: the picture has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT
                 " are read",
                 name, length, NN_PICTURE_MAX_BYTES);
    return NULL;
  }
  kind = nn_picture_kind_of (data, length);
  if (kind == NULL)
    g_set_error (
        error, NN_ERROR, NN_ERROR_FORMAT,
        "%s: this is not a picture of a kind that is read: PNG, JPEG, WebP, TIFF, BMP and GIF are",
        name);
  else if (kind->loader == NULL)
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "%s: this is a picture or document of the kind %s, which is not read; save it as "
                 "PNG or JPEG",
                 name, kind->name);
  else if (kind->is_whole != NULL && !kind->is_whole (data, length))
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the picture (%s) is cut short or damaged",
                 name, kind->name);
  else
    return kind;
  return NULL;
}

static GdkPixbufLoader *
make_loader (const NnPictureKind *kind, const char *name, GError **error)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (kind->loader, NULL);

  if (loader == NULL)
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED,
                 "%s: this is a picture of the kind %s, and gdk-pixbuf's loader for it is not "
                 "installed; install it, or save the picture as PNG or JPEG",
                 name, kind->name);
  return loader;
}

GdkPixbuf *
nn_picture_decode (GBytes *bytes, const char *name, GError **error)
{
  const NnPictureKind *kind = check_kind (bytes, name, error);
  g_autoptr (GdkPixbufLoader) loader = kind != NULL ? make_loader (kind, name, error) : NULL;
  g_autoptr (GError) reason = NULL;
  gboolean too_large = FALSE;
  GdkPixbuf *pixbuf;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &too_large);
  /* A loader has to be closed in any case; the first error tells the reason. */
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, &reason))
    gdk_pixbuf_loader_close (loader, NULL);
  else
    gdk_pixbuf_loader_close (loader, &reason);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (too_large) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s: the picture has more than %" G_GINT64_FORMAT
                 " pixels; make it smaller and try again",
                 name, NN_PICTURE_MAX_PIXELS);
    return NULL;
  }
  if (reason != NULL || pixbuf == NULL) {
    g_autofree char *why = nn_message_clip (reason != NULL ? reason->message : "it has no pixels");

    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the picture (%s) cannot be read: %s", name,
                 kind->name, why);
    return NULL;
  }
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

NnPixels
nn_picture_pixels (const GdkPixbuf *pixbuf)
{
  return (NnPixels){ .bytes = gdk_pixbuf_read_pixels (pixbuf),
                     .width = gdk_pixbuf_get_width (pixbuf),
                     .height = gdk_pixbuf_get_height (pixbuf),
                     .stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf),
                     .n_channels = gdk_pixbuf_get_n_channels (pixbuf) };
}

gboolean
nn_picture_read_bytes (GBytes *bytes, const char *name, NnInk *ink, float *inks, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = nn_picture_decode (bytes, name, error);
  NnPixels pixels;

  if (pixbuf == NULL)
    return FALSE;
  pixels = nn_picture_pixels (pixbuf);
  *ink = nn_picture_rasterize (&pixels, inks);
  return TRUE;
}

gboolean
nn_picture_read (GFile *file, NnInk *ink, float *inks, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_file (file, NN_PICTURE_MAX_BYTES, error);

  return bytes != NULL && nn_picture_read_bytes (bytes, name, ink, inks, error);
}
