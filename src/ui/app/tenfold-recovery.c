/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/app/tenfold-recovery.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-ask.h"

/* What was found, until it is answered for. */
typedef struct {
  TenfoldWindow *window; /* owned */
  GPtrArray *found;      /* of TenfoldSnapshotStore */
  GString *problems;     /* sentences */
  guint n_loading;
} Recovery;

static void
recovery_free (Recovery *recovery)
{
  g_object_unref (recovery->window);
  g_ptr_array_unref (recovery->found);
  g_string_free (recovery->problems, TRUE);
  g_free (recovery);
}

static void
add_problem (Recovery *recovery, const char *sentence)
{
  if (recovery->problems->len > 0)
    g_string_append_c (recovery->problems, '\n');
  g_string_append (recovery->problems, sentence);
}

/* Frees it. */
static void
finish (Recovery *recovery)
{
  if (recovery->problems->len > 0)
    tenfold_fail (recovery->window, _ ("Some Work Cannot Be Restored"), recovery->problems->str);
  recovery_free (recovery);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldSnapshotStore *store = TENFOLD_SNAPSHOT_STORE (object);
  Recovery *recovery = data;
  TenfoldWindow *window = recovery->window;
  g_autoptr (GError) error = NULL;

  if (!tenfold_snapshot_store_load_finish (store, result, &error)) {
    add_problem (recovery, error->message);
  } else {
    GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

    /* Where the window has been closed meanwhile, all is left for the next start. */
    if (application != NULL && !tenfold_window_is_untouched (window)) {
      window = tenfold_window_new (ADW_APPLICATION (application));
      gtk_window_present (GTK_WINDOW (window));
    }
    if (application != NULL)
      tenfold_window_restore (window, store);
  }
  if (--recovery->n_loading == 0)
    finish (recovery);
}

static void
answer_cb (AdwMessageDialog *dialog, const char *response, Recovery *recovery)
{
  g_autoptr (GPtrArray) found = g_ptr_array_ref (recovery->found);

  if (g_str_equal (response, "restore")) {
    recovery->n_loading = found->len;
    for (guint i = 0; i < found->len; i++)
      tenfold_snapshot_store_load_async (found->pdata[i], loaded_cb, recovery);
    return;
  }
  if (g_str_equal (response, "discard"))
    for (guint i = 0; i < found->len; i++)
      tenfold_snapshot_store_remove (found->pdata[i]);
  finish (recovery);
}

static void
ask (Recovery *recovery)
{
  const TenfoldAnswer answers[] = { { "later", NULL },
                                    { "discard", _ ("_Discard"), ADW_RESPONSE_DESTRUCTIVE },
                                    { "restore", _ ("_Restore"), ADW_RESPONSE_SUGGESTED } };
  const guint n = recovery->found->len;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  body = g_strdup_printf (
      ngettext ("Tenfold ended unexpectedly. The drawing, the settings and the network of %u "
                "window were saved.",
                "Tenfold ended unexpectedly. The drawings, the settings and the networks of "
                "%u windows were saved.",
                n),
      n);
  dialog = tenfold_ask (recovery->window, _ ("Restore Your Work?"), body, answers,
                        G_N_ELEMENTS (answers));
  g_signal_connect (dialog, "response", G_CALLBACK (answer_cb), recovery);
}

void
tenfold_recovery_offer (TenfoldWindow *window)
{
  g_autoptr (GPtrArray) damaged = g_ptr_array_new_with_free_func (g_free);
  Recovery *recovery = g_new0 (Recovery, 1);

  recovery->window = g_object_ref (window);
  recovery->problems = g_string_new (NULL);
  recovery->found = tenfold_snapshot_store_find (damaged);
  for (guint i = 0; i < damaged->len; i++)
    add_problem (recovery, damaged->pdata[i]);
  if (recovery->found->len > 0)
    ask (recovery);
  else
    finish (recovery);
}
