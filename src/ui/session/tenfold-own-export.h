/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/data/nn-own-digits.h"

/* The user's own digits as files of others. */

typedef enum {
  TENFOLD_OWN_EXPORT_IDX,   /* a folder of files as MNIST's */
  TENFOLD_OWN_EXPORT_CSV,   /* a folder with mnist_train.csv and mnist_test.csv */
  TENFOLD_OWN_EXPORT_PNG,   /* a folder: train/7/ID.png and so on, black on white */
  TENFOLD_OWN_EXPORT_LINES, /* one file of JSON lines, with the strokes */
} TenfoldOwnExport;

/* target: a folder that must not be there yet, or a file. The whole of it is written on a thread;
 * there must be digits. A part (training or test) without digits has no files. */
void tenfold_own_export_async (NnOwnDigits *digits,
                               TenfoldOwnExport format,
                               GFile *target,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean tenfold_own_export_finish (GAsyncResult *result, GError **error);
