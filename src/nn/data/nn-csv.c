/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-dataset.h"

#include "nn/base/nn-load-file.h"

/* MNIST as CSV: a line a picture, the label first, then 784 numbers from 0 to 255. */

typedef struct {
  const char *at, *end;
  const char *name;
  guint line;
} Scanner;

/* One number up to the next comma or the end of the line; FALSE with the reason. */
static gboolean
scan_number (Scanner *scanner, guint field, guint most, guint8 *number, GError **error)
{
  const char *start = scanner->at;
  guint value = 0;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at) && value <= 255)
    value = value * 10 + (*scanner->at++ - '0');
  if (scanner->at == start || value > most
      || (scanner->at < scanner->end && *scanner->at != ',' && *scanner->at != '\n'
          && *scanner->at != '\r')) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s:%u: field %u is not a whole number from 0 to %u", scanner->name, scanner->line,
                 field, most);
    return FALSE;
  }
  *number = (guint8) value;
  return TRUE;
}

static gboolean
at_line_end (const Scanner *scanner)
{
  return scanner->at == scanner->end || *scanner->at == '\n' || *scanner->at == '\r';
}

static gboolean
scan_line (Scanner *scanner, guint8 *label, guint8 *pixels, GError **error)
{
  guint field;

  if (!scan_number (scanner, 1, NN_N_CLASSES - 1, label, error))
    return FALSE;
  for (field = 1; field <= NN_PICTURE_PIXELS && !at_line_end (scanner); field++) {
    scanner->at++;
    if (!scan_number (scanner, field + 1, 255, &pixels[field - 1], error))
      return FALSE;
  }
  if (field <= NN_PICTURE_PIXELS || !at_line_end (scanner)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s:%u: the line has %s than the %d fields of a label and 28 x 28 pixels",
                 scanner->name, scanner->line, field <= NN_PICTURE_PIXELS ? "fewer" : "more",
                 NN_PICTURE_PIXELS + 1);
    return FALSE;
  }
  return TRUE;
}

static void
next_line (Scanner *scanner)
{
  while (scanner->at < scanner->end && *scanner->at != '\n')
    scanner->at++;
  if (scanner->at < scanner->end)
    scanner->at++;
  scanner->line++;
}

NnDataset *
nn_dataset_parse_csv (GBytes *bytes, const char *name, GError **error)
{
  gsize length;
  const char *bytes_or_null = g_bytes_get_data (bytes, &length);
  const char *data = bytes_or_null != NULL ? bytes_or_null : "";
  Scanner scanner = { data, data + length, name, 1 };
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  guint8 line[NN_PICTURE_PIXELS], label;

  if (length > 0 && !g_ascii_isdigit (data[0]))
    next_line (&scanner);
  for (; scanner.at < scanner.end; next_line (&scanner)) {
    if (at_line_end (&scanner))
      continue;
    if (!scan_line (&scanner, &label, line, error))
      return NULL;
    g_byte_array_append (pixels, line, sizeof line);
    g_byte_array_append (labels, &label, 1);
  }
  if (labels->len == 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, "%s: there is no picture in the file", name);
    return NULL;
  }
  return nn_dataset_new (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                         g_byte_array_free_to_bytes (g_steal_pointer (&labels)), error);
}

NnDataset *
nn_dataset_load_csv (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, error);

  return bytes != NULL ? nn_dataset_parse_csv (bytes, name, error) : NULL;
}
