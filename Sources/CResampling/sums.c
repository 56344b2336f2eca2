// Sums of samples with whole numbers below 256 as weights, for 64 resamples at once: their weights of
// one sample stand side by side, so that no vector is ever summed across.
#include "CResampling.h"

#include <string.h>

typedef uint8_t bytes __attribute__((vector_size(8)));
typedef double doubles __attribute__((vector_size(64)));

static inline __attribute__((always_inline)) void
sums_of(const uint8_t *restrict weights, const double *restrict samples, size_t count,
        size_t blocks, double *restrict sums) {
// A fused multiplication would round otherwise where there is one.
#pragma STDC FP_CONTRACT OFF
  for (size_t block = 0; block < blocks; block++) {
    doubles sum[8] = {{0}};
    for (size_t i = 0; i < count; i++) {
      doubles sample = samples[i] - (doubles){0};
#pragma clang loop unroll(full)
      for (int lane = 0; lane < 8; lane++) {
        bytes weight;
        memcpy(&weight, weights + 8 * lane, sizeof weight);
        doubles product = __builtin_convertvector(weight, doubles) * sample;
        sum[lane] += product;
      }
      weights += RESAMPLING_BLOCK;
    }
    memcpy(sums, sum, sizeof sum);
    sums += RESAMPLING_BLOCK;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))) static void
sums_avx512(const uint8_t *weights, const double *samples, size_t count, size_t blocks,
            double *sums) {
  sums_of(weights, samples, count, blocks, sums);
}

__attribute__((target("avx2"))) static void
sums_avx2(const uint8_t *weights, const double *samples, size_t count, size_t blocks,
          double *sums) {
  sums_of(weights, samples, count, blocks, sums);
}
#endif

void resampling_sums(const uint8_t *weights, const double *samples, size_t count, size_t blocks,
                     double *sums) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    sums_avx512(weights, samples, count, blocks, sums);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    sums_avx2(weights, samples, count, blocks, sums);
    return;
  }
#endif
  sums_of(weights, samples, count, blocks, sums);
}
