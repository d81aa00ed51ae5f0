/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* What a handler of the pointer or of the keys holds of a dialog that is closed may outlive the
 * parent, which went with all its dialogs: GTK 4.8 would then look for that. With this, one that is
 * closed has no parent any more. */
void tenfold_dialog_guard (GtkWindow *dialog);

/* A guarded AdwMessageDialog before `parent`; the caller adds the answers and presents it. */
GtkWidget *tenfold_dialog_new (GtkWindow *parent, const char *heading, const char *body);
