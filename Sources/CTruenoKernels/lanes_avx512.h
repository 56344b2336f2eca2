// AVX-512 Foundation: sixteen floats, masks in registers of their own.
// Only F is used (no DQ, BW or VL), so that every AVX-512 processor qualifies.

#if !defined(TRUENO_EMULATE)  // tests bring their own
#include <immintrin.h>
#endif

#include "lanes.h"

#define LANES 16
#define ACCUMULATORS 8
#define FUSED 1

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")

typedef __m512 vf;
typedef __m512i vi;
typedef __mmask16 vm;

INLINE __mmask16 part_mask(size_t n) { return (__mmask16)((1u << n) - 1); }

INLINE vf v_load(const float *p) { return _mm512_loadu_ps(p); }
INLINE void v_store(float *p, vf x) { _mm512_storeu_ps(p, x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  return _mm512_mask_loadu_ps(_mm512_set1_ps(fill), part_mask(n), p);
}
INLINE void v_store_part(float *p, vf x, size_t n) { _mm512_mask_storeu_ps(p, part_mask(n), x); }
INLINE vf v_set(float x) { return _mm512_set1_ps(x); }

INLINE vf v_add(vf a, vf b) { return _mm512_add_ps(a, b); }
INLINE vf v_sub(vf a, vf b) { return _mm512_sub_ps(a, b); }
INLINE vf v_mul(vf a, vf b) { return _mm512_mul_ps(a, b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }

INLINE vf v_greater(vf a, vf b) { return _mm512_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm512_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return 0; }
INLINE vm v_unordered(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q); }
INLINE vm vm_or(vm a, vm b) { return (vm)(a | b); }
INLINE int vm_any(vm m) { return m; }

// The upper half onto the lower, and so on: 16, 8, 4, 2, 1.
INLINE __m256 upper(vf x) {
  return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x), 1));
}
#define ACROSS(op)                                                             \
  __m256 y = _mm256_##op##_ps(_mm512_castps512_ps256(x), upper(x));            \
  __m128 z = _mm_##op##_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1)); \
  z = _mm_##op##_ps(z, _mm_movehl_ps(z, z));                                   \
  z = _mm_##op##_ps(z, _mm_movehdup_ps(z));                                    \
  return _mm_cvtss_f32(z);
INLINE float v_sum(vf x) { ACROSS(add) }
INLINE float v_greatest(vf x) { ACROSS(max) }
INLINE float v_least(vf x) { ACROSS(min) }
#undef ACROSS

TRUENO_TARGET_END
