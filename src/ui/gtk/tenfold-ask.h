/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* How a widget tells its window's user something, and asks. `widget` is a GtkWidget, or the window
 * itself; one that is in no window is not heard of. */

/* A toast with one sentence: the window's action "win.say" shows it. */
void tenfold_say (gpointer widget, const char *what);
/* A toast that a file has been written. */
void tenfold_say_written (gpointer widget, GFile *file);
/* A dialog with one button: something could not be done, and why. */
void tenfold_fail (gpointer widget, const char *title, const char *why);

typedef struct {
  const char *id, *label; /* the label is translated; NULL: what it means to close the dialog */
  AdwResponseAppearance appearance;
} TenfoldAnswer;

/* Shows a dialog. To close it is the first answer, the last is the default. The caller connects to
 * AdwMessageDialog::response of what is returned. */
GtkWidget *tenfold_ask (gpointer widget,
                        const char *heading,
                        const char *body,
                        const TenfoldAnswer *answers,
                        guint n_answers);

/* A modal file chooser over the widget's window; `accept` is the label of its button. Full
 * reference, to be given back with tenfold_chooser_unref() in a handler of its "response". */
GtkFileChooserNative *tenfold_chooser_new (gpointer widget,
                                           const char *title,
                                           GtkFileChooserAction action,
                                           const char *accept);
/* GTK 4.18 asks about folders in the background and uses the chooser when the answer comes, even if
 * it has been freed since: it is kept for a while after it is closed. */
void tenfold_chooser_unref (gpointer chooser);

/* format: the ending of the name that was chosen. */
typedef void (*TenfoldExport) (gpointer widget, GFile *file, const char *format);

/* Asks for the name of a file to export to and calls `export` with the widget, unless either is
 * gone. name: what is suggested, with an ending; the one that the user types counts if it is among
 * the others (NULL-terminated, or NULL). */
void tenfold_ask_export (gpointer widget,
                         const char *title,
                         const char *name,
                         const char *const *others,
                         TenfoldExport export);

/* What a handler of the pointer or of the keys holds of a dialog that is closed may outlive the
 * parent, which went with all its dialogs: GTK 4.8 would then look for that. With this, one that is
 * closed has no parent any more. */
void tenfold_dialog_guard (GtkWindow *dialog);
