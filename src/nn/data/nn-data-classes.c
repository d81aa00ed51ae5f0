/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-data-classes.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/data/nn-data-names.h"
#include "nn/data/nn-data-notes.h"
#include "nn/data/nn-data-turn.h"
#include "nn/pen/nn-picture.h"

/* MNIST's digits are 20 pixels high or wide, and their centre of mass is the picture's. */
#define MOST_BOX 22
#define MOST_OFFSET 1.5
#define LEAST_CENTRED 0.8

/* What fills the picture is not a drawing that is to be centred. */
#define FILLING_BOX 26

typedef struct {
  GByteArray *pixels, *labels;
  GByteArray *small; /* for each of the pictures whether it had 28x28 */
  GPtrArray *stray, *blank;
} Pictures;

/* A picture of 28x28 without transparency is one of a dataset: its grey values count, dark or light
 * ink is recognized by the border. */
static gboolean
copy_small (const NnPixels *picture, guint8 *result)
{
  guint sum = 0;

  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      const guint8 *p = picture->bytes + (gsize) y * picture->stride + x * picture->n_channels;

      result[y * NN_PICTURE_SIDE + x] = (guint8) ((p[0] + p[1] + p[2] + 1) / 3);
    }
  if (nn_pictures_are_dark_ink (result, 1))
    for (int i = 0; i < NN_PICTURE_PIXELS; i++)
      result[i] = 255 - result[i];
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    sum += result[i];
  return sum > 0;
}

static gboolean
rasterize (const NnPixels *picture, guint8 *pixels)
{
  float inks[NN_PICTURE_PIXELS];

  if (nn_picture_rasterize (picture, inks) != NN_INK_DRAWING)
    return FALSE;
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (inks[i] * 255 + 0.5f);
  return TRUE;
}

static GdkPixbuf *
decode (const NnDataFile *file)
{
  g_autoptr (GBytes) bytes = file->bytes != NULL
                                 ? g_bytes_ref (file->bytes)
                                 : nn_load_file (file->file, NN_PICTURE_MAX_BYTES, NULL);

  return bytes != NULL ? nn_picture_decode (bytes, file->name, NULL) : NULL;
}

static int
label_of (const NnDataFile *file)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autofree char *own = g_path_get_basename (folder);

  return nn_name_digit (own);
}

static void
read_picture (const NnDataFile *file, Pictures *pictures)
{
  g_autoptr (GdkPixbuf) pixbuf = decode (file);
  guint8 pixels[NN_PICTURE_PIXELS], label = (guint8) label_of (file), is_small;
  NnPixels picture;

  if (pixbuf == NULL) {
    g_ptr_array_add (pictures->stray, g_strdup (file->path));
    return;
  }
  picture = nn_picture_pixels (pixbuf);
  is_small = picture.width == NN_PICTURE_SIDE && picture.height == NN_PICTURE_SIDE
             && picture.n_channels == 3;
  if (!(is_small ? copy_small (&picture, pixels) : rasterize (&picture, pixels))) {
    g_ptr_array_add (pictures->blank, g_strdup (file->path));
    return;
  }
  g_byte_array_append (pictures->pixels, pixels, sizeof pixels);
  g_byte_array_append (pictures->labels, &label, 1);
  g_byte_array_append (pictures->small, &is_small, 1);
}

/* The longer side of the ink; *offset: from the centre of mass to that of the picture, in x or y.
 */
static int
measure (const guint8 *pixels, double *offset)
{
  int left = NN_PICTURE_SIDE, right = -1, top = NN_PICTURE_SIDE, bottom = -1;
  double mass = 0, x_sum = 0, y_sum = 0;

  for (int y = 0; y < NN_PICTURE_SIDE; y++)
    for (int x = 0; x < NN_PICTURE_SIDE; x++) {
      double ink = pixels[y * NN_PICTURE_SIDE + x];

      mass += ink;
      x_sum += ink * (x + 0.5);
      y_sum += ink * (y + 0.5);
      if (ink >= 64) {
        left = MIN (left, x);
        right = MAX (right, x);
        top = MIN (top, y);
        bottom = MAX (bottom, y);
      }
    }
  *offset = mass > 0 ? MAX (fabs (x_sum / mass - NN_PICTURE_SIDE / 2),
                            fabs (y_sum / mass - NN_PICTURE_SIDE / 2))
                     : 0;
  return MAX (right - left, bottom - top) + 1;
}

/* Pictures of 28x28 that are somebody's drawings and not of a dataset are centred one by one. */
static void
centre (Pictures *pictures, GPtrArray *notes)
{
  guint n_small = 0, n_centred = 0, n_filling = 0;

  for (guint i = 0; i < pictures->labels->len; i++)
    if (pictures->small->data[i]) {
      double offset;
      int box = measure (pictures->pixels->data + (gsize) i * NN_PICTURE_PIXELS, &offset);

      n_small++;
      n_centred += box <= MOST_BOX && offset <= MOST_OFFSET;
      n_filling += box >= FILLING_BOX;
    }
  if (n_small == 0 || n_centred >= LEAST_CENTRED * n_small || 2 * n_filling > n_small)
    return;
  for (guint i = 0; i < pictures->labels->len; i++)
    if (pictures->small->data[i]) {
      guint8 *pixels = pictures->pixels->data + (gsize) i * NN_PICTURE_PIXELS;
      guint8 centred[NN_PICTURE_PIXELS];
      NnPixels picture = { pixels, NN_PICTURE_SIDE, NN_PICTURE_SIDE, NN_PICTURE_SIDE, 1 };

      if (rasterize (&picture, centred))
        memcpy (pixels, centred, sizeof centred);
    }
  nn_data_notes_add (notes,
                     "%u pictures of 28x28 are not centred as MNIST's are: each was centred and "
                     "made as large as those",
                     n_small);
}

NnDataset *
nn_data_read_classes (const char *name, GPtrArray *files, GPtrArray *notes)
{
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  g_autoptr (GByteArray) small = g_byte_array_new ();
  g_autoptr (GPtrArray) stray = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) blank = g_ptr_array_new_with_free_func (g_free);
  Pictures pictures = { pixels, labels, small, stray, blank };

  /* By class first, whatever the folders are called: the same order for the same pictures. */
  for (int digit = 0; digit < NN_N_CLASSES; digit++)
    for (guint i = 0; i < files->len; i++)
      if (label_of (files->pdata[i]) == digit)
        read_picture (files->pdata[i], &pictures);
  nn_data_notes_add_left_out (notes, stray, "files", "that cannot be read as pictures");
  nn_data_notes_add_left_out (notes, blank, "pictures", "without ink");
  if (labels->len == 0)
    return NULL;
  centre (&pictures, notes);
  return nn_dataset_new (name, g_byte_array_free_to_bytes (g_steal_pointer (&pixels)),
                         g_byte_array_free_to_bytes (g_steal_pointer (&labels)), NULL);
}
