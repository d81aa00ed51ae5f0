/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/tensor/nn-kernels.h"

const NnKernels *nn_kernels_plain (void);
#ifdef NN_HAVE_X86_KERNELS
const NnKernels *nn_kernels_avx2 (void);
const NnKernels *nn_kernels_avx512 (void);
#endif

const NnKernels *
nn_kernels_named (const char *name)
{
  if (g_strcmp0 (name, "plain") == 0)
    return nn_kernels_plain ();
#ifdef NN_HAVE_X86_KERNELS
  __builtin_cpu_init ();
  if (g_strcmp0 (name, "avx2") == 0 && __builtin_cpu_supports ("avx2")
      && __builtin_cpu_supports ("fma"))
    return nn_kernels_avx2 ();
  if (g_strcmp0 (name, "avx512") == 0 && __builtin_cpu_supports ("avx512f")
      && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")
      && __builtin_cpu_supports ("fma"))
    return nn_kernels_avx512 ();
#endif
  return NULL;
}

const NnKernels *
nn_kernels (void)
{
  static gsize chosen = 0;

  if (g_once_init_enter (&chosen)) {
    const NnKernels *kernels = nn_kernels_named (g_getenv ("TENFOLD_KERNELS"));

    if (kernels == NULL)
      kernels = nn_kernels_named ("avx512");
    if (kernels == NULL)
      kernels = nn_kernels_named ("avx2");
    if (kernels == NULL)
      kernels = nn_kernels_plain ();
    g_once_init_leave (&chosen, (gsize) kernels);
  }
  return (const NnKernels *) chosen;
}
