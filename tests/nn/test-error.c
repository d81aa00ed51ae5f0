/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-error.h"

/* The domain stands in messages and in bindings: it has the name that GLib's domains have. */
static void
test_domain (void)
{
  g_assert_cmpstr (g_quark_to_string (NN_ERROR), ==, "nn-error-quark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/domain", test_domain);
  return g_test_run ();
}
