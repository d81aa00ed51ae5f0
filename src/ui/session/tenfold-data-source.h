/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/data/nn-dataset.h"
#include "ui/session/tenfold-own-digits.h"

/*
 * TenfoldDataSource: a dataset that can be trained on, loaded when it is first asked for.
 * Properties: "name" (its id in settings: "mnist", "penned", "mine", or the path of a folder) and
 * "title" (for people).
 */

#define TENFOLD_TYPE_DATA_SOURCE (tenfold_data_source_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldDataSource, tenfold_data_source, TENFOLD, DATA_SOURCE, GObject)

/* The digits that the program draws itself. */
TenfoldDataSource *tenfold_data_source_new_penned (void);

/* The user's own digits, alone or with others; name is one for nn_dataset_load(). */
TenfoldDataSource *
tenfold_data_source_new_own (const char *name, const char *title, TenfoldOwnDigits *own);

/* What somebody else makes, and may replace: it is always loaded. */
TenfoldDataSource *tenfold_data_source_new_ready (const char *name, const char *title);
/* train NULL: there is nothing to train on; test may be NULL. */
void tenfold_data_source_set_data (TenfoldDataSource *self, NnDataset *train, NnDataset *test);

/* What is on this machine, best first: MNIST, synthetic digits, the user's own, Fashion-MNIST. */
GListStore *tenfold_data_sources_new (TenfoldOwnDigits *own);

/* Looks once more at the disk and adds what has come; what is there keeps its place. */
void tenfold_data_sources_refresh (GListStore *sources);

/* By name; borrowed, NULL where there is none. */
TenfoldDataSource *tenfold_data_sources_find (GListStore *sources, const char *name);

/* Adds a folder that the user has chosen (or finds it) and returns its place. */
guint tenfold_data_sources_add_folder (GListStore *sources, GFile *folder);

const char *tenfold_data_source_get_name (TenfoldDataSource *self);
const char *tenfold_data_source_get_title (TenfoldDataSource *self);
GFile *
tenfold_data_source_get_folder (TenfoldDataSource *self); /* NULL for synthetic and own ones */
TenfoldOwnDigits *tenfold_data_source_get_own (TenfoldDataSource *self); /* NULL where none are */

/* Loads on a thread of GTask's, once, or again after own digits have changed; finish: FALSE with
 * NN_ERROR's of nn-dataset.h. */
void tenfold_data_source_load_async (TenfoldDataSource *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
gboolean
tenfold_data_source_load_finish (TenfoldDataSource *self, GAsyncResult *result, GError **error);

/* Borrowed; NULL before it is loaded. There may be no test part. */
NnDataset *tenfold_data_source_get_train (TenfoldDataSource *self);
NnDataset *tenfold_data_source_get_test (TenfoldDataSource *self);
