/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/onnx/nn-onnx-reader.h"

/* Files that people take for a model, recognized by their first bytes. */
static const struct {
  guint offset, length;
  const char *bytes;
  const char *is;
} kinds[] = {
  { 0, 22, "version https://git-lf",
    "this is a git-LFS pointer, not the model itself; get the model with 'git lfs pull'" },
  { 0, 2, "PK", "this is a zip archive, such as PyTorch and Keras save; export the model as ONNX" },
  { 0, 4, "\211HDF", "this is an HDF5 file, such as Keras saves; export the model as ONNX" },
  { 0, 2, "\200\002", "this is a Python pickle; export the model as ONNX" },
  { 0, 2, "\200\004", "this is a Python pickle; export the model as ONNX" },
  { 4, 4, "TFL3", "this is a TensorFlow Lite model, which is not supported; export it as ONNX" },
  { 4, 4, "ORTM", "this is a model in ONNX Runtime's own format; use the .onnx file it came from" },
  { 0, 4, "GGUF", "this is a GGUF model, which is not supported" },
  { 0, 2, "\037\213", "this is a gzip archive; unpack it first" },
  { 0, 4, "\211PNG", "this is a PNG picture, not a model" },
  { 0, 3, "\377\330\377", "this is a JPEG picture, not a model" },
  { 0, 4, "%PDF", "this is a PDF document, not a model" },
  { 0, 6, "\223NUMPY", "this is a NumPy array, not a model" },
};

/* How many bytes decide whether a file is text. */
#define LOOK 512

static gboolean
is_text (const guint8 *data, gsize length)
{
  gsize n = MIN (length, LOOK);
  const char *end;

  for (gsize i = 0; i < n; i++)
    if (data[i] < 32 && memchr ("\t\n\v\f\r\033", data[i], 6) == NULL)
      return FALSE;
  /* A character that is cut at the end is still text. */
  return g_utf8_validate_len ((const char *) data, n, &end)
         || (gsize) (end - (const char *) data) + 4 > n;
}

/* The first byte that is neither a space nor a byte order mark. */
static guint8
first_letter (const guint8 *data, gsize length)
{
  gsize i = length >= 3 && memcmp (data, "\357\273\277", 3) == 0 ? 3 : 0;

  while (i < MIN (length, LOOK) && g_ascii_isspace (data[i]))
    i++;
  return i < length ? data[i] : 0;
}

const char *
nn_onnx_kind_of (const guint8 *data, gsize length)
{
  if (length == 0)
    return "the file is empty";
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (length >= kinds[i].offset + kinds[i].length
        && memcmp (data + kinds[i].offset, kinds[i].bytes, kinds[i].length) == 0)
      return kinds[i].is;
  if (!is_text (data, length))
    return NULL;
  return first_letter (data, length) == '<'
             ? "this is a web page (HTML or XML), not the model itself; download the file again"
             : "this is a text file, not an ONNX model";
}
