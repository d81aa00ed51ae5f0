/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/onnx/nn-onnx-flat.h"

#include <string.h>

/* Names within functions and branches, and the memory that unfolding them takes. */

/* Beside a multiple of the file. */
#define MAX_BYTES ((gsize) 16 << 20)

gboolean
nn_onnx_flat_charge (NnOnnxFlat *flat, gsize bytes)
{
  gsize most = MAX_BYTES + 4 * flat->reader->size;

  if (bytes > most - MIN (most, flat->bytes))
    return nn_onnx_refuse (flat->reader, NN_ERROR_RANGE,
                           "the functions that the model is made of unfold to more than "
                           "%" G_GSIZE_FORMAT " MiB",
                           most >> 20);
  flat->bytes += bytes;
  return TRUE;
}

void *
nn_onnx_flat_take (NnOnnxFlat *flat, gsize bytes)
{
  void *memory;

  if (!nn_onnx_flat_charge (flat, bytes + 16))
    return NULL;
  memory = g_malloc0 (MAX (bytes, 1));
  g_ptr_array_add (flat->memory, memory);
  return memory;
}

/* --- names --- */

const char *
nn_onnx_flat_fresh (NnOnnxFlat *flat, const char *name)
{
  gsize size = strlen (name) + 12;
  char *fresh = nn_onnx_flat_take (flat, size);

  if (fresh == NULL)
    return NULL;
  g_strlcpy (fresh, name, size);
  while (g_hash_table_contains (flat->used, fresh))
    g_snprintf (fresh, size, "%s_%u", name, ++flat->n_fresh);
  g_hash_table_add (flat->used, fresh);
  return fresh;
}

const char *
nn_onnx_flat_name (NnOnnxFlat *flat, const NnOnnxScope *scope, const char *name)
{
  for (const NnOnnxScope *s = scope; s != NULL; s = s->outer) {
    const char *found;

    if (name == NULL || *name == '\0')
      return "";
    if (s->names == NULL)
      return name;
    found = g_hash_table_lookup (s->names, name);
    if (found != NULL)
      return found;
  }
  nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT,
                  "function '%s' asks for '%s', which nothing in it makes",
                  scope->function != NULL ? scope->function->name : "", name);
  return NULL;
}

const char *
nn_onnx_flat_name_of (const Onnx__Node *node)
{
  if (node->name != NULL && *node->name != '\0')
    return node->name;
  return node->op_type != NULL ? node->op_type : "";
}

const char *
nn_onnx_flat_path (NnOnnxFlat *flat, const Onnx__Node *node)
{
  gsize size = strlen (nn_onnx_flat_name_of (node)) + 2;
  char *path = nn_onnx_flat_take (flat, size);

  if (path != NULL)
    g_snprintf (path, size, "%s/", nn_onnx_flat_name_of (node));
  return path;
}

gboolean
nn_onnx_flat_open (NnOnnxFlat *flat,
                   NnOnnxScope *scope,
                   Onnx__Node *const *nodes,
                   gsize n,
                   char *const *inner,
                   char *const *outer,
                   gsize n_outputs,
                   GPtrArray *late)
{
  g_autoptr (GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < nodes[i]->n_output; k++) {
      char *name = nodes[i]->output[k];

      if (name != NULL && *name != '\0'
          && (g_hash_table_contains (scope->names, name) || !g_hash_table_add (made, name)))
        return nn_onnx_refuse (flat->reader, NN_ERROR_FORMAT, "two things have the name '%s'",
                               name);
    }
  for (gsize i = 0; i < n_outputs; i++) {
    if (outer[i] == NULL || *outer[i] == '\0' || inner[i] == NULL || *inner[i] == '\0')
      continue;
    if (g_hash_table_contains (made, inner[i]) && !g_hash_table_contains (scope->names, inner[i])) {
      g_hash_table_insert (scope->names, inner[i], outer[i]);
    } else {
      g_ptr_array_add (late, inner[i]);
      g_ptr_array_add (late, outer[i]);
    }
  }
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < nodes[i]->n_output; k++) {
      char *name = nodes[i]->output[k];
      const char *fresh;

      if (name == NULL || *name == '\0' || g_hash_table_contains (scope->names, name))
        continue;
      fresh = nn_onnx_flat_fresh (flat, name);
      if (fresh == NULL)
        return FALSE;
      g_hash_table_insert (scope->names, name, (gpointer) fresh);
    }
  return TRUE;
}
