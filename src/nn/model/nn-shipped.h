/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What comes with the program: the network that reads digits before anything has been trained. */

/* The model file reader.onnx: in the folder "models" of the environment's TENFOLD_DATADIR if that
 * is set; else where it was installed; else, for a program that was built and not installed, beside
 * the source. Whether it is there is for the reader of the file to find out. */
GFile *nn_shipped_reader_file (void);
