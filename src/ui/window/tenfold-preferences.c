/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-preferences.h"

#include "nn/data/nn-dataset.h"
#include "nn/data/nn-own-digits.h"
#include "ui/session/tenfold-place.h"

struct _TenfoldPreferences {
  AdwPreferencesWindow parent_instance;

  GtkAdjustment *width, *threads;
  GtkWidget *grid, *renew, *tip;
  AdwActionRow *mnist_row, *own_row;
};

G_DEFINE_FINAL_TYPE (TenfoldPreferences, tenfold_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
tenfold_preferences_class_init (TenfoldPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, width);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, threads);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, grid);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, renew);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, tip);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, mnist_row);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPreferences, own_row);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
show_place (TenfoldPreferences *self, AdwActionRow *row, GFile *file)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char *place = tenfold_place_text (file, mirrored);
  g_autofree char *markup = g_markup_escape_text (place, -1);

  adw_action_row_set_subtitle (row, markup);
}

static void
tenfold_preferences_init (TenfoldPreferences *self)
{
  g_autoptr (GFile) mnist = nn_dataset_default_folder ("mnist");
  g_autoptr (GFile) own = nn_own_digits_file ();

  gtk_widget_init_template (GTK_WIDGET (self));
  show_place (self, self->mnist_row, mnist);
  show_place (self, self->own_row, own);
}

static void
bind (TenfoldPreferences *self, GSettings *settings)
{
  g_settings_bind (settings, "pad-width", self->width, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "pad-grid", self->grid, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "pad-renew", self->renew, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "threads", self->threads, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "tip-dismissed", self->tip, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_INVERT_BOOLEAN);
}

void
tenfold_preferences_show (GtkWindow *parent, GSettings *settings)
{
  TenfoldPreferences *self = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (TENFOLD_IS_PREFERENCES (window) && gtk_window_get_transient_for (window) == parent)
      self = TENFOLD_PREFERENCES (window);
  }
  if (self == NULL) {
    self = g_object_new (TENFOLD_TYPE_PREFERENCES, "transient-for", parent, NULL);
    bind (self, settings);
  }
  gtk_window_present (GTK_WINDOW (self));
}
