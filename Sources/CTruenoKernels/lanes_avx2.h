// AVX2 with FMA: eight floats.

#include <immintrin.h>

#include "lanes.h"

#define LANES 8
#define ACCUMULATORS 8
#define FUSED 1

TRUENO_TARGET_BEGIN("avx2,fma")

typedef __m256 vf;
typedef __m256i vi;
typedef __m256 vm;

// Eight ones, then eight zeros: a window of eight that begins 8 - n ones before the border.
static const int32_t part_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
INLINE __m256i part_mask(size_t n) {
  return _mm256_loadu_si256((const __m256i *)(part_masks + 8 - n));
}

INLINE vf v_load(const float *p) { return _mm256_loadu_ps(p); }
INLINE void v_store(float *p, vf x) { _mm256_storeu_ps(p, x); }
INLINE vf v_load_part(const float *p, size_t n, float fill) {
  __m256i mask = part_mask(n);
  return _mm256_blendv_ps(_mm256_set1_ps(fill), _mm256_maskload_ps(p, mask),
                          _mm256_castsi256_ps(mask));
}
INLINE void v_store_part(float *p, vf x, size_t n) {
  __m128 half = _mm256_castps256_ps128(x);
  if (n & 4) {
    _mm_storeu_ps(p, half);
    half = _mm256_extractf128_ps(x, 1);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, half);
    half = _mm_movehl_ps(half, half);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, half);
}
INLINE vf v_set(float x) { return _mm256_set1_ps(x); }

INLINE vf v_add(vf a, vf b) { return _mm256_add_ps(a, b); }
INLINE vf v_sub(vf a, vf b) { return _mm256_sub_ps(a, b); }
INLINE vf v_mul(vf a, vf b) { return _mm256_mul_ps(a, b); }
INLINE vf v_muladd(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }

INLINE vf v_greater(vf a, vf b) { return _mm256_max_ps(a, b); }
INLINE vf v_lesser(vf a, vf b) { return _mm256_min_ps(a, b); }

INLINE vm v_no_lanes(void) { return _mm256_setzero_ps(); }
INLINE vm v_unordered(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_UNORD_Q); }
INLINE vm vm_or(vm a, vm b) { return _mm256_or_ps(a, b); }
INLINE int vm_any(vm m) { return _mm256_movemask_ps(m); }

#define ACROSS(combine)                                                              \
  __m128 y = combine(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));        \
  y = combine(y, _mm_movehl_ps(y, y));                                               \
  y = combine(y, _mm_movehdup_ps(y));                                                \
  return _mm_cvtss_f32(y);
INLINE float v_sum(vf x) { ACROSS(_mm_add_ps) }
INLINE float v_greatest(vf x) { ACROSS(_mm_max_ps) }
INLINE float v_least(vf x) { ACROSS(_mm_min_ps) }
#undef ACROSS

TRUENO_TARGET_END
