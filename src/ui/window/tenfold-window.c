/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-window.h"

struct _TenfoldWindow {
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (TenfoldWindow, tenfold_window, ADW_TYPE_APPLICATION_WINDOW)

static void
tenfold_window_class_init (TenfoldWindowClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/tenfold/Tenfold/ui/tenfold-window.ui");
}

static void
tenfold_window_init (TenfoldWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

TenfoldWindow *
tenfold_window_new (AdwApplication *application)
{
  return g_object_new (TENFOLD_TYPE_WINDOW, "application", application, NULL);
}
