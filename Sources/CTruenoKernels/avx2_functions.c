// The elementary functions are long chains of dependent operations, and run several registers at a
// time; arithmetic is bound by loads and stores, and does not need to.
#if defined(__x86_64__)
#define REGISTERS 2
#define ONLY_ELEMENTARY
#define ELEMENTARY(name) trueno_avx2_##name
#define ELEMENTARY_LINKAGE
#include "lanes_avx2.h"

TRUENO_TARGET_BEGIN("avx2,fma")
#include "kernels.h"
TRUENO_TARGET_END
#endif
