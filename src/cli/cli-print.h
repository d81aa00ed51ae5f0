/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli.h"

/* How the commands speak. */

/* Takes out the "--" behind which names may begin with a dash; GLib leaves it where one does. */
void cli_drop_dashes (int *argc, char **argv);

/* "tenfold-cli COMMAND: message" to standard error; gives back the code. */
CliExit cli_fail (const char *command, CliExit code, const GError *error);

/* One line of JSON to standard output. */
void cli_print_json (JsonBuilder *builder);
