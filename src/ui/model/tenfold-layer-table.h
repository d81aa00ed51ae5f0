/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/model/tenfold-model-sheet.h"

/*
 * TenfoldLayerTable: the layers of a network in a table that can be read, moved through with keys
 * and copied.
 *
 * Signal: "layer-activated" (guint node) - a double click or Enter on a layer.
 */

#define TENFOLD_TYPE_LAYER_TABLE (tenfold_layer_table_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldLayerTable, tenfold_layer_table, TENFOLD, LAYER_TABLE, AdwBin)

/* NULL: nothing. */
void tenfold_layer_table_set_sheet (TenfoldLayerTable *self, TenfoldModelSheet *sheet);

/* All of it, to the clipboard. */
void tenfold_layer_table_copy (TenfoldLayerTable *self);

/* The line of sums is the last row. */
guint tenfold_layer_table_get_n_rows (TenfoldLayerTable *self);
/* columns: layer with operator, output, parameters, multiply-adds. */
const char *tenfold_layer_table_get_cell (TenfoldLayerTable *self, guint row, guint column);
