/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "nn/base/nn-message.h"
#include "nn/onnx/nn-onnx-reader.h"

/* What a file holds beside the graph. */

/* The longest fact, and the longest list of weights' names, that are taken from a file; what is
 * longer is none of ours. */
#define MAX_FACT ((gsize) 64 << 10)
#define MAX_LIST ((gsize) 4 << 20)

static const char *
find_property (const Onnx__Model *message, const char *name, gsize most)
{
  for (gsize i = 0; i < message->n_metadata_props; i++) {
    const Onnx__Entry *entry = message->metadata_props[i];

    if (entry->key != NULL && entry->value != NULL && g_str_has_prefix (entry->key, NN_ONNX_PREFIX)
        && g_str_equal (entry->key + strlen (NN_ONNX_PREFIX), name)
        && strlen (entry->value) <= most)
      return entry->value;
  }
  return NULL;
}

static void
read_convention (NnModel *model, const Onnx__Model *message)
{
  const char *input = find_property (message, NN_ONNX_KEY_INPUT, MAX_FACT);
  const char *scale = find_property (message, NN_ONNX_KEY_SCALE, MAX_FACT);
  const char *offset = find_property (message, NN_ONNX_KEY_OFFSET, MAX_FACT);
  NnInputConvention convention = *nn_model_get_convention (model);

  if (input != NULL)
    nn_convention_parse (&convention, input, NULL);
  /* To the last bit, where the words have four digits. */
  if (scale != NULL && offset != NULL && isfinite (g_ascii_strtod (scale, NULL))
      && isfinite (g_ascii_strtod (offset, NULL))) {
    convention.scale = (float) g_ascii_strtod (scale, NULL);
    convention.offset = (float) g_ascii_strtod (offset, NULL);
    convention.known = TRUE;
  }
  nn_model_set_convention (model, &convention);
}

void
nn_onnx_read_facts (NnModel *model, const Onnx__Model *message)
{
  static const char *const keys[] = { NN_ONNX_KEY_INPUT,
                                      NN_ONNX_KEY_SCALE,
                                      NN_ONNX_KEY_OFFSET,
                                      NN_ONNX_KEY_LABELS,
                                      NN_ONNX_KEY_TRANSPOSED,
                                      NN_ONNX_KEY_CONSTANTS,
                                      NULL };

  read_convention (model, message);
  for (gsize i = 0; i < message->n_metadata_props; i++) {
    const char *key = message->metadata_props[i]->key, *value = message->metadata_props[i]->value;

    if (key == NULL || value == NULL || !g_str_has_prefix (key, NN_ONNX_PREFIX)
        || strlen (key) > MAX_FACT || strlen (value) > MAX_FACT || !g_utf8_validate (key, -1, NULL)
        || !g_utf8_validate (value, -1, NULL))
      continue;
    key += strlen (NN_ONNX_PREFIX);
    if (!g_strv_contains (keys, key))
      nn_model_set_fact (model, key, value);
  }
  if (g_strcmp0 (message->producer_name, "Tenfold") != 0) {
    g_autofree char *from
        = g_strdup_printf ("%s %s", message->producer_name != NULL ? message->producer_name : "",
                           message->producer_version != NULL ? message->producer_version : "");
    g_autofree char *valid = nn_message_clip (g_strstrip (from));

    if (*valid != '\0')
      nn_model_set_fact (model, "imported", valid);
  }
}

void
nn_onnx_read_training (NnModel *model, const Onnx__Model *message)
{
  for (gsize i = 0; i < message->n_training_info; i++) {
    const Onnx__Graph *graph = message->training_info[i]->algorithm;

    for (gsize t = 0; graph != NULL && t < graph->n_initializer; t++) {
      const Onnx__Tensor *tensor = graph->initializer[t];

      if (g_strcmp0 (tensor->name, NN_ONNX_TRAINING_STATE) == 0 && tensor->raw_data.len > 0) {
        g_autoptr (GBytes) state = g_bytes_new (tensor->raw_data.data, tensor->raw_data.len);

        nn_model_set_training_state (model, state);
      }
    }
  }
}

GHashTable *
nn_onnx_read_list (const Onnx__Model *message, const char *key)
{
  const char *text = find_property (message, key, MAX_LIST);
  g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", "\n", -1);
  GHashTable *list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint n = 0; names[n] != NULL; n++)
    if (*names[n] != '\0')
      g_hash_table_add (list, g_strdup (names[n]));
  return list;
}
