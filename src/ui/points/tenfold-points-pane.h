/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/points/tenfold-point-cloud.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-session.h"

/*
 * TenfoldPointsPane: the pad of points with its tools, the settings of its cloud, and the network
 * as a line of text. It makes the data that are trained on, also those of a run that is under way,
 * and the networks that suit them.
 *
 * Signal "created" (char *what): the network was replaced; tenfold_session_undo() brings it back.
 */

#define TENFOLD_TYPE_POINTS_PANE (tenfold_points_pane_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldPointsPane, tenfold_points_pane, TENFOLD, POINTS_PANE, AdwBin)

/* Once, before it is shown. */
void tenfold_points_pane_connect (TenfoldPointsPane *self, TenfoldSession *session);

/* The data, for the list of a training page; always loaded. */
TenfoldDataSource *tenfold_points_pane_get_source (TenfoldPointsPane *self);

TenfoldPointCloud *tenfold_points_pane_get_cloud (TenfoldPointsPane *self);
GtkWidget *tenfold_points_pane_get_pad (TenfoldPointsPane *self);

/* Actions "tool" (string: pen or eraser), "label" (integer: the class of new points), "clear",
 * "create" (a network of what the text says), "import" and "export" (CSV, with a dialog). */
GActionGroup *tenfold_points_pane_get_actions (TenfoldPointsPane *self);

/* What a crash would lose, as a dictionary: points, their settings and the network with its state
 * of training; NULL: nothing. A new reference to the same value where nothing has changed. */
GVariant *tenfold_points_pane_save (TenfoldPointsPane *self);
/* Brings back what is in it; what is damaged is left out. */
void tenfold_points_pane_restore (TenfoldPointsPane *self, GVariant *saved);

/* Takes the points of a CSV file. */
void tenfold_points_pane_load (TenfoldPointsPane *self, GFile *file);
