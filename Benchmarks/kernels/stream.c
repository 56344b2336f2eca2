// Compiled on its own with -O3 -march=native -ffast-math: whatever vectors the compiler likes.
#include "stream.h"

#define MAP(name, expression)                                                                  \
  void name(float *restrict out, const float *restrict a, const float *restrict b,             \
            const float *restrict c, size_t n, float p, float q) {                             \
    for (size_t i = 0; i < n; i++) out[i] = expression;                                        \
  }
MAP(stream_copy, a[i] * p)
MAP(stream_add, a[i] + b[i])
MAP(stream_triad, a[i] * b[i] + c[i])

#define READ(name, expression)                                   \
  float name(const float *a, const float *b, size_t n) {         \
    float sum = 0;                                               \
    for (size_t i = 0; i < n; i++) sum += expression;            \
    return sum;                                                  \
  }
READ(stream_read, a[i])
READ(stream_read2, a[i] * b[i])
