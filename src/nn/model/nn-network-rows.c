/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/model/nn-network-rows.h"

static void
row_clear (gpointer data)
{
  g_free (((NnNetworkRow *) data)->words);
}

static NnNetworkRow *
row_at (const GArray *rows, guint i)
{
  return &g_array_index (rows, NnNetworkRow, i);
}

/* What stands between two places, without the space around it. */
static void
add_row (GArray *rows, const char *text, const char *from, const char *to, guint depth)
{
  NnNetworkRow row = { .depth = depth };

  while (from < to && g_ascii_isspace (*from))
    from++;
  while (to > from && g_ascii_isspace (to[-1]))
    to--;
  row.words = g_strndup (from, (gsize) (to - from));
  row.from = (guint) (from - text);
  row.to = (guint) (to - text);
  g_array_append_val (rows, row);
}

GArray *
nn_network_rows_new (const char *text)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (NnNetworkRow));
  const char *start = text, *at = text;
  guint depth = 0;
  /* What comes next is a row even if it has no words: a comma stands before it. */
  gboolean wanted = FALSE;

  g_array_set_clear_func (rows, row_clear);
  for (;; at++) {
    gboolean closes = *at == ')' && depth > 0;
    const char *word = start;

    if (*at != '\0' && *at != ',' && *at != '(' && !closes)
      continue;
    while (word < at && g_ascii_isspace (*word))
      word++;
    /* Behind brackets comes a comma, and no row. */
    if (word < at || wanted || *at == '(' || (*at == ',' && (start == text || start[-1] != ')')))
      add_row (rows, text, start, at, depth);
    wanted = *at == ',';
    if (*at == '\0')
      return rows;
    if (*at == '(') {
      row_at (rows, rows->len - 1)->is_list = TRUE;
      depth++;
    } else if (closes) {
      depth--;
    }
    start = at + 1;
  }
}

char *
nn_network_rows_to_text (const GArray *rows)
{
  GString *text = g_string_new (NULL);
  guint depth = 0;

  for (guint i = 0; i < rows->len; i++) {
    const NnNetworkRow *row = row_at (rows, i);

    for (; depth > row->depth; depth--)
      g_string_append_c (text, ')');
    if (i > 0 && !(row_at (rows, i - 1)->is_list && row->depth > row_at (rows, i - 1)->depth))
      g_string_append (text, ", ");
    g_string_append (text, row->words);
    if (row->is_list) {
      g_string_append (text, " (");
      depth = row->depth + 1;
    }
  }
  for (; depth > 0; depth--)
    g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

guint
nn_network_rows_end (const GArray *rows, guint row)
{
  guint end = row + 1;

  while (end < rows->len && row_at (rows, end)->depth > row_at (rows, row)->depth)
    end++;
  return end;
}

void
nn_network_rows_insert (GArray *rows, guint at, guint depth, const char *layers)
{
  g_autoptr (GArray) more = nn_network_rows_new (layers);

  g_return_if_fail (at <= rows->len);
  for (guint i = 0; i < more->len; i++)
    row_at (more, i)->depth += depth;
  g_array_insert_vals (rows, at, more->data, more->len);
  /* They are the other's now. */
  for (guint i = 0; i < more->len; i++)
    row_at (more, i)->words = NULL;
}

void
nn_network_rows_remove (GArray *rows, guint row)
{
  g_return_if_fail (row < rows->len);
  g_array_remove_range (rows, row, nn_network_rows_end (rows, row) - row);
}

void
nn_network_rows_wrap (GArray *rows, guint row, const char *words)
{
  NnNetworkRow around = { .words = g_strdup (words), .is_list = TRUE };

  g_return_if_fail (row < rows->len);
  around.depth = row_at (rows, row)->depth;
  for (guint i = row, end = nn_network_rows_end (rows, row); i < end; i++)
    row_at (rows, i)->depth++;
  g_array_insert_val (rows, row, around);
}

/* Takes a row with its brackets to the place before another one, which is not in them. */
static guint
carry (GArray *rows, guint row, guint to, guint depth)
{
  guint n = nn_network_rows_end (rows, row) - row, before = row_at (rows, row)->depth;
  g_autofree NnNetworkRow *block = g_memdup2 (row_at (rows, row), n * sizeof *block);

  for (guint i = 0; i < n; i++) {
    block[i].depth = block[i].depth - before + depth;
    row_at (rows, row + i)->words = NULL;
  }
  g_array_remove_range (rows, row, n);
  if (to > row)
    to -= n;
  g_array_insert_vals (rows, to, block, n);
  return to;
}

guint
nn_network_rows_move_up (GArray *rows, guint row)
{
  guint depth, other = row;

  g_return_val_if_fail (row < rows->len, row);
  depth = row_at (rows, row)->depth;
  if (row == 0)
    return row;
  /* The first in brackets comes out of them. */
  if (row_at (rows, row - 1)->depth < depth)
    return carry (rows, row, row - 1, depth - 1);
  do
    other--;
  while (row_at (rows, other)->depth > depth);
  return row_at (rows, other)->is_list ? carry (rows, row, row, depth + 1)
                                       : carry (rows, row, other, depth);
}

guint
nn_network_rows_move_down (GArray *rows, guint row)
{
  guint depth, next;

  g_return_val_if_fail (row < rows->len, row);
  depth = row_at (rows, row)->depth;
  next = nn_network_rows_end (rows, row);
  /* The last in brackets comes out of them. */
  if (next == rows->len || row_at (rows, next)->depth < depth)
    return depth > 0 ? carry (rows, row, row, depth - 1) : row;
  return row_at (rows, next)->is_list ? carry (rows, row, next + 1, depth + 1)
                                      : carry (rows, row, next + 1, depth);
}

guint
nn_network_rows_move_to (GArray *rows, guint row, guint other, gboolean behind)
{
  const NnNetworkRow *to;

  g_return_val_if_fail (row < rows->len && other < rows->len, row);
  if (other >= row && other < nn_network_rows_end (rows, row))
    return row;
  to = row_at (rows, other);
  return carry (rows, row, other + (behind ? 1 : 0), to->depth + (behind && to->is_list ? 1 : 0));
}
