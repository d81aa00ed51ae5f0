/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "nn/base/nn-load-file.h"
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

static void
area_updated_cb (GdkPixbufLoader *loader, int x, int y, int width, int height, int *n_rows)
{
  *n_rows = MAX (*n_rows, y + height);
}

/* The loaders for PNG and JPEG are content with a file that is cut short, but say which rows they
 * have seen. */
static gboolean
is_cut_short (GdkPixbufLoader *loader, int n_rows)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return (g_strcmp0 (name, "png") == 0 || g_strcmp0 (name, "jpeg") == 0)
         && n_rows < gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader));
}

static GdkPixbuf *
unpack (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) reason = NULL;
  gboolean too_large = FALSE;
  int n_rows = 0;
  GdkPixbuf *pixbuf;

  if (g_bytes_get_size (bytes) > NN_PICTURE_MAX_BYTES) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s: the picture has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT
                 " are read",
                 name, g_bytes_get_size (bytes), NN_PICTURE_MAX_BYTES);
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &too_large);
  g_signal_connect (loader, "area-updated", G_CALLBACK (area_updated_cb), &n_rows);
  /* A loader has to be closed whatever happened; the first error is the one that says why. */
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
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: this is no picture that can be read: %s",
                 name, reason != NULL ? reason->message : "it has no pixels");
    return NULL;
  }
  if (is_cut_short (loader, n_rows)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: the picture is cut short", name);
    return NULL;
  }
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

gboolean
nn_picture_read_bytes (GBytes *bytes, const char *name, NnInk *ink, float *inks, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = unpack (bytes, name, error);
  NnPixels pixels;

  if (pixbuf == NULL)
    return FALSE;
  pixels = (NnPixels){ .bytes = gdk_pixbuf_read_pixels (pixbuf),
                       .width = gdk_pixbuf_get_width (pixbuf),
                       .height = gdk_pixbuf_get_height (pixbuf),
                       .stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf),
                       .n_channels = gdk_pixbuf_get_n_channels (pixbuf) };
  *ink = nn_picture_rasterize (&pixels, inks);
  return TRUE;
}

gboolean
nn_picture_read (GFile *file, NnInk *ink, float *inks, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, error);

  return bytes != NULL && nn_picture_read_bytes (bytes, name, ink, inks, error);
}
