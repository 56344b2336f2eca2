#if defined(__x86_64__) || defined(TRUENO_EMULATE)
#include "lanes_avx512.h"

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END

TRUENO_TABLE(avx512)
#endif
