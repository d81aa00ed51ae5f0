/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "nn/tensor/nn-vector.h"

/* The functions that are computed without the C library, against it. */

/* The largest relative error over 400 001 numbers from -span to span. */
static double
largest_error (NnActivation activation, float span, double (*exact) (double))
{
  double largest = 0;

  for (int i = -200000; i <= 200000; i++) {
    float x = span * (float) i / 200000, y = x;
    double must = exact (x);

    nn_activation_forward (activation, 1, &y);
    largest = MAX (largest, fabs (y - must) / MAX (fabs (must), 1e-30));
  }
  return largest;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static void
test_exact (void)
{
  const float spans[] = { 0.001f, 0.3f, 3, 25, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++) {
    double of_tanh = largest_error (NN_ACTIVATION_TANH, spans[i], tanh);
    double of_sigmoid = largest_error (NN_ACTIVATION_SIGMOID, spans[i], sigmoid);

    g_test_message ("up to %g: tanh %.2g, sigmoid %.2g", spans[i], of_tanh, of_sigmoid);
    g_assert_cmpfloat (of_tanh, <, 4e-7);
    g_assert_cmpfloat (of_sigmoid, <, 4e-7);
  }
}

static void
test_ends (void)
{
  float tanhs[] = { INFINITY, -INFINITY, 1000, -1000, 0, NAN };
  float sigmoids[] = { INFINITY, -INFINITY, 1000, -1000, 0, NAN };

  nn_activation_forward (NN_ACTIVATION_TANH, 6, tanhs);
  nn_activation_forward (NN_ACTIVATION_SIGMOID, 6, sigmoids);
  g_assert_cmpmem (tanhs, 20, ((float[]){ 1, -1, 1, -1, 0 }), 20);
  g_assert_true (isnan (tanhs[5]));
  g_assert_cmpfloat (sigmoids[0], ==, 1);
  g_assert_cmpfloat (sigmoids[1], <, 1e-37);
  g_assert_cmpfloat (sigmoids[1], >=, 0);
  g_assert_cmpfloat (sigmoids[2], ==, 1);
  g_assert_cmpfloat (sigmoids[3], <, 1e-37);
  g_assert_cmpfloat (sigmoids[4], ==, 0.5f);
  g_assert_true (isnan (sigmoids[5]));
}

/* A number's result does not depend on where in a row it stands. */
static void
test_same_alone (void)
{
  for (int activation = NN_ACTIVATION_SIGMOID; activation <= NN_ACTIVATION_TANH; activation++) {
    float row[37], alone;

    for (int i = 0; i < 37; i++)
      row[i] = (float) (i - 18) * 0.37f;
    nn_activation_forward (activation, 37, row);
    for (int i = 0; i < 37; i++) {
      alone = (float) (i - 18) * 0.37f;
      nn_activation_forward (activation, 1, &alone);
      g_assert_cmpfloat (alone, ==, row[i]);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vector/exact", test_exact);
  g_test_add_func ("/vector/ends", test_ends);
  g_test_add_func ("/vector/same-alone", test_same_alone);
  return g_test_run ();
}
