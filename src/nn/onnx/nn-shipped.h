/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What comes with the program: the network that reads digits before anything has been trained. */

/* Where a folder is that was installed with the program: a folder below the prefix moves along when
 * all that was installed is moved, as long as the program stays in the prefix's folder "bin". */
char *nn_shipped_folder (const char *installed);

/* The model file reader.onnx: in the folder "models" of the environment's TENFOLD_DATADIR if that
 * is set; else, for a program that was built and not installed, in its build; else where it was
 * installed. Whether it is there is for the reader of the file to find out. */
GFile *nn_shipped_reader_file (void);
