/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-network.h"

/* A network of nn-network.h as a program that others run: it takes the weights from the ONNX file
 * that Tenfold saves, and computes the same numbers. */

typedef enum {
  NN_CODE_PYTORCH,
  NN_CODE_KERAS,
  NN_CODE_NUMPY,
} NnCode;

/* "PyTorch", "Keras", "NumPy": names of programs, the same in every language. */
const char *nn_code_name (NnCode code);

/* Python source; the text is one that nn_network_parse() reads with this frame, else NULL with its
 * error. Free with g_free(). */
char *
nn_network_to_code (const char *text, const NnNetworkFrame *frame, NnCode code, GError **error);
