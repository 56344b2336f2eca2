#if defined(__x86_64__)
#include "lanes_sse2.h"

#include "doubles.h"

TRUENO_DOUBLES(sse2)
#endif
