/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/ops/nn-attributes.h"

#include <string.h>

struct _NnAttributes {
  gatomicrefcount references;
  GPtrArray *items; /* NnAttribute */
};

static void
attribute_free (gpointer data)
{
  NnAttribute *attribute = data;

  g_free (attribute->name);
  g_free (attribute->string);
  g_clear_pointer (&attribute->tensor, nn_tensor_unref);
  g_free (attribute->floats);
  g_free (attribute->ints);
  g_strfreev (attribute->strings);
  g_free (attribute);
}

NnAttributes *
nn_attributes_new (void)
{
  NnAttributes *attributes = g_new0 (NnAttributes, 1);

  g_atomic_ref_count_init (&attributes->references);
  attributes->items = g_ptr_array_new_with_free_func (attribute_free);
  return attributes;
}

NnAttributes *
nn_attributes_ref (NnAttributes *attributes)
{
  g_atomic_ref_count_inc (&attributes->references);
  return attributes;
}

void
nn_attributes_unref (NnAttributes *attributes)
{
  if (g_atomic_ref_count_dec (&attributes->references)) {
    g_ptr_array_unref (attributes->items);
    g_free (attributes);
  }
}

/* A new, empty attribute in the place of one with the same name. */
static NnAttribute *
put (NnAttributes *attributes, const char *name, NnAttributeKind kind)
{
  NnAttribute *attribute = g_new0 (NnAttribute, 1);

  attribute->name = g_strdup (name);
  attribute->kind = kind;
  for (guint i = 0; i < attributes->items->len; i++) {
    NnAttribute *old = attributes->items->pdata[i];

    if (g_str_equal (old->name, name)) {
      attribute_free (old);
      attributes->items->pdata[i] = attribute;
      return attribute;
    }
  }
  g_ptr_array_add (attributes->items, attribute);
  return attribute;
}

void
nn_attributes_set_int (NnAttributes *attributes, const char *name, gint64 value)
{
  put (attributes, name, NN_ATTRIBUTE_INT)->integer = value;
}

void
nn_attributes_set_float (NnAttributes *attributes, const char *name, double value)
{
  put (attributes, name, NN_ATTRIBUTE_FLOAT)->number = value;
}

void
nn_attributes_set_string (NnAttributes *attributes, const char *name, const char *value)
{
  put (attributes, name, NN_ATTRIBUTE_STRING)->string = g_strdup (value);
}

void
nn_attributes_set_tensor (NnAttributes *attributes, const char *name, NnTensor *value)
{
  put (attributes, name, NN_ATTRIBUTE_TENSOR)->tensor = nn_tensor_ref (value);
}

void
nn_attributes_set_ints (NnAttributes *attributes, const char *name, const gint64 *values, guint n)
{
  NnAttribute *attribute = put (attributes, name, NN_ATTRIBUTE_INTS);

  attribute->n_items = n;
  attribute->ints = g_memdup2 (values, n * sizeof (gint64));
}

void
nn_attributes_set_floats (NnAttributes *attributes, const char *name, const float *values, guint n)
{
  NnAttribute *attribute = put (attributes, name, NN_ATTRIBUTE_FLOATS);

  attribute->n_items = n;
  attribute->floats = g_memdup2 (values, n * sizeof (float));
}

void
nn_attributes_set_strings (NnAttributes *attributes, const char *name, const char *const *values)
{
  NnAttribute *attribute = put (attributes, name, NN_ATTRIBUTE_STRINGS);

  attribute->strings = g_strdupv ((char **) values);
  attribute->n_items = g_strv_length (attribute->strings);
}

guint
nn_attributes_count (const NnAttributes *attributes)
{
  return attributes != NULL ? attributes->items->len : 0;
}

const NnAttribute *
nn_attributes_nth (const NnAttributes *attributes, guint i)
{
  g_return_val_if_fail (i < nn_attributes_count (attributes), NULL);
  return attributes->items->pdata[i];
}

const NnAttribute *
nn_attributes_find (const NnAttributes *attributes, const char *name)
{
  for (guint i = 0; i < nn_attributes_count (attributes); i++) {
    const NnAttribute *attribute = attributes->items->pdata[i];

    if (g_str_equal (attribute->name, name))
      return attribute;
  }
  return NULL;
}

gint64
nn_attributes_get_int (const NnAttributes *attributes, const char *name, gint64 fallback)
{
  const NnAttribute *attribute = nn_attributes_find (attributes, name);

  return attribute != NULL && attribute->kind == NN_ATTRIBUTE_INT ? attribute->integer : fallback;
}

double
nn_attributes_get_float (const NnAttributes *attributes, const char *name, double fallback)
{
  const NnAttribute *attribute = nn_attributes_find (attributes, name);

  return attribute != NULL && attribute->kind == NN_ATTRIBUTE_FLOAT ? attribute->number : fallback;
}

const char *
nn_attributes_get_string (const NnAttributes *attributes, const char *name, const char *fallback)
{
  const NnAttribute *attribute = nn_attributes_find (attributes, name);

  return attribute != NULL && attribute->kind == NN_ATTRIBUTE_STRING ? attribute->string : fallback;
}

const gint64 *
nn_attributes_get_ints (const NnAttributes *attributes, const char *name, guint *n_items)
{
  const NnAttribute *attribute = nn_attributes_find (attributes, name);
  gboolean found = attribute != NULL && attribute->kind == NN_ATTRIBUTE_INTS;

  *n_items = found ? attribute->n_items : 0;
  return found ? attribute->ints : NULL;
}
