/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/app/tenfold-application.h"

#include "ui/window/tenfold-window.h"

struct _TenfoldApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (TenfoldApplication, tenfold_application, ADW_TYPE_APPLICATION)

static void
tenfold_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (tenfold_window_new (ADW_APPLICATION (application))));
}

static void
tenfold_application_class_init (TenfoldApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = tenfold_application_activate;
}

static void
tenfold_application_init (TenfoldApplication *self)
{
}

TenfoldApplication *
tenfold_application_new (void)
{
  return g_object_new (TENFOLD_TYPE_APPLICATION, "application-id", "org.tenfold.Tenfold",
                       "resource-base-path", "/org/tenfold/Tenfold", "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
