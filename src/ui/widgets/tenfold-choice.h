/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* TenfoldChoice: a drop-down with a caption. In the list, what is chosen has a check mark. Property
 * "selected" (guint, notify). */

#define TENFOLD_TYPE_CHOICE (tenfold_choice_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldChoice, tenfold_choice, TENFOLD, CHOICE, GtkWidget)

/* caption and explanation are translated. */
GtkWidget *tenfold_choice_new (const char *caption, const char *explanation);

/* What there is to choose from: strings that name(item) gives, a borrowed string for a borrowed
 * item. */
typedef const char *(*TenfoldChoiceName) (gpointer item);
void tenfold_choice_set_model (TenfoldChoice *self, GListModel *model, TenfoldChoiceName name);

/* The same for a fixed list: NULL-terminated. */
void tenfold_choice_set_strings (TenfoldChoice *self, const char *const *strings);

/* A sentence below each name in the list, from the same items; it may give NULL. */
void tenfold_choice_set_summary (TenfoldChoice *self, TenfoldChoiceName summary);

guint tenfold_choice_get_selected (TenfoldChoice *self);
void tenfold_choice_set_selected (TenfoldChoice *self, guint selected);

/* Where it is plain what is chosen; who hears the widget is told it still. */
void tenfold_choice_hide_caption (TenfoldChoice *self);
