/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/data/nn-data-files.h"
#include "nn/data/nn-dataset.h"

/*
 * Pictures in folders, each of one digit. Pictures of 28x28 are taken as they are where most of
 * them are centred as MNIST's are; others become 28x28 as nn-picture.h says. Files that are no
 * pictures, damaged or blank are left out and noted.
 */

/* files: NnDataFile in folders of digits. NULL without an error: none of them is a picture with
 * ink. */
NnDataset *nn_data_read_classes (const char *name, GPtrArray *files, GPtrArray *notes);
