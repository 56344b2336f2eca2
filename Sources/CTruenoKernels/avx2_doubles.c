#if defined(__x86_64__)
#define REGISTERS 1
#include "lanes_avx2.h"

TRUENO_TARGET_BEGIN("avx2,fma")
#include "doubles.h"
TRUENO_TARGET_END

TRUENO_DOUBLES(avx2)
#endif
