/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/onnx/nn-model-file.h"
#include "onnx-maker.h"

/* Files as the world writes them. Most hold the same small network: the picture, pooled 7x7 to 4x4
 * numbers, times w, plus b; import_check_bytes() compares with what is computed by hand. */

#define IMPORT_SEED_W 3
#define IMPORT_SEED_B 4

/* 784 inks, a third of them not 0. */
void import_fill_inks (float *inks);
/* n numbers from -1 to 1, as maker_add_noise() draws them. */
void import_noise (guint64 seed, guint n, float *numbers);

/* Read, made a reader of digits with the convention, written and read again: each time the same
 * outputs. */
NnModel *import_check_bytes (GBytes *bytes, const char *words, double tolerance);
NnModel *import_check (Maker *maker, const char *words);

/* A convolution with a constant window is the pooling: from -> "pooled". */
void import_add_window (Maker *maker, const char *from);
/* w and b. */
void import_add_weights (Maker *maker);
/* Input [batch, 1, 28, 28], then everything but w and b; output y. */
Maker *import_make_body (int opset, gint64 batch);
