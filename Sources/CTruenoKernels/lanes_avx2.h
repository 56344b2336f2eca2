// AVX2 with FMA: eight floats.

#include <immintrin.h>

#include "lanes.h"

#define LANES 8
#define ACCUMULATORS 8
#define FUSED 1

TRUENO_TARGET_BEGIN("avx2,fma")

typedef __m256 vf;
typedef __m256i vi;
typedef __m256 vm;
typedef struct {
  __m256d low, high;
} vd;

// Eight ones, then eight zeros: a window of eight that begins 8 - n ones before the border.
static const int32_t part_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
INLINE __m256i part_mask(size_t n) {
  return _mm256_loadu_si256((const __m256i *)(part_masks + 8 - n));
}

INLINE vf v_load(const float *p) { return _mm256_loadu_ps(p); }
INLINE void v_store(float *p, vf x) { _mm256_storeu_ps(p, x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  __m256i mask = part_mask(n);
  return _mm256_blendv_ps(_mm256_set1_ps(fill), _mm256_maskload_ps(p, mask),
                          _mm256_castsi256_ps(mask));
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  __m128 half = _mm256_castps256_ps128(x);
  if (n & 4) {
    _mm_storeu_ps(p, half);
    half = _mm256_extractf128_ps(x, 1);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, half);
    half = _mm_movehl_ps(half, half);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, half);
}
INLINE vf v_set(float x) { return _mm256_set1_ps(x); }

INLINE vf v_add(vf a, vf b) { return _mm256_add_ps(a, b); }
INLINE vf v_sub(vf a, vf b) { return _mm256_sub_ps(a, b); }
INLINE vf v_mul(vf a, vf b) { return _mm256_mul_ps(a, b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
INLINE vf v_nmuladd(vf a, vf b, vf c) { return _mm256_fnmadd_ps(a, b, c); }

INLINE vf v_greater(vf a, vf b) { return _mm256_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm256_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return _mm256_setzero_ps(); }
INLINE vm v_unordered(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_UNORD_Q); }
INLINE vm vm_or(vm a, vm b) { return _mm256_or_ps(a, b); }
INLINE int vm_any(vm m) { return _mm256_movemask_ps(m); }

INLINE vm vm_and(vm a, vm b) { return _mm256_and_ps(a, b); }
INLINE int vm_all(vm m) { return _mm256_movemask_ps(m) == 0xFF; }
INLINE unsigned vm_bits(vm m) { return (unsigned)_mm256_movemask_ps(m); }
INLINE vm v_lt(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
INLINE vm v_le(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
INLINE vm v_eq(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
INLINE vf v_select(vm m, vf a, vf b) { return _mm256_blendv_ps(b, a, m); }

INLINE vi v_bits(vf x) { return _mm256_castps_si256(x); }
INLINE vf v_from_bits(vi x) { return _mm256_castsi256_ps(x); }
INLINE vi vi_set(int32_t x) { return _mm256_set1_epi32(x); }
INLINE vi vi_add(vi a, vi b) { return _mm256_add_epi32(a, b); }
INLINE vi vi_sub(vi a, vi b) { return _mm256_sub_epi32(a, b); }
INLINE vi vi_and(vi a, vi b) { return _mm256_and_si256(a, b); }
#define vi_shl(x, k) _mm256_slli_epi32(x, k)
#define vi_sar(x, k) _mm256_srai_epi32(x, k)
INLINE vi v_to_int(vf x) { return _mm256_cvtps_epi32(x); }
INLINE vf v_from_int(vi x) { return _mm256_cvtepi32_ps(x); }

INLINE vf v_div(vf a, vf b) { return _mm256_div_ps(a, b); }
INLINE vf v_sqrt(vf x) { return _mm256_sqrt_ps(x); }
INLINE vm vi_eq(vi a, vi b) { return _mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b)); }
INLINE vf v_and(vf a, vf b) { return _mm256_and_ps(a, b); }
INLINE vf v_or(vf a, vf b) { return _mm256_or_ps(a, b); }
INLINE vf v_xor(vf a, vf b) { return _mm256_xor_ps(a, b); }
INLINE vf v_andnot(vf a, vf b) { return _mm256_andnot_ps(a, b); }
INLINE vf v_fused(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
INLINE vf v_trunc(vf x) { return _mm256_round_ps(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }

INLINE vd d_wide(vf x) {
  return (vd){_mm256_cvtps_pd(_mm256_castps256_ps128(x)),
              _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1))};
}
INLINE vf d_narrow(vd x) {
  return _mm256_set_m128(_mm256_cvtpd_ps(x.high), _mm256_cvtpd_ps(x.low));
}
INLINE vd d_load(const double *p) { return (vd){_mm256_loadu_pd(p), _mm256_loadu_pd(p + LANES / 2)}; }
INLINE void d_store(double *p, vd x) {
  _mm256_storeu_pd(p, x.low);
  _mm256_storeu_pd(p + LANES / 2, x.high);
}
INLINE vd d_set(double x) { return (vd){_mm256_set1_pd(x), _mm256_set1_pd(x)}; }
INLINE vd d_add(vd a, vd b) { return (vd){_mm256_add_pd(a.low, b.low), _mm256_add_pd(a.high, b.high)}; }
INLINE vd d_sub(vd a, vd b) { return (vd){_mm256_sub_pd(a.low, b.low), _mm256_sub_pd(a.high, b.high)}; }
INLINE vd d_mul(vd a, vd b) { return (vd){_mm256_mul_pd(a.low, b.low), _mm256_mul_pd(a.high, b.high)}; }
INLINE vd d_div(vd a, vd b) { return (vd){_mm256_div_pd(a.low, b.low), _mm256_div_pd(a.high, b.high)}; }
INLINE vd d_muladd(vd a, vd b, vd c) {
  return (vd){_mm256_fmadd_pd(a.low, b.low, c.low), _mm256_fmadd_pd(a.high, b.high, c.high)};
}
INLINE vd d_clamp(vd x, double low, double high) {
  __m256d l = _mm256_set1_pd(low), h = _mm256_set1_pd(high);
  return (vd){_mm256_min_pd(_mm256_max_pd(x.low, l), h), _mm256_min_pd(_mm256_max_pd(x.high, l), h)};
}

#define ACROSS(combine)                                                              \
  __m128 y = combine(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));        \
  y = combine(y, _mm_movehl_ps(y, y));                                               \
  y = combine(y, _mm_movehdup_ps(y));                                                \
  return _mm_cvtss_f32(y);
INLINE float v_sum(vf x) { ACROSS(_mm_add_ps) }
INLINE float v_greatest(vf x) { ACROSS(_mm_max_ps) }
INLINE float v_least(vf x) { ACROSS(_mm_min_ps) }
#undef ACROSS

TRUENO_TARGET_END
