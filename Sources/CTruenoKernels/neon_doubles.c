#if defined(__aarch64__) || defined(TRUENO_EMULATE)
#include "lanes_neon.h"

#include "doubles.h"

TRUENO_DOUBLES(neon)
#endif
