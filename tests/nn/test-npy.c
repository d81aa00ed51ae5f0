/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "nn/data/nn-npy.h"

/* A file of version 1 with this header and so many bytes, 1, 2, 3 ... */
static GBytes *
file_with (const char *header, gsize n_bytes)
{
  GByteArray *file = g_byte_array_new ();
  gsize length = strlen (header);

  g_byte_array_append (file, (const guint8 *) "\x93NUMPY\x01\x00", 8);
  g_byte_array_append (file, (guint8[]){ length & 255, length >> 8 }, 2);
  g_byte_array_append (file, (const guint8 *) header, (guint) length);
  for (gsize i = 1; i <= n_bytes; i++)
    g_byte_array_append (file, (guint8[]){ (guint8) i }, 1);
  return g_byte_array_free_to_bytes (file);
}

static void
test_round_trip (void)
{
  static const NnType types[]
      = { NN_TYPE_FLOAT32, NN_TYPE_FLOAT64, NN_TYPE_FLOAT16, NN_TYPE_UINT8, NN_TYPE_INT8,
          NN_TYPE_INT16,   NN_TYPE_INT32,   NN_TYPE_INT64,   NN_TYPE_BOOL };
  const NnShape shapes[]
      = { NN_SHAPE_SCALAR, NN_SHAPE (5), NN_SHAPE (2, 3), NN_SHAPE (0, 4), NN_SHAPE (2, 1, 3, 2) };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint s = 0; s < G_N_ELEMENTS (shapes); s++) {
      g_autoptr (NnTensor) tensor = nn_tensor_new (types[t], &shapes[s]);
      gsize n = (gsize) nn_tensor_count (tensor) * nn_type_size (types[t]);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (NnTensor) back = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize i = 0; i < n; i++)
        ((guint8 *) nn_tensor_data (tensor))[i] = (guint8) (i + 1);
      bytes = nn_npy_to_bytes (tensor);
      g_assert_cmpuint ((g_bytes_get_size (bytes) - n) % 64, ==, 0);
      back = nn_npy_parse (bytes, "it", &error);
      g_assert_no_error (error);
      g_assert_cmpint (nn_tensor_type (back), ==, types[t]);
      g_assert_true (nn_shape_equal (nn_tensor_shape (back), &shapes[s]));
      g_assert_cmpmem (nn_tensor_const_data (back), n, nn_tensor_const_data (tensor), n);
    }
}

static void
test_fortran_order (void)
{
  g_autoptr (GBytes) bytes
      = file_with ("{\"shape\": (2, 3), 'descr':'|u1','fortran_order': True}", 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTensor) tensor = nn_npy_parse (bytes, "it", &error);

  g_assert_no_error (error);
  g_assert_cmpmem (nn_tensor_const_data (tensor), 6, "\x01\x03\x05\x02\x04\x06", 6);
}

static void
test_bad (void)
{
  static const struct {
    const char *header;
    gsize n_bytes;
    int code;
  } files[] = {
    { "", 0, NN_ERROR_FORMAT },
    { "{}", 0, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False}", 1, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", 1, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", 3, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': Perhaps, 'shape': (2,)}", 2, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}", 2, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2 3)}", 6, NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}", 1,
      NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (4611686018427387904, 4)}", 0,
      NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999999,)}", 0,
      NN_ERROR_FORMAT },
    { "{'descr': '|u1', 'more': 1, 'fortran_order': False, 'shape': (2,)}", 2, NN_ERROR_FORMAT },
    { "{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", 4, NN_ERROR_UNSUPPORTED },
    { "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 4, NN_ERROR_UNSUPPORTED },
    { "{'descr': '\xff\xfe', 'fortran_order': False, 'shape': (1,)}", 4, NN_ERROR_UNSUPPORTED },
    { "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4, NN_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GBytes) bytes = file_with (files[i].header, files[i].n_bytes);
    g_autoptr (GError) error = NULL;
    g_autoptr (NnTensor) tensor = nn_npy_parse (bytes, "a.npy", &error);

    g_assert_null (tensor);
    g_assert_error (error, NN_ERROR, files[i].code);
    g_assert_nonnull (strstr (error->message, "a.npy"));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

static void
test_truncated (void)
{
  g_autoptr (NnTensor) tensor = nn_tensor_new (NN_TYPE_FLOAT32, &NN_SHAPE (3, 4));
  g_autoptr (GBytes) whole = nn_npy_to_bytes (tensor);

  for (gsize n = 0; n < g_bytes_get_size (whole); n++) {
    g_autoptr (GBytes) part = g_bytes_new (g_bytes_get_data (whole, NULL), n);
    g_autoptr (GError) error = NULL;

    g_assert_null (nn_npy_parse (part, "it", &error));
    g_assert_error (error, NN_ERROR, NN_ERROR_FORMAT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/round-trip", test_round_trip);
  g_test_add_func ("/npy/fortran-order", test_fortran_order);
  g_test_add_func ("/npy/bad", test_bad);
  g_test_add_func ("/npy/truncated", test_truncated);
  return g_test_run ();
}
