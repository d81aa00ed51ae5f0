/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-picture-list.h"

#include <string.h>

/* --- one picture --- */

struct _TenfoldPicture {
  GObject parent_instance;

  NnDataset *dataset;
  guint index;
};

G_DEFINE_FINAL_TYPE (TenfoldPicture, tenfold_picture, G_TYPE_OBJECT)

static void
tenfold_picture_finalize (GObject *object)
{
  g_clear_pointer (&TENFOLD_PICTURE (object)->dataset, nn_dataset_unref);
  G_OBJECT_CLASS (tenfold_picture_parent_class)->finalize (object);
}

static void
tenfold_picture_class_init (TenfoldPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_picture_finalize;
}

static void
tenfold_picture_init (TenfoldPicture *self)
{
}

guint
tenfold_picture_get_index (TenfoldPicture *self)
{
  return self->index;
}

int
tenfold_picture_get_label (TenfoldPicture *self)
{
  return nn_dataset_labels (self->dataset)[self->index];
}

const guint8 *
tenfold_picture_get_pixels (TenfoldPicture *self)
{
  return nn_dataset_pixels (self->dataset) + (gsize) self->index * NN_PICTURE_PIXELS;
}

GdkTexture *
tenfold_picture_make_texture (TenfoldPicture *self, gboolean light)
{
  const guint8 *pixels = tenfold_picture_get_pixels (self);
  guint8 *colors = g_malloc (4 * NN_PICTURE_PIXELS);
  g_autoptr (GBytes) bytes = g_bytes_new_take (colors, 4 * NN_PICTURE_PIXELS);

  for (guint i = 0; i < NN_PICTURE_PIXELS; i++) {
    colors[4 * i] = colors[4 * i + 1] = colors[4 * i + 2] = light ? 255 : 0;
    colors[4 * i + 3] = pixels[i];
  }
  return gdk_memory_texture_new (NN_PICTURE_SIDE, NN_PICTURE_SIDE, GDK_MEMORY_R8G8B8A8, bytes,
                                 4 * NN_PICTURE_SIDE);
}

/* --- the list --- */

struct _TenfoldPictureList {
  GObject parent_instance;

  NnDataset *dataset;
  int label;
  GArray *indices; /* guint: of one class; unused for all */
  guint n;
};

static GType
get_item_type (GListModel *model)
{
  return TENFOLD_TYPE_PICTURE;
}

static guint
get_n_items (GListModel *model)
{
  return TENFOLD_PICTURE_LIST (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TenfoldPictureList *self = TENFOLD_PICTURE_LIST (model);
  TenfoldPicture *picture;

  if (position >= self->n)
    return NULL;
  picture = g_object_new (TENFOLD_TYPE_PICTURE, NULL);
  picture->dataset = nn_dataset_ref (self->dataset);
  picture->index = self->label < 0 ? position : g_array_index (self->indices, guint, position);
  return picture;
}

static void
model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TenfoldPictureList,
                               tenfold_picture_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static void
tenfold_picture_list_finalize (GObject *object)
{
  TenfoldPictureList *self = TENFOLD_PICTURE_LIST (object);

  g_clear_pointer (&self->dataset, nn_dataset_unref);
  g_array_unref (self->indices);
  G_OBJECT_CLASS (tenfold_picture_list_parent_class)->finalize (object);
}

static void
tenfold_picture_list_class_init (TenfoldPictureListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_picture_list_finalize;
}

static void
tenfold_picture_list_init (TenfoldPictureList *self)
{
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->label = -1;
}

TenfoldPictureList *
tenfold_picture_list_new (void)
{
  return g_object_new (TENFOLD_TYPE_PICTURE_LIST, NULL);
}

static GArray *
find_label (NnDataset *dataset, int label)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = dataset != NULL ? nn_dataset_count (dataset) : 0;

  for (guint i = 0; label >= 0 && i < n; i++)
    if (nn_dataset_labels (dataset)[i] == label)
      g_array_append_val (indices, i);
  return indices;
}

/* What a list shows; a copy that borrows. */
typedef struct {
  NnDataset *dataset;
  GArray *indices; /* NULL: all */
  guint n;
} Shown;

static gboolean
is_same (const Shown *a, guint i, const Shown *b, guint k)
{
  i = a->indices != NULL ? g_array_index (a->indices, guint, i) : i;
  k = b->indices != NULL ? g_array_index (b->indices, guint, k) : k;
  return nn_dataset_labels (a->dataset)[i] == nn_dataset_labels (b->dataset)[k]
         && memcmp (nn_dataset_pixels (a->dataset) + (gsize) i * NN_PICTURE_PIXELS,
                    nn_dataset_pixels (b->dataset) + (gsize) k * NN_PICTURE_PIXELS,
                    NN_PICTURE_PIXELS)
                == 0;
}

/* Says which part is another one, so that a digit that comes or goes moves nobody's view. */
static void
announce (TenfoldPictureList *self, const Shown *before, const Shown *after)
{
  guint start = 0, end = 0, least = MIN (before->n, after->n);

  while (start < least && is_same (before, start, after, start))
    start++;
  while (end < least - start && is_same (before, before->n - 1 - end, after, after->n - 1 - end))
    end++;
  if (before->n > start + end || after->n > start + end)
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->n - start - end,
                                after->n - start - end);
}

void
tenfold_picture_list_show (TenfoldPictureList *self, NnDataset *dataset, int label)
{
  g_autoptr (NnDataset) old_dataset = NULL;
  g_autoptr (GArray) old_indices = NULL;
  Shown before, after;
  gboolean same_label;

  g_return_if_fail (TENFOLD_IS_PICTURE_LIST (self) && label >= -1 && label < NN_N_CLASSES);
  before = (Shown){ self->dataset, self->label >= 0 ? self->indices : NULL, self->n };
  same_label = label == self->label;
  old_dataset = self->dataset;
  old_indices = self->indices;
  self->dataset = dataset != NULL ? nn_dataset_ref (dataset) : NULL;
  self->label = label;
  self->indices = find_label (dataset, label);
  self->n = label >= 0 ? self->indices->len : dataset != NULL ? nn_dataset_count (dataset) : 0;
  after = (Shown){ self->dataset, label >= 0 ? self->indices : NULL, self->n };
  if (same_label && before.n > 0 && after.n > 0)
    announce (self, &before, &after);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before.n, after.n);
}

guint
tenfold_picture_list_get_index (TenfoldPictureList *self, guint position)
{
  g_return_val_if_fail (TENFOLD_IS_PICTURE_LIST (self) && position < self->n, 0);
  return self->label < 0 ? position : g_array_index (self->indices, guint, position);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

gboolean
tenfold_picture_list_find (TenfoldPictureList *self, guint index, guint *position)
{
  g_return_val_if_fail (TENFOLD_IS_PICTURE_LIST (self), FALSE);
  *position = index;
  if (self->label < 0)
    return index < self->n;
  return g_array_binary_search (self->indices, &index, compare_cb, position);
}
