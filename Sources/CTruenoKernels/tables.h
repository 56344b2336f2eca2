// The tables that the instruction-set files define.
#ifndef TRUENO_TABLES_H
#define TRUENO_TABLES_H

#include "CTruenoKernels.h"

extern const trueno_table trueno_scalar;
extern const trueno_table trueno_sse2;
extern const trueno_table trueno_avx2;
extern const trueno_table trueno_avx512;
extern const trueno_table trueno_neon;

extern const trueno_double_kernel trueno_scalar_doubles[];
extern const trueno_double_kernel trueno_sse2_doubles[];
extern const trueno_double_kernel trueno_avx2_doubles[];
extern const trueno_double_kernel trueno_avx512_doubles[];
extern const trueno_double_kernel trueno_neon_doubles[];

#endif
