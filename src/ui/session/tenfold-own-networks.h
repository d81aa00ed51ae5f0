/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * TenfoldOwnNetworks: the networks that the user has put together and named, in the file
 * my-networks.txt of the user's data folder: "NAME: LAYERS" a line, LAYERS as nn-network.h says.
 * Several windows and other programs see each other's changes.
 *
 * A line that cannot be used keeps its place in the file and is named by
 * tenfold_own_networks_get_problem(). A file that cannot be read is not written either.
 *
 * Signal "changed" (): other networks are there.
 */

#define TENFOLD_TYPE_OWN_NETWORKS (tenfold_own_networks_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldOwnNetworks, tenfold_own_networks, TENFOLD, OWN_NETWORKS, GObject)

#define TENFOLD_OWN_NETWORK_MAX_NAME 60 /* characters */

TenfoldOwnNetworks *tenfold_own_networks_new (void);

/* In the order of the file. The text of one is borrowed until "changed". */
guint tenfold_own_networks_count (TenfoldOwnNetworks *self);
const char *tenfold_own_networks_get_name (TenfoldOwnNetworks *self, guint i);
const char *tenfold_own_networks_get_text (TenfoldOwnNetworks *self, guint i);

/* G_MAXUINT where there is none. */
guint tenfold_own_networks_find (TenfoldOwnNetworks *self, const char *name);

/* One sentence about what could not be read; NULL where all could. */
const char *tenfold_own_networks_get_problem (TenfoldOwnNetworks *self);

/* Adds a network, or gives the one of this name other layers. NN_ERROR_RANGE (the name is empty,
 * too long or has control characters; too many networks), the errors of nn_network_parse(), and of
 * reading and writing the file; then nothing is changed. */
gboolean tenfold_own_networks_put (TenfoldOwnNetworks *self,
                                   const char *name,
                                   const char *text,
                                   GError **error);

/* Takes one away; where there is none of this name nothing happens. */
gboolean tenfold_own_networks_remove (TenfoldOwnNetworks *self, const char *name, GError **error);
