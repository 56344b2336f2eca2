// As avx2_functions.c.
#if defined(__x86_64__) || defined(TRUENO_EMULATE)
#define REGISTERS 4
#define ONLY_ELEMENTARY
#if !defined(ELEMENTARY)  // tests bring their own
#define ELEMENTARY(name) trueno_avx512_##name
#endif
#define ELEMENTARY_LINKAGE
#include "lanes_avx512.h"

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END
#endif
