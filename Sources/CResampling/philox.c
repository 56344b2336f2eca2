// The generator of Sources/PerfStats/Numerics/Philox.swift for many counters at
// once. In C, because a loop can be compiled for several instruction sets there.
// Source: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011.
#include "CResampling.h"

static inline __attribute__((always_inline)) void
words_of(const uint32_t *restrict block, const uint32_t *restrict row, uint32_t stream,
         uint32_t key_low, uint32_t key_high, size_t count, uint32_t *restrict words) {
  for (size_t i = 0; i < count; i++) {
    // 64 bits a lane, the upper half zero: what the vector multiplication takes.
    uint64_t x0 = block[i], x1 = row[i], x2 = stream, x3 = 0;
    uint32_t k0 = key_low, k1 = key_high;
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      uint64_t left = (uint64_t)(uint32_t)x0 * 0xD2511F53u;
      uint64_t right = (uint64_t)(uint32_t)x2 * 0xCD9E8D57u;
      x0 = (right >> 32) ^ x1 ^ k0;
      x1 = (uint32_t)right;
      x2 = (left >> 32) ^ x3 ^ k1;
      x3 = (uint32_t)left;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    words[i] = (uint32_t)x0;
    words[count + i] = (uint32_t)x1;
    words[2 * count + i] = (uint32_t)x2;
    words[3 * count + i] = (uint32_t)x3;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))) static void
words_avx512(const uint32_t *block, const uint32_t *row, uint32_t stream, uint32_t key_low,
             uint32_t key_high, size_t count, uint32_t *words) {
  words_of(block, row, stream, key_low, key_high, count, words);
}

__attribute__((target("avx2"))) static void
words_avx2(const uint32_t *block, const uint32_t *row, uint32_t stream, uint32_t key_low,
           uint32_t key_high, size_t count, uint32_t *words) {
  words_of(block, row, stream, key_low, key_high, count, words);
}
#endif

void philox_words(const uint32_t *block, const uint32_t *row, uint32_t stream,
                  uint32_t key_low, uint32_t key_high, size_t count, uint32_t *words) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    words_avx512(block, row, stream, key_low, key_high, count, words);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    words_avx2(block, row, stream, key_low, key_high, count, words);
    return;
  }
#endif
  words_of(block, row, stream, key_low, key_high, count, words);
}
