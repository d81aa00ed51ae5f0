/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli.h"
#include "nn/data/nn-dataset.h"

/* How the commands speak. */

/* Takes the options out of the arguments; usage and description (may be NULL) are for --help.
 * FALSE, with the reason printed, where they are wrong. */
gboolean cli_parse (const char *command,
                    const char *usage,
                    const char *description,
                    const GOptionEntry *entries,
                    int *argc,
                    char **argv);

/* "tenfold-cli COMMAND: message" to standard error; gives back the code. */
CliExit cli_fail (const char *command, CliExit code, const GError *error);

/* How data was read, where there is something to say, to standard error. */
void cli_print_notes (const NnDataset *dataset);

/* One line of JSON to standard output. */
void cli_print_json (JsonBuilder *builder);

/* Values, and members of an object. JSON has no NaN: a number that is not finite is null. */
void cli_add_number (JsonBuilder *json, double number);
void cli_add_numbers (JsonBuilder *json, const float *numbers, gsize n);
void cli_set_number (JsonBuilder *json, const char *name, double number);
void cli_set_int (JsonBuilder *json, const char *name, gint64 number);
void cli_set_string (JsonBuilder *json, const char *name, const char *text);
void cli_set_numbers (JsonBuilder *json, const char *name, const float *numbers, gsize n);
