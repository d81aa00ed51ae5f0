/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-error.h"

G_DEFINE_QUARK (nn - error - quark, nn_error)
