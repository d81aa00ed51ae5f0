/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "nn/data/nn-npy.h"

/* An array is read, and where that works written and read again: the same numbers in the same
 * shape. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTensor) tensor = nn_npy_parse (bytes, "fuzz", &error);
  g_autoptr (NnTensor) again = NULL;
  gsize size;

  g_assert_true ((tensor == NULL) == (error != NULL));
  if (tensor == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  written = nn_npy_to_bytes (tensor);
  again = nn_npy_parse (written, "again", &error);
  g_assert_no_error (error);
  g_assert_true (nn_tensor_type (again) == nn_tensor_type (tensor));
  g_assert_true (nn_shape_equal (nn_tensor_shape (again), nn_tensor_shape (tensor)));
  size = (gsize) nn_tensor_count (tensor) * nn_type_size (nn_tensor_type (tensor));
  if (size > 0)
    g_assert_cmpint (memcmp (nn_tensor_const_data (again), nn_tensor_const_data (tensor), size), ==,
                     0);
  return 0;
}
