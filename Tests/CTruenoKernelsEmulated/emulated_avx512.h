// AVX-512 through SIMDe, and the intrinsics that SIMDe lacks or computes in two roundings.

// Wide vectors are passed between inlined functions only.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"
#endif

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <math.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

// Newer compilers define these bfloat16 types themselves; SIMDe would define them again.
#define __m128bh simde_own_m128bh
#define __m256bh simde_own_m256bh
#define __m512bh simde_own_m512bh
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>
#undef __m128bh
#undef __m256bh
#undef __m512bh

typedef simde__mmask16 __mmask16;

static inline __m512 _mm512_mask_loadu_ps(__m512 fill, __mmask16 mask, const void *p) {
  float lane[16];
  _mm512_storeu_ps(lane, fill);
  for (int i = 0; i < 16; i++) {
    if (mask >> i & 1) lane[i] = ((const float *)p)[i];
  }
  return _mm512_loadu_ps(lane);
}

static inline void _mm512_mask_storeu_ps(void *p, __mmask16 mask, __m512 x) {
  float lane[16];
  _mm512_storeu_ps(lane, x);
  for (int i = 0; i < 16; i++) {
    if (mask >> i & 1) ((float *)p)[i] = lane[i];
  }
}

#undef _mm512_fmadd_ps
static inline __m512 _mm512_fmadd_ps(__m512 a, __m512 b, __m512 c) {
  float x[16], y[16], z[16];
  _mm512_storeu_ps(x, a), _mm512_storeu_ps(y, b), _mm512_storeu_ps(z, c);
  for (int i = 0; i < 16; i++) z[i] = fmaf(x[i], y[i], z[i]);
  return _mm512_loadu_ps(z);
}
