/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * TenfoldSpoken: the value of a widget in words, for screen readers: as its
 * value text, and as its description too, since GTK 4.8 passes on the values of its own widgets
 * only. What changes thirty times a second is said once a second: the newest, and at once where it
 * was quiet before.
 */

typedef struct _TenfoldSpoken TenfoldSpoken;

/* The widget owns it and frees it when it is disposed. words: what to say, to be freed. */
TenfoldSpoken *tenfold_spoken_new (GtkWidget *widget, char *(*words) (GtkWidget *widget));
void tenfold_spoken_free (TenfoldSpoken *self);

/* The value is another one. */
void tenfold_spoken_changed (TenfoldSpoken *self);
/* The same where the user has asked: said now. */
void tenfold_spoken_now (TenfoldSpoken *self);
