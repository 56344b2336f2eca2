#if defined(__x86_64__) || defined(TRUENO_EMULATE)
#define REGISTERS 1
#include "lanes_avx512.h"

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")
#include "doubles.h"
TRUENO_TARGET_END

TRUENO_DOUBLES(avx512)
#endif
