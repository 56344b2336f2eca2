#if defined(__x86_64__) || defined(TRUENO_EMULATE)
#define REGISTERS 1
#define ELEMENTARY_ELSEWHERE  // in avx512_functions.c
#if !defined(ELEMENTARY)  // tests bring their own
#define ELEMENTARY(name) trueno_avx512_##name
#endif
#include "lanes_avx512.h"

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END

#define DECLARE(name, form, inputs, parameters, writes, flops)                               \
  void ELEMENTARY(name)(float *out, const float *a, const float *b, const float *c, size_t n, \
                        float p, float q);
TRUENO_ELEMENTARY(DECLARE)

TRUENO_TABLE(avx512)
#endif
