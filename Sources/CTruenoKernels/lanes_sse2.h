// SSE2: four floats, no fused multiply-add, no rounding instruction, no blend.

#include <emmintrin.h>

#include "lanes.h"

#define LANES 4
#define ACCUMULATORS 8
#define FUSED 0

typedef __m128 vf;
typedef __m128i vi;
typedef __m128 vm;

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

INLINE vf v_greater(vf a, vf b) { return _mm_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return _mm_setzero_ps(); }
INLINE vm v_unordered(vf a, vf b) { return _mm_cmpunord_ps(a, b); }
INLINE vm vm_or(vm a, vm b) { return _mm_or_ps(a, b); }
INLINE int vm_any(vm m) { return _mm_movemask_ps(m); }

#define ACROSS(combine)                                       \
  x = combine(x, _mm_movehl_ps(x, x));                        \
  x = combine(x, _mm_shuffle_ps(x, x, _MM_SHUFFLE(1, 1, 1, 1))); \
  return _mm_cvtss_f32(x);
INLINE float v_sum(vf x) { ACROSS(_mm_add_ps) }
INLINE float v_greatest(vf x) { ACROSS(_mm_max_ps) }
INLINE float v_least(vf x) { ACROSS(_mm_min_ps) }
#undef ACROSS
