#include "CTruenoKernelsEmulated.h"

#if __has_include(<simde/arm/neon.h>)
#include "emulated_neon.h"

#define TRUENO_EMULATE
#define trueno_neon trueno_neon_emulated
#define trueno_neon_doubles trueno_neon_emulated_doubles
#include "../../Sources/CTruenoKernels/neon.c"

const trueno_table *trueno_emulated_neon(void) { return &trueno_neon; }
#else
const trueno_table *trueno_emulated_neon(void) { return 0; }
#endif
