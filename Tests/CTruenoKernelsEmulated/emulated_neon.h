// NEON through SIMDe, which multiplies and adds in two roundings where the processor does it in one.
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <math.h>
#include <simde/arm/neon.h>

#undef vfmaq_f32
static inline float32x4_t vfmaq_f32(float32x4_t c, float32x4_t a, float32x4_t b) {
  float x[4], y[4], z[4];
  vst1q_f32(x, a), vst1q_f32(y, b), vst1q_f32(z, c);
  for (int i = 0; i < 4; i++) z[i] = fmaf(x[i], y[i], z[i]);
  return vld1q_f32(z);
}

#undef vfmaq_f64
static inline float64x2_t vfmaq_f64(float64x2_t c, float64x2_t a, float64x2_t b) {
  double x[2], y[2], z[2];
  vst1q_f64(x, a), vst1q_f64(y, b), vst1q_f64(z, c);
  for (int i = 0; i < 2; i++) z[i] = fma(x[i], y[i], z[i]);
  return vld1q_f64(z);
}

static inline int32x4_t vcvtnq_s32_f32(float32x4_t a) {
  float x[4];
  int32_t n[4];
  vst1q_f32(x, a);
  for (int i = 0; i < 4; i++) n[i] = fabsf(x[i]) < 0x1p31f ? (int32_t)nearbyintf(x[i]) : 0;
  return vld1q_s32(n);
}

static inline float32x4_t vdivq_f32(float32x4_t a, float32x4_t b) {
  float x[4], y[4];
  vst1q_f32(x, a), vst1q_f32(y, b);
  for (int i = 0; i < 4; i++) x[i] /= y[i];
  return vld1q_f32(x);
}

static inline float64x2_t vdivq_f64(float64x2_t a, float64x2_t b) {
  double x[2], y[2];
  vst1q_f64(x, a), vst1q_f64(y, b);
  for (int i = 0; i < 2; i++) x[i] /= y[i];
  return vld1q_f64(x);
}

static inline float32x4_t vsqrtq_f32(float32x4_t a) {
  float x[4];
  vst1q_f32(x, a);
  for (int i = 0; i < 4; i++) x[i] = sqrtf(x[i]);
  return vld1q_f32(x);
}

static inline float64x2_t vsqrtq_f64(float64x2_t a) {
  double x[2];
  vst1q_f64(x, a);
  for (int i = 0; i < 2; i++) x[i] = sqrt(x[i]);
  return vld1q_f64(x);
}

static inline float64x2_t vcvt_high_f64_f32(float32x4_t a) {
  return vcvt_f64_f32(vget_high_f32(a));
}

#undef vfmsq_f32
static inline float32x4_t vfmsq_f32(float32x4_t c, float32x4_t a, float32x4_t b) {
  return vfmaq_f32(c, vnegq_f32(a), b);
}
