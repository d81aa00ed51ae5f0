/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nn/model/nn-model.h"
#include "ui/model/tenfold-graph-picture.h"

/*
 * TenfoldNodeDetails: what is known of one item of a graph: its operator with attributes, what goes
 * in and out, and its weights in numbers and as a picture. Weights are looked at on a thread of
 * their own.
 */

#define TENFOLD_TYPE_NODE_DETAILS (tenfold_node_details_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldNodeDetails, tenfold_node_details, TENFOLD, NODE_DETAILS, AdwBin)

/* item NULL: nothing. */
void tenfold_node_details_set_item (TenfoldNodeDetails *self,
                                    TenfoldModelSheet *sheet,
                                    const TenfoldGraphItem *item);

/* The network whose weights are shown; of the graph of the sheet, or nothing is shown. */
void tenfold_node_details_set_model (TenfoldNodeDetails *self, NnModel *model);

/* The tensors that are shown, and the text about one; "" before it has been computed. */
guint tenfold_node_details_get_n_tensors (TenfoldNodeDetails *self);
const char *tenfold_node_details_get_tensor_text (TenfoldNodeDetails *self, guint i);
