/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* tenfold-cli: each command gets its own arguments, argv[0] being its name, and returns the exit
 * code. */

typedef enum {
  CLI_DONE = 0,
  CLI_FAILED = 1,
  CLI_WRONG_USAGE = 2,
} CliExit;

typedef CliExit (*CliCommand) (int argc, char **argv);

CliExit cli_train (int argc, char **argv);
CliExit cli_test (int argc, char **argv);
CliExit cli_read (int argc, char **argv);
CliExit cli_run (int argc, char **argv);
CliExit cli_explain (int argc, char **argv);
CliExit cli_info (int argc, char **argv);
