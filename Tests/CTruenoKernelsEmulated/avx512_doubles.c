#if __has_include(<simde/x86/avx512.h>)
#include "emulated_avx512.h"

#define TRUENO_EMULATE
#define trueno_avx512_doubles trueno_avx512_emulated_doubles
#include "../../Sources/CTruenoKernels/avx512_doubles.c"
#endif
