#if defined(__x86_64__)
#define REGISTERS 1
#define ELEMENTARY_ELSEWHERE  // in avx2_functions.c
#define ELEMENTARY(name) trueno_avx2_##name
#include "lanes_avx2.h"

TRUENO_TARGET_BEGIN("avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END

#define DECLARE(name, form, inputs, parameters, writes, flops)                               \
  void ELEMENTARY(name)(float *out, const float *a, const float *b, const float *c, size_t n, \
                        float p, float q);
TRUENO_ELEMENTARY(DECLARE)

TRUENO_TABLE(avx2)
#endif
