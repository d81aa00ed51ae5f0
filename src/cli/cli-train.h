/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "nn/train/nn-trainer.h"

/* The options of `tenfold-cli train`, and what it prints. */

typedef struct {
  char *preset_name, *network, *features, *data, *output, *from, *convention;
  gboolean json, without_state;
  GPtrArray *fields;          /* of the recipe as they were given: name, value, name, value ... */
  NnDataset *training, *test; /* test: NULL for none */
  NnModel *model;             /* to start from */
  NnRecipe recipe;
} CliTrainOptions;

/* Reads the arguments, loads the data, and loads or makes the model. The message is printed;
 * CLI_DONE: go on. */
CliExit cli_train_options_read (CliTrainOptions *options, int argc, char **argv);
void cli_train_options_clear (CliTrainOptions *options);

/* Prints the error and gives back the code. */
CliExit cli_train_fail (CliExit code, const GError *error);

void cli_train_print_epoch (const CliTrainOptions *options, const NnProgress *progress);
void cli_train_print_test (const CliTrainOptions *options, const NnMeasure *measure);
