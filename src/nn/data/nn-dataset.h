/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/base/nn-digit.h"
#include "nn/base/nn-error.h"
#include "nn/base/nn-random.h"
#include "nn/data/nn-feed.h"

/*
 * NnDataset: samples with what a network is to say of them. Immutable and reference-counted; it may
 * cross threads.
 *
 * There are two kinds: pictures, 28x28 bytes with a digit as the label (ink 255, paper 0), and
 * points, floats with a class or a number (nn-points.h). Who trains and evaluates uses the
 * functions of the first section and need not know which it has.
 */

typedef struct _NnDataset NnDataset;

NnDataset *nn_dataset_ref (NnDataset *dataset);
void nn_dataset_unref (NnDataset *dataset);

const char *nn_dataset_name (const NnDataset *dataset);

/* The name for others to see: of a file only its folder's and its own name. Free with g_free(). */
char *nn_dataset_short_name (const NnDataset *dataset);
gsize nn_dataset_count (const NnDataset *dataset);

/* What there is to say about how it was read: what was left out, and what was decided by the
 * content. Sentences without full stops, then NULL. */
const char *const *nn_dataset_notes (const NnDataset *dataset);

/* 10 of pictures, 2 to 4 of points; 0: the targets are numbers. */
guint nn_dataset_n_classes (const NnDataset *dataset);

/* The targets: either is NULL. Labels are below the number of classes, or, of pictures that show no
 * digit, NN_NO_DIGIT. */
const guint8 *nn_dataset_labels (const NnDataset *dataset); /* count */
const float *nn_dataset_numbers (const NnDataset *dataset); /* count */

/* Whether the model takes these samples and can say what their targets say. NN_ERROR_SHAPE. */
gboolean nn_dataset_check_model (const NnDataset *dataset, const NnModel *model, GError **error);

/* Writes feed->size bytes to input. random: for augmentation, else NULL. The blank sample is paper,
 * or 0. */
void nn_dataset_feed (const NnDataset *dataset,
                      const NnFeed *feed,
                      gsize index,
                      NnRandom *random,
                      void *input);
void nn_dataset_feed_blank (const NnDataset *dataset, const NnFeed *feed, void *input);

/* A number that is another one for other data. */
guint64 nn_dataset_mark (const NnDataset *dataset);

/* The most samples that may be held out: of pictures a third of those that are there once, of
 * points the share that belongs to them. */
gsize nn_dataset_most_validation (const NnDataset *dataset);

/* n_validation indices drawn by seed go to *validation, the others to *training, both in ascending
 * order; free with g_free(). n_validation: at most those that are there once. Of points, the same
 * ones are held out when others come or go. */
void nn_dataset_split (const NnDataset *dataset,
                       gsize n_validation,
                       guint64 seed,
                       guint32 **training,
                       gsize *n_training,
                       guint32 **validation);

/* By name: "mnist" and "fashion-mnist" in their default folders, "penned", "penned:N" with N
 * pictures to train on, "strange" and "strange:N" of drawings that are not digits, "mine"
 * (nn-own-digits.h), a folder, file or archive of pictures; or several joined by a plus,
 * "mnist+penned", whose test set is that of the first which has one. In a join, "mine:N" takes each
 * of the own digits N times. Points: "curve:parabola:200", "plane:spiral" (nn-cloud.h), or a file
 * of points whose name ends in .csv. */
gboolean nn_dataset_load (const char *name, NnDataset **train, NnDataset **test, GError **error);

/* The same for measuring: *test is never NULL, *train may be. A file of pictures that has one part
 * is the test set. */
gboolean
nn_dataset_load_test (const char *name, NnDataset **train, NnDataset **test, GError **error);

/* Whether a name is one of points. */
gboolean nn_dataset_is_points (const char *name);

/* --- pictures --- */

/* pixels: n x 784 bytes; labels: n bytes, each < 10. Both are taken. */
NnDataset *nn_dataset_new (const char *name, GBytes *pixels, GBytes *labels, GError **error);

/* The same, where labels may also be NN_NO_DIGIT. */
NnDataset *nn_dataset_new_open (const char *name, GBytes *pixels, GBytes *labels, GError **error);

/* count x 28 x 28; NULL where the samples are no pictures. */
const guint8 *nn_dataset_pixels (const NnDataset *dataset);

/* IDX, plain or .gz (found by content). Errors name the file, the place and the numbers. */
NnDataset *nn_dataset_load_idx (GFile *images, GFile *labels, GError **error);

/* Pictures as CSV (nn-csv.h), plain or .gz, with labels. */
NnDataset *nn_dataset_load_csv (GFile *file, GError **error);

/* The same from memory; name is what errors call the file. */
NnDataset *nn_dataset_parse_idx (GBytes *images,
                                 const char *images_name,
                                 GBytes *labels,
                                 const char *labels_name,
                                 GError **error);
NnDataset *nn_dataset_parse_csv (GBytes *bytes, const char *name, GError **error);

/* The same as files: IDX and CSV as they are read above. */
GBytes *nn_dataset_to_idx_pictures (const NnDataset *dataset);
GBytes *nn_dataset_to_idx_labels (const NnDataset *dataset);
GBytes *nn_dataset_to_csv (const NnDataset *dataset);

/* Training and test part of the pictures in a folder, in an archive (zip, tar) or beside a file:
 * IDX, CSV or NumPy's arrays, or pictures in folders by digit; nn-data-reader.c says how. Where
 * nothing but the content can say how it is meant, the notes say what was decided. Of a part that
 * is not there comes NULL; *train is never that with the first one. NN_ERROR_MISSING (nothing to
 * read), NN_ERROR_UNSUPPORTED (a format that is named, with what to do), and what the formats say.
 */
gboolean
nn_dataset_load_folder (GFile *folder, NnDataset **train, NnDataset **test, GError **error);
gboolean nn_dataset_load_parts (GFile *place, NnDataset **train, NnDataset **test, GError **error);

/* Whether it is a file of pictures or an archive under the name of one; it may not be right. */
gboolean nn_dataset_is_picture_file (GFile *file);

/* The seed of the synthetic datasets that have a name. */
#define NN_SYNTHETIC_SEED 20260101

/* Synthetic handwriting (nn-synthetic.h): count pictures, drawn by all threads. The first ones of a
 * seed are always the same. */
NnDataset *nn_dataset_new_synthetic_with (const char *name, gsize count, guint64 seed);

/* Likewise, drawings that show no digit: all labelled NN_NO_DIGIT. */
NnDataset *nn_dataset_new_strange (const char *name, gsize count, guint64 seed);

/* The dataset "penned": 60 000 pictures to train, or another 10 000 to test. */
NnDataset *nn_dataset_new_synthetic (gboolean test);

/* All pictures of the parts, in their order; the parts from n_once on are or hold repeated ones,
 * none of which may be held out for validation: its copies would be trained on. */
NnDataset *nn_dataset_join (const char *name, NnDataset *const *parts, guint n_parts, guint n_once);

/* The folder MNIST (or another named set: "fashion-mnist") is looked for and kept in by default:
 * $XDG_DATA_HOME/tenfold/NAME. */
GFile *nn_dataset_default_folder (const char *name);

/* The digits that no picture shows, as "0, 3, 7"; free with g_free(). NULL: there is one of each,
 * or the samples are no pictures. */
char *nn_dataset_list_absent (const NnDataset *dataset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnDataset, nn_dataset_unref)
