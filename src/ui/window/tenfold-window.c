/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/tenfold-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/words/tenfold-progress-text.h"
#include "ui/gtk/tenfold-dialog.h"
#include "ui/gtk/tenfold-focus.h"
#include "ui/gtk/tenfold-names.h"
#include "ui/gtk/tenfold-toasts.h"
#include "ui/gtk/tenfold-tooltips.h"
#include "ui/train/tenfold-next-step.h"
#include "ui/window/tenfold-window-private.h"

#define SCHEMA "org.tenfold.Tenfold"
#define QUICK_NETWORK "fast-cnn" /* after the shipped reader, or where it cannot be read */

G_DEFINE_FINAL_TYPE (TenfoldWindow, tenfold_window, ADW_TYPE_APPLICATION_WINDOW)

void
tenfold_window_show_toast (TenfoldWindow *self, const char *text)
{
  tenfold_window_add_toast (self, adw_toast_new (text));
}

static void
low_toasts_cb (GListModel *children, guint at, guint n_removed, guint n_added, GtkWidget *low)
{
  gtk_widget_set_visible (low, g_list_model_get_n_items (children) > 1);
}

void
tenfold_window_add_toast (TenfoldWindow *self, AdwToast *toast)
{
  gboolean draws = adw_leaflet_get_folded (self->leaflet)
                   && g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "draw") == 0;

  if (draws)
    gtk_widget_set_visible (GTK_WIDGET (self->low_toasts), TRUE);
  adw_toast_overlay_add_toast (draws ? self->low_toasts : self->toasts, toast);
}

void
tenfold_window_show_error (TenfoldWindow *self, const char *title, const char *why)
{
  GtkWidget *dialog = tenfold_dialog_new (GTK_WINDOW (self), title, why);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the network's name and what is known of it --- */

static void
update_title (TenfoldWindow *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  GFile *file = tenfold_session_get_file (self->session);
  const char *network = tenfold_session_get_title (self->session);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : g_strdup (network);
  g_autofree char *title = g_strdup_printf (
      "%s%s – Tenfold", tenfold_session_get_modified (self->session) ? "• " : "", name);
  g_autofree char *title_in_header
      = g_strdup_printf ("%s%s", tenfold_session_get_modified (self->session) ? "• " : "", name);
  const char *known = nn_model_get_fact (model, "validation_accuracy");
  g_autofree char *text = NULL;

  /* In a wide window the label is where the file's name stands. */
  if (file != NULL)
    network = title_in_header;
  if (tenfold_session_get_untrained (self->session)) {
    /* Translators: a network */
    text = g_strdup_printf (_ ("%s · untrained"), network);
  } else if (known != NULL) {
    g_autofree char *percent = tenfold_percent_text (g_ascii_strtod (known, NULL));

    /* Translators: a network and the share of the validation pictures that it reads */
    text = g_strdup_printf (_ ("%s · validation %s"), network, percent);
  } else {
    text = g_strdup (network);
  }
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher_title, title_in_header);
  if (tenfold_next_step_of (self->session) == TENFOLD_NEXT_SAVE)
    gtk_widget_add_css_class (self->save_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->save_button, "suggested-action");
  gtk_label_set_text (self->network_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->network_label), text);
  tenfold_pad_pane_set_maturity (
      self->pad_pane, nn_maturity (tenfold_session_get_untrained (self->session),
                                   tenfold_session_get_state (self->session) != NN_WORKER_IDLE,
                                   known != NULL ? g_ascii_strtod (known, NULL) : NAN));
}

/* On the other pages, the header says how training goes. */
static void
show_training (TenfoldWindow *self)
{
  gboolean elsewhere
      = g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "train") != 0;

  gtk_widget_set_visible (self->pause_button,
                          elsewhere && tenfold_session_get_state (self->session) != NN_WORKER_IDLE);
}

static void
report_cb (TenfoldWindow *self, NnReport *report)
{
  if (report->kind == NN_REPORT_PROGRESS && report->held_out.count > 0) {
    const NnProgress *p = &report->progress;
    double done = (double) p->step / (double) MAX (1, p->steps_per_epoch * p->n_epochs);
    g_autofree char *score = tenfold_score_text (report->held_out.accuracy, report->held_out.count);
    /* Translators: while training: the share of pictures that is read, and how much of the training
     * is done */
    g_autofree char *text = g_strdup_printf (_ ("%s · %.0f %% done"), score, 100 * done);

    gtk_label_set_text (self->network_label, text);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->network_label), text);
  }
  if (report->kind != NN_REPORT_PROGRESS)
    update_title (self);
  if (report->kind == NN_REPORT_FAILED)
    tenfold_window_notify (self, _ ("Training failed"), report->error->message);
}

/* --- drawing and reading --- */

static void
drawing_changed_cb (TenfoldWindow *self)
{
  NnInk ink;
  const float *inks = tenfold_pad_pane_get_inks (self->pad_pane, &ink);
  TenfoldInk *pad = tenfold_pad_pane_get_ink (self->pad_pane);
  gboolean is_picture = tenfold_ink_get_picture (pad) != NULL;

  tenfold_session_read (self->session, inks, ink);
  if (!tenfold_ink_is_rewound (pad))
    tenfold_understand_page_set_drawing (self->understand_page, inks, ink,
                                         is_picture ? NULL : tenfold_ink_get_drawing (pad));
}

static void
rewound_cb (TenfoldWindow *self, double time)
{
  tenfold_ink_rewind (tenfold_pad_pane_get_ink (self->pad_pane), time);
}

/* Networks and folders open, wherever they are dropped; the pad takes the rest as pictures. */
static gboolean
file_dropped_cb (TenfoldWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_has_suffix (name, ".onnx")
      && g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_DIRECTORY)
    return FALSE;
  tenfold_window_open (self, file);
  return TRUE;
}

static void
pad_failed_cb (TenfoldWindow *self, const char *why)
{
  tenfold_window_show_error (self, _ ("This Did Not Work"), why);
}

static void
verdict_cb (TenfoldWindow *self, const NnVerdict *verdict)
{
  tenfold_pad_pane_set_verdict (self->pad_pane, verdict);
}

/* On a narrow window, the pad is where one looks next. */
static void
show_pad (TenfoldWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_view_stack_set_visible_child_name (self->stack, "draw");
}

static void
picture_cb (TenfoldWindow *self, const guint8 *pixels, int label)
{
  tenfold_pad_pane_set_picture (self->pad_pane, pixels);
  tenfold_pad_pane_set_truth (self->pad_pane, label < NN_N_CLASSES ? label : -1);
  show_pad (self);
}

static void
own_chosen_cb (TenfoldWindow *self, const NnOwnLine *line)
{
  tenfold_window_show_own_digit (self, line);
  show_pad (self);
}

/* "That is a 7": kept with the user's own digits. */
static void
labelled_cb (TenfoldWindow *self, int digit)
{
  tenfold_window_label_drawing (self, digit);
}

static void
load_first_network (TenfoldWindow *self)
{
  tenfold_train_page_set_quick (self->train_page, nn_preset_find (QUICK_NETWORK));
  if (!tenfold_session_take_reader (self->session))
    tenfold_session_create (self->session, nn_preset_find (QUICK_NETWORK), 1);
}

/* --- training's news --- */

/* What was done to the network, and can be taken back. Only the last of it can. */
static void
undoable_cb (TenfoldWindow *self, const char *what)
{
  AdwToast *toast = adw_toast_new (what);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-forget");
  tenfold_window_replace_toast (self, &self->undo_toast, toast);
}

/* What the tip says has been done. */
static void
forgot_cb (TenfoldWindow *self, const char *what)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.dismiss-tip", NULL);
  undoable_cb (self, what);
}

static void
finished_cb (TenfoldWindow *self, const char *what)
{
  tenfold_window_show_toast (self, what);
  update_title (self);
  tenfold_window_notify (self, what, gtk_label_get_text (self->network_label));
}

/* What the run was at its best can be had for a while here, and from the menu after that. */
static void
worse_cb (TenfoldWindow *self, const char *what)
{
  AdwToast *toast = adw_toast_new (what);

  adw_toast_set_button_label (toast, _ ("_Take It"));
  adw_toast_set_action_name (toast, "train.take-best");
  adw_toast_set_timeout (toast, 15);
  tenfold_window_add_toast (self, toast);
}

static void
exported_cb (TenfoldWindow *self, const char *what)
{
  tenfold_window_show_toast (self, what);
}

static void
failed_cb (TenfoldWindow *self, const char *title, const char *why)
{
  tenfold_window_show_error (self, title, why);
}

/* --- pages --- */

/* Folded, drawing is a page like the others; side by side, it is always there. */
static void
page_cb (TenfoldWindow *self)
{
  gboolean draw = g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "draw") == 0;

  if (self->session != NULL)
    show_training (self);
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child (self->leaflet,
                                   draw ? GTK_WIDGET (self->pad_pane) : GTK_WIDGET (self->toasts));
}

static void
arrange_pages (TenfoldWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (GTK_WIDGET (self->network_label), !folded);
  if (folded)
    adw_split_button_set_icon_name (self->open_button, "document-open-symbolic");
  else
    adw_split_button_set_label (self->open_button, C_ ("verb", "Open"));
  /* Saving is in the menu too. */
  gtk_widget_set_visible (self->save_button, !folded);
  adw_header_bar_set_centering_policy (self->header_bar, folded ? ADW_CENTERING_POLICY_LOOSE
                                                                : ADW_CENTERING_POLICY_STRICT);
  adw_view_stack_page_set_visible (self->draw_page, folded);
  adw_view_stack_set_visible_child_name (self->stack, folded ? "draw" : "train");
  page_cb (self);
}

static gboolean
arrange_pages_cb (gpointer data)
{
  TenfoldWindow *self = data;

  if (self->session != NULL)
    arrange_pages (self);
  return G_SOURCE_REMOVE;
}

/* It folds while sizes are handed out; what changes sizes has to wait until that is over. */
static void
folded_cb (TenfoldWindow *self)
{
  g_idle_add_full (GTK_PRIORITY_RESIZE - 1, arrange_pages_cb, g_object_ref (self), g_object_unref);
}

static gboolean
show_bar_cb (gpointer data)
{
  TenfoldWindow *self = data;

  if (self->session != NULL)
    adw_view_switcher_bar_set_reveal (
        self->switcher_bar, adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* The switcher moves to the bottom for want of room, which shows while sizes are handed out too. */
static void
title_visible_cb (TenfoldWindow *self)
{
  g_idle_add_full (GTK_PRIORITY_RESIZE - 1, show_bar_cb, g_object_ref (self), g_object_unref);
}

/* From this width on, the pad takes its share of the window; below, it is as narrow as it can be.
 */
#define SHARING_WIDTH 900

static gboolean
share_width_cb (gpointer data)
{
  TenfoldWindow *self = data;
  gboolean shares = self->session != NULL && self->width >= SHARING_WIDTH
                    && !adw_leaflet_get_folded (self->leaflet);

  if (self->session != NULL)
    gtk_widget_set_size_request (GTK_WIDGET (self->pad_pane), shares ? self->width * 2 / 5 : -1,
                                 -1);
  return G_SOURCE_REMOVE;
}

/* What a teacher draws is seen from the last row: the pad grows with the window. */
static void
tenfold_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldWindow *self = TENFOLD_WINDOW (widget);

  GTK_WIDGET_CLASS (tenfold_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (width == self->width)
    return;
  self->width = width;
  g_idle_add_full (GTK_PRIORITY_RESIZE - 1, share_width_cb, g_object_ref (self), g_object_unref);
}

/* --- settings --- */

static void
load_settings (TenfoldWindow *self)
{
  GSettingsSchemaSource *schemas = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema
      = schemas != NULL ? g_settings_schema_source_lookup (schemas, SCHEMA, TRUE) : NULL;
  g_autofree char *source = NULL;
  int width, height;

  if (schema == NULL) {
    gtk_revealer_set_reveal_child (self->tip, TRUE);
    return;
  }
  self->settings = g_settings_new (SCHEMA);
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), MAX (width, 360), MAX (height, 294));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  tenfold_pad_pane_bind_settings (self->pad_pane, self->settings);
  source = g_settings_get_string (self->settings, "data-source");
  tenfold_train_page_choose_source (self->train_page, source);
  gtk_revealer_set_reveal_child (self->tip,
                                 !g_settings_get_boolean (self->settings, "tip-dismissed"));
}

static void
save_settings (TenfoldWindow *self)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self->train_page);
  int width, height;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  if (source != NULL)
    g_settings_set_string (self->settings, "data-source", tenfold_data_source_get_name (source));
}

/* --- nothing is lost --- */

static void
keep_failed_cb (gpointer data, const char *why)
{
  /* Translators: why it is so */
  g_autofree char *text = g_strdup_printf (_ ("A crash would lose your work: %s"), why);

  tenfold_window_show_toast (data, text);
}

static void
keep_work (TenfoldWindow *self)
{
  const TenfoldWork work = { self->session, self->sources, self->pad_pane, self->train_page };

  self->keeper = tenfold_keeper_new (&work, keep_failed_cb, self);
}

void
tenfold_window_restore (TenfoldWindow *self, TenfoldRestore *restore)
{
  g_return_if_fail (TENFOLD_IS_WINDOW (self) && TENFOLD_IS_RESTORE (restore));
  tenfold_keeper_restore (self->keeper, restore);
}

gboolean
tenfold_window_is_untouched (TenfoldWindow *self)
{
  g_return_val_if_fail (TENFOLD_IS_WINDOW (self), FALSE);
  return tenfold_keeper_is_untouched (self->keeper);
}

/* --- the window --- */

/* After this long, a window that closes says what it waits for. */
#define PATIENCE 1000

static gboolean
is_writing (TenfoldWindow *self)
{
  return tenfold_session_get_saving (self->session) || tenfold_own_digits_get_writing (self->own);
}

static gboolean
still_writing_cb (gpointer data)
{
  TenfoldWindow *self = data;

  self->patience_id = 0;
  tenfold_window_show_toast (self, _ ("Finishing what is being saved. Then the window closes."));
  return G_SOURCE_REMOVE;
}

/* It is still there if something fails, and can say so. */
static void
close_when_written (TenfoldWindow *self)
{
  if (self->closing)
    return;
  self->closing = TRUE;
  self->patience_id = g_timeout_add (PATIENCE, still_writing_cb, self);
}

void
tenfold_window_stay (TenfoldWindow *self)
{
  self->closing = FALSE;
  g_clear_handle_id (&self->patience_id, g_source_remove);
}

static gboolean
close_cb (gpointer data)
{
  gtk_window_close (data);
  return G_SOURCE_REMOVE;
}

static void
writing_cb (TenfoldWindow *self)
{
  if (!self->closing || is_writing (self))
    return;
  tenfold_window_stay (self);
  /* What is told of the same writing comes first. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_cb, g_object_ref (self), g_object_unref);
}

static void
close_now (TenfoldWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
tenfold_window_close_request (GtkWindow *window)
{
  TenfoldWindow *self = TENFOLD_WINDOW (window);

  if (!self->may_close
      && (tenfold_session_get_modified (self->session)
          || tenfold_session_get_state (self->session) != NN_WORKER_IDLE)) {
    tenfold_window_ask_then (self, close_now);
    return GDK_EVENT_STOP;
  }
  if (is_writing (self)) {
    close_when_written (self);
    return GDK_EVENT_STOP;
  }
  save_settings (self);
  return GTK_WINDOW_CLASS (tenfold_window_parent_class)->close_request (window);
}

static void
tenfold_window_dispose (GObject *object)
{
  TenfoldWindow *self = TENFOLD_WINDOW (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_pointer (&self->keeper, tenfold_keeper_free);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_object (&self->own);
  g_clear_weak_pointer (&self->own_toast);
  g_clear_object (&self->finder);
  g_clear_weak_pointer (&self->picture_toast);
  g_clear_object (&self->settings);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->opened, nn_model_unref);
  g_clear_weak_pointer (&self->undo_toast);
  G_OBJECT_CLASS (tenfold_window_parent_class)->dispose (object);
}

/* Keys of the pad count wherever no text is being typed: a text field takes them before the window
 * does. */
static void
add_pad_keys (GtkWidgetClass *klass)
{
  static const struct {
    guint key;
    const char *action, *target;
  } keys[] = {
    { GDK_KEY_n, "pad.next", NULL },
    { GDK_KEY_r, "pad.mistake", NULL },
    { GDK_KEY_p, "pad.tool", "pen" },
    { GDK_KEY_e, "pad.tool", "eraser" },
    { GDK_KEY_bracketleft, "pad.narrower", NULL },
    { GDK_KEY_bracketright, "pad.wider", NULL },
  };

  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    gtk_widget_class_add_binding_action (klass, GDK_KEY_0 + digit, 0, "pad.label", "i", digit);
    gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_0 + digit, 0, "pad.label", "i", digit);
  }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, 0, keys[i].action,
                                         keys[i].target != NULL ? "s" : NULL, keys[i].target);
}

static void
tenfold_window_class_init (TenfoldWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_window_dispose;
  widget_class->size_allocate = tenfold_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = tenfold_window_close_request;
  g_type_ensure (TENFOLD_TYPE_PAD_PANE);
  g_type_ensure (TENFOLD_TYPE_TRAIN_PAGE);
  g_type_ensure (TENFOLD_TYPE_UNDERSTAND_PAGE);
  g_type_ensure (TENFOLD_TYPE_DATA_PAGE);
  g_type_ensure (TENFOLD_TYPE_MODEL_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-window.ui");
  add_pad_keys (widget_class);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, low_toasts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, pad_pane);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, draw_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, train_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, understand_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, data_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, model_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, tip);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, network_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, main_recent_menu);
  gtk_widget_class_bind_template_callback (widget_class, drawing_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, pad_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, labelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_cb);
  gtk_widget_class_bind_template_callback (widget_class, rewound_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, exported_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_cb);
  gtk_widget_class_bind_template_callback (widget_class, undoable_cb);
  gtk_widget_class_bind_template_callback (widget_class, finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, worse_cb);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, pause_button);
}

static void
tenfold_window_init (TenfoldWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GListModel) low_children = NULL; /* tenfold_toasts_guard() keeps it */

  self->session = tenfold_session_new ();
  self->own = tenfold_own_digits_new ();
  self->sources = tenfold_data_sources_new (self->own);
  gtk_widget_init_template (widget);
  tenfold_toasts_guard (self->toasts);
  tenfold_toasts_guard (self->low_toasts);
  low_children = gtk_widget_observe_children (GTK_WIDGET (self->low_toasts));
  g_signal_connect_object (low_children, "items-changed", G_CALLBACK (low_toasts_cb),
                           self->low_toasts, 0);
  tenfold_train_page_set_tip (self->train_page, GTK_WIDGET (self->tip));
  tenfold_window_add_actions (self);
  tenfold_window_accept_drops (self);
  tenfold_window_fill_recent_menu (self);
  tenfold_train_page_connect (self->train_page, self->session, self->sources);
  tenfold_understand_page_connect (self->understand_page, self->session, self->sources);
  tenfold_data_page_connect (self->data_page, self->session, self->own, self->sources);
  tenfold_model_page_connect (self->model_page, self->session);
  tenfold_window_connect_own (self);
  tenfold_window_connect_finder (self);
  gtk_widget_insert_action_group (widget, "pad", tenfold_pad_pane_get_actions (self->pad_pane));
  gtk_widget_insert_action_group (widget, "own",
                                  tenfold_data_page_get_own_actions (self->data_page));
  gtk_widget_insert_action_group (widget, "train",
                                  tenfold_train_page_get_actions (self->train_page));
  gtk_widget_insert_action_group (widget, "plot",
                                  tenfold_train_page_get_plot_actions (self->train_page));
  gtk_widget_insert_action_group (widget, "model",
                                  tenfold_model_page_get_actions (self->model_page));

  g_signal_connect (self, "notify::is-active", G_CALLBACK (tenfold_window_withdraw_notice), NULL);
  g_signal_connect_swapped (self->session, "verdict", G_CALLBACK (verdict_cb), self);
  g_signal_connect_swapped (self->session, "report", G_CALLBACK (report_cb), self);
  g_signal_connect_swapped (self->session, "replaced", G_CALLBACK (update_title), self);
  g_signal_connect_swapped (self->session, "notify::modified", G_CALLBACK (update_title), self);
  g_signal_connect_swapped (self->session, "notify::untrained", G_CALLBACK (update_title), self);
  g_signal_connect_swapped (self->session, "notify::file", G_CALLBACK (update_title), self);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (update_title), self);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (show_training), self);
  g_signal_connect_object (self->switcher_title, "notify::title-visible",
                           G_CALLBACK (title_visible_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::saving", G_CALLBACK (writing_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->own, "notify::writing", G_CALLBACK (writing_cb), self,
                           G_CONNECT_SWAPPED);
  load_settings (self);
  load_first_network (self);
  drawing_changed_cb (self);
  arrange_pages (self);
  tenfold_names_from_tooltips (widget); /* first: what follows changes tooltips */
  tenfold_tooltips_follow (widget);
  keep_work (self);
  tenfold_focus_follow (GTK_WINDOW (self));
  /* Drawing comes first, with the keyboard too. */
  gtk_window_set_focus (GTK_WINDOW (self), tenfold_pad_pane_get_pad (self->pad_pane));
}

TenfoldWindow *
tenfold_window_new (AdwApplication *application)
{
  return g_object_new (TENFOLD_TYPE_WINDOW, "application", application, NULL);
}
