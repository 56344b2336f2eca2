#if __has_include(<simde/x86/avx512.h>)
#include "emulated_avx512.h"

#define TRUENO_EMULATE
#define ELEMENTARY(name) trueno_avx512_emulated_##name
#include "../../Sources/CTruenoKernels/avx512_functions.c"
#endif
