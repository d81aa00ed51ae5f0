/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/pen/nn-picture-kind.h"

#include <string.h>

/* How far into a text a <svg> is looked for. */
#define LOOK 1024

/* The header of the fifth version. */
#define LARGEST_BMP_HEADER 124

static guint32
read_big (const guint8 *bytes, guint n)
{
  guint32 number = 0;

  for (guint i = 0; i < n; i++)
    number = number << 8 | bytes[i];
  return number;
}

static guint32
read_little (const guint8 *bytes, guint n)
{
  guint32 number = 0;

  for (guint i = n; i-- > 0;)
    number = number << 8 | bytes[i];
  return number;
}

/* Chunks - length, kind, bytes, checksum - up to the end chunk. */
static gboolean
is_whole_png (const guint8 *data, gsize length)
{
  for (gsize at = 8; length - at >= 12;) {
    gsize size = read_big (data + at, 4);

    if (size > length - at - 12)
      return FALSE;
    if (memcmp (data + at + 4, "IEND", 4) == 0)
      return TRUE;
    at += size + 12;
  }
  return FALSE;
}

/* The place of the next marker, of its byte that is not 0xff. In the data of a scan, 0xff is
 * followed by a zero where it is not a marker, and by 0xd0 to 0xd7 where the data go on. */
static gsize
find_marker (const guint8 *data, gsize length, gsize at)
{
  for (; at + 1 < length; at++)
    if (data[at] == 0xff && data[at + 1] != 0xff && data[at + 1] != 0
        && (data[at + 1] & 0xf8) != 0xd0)
      return at + 1;
  return length;
}

/* Segments - marker, length, bytes - and scans, up to the marker of the end; a thumbnail's own is
 * inside of a segment. */
static gboolean
is_whole_jpeg (const guint8 *data, gsize length)
{
  gsize at = find_marker (data, length, 2);

  while (at < length && data[at] != 0xd9) {
    if (data[at] == 0x01)
      at++;
    else if (length - at >= 3 && read_big (data + at + 1, 2) < length - at)
      at += 1 + read_big (data + at + 1, 2);
    else
      return FALSE;
    at = find_marker (data, length, at);
  }
  return at < length;
}

/* The place behind blocks of up to 255 bytes, the last of which is empty; 0: they do not end. */
static gsize
skip_gif_blocks (const guint8 *data, gsize length, gsize at)
{
  while (at < length && data[at] != 0)
    at += (gsize) data[at] + 1;
  return at < length ? at + 1 : 0;
}

static gsize
gif_table_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? 3 * (gsize) (2 << (flags & 7)) : 0;
}

/* Extensions, then the first picture, which is the one that is read. */
static gboolean
is_whole_gif (const guint8 *data, gsize length)
{
  gsize at = length >= 13 ? 13 + gif_table_size (data[10]) : length;

  while (at + 10 < length && data[at] == 0x21) {
    at = skip_gif_blocks (data, length, at + 2);
    if (at == 0)
      return FALSE;
  }
  return at + 10 < length && data[at] == 0x2c
         && skip_gif_blocks (data, length, at + 11 + gif_table_size (data[at + 9])) != 0;
}

/* The size is that of the file without the first eight bytes. */
static gboolean
is_whole_webp (const guint8 *data, gsize length)
{
  return read_little (data + 4, 4) <= length - 8;
}

/* Headers name their own size, the place of the pixels, and how many there are; the size of packed
 * ones (RLE) is not known beforehand. gdk-pixbuf allocates as much memory as the header claims. */
static gboolean
is_whole_bmp (const guint8 *data, gsize length)
{
  guint64 width, height, depth, packing, place, header;

  if (length < 26)
    return FALSE;
  place = read_little (data + 10, 4);
  header = read_little (data + 14, 4);
  if (header == 12) {
    width = read_little (data + 18, 2);
    height = read_little (data + 20, 2);
    depth = read_little (data + 24, 2);
    packing = 0;
  } else if (length >= 34) {
    width = read_little (data + 18, 4);
    height = (guint64) ABS ((gint64) (gint32) read_little (data + 22, 4));
    depth = read_little (data + 28, 2);
    packing = read_little (data + 30, 4);
  } else {
    return FALSE;
  }
  if (header > LARGEST_BMP_HEADER || header + 14 > length || place > length || width == 0
      || width > G_MAXINT32 || height == 0 || depth > 32)
    return FALSE;
  return packing == 1 || packing == 2 || (width * depth + 31) / 32 * 4 <= (length - place) / height;
}

/* clang-format off */

/* The first bytes, somewhere near the start. A dot stands for any byte. */
static const struct {
  guint offset, length;
  const char *bytes;
  NnPictureKind kind;
} kinds[] = {
  { 0,  8, "\211PNG\r\n\032\n",  { "PNG",  "png",  is_whole_png } },
  { 0,  3, "\377\330\377",       { "JPEG", "jpeg", is_whole_jpeg } },
  { 0, 12, "RIFF....WEBP",       { "WebP", "webp", is_whole_webp } },
  { 0,  4, "II*\0",              { "TIFF", "tiff", NULL } },
  { 0,  4, "MM\0*",              { "TIFF", "tiff", NULL } },
  { 0,  2, "BM",                 { "BMP",  "bmp",  is_whole_bmp } },
  { 0,  6, "GIF87a",             { "GIF",  "gif",  is_whole_gif } },
  { 0,  6, "GIF89a",             { "GIF",  "gif",  is_whole_gif } },

  { 4,  8, "ftypavif",           { "AVIF",      NULL, NULL } },
  { 4,  8, "ftypavis",           { "AVIF",      NULL, NULL } },
  { 4,  7, "ftyphei",            { "HEIC",      NULL, NULL } },
  { 4,  7, "ftyphev",            { "HEIC",      NULL, NULL } },
  { 4,  8, "ftypmif1",           { "HEIC",      NULL, NULL } },
  { 4,  8, "ftypmsf1",           { "HEIC",      NULL, NULL } },
  { 0,  8, "\0\0\0\014jP  ",     { "JPEG 2000", NULL, NULL } },
  { 0,  8, "\0\0\0\014JXL ",     { "JPEG XL",   NULL, NULL } },
  { 0,  2, "\377\012",           { "JPEG XL",   NULL, NULL } },
  { 0,  4, "%PDF",               { "PDF",       NULL, NULL } },
  { 0,  4, "%!PS",               { "PostScript", NULL, NULL } },
  { 0,  4, "8BPS",               { "Photoshop", NULL, NULL } },
  { 0,  8, "gimp xcf",           { "GIMP",      NULL, NULL } },
  { 0,  4, "icns",               { "ICNS",      NULL, NULL } },
  { 0,  4, "\0\0\1\0",           { "ICO",       NULL, NULL } },
  { 0,  4, "\0\0\2\0",           { "ICO",       NULL, NULL } },
};

/* clang-format on */

static gboolean
matches (const guint8 *data, const char *bytes, guint length)
{
  for (guint i = 0; i < length; i++)
    if (bytes[i] != '.' && data[i] != (guint8) bytes[i])
      return FALSE;
  return TRUE;
}

const NnPictureKind *
nn_picture_kind_of (const guint8 *data, gsize length)
{
  static const NnPictureKind svg = { "SVG", NULL, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (length >= kinds[i].offset + kinds[i].length
        && matches (data + kinds[i].offset, kinds[i].bytes, kinds[i].length))
      return &kinds[i].kind;
  return length > 0
                 && g_strstr_len ((const char *) data, (gssize) MIN (length, LOOK), "<svg") != NULL
             ? &svg
             : NULL;
}
