/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/base/nn-load-file.h"
#include "nn/data/nn-csv.h"
#include "nn/data/nn-data-array.h"
#include "nn/data/nn-data-classes.h"
#include "nn/data/nn-data-files.h"
#include "nn/data/nn-data-names.h"
#include "nn/data/nn-data-notes.h"
#include "nn/data/nn-data-turn.h"
#include "nn/data/nn-dataset-private.h"
#include "nn/data/nn-idx.h"
#include "nn/data/nn-npy.h"

/*
 * Reading pictures from a folder, a file or an archive, in three steps: each file is sorted by its
 * place and its first bytes, the files of one dataset are chosen by their names, and arrays are put
 * together to parts and looked at: classes that are no digits, light paper, exchanged rows.
 */

/* Enough of a file to know its format: the first two lines of a CSV. */
#define HEAD_BYTES ((gsize) 1 << 16)

/* The largest label that a file may have: 10 digits, 26 large and 26 small letters. */
#define MOST_LABEL 61

/* What a file holds: pictures, their labels, or both. */
typedef struct {
  GBytes *pixels; /* count x 784 */
  GBytes *labels; /* count */
  const char *pixels_name, *labels_name;
} Arrays;

static void
arrays_clear (Arrays *arrays)
{
  g_clear_pointer (&arrays->pixels, g_bytes_unref);
  g_clear_pointer (&arrays->labels, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arrays, arrays_clear)

/* --- formats --- */

typedef struct {
  const char *title;
  gboolean (*is) (const guint8 *head, gsize length);
  /* NULL: the format is refused, and advice says what to do. */
  gboolean (
      *read) (GBytes *bytes, const char *name, Arrays *arrays, GPtrArray *notes, GError **error);
  const char *advice;
} Format;

static gboolean
take_array (NnTensor *array, const char *name, Arrays *arrays, GError **error)
{
  if (array == NULL)
    return FALSE;
  if (nn_array_holds_labels (array))
    arrays->labels = nn_array_to_labels (array, name, error);
  else
    arrays->pixels = nn_array_to_pictures (array, name, error);
  return arrays->labels != NULL || arrays->pixels != NULL;
}

static gboolean
read_idx (GBytes *bytes, const char *name, Arrays *arrays, GPtrArray *notes, GError **error)
{
  g_autoptr (NnTensor) array = nn_idx_parse (bytes, name, error);

  return take_array (array, name, arrays, error);
}

static gboolean
is_npy (const guint8 *head, gsize length)
{
  return length >= 6 && memcmp (head, "\x93NUMPY", 6) == 0;
}

static gboolean
read_npy (GBytes *bytes, const char *name, Arrays *arrays, GPtrArray *notes, GError **error)
{
  g_autoptr (NnTensor) array = nn_npy_parse (bytes, name, error);

  return take_array (array, name, arrays, error);
}

static gboolean
read_csv (GBytes *bytes, const char *name, Arrays *arrays, GPtrArray *notes, GError **error)
{
  g_auto (NnCsvPictures) pictures = { 0 };

  if (!nn_csv_parse (bytes, name, MOST_LABEL, &pictures, error))
    return FALSE;
  arrays->pixels = g_steal_pointer (&pictures.pixels);
  arrays->labels = g_steal_pointer (&pictures.labels);
  if (pictures.note != NULL)
    nn_data_notes_add (notes, "%s", pictures.note);
  return TRUE;
}

static gboolean
is_pickle (const guint8 *head, gsize length)
{
  return length >= 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5;
}

static gboolean
is_matlab (const guint8 *head, gsize length)
{
  return length >= 6 && memcmp (head, "MATLAB", 6) == 0;
}

static gboolean
is_hdf5 (const guint8 *head, gsize length)
{
  return length >= 4 && memcmp (head, "\x89HDF", 4) == 0;
}

static gboolean
is_parquet (const guint8 *head, gsize length)
{
  return length >= 4 && memcmp (head, "PAR1", 4) == 0;
}

/* clang-format off */
static const Format formats[] = {
  { "IDX",        nn_idx_is,          read_idx, NULL },
  { "NumPy",      is_npy,             read_npy, NULL },
  { "a pickle",   is_pickle,          NULL,
    "a pickle is a program in disguise; in Python, save its arrays with numpy.savez() and open the "
    ".npz" },
  { "MATLAB",     is_matlab,          NULL,
    "in Python, load it with scipy.io.loadmat(), save its arrays with numpy.savez() and open the "
    ".npz" },
  { "HDF5",       is_hdf5,            NULL,
    "in Python, load it with h5py, save its arrays with numpy.savez() and open the .npz" },
  { "Parquet",    is_parquet,         NULL,
    "in Python, load it with pandas.read_parquet(), save its arrays with numpy.savez() and open the "
    ".npz" },
  { "UTF-16",     nn_csv_is_utf16,    NULL, "save it as UTF-8" },
  { "CSV",        nn_csv_is_pictures, read_csv, NULL },
};
/* clang-format on */

static const Format *
format_of (const guint8 *head, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].is (head, length))
      return &formats[i];
  return NULL;
}

/* --- sorting files --- */

/* The files of a place by what they are; all borrowed but the names. */
typedef struct {
  GPtrArray *classes;        /* in a folder of a digit */
  GPtrArray *arrays;         /* of a format that is read */
  GPtrArray *archives;       /* */
  const NnDataFile *refused; /* the first one of a format that is not read */
  const Format *refused_format;
  GPtrArray *stray;   /* names: of no use here */
  GHashTable *others; /* names of folders of pictures that are of no digit */
} Sorted;

static void
sorted_init (Sorted *sorted)
{
  *sorted = (Sorted){
    .classes = g_ptr_array_new (),
    .arrays = g_ptr_array_new (),
    .archives = g_ptr_array_new (),
    .stray = g_ptr_array_new_with_free_func (g_free),
    .others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
}

static void
sorted_clear (Sorted *sorted)
{
  g_ptr_array_unref (sorted->classes);
  g_ptr_array_unref (sorted->arrays);
  g_ptr_array_unref (sorted->archives);
  g_ptr_array_unref (sorted->stray);
  g_hash_table_unref (sorted->others);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sorted, sorted_clear)

static void
sort_by_content (Sorted *sorted, NnDataFile *file)
{
  g_autoptr (GBytes) head = nn_data_file_peek (file, HEAD_BYTES);
  gsize length = 0;
  const guint8 *data = head != NULL ? g_bytes_get_data (head, &length) : NULL;
  const Format *format = data != NULL ? format_of (data, length) : NULL;

  if (format != NULL && format->read != NULL) {
    g_ptr_array_add (sorted->arrays, file);
  } else if (format != NULL) {
    if (sorted->refused == NULL) {
      sorted->refused = file;
      sorted->refused_format = format;
    }
    g_ptr_array_add (sorted->stray, g_strdup (file->path));
  } else if (data != NULL && nn_data_is_archive (data, length)) {
    g_ptr_array_add (sorted->archives, file);
  } else {
    g_ptr_array_add (sorted->stray, g_strdup (file->path));
  }
}

static void
sort_files (Sorted *sorted, const GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++) {
    NnDataFile *file = files->pdata[i];
    g_autofree char *folder = g_path_get_dirname (file->path);
    g_autofree char *own = g_path_get_basename (folder);

    if (nn_name_digit (own) >= 0)
      g_ptr_array_add (sorted->classes, file);
    else if (nn_name_is_picture (file->path))
      g_hash_table_add (sorted->others, g_steal_pointer (&own));
    else
      sort_by_content (sorted, file);
  }
}

/* --- arrays become parts --- */

/* Which of several datasets in one place is meant: digits before MNIST before any other. */
static guint
rank_of (const char *group)
{
  g_auto (GStrv) words = g_strsplit (group, " ", -1);

  return g_strv_contains ((const char *const *) words, "digits")  ? 2
         : g_strv_contains ((const char *const *) words, "mnist") ? 1
                                                                  : 0;
}

/* Leaves the files of one dataset; the others are noted. only: its group, or NULL to choose. */
static void
choose_group (GPtrArray *arrays, const char *only, GPtrArray *notes)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *best = g_strdup (only);

  for (guint i = 0; only == NULL && i < arrays->len; i++) {
    g_autofree char *group = nn_name_group (((NnDataFile *) arrays->pdata[i])->path);

    if (best == NULL || rank_of (group) > rank_of (best)) {
      g_free (best);
      best = g_steal_pointer (&group);
    }
  }
  for (guint i = 0; i < arrays->len;) {
    NnDataFile *file = arrays->pdata[i];
    g_autofree char *group = nn_name_group (file->path);

    if (g_str_equal (group, best)) {
      i++;
      continue;
    }
    g_ptr_array_add (others, g_strdup (file->path));
    g_ptr_array_remove_index (arrays, i);
  }
  if (only == NULL)
    nn_data_notes_add_left_out (notes, others, "files", "of other datasets beside it");
}

/* Takes what the file has; what a part has already stays. */
static gboolean
take_file (const NnDataFile *file,
           Arrays *part,
           GPtrArray *unused,
           GPtrArray *notes,
           GError **error)
{
  g_autoptr (GBytes) bytes = nn_data_file_load (file, error);
  g_auto (Arrays) arrays = { 0 };
  const Format *format;
  gsize length;
  const guint8 *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  format = data != NULL ? format_of (data, length) : NULL;
  if (format == NULL || format->read == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_IO, "%s has changed while it was read", file->name);
    return FALSE;
  }
  if (!format->read (bytes, file->name, &arrays, notes, error))
    return FALSE;
  if ((arrays.pixels != NULL && part->pixels != NULL)
      || (arrays.labels != NULL && part->labels != NULL)) {
    g_ptr_array_add (unused, g_strdup (file->path));
    return TRUE;
  }
  if (arrays.pixels != NULL) {
    part->pixels = g_steal_pointer (&arrays.pixels);
    part->pixels_name = file->name;
  }
  if (arrays.labels != NULL) {
    part->labels = g_steal_pointer (&arrays.labels);
    part->labels_name = file->name;
  }
  return TRUE;
}

/* Only digits are left. Where there are more classes, the digits are the first ten; classes from 1
 * on are letters. */
static gboolean
keep_digits (guint8 *pixels,
             guint8 *labels,
             gsize *count,
             const char *name,
             GPtrArray *notes,
             GError **error)
{
  guint least = 255, most = 0;
  gsize n = 0;

  for (gsize i = 0; i < *count; i++) {
    least = MIN (least, labels[i]);
    most = MAX (most, labels[i]);
  }
  if (most < NN_N_CLASSES)
    return TRUE;
  if (most > MOST_LABEL || least > 0) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s has labels from %u to %u, which are no digits; digits have 0 to 9", name,
                 least, most);
    return FALSE;
  }
  for (gsize i = 0; i < *count; i++)
    if (labels[i] < NN_N_CLASSES) {
      if (n < i)
        memcpy (pixels + n * NN_PICTURE_PIXELS, pixels + i * NN_PICTURE_PIXELS, NN_PICTURE_PIXELS);
      labels[n++] = labels[i];
    }
  nn_data_notes_add (
      notes, "Left out: %" G_GSIZE_FORMAT " pictures of classes beyond 0 to 9 (labels up to %u)",
      *count - n, most);
  *count = n;
  return TRUE;
}

/* How the pictures of a dataset lie: its first part decides. */
typedef struct {
  gboolean known, dark_ink, turned;
} Pose;

/* Ink light, rows and columns as MNIST has them. */
static void
set_upright (Pose *pose, guint8 *pixels, const guint8 *labels, gsize count, GPtrArray *notes)
{
  gboolean decides = !pose->known;

  pose->known = TRUE;
  if (decides)
    pose->dark_ink = nn_pictures_are_dark_ink (pixels, count);
  if (pose->dark_ink)
    for (gsize i = 0; i < count * NN_PICTURE_PIXELS; i++)
      pixels[i] = 255 - pixels[i];
  if (decides)
    pose->turned = nn_pictures_are_turned (pixels, labels, count);
  if (pose->turned)
    nn_pictures_turn (pixels, count);
  if (decides && pose->dark_ink)
    nn_data_notes_add (notes, "The pictures are dark on light: ink and paper were exchanged");
  if (decides && pose->turned)
    nn_data_notes_add (notes, "The pictures lie on their side, as EMNIST's do: they were turned "
                              "upright");
}

/* *dataset NULL without an error: the part is empty, or has no labels. */
static gboolean
make_part (Arrays *part, Pose *pose, NnDataset **dataset, GPtrArray *notes, GError **error)
{
  gsize n_bytes, n_labels, count;
  guint8 *pixels, *labels;

  *dataset = NULL;
  if (part->pixels == NULL && part->labels == NULL)
    return TRUE;
  if (part->labels == NULL) {
    nn_data_notes_add (notes,
                       "%s has no labels: there is nothing to train on or to compare with in it",
                       part->pixels_name);
    return TRUE;
  }
  if (part->pixels == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "%s has labels, but there are no pictures to it", part->labels_name);
    return FALSE;
  }
  if (g_bytes_get_size (part->pixels) != g_bytes_get_size (part->labels) * NN_PICTURE_PIXELS) {
    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE,
                 "%s has %" G_GSIZE_FORMAT " pictures, but %s has %" G_GSIZE_FORMAT " labels",
                 part->pixels_name, g_bytes_get_size (part->pixels) / NN_PICTURE_PIXELS,
                 part->labels_name, g_bytes_get_size (part->labels));
    return FALSE;
  }
  pixels = g_bytes_unref_to_data (g_steal_pointer (&part->pixels), &n_bytes);
  labels = g_bytes_unref_to_data (g_steal_pointer (&part->labels), &n_labels);
  count = n_labels;
  if (!keep_digits (pixels, labels, &count, part->labels_name, notes, error)) {
    g_free (pixels);
    g_free (labels);
    return FALSE;
  }
  set_upright (pose, pixels, labels, count, notes);
  *dataset
      = nn_dataset_new (part->labels_name, g_bytes_new_take (pixels, count * NN_PICTURE_PIXELS),
                        g_bytes_new_take (labels, count), error);
  return *dataset != NULL;
}

/* Indices are of NnPart; what is for validation is the test where there is no other. */
static void
settle_parts (NnDataset *parts[4], NnDataset **train, NnDataset **test, GPtrArray *notes)
{
  if (parts[NN_PART_TEST] == NULL && parts[NN_PART_VALIDATION] != NULL) {
    nn_data_notes_add (notes, "There is no test part: the one for validation is taken for it");
    parts[NN_PART_TEST] = g_steal_pointer (&parts[NN_PART_VALIDATION]);
  } else if (parts[NN_PART_VALIDATION] != NULL) {
    nn_data_notes_add (notes,
                       "Left out: the part for validation, %" G_GSIZE_FORMAT
                       " pictures (a part of the training set is held out for that)",
                       nn_dataset_count (parts[NN_PART_VALIDATION]));
    g_clear_pointer (&parts[NN_PART_VALIDATION], nn_dataset_unref);
  }
  *train = g_steal_pointer (&parts[NN_PART_TRAIN]);
  *test = g_steal_pointer (&parts[NN_PART_TEST]);
}

static NnPart
part_of (const NnDataFile *file)
{
  NnPart part = nn_name_part (file->path);

  return part != NN_PART_UNKNOWN ? part : NN_PART_TRAIN;
}

static gboolean
read_arrays (const GPtrArray *files,
             NnDataset **train,
             NnDataset **test,
             GPtrArray *notes,
             GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) unused = g_ptr_array_new_with_free_func (g_free);
  Arrays arrays[4] = { 0 };
  Pose pose = { FALSE };
  NnDataset *parts[4] = { NULL };
  gboolean good = TRUE;

  for (guint i = 0; good && i < files->len; i++) {
    NnDataFile *file = files->pdata[i];
    g_autofree char *stem = nn_name_stem (file->path);
    NnPart part = part_of (file);
    char *key = g_strdup_printf ("%d %s", part, stem);

    /* A second copy of the same file, packed or in a folder of its name, says nothing new. */
    if (g_hash_table_add (seen, key))
      good = take_file (file, &arrays[part], unused, notes, error);
  }
  nn_data_notes_add_left_out (notes, unused, "files", "that another one is used for");
  for (int part = NN_PART_TRAIN; part <= NN_PART_VALIDATION; part++) {
    good = good && make_part (&arrays[part], &pose, &parts[part], notes, error);
    arrays_clear (&arrays[part]);
  }
  if (good) {
    settle_parts (parts, train, test, notes);
    return TRUE;
  }
  for (int part = NN_PART_TRAIN; part <= NN_PART_VALIDATION; part++)
    g_clear_pointer (&parts[part], nn_dataset_unref);
  return FALSE;
}

/* --- folders of digits --- */

static void
read_classes (const Sorted *sorted,
              const char *name,
              NnDataset **train,
              NnDataset **test,
              GPtrArray *notes)
{
  NnDataset *parts[4] = { NULL };

  for (NnPart part = NN_PART_TRAIN; part <= NN_PART_VALIDATION; part++) {
    g_autoptr (GPtrArray) files = g_ptr_array_new ();
    g_autofree char *folder = NULL;

    for (guint i = 0; i < sorted->classes->len; i++) {
      NnDataFile *file = sorted->classes->pdata[i];
      g_autofree char *own = g_path_get_dirname (file->path);
      NnPart its = nn_name_part (own);

      if ((its != NN_PART_UNKNOWN ? its : NN_PART_TRAIN) != part)
        continue;
      if (folder == NULL && strchr (own, '/') != NULL)
        folder = g_path_get_dirname (own);
      g_ptr_array_add (files, file);
    }
    if (files->len > 0) {
      g_autofree char *part_name
          = folder != NULL ? g_build_filename (name, folder, NULL) : g_strdup (name);

      parts[part] = nn_data_read_classes (part_name, files, notes);
    }
  }
  settle_parts (parts, train, test, notes);
  if (g_hash_table_size (sorted->others) > 0 && (*train != NULL || *test != NULL)) {
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GList) keys
        = g_list_sort (g_hash_table_get_keys (sorted->others), (GCompareFunc) strcmp);

    for (GList *key = keys; key != NULL; key = key->next)
      g_ptr_array_add (names, g_strdup (key->data));
    nn_data_notes_add_left_out (notes, names, "folders", "of pictures that are of no digit");
  }
}

/* --- all of it --- */

/* How many names of files a complaint has. */
#define MOST_NAMES 3

static gboolean
refuse (const Sorted *sorted, const char *name, GError **error)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < MIN (sorted->stray->len, MOST_NAMES); i++)
    g_string_append_printf (found, "%s%s",
                            i > 0 ? ", " : "; not understood: ", (char *) sorted->stray->pdata[i]);
  if (sorted->stray->len > MOST_NAMES)
    g_string_append (found, " and more");
  if (sorted->refused != NULL)
    g_set_error (error, NN_ERROR, NN_ERROR_UNSUPPORTED, "%s is %s, which is not read: %s",
                 sorted->refused->name, sorted->refused_format->title,
                 sorted->refused_format->advice);
  else
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
                 "%s has no pictures of digits that are understood: files of MNIST (IDX), CSV or "
                 "NumPy with 784 pixels and a label, or folders 0 to 9 with pictures%s",
                 name, found->str);
  return FALSE;
}

/* only: the group of files that is meant, or NULL. may_unpack: an archive that is found is read. */
static gboolean
read_files (const GPtrArray *files,
            const char *name,
            const char *only,
            gboolean may_unpack,
            NnDataset **train,
            NnDataset **test,
            GPtrArray *notes,
            GError **error)
{
  g_auto (Sorted) sorted;

  sorted_init (&sorted);
  sort_files (&sorted, files);
  if (sorted.arrays->len > 0) {
    choose_group (sorted.arrays, only, notes);
    if (!read_arrays (sorted.arrays, train, test, notes, error))
      return FALSE;
  } else {
    read_classes (&sorted, name, train, test, notes);
  }
  if (*train == NULL && *test == NULL && may_unpack && sorted.archives->len > 0) {
    NnDataFile *archive = sorted.archives->pdata[0];
    g_autoptr (GBytes) bytes = nn_data_file_load (archive, error);
    g_autoptr (GPtrArray) inside
        = bytes != NULL ? nn_data_files_of_archive (bytes, archive->name, error) : NULL;

    return inside != NULL
           && read_files (inside, archive->name, NULL, FALSE, train, test, notes, error);
  }
  if (*train == NULL && *test == NULL) {
    if (sorted.arrays->len > 0 && notes->len > 0) {
      g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "%s", (char *) notes->pdata[notes->len - 1]);
      return FALSE;
    }
    return refuse (&sorted, name, error);
  }
  if (only == NULL)
    nn_data_notes_add_left_out (notes, sorted.stray, "files", "that hold no pictures");
  return TRUE;
}

/* A file of an array has the others of its dataset beside it. *only: its group, else NULL. */
static GPtrArray *
list_around (GFile *file, char **only, GError **error)
{
  g_autoptr (GPtrArray) alone = nn_data_files_of_file (file);
  g_autoptr (GBytes) head = nn_data_file_peek (alone->pdata[0], HEAD_BYTES);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  gsize length = 0;
  const guint8 *data = head != NULL ? g_bytes_get_data (head, &length) : NULL;

  if (folder == NULL || data == NULL || !(nn_idx_is (data, length) || is_npy (data, length)))
    return g_steal_pointer (&alone);
  *only = nn_name_group (((NnDataFile *) alone->pdata[0])->path);
  return nn_data_files_of_folder (folder, error);
}

gboolean
nn_dataset_load_parts (GFile *place, NnDataset **train, NnDataset **test, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (place);
  GFileType type = g_file_query_file_type (place, G_FILE_QUERY_INFO_NONE, NULL);
  g_autoptr (GPtrArray) notes = nn_data_notes_new ();
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *only = NULL;

  *train = *test = NULL;
  if (type != G_FILE_TYPE_DIRECTORY && type != G_FILE_TYPE_REGULAR) {
    g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "There is no folder or file %s", name);
    return FALSE;
  }
  files = type == G_FILE_TYPE_DIRECTORY ? nn_data_files_of_folder (place, error)
                                        : list_around (place, &only, error);
  if (files == NULL || !read_files (files, name, only, TRUE, train, test, notes, error))
    return FALSE;
  if (*train == NULL)
    nn_data_notes_add (notes, "There is no part to train on, only one to test with");
  nn_dataset_set_notes (*train != NULL ? *train : *test, notes);
  return TRUE;
}

gboolean
nn_dataset_load_folder (GFile *folder, NnDataset **train, NnDataset **test, GError **error)
{
  if (!nn_dataset_load_parts (folder, train, test, error))
    return FALSE;
  if (*train != NULL)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_MISSING,
               "%s has only a part to test with, and none to train on", nn_dataset_name (*test));
  g_clear_pointer (test, nn_dataset_unref);
  return FALSE;
}

gboolean
nn_dataset_is_picture_file (GFile *file)
{
  static const char *const archives[] = { ".zip", ".npz", ".tar", ".tgz", ".tar.gz" };
  g_autoptr (GPtrArray) alone = nn_data_files_of_file (file);
  g_autoptr (GBytes) head = NULL;
  const Format *format;
  gsize length = 0;
  const guint8 *data;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_REGULAR)
    return FALSE;
  head = nn_data_file_peek (alone->pdata[0], HEAD_BYTES);
  data = head != NULL ? g_bytes_get_data (head, &length) : NULL;
  format = data != NULL ? format_of (data, length) : NULL;
  if (format != NULL)
    return format->read != NULL || format->is == nn_csv_is_utf16;
  /* Models are archives, too, under other names. */
  for (guint i = 0; data != NULL && i < G_N_ELEMENTS (archives); i++)
    if (g_str_has_suffix (nn_data_file_base (alone->pdata[0]), archives[i]))
      return nn_data_is_archive (data, length);
  return FALSE;
}

/* --- files from memory, in which everything has to be right --- */

NnDataset *
nn_dataset_parse_idx (GBytes *images,
                      const char *images_name,
                      GBytes *labels,
                      const char *labels_name,
                      GError **error)
{
  g_autoptr (NnTensor) pictures = nn_idx_parse (images, images_name, error);
  g_autoptr (GBytes) pixels
      = pictures != NULL ? nn_array_to_pictures (pictures, images_name, error) : NULL;
  g_autoptr (NnTensor) classes = pixels != NULL ? nn_idx_parse (labels, labels_name, error) : NULL;
  g_autoptr (GBytes) bytes
      = classes != NULL ? nn_array_to_labels (classes, labels_name, error) : NULL;

  return bytes != NULL ? nn_dataset_new (labels_name, g_steal_pointer (&pixels),
                                         g_steal_pointer (&bytes), error)
                       : NULL;
}

NnDataset *
nn_dataset_parse_csv (GBytes *bytes, const char *name, GError **error)
{
  g_auto (NnCsvPictures) pictures = { 0 };

  if (!nn_csv_parse (bytes, name, NN_N_CLASSES - 1, &pictures, error))
    return NULL;
  if (pictures.labels == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT,
                 "%s: the lines have fewer than the %d fields of a label and 28 x 28 pixels", name,
                 NN_PICTURE_PIXELS + 1);
    return NULL;
  }
  return nn_dataset_new (name, g_steal_pointer (&pictures.pixels),
                         g_steal_pointer (&pictures.labels), error);
}

NnDataset *
nn_dataset_load_idx (GFile *images, GFile *labels, GError **error)
{
  g_autofree char *images_name = g_file_get_parse_name (images);
  g_autofree char *labels_name = g_file_get_parse_name (labels);
  g_autoptr (GBytes) image_bytes = nn_load_unpacked (images, error);
  g_autoptr (GBytes) label_bytes = image_bytes != NULL ? nn_load_unpacked (labels, error) : NULL;

  return label_bytes != NULL
             ? nn_dataset_parse_idx (image_bytes, images_name, label_bytes, labels_name, error)
             : NULL;
}

NnDataset *
nn_dataset_load_csv (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GBytes) bytes = nn_load_unpacked (file, error);

  return bytes != NULL ? nn_dataset_parse_csv (bytes, name, error) : NULL;
}
