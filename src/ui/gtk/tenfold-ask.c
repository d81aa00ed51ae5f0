/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gtk/tenfold-ask.h"

#include <glib/gi18n.h>
#include <string.h>

void
tenfold_dialog_guard (GtkWindow *dialog)
{
  g_signal_connect (dialog, "unmap", G_CALLBACK (gtk_window_set_transient_for), NULL);
}

/* Pixels: less than any dialog is wide. */
#define HEADING_WIDTH 120

/* libadwaita has the heading twice, large in one line and small in several, and measures both for
 * what the one of them needs that needs less, of which newer GTK warns: with this, both need the
 * same. */
static void
even_headings (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)
      && (gtk_widget_has_css_class (widget, "title-2")
          || gtk_widget_has_css_class (widget, "title-4"))) {
    gtk_widget_set_size_request (widget, HEADING_WIDTH, -1);
    g_object_set (widget, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    even_headings (child);
}

static GtkWindow *
window_of (gpointer widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

GtkWidget *
tenfold_ask (gpointer widget,
             const char *heading,
             const char *body,
             const TenfoldAnswer *answers,
             guint n_answers)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (widget), heading, body);

  for (guint i = 0; i < n_answers; i++)
    if (answers[i].label != NULL) {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), answers[i].id,
                                       answers[i].label);
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), answers[i].id,
                                                  answers[i].appearance);
    }
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), answers[0].id);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), answers[n_answers - 1].id);
  tenfold_dialog_guard (GTK_WINDOW (dialog));
  even_headings (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

void
tenfold_fail (gpointer widget, const char *title, const char *why)
{
  const TenfoldAnswer answer = { "close", _ ("_Close") };

  tenfold_ask (widget, title, why, &answer, 1);
}

void
tenfold_say (gpointer widget, const char *what)
{
  gtk_widget_activate_action (widget, "win.say", "s", what);
}

void
tenfold_say_written (gpointer widget, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  /* Translators: a file's name */
  g_autofree char *text = g_strdup_printf (_ ("Exported as “%s”"), shown);

  tenfold_say (widget, text);
}

/* --- files --- */

/* Seconds: longer than a folder takes to answer. */
#define CHOOSER_LIVES 5

static gboolean
unref_cb (gpointer chooser)
{
  return G_SOURCE_REMOVE;
}

/* Without a portal, the chooser owns a dialog of GTK's, which would destroy itself when its window
 * is closed. */
static void
hide_on_close (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (GTK_IS_FILE_CHOOSER (window))
      gtk_window_set_hide_on_close (window, TRUE);
  }
}

GtkFileChooserNative *
tenfold_chooser_new (gpointer widget,
                     const char *title,
                     GtkFileChooserAction action,
                     const char *accept)
{
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (title, window_of (widget), action, accept, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  hide_on_close ();
  return chooser;
}

void
tenfold_chooser_unref (gpointer chooser)
{
  gtk_native_dialog_hide (chooser);
  gtk_native_dialog_set_transient_for (chooser, NULL);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, CHOOSER_LIVES, unref_cb, chooser, g_object_unref);
}

/* --- exporting --- */

/* The chooser that a widget has open; the widget owns it. */
#define CHOOSER "tenfold-chooser"

typedef struct {
  gpointer widget;
  TenfoldExport export;
  char *format;
  const char *const *others;
} Export;

static void
export_free (gpointer data, GClosure *closure)
{
  g_free (((Export *) data)->format);
  g_free (data);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, Export *e)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  const char *format = e->format;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL) {
    g_autofree char *name = g_file_get_basename (file);
    g_autofree char *lower = g_ascii_strdown (name, -1);

    for (guint i = 0; e->others != NULL && e->others[i] != NULL; i++)
      if (g_str_has_suffix (lower, e->others[i]))
        format = e->others[i];
    e->export(e->widget, file, format);
  }
  /* Last: what was asked for goes with its chooser. */
  g_object_set_data (G_OBJECT (e->widget), CHOOSER, NULL);
}

void
tenfold_ask_export (gpointer widget,
                    const char *title,
                    const char *name,
                    const char *const *others,
                    TenfoldExport export)
{
  GtkFileChooserNative *chooser;
  Export *e;

  if (g_object_get_data (widget, CHOOSER) != NULL)
    return;
  chooser = tenfold_chooser_new (widget, title, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
  e = g_new0 (Export, 1);
  e->widget = widget;
  e->export = export;
  e->format = g_strdup (strrchr (name, '.') != NULL ? strrchr (name, '.') + 1 : "");
  e->others = others;
  g_object_set_data_full (widget, CHOOSER, chooser, tenfold_chooser_unref);
  g_signal_connect_data (chooser, "response", G_CALLBACK (chosen_cb), e, export_free, 0);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
