// AVX2 with FMA: REGISTERS registers of eight floats as one vector. A single register's chain of
// dependent operations fills the processor's schedulers before the next elements' chain is in sight;
// several chains side by side keep its units busy.

#include <immintrin.h>

#include "lanes.h"

#define LANES (8 * REGISTERS)
#define MAGNITUDES 1
#define TOGETHER (8 / REGISTERS)
#define TURNS 2
#define ACCUMULATORS (8 / REGISTERS)
#define FUSED 1
#define ROUNDS 1
#define SCALES 0
#define SPLITS 0
#define ROOT_BITS 12

TRUENO_TARGET_BEGIN("avx2,fma")

typedef struct {
  __m256 r[REGISTERS];
} vf;
typedef struct {
  __m256i r[REGISTERS];
} vi;
typedef vf vm;
typedef struct {
  __m256d r[2 * REGISTERS];
} vd;
typedef __m256d md;

// The same in every register.
#define EACH(type, expression)                                                                   \
  type result;                                                                                   \
  UNROLL for (int k = 0; k < (int)(sizeof(type) / 32); k++) result.r[k] = expression; \
  return result;
#define ALL(k) UNROLL for (int k = 0; k < REGISTERS; k++)
#define ALL_DOUBLES(k) UNROLL for (int k = 0; k < 2 * REGISTERS; k++)

// Ones, then as many zeros: a window that begins n ones before the border.
static const int32_t part_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
INLINE size_t at_most(size_t n, size_t limit) { return n < limit ? n : limit; }

INLINE vf v_load(const float *p) { EACH(vf, _mm256_loadu_ps(p + 8 * k)) }
INLINE void v_store(float *p, vf x) { ALL(k) _mm256_storeu_ps(p + 8 * k, x.r[k]); }
#define LOAD_PART(x, suffix, width)                                                              \
  {                                                                                              \
    size_t begin = at_most(n, width * (size_t)k), m = at_most(n - begin, width);                 \
    __m256i mask = _mm256_loadu_si256((const __m256i *)(part_masks + 8 - 8 / width * m));        \
    x = _mm256_blendv_##suffix(_mm256_set1_##suffix(fill), _mm256_maskload_##suffix(p + begin, mask), \
                               _mm256_castsi256_##suffix(mask));                                 \
  }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  vf x;
  ALL(k) LOAD_PART(x.r[k], ps, 8)
  return x;
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  __m256 rest = x.r[0];
  ALL(k) {
    rest = x.r[k];
    if (n < 8) break;
    _mm256_storeu_ps(p, rest);
    p += 8;
    n -= 8;
  }
  __m128 half = _mm256_castps256_ps128(rest);
  if (n & 4) {
    _mm_storeu_ps(p, half);
    half = _mm256_extractf128_ps(rest, 1);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, half);
    half = _mm_movehl_ps(half, half);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, half);
}
INLINE vf v_set(float x) { EACH(vf, _mm256_set1_ps(x)) }

INLINE vf v_add(vf a, vf b) { EACH(vf, _mm256_add_ps(a.r[k], b.r[k])) }
INLINE vf v_sub(vf a, vf b) { EACH(vf, _mm256_sub_ps(a.r[k], b.r[k])) }
INLINE vf v_mul(vf a, vf b) { EACH(vf, _mm256_mul_ps(a.r[k], b.r[k])) }
INLINE vf v_muladd(vf a, vf b, vf c) { EACH(vf, _mm256_fmadd_ps(a.r[k], b.r[k], c.r[k])) }
INLINE vf v_nmuladd(vf a, vf b, vf c) { EACH(vf, _mm256_fnmadd_ps(a.r[k], b.r[k], c.r[k])) }

INLINE vf v_greater(vf a, vf b) { EACH(vf, _mm256_max_ps(a.r[k], b.r[k])) }
INLINE vf v_lesser(vf a, vf b) { EACH(vf, _mm256_min_ps(a.r[k], b.r[k])) }
// s, or |x| where that is greater as an integer; s has no sign.
INLINE vf v_magnitude(vf s, vf x) {
  EACH(vf, _mm256_castsi256_ps(_mm256_max_epi32(
               _mm256_castps_si256(s.r[k]),
               _mm256_and_si256(_mm256_castps_si256(x.r[k]), _mm256_set1_epi32(0x7FFFFFFF)))))
}

INLINE vm v_no_lanes(void) { return v_set(0); }
INLINE vm v_unordered(vf a, vf b) { EACH(vm, _mm256_cmp_ps(a.r[k], b.r[k], _CMP_UNORD_Q)) }
INLINE vm vm_or(vm a, vm b) { EACH(vm, _mm256_or_ps(a.r[k], b.r[k])) }
INLINE vm vm_and(vm a, vm b) { EACH(vm, _mm256_and_ps(a.r[k], b.r[k])) }
INLINE int vm_any(vm m) {
  __m256 any = m.r[0];
  ALL(k) any = _mm256_or_ps(any, m.r[k]);
  return _mm256_movemask_ps(any);
}
INLINE int vm_all(vm m) {
  __m256 all = m.r[0];
  ALL(k) all = _mm256_and_ps(all, m.r[k]);
  return _mm256_movemask_ps(all) == 0xFF;
}
INLINE unsigned vm_bits(vm m) {
  unsigned bits = 0;
  ALL(k) bits |= (unsigned)_mm256_movemask_ps(m.r[k]) << (8 * k);
  return bits;
}
INLINE vm v_lt(vf a, vf b) { EACH(vm, _mm256_cmp_ps(a.r[k], b.r[k], _CMP_LT_OQ)) }
INLINE vm v_le(vf a, vf b) { EACH(vm, _mm256_cmp_ps(a.r[k], b.r[k], _CMP_LE_OQ)) }
INLINE vm v_eq(vf a, vf b) { EACH(vm, _mm256_cmp_ps(a.r[k], b.r[k], _CMP_EQ_OQ)) }
INLINE vf v_select(vm m, vf a, vf b) { EACH(vf, _mm256_blendv_ps(b.r[k], a.r[k], m.r[k])) }
INLINE vf v_select_negative(vf x, vf a, vf b) { return v_select(x, a, b); }

INLINE vi v_bits(vf x) { EACH(vi, _mm256_castps_si256(x.r[k])) }
INLINE vf v_from_bits(vi x) { EACH(vf, _mm256_castsi256_ps(x.r[k])) }
INLINE vi vi_set(int32_t x) { EACH(vi, _mm256_set1_epi32(x)) }
INLINE vi vi_add(vi a, vi b) { EACH(vi, _mm256_add_epi32(a.r[k], b.r[k])) }
INLINE vi vi_sub(vi a, vi b) { EACH(vi, _mm256_sub_epi32(a.r[k], b.r[k])) }
INLINE vi vi_and(vi a, vi b) { EACH(vi, _mm256_and_si256(a.r[k], b.r[k])) }
INLINE int vi_none(vi x, int32_t mask) {
  __m256i any = x.r[0];
  ALL(k) any = _mm256_or_si256(any, x.r[k]);
  return _mm256_testz_si256(any, _mm256_set1_epi32(mask));
}
INLINE int vi_below(vi x, int32_t limit) {
  __m256i most = x.r[0], last = _mm256_set1_epi32(limit - 1);
  ALL(k) most = _mm256_max_epu32(most, x.r[k]);
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(_mm256_max_epu32(most, last), last)) == -1;
}
INLINE vi vi_shl(vi x, int bits) { EACH(vi, _mm256_slli_epi32(x.r[k], bits)) }
INLINE vi vi_sar(vi x, int bits) { EACH(vi, _mm256_srai_epi32(x.r[k], bits)) }
INLINE vi v_to_int(vf x) { EACH(vi, _mm256_cvtps_epi32(x.r[k])) }
INLINE vf v_from_int(vi x) { EACH(vf, _mm256_cvtepi32_ps(x.r[k])) }
INLINE vm vi_eq(vi a, vi b) { EACH(vm, _mm256_castsi256_ps(_mm256_cmpeq_epi32(a.r[k], b.r[k]))) }

INLINE vf v_of_eight(const float *table, vi n) {
  EACH(vf, _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), n.r[k]))
}

INLINE vf v_div(vf a, vf b) { EACH(vf, _mm256_div_ps(a.r[k], b.r[k])) }
INLINE vf v_sqrt(vf x) { EACH(vf, _mm256_sqrt_ps(x.r[k])) }
INLINE vf v_inverse_root(vf x) { EACH(vf, _mm256_rsqrt_ps(x.r[k])) }
INLINE vf v_and(vf a, vf b) { EACH(vf, _mm256_and_ps(a.r[k], b.r[k])) }
INLINE vf v_or(vf a, vf b) { EACH(vf, _mm256_or_ps(a.r[k], b.r[k])) }
INLINE vf v_xor(vf a, vf b) { EACH(vf, _mm256_xor_ps(a.r[k], b.r[k])) }
INLINE vf v_andnot(vf a, vf b) { EACH(vf, _mm256_andnot_ps(a.r[k], b.r[k])) }
INLINE vf v_fused(vf a, vf b, vf c) { return v_muladd(a, b, c); }
INLINE vf v_trunc(vf x) {
  EACH(vf, _mm256_round_ps(x.r[k], _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC))
}
INLINE vf v_floor(vf x) {
  EACH(vf, _mm256_round_ps(x.r[k], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC))
}
INLINE vf v_ceil(vf x) {
  EACH(vf, _mm256_round_ps(x.r[k], _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC))
}

INLINE __m128 half_of(__m256 x, int upper) {
  return upper ? _mm256_extractf128_ps(x, 1) : _mm256_castps256_ps128(x);
}
INLINE vd d_wide(vf x) { EACH(vd, _mm256_cvtps_pd(half_of(x.r[k / 2], k % 2))) }
INLINE vf d_narrow(vd x) {
  EACH(vf, _mm256_set_m128(_mm256_cvtpd_ps(x.r[2 * k + 1]), _mm256_cvtpd_ps(x.r[2 * k])))
}
INLINE vd d_load(const double *p) { EACH(vd, _mm256_loadu_pd(p + 4 * k)) }
INLINE void d_store(double *p, vd x) {
  ALL_DOUBLES(k) _mm256_storeu_pd(p + 4 * k, x.r[k]);
}
INLINE vd d_load_part(const double *p, size_t n, double fill) {
  vd x;
  ALL_DOUBLES(k) LOAD_PART(x.r[k], pd, 4)
  return x;
}
INLINE void d_store_part(double *p, vd x, size_t n) {
  __m256d rest = x.r[0];
  ALL_DOUBLES(k) {
    rest = x.r[k];
    if (n < 4) break;
    _mm256_storeu_pd(p, rest);
    p += 4;
    n -= 4;
  }
  __m128d half = _mm256_castpd256_pd128(rest);
  if (n & 2) {
    _mm_storeu_pd(p, half);
    half = _mm256_extractf128_pd(rest, 1);
    p += 2;
  }
  if (n & 1) _mm_store_sd(p, half);
}
INLINE vd d_set(double x) { EACH(vd, _mm256_set1_pd(x)) }
INLINE vd d_add(vd a, vd b) { EACH(vd, _mm256_add_pd(a.r[k], b.r[k])) }
INLINE vd d_sub(vd a, vd b) { EACH(vd, _mm256_sub_pd(a.r[k], b.r[k])) }
INLINE vd d_mul(vd a, vd b) { EACH(vd, _mm256_mul_pd(a.r[k], b.r[k])) }
INLINE vd d_div(vd a, vd b) { EACH(vd, _mm256_div_pd(a.r[k], b.r[k])) }
INLINE vd d_muladd(vd a, vd b, vd c) { EACH(vd, _mm256_fmadd_pd(a.r[k], b.r[k], c.r[k])) }
INLINE vd d_fused(vd a, vd b, vd c) { return d_muladd(a, b, c); }
INLINE vd d_sqrt(vd x) { EACH(vd, _mm256_sqrt_pd(x.r[k])) }
INLINE vd d_greater(vd a, vd b) { EACH(vd, _mm256_max_pd(a.r[k], b.r[k])) }
INLINE vd d_lesser(vd a, vd b) { EACH(vd, _mm256_min_pd(a.r[k], b.r[k])) }
INLINE vd d_and(vd a, vd b) { EACH(vd, _mm256_and_pd(a.r[k], b.r[k])) }
INLINE vd d_or(vd a, vd b) { EACH(vd, _mm256_or_pd(a.r[k], b.r[k])) }
INLINE vd d_xor(vd a, vd b) { EACH(vd, _mm256_xor_pd(a.r[k], b.r[k])) }
INLINE vd d_andnot(vd a, vd b) { EACH(vd, _mm256_andnot_pd(a.r[k], b.r[k])) }
INLINE md d_no_lanes(void) { return _mm256_setzero_pd(); }
INLINE md md_or(md a, md b) { return _mm256_or_pd(a, b); }
INLINE int md_any(md m) { return _mm256_movemask_pd(m); }
INLINE md d_unordered(vd a, vd b) {
  md m = d_no_lanes();
  ALL_DOUBLES(k) m = md_or(m, _mm256_cmp_pd(a.r[k], b.r[k], _CMP_UNORD_Q));
  return m;
}
INLINE vd d_clamp(vd x, double low, double high) {
  EACH(vd, _mm256_min_pd(_mm256_max_pd(x.r[k], _mm256_set1_pd(low)), _mm256_set1_pd(high)))
}

#define ACROSS(op)                                                                  \
  UNROLL for (int width = REGISTERS / 2; width > 0; width /= 2) {        \
    for (int k = 0; k < width; k++) x.r[k] = _mm256_##op##_ps(x.r[k], x.r[k + width]); \
  }                                                                                 \
  __m128 y = _mm_##op##_ps(half_of(x.r[0], 0), half_of(x.r[0], 1));                 \
  y = _mm_##op##_ps(y, _mm_movehl_ps(y, y));                                        \
  y = _mm_##op##_ps(y, _mm_movehdup_ps(y));                                         \
  return _mm_cvtss_f32(y);
INLINE float v_sum(vf x) { ACROSS(add) }
INLINE float v_greatest(vf x) { ACROSS(max) }
INLINE float v_least(vf x) { ACROSS(min) }
#undef ACROSS
#define ACROSS(op)                                                                              \
  UNROLL for (int width = REGISTERS; width > 0; width /= 2) {                                   \
    for (int k = 0; k < width; k++) x.r[k] = _mm256_##op##_pd(x.r[k], x.r[k + width]);          \
  }                                                                                             \
  __m128d y = _mm_##op##_pd(_mm256_castpd256_pd128(x.r[0]), _mm256_extractf128_pd(x.r[0], 1));  \
  return _mm_cvtsd_f64(_mm_##op##_sd(y, _mm_unpackhi_pd(y, y)));
INLINE double d_sum(vd x) { ACROSS(add) }
INLINE double d_greatest(vd x) { ACROSS(max) }
INLINE double d_least(vd x) { ACROSS(min) }
#undef ACROSS
#undef EACH
#undef ALL
#undef ALL_DOUBLES

TRUENO_TARGET_END
