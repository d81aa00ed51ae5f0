/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * What the names of files and folders of data say: whether it is for training or for testing, which
 * class it is, and which files belong together.
 */

typedef enum { NN_PART_UNKNOWN, NN_PART_TRAIN, NN_PART_TEST, NN_PART_VALIDATION } NnPart;

/* The part that a path names, in its last word that does: "qmnist-test-images", "Train/0/a.png". */
NnPart nn_name_part (const char *path);

/* The digit that a folder is of: "3", "03", "three", "digit_3", "Class 3". -1: none. */
int nn_name_digit (const char *folder);

/* What is the same in the names of the files of one dataset: "emnist digits" of
 * "gzip/emnist-digits-train-images-idx3-ubyte.gz". Free with g_free(). */
char *nn_name_group (const char *path);

/* What is the same in the names of copies of a file, one packed, or in a folder of its name. */
char *nn_name_stem (const char *path);

/* A file of a picture, by its ending. */
gboolean nn_name_is_picture (const char *path);
