/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/worker/nn-worker.h"

/*
 * TenfoldSession: the network of one window, the file it lies in and the worker that trains it and
 * reads with it. It does not know widgets.
 *
 * Properties (all with notify): "title" (of the network, for people), "file" (GFile, NULL before it
 * is saved), "modified" (trained or changed since it was saved), "untrained", "saving" (a file is
 * being written), "shipped" (it is the reader that comes with Tenfold, as it came), "state"
 * (NnWorkerState as int).
 * Signals:
 *   "report" (NnReport*)     - of the run that is under way or has just ended
 *   "verdict" (NnVerdict*)   - the newest drawing, read by the newest network
 *   "replaced" ()            - another network is here: made, opened, forgotten or brought back
 *   "moment" ()              - another moment of a run is looked at, or it is now again
 */

#define TENFOLD_TYPE_SESSION (tenfold_session_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldSession, tenfold_session, TENFOLD, SESSION, GObject)

TenfoldSession *tenfold_session_new (void);

/* The newest weights, also during a run. Borrowed; NULL before the first. */
NnModel *tenfold_session_get_model (TenfoldSession *self);
/* The model to keep against a crash: the newest, during a run the newest with which the run can go
 * on. A new reference. */
NnModel *tenfold_session_ref_checkpoint (TenfoldSession *self);
/* Of the run that is under way or was interrupted, from its beginning; 0 where there is none. */
guint tenfold_session_get_n_epochs (TenfoldSession *self);
GFile *tenfold_session_get_file (TenfoldSession *self);
const char *tenfold_session_get_title (TenfoldSession *self);
gboolean tenfold_session_get_modified (TenfoldSession *self);
gboolean tenfold_session_get_untrained (TenfoldSession *self);
/* A file is being written. */
gboolean tenfold_session_get_saving (TenfoldSession *self);
NnWorkerState tenfold_session_get_state (TenfoldSession *self);

/* A new, untrained network. Ends what runs. */
void tenfold_session_create (TenfoldSession *self, const NnPreset *preset, guint64 seed);

/* A new, untrained network of the user's own, as nn-network.h reads it; name: what the user calls
 * it, NULL for nothing. The errors of nn_network_create(); then what is open stays. Ends what runs.
 */
gboolean tenfold_session_create_own (TenfoldSession *self,
                                     const char *text,
                                     const char *name,
                                     guint64 seed,
                                     GError **error);

/* The reader that comes with Tenfold, as it came: FALSE where it cannot be read. Ends what runs. */
gboolean tenfold_session_take_reader (TenfoldSession *self);
gboolean tenfold_session_has_reader (TenfoldSession *self);
gboolean tenfold_session_get_shipped (TenfoldSession *self);

/* A network that is there already; file may be NULL. Ends what runs. */
void tenfold_session_adopt (TenfoldSession *self, NnModel *model, GFile *file);

/* A network as it was before a crash. */
void tenfold_session_restore (TenfoldSession *self,
                              NnModel *model,
                              GFile *file,
                              gboolean modified,
                              gboolean untrained);
/* The run that was under way then: of n_epochs from its beginning. */
void tenfold_session_set_interrupted (TenfoldSession *self, guint n_epochs);

/* Reads a network for tenfold_session_adopt(); what is open stays. finish: the caller's, NULL with
 * the NN_ERROR's of nn-model-file.h. */
void tenfold_session_read_file_async (TenfoldSession *self,
                                      GFile *file,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
NnModel *
tenfold_session_read_file_finish (TenfoldSession *self, GAsyncResult *result, GError **error);

/* Saves the newest weights. Every call is finished by tenfold_session_save_finish(). */
void tenfold_session_save_async (TenfoldSession *self,
                                 GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean tenfold_session_save_finish (TenfoldSession *self, GAsyncResult *result, GError **error);

/* Starts again from random weights, the same network otherwise. Ends what runs. */
void tenfold_session_forget (TenfoldSession *self, guint64 seed);

/* The same network with its pictures made otherwise; how says by what it was found, for the fact
 * "input_found" (NULL: by hand). What was measured with the other pictures is not known any more.
 * Not during a run. */
void tenfold_session_set_convention (TenfoldSession *self,
                                     const NnInputConvention *convention,
                                     const char *how);

/* Brings back the network that was there before the last one took its place, whatever did it, and
 * makes it again; FALSE if there is nothing. The times are when it was replaced: monotonic, 0 for
 * none. */
gboolean tenfold_session_undo (TenfoldSession *self);
gboolean tenfold_session_redo (TenfoldSession *self);
gint64 tenfold_session_get_undo_time (TenfoldSession *self);
gint64 tenfold_session_get_redo_time (TenfoldSession *self);

/* What is there now can be brought back by undo, as if it had been replaced: before a run that is
 * meant to be tried. */
void tenfold_session_remember (TenfoldSession *self);

/* Trains up to recipe->epochs epochs from the beginning of the run, going on with the network's own
 * where nn_trainer_goes_on(); test, which may be NULL, is evaluated once at the end. paused: waits
 * before the first step. */
void tenfold_session_train (TenfoldSession *self,
                            NnDataset *dataset,
                            NnDataset *test,
                            const NnRecipe *recipe,
                            gboolean paused);

/* Takes the orders to the run that is under way, and has its best network and its film. Models,
 * runs and drawings go to it through the session alone. Borrowed. */
NnWorker *tenfold_session_get_worker (TenfoldSession *self);

/* Makes a network of the same run the current one; it is not saved, and undo brings back what was
 * there. Ends what runs. */
void tenfold_session_take (TenfoldSession *self, NnModel *model);

/* Looks back, without disturbing a run: drawings are read by the network of the frame that is
 * nearest to the step, until it is now again (film is NULL, another network is here, or a run
 * begins). What is trained, saved and undone stays the newest network. */
void tenfold_session_look_at (TenfoldSession *self, NnFilm *film, guint64 step);

/* The moment that is looked at and the film that it is of, borrowed; NULL: it is now. moment may be
 * NULL. */
NnFilm *tenfold_session_get_moment (TenfoldSession *self, NnFilmFrame *moment);

/* The network that is looked at, borrowed, whether it has learned nothing yet, and the data of the
 * run that it comes from, borrowed; NULL where there was none in this window. */
NnModel *tenfold_session_get_shown (TenfoldSession *self);
gboolean tenfold_session_get_shown_untrained (TenfoldSession *self);
NnDataset *tenfold_session_get_dataset (TenfoldSession *self);

/* Asks for a verdict on 784 inks; NN_INK_EMPTY and NN_INK_DOT are answered too. */
void tenfold_session_read (TenfoldSession *self, const float *inks, NnInk ink);
