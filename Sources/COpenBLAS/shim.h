#ifndef COPENBLAS_SHIM_H
#define COPENBLAS_SHIM_H
// Debian installs cblas.h both in the multi-arch folder and, through an
// alternative, in the plain one.
#include <cblas.h>

// Declared here because older cblas.h headers lack some of them.
char *openblas_get_config(void);
char *openblas_get_corename(void);
void openblas_set_num_threads(int num_threads);
int openblas_get_num_threads(void);

// What the processor and the operating system offer.
static inline int perfstat_has_avx2_fma(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}
static inline int perfstat_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#else
  return 0;
#endif
}
#endif
