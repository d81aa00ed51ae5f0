/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * One node whose gradients are checked against numeric differences.
 *
 * inputs, one word each:
 *   2x3     float numbers whose gradient is checked; the first of them is the graph's input, the
 * others are parameters 2x3+    the same, all larger than 0.4; 2x3^: larger than 1.4, of the
 * graph's input alone 2x3!    a parameter that is not trained: no gradient
 *   -       left out
 *   i:0,-1  known int64 numbers; j: int32; f: float; s:0.5 one float, no dimension; b:1 one bool,
 * b:1,0 bools attributes, one word each: a=1 an integer, a=0.5 a float, a=text, a=[1,2] or a=[x,y]
 * a list
 */
typedef struct {
  const char *op;
  const char *inputs;
  const char *attributes; /* NULL: none */
  guint n_outputs;        /* 0: one */
  int opset;              /* 0: 17 */
} GradientCase;

extern const GradientCase gradient_cases[];
extern const guint n_gradient_cases;
