/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/graph/nn-plan.h"

/* BackendCase: a folder of ONNX's backend test suite: model.onnx and folders test_data_set_N with
 * what goes in and what must come out. The graph is built from the file as it is, without the
 * changes that the reader of models makes for training. */

struct Onnx__Model;

typedef struct {
  char *path;
  char *name;
  char *reason;              /* why it cannot be supported, or NULL */
  struct Onnx__Model *model; /* NULL where there is none */
  NnGraph *graph;            /* NULL with a reason */
} BackendCase;

/* Never NULL; a file that cannot be read is a reason too. */
BackendCase *backend_case_load (const char *path);
void backend_case_free (BackendCase *backend_case);

/* Runs every data set: NULL if all outputs agree (relative 1e-3, absolute 1e-7), else what is
 * wrong. */
char *backend_case_run (const BackendCase *backend_case);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BackendCase, backend_case_free)
