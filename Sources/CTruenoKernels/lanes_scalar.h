// One float at a time. The results of arithmetic, the operands of comparisons and what is stored pass
// through an empty assembly statement that the vectorisers cannot see through, so that this back end stays
// scalar whatever the optimisation level.

#include "lanes.h"

#define LANES 1
#define MAGNITUDES 0
#define TOGETHER 1  // several would be made one vector
#define TURNS 4
#define ACCUMULATORS 1
#define FUSED 0
#define ROUNDS 0
#define SCALES 0
#define SPLITS 0
#define ROOT_BITS 0

typedef float vf;
typedef int32_t vi;
typedef int vm;
typedef double vd;
typedef int md;

#if defined(__x86_64__)
#define HIDE(x) __asm__("" : "+x"(x))
#elif defined(__aarch64__)
#define HIDE(x) __asm__("" : "+w"(x))
#else
#define HIDE(x)
#endif
INLINE float hidden(float x) {
  HIDE(x);
  return x;
}
INLINE double hidden_double(double x) {
  HIDE(x);
  return x;
}

INLINE vf v_load(const float *p) { return *p; }
INLINE void v_store(float *p, vf x) { *p = hidden(x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) { return fill; }
INLINE void v_store_part(float *p, vf x, size_t n) {}
INLINE vf v_set(float x) { return x; }

INLINE vf v_add(vf a, vf b) { return hidden(a + b); }
INLINE vf v_sub(vf a, vf b) { return hidden(a - b); }
INLINE vf v_mul(vf a, vf b) { return hidden(a * b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return v_add(v_mul(a, b), c); }
INLINE vf v_nmuladd(vf a, vf b, vf c) { return v_sub(c, v_mul(a, b)); }

INLINE vf v_greater(vf a, vf b) { return hidden(a > b ? a : b); }
INLINE vf v_lesser(vf a, vf b) { return hidden(a < b ? a : b); }

INLINE vm v_no_lanes(void) { return 0; }
INLINE vm v_unordered(vf a, vf b) { return __builtin_isunordered(hidden(a), b); }
INLINE vm vm_or(vm a, vm b) { return a | b; }
INLINE int vm_any(vm m) { return m; }

INLINE vm vm_and(vm a, vm b) { return a & b; }
INLINE int vm_all(vm m) { return m; }
INLINE unsigned vm_bits(vm m) { return (unsigned)m; }
INLINE vm v_lt(vf a, vf b) { return a < b; }
INLINE vm v_le(vf a, vf b) { return a <= b; }
INLINE vm v_eq(vf a, vf b) { return hidden(a) == b; }
INLINE vf v_select(vm m, vf a, vf b) { return m ? a : b; }

INLINE vf v_select_negative(vf x, vf a, vf b) { return signbit(x) ? a : b; }

INLINE vi v_bits(vf x) {
  vi i;
  memcpy(&i, &x, sizeof i);
  return i;
}
INLINE vf v_from_bits(vi i) {
  vf x;
  memcpy(&x, &i, sizeof x);
  return x;
}
INLINE vi vi_set(int32_t i) { return i; }
INLINE vi vi_add(vi a, vi b) { return (vi)((uint32_t)a + (uint32_t)b); }
INLINE vi vi_sub(vi a, vi b) { return (vi)((uint32_t)a - (uint32_t)b); }
INLINE vi vi_and(vi a, vi b) { return a & b; }
INLINE int vi_below(vi x, int32_t limit) { return (uint32_t)x < (uint32_t)limit; }
#define vi_shl(x, k) ((vi)((uint32_t)(x) << (k)))
#define vi_sar(x, k) ((x) >> (k))
INLINE vm vi_eq(vi a, vi b) { return a == b; }
INLINE vi v_to_int(vf x) { return fabsf(x) < 0x1p30f ? (vi)x : 0; }
INLINE vf v_from_int(vi i) { return (vf)i; }

INLINE vf v_and(vf a, vf b) { return v_from_bits(v_bits(a) & v_bits(b)); }
INLINE vf v_or(vf a, vf b) { return v_from_bits(v_bits(a) | v_bits(b)); }
INLINE vf v_xor(vf a, vf b) { return v_from_bits(v_bits(a) ^ v_bits(b)); }
INLINE vf v_andnot(vf a, vf b) { return v_from_bits(~v_bits(a) & v_bits(b)); }

INLINE vf v_div(vf a, vf b) { return hidden(a / b); }
INLINE vf v_sqrt(vf x) { return __builtin_sqrtf(x); }
INLINE vf v_fused(vf a, vf b, vf c) { return fmaf(a, b, c); }
INLINE vf v_trunc(vf x) {
  vf t = fabsf(x) < 0x1p23f ? (float)(int32_t)x : x;
  return copysignf(t, x);
}

INLINE vd d_wide(vf x) { return x; }
INLINE vf d_narrow(vd x) { return (vf)x; }
INLINE vd d_load(const double *p) { return *p; }
INLINE void d_store(double *p, vd x) { *p = x; }
INLINE vd d_load_part(const double *p, size_t n, double fill) { return fill; }
INLINE void d_store_part(double *p, vd x, size_t n) {}
INLINE vd d_set(double x) { return x; }
INLINE vd d_add(vd a, vd b) { return hidden_double(a + b); }
INLINE vd d_sub(vd a, vd b) { return hidden_double(a - b); }
INLINE vd d_mul(vd a, vd b) { return hidden_double(a * b); }
INLINE vd d_div(vd a, vd b) { return hidden_double(a / b); }
INLINE vd d_muladd(vd a, vd b, vd c) { return d_add(d_mul(a, b), c); }
INLINE vd d_clamp(vd x, double low, double high) {
  x = x > low ? x : low;
  return x < high ? x : high;
}

INLINE vd d_fused(vd a, vd b, vd c) { return hidden_double(fma(a, b, c)); }
INLINE vd d_sqrt(vd x) { return hidden_double(__builtin_sqrt(x)); }

INLINE vd d_greater(vd a, vd b) { return hidden_double(a > b ? a : b); }
INLINE vd d_lesser(vd a, vd b) { return hidden_double(a < b ? a : b); }
INLINE md d_no_lanes(void) { return 0; }
INLINE md d_unordered(vd a, vd b) { return __builtin_isunordered(hidden_double(a), b); }
INLINE md md_or(md a, md b) { return a | b; }
INLINE int md_any(md m) { return m; }

INLINE uint64_t d_bits(vd x) {
  uint64_t i;
  memcpy(&i, &x, sizeof i);
  return i;
}
INLINE vd d_from_bits(uint64_t i) {
  vd x;
  memcpy(&x, &i, sizeof x);
  return hidden_double(x);
}
INLINE vd d_and(vd a, vd b) { return d_from_bits(d_bits(a) & d_bits(b)); }
INLINE vd d_or(vd a, vd b) { return d_from_bits(d_bits(a) | d_bits(b)); }
INLINE vd d_xor(vd a, vd b) { return d_from_bits(d_bits(a) ^ d_bits(b)); }
INLINE vd d_andnot(vd a, vd b) { return d_from_bits(~d_bits(a) & d_bits(b)); }

INLINE double d_sum(vd x) { return x; }
INLINE double d_greatest(vd x) { return x; }
INLINE double d_least(vd x) { return x; }

INLINE float v_sum(vf x) { return x; }
INLINE float v_greatest(vf x) { return x; }
INLINE float v_least(vf x) { return x; }
