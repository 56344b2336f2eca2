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
