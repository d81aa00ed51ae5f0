/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-spoken.h"

#define PAUSE G_USEC_PER_SEC

struct _TenfoldSpoken {
  GtkWidget *widget;
  char *(*words) (GtkWidget *widget);
  char *said;
  gint64 said_at; /* monotonic time */
  guint id;       /* waits to speak; 0: does not */
};

TenfoldSpoken *
tenfold_spoken_new (GtkWidget *widget, char *(*words) (GtkWidget *widget))
{
  TenfoldSpoken *self = g_new0 (TenfoldSpoken, 1);

  self->widget = widget;
  self->words = words;
  self->said_at = G_MININT64 / 2;
  return self;
}

void
tenfold_spoken_free (TenfoldSpoken *self)
{
  g_clear_handle_id (&self->id, g_source_remove);
  g_free (self->said);
  g_free (self);
}

void
tenfold_spoken_now (TenfoldSpoken *self)
{
  g_autofree char *text = self->words (self->widget);

  g_clear_handle_id (&self->id, g_source_remove);
  self->said_at = g_get_monotonic_time ();
  if (g_strcmp0 (text, self->said) == 0)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->widget),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  g_free (self->said);
  self->said = g_steal_pointer (&text);
}

static gboolean
speak_cb (gpointer data)
{
  TenfoldSpoken *self = data;

  self->id = 0;
  tenfold_spoken_now (self);
  return G_SOURCE_REMOVE;
}

void
tenfold_spoken_changed (TenfoldSpoken *self)
{
  gint64 quiet = g_get_monotonic_time () - self->said_at;

  if (self->id != 0)
    return;
  if (quiet >= PAUSE)
    tenfold_spoken_now (self);
  else
    self->id = g_timeout_add ((guint) ((PAUSE - quiet) / 1000) + 1, speak_cb, self);
}
