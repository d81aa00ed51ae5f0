/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the writer puts into a file besides the graph and the reader finds again; see
 * docs/model-file.md. */

/* Keys of metadata_props begin with it; behind it comes the name of a fact, or one of these. */
#define NN_ONNX_PREFIX "tenfold."
#define NN_ONNX_KEY_SCALE "input.scale"
#define NN_ONNX_KEY_OFFSET "input.offset"
#define NN_ONNX_KEY_LABELS "labels"
/* Weights, a name a line, that lie in the file as [out][in] and in memory as [in][out]. */
#define NN_ONNX_KEY_TRANSPOSED "transposed"

/* Graph of training_info and its one tensor, the bytes of the training state. */
#define NN_ONNX_TRAINING "tenfold.training"
#define NN_ONNX_TRAINING_STATE "tenfold.training_state"
