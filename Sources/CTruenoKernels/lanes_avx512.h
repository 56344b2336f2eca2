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
typedef struct {
  __m512d low, high;
} vd;

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
INLINE vf v_nmuladd(vf a, vf b, vf c) { return _mm512_fnmadd_ps(a, b, c); }

INLINE vf v_greater(vf a, vf b) { return _mm512_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm512_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return 0; }
INLINE vm v_unordered(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q); }
INLINE vm vm_or(vm a, vm b) { return (vm)(a | b); }
INLINE int vm_any(vm m) { return m; }

INLINE vm vm_and(vm a, vm b) { return (vm)(a & b); }
INLINE int vm_all(vm m) { return m == 0xFFFF; }
INLINE unsigned vm_bits(vm m) { return m; }
INLINE vm v_lt(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
INLINE vm v_le(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
INLINE vm v_eq(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
INLINE vf v_select(vm m, vf a, vf b) { return _mm512_mask_blend_ps(m, b, a); }

INLINE vi v_bits(vf x) { return _mm512_castps_si512(x); }
INLINE vf v_from_bits(vi x) { return _mm512_castsi512_ps(x); }
INLINE vi vi_set(int32_t x) { return _mm512_set1_epi32(x); }
INLINE vi vi_add(vi a, vi b) { return _mm512_add_epi32(a, b); }
INLINE vi vi_sub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
INLINE vi vi_and(vi a, vi b) { return _mm512_and_si512(a, b); }
#define vi_shl(x, k) _mm512_slli_epi32(x, k)
#define vi_sar(x, k) _mm512_srai_epi32(x, k)
INLINE vi v_to_int(vf x) { return _mm512_cvtps_epi32(x); }
INLINE vf v_from_int(vi x) { return _mm512_cvtepi32_ps(x); }

INLINE vf v_div(vf a, vf b) { return _mm512_div_ps(a, b); }
INLINE vf v_sqrt(vf x) { return _mm512_sqrt_ps(x); }
INLINE vm vi_eq(vi a, vi b) { return _mm512_cmpeq_epi32_mask(a, b); }
// The bitwise operations on floats need DQ; those on integers do not.
#define ON_BITS(op, a, b) _mm512_castsi512_ps(op(_mm512_castps_si512(a), _mm512_castps_si512(b)))
INLINE vf v_and(vf a, vf b) { return ON_BITS(_mm512_and_si512, a, b); }
INLINE vf v_or(vf a, vf b) { return ON_BITS(_mm512_or_si512, a, b); }
INLINE vf v_xor(vf a, vf b) { return ON_BITS(_mm512_xor_si512, a, b); }
INLINE vf v_andnot(vf a, vf b) { return ON_BITS(_mm512_andnot_si512, a, b); }
INLINE vf v_fused(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
INLINE vf v_trunc(vf x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}

INLINE __m256 upper(vf x) {
  return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x), 1));
}
INLINE vd d_wide(vf x) {
  return (vd){_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(upper(x))};
}
INLINE vf d_narrow(vd x) {
  __m512d low = _mm512_castps_pd(_mm512_castps256_ps512(_mm512_cvtpd_ps(x.low)));
  return _mm512_castpd_ps(
      _mm512_insertf64x4(low, _mm256_castps_pd(_mm512_cvtpd_ps(x.high)), 1));
}
INLINE vd d_load(const double *p) { return (vd){_mm512_loadu_pd(p), _mm512_loadu_pd(p + LANES / 2)}; }
INLINE void d_store(double *p, vd x) {
  _mm512_storeu_pd(p, x.low);
  _mm512_storeu_pd(p + LANES / 2, x.high);
}
INLINE vd d_set(double x) { return (vd){_mm512_set1_pd(x), _mm512_set1_pd(x)}; }
INLINE vd d_add(vd a, vd b) { return (vd){_mm512_add_pd(a.low, b.low), _mm512_add_pd(a.high, b.high)}; }
INLINE vd d_sub(vd a, vd b) { return (vd){_mm512_sub_pd(a.low, b.low), _mm512_sub_pd(a.high, b.high)}; }
INLINE vd d_mul(vd a, vd b) { return (vd){_mm512_mul_pd(a.low, b.low), _mm512_mul_pd(a.high, b.high)}; }
INLINE vd d_div(vd a, vd b) { return (vd){_mm512_div_pd(a.low, b.low), _mm512_div_pd(a.high, b.high)}; }
INLINE vd d_muladd(vd a, vd b, vd c) {
  return (vd){_mm512_fmadd_pd(a.low, b.low, c.low), _mm512_fmadd_pd(a.high, b.high, c.high)};
}
INLINE vd d_clamp(vd x, double low, double high) {
  __m512d l = _mm512_set1_pd(low), h = _mm512_set1_pd(high);
  return (vd){_mm512_min_pd(_mm512_max_pd(x.low, l), h), _mm512_min_pd(_mm512_max_pd(x.high, l), h)};
}

// The upper half onto the lower, and so on: 16, 8, 4, 2, 1.
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
