// SSE2: four floats, no fused multiply-add, no rounding instruction, no blend.

#include <emmintrin.h>

#include "lanes.h"

#define LANES 4
#define MAGNITUDES 0
#define TOGETHER 8
#define TURNS 2
#define ACCUMULATORS 8
#define FUSED 0
#define ROUNDS 0
#define SCALES 0
#define SPLITS 0
#define ROOT_BITS 0

typedef __m128 vf;
typedef __m128i vi;
typedef __m128 vm;
typedef struct {
  __m128d low, high;
} vd;
typedef __m128d md;

INLINE vf v_load(const float *p) { return _mm_loadu_ps(p); }
INLINE void v_store(float *p, vf x) { _mm_storeu_ps(p, x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  float lane[4] = {fill, fill, fill, fill};
  for (size_t i = 0; i < n; i++) lane[i] = p[i];
  return _mm_loadu_ps(lane);
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, x);
    x = _mm_movehl_ps(x, x);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, x);
}
INLINE vf v_set(float x) { return _mm_set1_ps(x); }

INLINE vf v_add(vf a, vf b) { return _mm_add_ps(a, b); }
INLINE vf v_sub(vf a, vf b) { return _mm_sub_ps(a, b); }
INLINE vf v_mul(vf a, vf b) { return _mm_mul_ps(a, b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
INLINE vf v_nmuladd(vf a, vf b, vf c) { return _mm_sub_ps(c, _mm_mul_ps(a, b)); }

INLINE vf v_greater(vf a, vf b) { return _mm_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return _mm_setzero_ps(); }
INLINE vm v_unordered(vf a, vf b) { return _mm_cmpunord_ps(a, b); }
INLINE vm vm_or(vm a, vm b) { return _mm_or_ps(a, b); }
INLINE int vm_any(vm m) { return _mm_movemask_ps(m); }

INLINE vm vm_and(vm a, vm b) { return _mm_and_ps(a, b); }
INLINE int vm_all(vm m) { return _mm_movemask_ps(m) == 0xF; }
INLINE unsigned vm_bits(vm m) { return (unsigned)_mm_movemask_ps(m); }
INLINE vm v_lt(vf a, vf b) { return _mm_cmplt_ps(a, b); }
INLINE vm v_le(vf a, vf b) { return _mm_cmple_ps(a, b); }
INLINE vm v_eq(vf a, vf b) { return _mm_cmpeq_ps(a, b); }
INLINE vf v_select(vm m, vf a, vf b) {
  return _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b));
}

INLINE vf v_select_negative(vf x, vf a, vf b) {
  return v_select(_mm_castsi128_ps(_mm_srai_epi32(_mm_castps_si128(x), 31)), a, b);
}

INLINE vi v_bits(vf x) { return _mm_castps_si128(x); }
INLINE vf v_from_bits(vi x) { return _mm_castsi128_ps(x); }
INLINE vi vi_set(int32_t x) { return _mm_set1_epi32(x); }
INLINE vi vi_add(vi a, vi b) { return _mm_add_epi32(a, b); }
INLINE vi vi_sub(vi a, vi b) { return _mm_sub_epi32(a, b); }
INLINE vi vi_and(vi a, vi b) { return _mm_and_si128(a, b); }
INLINE int vi_below(vi x, int32_t limit) {
  __m128i bias = _mm_set1_epi32(INT32_MIN);
  return _mm_movemask_epi8(_mm_cmplt_epi32(_mm_xor_si128(x, bias), _mm_xor_si128(_mm_set1_epi32(limit), bias))) == 0xFFFF;
}
#define vi_shl(x, k) _mm_slli_epi32(x, k)
#define vi_sar(x, k) _mm_srai_epi32(x, k)
INLINE vi v_to_int(vf x) { return _mm_cvtps_epi32(x); }
INLINE vf v_from_int(vi x) { return _mm_cvtepi32_ps(x); }

INLINE vf v_div(vf a, vf b) { return _mm_div_ps(a, b); }
INLINE vf v_sqrt(vf x) { return _mm_sqrt_ps(x); }
INLINE vm vi_eq(vi a, vi b) { return _mm_castsi128_ps(_mm_cmpeq_epi32(a, b)); }
INLINE vf v_and(vf a, vf b) { return _mm_and_ps(a, b); }
INLINE vf v_or(vf a, vf b) { return _mm_or_ps(a, b); }
INLINE vf v_xor(vf a, vf b) { return _mm_xor_ps(a, b); }
INLINE vf v_andnot(vf a, vf b) { return _mm_andnot_ps(a, b); }

// Through int32_t, which is exact below 2^23; greater floats have no fraction.
INLINE vf v_trunc(vf x) {
  vf sign = _mm_and_ps(x, _mm_set1_ps(-0.0f));
  vm small = _mm_cmplt_ps(_mm_xor_ps(x, sign), _mm_set1_ps(0x1p23f));
  vf t = _mm_cvtepi32_ps(_mm_cvttps_epi32(x));
  return v_select(small, _mm_or_ps(t, sign), x);
}

INLINE vd d_wide(vf x) {
  return (vd){_mm_cvtps_pd(x), _mm_cvtps_pd(_mm_movehl_ps(x, x))};
}
INLINE vf d_narrow(vd x) { return _mm_movelh_ps(_mm_cvtpd_ps(x.low), _mm_cvtpd_ps(x.high)); }
INLINE vd d_load(const double *p) { return (vd){_mm_loadu_pd(p), _mm_loadu_pd(p + LANES / 2)}; }
INLINE void d_store(double *p, vd x) {
  _mm_storeu_pd(p, x.low);
  _mm_storeu_pd(p + LANES / 2, x.high);
}
INLINE vd d_set(double x) { return (vd){_mm_set1_pd(x), _mm_set1_pd(x)}; }
INLINE vd d_load_part(const double *p, size_t n, double fill) {
  double lane[LANES] = {fill, fill, fill, fill};
  for (size_t i = 0; i < n; i++) lane[i] = p[i];
  return d_load(lane);
}
INLINE void d_store_part(double *p, vd x, size_t n) {
  if (n & 2) {
    _mm_storeu_pd(p, x.low);
    x.low = x.high;
    p += 2;
  }
  if (n & 1) _mm_store_sd(p, x.low);
}

// The same in both registers.
#define BOTH(op) return (vd){op(a.low, b.low), op(a.high, b.high)};
INLINE vd d_add(vd a, vd b) { BOTH(_mm_add_pd) }
INLINE vd d_sub(vd a, vd b) { BOTH(_mm_sub_pd) }
INLINE vd d_mul(vd a, vd b) { BOTH(_mm_mul_pd) }
INLINE vd d_div(vd a, vd b) { BOTH(_mm_div_pd) }
INLINE vd d_greater(vd a, vd b) { BOTH(_mm_max_pd) }
INLINE vd d_lesser(vd a, vd b) { BOTH(_mm_min_pd) }
INLINE vd d_and(vd a, vd b) { BOTH(_mm_and_pd) }
INLINE vd d_or(vd a, vd b) { BOTH(_mm_or_pd) }
INLINE vd d_xor(vd a, vd b) { BOTH(_mm_xor_pd) }
INLINE vd d_andnot(vd a, vd b) { BOTH(_mm_andnot_pd) }
#undef BOTH
INLINE vd d_sqrt(vd x) { return (vd){_mm_sqrt_pd(x.low), _mm_sqrt_pd(x.high)}; }

INLINE md d_no_lanes(void) { return _mm_setzero_pd(); }
INLINE md d_unordered(vd a, vd b) {
  return _mm_or_pd(_mm_cmpunord_pd(a.low, b.low), _mm_cmpunord_pd(a.high, b.high));
}
INLINE md md_or(md a, md b) { return _mm_or_pd(a, b); }
INLINE int md_any(md m) { return _mm_movemask_pd(m); }

INLINE vd d_muladd(vd a, vd b, vd c) { return d_add(d_mul(a, b), c); }
INLINE vd d_clamp(vd x, double low, double high) {
  __m128d l = _mm_set1_pd(low), h = _mm_set1_pd(high);
  return (vd){_mm_min_pd(_mm_max_pd(x.low, l), h), _mm_min_pd(_mm_max_pd(x.high, l), h)};
}

// One by one: a fused operation on double would take more than it can do in two roundings.
INLINE vd d_fused(vd a, vd b, vd c) {
  double x[LANES], y[LANES], z[LANES];
  d_store(x, a), d_store(y, b), d_store(z, c);
  for (int i = 0; i < LANES; i++) z[i] = fma(x[i], y[i], z[i]);
  return d_load(z);
}

// a * b + c with one rounding. The product of two floats is exact in double. Their sum is rounded
// to odd, that is towards the neighbour whose last bit is 1 unless it is exact; the conversion to
// float then rounds as if the sum had been exact (Boldo and Melquiond 2008).
INLINE __m128d fused_half(__m128d a, __m128d b, __m128d c) {
  __m128d product = _mm_mul_pd(a, b), sum = _mm_add_pd(product, c);
  __m128d c_part = _mm_sub_pd(sum, product);
  __m128d error = _mm_add_pd(_mm_sub_pd(product, _mm_sub_pd(sum, c_part)), _mm_sub_pd(c, c_part));
  __m128d zero = _mm_setzero_pd();
  __m128d inexact = _mm_or_pd(_mm_cmplt_pd(error, zero), _mm_cmplt_pd(zero, error));
  // One step away from zero where error and sum have the same sign, towards zero otherwise.
  __m128i one = _mm_set_epi32(0, 1, 0, 1), bits = _mm_castpd_si128(sum);
  __m128d inward = _mm_xor_pd(_mm_cmplt_pd(error, zero), _mm_cmplt_pd(sum, zero));
  __m128i step = _mm_sub_epi64(_mm_xor_si128(one, _mm_castpd_si128(inward)),
                               _mm_castpd_si128(inward));
  __m128i even = _mm_sub_epi64(_mm_and_si128(bits, one), one);  // all ones where the last bit is 0
  step = _mm_and_si128(step, _mm_and_si128(even, _mm_castpd_si128(inexact)));
  return _mm_castsi128_pd(_mm_add_epi64(bits, step));
}
INLINE vf v_fused(vf a, vf b, vf c) {
  vd x = d_wide(a), y = d_wide(b), z = d_wide(c);
  return d_narrow((vd){fused_half(x.low, y.low, z.low), fused_half(x.high, y.high, z.high)});
}

#define ACROSS(combine)                                       \
  x = combine(x, _mm_movehl_ps(x, x));                        \
  x = combine(x, _mm_shuffle_ps(x, x, _MM_SHUFFLE(1, 1, 1, 1))); \
  return _mm_cvtss_f32(x);
INLINE float v_sum(vf x) { ACROSS(_mm_add_ps) }
INLINE float v_greatest(vf x) { ACROSS(_mm_max_ps) }
INLINE float v_least(vf x) { ACROSS(_mm_min_ps) }
#undef ACROSS

#define ACROSS(op)                                     \
  __m128d y = _mm_##op##_pd(x.low, x.high);            \
  return _mm_cvtsd_f64(_mm_##op##_sd(y, _mm_unpackhi_pd(y, y)));
INLINE double d_sum(vd x) { ACROSS(add) }
INLINE double d_greatest(vd x) { ACROSS(max) }
INLINE double d_least(vd x) { ACROSS(min) }
#undef ACROSS
