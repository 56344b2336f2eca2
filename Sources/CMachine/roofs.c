// The plainest loops of each register width: what a kernel of that width can reach at best.

#include "CMachine.h"

#if defined(__x86_64__)
#define TARGET(features) __attribute__((target(features)))
#else
#define TARGET(features)
#endif

// Arrays start on cache lines and `bytes` is a multiple of 256, four of the widest registers. No two arrays
// start at the same distance modulo 4096: equal distances make loads wait for unrelated stores.
#define UNROLLED _Pragma("clang loop unroll(full)") for (int k = 0; k < 4; k++)
#define STREAMS(width, target)                                                                    \
  typedef float floats_##width __attribute__((vector_size(width), may_alias));                    \
  typedef int ints_##width __attribute__((vector_size(width), may_alias));                        \
  target static void read_##width(const char *memory, size_t bytes) {                             \
    const ints_##width *a = (const void *)memory;                                                 \
    ints_##width seen[4] = {{0}};                                                                 \
    for (size_t i = 0; i < bytes / width; i += 4) UNROLLED seen[k] ^= a[i + k];                   \
    seen[0] ^= seen[1] ^ seen[2] ^ seen[3];                                                       \
    __asm__ volatile("" : : "m"(seen[0]));                                                        \
  }                                                                                               \
  target static void scale_##width(char *memory, size_t bytes, size_t stride, float factor) {     \
    floats_##width *a = (void *)memory;                                                           \
    const floats_##width *b = (const void *)(memory + stride);                                    \
    for (size_t i = 0; i < bytes / width; i += 4) UNROLLED a[i + k] = b[i + k] * factor;          \
  }                                                                                               \
  target static void triad_##width(char *memory, size_t bytes, size_t stride, float factor) {     \
    floats_##width *a = (void *)memory;                                                           \
    const floats_##width *b = (const void *)(memory + stride);                                    \
    const floats_##width *c = (const void *)(memory + 2 * stride);                                \
    for (size_t i = 0; i < bytes / width; i += 4)                                                 \
      UNROLLED a[i + k] = b[i + k] + c[i + k] * factor;                                           \
  }

STREAMS(16, )
#if defined(__x86_64__)
STREAMS(32, TARGET("avx2,fma"))
STREAMS(64, TARGET("avx512f"))
#endif

#define RUN_STREAM(width)                                                       \
  case width:                                                                   \
    if (stream == machine_read) read_##width(memory, bytes);                    \
    if (stream == machine_scale) scale_##width(memory, bytes, stride, factor);  \
    if (stream == machine_triad) triad_##width(memory, bytes, stride, factor);  \
    break;

void machine_repeat_stream(machine_stream stream, int width, char *memory, size_t bytes,
                           size_t stride, size_t iterations) {
  float factor = 1;
  for (size_t i = 0; i < iterations; i++) {
    __asm__ volatile("" : "+m"(factor) : : "memory");
    switch (width) {
      RUN_STREAM(16)
#if defined(__x86_64__)
      RUN_STREAM(32)
      RUN_STREAM(64)
#endif
    }
  }
}

// Twelve chains, so that none waits for itself; 24 operations per lane and step. The empty assembly statement
// keeps every result, in a register of its own.
#define CHAINS(n) _Pragma("clang loop unroll(full)") for (int k = 0; k < n; k++)
#if defined(__x86_64__)
#define KEEP(value) __asm__ volatile("" : "+v"(value))
#else
#define KEEP(value) __asm__ volatile("" : "+w"(value))
#endif
#define FUSED(name, type, target)                              \
  target static void arithmetic_##name(size_t steps) {         \
    type x[12] = {{0}}, one = {0}, zero = {0};                 \
    one += 1;                                                  \
    KEEP(one);                                                 \
    KEEP(zero);                                                \
    for (size_t i = 0; i < steps; i++) CHAINS(12) {            \
        x[k] = x[k] * one + zero;                              \
        KEEP(x[k]);                                            \
      }                                                        \
  }
// Without a fused instruction: six chains of products beside six of sums, twice.
#define SEPARATE(name, type)                                   \
  static void arithmetic_##name(size_t steps) {                \
    type x[6] = {0}, y[6] = {0}, one = {0}, zero = {0};        \
    one += 1;                                                  \
    KEEP(one);                                                 \
    KEEP(zero);                                                \
    for (size_t i = 0; i < 2 * steps; i++) CHAINS(6) {         \
        x[k] *= one;                                           \
        y[k] += zero;                                          \
        KEEP(x[k]);                                            \
        KEEP(y[k]);                                            \
      }                                                        \
  }

SEPARATE(4, float)
#if defined(__x86_64__)
SEPARATE(16, floats_16)
FUSED(32, floats_32, TARGET("avx2,fma"))
FUSED(64, floats_64, TARGET("avx512f"))
#else
FUSED(16, floats_16, )
#endif

void machine_repeat_arithmetic(int width, size_t steps) {
  switch (width) {
    case 4: arithmetic_4(steps); break;
    case 16: arithmetic_16(steps); break;
#if defined(__x86_64__)
    case 32: arithmetic_32(steps); break;
    case 64: arithmetic_64(steps); break;
#endif
  }
}
