// AVX-512 Foundation: REGISTERS registers of sixteen floats as one vector (why several: see
// lanes_avx2.h), masks in registers of their own. Only F is used (no DQ, BW or VL), so that every
// AVX-512 processor qualifies.

#if !defined(TRUENO_EMULATE)  // tests bring their own
#include <immintrin.h>
#endif

#include "lanes.h"

#define LANES (16 * REGISTERS)
#define MAGNITUDES 1
#define TOGETHER (4 / REGISTERS)
#define TURNS 2
#define ACCUMULATORS (8 / REGISTERS)
#define FUSED 1
#define ROUNDS 1
#define SCALES 1
#define SPLITS 1
#define ROOT_BITS 14

TRUENO_TARGET_BEGIN("avx512f,avx2,fma")

typedef struct {
  __m512 r[REGISTERS];
} vf;
typedef struct {
  __m512i r[REGISTERS];
} vi;
typedef struct {
  __mmask16 r[REGISTERS];
} vm;
typedef struct {
  __m512d r[2 * REGISTERS];
} vd;
typedef __mmask8 md;

// The same in every register.
#define EACH(type, expression)                                                                   \
  type result;                                                                                   \
  UNROLL for (int k = 0; k < (int)(sizeof result.r / sizeof result.r[0]); k++) {      \
    result.r[k] = expression;                                                                    \
  }                                                                                              \
  return result;
#define ALL(k) UNROLL for (int k = 0; k < REGISTERS; k++)
#define ALL_DOUBLES(k) UNROLL for (int k = 0; k < 2 * REGISTERS; k++)

// The part of the first n lanes that is in register k, if one has so many lanes.
INLINE size_t begin_of(size_t n, int k, size_t lanes) { return n < lanes * (size_t)k ? n : lanes * (size_t)k; }
INLINE __mmask16 part_mask(size_t n, int k, size_t lanes) {
  size_t m = n - begin_of(n, k, lanes);
  return m < lanes ? (__mmask16)((1u << m) - 1) : (__mmask16)((1u << lanes) - 1);
}

INLINE vf v_load(const float *p) { EACH(vf, _mm512_loadu_ps(p + 16 * k)) }
INLINE void v_store(float *p, vf x) { ALL(k) _mm512_storeu_ps(p + 16 * k, x.r[k]); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  EACH(vf, _mm512_mask_loadu_ps(_mm512_set1_ps(fill), part_mask(n, k, 16), p + begin_of(n, k, 16)))
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  ALL(k) _mm512_mask_storeu_ps(p + begin_of(n, k, 16), part_mask(n, k, 16), x.r[k]);
}
INLINE vf v_set(float x) { EACH(vf, _mm512_set1_ps(x)) }

INLINE vf v_add(vf a, vf b) { EACH(vf, _mm512_add_ps(a.r[k], b.r[k])) }
INLINE vf v_sub(vf a, vf b) { EACH(vf, _mm512_sub_ps(a.r[k], b.r[k])) }
INLINE vf v_mul(vf a, vf b) { EACH(vf, _mm512_mul_ps(a.r[k], b.r[k])) }
INLINE vf v_muladd(vf a, vf b, vf c) { EACH(vf, _mm512_fmadd_ps(a.r[k], b.r[k], c.r[k])) }
INLINE vf v_nmuladd(vf a, vf b, vf c) { EACH(vf, _mm512_fnmadd_ps(a.r[k], b.r[k], c.r[k])) }

INLINE vf v_greater(vf a, vf b) { EACH(vf, _mm512_max_ps(a.r[k], b.r[k])) }
INLINE vf v_lesser(vf a, vf b) { EACH(vf, _mm512_min_ps(a.r[k], b.r[k])) }
// s, or |x| where that is greater as an integer; s has no sign.
INLINE vf v_magnitude(vf s, vf x) {
  EACH(vf, _mm512_castsi512_ps(_mm512_max_epi32(
               _mm512_castps_si512(s.r[k]),
               _mm512_and_si512(_mm512_castps_si512(x.r[k]), _mm512_set1_epi32(0x7FFFFFFF)))))
}

INLINE vm v_no_lanes(void) { EACH(vm, 0) }
INLINE vm v_unordered(vf a, vf b) { EACH(vm, _mm512_cmp_ps_mask(a.r[k], b.r[k], _CMP_UNORD_Q)) }
INLINE vm vm_or(vm a, vm b) { EACH(vm, (__mmask16)(a.r[k] | b.r[k])) }
INLINE vm vm_and(vm a, vm b) { EACH(vm, (__mmask16)(a.r[k] & b.r[k])) }
INLINE int vm_any(vm m) {
  int any = 0;
  ALL(k) any |= m.r[k];
  return any;
}
INLINE int vm_all(vm m) {
  int all = 0xFFFF;
  ALL(k) all &= m.r[k];
  return all == 0xFFFF;
}
// The lanes of the first register, for the searches, which take one.
INLINE unsigned vm_bits(vm m) { return m.r[0]; }
INLINE vm v_lt(vf a, vf b) { EACH(vm, _mm512_cmp_ps_mask(a.r[k], b.r[k], _CMP_LT_OQ)) }
INLINE vm v_le(vf a, vf b) { EACH(vm, _mm512_cmp_ps_mask(a.r[k], b.r[k], _CMP_LE_OQ)) }
INLINE vm v_eq(vf a, vf b) { EACH(vm, _mm512_cmp_ps_mask(a.r[k], b.r[k], _CMP_EQ_OQ)) }
INLINE vf v_select(vm m, vf a, vf b) { EACH(vf, _mm512_mask_blend_ps(m.r[k], b.r[k], a.r[k])) }
INLINE vf v_select_negative(vf x, vf a, vf b) {
  EACH(vf, _mm512_mask_blend_ps(
               _mm512_cmpgt_epi32_mask(_mm512_setzero_si512(), _mm512_castps_si512(x.r[k])),
               b.r[k], a.r[k]))
}

INLINE vi v_bits(vf x) { EACH(vi, _mm512_castps_si512(x.r[k])) }
INLINE vf v_from_bits(vi x) { EACH(vf, _mm512_castsi512_ps(x.r[k])) }
INLINE vi vi_set(int32_t x) { EACH(vi, _mm512_set1_epi32(x)) }
INLINE vi vi_add(vi a, vi b) { EACH(vi, _mm512_add_epi32(a.r[k], b.r[k])) }
INLINE vi vi_sub(vi a, vi b) { EACH(vi, _mm512_sub_epi32(a.r[k], b.r[k])) }
INLINE vi vi_and(vi a, vi b) { EACH(vi, _mm512_and_si512(a.r[k], b.r[k])) }
INLINE int vi_none(vi x, int32_t mask) {
  __m512i any = x.r[0];
  ALL(k) any = _mm512_or_si512(any, x.r[k]);
  return _mm512_test_epi32_mask(any, _mm512_set1_epi32(mask)) == 0;
}
INLINE vi vi_shl(vi x, unsigned bits) { EACH(vi, _mm512_slli_epi32(x.r[k], bits)) }
INLINE vi vi_sar(vi x, unsigned bits) { EACH(vi, _mm512_srai_epi32(x.r[k], bits)) }
INLINE vi v_to_int(vf x) { EACH(vi, _mm512_cvtps_epi32(x.r[k])) }
INLINE vf v_from_int(vi x) { EACH(vf, _mm512_cvtepi32_ps(x.r[k])) }
INLINE vm vi_eq(vi a, vi b) { EACH(vm, _mm512_cmpeq_epi32_mask(a.r[k], b.r[k])) }

INLINE vf v_div(vf a, vf b) { EACH(vf, _mm512_div_ps(a.r[k], b.r[k])) }
INLINE vf v_sqrt(vf x) { EACH(vf, _mm512_sqrt_ps(x.r[k])) }
INLINE vf v_inverse_root(vf x) { EACH(vf, _mm512_rsqrt14_ps(x.r[k])) }
// The bitwise operations on floats need DQ; those on integers do not.
#define ON_BITS(op) \
  _mm512_castsi512_ps(op(_mm512_castps_si512(a.r[k]), _mm512_castps_si512(b.r[k])))
INLINE vf v_and(vf a, vf b) { EACH(vf, ON_BITS(_mm512_and_si512)) }
INLINE vf v_or(vf a, vf b) { EACH(vf, ON_BITS(_mm512_or_si512)) }
INLINE vf v_xor(vf a, vf b) { EACH(vf, ON_BITS(_mm512_xor_si512)) }
INLINE vf v_andnot(vf a, vf b) { EACH(vf, ON_BITS(_mm512_andnot_si512)) }
#undef ON_BITS
INLINE vf v_fused(vf a, vf b, vf c) { return v_muladd(a, b, c); }
INLINE vf v_trunc(vf x) {
  EACH(vf, _mm512_roundscale_ps(x.r[k], _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC))
}
INLINE vf v_floor(vf x) {
  EACH(vf, _mm512_roundscale_ps(x.r[k], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC))
}
INLINE vf v_ceil(vf x) {
  EACH(vf, _mm512_roundscale_ps(x.r[k], _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC))
}
INLINE vf v_mantissa(vf x) {
  EACH(vf, _mm512_getmant_ps(x.r[k], _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan))
}
INLINE vf v_exponent(vf x) { EACH(vf, _mm512_getexp_ps(x.r[k])) }
INLINE vf v_scale(vf x, vf n) { EACH(vf, _mm512_scalef_ps(x.r[k], n.r[k])) }

INLINE __m256 half_of(__m512 x, int upper) {
  return upper ? _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x), 1))
               : _mm512_castps512_ps256(x);
}
INLINE __m512 join(__m256 low, __m256 high) {
  __m512d x = _mm512_castps_pd(_mm512_castps256_ps512(low));
  return _mm512_castpd_ps(_mm512_insertf64x4(x, _mm256_castps_pd(high), 1));
}
INLINE vd d_wide(vf x) { EACH(vd, _mm512_cvtps_pd(half_of(x.r[k / 2], k % 2))) }
INLINE vf d_narrow(vd x) {
  EACH(vf, join(_mm512_cvtpd_ps(x.r[2 * k]), _mm512_cvtpd_ps(x.r[2 * k + 1])))
}
INLINE vd d_load(const double *p) { EACH(vd, _mm512_loadu_pd(p + 8 * k)) }
INLINE void d_store(double *p, vd x) {
  ALL_DOUBLES(k) _mm512_storeu_pd(p + 8 * k, x.r[k]);
}
INLINE vd d_load_part(const double *p, size_t n, double fill) {
  EACH(vd, _mm512_mask_loadu_pd(_mm512_set1_pd(fill), (__mmask8)part_mask(n, k, 8), p + begin_of(n, k, 8)))
}
INLINE void d_store_part(double *p, vd x, size_t n) {
  ALL_DOUBLES(k) _mm512_mask_storeu_pd(p + begin_of(n, k, 8), (__mmask8)part_mask(n, k, 8), x.r[k]);
}
INLINE vd d_set(double x) { EACH(vd, _mm512_set1_pd(x)) }
INLINE vd d_add(vd a, vd b) { EACH(vd, _mm512_add_pd(a.r[k], b.r[k])) }
INLINE vd d_sub(vd a, vd b) { EACH(vd, _mm512_sub_pd(a.r[k], b.r[k])) }
INLINE vd d_mul(vd a, vd b) { EACH(vd, _mm512_mul_pd(a.r[k], b.r[k])) }
INLINE vd d_div(vd a, vd b) { EACH(vd, _mm512_div_pd(a.r[k], b.r[k])) }
INLINE vd d_muladd(vd a, vd b, vd c) { EACH(vd, _mm512_fmadd_pd(a.r[k], b.r[k], c.r[k])) }
INLINE vd d_fused(vd a, vd b, vd c) { return d_muladd(a, b, c); }
INLINE vd d_sqrt(vd x) { EACH(vd, _mm512_sqrt_pd(x.r[k])) }
INLINE vd d_greater(vd a, vd b) { EACH(vd, _mm512_max_pd(a.r[k], b.r[k])) }
INLINE vd d_lesser(vd a, vd b) { EACH(vd, _mm512_min_pd(a.r[k], b.r[k])) }
#define ON_BITS(op) \
  _mm512_castsi512_pd(op(_mm512_castpd_si512(a.r[k]), _mm512_castpd_si512(b.r[k])))
INLINE vd d_and(vd a, vd b) { EACH(vd, ON_BITS(_mm512_and_si512)) }
INLINE vd d_or(vd a, vd b) { EACH(vd, ON_BITS(_mm512_or_si512)) }
INLINE vd d_xor(vd a, vd b) { EACH(vd, ON_BITS(_mm512_xor_si512)) }
INLINE vd d_andnot(vd a, vd b) { EACH(vd, ON_BITS(_mm512_andnot_si512)) }
#undef ON_BITS
INLINE md d_no_lanes(void) { return 0; }
INLINE md md_or(md a, md b) { return (md)(a | b); }
INLINE int md_any(md m) { return m; }
INLINE md d_unordered(vd a, vd b) {
  md m = 0;
  ALL_DOUBLES(k) m = md_or(m, _mm512_cmp_pd_mask(a.r[k], b.r[k], _CMP_UNORD_Q));
  return m;
}
INLINE vd d_clamp(vd x, double low, double high) {
  EACH(vd, _mm512_min_pd(_mm512_max_pd(x.r[k], _mm512_set1_pd(low)), _mm512_set1_pd(high)))
}

INLINE vf v_of_eight(const float *table, vi n) {
  __m256 eight = _mm256_loadu_ps(table);
  EACH(vf, _mm512_permutexvar_ps(n.r[k], join(eight, eight)))
}

// The upper half onto the lower, and so on.
#define ACROSS(op)                                                                       \
  UNROLL for (int width = REGISTERS / 2; width > 0; width /= 2) {             \
    for (int k = 0; k < width; k++) x.r[k] = _mm512_##op##_ps(x.r[k], x.r[k + width]);   \
  }                                                                                      \
  __m256 y = _mm256_##op##_ps(half_of(x.r[0], 0), half_of(x.r[0], 1));                   \
  __m128 z = _mm_##op##_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1));      \
  z = _mm_##op##_ps(z, _mm_movehl_ps(z, z));                                             \
  z = _mm_##op##_ps(z, _mm_movehdup_ps(z));                                              \
  return _mm_cvtss_f32(z);
INLINE float v_sum(vf x) { ACROSS(add) }
INLINE float v_greatest(vf x) { ACROSS(max) }
INLINE float v_least(vf x) { ACROSS(min) }
#undef ACROSS
#define ACROSS(op)                                                                              \
  UNROLL for (int width = REGISTERS; width > 0; width /= 2) {                                   \
    for (int k = 0; k < width; k++) x.r[k] = _mm512_##op##_pd(x.r[k], x.r[k + width]);          \
  }                                                                                             \
  __m256d y = _mm256_##op##_pd(_mm512_castpd512_pd256(x.r[0]), _mm512_extractf64x4_pd(x.r[0], 1)); \
  __m128d z = _mm_##op##_pd(_mm256_castpd256_pd128(y), _mm256_extractf128_pd(y, 1));            \
  return _mm_cvtsd_f64(_mm_##op##_sd(z, _mm_unpackhi_pd(z, z)));
INLINE double d_sum(vd x) { ACROSS(add) }
INLINE double d_greatest(vd x) { ACROSS(max) }
INLINE double d_least(vd x) { ACROSS(min) }
#undef ACROSS
#undef EACH
#undef ALL
#undef ALL_DOUBLES

TRUENO_TARGET_END
