/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <cblas.h>
#include <locale.h>

#include "nn/onnx/nn-shipped.h"
#include "ui/app/tenfold-application.h"

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("TENFOLD_LOCALEDIR");
  g_autofree char *installed = nn_shipped_folder (TENFOLD_LOCALEDIR);
  g_autoptr (TenfoldApplication) application = NULL;

  /* The worker's shards are the threads. */
  openblas_set_num_threads (1);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : installed);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = tenfold_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
