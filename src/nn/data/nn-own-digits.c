/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-own-digits.h"

#include <string.h>

#include "nn/base/nn-load-file.h"

struct _NnOwnDigits {
  gatomicrefcount references;
  GPtrArray *lines;   /* NnOwnLine: all of the file */
  GPtrArray *digits;  /* NnOwnLine: those that can be read, each id once */
  GPtrArray *damages; /* char*: what is wrong with the others */
};

GFile *
nn_own_digits_file (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "tenfold", "my-digits.jsonl", NULL);
}

static GPtrArray *
line_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) nn_own_line_unref);
}

/* Takes the lines; sorts out what can be used. */
static NnOwnDigits *
digits_new (GPtrArray *lines)
{
  NnOwnDigits *digits = g_new0 (NnOwnDigits, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_atomic_ref_count_init (&digits->references);
  digits->lines = lines;
  digits->digits = line_array ();
  digits->damages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lines->len; i++) {
    NnOwnLine *line = lines->pdata[i];
    guint before = line->id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (seen, line->id)) : 0;

    if (line->problem == NULL && line->id == NULL)
      continue; /* An empty line. */
    if (line->problem == NULL && before == 0)
      g_ptr_array_add (digits->digits, nn_own_line_ref (line));
    else if (line->problem == NULL)
      g_ptr_array_add (digits->damages,
                       g_strdup_printf ("line %u: the same digit as in line %u", i + 1, before));
    else
      g_ptr_array_add (digits->damages, g_strdup_printf ("line %u: %s", i + 1, line->problem));
    if (line->id != NULL && before == 0)
      g_hash_table_insert (seen, line->id, GUINT_TO_POINTER (i + 1));
  }
  return digits;
}

NnOwnDigits *
nn_own_digits_parse (GBytes *bytes, NnOwnDigits *previous)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *lines = line_array ();
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  /* What is empty has no address. */
  const char *at = data != NULL ? data : "", *end = at + length;

  for (guint i = 0; previous != NULL && i < previous->lines->len; i++) {
    NnOwnLine *line = previous->lines->pdata[i];

    g_hash_table_insert (known, line->text, line);
  }
  while (at < end) {
    const char *feed = memchr (at, '\n', (gsize) (end - at));
    gsize size = (gsize) ((feed != NULL ? feed : end) - at);

    /* A zero byte within would end the text early: such a line is not text, but it is kept. */
    g_autofree char *text = memchr (at, '\0', size) == NULL ? g_strndup (at, size)
                                                            : g_utf8_make_valid (at, (gssize) size);
    NnOwnLine *line = g_hash_table_lookup (known, text);

    g_ptr_array_add (lines, line != NULL ? nn_own_line_ref (line)
                                         : nn_own_line_new (g_steal_pointer (&text)));
    at += size + 1;
  }
  return digits_new (lines);
}

NnOwnDigits *
nn_own_digits_load (GFile *file, NnOwnDigits *previous, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, &reason);

  if (g_error_matches (reason, NN_ERROR, NN_ERROR_MISSING))
    bytes = g_bytes_new (NULL, 0);
  if (bytes == NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  return nn_own_digits_parse (bytes, previous);
}

NnOwnDigits *
nn_own_digits_ref (NnOwnDigits *digits)
{
  g_atomic_ref_count_inc (&digits->references);
  return digits;
}

void
nn_own_digits_unref (NnOwnDigits *digits)
{
  if (!g_atomic_ref_count_dec (&digits->references))
    return;
  g_ptr_array_unref (digits->lines);
  g_ptr_array_unref (digits->digits);
  g_ptr_array_unref (digits->damages);
  g_free (digits);
}

gboolean
nn_own_digits_is_same (NnOwnDigits *a, NnOwnDigits *b)
{
  if (a->lines->len != b->lines->len)
    return FALSE;
  for (guint i = 0; i < a->lines->len; i++) {
    const NnOwnLine *x = a->lines->pdata[i], *y = b->lines->pdata[i];

    if (x != y && !g_str_equal (x->text, y->text))
      return FALSE;
  }
  return TRUE;
}

GBytes *
nn_own_digits_to_bytes (NnOwnDigits *digits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < digits->lines->len; i++) {
    g_string_append (text, ((NnOwnLine *) digits->lines->pdata[i])->text);
    g_string_append_c (text, '\n');
  }
  return g_string_free_to_bytes (text);
}

guint
nn_own_digits_count (NnOwnDigits *digits)
{
  return digits->digits->len;
}

NnOwnLine *
nn_own_digits_get (NnOwnDigits *digits, guint index)
{
  g_return_val_if_fail (index < digits->digits->len, NULL);
  return digits->digits->pdata[index];
}

guint
nn_own_digits_n_damaged (NnOwnDigits *digits)
{
  return digits->damages->len;
}

const char *
nn_own_digits_get_damage (NnOwnDigits *digits, guint index)
{
  g_return_val_if_fail (index < digits->damages->len, NULL);
  return digits->damages->pdata[index];
}

NnDataset *
nn_own_digits_make_dataset (NnOwnDigits *digits, NnOwnPart part, const char *name)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();

  for (guint i = 0; i < digits->digits->len; i++) {
    const NnOwnLine *line = digits->digits->pdata[i];
    guint8 label = (guint8) line->label;

    if (part != NN_OWN_ALL && nn_own_line_is_test (line) != (part == NN_OWN_TEST))
      continue;
    g_byte_array_append (pixels, line->pixels, NN_PICTURE_PIXELS);
    g_byte_array_append (labels, &label, 1);
  }
  if (labels->len == 0)
    return NULL;
  return nn_dataset_new (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                         g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
}

/* --- changing --- */

static void
change_free (gpointer data)
{
  NnOwnChange *change = data;

  g_clear_pointer (&change->before, nn_own_line_unref);
  g_clear_pointer (&change->after, nn_own_line_unref);
  g_free (change);
}

GPtrArray *
nn_own_edit_new (void)
{
  return g_ptr_array_new_with_free_func (change_free);
}

void
nn_own_edit_add (GPtrArray *edit, guint place, NnOwnLine *before, NnOwnLine *after)
{
  NnOwnChange *change = g_new0 (NnOwnChange, 1);

  change->place = place;
  change->before = before != NULL ? nn_own_line_ref (before) : NULL;
  change->after = after != NULL ? nn_own_line_ref (after) : NULL;
  g_ptr_array_add (edit, change);
}

static gboolean
find_line (GPtrArray *lines, const NnOwnLine *wanted, guint *place)
{
  for (guint i = 0; i < lines->len; i++) {
    const NnOwnLine *line = lines->pdata[i];

    if (line->problem == NULL && g_strcmp0 (line->id, wanted->id) == 0) {
      *place = i;
      return TRUE;
    }
  }
  return FALSE;
}

NnOwnDigits *
nn_own_digits_edit (NnOwnDigits *digits, GPtrArray *edit, GPtrArray **back)
{
  GPtrArray *lines = line_array ();

  *back = nn_own_edit_new ();
  for (guint i = 0; i < digits->lines->len; i++)
    g_ptr_array_add (lines, nn_own_line_ref (digits->lines->pdata[i]));
  for (guint i = 0; i < edit->len; i++) {
    const NnOwnChange *change = edit->pdata[i];
    guint place = MIN (change->place, lines->len);
    NnOwnLine *found;

    /* What is there already under that id only gets another label; what is brought back was beside
     * it before. */
    if (change->before == NULL
        && (change->place != G_MAXUINT || !find_line (lines, change->after, &place))) {
      nn_own_edit_add (*back, place, change->after, NULL);
      g_ptr_array_insert (lines, (int) place, nn_own_line_ref (change->after));
      continue;
    }
    if (change->before != NULL && !find_line (lines, change->before, &place))
      continue;
    found = lines->pdata[place];
    if (change->after != NULL && g_str_equal (found->text, change->after->text))
      continue;
    nn_own_edit_add (*back, place, change->after, found);
    if (change->after != NULL) {
      lines->pdata[place] = nn_own_line_ref (change->after);
      nn_own_line_unref (found);
    } else {
      g_ptr_array_remove_index (lines, place);
    }
  }
  /* Taken back in the opposite order, each goes to where it was. */
  for (guint i = 0; i < (*back)->len / 2; i++) {
    gpointer other = (*back)->pdata[(*back)->len - 1 - i];

    (*back)->pdata[(*back)->len - 1 - i] = (*back)->pdata[i];
    (*back)->pdata[i] = other;
  }
  return digits_new (lines);
}
