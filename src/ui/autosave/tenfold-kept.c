/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-kept.h"

#include <string.h>

#include "nn/base/nn-error.h"

/* The first line of the file; the number goes up when older programs cannot read it. */
#define MAGIC "Tenfold state 1\n"
#define SUM_LENGTH 64

TenfoldKept *
tenfold_kept_new (void)
{
  TenfoldKept *kept = g_new0 (TenfoldKept, 1);

  nn_recipe_init (&kept->recipe, NULL);
  return kept;
}

void
tenfold_kept_free (TenfoldKept *kept)
{
  g_clear_pointer (&kept->drawing, g_variant_unref);
  g_clear_pointer (&kept->model, nn_model_unref);
  g_clear_object (&kept->file);
  g_free (kept->source);
  g_free (kept->model_name);
  g_free (kept->model_sum);
  g_free (kept);
}

TenfoldKept *
tenfold_kept_copy (const TenfoldKept *kept)
{
  TenfoldKept *copy = g_new (TenfoldKept, 1);

  *copy = *kept;
  copy->drawing = kept->drawing != NULL ? g_variant_ref (kept->drawing) : NULL;
  copy->model = kept->model != NULL ? nn_model_ref (kept->model) : NULL;
  copy->file = kept->file != NULL ? g_object_ref (kept->file) : NULL;
  copy->source = g_strdup (kept->source);
  copy->model_name = g_strdup (kept->model_name);
  copy->model_sum = g_strdup (kept->model_sum);
  return copy;
}

gboolean
tenfold_kept_equal (const TenfoldKept *a, const TenfoldKept *b)
{
  g_autofree char *recipe_a = nn_recipe_to_string (&a->recipe);
  g_autofree char *recipe_b = nn_recipe_to_string (&b->recipe);
  gboolean same_file = a->file == b->file
                       || (a->file != NULL && b->file != NULL && g_file_equal (a->file, b->file));

  return a->drawing == b->drawing && a->model == b->model && same_file && a->modified == b->modified
         && a->untrained == b->untrained && a->n_epochs == b->n_epochs
         && a->recipe.seed == b->recipe.seed && a->recipe.threads == b->recipe.threads
         && g_str_equal (recipe_a, recipe_b) && g_strcmp0 (a->source, b->source) == 0;
}

static void
add_text (GVariantDict *dictionary, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (dictionary, name, "s", text);
}

GBytes *
tenfold_kept_to_bytes (const TenfoldKept *kept)
{
  g_auto (GVariantDict) d = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) made = NULL;
  g_autofree char *recipe = nn_recipe_to_string (&kept->recipe);
  g_autofree char *uri = kept->file != NULL ? g_file_get_uri (kept->file) : NULL;
  g_autofree char *sum = NULL;
  GByteArray *bytes = g_byte_array_new ();

  add_text (&d, "recipe", recipe);
  g_variant_dict_insert (&d, "seed", "t", kept->recipe.seed);
  g_variant_dict_insert (&d, "threads", "u", kept->recipe.threads);
  add_text (&d, "source", kept->source);
  add_text (&d, "file", uri);
  add_text (&d, "model", kept->model_name);
  add_text (&d, "model-sum", kept->model_sum);
  g_variant_dict_insert (&d, "modified", "b", kept->modified);
  g_variant_dict_insert (&d, "untrained", "b", kept->untrained);
  g_variant_dict_insert (&d, "epochs", "u", kept->n_epochs);
  if (kept->drawing != NULL)
    g_variant_dict_insert_value (&d, "drawing", g_variant_new_variant (kept->drawing));
  made = g_variant_ref_sink (g_variant_dict_end (&d));

  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_variant_get_data (made),
                                     g_variant_get_size (made));
  g_byte_array_append (bytes, (const guint8 *) MAGIC, strlen (MAGIC));
  g_byte_array_append (bytes, (const guint8 *) sum, SUM_LENGTH);
  g_byte_array_append (bytes, g_variant_get_data (made), (guint) g_variant_get_size (made));
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, NN_ERROR, NN_ERROR_FORMAT, why);
  return FALSE;
}

static gboolean
check (const char *data, gsize length, GError **error)
{
  const gsize head = strlen (MAGIC) + SUM_LENGTH;
  g_autofree char *sum = NULL;

  if (length < head || memcmp (data, "Tenfold state ", strlen ("Tenfold state ")) != 0)
    return refuse (error, "it is no state of a window");
  if (memcmp (data, MAGIC, strlen (MAGIC)) != 0)
    return refuse (error, "it was written by a newer program");
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) data + head,
                                     length - head);
  if (memcmp (data + strlen (MAGIC), sum, SUM_LENGTH) != 0)
    return refuse (error, "it is damaged");
  return TRUE;
}

/* A file of the window's own folder, not a way out of it. */
static gboolean
is_plain_name (const char *name)
{
  return *name != '\0' && *name != '.' && strchr (name, G_DIR_SEPARATOR) == NULL;
}

TenfoldKept *
tenfold_kept_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (TenfoldKept) kept = tenfold_kept_new ();
  g_autoptr (GBytes) inner = NULL;
  g_autoptr (GVariant) d = NULL;
  g_autoptr (GVariant) drawing = NULL;
  g_autofree char *recipe = NULL, *uri = NULL;
  const gsize head = strlen (MAGIC) + SUM_LENGTH;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (!check (data, length, error))
    return NULL;
  inner = g_bytes_new_from_bytes (bytes, head, length - head);
  d = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, inner, FALSE));
  if (!g_variant_lookup (d, "recipe", "s", &recipe)
      || !nn_recipe_from_string (&kept->recipe, recipe, NULL)
      || !g_variant_lookup (d, "seed", "t", &kept->recipe.seed)
      || !g_variant_lookup (d, "threads", "u", &kept->recipe.threads)
      || !g_variant_lookup (d, "modified", "b", &kept->modified)
      || !g_variant_lookup (d, "untrained", "b", &kept->untrained)
      || !g_variant_lookup (d, "epochs", "u", &kept->n_epochs)
      || !nn_recipe_check (&kept->recipe, NULL)) {
    refuse (error, "a field is missing or no value that it can have");
    return NULL;
  }
  g_variant_lookup (d, "source", "s", &kept->source);
  g_variant_lookup (d, "model", "s", &kept->model_name);
  g_variant_lookup (d, "model-sum", "s", &kept->model_sum);
  if (g_variant_lookup (d, "file", "s", &uri))
    kept->file = g_file_new_for_uri (uri);
  if ((kept->model_name == NULL) != (kept->model_sum == NULL)
      || (kept->model_name != NULL && !is_plain_name (kept->model_name))) {
    refuse (error, "it does not say where its network lies");
    return NULL;
  }
  drawing = g_variant_lookup_value (d, "drawing", G_VARIANT_TYPE_VARIANT);
  if (drawing != NULL)
    kept->drawing = g_variant_get_variant (drawing);
  return g_steal_pointer (&kept);
}
