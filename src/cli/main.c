/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <glib.h>
#include <locale.h>
#include <sys/resource.h>

#include "cli/cli.h"

static const struct {
  const char *name;
  const char *does;
  CliCommand run;
} commands[] = {
  { "train", "train a preset on a dataset", cli_train },
  { "test", "measure a model on a dataset", cli_test },
  { "read", "read pictures of digits, or pen strokes", cli_read },
  { "run", "run any model on NumPy arrays", cli_run },
  { "explain", "explain what a model reads, and why", cli_explain },
  { "info", "show the layers of a preset or a model", cli_info },
};

/* Reading alone needs this much address space; with less, OpenBLAS asks for its buffers for ever.
 */
#define LEAST_MEMORY ((rlim_t) 585 << 20)

static gboolean
has_memory (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY
      || limit.rlim_cur >= LEAST_MEMORY)
    return TRUE;
  g_printerr (
      "tenfold-cli: the address space is limited to %u MiB (ulimit -v); at least %u MiB are "
      "needed\n",
      (guint) (limit.rlim_cur >> 20), (guint) (LEAST_MEMORY >> 20));
  return FALSE;
}

static void
print_help (void)
{
  g_print ("Usage: tenfold-cli COMMAND [OPTION...]\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-8s %s\n", commands[i].name, commands[i].does);
  g_print ("\n'tenfold-cli COMMAND --help' shows the options of a command.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* The shards are the parallelism. */
  openblas_set_num_threads (1);

  if (!has_memory ())
    return CLI_FAILED;
  if (argc < 2) {
    g_printerr ("tenfold-cli: which command? See 'tenfold-cli --help'\n");
    return CLI_WRONG_USAGE;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")) {
    print_help ();
    return CLI_DONE;
  }
  if (g_str_equal (argv[1], "--version")) {
    g_print ("tenfold-cli %s\n", TENFOLD_VERSION);
    return CLI_DONE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name)) {
      g_autofree char *name = g_strconcat ("tenfold-cli ", argv[1], NULL);

      g_set_prgname (name); /* for --help */
      return commands[i].run (argc - 1, argv + 1);
    }
  g_printerr ("tenfold-cli: there is no command '%s'; see 'tenfold-cli --help'\n", argv[1]);
  return CLI_WRONG_USAGE;
}
