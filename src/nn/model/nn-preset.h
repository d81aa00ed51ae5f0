/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"
#include "nn/model/nn-network.h"

/* NnPreset: a network for digits that comes with the program, one row of a table: how it is built
 * and how it is trained. Texts for people are in English and marked for translation. */

typedef struct {
  const char *name;  /* "keras": in files, settings and on the command line */
  const char *title; /* "Keras" */
  NnNetworkHead head;
  /* How the start weights are drawn: uniform Glorot for keras, N(0, fan_out^-0.5) for scratch ...
   */
  void (*initialize) (NnGraph *graph, float *weights, NnRandom *random);
  NnInputConvention convention;
  /* About what share of MNIST's test pictures it reads after its own recipe (docs/measurements.md);
   * 0: not measured. */
  double expected;
  const char *network; /* its layers, for nn_network_parse() */
  const char *summary; /* one plain sentence without a full stop */
  const char *recipe;  /* what differs from the usual recipe, for nn_recipe_from_string() */
} NnPreset;

const NnPreset *nn_preset_find (const char *name); /* NULL if unknown, or NULL */

const NnPreset *nn_preset_list (guint *n_presets);

/* What its network is parsed with. */
NnNetworkFrame nn_preset_frame (const NnPreset *preset);

/* A new, untrained model: the same seed gives the same weights. Fact "preset" is set. */
NnModel *nn_preset_create (const NnPreset *preset, guint64 seed);
