// One float at a time. Each load passes through an empty assembly statement that the vectorisers
// cannot see through, so that this back end stays scalar whatever the optimisation level.

#include "lanes.h"

#define LANES 1
#define ACCUMULATORS 1
#define FUSED 0

typedef float vf;
typedef int32_t vi;
typedef int vm;

INLINE vf v_load(const float *p) {
  float x = *p;
#if defined(__x86_64__)
  __asm__("" : "+x"(x));
#elif defined(__aarch64__)
  __asm__("" : "+w"(x));
#endif
  return x;
}
INLINE void v_store(float *p, vf x) { *p = x; }
INLINE vf v_load_part(const float *p, size_t n, float fill) { return fill; }
INLINE void v_store_part(float *p, vf x, size_t n) {}
INLINE vf v_set(float x) { return x; }

INLINE vf v_add(vf a, vf b) { return a + b; }
INLINE vf v_sub(vf a, vf b) { return a - b; }
INLINE vf v_mul(vf a, vf b) { return a * b; }
INLINE vf v_muladd(vf a, vf b, vf c) {
  vf product = a * b;
  return product + c;
}

INLINE vf v_greater(vf a, vf b) { return a > b ? a : b; }
INLINE vf v_lesser(vf a, vf b) { return a < b ? a : b; }

INLINE vm v_no_lanes(void) { return 0; }
INLINE vm v_unordered(vf a, vf b) { return __builtin_isunordered(a, b); }
INLINE vm vm_or(vm a, vm b) { return a | b; }
INLINE int vm_any(vm m) { return m; }

INLINE float v_sum(vf x) { return x; }
INLINE float v_greatest(vf x) { return x; }
INLINE float v_least(vf x) { return x; }
