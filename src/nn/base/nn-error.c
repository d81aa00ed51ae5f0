/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-error.h"

/* The name is what stands between the commas, spaces included. */
/* clang-format off */
G_DEFINE_QUARK (nn-error-quark, nn_error)
/* clang-format on */
