#if defined(__aarch64__) || defined(TRUENO_EMULATE)
#include "lanes_neon.h"

#include "kernels.h"

TRUENO_TABLE(neon)
#endif
