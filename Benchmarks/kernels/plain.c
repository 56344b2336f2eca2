// The kernels as one writes them first: one register a turn, one accumulator, a scalar tail. trueno
// (paiml/trueno, Rust), the library whose operations these are, has them so; this is its way of doing
// it written anew in C, for the same compiler back end (LLVM at -O3). As there, dot with AVX2 has four
// accumulators and normL2 is built on it, argmax with AVX2 carries positions as floats and with AVX-512
// searches for the maximum afterwards, and the functions go without the care for accuracy, NaN and
// subnormal numbers that the kernels beside them take.
#include "plain.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#define ALL_BUT_SIGN __builtin_nanf("0x3fffff")

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
static inline float across_add(__m128 x) {
  x = _mm_add_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_add_ss(x, _mm_shuffle_ps(x, x, 1)));
}
static inline float across_max(__m128 x) {
  x = _mm_max_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_max_ss(x, _mm_shuffle_ps(x, x, 1)));
}
static inline float across_min(__m128 x) {
  x = _mm_min_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_min_ss(x, _mm_shuffle_ps(x, x, 1)));
}
#define HALVES(op, x) across_##op(_mm_##op##_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1)))
#define W 8
#define V __m256
#define M(op) _mm256_##op
#define N(name) name##_8
#define AND(x, y) _mm256_and_ps(x, y)
#define FLOOR(x) _mm256_floor_ps(x)
#define AS_FLOAT(x) _mm256_castsi256_ps(x)
#define REDUCE_ADD(x) HALVES(add, x)
#define REDUCE_MAX(x) HALVES(max, x)
#define REDUCE_MIN(x) HALVES(min, x)
#include "plain_loops.h"

static float dot_8(const float *a, const float *b, size_t n) {
  size_t i = 0;
  __m256 s[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
  for (; i + 32 <= n; i += 32) {
    for (int k = 0; k < 4; k++) s[k] = _mm256_fmadd_ps(LOAD(a + i + 8 * k), LOAD(b + i + 8 * k), s[k]);
  }
  for (; i + 8 <= n; i += 8) s[0] = _mm256_fmadd_ps(LOAD(a + i), LOAD(b + i), s[0]);
  float r = REDUCE_ADD(_mm256_add_ps(_mm256_add_ps(s[0], s[1]), _mm256_add_ps(s[2], s[3])));
  for (; i < n; i++) r += a[i] * b[i];
  return r;
}
static float normL2_8(const float *a, const float *b, size_t n) { return sqrtf(dot_8(a, a, n)); }

static size_t argmax_8(const float *a, size_t n) {
  size_t i = 0;
  __m256 most = SET(a[0]), where = SET(0), here = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
  for (; i + 8 <= n; i += 8) {
    __m256 x = LOAD(a + i), above = _mm256_cmp_ps(x, most, _CMP_GT_OQ);
    most = _mm256_blendv_ps(most, x, above);
    where = _mm256_blendv_ps(where, here, above);
    here = _mm256_add_ps(here, SET(8));
  }
  float values[8], positions[8], r = a[0];
  size_t position = 0;
  _mm256_storeu_ps(values, most);
  _mm256_storeu_ps(positions, where);
  for (int k = 0; k < 8; k++) {
    if (values[k] > r) r = values[k], position = (size_t)positions[k];
  }
  for (; i < n; i++) {
    if (a[i] > r) r = a[i], position = i;
  }
  return position;
}
#pragma clang attribute pop

#undef W
#undef V
#undef M
#undef N
#undef AND
#undef FLOOR
#undef AS_FLOAT
#undef REDUCE_ADD
#undef REDUCE_MAX
#undef REDUCE_MIN
#undef LOAD
#undef SET
#undef MAP
#undef REDUCE

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define W 16
#define V __m512
#define M(op) _mm512_##op
#define N(name) name##_16
#define AND(x, y) AS_FLOAT(_mm512_and_si512(_mm512_castps_si512(x), _mm512_castps_si512(y)))
#define FLOOR(x) _mm512_roundscale_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)
#define AS_FLOAT(x) _mm512_castsi512_ps(x)
#define REDUCE_ADD(x) _mm512_reduce_add_ps(x)
#define REDUCE_MAX(x) _mm512_reduce_max_ps(x)
#define REDUCE_MIN(x) _mm512_reduce_min_ps(x)
#include "plain_loops.h"

static float dot_16(const float *a, const float *b, size_t n) {
  size_t i = 0;
  __m512 s = _mm512_setzero_ps();
  for (; i + 16 <= n; i += 16) s = _mm512_fmadd_ps(LOAD(a + i), LOAD(b + i), s);
  float r = _mm512_reduce_add_ps(s);
  for (; i < n; i++) r += a[i] * b[i];
  return r;
}
REDUCE(normL2, 0, M(add_ps)(s, M(mul_ps)(x, x)), REDUCE_ADD, r + v * v, sqrtf(r))

static size_t argmax_16(const float *a, size_t n) {
  float most = max_16(a, NULL, n);
  for (size_t i = 0; i < n; i++) {
    if (a[i] == most) return i;
  }
  return 0;
}
#pragma clang attribute pop

static float dot_1(const float *a, const float *b, size_t n) {
  float r = 0;
  for (size_t i = 0; i < n; i++) r += a[i] * b[i];
  return r;
}
static float max_1(const float *a, const float *b, size_t n) {
  float r = a[0];
  for (size_t i = 1; i < n; i++) r = a[i] > r ? a[i] : r;
  return r;
}

#define BOTH(kind, name)                                       \
  {trueno_op_##name, "plain/8", {.kind = name##_8}},           \
  {trueno_op_##name, "plain/16", {.kind = name##_16}}
const plain_kernel plain_kernels[] = {
    BOTH(map, add), BOTH(map, scale), BOTH(map, abs), BOTH(map, fma), BOTH(map, relu), BOTH(map, sqrt),
    BOTH(map, exp), BOTH(map, sigmoid), BOTH(map, swish), BOTH(map, tanh), BOTH(map, gelu),
    BOTH(reduce, sum), BOTH(reduce, max), BOTH(reduce, min), BOTH(reduce, normL1),
    BOTH(reduce, normLinf), BOTH(reduce, normL2), BOTH(reduce, dot), BOTH(search, argmax),
    {trueno_op_dot, "plain/1", {.reduce = dot_1}}, {trueno_op_max, "plain/1", {.reduce = max_1}},
};
const int plain_kernel_count = sizeof plain_kernels / sizeof *plain_kernels;
#else
const plain_kernel plain_kernels[1];
const int plain_kernel_count = 0;
#endif
