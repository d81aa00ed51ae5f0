/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli-print.h"

#include <math.h>

/* Takes out the "--" behind which names may begin with a dash; GLib leaves it where one does. */
static void
drop_dashes (int *argc, char **argv)
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

gboolean
cli_parse (const char *command,
           const char *usage,
           const char *description,
           const GOptionEntry *entries,
           int *argc,
           char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, &argv, &error)) {
    cli_fail (command, CLI_WRONG_USAGE, error);
    return FALSE;
  }
  drop_dashes (argc, argv);
  return TRUE;
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

void
cli_add_number (JsonBuilder *json, double number)
{
  if (isfinite (number))
    json_builder_add_double_value (json, number);
  else
    json_builder_add_null_value (json);
}

void
cli_set_number (JsonBuilder *json, const char *name, double number)
{
  json_builder_set_member_name (json, name);
  cli_add_number (json, number);
}

void
cli_set_int (JsonBuilder *json, const char *name, gint64 number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, number);
}

void
cli_set_string (JsonBuilder *json, const char *name, const char *text)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, text);
}

void
cli_add_numbers (JsonBuilder *json, const float *numbers, gsize n)
{
  json_builder_begin_array (json);
  for (gsize i = 0; i < n; i++)
    cli_add_number (json, numbers[i]);
  json_builder_end_array (json);
}

void
cli_set_numbers (JsonBuilder *json, const char *name, const float *numbers, gsize n)
{
  json_builder_set_member_name (json, name);
  cli_add_numbers (json, numbers, n);
}

void
cli_print_notes (const NnDataset *dataset)
{
  for (const char *const *note = nn_dataset_notes (dataset); *note != NULL; note++)
    g_printerr ("%s.\n", *note);
}
