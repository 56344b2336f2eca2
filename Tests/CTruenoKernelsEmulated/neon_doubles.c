#if __has_include(<simde/arm/neon.h>)
#include "emulated_neon.h"

#define TRUENO_EMULATE
#define trueno_neon_doubles trueno_neon_emulated_doubles
#include "../../Sources/CTruenoKernels/neon_doubles.c"
#endif
