/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-message.h"
#include "nn/onnx/nn-onnx-private.h"

gboolean
nn_onnx_refuse (NnOnnxReader *reader, NnError code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  g_autofree char *valid = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Names in files need not be UTF-8, nor short. */
  valid = nn_message_clip (reason);
  g_set_error (reader->error, NN_ERROR, code, "%s: %s", reader->name, valid);
  return FALSE;
}

guint
nn_onnx_intern (NnOnnxReader *reader, const char *name)
{
  guint i;
  NnOnnxValue *value;

  if (name == NULL || *name == '\0')
    return NN_NO_VALUE;
  i = GPOINTER_TO_UINT (g_hash_table_lookup (reader->index, name));
  if (i > 0)
    return i - 1;
  value = g_new0 (NnOnnxValue, 1);
  value->name = name;
  value->node = value->origin = value->index = NN_NO_VALUE;
  g_ptr_array_add (reader->values, value);
  g_hash_table_insert (reader->index, (gpointer) name, GUINT_TO_POINTER (reader->values->len));
  return reader->values->len - 1;
}
