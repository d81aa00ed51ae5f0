/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "nn/pen/nn-picture.h"

/* A file of a picture becomes what a network sees. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;

  if (!nn_picture_read_bytes (bytes, "fuzz", &ink, inks, &error)) {
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_assert_no_error (error);
  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    g_assert_true (inks[i] >= 0 && inks[i] <= 1);
  return 0;
}
