/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-model.h"

/* NnPreset: a named network. Its recipe (how it is trained) is nn_recipe_init() in train/. */

typedef struct {
  const char *name;    /* "keras": in files, settings and on the command line */
  const char *title;   /* "Keras" (translatable, marked with N_) */
  const char *summary; /* "784-512-10, ReLU, softmax" (translatable) */
  NnGraph *(*build) (void);
  /* How the start weights are drawn: uniform Glorot for keras, N(0, fan_out^-0.5) for scratch ...
   */
  void (*initialize) (NnGraph *graph, float *weights, NnRandom *random);
  NnInputConvention convention;
  /* About what share of MNIST's test pictures it reads after its own recipe (docs/measurements.md);
   * 0: not measured. */
  double expected;
} NnPreset;

const NnPreset *nn_preset_find (const char *name); /* NULL if unknown */

/* Those that read digits: all but "curve". */
const NnPreset *nn_preset_list (guint *n_presets);

/* A new, untrained model: the same seed gives the same weights. Fact "preset" is set. */
NnModel *nn_preset_create (const NnPreset *preset, guint64 seed);
