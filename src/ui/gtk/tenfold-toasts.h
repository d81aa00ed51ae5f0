/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Toasts that stay until they are there: libadwaita 1.2 uses freed memory where one that slides in
 * is dismissed and gone before it would have arrived, as with two presses of Escape. */

/* Neither the pointer nor Escape dismisses one of these toasts while it slides in. */
void tenfold_toasts_guard (AdwToastOverlay *overlay);

/* Shows a toast (taken) instead of the last one of its kind; *last: a weak pointer to that, NULL at
 * first. */
void tenfold_toasts_replace (AdwToastOverlay *overlay, AdwToast **last, AdwToast *toast);
