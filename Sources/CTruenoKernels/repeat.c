// Timing loops. The call goes through a pointer that the compiler cannot see through, and the
// memory clobber makes each iteration read its inputs and write its output anew.

#include "CTruenoKernels.h"

#define CLOBBER_MEMORY() __asm__ volatile("" ::: "memory")

void trueno_repeat_map(trueno_map kernel, float *out, const float *a, const float *b,
                       const float *c, size_t n, float p, float q, size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    kernel(out, a, b, c, n, p, q);
    CLOBBER_MEMORY();
  }
}

void trueno_repeat_reduce(trueno_reduce kernel, const float *a, const float *b, size_t n,
                          size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    float result = kernel(a, b, n);
    __asm__ volatile("" : : "m"(result) : "memory");
  }
}

void trueno_repeat_search(trueno_search kernel, const float *a, size_t n, size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    size_t result = kernel(a, n);
    __asm__ volatile("" : : "r"(result) : "memory");
  }
}
