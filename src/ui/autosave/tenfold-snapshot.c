/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/autosave/tenfold-snapshot.h"

#include <string.h>

#include "nn/base/nn-error.h"

/* The first line of the file; the number goes up when older programs cannot read it. */
#define MAGIC "Tenfold state 1\n"
#define SUM_LENGTH 64

TenfoldSnapshot *
tenfold_snapshot_new (void)
{
  TenfoldSnapshot *snapshot = g_atomic_rc_box_new0 (TenfoldSnapshot);

  nn_recipe_init (&snapshot->recipe, NULL);
  return snapshot;
}

TenfoldSnapshot *
tenfold_snapshot_ref (TenfoldSnapshot *snapshot)
{
  return g_atomic_rc_box_acquire (snapshot);
}

static void
snapshot_clear (gpointer data)
{
  TenfoldSnapshot *snapshot = data;

  g_clear_pointer (&snapshot->drawing, g_variant_unref);
  g_clear_pointer (&snapshot->points, g_variant_unref);
  g_clear_pointer (&snapshot->model, nn_model_unref);
  g_clear_object (&snapshot->file);
  g_free (snapshot->source);
  g_free (snapshot->model_name);
  g_free (snapshot->model_sum);
}

void
tenfold_snapshot_unref (TenfoldSnapshot *snapshot)
{
  g_atomic_rc_box_release_full (snapshot, snapshot_clear);
}

gboolean
tenfold_snapshot_equal (const TenfoldSnapshot *a, const TenfoldSnapshot *b)
{
  g_autofree char *recipe_a = nn_recipe_to_string (&a->recipe);
  g_autofree char *recipe_b = nn_recipe_to_string (&b->recipe);
  gboolean same_file = a->file == b->file
                       || (a->file != NULL && b->file != NULL && g_file_equal (a->file, b->file));

  return a->drawing == b->drawing && a->points == b->points && a->model == b->model && same_file
         && a->modified == b->modified && a->untrained == b->untrained && a->n_epochs == b->n_epochs
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
tenfold_snapshot_to_bytes (const TenfoldSnapshot *snapshot, const char *name, const char *model_sum)
{
  g_auto (GVariantDict) d = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) made = NULL;
  g_autofree char *recipe = nn_recipe_to_string (&snapshot->recipe);
  g_autofree char *uri = snapshot->file != NULL ? g_file_get_uri (snapshot->file) : NULL;
  g_autofree char *sum = NULL;
  GByteArray *bytes = g_byte_array_new ();

  add_text (&d, "recipe", recipe);
  g_variant_dict_insert (&d, "seed", "t", snapshot->recipe.seed);
  g_variant_dict_insert (&d, "threads", "u", snapshot->recipe.threads);
  add_text (&d, "source", snapshot->source);
  add_text (&d, "file", uri);
  add_text (&d, "model", name);
  add_text (&d, "model-sum", model_sum);
  g_variant_dict_insert (&d, "modified", "b", snapshot->modified);
  g_variant_dict_insert (&d, "untrained", "b", snapshot->untrained);
  g_variant_dict_insert (&d, "epochs", "u", snapshot->n_epochs);
  if (snapshot->drawing != NULL)
    g_variant_dict_insert_value (&d, "drawing", g_variant_new_variant (snapshot->drawing));
  if (snapshot->points != NULL)
    g_variant_dict_insert_value (&d, "points", snapshot->points);
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
    return refuse (error, "it is not the state of a window");
  if (memcmp (data, MAGIC, strlen (MAGIC)) != 0)
    return refuse (error, "it was written by a newer version of the program");
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

TenfoldSnapshot *
tenfold_snapshot_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (TenfoldSnapshot) snapshot = tenfold_snapshot_new ();
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
      || !nn_recipe_from_string (&snapshot->recipe, recipe, NULL)
      || !g_variant_lookup (d, "seed", "t", &snapshot->recipe.seed)
      || !g_variant_lookup (d, "threads", "u", &snapshot->recipe.threads)
      || !g_variant_lookup (d, "modified", "b", &snapshot->modified)
      || !g_variant_lookup (d, "untrained", "b", &snapshot->untrained)
      || !g_variant_lookup (d, "epochs", "u", &snapshot->n_epochs)
      || !nn_recipe_check (&snapshot->recipe, NULL)) {
    refuse (error, "a field is missing or has a value that is not allowed");
    return NULL;
  }
  g_variant_lookup (d, "source", "s", &snapshot->source);
  g_variant_lookup (d, "model", "s", &snapshot->model_name);
  g_variant_lookup (d, "model-sum", "s", &snapshot->model_sum);
  if (g_variant_lookup (d, "file", "s", &uri))
    snapshot->file = g_file_new_for_uri (uri);
  if ((snapshot->model_name == NULL) != (snapshot->model_sum == NULL)
      || (snapshot->model_name != NULL && !is_plain_name (snapshot->model_name))) {
    refuse (error, "it does not say where its network is");
    return NULL;
  }
  drawing = g_variant_lookup_value (d, "drawing", G_VARIANT_TYPE_VARIANT);
  if (drawing != NULL)
    snapshot->drawing = g_variant_get_variant (drawing);
  snapshot->points = g_variant_lookup_value (d, "points", G_VARIANT_TYPE_VARDICT);
  return g_steal_pointer (&snapshot);
}
