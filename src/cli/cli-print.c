/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli-print.h"

void
cli_drop_dashes (int *argc, char **argv)
{
  int i = 1;

  while (i < *argc && !g_str_equal (argv[i], "--"))
    i++;
  if (i == *argc)
    return;
  for (; i + 1 < *argc; i++)
    argv[i] = argv[i + 1];
  (*argc)--;
}

CliExit
cli_fail (const char *command, CliExit code, const GError *error)
{
  g_printerr ("tenfold-cli %s: %s\n", command, error->message);
  return code;
}

void
cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *line = json_to_string (root, FALSE);

  g_print ("%s\n", line);
}
