/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "fuzz.h"

/* Gives each file of a folder to a fuzz target, as an ordinary test. */

int
main (int argc, char **argv)
{
  g_autoptr (GDir) folder = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  if (folder == NULL) {
    g_printerr ("which folder?\n");
    return 2;
  }
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (argv[1], name, NULL);
    g_autofree char *data = NULL;
    gsize length;

    if (!g_file_get_contents (path, &data, &length, NULL))
      return 1;
    g_print ("%s\n", name);
    LLVMFuzzerTestOneInput ((const guint8 *) data, length);
    n++;
  }
  g_print ("%u files\n", n);
  return n > 0 ? 0 : 1;
}
