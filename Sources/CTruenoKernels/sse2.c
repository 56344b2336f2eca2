#if defined(__x86_64__)
#include "lanes_sse2.h"

#include "kernels.h"

TRUENO_TABLE(sse2)
#endif
