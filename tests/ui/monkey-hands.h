/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* MonkeyHands: pointer and keyboard of an X display, moved by a program (the extension XTEST, over
 * a connection of its own). */

typedef struct _MonkeyHands MonkeyHands;

MonkeyHands *monkey_hands_new (void);
void monkey_hands_free (MonkeyHands *self);

/* x, y: in the window. */
void monkey_hands_point (MonkeyHands *self, gulong window, int x, int y);

/* 1 is the first button; 4 and 5 are the wheel. */
void monkey_hands_button (MonkeyHands *self, guint button, gboolean down);

/* "Tab", "ctrl+shift+z": down and up. */
void monkey_hands_key (MonkeyHands *self, const char *key);

/* Gives the keyboard to a window. */
void monkey_hands_focus (MonkeyHands *self, gulong window);

/* Moves a window to the display's corner. */
void monkey_hands_place (MonkeyHands *self, gulong window);
