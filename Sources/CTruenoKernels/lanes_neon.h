// NEON (arm64): four floats, fused multiply-add.

#if !defined(TRUENO_EMULATE)  // tests bring their own
#include <arm_neon.h>
#endif

#include "lanes.h"

#define LANES 4
#define MAGNITUDES 1
#define TOGETHER 4
#define TURNS 2
#define ACCUMULATORS 8
#define FUSED 1
#define ROUNDS 1
#define SCALES 0
#define SPLITS 0
#define ROOT_BITS 0

typedef float32x4_t vf;
typedef int32x4_t vi;
typedef uint32x4_t vm;
typedef struct {
  float64x2_t low, high;
} vd;
typedef vm md;

INLINE vf v_load(const float *p) { return vld1q_f32(p); }
INLINE void v_store(float *p, vf x) { vst1q_f32(p, x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  float lane[4] = {fill, fill, fill, fill};
  for (size_t i = 0; i < n; i++) lane[i] = p[i];
  return vld1q_f32(lane);
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  float lane[4];
  vst1q_f32(lane, x);
  for (size_t i = 0; i < n; i++) p[i] = lane[i];
}
INLINE vf v_set(float x) { return vdupq_n_f32(x); }

INLINE vf v_add(vf a, vf b) { return vaddq_f32(a, b); }
INLINE vf v_sub(vf a, vf b) { return vsubq_f32(a, b); }
INLINE vf v_mul(vf a, vf b) { return vmulq_f32(a, b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return vfmaq_f32(c, a, b); }
INLINE vf v_nmuladd(vf a, vf b, vf c) { return vfmsq_f32(c, a, b); }

INLINE vf v_greater(vf a, vf b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
INLINE vf v_lesser(vf a, vf b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
// s, or |x| where that is greater as an integer; s has no sign.
INLINE vf v_magnitude(vf s, vf x) {
  return vreinterpretq_f32_s32(
      vmaxq_s32(vreinterpretq_s32_f32(s), vreinterpretq_s32_f32(vabsq_f32(x))));
}

INLINE vm v_no_lanes(void) { return vdupq_n_u32(0); }
INLINE vm v_unordered(vf a, vf b) {
  return vmvnq_u32(vandq_u32(vceqq_f32(a, a), vceqq_f32(b, b)));
}
INLINE vm vm_or(vm a, vm b) { return vorrq_u32(a, b); }
INLINE int vm_any(vm m) { return vmaxvq_u32(m) != 0; }

INLINE vm vm_and(vm a, vm b) { return vandq_u32(a, b); }
INLINE int vm_all(vm m) { return vminvq_u32(m) != 0; }
INLINE unsigned vm_bits(vm m) {
  const uint32_t bit[4] = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(m, vld1q_u32(bit)));
}
INLINE vm v_lt(vf a, vf b) { return vcltq_f32(a, b); }
INLINE vm v_le(vf a, vf b) { return vcleq_f32(a, b); }
INLINE vm v_eq(vf a, vf b) { return vceqq_f32(a, b); }
INLINE vf v_select(vm m, vf a, vf b) { return vbslq_f32(m, a, b); }

INLINE vi v_bits(vf x) { return vreinterpretq_s32_f32(x); }
INLINE vf v_from_bits(vi x) { return vreinterpretq_f32_s32(x); }
INLINE vi vi_set(int32_t x) { return vdupq_n_s32(x); }
INLINE vi vi_add(vi a, vi b) { return vaddq_s32(a, b); }
INLINE vi vi_sub(vi a, vi b) { return vsubq_s32(a, b); }
INLINE vi vi_and(vi a, vi b) { return vandq_s32(a, b); }
INLINE int vi_below(vi x, int32_t limit) {
  return vmaxvq_u32(vreinterpretq_u32_s32(x)) < (uint32_t)limit;
}
#define vi_shl(x, k) vshlq_n_s32(x, k)
#define vi_sar(x, k) vshrq_n_s32(x, k)
INLINE vm vi_eq(vi a, vi b) { return vceqq_s32(a, b); }
INLINE vi v_to_int(vf x) { return vcvtnq_s32_f32(x); }
INLINE vf v_from_int(vi x) { return vcvtq_f32_s32(x); }
INLINE vf v_select_negative(vf x, vf a, vf b) {
  return vbslq_f32(vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_f32(x), 31)), a, b);
}
INLINE vf v_and(vf a, vf b) { return vreinterpretq_f32_s32(vandq_s32(v_bits(a), v_bits(b))); }
INLINE vf v_or(vf a, vf b) { return vreinterpretq_f32_s32(vorrq_s32(v_bits(a), v_bits(b))); }
INLINE vf v_xor(vf a, vf b) { return vreinterpretq_f32_s32(veorq_s32(v_bits(a), v_bits(b))); }
INLINE vf v_andnot(vf a, vf b) { return vreinterpretq_f32_s32(vbicq_s32(v_bits(b), v_bits(a))); }

// The four bytes of each number: 4 (n mod 8) and the three behind.
INLINE vf v_of_eight(const float *table, vi n) {
  vi at = vmlaq_n_s32(vdupq_n_s32(0x03020100), vandq_s32(n, vdupq_n_s32(7)), 0x04040404);
  uint8x16x2_t bytes = {{vld1q_u8((const uint8_t *)table), vld1q_u8((const uint8_t *)(table + 4))}};
  return vreinterpretq_f32_u8(vqtbl2q_u8(bytes, vreinterpretq_u8_s32(at)));
}

INLINE vf v_div(vf a, vf b) { return vdivq_f32(a, b); }
INLINE vf v_sqrt(vf x) { return vsqrtq_f32(x); }
INLINE vf v_fused(vf a, vf b, vf c) { return vfmaq_f32(c, a, b); }
INLINE vf v_trunc(vf x) { return vrndq_f32(x); }
INLINE vf v_floor(vf x) { return vrndmq_f32(x); }
INLINE vf v_ceil(vf x) { return vrndpq_f32(x); }

INLINE vd d_wide(vf x) { return (vd){vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)}; }
INLINE vf d_narrow(vd x) { return vcombine_f32(vcvt_f32_f64(x.low), vcvt_f32_f64(x.high)); }
INLINE vd d_load(const double *p) { return (vd){vld1q_f64(p), vld1q_f64(p + 2)}; }
INLINE void d_store(double *p, vd x) {
  vst1q_f64(p, x.low);
  vst1q_f64(p + 2, x.high);
}
INLINE vd d_set(double x) { return (vd){vdupq_n_f64(x), vdupq_n_f64(x)}; }
INLINE vd d_load_part(const double *p, size_t n, double fill) {
  double lane[LANES] = {fill, fill, fill, fill};
  for (size_t i = 0; i < n; i++) lane[i] = p[i];
  return d_load(lane);
}
INLINE void d_store_part(double *p, vd x, size_t n) {
  double lane[LANES];
  d_store(lane, x);
  for (size_t i = 0; i < n; i++) p[i] = lane[i];
}

// The same in both registers.
#define BOTH(op) return (vd){op(a.low, b.low), op(a.high, b.high)};
INLINE vd d_add(vd a, vd b) { BOTH(vaddq_f64) }
INLINE vd d_sub(vd a, vd b) { BOTH(vsubq_f64) }
INLINE vd d_mul(vd a, vd b) { BOTH(vmulq_f64) }
INLINE vd d_div(vd a, vd b) { BOTH(vdivq_f64) }
#define GREATER(a, b) vbslq_f64(vcgtq_f64(a, b), a, b)
#define LESSER(a, b) vbslq_f64(vcltq_f64(a, b), a, b)
INLINE vd d_greater(vd a, vd b) { BOTH(GREATER) }
INLINE vd d_lesser(vd a, vd b) { BOTH(LESSER) }
#undef GREATER
#undef LESSER
#define ON_BITS(op, a, b) vreinterpretq_f64_u64(op(vreinterpretq_u64_f64(a), vreinterpretq_u64_f64(b)))
#define AND(a, b) ON_BITS(vandq_u64, a, b)
#define OR(a, b) ON_BITS(vorrq_u64, a, b)
#define XOR(a, b) ON_BITS(veorq_u64, a, b)
#define AND_NOT(a, b) ON_BITS(vbicq_u64, b, a)
INLINE vd d_and(vd a, vd b) { BOTH(AND) }
INLINE vd d_or(vd a, vd b) { BOTH(OR) }
INLINE vd d_xor(vd a, vd b) { BOTH(XOR) }
INLINE vd d_andnot(vd a, vd b) { BOTH(AND_NOT) }
#undef ON_BITS
#undef AND
#undef OR
#undef XOR
#undef AND_NOT
#undef BOTH
INLINE vd d_sqrt(vd x) { return (vd){vsqrtq_f64(x.low), vsqrtq_f64(x.high)}; }

INLINE md d_no_lanes(void) { return vdupq_n_u32(0); }
INLINE md d_unordered(vd a, vd b) {
  uint64x2_t low = vandq_u64(vceqq_f64(a.low, a.low), vceqq_f64(b.low, b.low));
  uint64x2_t high = vandq_u64(vceqq_f64(a.high, a.high), vceqq_f64(b.high, b.high));
  return vmvnq_u32(vreinterpretq_u32_u64(vandq_u64(low, high)));
}
INLINE md md_or(md a, md b) { return vm_or(a, b); }
INLINE int md_any(md m) { return vm_any(m); }

INLINE vd d_muladd(vd a, vd b, vd c) {
  return (vd){vfmaq_f64(c.low, a.low, b.low), vfmaq_f64(c.high, a.high, b.high)};
}
INLINE vd d_fused(vd a, vd b, vd c) { return d_muladd(a, b, c); }
INLINE vd d_clamp(vd x, double low, double high) {
  float64x2_t l = vdupq_n_f64(low), h = vdupq_n_f64(high);
  return (vd){vminq_f64(vmaxq_f64(x.low, l), h), vminq_f64(vmaxq_f64(x.high, l), h)};
}

INLINE float v_sum(vf x) { return vaddvq_f32(x); }
INLINE float v_greatest(vf x) { return vmaxvq_f32(x); }
INLINE float v_least(vf x) { return vminvq_f32(x); }

INLINE double d_sum(vd x) { return vaddvq_f64(vaddq_f64(x.low, x.high)); }
INLINE double d_greatest(vd x) { return vmaxvq_f64(vmaxq_f64(x.low, x.high)); }
INLINE double d_least(vd x) { return vminvq_f64(vminq_f64(x.low, x.high)); }
