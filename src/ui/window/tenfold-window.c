/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because everything meets here: what the pages, the session and the user's own digits say is
 * connected in one place. */
#include "ui/window/tenfold-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/autosave/tenfold-autosave.h"
#include "ui/data/tenfold-data-page.h"
#include "ui/gtk/tenfold-ask.h"
#include "ui/gtk/tenfold-focus.h"
#include "ui/gtk/tenfold-names.h"
#include "ui/gtk/tenfold-toasts.h"
#include "ui/gtk/tenfold-tooltips.h"
#include "ui/help/tenfold-help-window.h"
#include "ui/model/tenfold-model-page.h"
#include "ui/pad/tenfold-ink-own.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/plot/tenfold-plot-pane.h"
#include "ui/points/tenfold-points-pane.h"
#include "ui/session/tenfold-picture-finder.h"
#include "ui/time/tenfold-time-bar.h"
#include "ui/train/tenfold-next-step.h"
#include "ui/train/tenfold-train-page.h"
#include "ui/understand/tenfold-understand-page.h"
#include "ui/window/tenfold-files.h"
#include "ui/window/tenfold-notice.h"
#include "ui/window/tenfold-preferences.h"
#include "ui/words/tenfold-progress-text.h"

#define SCHEMA "org.tenfold.Tenfold"
#define QUICK_NETWORK "fast-cnn" /* after the shipped reader, or where it cannot be read */

struct _TenfoldWindow {
  AdwApplicationWindow parent_instance;

  TenfoldSession *session;        /* of digits */
  TenfoldSession *points_session; /* of points */
  GListStore *sources;
  TenfoldOwnDigits *own;
  TenfoldOwnNetworks *own_networks;
  TenfoldFiles *files;
  TenfoldPictureFinder *finder;
  TenfoldAutosave *autosave; /* NULL once disposed */
  GSettings *settings;       /* NULL where no schema is installed */
  AdwToast *undo_toast;      /* weak: the newest that offers to undo what was done to the network */
  AdwToast *own_toast;       /* weak: the same for the user's own digits */
  AdwToast *picture_toast;   /* weak: the newest that says which picture is on the pad */
  NnHeldOut held_out;        /* how the network reads held-out pictures, as far as it is known */
  int width;                 /* last allocated */
  gboolean may_close;
  gboolean closing;  /* once everything is written */
  guint patience_id; /* until it says what it waits for; 0: none */

  AdwToastOverlay *toasts, *low_toasts;
  AdwHeaderBar *header_bar;
  AdwSplitButton *open_button;
  GtkWidget *save_button;
  AdwLeaflet *leaflet;
  TenfoldPadPane *pad_pane;
  GtkWidget *pages; /* the stack, and what stands below each of them */
  AdwViewStack *stack;
  AdwViewStackPage *draw_page;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  TenfoldTrainPage *train_page;
  TenfoldUnderstandPage *understand_page;
  TenfoldDataPage *data_page;
  TenfoldModelPage *model_page;
  TenfoldTimeBar *time_bar;
  GtkRevealer *tip;
  GtkLabel *network_label, *score_label;
  GtkProgressBar *header_progress;
  GtkStack *sides;
  GtkBox *points_box;
  TenfoldPointsPane *points_pane;
  TenfoldTrainPage *points_train_page;
  AdwWindowTitle *points_title;
  GMenu *recent_menu, *main_recent_menu;
};

enum { PROP_SESSION = 1, PROP_POINTS_SESSION, PROP_SOURCES, PROP_OWN, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldWindow, tenfold_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- messages --- */

static void
low_toasts_cb (GListModel *children, guint at, guint n_removed, guint n_added, GtkWidget *low)
{
  gtk_widget_set_visible (low, g_list_model_get_n_items (children) > 1);
}

static gboolean
shows_points (TenfoldWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->sides), "points") == 0;
}

/* Where a toast is shown: in the content of the right pane or, where a pad is shown that it would
 * be over, in a strip of its own below it: never over the pad, bars, buttons or navigation. */
static AdwToastOverlay *
get_toasts (TenfoldWindow *self)
{
  gboolean draws
      = shows_points (self)
        || (adw_leaflet_get_folded (self->leaflet)
            && g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "draw") == 0);

  if (draws)
    gtk_widget_set_visible (GTK_WIDGET (self->low_toasts), TRUE);
  return draws ? self->low_toasts : self->toasts;
}

static void
show_toast (TenfoldWindow *self, const char *text)
{
  adw_toast_overlay_add_toast (get_toasts (self), adw_toast_new (text));
}

/* --- digits and points --- */

/* Of the side that is shown. */
static TenfoldSession *
get_session (TenfoldWindow *self)
{
  return shows_points (self) ? self->points_session : self->session;
}

static void update_title (TenfoldWindow *self);
static void arrange_pages (TenfoldWindow *self);

/* Where the pages are at the bottom, the number of the digits stands below the title. */
static void
show_bar (TenfoldWindow *self)
{
  gboolean narrow = adw_view_switcher_title_get_title_visible (self->switcher_title);

  adw_view_switcher_bar_set_reveal (self->switcher_bar, !shows_points (self) && narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->score_label), !shows_points (self) && !narrow);
}

/* Keys and menus speak to the side that is shown; the other one stays as it is, and goes on. */
static void
show_side (TenfoldWindow *self, gboolean points)
{
  GtkWidget *widget = GTK_WIDGET (self);
  TenfoldTrainPage *train = points ? self->points_train_page : self->train_page;

  gtk_stack_set_visible_child_name (self->sides, points ? "points" : "digits");
  gtk_widget_insert_action_group (widget, "pad",
                                  points ? tenfold_points_pane_get_actions (self->points_pane)
                                         : tenfold_pad_pane_get_actions (self->pad_pane));
  gtk_widget_insert_action_group (widget, "train", tenfold_train_page_get_actions (train));
  gtk_widget_insert_action_group (widget, "plot", tenfold_train_page_get_plot_actions (train));
  tenfold_files_set_session (self->files, get_session (self));
  adw_header_bar_set_title_widget (self->header_bar, points ? GTK_WIDGET (self->points_title)
                                                            : GTK_WIDGET (self->switcher_title));
  arrange_pages (self);
  show_bar (self);
  update_title (self);
  gtk_window_set_focus (GTK_WINDOW (self), points ? tenfold_points_pane_get_pad (self->points_pane)
                                                  : tenfold_pad_pane_get_pad (self->pad_pane));
}

static void
side_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  const char *side = g_variant_get_string (value, NULL);

  if (!g_str_equal (side, "digits") && !g_str_equal (side, "points"))
    return;
  g_simple_action_set_state (action, value);
  show_side (data, g_str_equal (side, "points"));
}

static void
choose_side (TenfoldWindow *self, gboolean points)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "side",
                                      g_variant_new_string (points ? "points" : "digits"));
}

/* A network goes where it belongs. */
static void
opening_cb (TenfoldWindow *self, NnModel *model)
{
  NnPointInput input;
  guint n_outputs;

  choose_side (self, nn_point_model_look_at (model, &input, &n_outputs, NULL));
}

/* What is worth to be seen of curves has no accuracy. */
static void
points_replaced_cb (TenfoldWindow *self)
{
  NnPointInput input;
  guint n_outputs;

  if (nn_point_model_look_at (tenfold_session_get_model (self->points_session), &input, &n_outputs,
                              NULL))
    tenfold_train_page_set_quantity (self->points_train_page, input.plane ? "error" : "loss-log");
}

/* --- the network's name and what is known of it --- */

static float
accuracy_of (const NnModel *model)
{
  const char *known = nn_model_get_fact (model, "validation_accuracy");

  return known != NULL ? (float) g_ascii_strtod (known, NULL) : NAN;
}

/* How far it is in the header; the pad speaks of the moment that is looked at. */
static void
show_score (TenfoldWindow *self)
{
  const NnModel *shown = tenfold_session_get_shown (self->session);
  const gboolean past = shown != tenfold_session_get_model (self->session);
  g_autofree char *score = tenfold_session_get_untrained (self->session)
                               ? g_strdup (_ ("untrained"))
                           : isnan (self->held_out.accuracy)
                               ? g_strdup ("")
                               : tenfold_score_text (self->held_out.accuracy, self->held_out.count);

  gtk_label_set_text (self->score_label, score);
  adw_view_switcher_title_set_subtitle (self->switcher_title, score);
  tenfold_pad_pane_set_maturity (
      self->pad_pane,
      nn_maturity (tenfold_session_get_shown_untrained (self->session),
                   past || tenfold_session_get_state (self->session) != NN_WORKER_IDLE,
                   past ? accuracy_of (shown) : self->held_out.accuracy),
      past ? 1 : self->held_out.temperature);
}

static void
update_title (TenfoldWindow *self)
{
  const char *name = shows_points (self) ? adw_window_title_get_title (self->points_title)
                                         : adw_view_switcher_title_get_title (self->switcher_title);
  g_autofree char *title = g_strconcat (name, " – Tenfold", NULL);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_text (self->network_label, name);
  if (tenfold_next_step_of (self->session) == TENFOLD_NEXT_SAVE)
    gtk_widget_add_css_class (self->save_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->save_button, "suggested-action");
  show_score (self);
}

/* What the network that is there now says of itself. */
static void
replaced_cb (TenfoldWindow *self)
{
  self->held_out = (NnHeldOut){ .accuracy = accuracy_of (tenfold_session_get_model (self->session)),
                                .temperature = 1 };
  update_title (self);
}

/* On the other pages, the header has a button for the training. */
static gboolean
shows_pause (TenfoldWindow *self, const char *page, int state)
{
  return g_strcmp0 (page, "train") != 0 && state != NN_WORKER_IDLE;
}

/* "• network.onnx": the file's name, or what the network is; changed since it was saved. */
static char *
make_title (TenfoldWindow *self, const char *network, GFile *file, gboolean modified)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : g_strdup (network);

  return g_strconcat (modified ? "• " : "", name, NULL);
}

static void
report_cb (TenfoldWindow *self, NnReport *report)
{
  const NnHeldOut held_out = nn_report_held_out (report);
  const NnProgress *p = &report->progress;

  if (p->steps_per_epoch > 0)
    gtk_progress_bar_set_fraction (
        self->header_progress,
        CLAMP ((double) p->step / ((double) p->steps_per_epoch * MAX (1, p->n_epochs)), 0, 1));
  if (report->kind == NN_REPORT_FAILED) {
    replaced_cb (self);
    tenfold_notice_show (GTK_APPLICATION_WINDOW (self), _ ("Training Failed"),
                         report->error->message);
    return;
  }
  if (!isnan (held_out.accuracy))
    self->held_out = held_out;
  show_score (self);
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
  if (tenfold_ink_is_rewound (pad))
    return;
  tenfold_understand_page_set_drawing (self->understand_page, inks, ink,
                                       is_picture ? NULL : tenfold_ink_get_drawing (pad));
  tenfold_time_bar_set_drawing (self->time_bar, inks, ink);
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
  tenfold_fail (self, _ ("This Did Not Work"), why);
}

/* On a narrow window, the pad is where one looks next. */
static void
show_pad (TenfoldWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_view_stack_set_visible_child_name (self->stack, "draw");
}

static void
show_picture (TenfoldWindow *self, const guint8 *pixels, int label)
{
  tenfold_pad_pane_set_picture (self->pad_pane, pixels);
  tenfold_pad_pane_set_truth (self->pad_pane, label < NN_N_CLASSES ? label : -1);
  tenfold_time_bar_set_truth (self->time_bar, label < NN_N_CLASSES ? label : -1);
}

static void
picture_cb (TenfoldWindow *self, const guint8 *pixels, int label)
{
  show_picture (self, pixels, label);
  show_pad (self);
}

static void
own_chosen_cb (TenfoldWindow *self, const NnOwnLine *line)
{
  tenfold_ink_set_own_line (tenfold_pad_pane_get_ink (self->pad_pane), line);
  tenfold_pad_pane_set_truth (self->pad_pane, line->label);
  show_pad (self);
}

/* "That is a 7": saved among the user's own digits. */
static void
labelled_cb (TenfoldWindow *self, int digit)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);

  tenfold_ink_rewind (ink, 1);
  tenfold_own_digits_add (self->own, tenfold_ink_to_own_line (ink, digit));
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
  tenfold_toasts_replace (get_toasts (self), &self->undo_toast, toast);
}

/* What the tip says has been done. */
static void
forgot_cb (TenfoldWindow *self, const char *what)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.dismiss-tip", NULL);
  undoable_cb (self, what);
}

static void
continue_cb (TenfoldWindow *self, TenfoldRun *run, NnModel *model, double epoch)
{
  tenfold_train_page_branch (self->train_page, run, model, epoch);
}

static void
finished_cb (TenfoldWindow *self, const char *what)
{
  show_toast (self, what);
  update_title (self);
  tenfold_notice_show (GTK_APPLICATION_WINDOW (self), what,
                       adw_view_switcher_title_get_title (self->switcher_title));
}

/* What the run was at its best can be had for a while here, and from the menu after that. */
static void
worse_cb (TenfoldWindow *self, const char *what)
{
  AdwToast *toast = adw_toast_new (what);

  adw_toast_set_button_label (toast, _ ("_Take It"));
  adw_toast_set_action_name (toast, "train.take-best");
  adw_toast_set_timeout (toast, 15);
  adw_toast_overlay_add_toast (get_toasts (self), toast);
}

/* --- pictures of the chosen dataset on the pad --- */

/* One toast at a time: while one leafs through a dataset, the newest is shown. */
static void
say_picture (TenfoldWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_timeout (toast, 2);
  tenfold_toasts_replace (get_toasts (self), &self->picture_toast, toast);
}

static void
found_cb (TenfoldWindow *self, gpointer pixels, int label, guint index)
{
  g_autofree char *text = NULL;

  show_picture (self, pixels, label);
  /* Translators: the number of a picture in a dataset, and the digit that it is said to be. */
  text = label < NN_N_CLASSES ? g_strdup_printf (_ ("Picture %u, labelled %d"), index, label)
                              /* Translators: the number of a picture in a dataset */
                              : g_strdup_printf (_ ("Picture %u, no digit"), index);
  say_picture (self, text);
}

static void
none_cb (TenfoldWindow *self, guint n)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("No mistake found in %'u picture", "No mistake found among %'u pictures", n), n);

  say_picture (self, text);
}

static void
finder_failed_cb (TenfoldWindow *self, const char *why)
{
  tenfold_fail (self, _ ("No Picture Can Be Shown"), why);
}

static void
wanted_cb (TenfoldWindow *self, gboolean mistake)
{
  TenfoldDataSource *source = tenfold_train_page_get_source (self->train_page);

  if (source == NULL)
    return;
  if (mistake)
    tenfold_picture_finder_mistake (self->finder, source,
                                    tenfold_session_get_model (self->session));
  else
    tenfold_picture_finder_next (self->finder, source);
}

/* --- pages --- */

/* Folded, drawing is a page like the others; side by side, it is always there. */
static void
page_cb (TenfoldWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->stack);
  gboolean draw = g_strcmp0 (page, "draw") == 0;

  tenfold_time_bar_set_wanted (self->time_bar, g_strcmp0 (page, "train") == 0
                                                   || g_strcmp0 (page, "understand") == 0);
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child (self->leaflet, draw ? GTK_WIDGET (self->pad_pane) : self->pages);
}

static void
arrange_pages (TenfoldWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  gboolean was_folded = adw_view_stack_page_get_visible (self->draw_page);
  const char *page = adw_view_stack_get_visible_child_name (self->stack);

  if (folded)
    adw_split_button_set_icon_name (self->open_button, "document-open-symbolic");
  else
    adw_split_button_set_label (self->open_button, C_ ("verb", "Open"));
  /* Saving is in the menu too. */
  gtk_widget_set_visible (self->save_button, !folded);
  adw_view_stack_page_set_visible (self->draw_page, folded);
  /* The pad becomes a page, or is none any more; who looks at another page stays there. */
  if (folded && !was_folded && g_strcmp0 (page, "train") == 0)
    adw_view_stack_set_visible_child_name (self->stack, "draw");
  else if (!folded && g_strcmp0 (page, "draw") == 0)
    adw_view_stack_set_visible_child_name (self->stack, "train");
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
  if (TENFOLD_WINDOW (data)->session != NULL)
    show_bar (data);
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

/* Below the points, the training page has as much room. */
#define POINTS_TRAIN_HEIGHT 560

static gboolean
share_width_cb (gpointer data)
{
  TenfoldWindow *self = data;
  gboolean shares = self->session != NULL && self->width >= SHARING_WIDTH
                    && !adw_leaflet_get_folded (self->leaflet);

  if (self->session == NULL)
    return G_SOURCE_REMOVE;
  gtk_widget_set_size_request (GTK_WIDGET (self->pad_pane), shares ? self->width * 2 / 5 : -1, -1);
  /* The name stands in the title where the pages are at the bottom. */
  gtk_widget_set_visible (GTK_WIDGET (self->network_label), shares && !shows_points (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->points_box),
                                  self->width >= SHARING_WIDTH ? GTK_ORIENTATION_HORIZONTAL
                                                               : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->points_train_page), -1,
                               self->width >= SHARING_WIDTH ? -1 : POINTS_TRAIN_HEIGHT);
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
  tenfold_understand_page_bind_settings (self->understand_page, self->settings);
  source = g_settings_get_string (self->settings, "data-source");
  tenfold_train_page_choose_source (self->train_page, source);
  g_settings_bind (self->settings, "tip-dismissed", self->tip, "reveal-child",
                   G_SETTINGS_BIND_GET | G_SETTINGS_BIND_INVERT_BOOLEAN);
  g_settings_bind (self->settings, "threads", self->train_page, "threads", G_SETTINGS_BIND_GET);
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
autosave_failed_cb (gpointer data, const char *why)
{
  /* Translators: why it is so */
  g_autofree char *text
      = g_strdup_printf (_ ("Autosave failed, so a crash would lose your work: %s"), why);

  show_toast (data, text);
}

void
tenfold_window_restore (TenfoldWindow *self, TenfoldSnapshotStore *store)
{
  g_return_if_fail (TENFOLD_IS_WINDOW (self) && TENFOLD_IS_SNAPSHOT_STORE (store));
  tenfold_autosave_restore (self->autosave, store);
}

gboolean
tenfold_window_is_untouched (TenfoldWindow *self)
{
  g_return_val_if_fail (TENFOLD_IS_WINDOW (self), FALSE);
  return tenfold_autosave_is_untouched (self->autosave);
}

/* --- closing --- */

/* After this long, a window that closes says what it waits for. */
#define PATIENCE 1000

static gboolean
is_writing (TenfoldWindow *self)
{
  return tenfold_session_get_saving (self->session)
         || tenfold_session_get_saving (self->points_session)
         || tenfold_own_digits_get_writing (self->own);
}

static gboolean
still_writing_cb (gpointer data)
{
  TenfoldWindow *self = data;

  self->patience_id = 0;
  show_toast (self, _ ("Finishing what is being saved. Then the window closes."));
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

/* Does not close any more: something could not be written. */
static void
stay (TenfoldWindow *self)
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
  stay (self);
  /* What is told of the same writing comes first. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_cb, g_object_ref (self), g_object_unref);
}

static void
close_now (gpointer window)
{
  TENFOLD_WINDOW (window)->may_close = TRUE;
  gtk_window_close (window);
}

/* Whether closing would lose what its network has learned. */
static gboolean
has_work (TenfoldSession *session)
{
  return tenfold_session_get_modified (session)
         || tenfold_session_get_state (session) != NN_WORKER_IDLE;
}

/* The user has decided about digits. */
static void
ask_about_points (gpointer window)
{
  TenfoldWindow *self = window;

  if (!has_work (self->points_session)) {
    close_now (window);
    return;
  }
  choose_side (self, TRUE);
  tenfold_files_ask_then (self->files, close_now, self);
}

static gboolean
tenfold_window_close_request (GtkWindow *window)
{
  TenfoldWindow *self = TENFOLD_WINDOW (window);

  if (!self->may_close && has_work (self->session)) {
    choose_side (self, FALSE);
    tenfold_files_ask_then (self->files, ask_about_points, self);
    return GDK_EVENT_STOP;
  }
  if (!self->may_close && has_work (self->points_session)) {
    ask_about_points (self);
    return GDK_EVENT_STOP;
  }
  if (is_writing (self)) {
    close_when_written (self);
    return GDK_EVENT_STOP;
  }
  save_settings (self);
  return GTK_WINDOW_CLASS (tenfold_window_parent_class)->close_request (window);
}

/* --- opening --- */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, TenfoldWindow *self)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files != NULL)
    tenfold_window_open (self, files->data);
  return files != NULL;
}

static void
accept_drops (TenfoldWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
folder_opened_cb (TenfoldWindow *self, const char *name)
{
  tenfold_train_page_choose_source (self->train_page, name);
  tenfold_data_page_choose_source (self->data_page, name);
}

void
tenfold_window_open (TenfoldWindow *self, GFile *file)
{
  g_return_if_fail (TENFOLD_IS_WINDOW (self));
  tenfold_files_open (self->files, file);
}

/* --- the user's own digits --- */

static void
own_edited_cb (TenfoldWindow *self, guint number, int kind, guint n, int label)
{
  g_autofree char *text
      = n > 0 || kind == TENFOLD_OWN_EDIT_ADD ? tenfold_own_edit_text (kind, n, label) : NULL;
  AdwToast *toast;

  /* What it is, is not said any more. */
  if (kind == TENFOLD_OWN_EDIT_UNDO)
    tenfold_pad_pane_set_truth (self->pad_pane, -1);
  if (text == NULL)
    return;
  toast = adw_toast_new (text);
  /* What was kept like this before needs no undoing. */
  if (n > 0) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    adw_toast_set_action_name (toast, "win.undo-own");
    adw_toast_set_action_target (toast, "u", number);
  }
  tenfold_toasts_replace (get_toasts (self), &self->own_toast, toast);
}

/* How many there are of each digit stands beside the bars. */
static void
own_changed_cb (TenfoldWindow *self)
{
  NnOwnDigits *digits = tenfold_own_digits_get (self->own);
  guint counts[NN_N_CLASSES] = { 0 };

  for (guint i = 0; digits != NULL && i < nn_own_digits_count (digits); i++)
    counts[nn_own_digits_get (digits, i)->label]++;
  tenfold_pad_pane_set_counts (self->pad_pane, counts);
}

static void
own_failed_cb (TenfoldWindow *self, const char *why)
{
  stay (self);
  tenfold_fail (self, _ ("Your Own Digits Cannot Be Saved"), why);
}

/* --- actions of its own; the pad, the pages and the plot have theirs --- */

static void
say_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_toast (data, g_variant_get_string (parameter, NULL));
}

static void
undo_own_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  tenfold_own_digits_undo (self->own, g_variant_get_uint32 (parameter));
}

static void
undo_forget_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  tenfold_session_undo (get_session (self));
}

/* The three kinds of things that can be taken back: the drawing, the network, and the user's own
 * digits. */
static void
get_times (TenfoldWindow *self, gboolean redo, gint64 *times, guint *own)
{
  TenfoldInk *ink = tenfold_pad_pane_get_ink (self->pad_pane);

  times[0] = redo ? tenfold_ink_get_redo_time (ink) : tenfold_ink_get_undo_time (ink);
  times[1] = redo ? tenfold_session_get_redo_time (self->session)
                  : tenfold_session_get_undo_time (self->session);
  *own = tenfold_own_digits_get_last (self->own, redo, &times[2]);
}

/* What was done last. */
static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  gint64 times[3];
  guint own;
  TenfoldPointCloud *cloud = tenfold_points_pane_get_cloud (self->points_pane);

  if (shows_points (self)) {
    if (tenfold_point_cloud_get_undo_time (cloud)
        >= tenfold_session_get_undo_time (self->points_session))
      tenfold_point_cloud_undo (cloud);
    else
      tenfold_session_undo (self->points_session);
    return;
  }
  get_times (self, FALSE, times, &own);
  if (times[2] > times[0] && times[2] > times[1])
    tenfold_own_digits_undo (self->own, own);
  else if (times[0] >= times[1])
    tenfold_ink_undo (tenfold_pad_pane_get_ink (self->pad_pane));
  else
    tenfold_session_undo (self->session);
}

/* What was undone comes again in the order in which it was done, unless something else was done
 * since. */
static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  gint64 done[3], undone[3], newest;
  guint own, first = G_N_ELEMENTS (undone);

  if (shows_points (self)) {
    if (!tenfold_point_cloud_redo (tenfold_points_pane_get_cloud (self->points_pane)))
      tenfold_session_redo (self->points_session);
    return;
  }
  get_times (self, FALSE, done, &own);
  newest = MAX (done[0], MAX (done[1], done[2]));
  get_times (self, TRUE, undone, &own);
  for (guint i = 0; i < G_N_ELEMENTS (undone); i++)
    if (undone[i] > newest && (first == G_N_ELEMENTS (undone) || undone[i] < undone[first]))
      first = i;
  if (first == 0)
    tenfold_ink_redo (tenfold_pad_pane_get_ink (self->pad_pane));
  else if (first == 1)
    tenfold_session_redo (self->session);
  else if (first == 2)
    tenfold_own_digits_undo (self->own, own);
}

static void
dismiss_tip_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  gtk_revealer_set_reveal_child (self->tip, FALSE);
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "tip-dismissed", TRUE);
}

/* The page at a place among those that are shown, from 1. */
static void
go_to_page_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (pages));
  int wanted = g_variant_get_int32 (parameter);

  for (guint i = 0; i < n; i++) {
    g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

    if (adw_view_stack_page_get_visible (page) && --wanted == 0)
      adw_view_stack_set_visible_child (self->stack, adw_view_stack_page_get_child (page));
  }
}

/* The page of the help about what the user is at. */
static const char *
help_on_place (TenfoldWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  const char *page = adw_view_stack_get_visible_child_name (self->stack);

  if (shows_points (self))
    return "points";
  if (g_strcmp0 (page, "draw") == 0)
    return "drawing";
  if (g_strcmp0 (page, "understand") == 0)
    return tenfold_understand_page_get_help (self->understand_page);
  if (g_strcmp0 (page, "data") == 0)
    return "data";
  if (g_strcmp0 (page, "model") == 0)
    return gtk_widget_get_mapped (GTK_WIDGET (tenfold_model_page_get_builder (self->model_page)))
               ? "build"
               : "files";
  if (focus != NULL && gtk_widget_get_ancestor (focus, TENFOLD_TYPE_PLOT_PANE) != NULL)
    return "plot";
  return "training";
}

/* The parameter names a page; empty: what fits. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *page = g_variant_get_string (parameter, NULL);

  tenfold_help_show (data, *page != '\0' ? page : help_on_place (data));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldWindow *self = data;

  if (self->settings != NULL)
    tenfold_preferences_show (GTK_WINDOW (self), self->settings);
}

/* For a projector: the pad, the bars, the number and the curve, in large text. */
static void
present (TenfoldWindow *self, gboolean presenting)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "present");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (presenting));
  if (presenting)
    gtk_widget_add_css_class (GTK_WIDGET (self), "presenting");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "presenting");
  gtk_widget_set_visible (GTK_WIDGET (self->header_bar), !presenting);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_bar), !presenting);
  tenfold_train_page_set_presenting (self->train_page, presenting);
  if (presenting && !adw_leaflet_get_folded (self->leaflet))
    adw_view_stack_set_visible_child_name (self->stack, "train");
}

static gboolean
is_presenting (TenfoldWindow *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "presenting");
}

static void
present_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  TenfoldWindow *self = data;

  present (self, g_variant_get_boolean (state));
  if (g_variant_get_boolean (state))
    gtk_window_fullscreen (GTK_WINDOW (self));
  else
    gtk_window_unfullscreen (GTK_WINDOW (self));
}

/* Once: the whole screen; again: a presentation; and back. */
static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (!gtk_window_is_fullscreen (window))
    gtk_window_fullscreen (window);
  else if (!is_presenting (data))
    present (data, TRUE);
  else
    gtk_window_unfullscreen (window);
}

/* Whoever leaves the whole screen, in whatever way, has the header back. */
static void
fullscreened_cb (TenfoldWindow *self)
{
  if (!gtk_window_is_fullscreen (GTK_WINDOW (self)) && is_presenting (self))
    present (self, FALSE);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  if (!is_presenting (TENFOLD_WINDOW (widget)))
    return FALSE;
  gtk_window_unfullscreen (GTK_WINDOW (widget));
  return TRUE;
}

static const GActionEntry entries[] = {
  { .name = "say", .activate = say_cb, .parameter_type = "s" },
  { .name = "undo", .activate = undo_cb },
  { .name = "redo", .activate = redo_cb },
  { .name = "undo-own", .activate = undo_own_cb, .parameter_type = "u" },
  { .name = "undo-forget", .activate = undo_forget_cb },
  { .name = "dismiss-tip", .activate = dismiss_tip_cb },
  { .name = "help", .activate = help_cb, .parameter_type = "s" },
  { .name = "page", .activate = go_to_page_cb, .parameter_type = "i" },
  { .name = "fullscreen", .activate = fullscreen_cb },
  { .name = "present", .state = "false", .change_state = present_cb },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "side", .parameter_type = "s", .state = "'digits'", .change_state = side_cb },
};

/* --- the window --- */

static void
tenfold_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TenfoldWindow *self = TENFOLD_WINDOW (object);

  switch (id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_POINTS_SESSION:
    g_value_set_object (value, self->points_session);
    break;
  case PROP_SOURCES:
    g_value_set_object (value, self->sources);
    break;
  case PROP_OWN:
    g_value_set_object (value, self->own);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tenfold_window_dispose (GObject *object)
{
  TenfoldWindow *self = TENFOLD_WINDOW (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_pointer (&self->autosave, tenfold_autosave_free);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->points_session != NULL)
    g_signal_handlers_disconnect_by_data (self->points_session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->points_session);
  g_clear_object (&self->sources);
  g_clear_object (&self->own);
  g_clear_object (&self->own_networks);
  g_clear_object (&self->files);
  g_clear_weak_pointer (&self->own_toast);
  g_clear_object (&self->finder);
  g_clear_weak_pointer (&self->picture_toast);
  g_clear_object (&self->settings);
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
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->dispose = tenfold_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = tenfold_window_get_property;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, TENFOLD_TYPE_SESSION, flags);
  props[PROP_POINTS_SESSION]
      = g_param_spec_object ("points-session", NULL, NULL, TENFOLD_TYPE_SESSION, flags);
  props[PROP_SOURCES] = g_param_spec_object ("sources", NULL, NULL, G_TYPE_LIST_STORE, flags);
  props[PROP_OWN] = g_param_spec_object ("own", NULL, NULL, TENFOLD_TYPE_OWN_DIGITS, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  widget_class->size_allocate = tenfold_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = tenfold_window_close_request;
  g_type_ensure (TENFOLD_TYPE_PAD_PANE);
  g_type_ensure (TENFOLD_TYPE_TRAIN_PAGE);
  g_type_ensure (TENFOLD_TYPE_UNDERSTAND_PAGE);
  g_type_ensure (TENFOLD_TYPE_DATA_PAGE);
  g_type_ensure (TENFOLD_TYPE_MODEL_PAGE);
  g_type_ensure (TENFOLD_TYPE_POINTS_PANE);
  g_type_ensure (TENFOLD_TYPE_TIME_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-window.ui");
  add_pad_keys (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, low_toasts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, pad_pane);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, time_bar);
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
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, score_label);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, header_progress);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, sides);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, points_box);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, points_pane);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, points_train_page);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, points_title);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, TenfoldWindow, main_recent_menu);
  gtk_widget_class_bind_template_callback (widget_class, drawing_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, pad_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, labelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_cb);
  gtk_widget_class_bind_template_callback (widget_class, rewound_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_cb);
  gtk_widget_class_bind_template_callback (widget_class, undoable_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_toast);
  gtk_widget_class_bind_template_callback (widget_class, finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, worse_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, shows_pause);
  gtk_widget_class_bind_template_callback (widget_class, make_title);
}

static void
connect_signals (TenfoldWindow *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback callback;
    gpointer data;
  } handlers[] = {
    /* clang-format off */
    { self->session, "verdict", G_CALLBACK (tenfold_pad_pane_set_verdict), self->pad_pane },
    { self->session, "report", G_CALLBACK (report_cb), self },
    { self->session, "replaced", G_CALLBACK (replaced_cb), self },
    { self->session, "moment", G_CALLBACK (show_score), self },
    { self->session, "notify::modified", G_CALLBACK (update_title), self },
    { self->session, "notify::untrained", G_CALLBACK (update_title), self },
    { self->switcher_title, "notify::title", G_CALLBACK (update_title), self },
    { self->session, "notify::state", G_CALLBACK (update_title), self },
    { self->session, "notify::saving", G_CALLBACK (writing_cb), self },
    { self->files, "folder-opened", G_CALLBACK (folder_opened_cb), self },
    { self->files, "opening", G_CALLBACK (opening_cb), self },
    { self->points_session, "replaced", G_CALLBACK (points_replaced_cb), self },
    { self->points_session, "notify::saving", G_CALLBACK (writing_cb), self },
    { self->files, "not-saved", G_CALLBACK (stay), self },
    { self->own, "changed", G_CALLBACK (own_changed_cb), self },
    { self->own, "edited", G_CALLBACK (own_edited_cb), self },
    { self->own, "failed", G_CALLBACK (own_failed_cb), self },
    { self->own, "notify::writing", G_CALLBACK (writing_cb), self },
    { self->finder, "found", G_CALLBACK (found_cb), self },
    { self->finder, "none", G_CALLBACK (none_cb), self },
    { self->finder, "failed", G_CALLBACK (finder_failed_cb), self },
    { self->pad_pane, "picture-wanted", G_CALLBACK (wanted_cb), self },
    /* Whoever draws on does not want to lose it to a picture that was asked for before. */
    { self->pad_pane, "drawing-changed", G_CALLBACK (tenfold_picture_finder_cancel), self->finder },
    { self->switcher_title, "notify::title-visible", G_CALLBACK (title_visible_cb), self },
    /* clang-format on */
  };

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (handlers[i].object, handlers[i].signal, handlers[i].callback,
                             handlers[i].data, G_CONNECT_SWAPPED);
}

static void
connect_points (TenfoldWindow *self)
{
  g_autoptr (GListStore) sources = g_list_store_new (TENFOLD_TYPE_DATA_SOURCE);

  g_list_store_append (sources, tenfold_points_pane_get_source (self->points_pane));
  gtk_widget_insert_action_group (GTK_WIDGET (self->points_train_page), "train",
                                  tenfold_train_page_get_actions (self->points_train_page));
  gtk_widget_insert_action_group (GTK_WIDGET (self->points_train_page), "plot",
                                  tenfold_train_page_get_plot_actions (self->points_train_page));
  tenfold_train_page_hide_networks (self->points_train_page);
  tenfold_points_pane_connect (self->points_pane, self->points_session);
  tenfold_train_page_connect (self->points_train_page, self->points_session, sources);
  tenfold_train_page_set_quantity (self->points_train_page, "loss-log");
}

static void
tenfold_window_init (TenfoldWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GListModel) low_children = NULL; /* tenfold_toasts_guard() keeps it */

  self->session = tenfold_session_new ();
  self->points_session = tenfold_session_new ();
  self->own = tenfold_own_digits_new ();
  self->own_networks = tenfold_own_networks_new ();
  self->sources = tenfold_data_sources_new (self->own);
  self->files = tenfold_files_new (GTK_APPLICATION_WINDOW (self), self->session, self->sources);
  self->finder = tenfold_picture_finder_new ();
  gtk_widget_init_template (widget);
  tenfold_toasts_guard (self->toasts);
  tenfold_toasts_guard (self->low_toasts);
  low_children = gtk_widget_observe_children (GTK_WIDGET (self->low_toasts));
  g_signal_connect_object (low_children, "items-changed", G_CALLBACK (low_toasts_cb),
                           self->low_toasts, 0);
  tenfold_train_page_set_tip (self->train_page, GTK_WIDGET (self->tip));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  accept_drops (self);
  g_menu_append_section (self->recent_menu, NULL, tenfold_files_get_recent (self->files));
  g_menu_append_section (self->main_recent_menu, NULL, tenfold_files_get_recent (self->files));
  tenfold_train_page_connect (self->train_page, self->session, self->sources);
  tenfold_train_page_set_own_networks (self->train_page, self->own_networks);
  tenfold_understand_page_connect (self->understand_page, self->session, self->sources);
  tenfold_data_page_connect (self->data_page, self->session, self->own, self->sources);
  tenfold_model_page_connect (self->model_page, self->session, self->own_networks);
  tenfold_time_bar_connect (self->time_bar, self->session,
                            tenfold_train_page_get_plot (self->train_page));
  gtk_widget_insert_action_group (widget, "pad", tenfold_pad_pane_get_actions (self->pad_pane));
  connect_points (self);
  gtk_widget_insert_action_group (widget, "own",
                                  tenfold_data_page_get_own_actions (self->data_page));
  gtk_widget_insert_action_group (widget, "train",
                                  tenfold_train_page_get_actions (self->train_page));
  gtk_widget_insert_action_group (widget, "plot",
                                  tenfold_train_page_get_plot_actions (self->train_page));
  gtk_widget_insert_action_group (widget, "model",
                                  tenfold_model_page_get_actions (self->model_page));
  gtk_widget_insert_action_group (widget, "time", tenfold_time_bar_get_actions (self->time_bar));

  connect_signals (self);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), NULL);
  load_settings (self);
  load_first_network (self);
  drawing_changed_cb (self);
  arrange_pages (self);
  tenfold_names_from_tooltips (widget); /* first: what follows changes tooltips */
  tenfold_tooltips_follow (widget);
  self->autosave
      = tenfold_autosave_new (self->session, self->sources, self->pad_pane, self->train_page,
                              self->points_pane, autosave_failed_cb, self);
  tenfold_focus_follow (GTK_WINDOW (self));
  /* Drawing comes first, with the keyboard too. */
  gtk_window_set_focus (GTK_WINDOW (self), tenfold_pad_pane_get_pad (self->pad_pane));
}

TenfoldWindow *
tenfold_window_new (AdwApplication *application)
{
  return g_object_new (TENFOLD_TYPE_WINDOW, "application", application, NULL);
}
