#if defined(__x86_64__)
#include "lanes_avx2.h"

TRUENO_TARGET_BEGIN("avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END

TRUENO_TABLE(avx2)
#endif
