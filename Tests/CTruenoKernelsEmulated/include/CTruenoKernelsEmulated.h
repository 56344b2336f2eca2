// The AVX-512 and NEON back ends, compiled from the same sources as the library's but with their
// intrinsics emulated by SIMDe, so that tests can run them on any machine.
#ifndef CTRUENOKERNELSEMULATED_H
#define CTRUENOKERNELSEMULATED_H

#include "CTruenoKernels.h"

// Null where SIMDe (Debian: libsimde-dev) was absent at compile time.
const trueno_table *trueno_emulated_avx512(void);
const trueno_table *trueno_emulated_neon(void);

#endif
