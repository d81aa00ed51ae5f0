/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-point-model.h"
#include "nn/pen/nn-augment.h"

/* NnFeed: how samples become the input of a model; made once for a model, read by every thread. */

typedef struct {
  gsize size; /* bytes of one sample's input */
  /* Of pictures. */
  NnInputConvention convention;
  float inks[256]; /* what a byte of a picture is for the network */
  NnAugment augment;
  gboolean augments;
  /* Of points. */
  NnPointInput points;
} NnFeed;

/* Of a model for which nn_model_count_outputs() is not 0. */
void nn_feed_init (NnFeed *feed, const NnModel *model);

/* Pictures are changed on their way in wherever there are random numbers. */
void nn_feed_set_augment (NnFeed *feed, const NnAugment *augment);
