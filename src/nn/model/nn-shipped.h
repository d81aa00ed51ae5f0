/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What comes with the program: the network that reads digits before anything has been trained. */

/* The model file reader.onnx where the program was installed, or in the folder "models" of the
 * environment's TENFOLD_DATADIR, for a program that runs where it was built. Whether it is there is
 * for the reader of the file to find out. */
GFile *nn_shipped_reader_file (void);
