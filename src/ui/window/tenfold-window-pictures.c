/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "ui/window/tenfold-window-private.h"

/* Pictures of the chosen dataset on the pad: the next one, and one that is read wrongly. */

/* One toast at a time: who leafs through a dataset reads the newest. */
static void
say (TenfoldWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_timeout (toast, 2);
  tenfold_window_replace_toast (self, &self->picture_toast, toast);
}

static void
found_cb (TenfoldWindow *self, gpointer pixels, int label, guint index)
{
  g_autofree char *text = NULL;

  tenfold_pad_pane_set_picture (self->pad_pane, pixels);
  tenfold_pad_pane_set_truth (self->pad_pane, label < NN_N_CLASSES ? label : -1);
  /* Translators: the number of a picture in a dataset, and the digit that it is said to be. */
  text = label < NN_N_CLASSES ? g_strdup_printf (_ ("Picture %u, labelled %d"), index, label)
                              /* Translators: the number of a picture in a dataset */
                              : g_strdup_printf (_ ("Picture %u, no digit"), index);
  say (self, text);
}

static void
none_cb (TenfoldWindow *self, guint n)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("No mistake found in %'u picture", "No mistake found among %'u pictures", n), n);

  say (self, text);
}

static void
failed_cb (TenfoldWindow *self, const char *why)
{
  tenfold_window_show_error (self, _ ("No Picture Can Be Shown"), why);
}

static void
wanted_cb (TenfoldWindow *self, gboolean mistake)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self->train_page);

  if (source == NULL)
    return;
  if (mistake)
    tenfold_picture_finder_mistake (self->finder, source,
                                    tenfold_session_get_model (self->session));
  else
    tenfold_picture_finder_next (self->finder, source);
}

void
tenfold_window_connect_finder (TenfoldWindow *self)
{
  self->finder = tenfold_picture_finder_new ();
  g_signal_connect_object (self->finder, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finder, "none", G_CALLBACK (none_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finder, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pad_pane, "picture-wanted", G_CALLBACK (wanted_cb), self,
                           G_CONNECT_SWAPPED);
  /* Who draws on does not want to lose it to what he asked for before. */
  g_signal_connect_object (self->pad_pane, "drawing-changed",
                           G_CALLBACK (tenfold_picture_finder_cancel), self->finder,
                           G_CONNECT_SWAPPED);
}
