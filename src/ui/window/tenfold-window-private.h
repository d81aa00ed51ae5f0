/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/data/tenfold-data-page.h"
#include "ui/model/tenfold-model-page.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-picture-finder.h"
#include "ui/session/tenfold-session.h"
#include "ui/train/tenfold-train-page.h"
#include "ui/understand/tenfold-understand-page.h"
#include "ui/autosave/tenfold-keeper.h"
#include "ui/window/tenfold-window.h"

/* What the window's parts share: tenfold-window.c (layout and states), -actions.c and -files.c. */

struct _TenfoldWindow {
  AdwApplicationWindow parent_instance;

  TenfoldSession *session;
  GListStore *sources;
  TenfoldOwnDigits *own;
  AdwToast *own_toast; /* the newest that offers to undo; weak */
  TenfoldPictureFinder *finder;
  AdwToast *picture_toast; /* the newest that says which picture is on the pad; weak */
  GSettings *settings;     /* NULL where no schema is installed */
  GFile *opening;          /* to be opened once the unsaved work is dealt with */
  NnModel *opened;         /* what was read from it */
  int width;               /* last allocated */
  gboolean may_close;
  gboolean closing;      /* once everything is written */
  guint patience_id;     /* until it says what it waits for; 0: none */
  gboolean noticed;      /* the desktop shows a notice of it */
  TenfoldKeeper *keeper; /* NULL once disposed */

  AdwToastOverlay *toasts, *low_toasts;
  AdwHeaderBar *header_bar;
  AdwSplitButton *open_button;
  GtkWidget *save_button;
  AdwLeaflet *leaflet;
  TenfoldPadPane *pad_pane;
  AdwViewStack *stack;
  AdwViewStackPage *draw_page;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  TenfoldTrainPage *train_page;
  TenfoldUnderstandPage *understand_page;
  TenfoldDataPage *data_page;
  TenfoldModelPage *model_page;
  AdwToast *undo_toast; /* weak: the newest one that offers an undo */
  GtkRevealer *tip;
  GtkLabel *network_label;
  GMenu *recent_menu;
  GMenu *main_recent_menu;
};

/* --- tenfold-window.c --- */

void tenfold_window_show_toast (TenfoldWindow *self, const char *text);
/* Does not close any more: something could not be written. */
void tenfold_window_stay (TenfoldWindow *self);
/* Takes the toast: in the content of the right pane or, where the pad alone is shown, in a strip of
 * its own below it: never over the pad, bars, buttons or navigation. */
void tenfold_window_add_toast (TenfoldWindow *self, AdwToast *toast);
/* A dialog with one button. */
void tenfold_window_show_error (TenfoldWindow *self, const char *title, const char *why);

/* --- tenfold-window-toast.c --- */

/* Shows a toast (taken) instead of the last one of its kind; *last: a weak pointer to that. */
void tenfold_window_replace_toast (TenfoldWindow *self, AdwToast **last, AdwToast *toast);

/* --- tenfold-window-actions.c --- */

void tenfold_window_add_actions (TenfoldWindow *self);

/* --- tenfold-window-notice.c --- */

/* A notice of the desktop, where nobody looks at the window; it leads back to it. */
void tenfold_window_notify (TenfoldWindow *self, const char *title, const char *body);
/* Takes it back once the window is active. */
void tenfold_window_withdraw_notice (TenfoldWindow *self);

/* --- tenfold-window-own.c --- */

void tenfold_window_connect_own (TenfoldWindow *self);
/* "That is a 7": kept with the user's own digits. */
void tenfold_window_label_drawing (TenfoldWindow *self, int digit);
/* Puts one of them on the pad. */
void tenfold_window_show_own_digit (TenfoldWindow *self, const NnOwnLine *line);

/* --- tenfold-window-pictures.c --- */

void tenfold_window_connect_finder (TenfoldWindow *self);

/* --- tenfold-window-files.c --- */

typedef void (*TenfoldWindowThen) (TenfoldWindow *self);

/* Calls then, at once or after the user has decided about unsaved work and training; never if he
 * wants to keep them. */
void tenfold_window_ask_then (TenfoldWindow *self, TenfoldWindowThen then);

/* Saves, asking for a name where there is none or ask_name; then (may be NULL) once it is saved. */
void tenfold_window_save (TenfoldWindow *self, gboolean ask_name, TenfoldWindowThen then);

/* Asks for the network to open. */
void tenfold_window_choose_file (TenfoldWindow *self);
/* Asks for a folder of pictures to train on. */
void tenfold_window_choose_folder (TenfoldWindow *self);

/* Files dropped on the window open. */
void tenfold_window_accept_drops (TenfoldWindow *self);

void tenfold_window_fill_recent_menu (TenfoldWindow *self);
