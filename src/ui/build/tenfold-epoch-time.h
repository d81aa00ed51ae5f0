/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/model/nn-network.h"

/* Pictures of an epoch that is told of a network: MNIST has as many. */
#define TENFOLD_EPOCH_PICTURES 60000

/*
 * Seconds that an epoch takes on this computer, by the recipe that is suggested for the network:
 * measured for a quarter of a second or two steps, whichever is more, on digits made for it. On a
 * thread of its own.
 *
 * Returns NaN with NN_ERROR_CANCELLED within a part of a step where the cancellable says so, and
 * with the errors of nn_network_create() and nn_trainer_new().
 */
double tenfold_epoch_time (const char *text,
                           const NnNetworkFrame *frame,
                           GCancellable *cancellable,
                           GError **error);
