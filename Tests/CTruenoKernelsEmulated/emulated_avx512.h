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
typedef simde__mmask8 __mmask8;

#define EMULATE_MASKED(suffix, vector, number, lanes)                                              \
  static inline vector _mm512_mask_loadu_##suffix(vector fill, unsigned mask, const void *p) {     \
    number lane[lanes];                                                                            \
    _mm512_storeu_##suffix(lane, fill);                                                            \
    for (int i = 0; i < lanes; i++) {                                                              \
      if (mask >> i & 1) lane[i] = ((const number *)p)[i];                                         \
    }                                                                                              \
    return _mm512_loadu_##suffix(lane);                                                            \
  }                                                                                                \
                                                                                                   \
  static inline void _mm512_mask_storeu_##suffix(void *p, unsigned mask, vector x) {               \
    number lane[lanes];                                                                            \
    _mm512_storeu_##suffix(lane, x);                                                               \
    for (int i = 0; i < lanes; i++) {                                                              \
      if (mask >> i & 1) ((number *)p)[i] = lane[i];                                               \
    }                                                                                              \
  }
#undef _mm512_mask_loadu_pd
#undef _mm512_mask_storeu_pd
EMULATE_MASKED(ps, __m512, float, 16)
EMULATE_MASKED(pd, __m512d, double, 8)

// The intrinsics below, element by element.
#define EMULATE_PS(expression)             \
  float x[16];                             \
  _mm512_storeu_ps(x, a);                  \
  for (int i = 0; i < 16; i++) expression; \
  return _mm512_loadu_ps(x);

#undef _mm512_fmadd_ps
static inline __m512 _mm512_fmadd_ps(__m512 a, __m512 b, __m512 c) {
  float y[16], z[16];
  _mm512_storeu_ps(y, b), _mm512_storeu_ps(z, c);
  EMULATE_PS(x[i] = fmaf(x[i], y[i], z[i]))
}

#undef _mm512_fnmadd_ps
static inline __m512 _mm512_fnmadd_ps(__m512 a, __m512 b, __m512 c) {
  float y[16], z[16];
  _mm512_storeu_ps(y, b), _mm512_storeu_ps(z, c);
  EMULATE_PS(x[i] = fmaf(-x[i], y[i], z[i]))
}

#undef _mm512_fmadd_pd
static inline __m512d _mm512_fmadd_pd(__m512d a, __m512d b, __m512d c) {
  double x[8], y[8], z[8];
  _mm512_storeu_pd(x, a), _mm512_storeu_pd(y, b), _mm512_storeu_pd(z, c);
  for (int i = 0; i < 8; i++) x[i] = fma(x[i], y[i], z[i]);
  return _mm512_loadu_pd(x);
}

static inline __m512i _mm512_cvtps_epi32(__m512 a) {
  float x[16];
  int32_t n[16];
  _mm512_storeu_ps(x, a);
  for (int i = 0; i < 16; i++) n[i] = fabsf(x[i]) < 0x1p31f ? (int32_t)nearbyintf(x[i]) : INT32_MIN;
  return _mm512_loadu_epi32(n);
}

static inline __m512 _mm512_cvtepi32_ps(__m512i a) {
  float x[16];
  int32_t n[16];
  _mm512_storeu_si512(n, a);
  for (int i = 0; i < 16; i++) x[i] = (float)n[i];
  return _mm512_loadu_ps(x);
}

static inline __m512d _mm512_cvtps_pd(__m256 a) {
  float x[8];
  double y[8];
  _mm256_storeu_ps(x, a);
  for (int i = 0; i < 8; i++) y[i] = x[i];
  return _mm512_loadu_pd(y);
}

static inline __m256 _mm512_cvtpd_ps(__m512d a) {
  double x[8];
  float y[8];
  _mm512_storeu_pd(x, a);
  for (int i = 0; i < 8; i++) y[i] = (float)x[i];
  return _mm256_loadu_ps(y);
}

static inline __m512i _mm512_srai_epi32(__m512i a, unsigned int k) {
  int32_t n[16];
  _mm512_storeu_si512(n, a);
  for (int i = 0; i < 16; i++) n[i] >>= k;
  return _mm512_loadu_epi32(n);
}

// As far off as the processor may be, up and down in turn, so that no result can depend on its estimates.
#undef _mm512_rsqrt14_ps
static inline __m512 _mm512_rsqrt14_ps(__m512 a) {
  EMULATE_PS(x[i] = (float)(1 / sqrt((double)x[i]) * (1 + (i % 2 ? 0x1.fffp-15 : -0x1.fffp-15))))
}

#undef _mm512_test_epi32_mask
static inline __mmask16 _mm512_test_epi32_mask(__m512i a, __m512i b) {
  int32_t n[16], m[16];
  _mm512_storeu_si512(n, a), _mm512_storeu_si512(m, b);
  __mmask16 mask = 0;
  for (int i = 0; i < 16; i++) mask |= (__mmask16)(((n[i] & m[i]) != 0) << i);
  return mask;
}

// Only the roundings that the kernels ask for.
#undef _mm512_roundscale_ps
#undef _MM_FROUND_TO_NEG_INF
#define _MM_FROUND_TO_NEG_INF 1
#undef _MM_FROUND_TO_POS_INF
#define _MM_FROUND_TO_POS_INF 2
#undef _MM_FROUND_TO_ZERO
#define _MM_FROUND_TO_ZERO 3
#define _MM_FROUND_NO_EXC 8
static inline __m512 _mm512_roundscale_ps(__m512 a, int mode) {
  const int way = mode & 3;
  EMULATE_PS(x[i] = way == 1 ? floorf(x[i]) : way == 2 ? ceilf(x[i]) : truncf(x[i]))
}

// Mantissas in [1, 2), NaN for numbers below zero. The exponent is that of a subnormal number's value.
#undef _MM_MANT_NORM_1_2
#undef _MM_MANT_SIGN_nan
#define _MM_MANT_NORM_1_2 0
#define _MM_MANT_SIGN_nan 2
static inline __m512 _mm512_getmant_ps(__m512 a, int interval, int sign) {
  EMULATE_PS(x[i] = isnan(x[i]) || x[i] < 0       ? NAN
                    : isinf(x[i])                 ? 1
                    : x[i] == 0                   ? copysignf(1, x[i])
                                                  : 2 * frexpf(x[i], &(int){0}))
}
static inline __m512 _mm512_getexp_ps(__m512 a) { EMULATE_PS(x[i] = logbf(x[i])) }

// In double, so that the result is rounded once.
#undef _mm512_scalef_ps
static inline __m512 _mm512_scalef_ps(__m512 a, __m512 b) {
  float y[16];
  _mm512_storeu_ps(y, b);
  EMULATE_PS(x[i] = isnan(y[i]) ? y[i] : (float)((double)x[i] * exp2(floor(y[i]))))
}

#undef _CMP_EQ_OQ
#undef _CMP_UNORD_Q
#define _CMP_EQ_OQ 0
#define _CMP_UNORD_Q 3
#define _CMP_LT_OQ 17
#define _CMP_LE_OQ 18
