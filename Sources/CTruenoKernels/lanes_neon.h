// NEON (arm64): four floats, fused multiply-add.

#if !defined(TRUENO_EMULATE)  // tests bring their own
#include <arm_neon.h>
#endif

#include "lanes.h"

#define LANES 4
#define ACCUMULATORS 8
#define FUSED 1

typedef float32x4_t vf;
typedef int32x4_t vi;
typedef uint32x4_t vm;

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

INLINE vf v_greater(vf a, vf b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
INLINE vf v_lesser(vf a, vf b) { return vbslq_f32(vcltq_f32(a, b), a, b); }

INLINE vm v_no_lanes(void) { return vdupq_n_u32(0); }
INLINE vm v_unordered(vf a, vf b) {
  return vmvnq_u32(vandq_u32(vceqq_f32(a, a), vceqq_f32(b, b)));
}
INLINE vm vm_or(vm a, vm b) { return vorrq_u32(a, b); }
INLINE int vm_any(vm m) { return vmaxvq_u32(m) != 0; }

INLINE float v_sum(vf x) { return vaddvq_f32(x); }
INLINE float v_greatest(vf x) { return vmaxvq_f32(x); }
INLINE float v_least(vf x) { return vminvq_f32(x); }
