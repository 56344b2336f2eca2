#include "CTruenoKernelsEmulated.h"

#if __has_include(<simde/x86/avx512.h>)
#include "emulated_avx512.h"

#define TRUENO_EMULATE
#define ELEMENTARY(name) trueno_avx512_emulated_##name
#define trueno_avx512 trueno_avx512_emulated
#define trueno_avx512_doubles trueno_avx512_emulated_doubles
#include "../../Sources/CTruenoKernels/avx512.c"

const trueno_table *trueno_emulated_avx512(void) { return &trueno_avx512; }
#else
const trueno_table *trueno_emulated_avx512(void) { return 0; }
#endif
