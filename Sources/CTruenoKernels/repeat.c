// Timing loops. The call goes through a pointer that the compiler cannot see through, and the
// memory clobber makes each iteration read its inputs and write its output anew.

#include "CTruenoKernels.h"

#define REPEAT_MAP(name, number, kind)                                                            \
  void name(kind kernel, number *out, const number *a, const number *b, const number *c, size_t n, \
            number p, number q, size_t iterations) {                                              \
    for (size_t i = 0; i < iterations; i++) {                                                     \
      kernel(out, a, b, c, n, p, q);                                                              \
      __asm__ volatile("" ::: "memory");                                                          \
    }                                                                                             \
  }
REPEAT_MAP(trueno_repeat_map, float, trueno_map)
REPEAT_MAP(trueno_repeat_double_map, double, trueno_double_map)

#define REPEAT_REDUCE(name, number, kind)                                                     \
  void name(kind kernel, const number *a, const number *b, size_t n, size_t iterations) {     \
    for (size_t i = 0; i < iterations; i++) {                                                 \
      number result = kernel(a, b, n);                                                        \
      __asm__ volatile("" : : "m"(result) : "memory");                                        \
    }                                                                                         \
  }
REPEAT_REDUCE(trueno_repeat_reduce, float, trueno_reduce)
REPEAT_REDUCE(trueno_repeat_double_reduce, double, trueno_double_reduce)

void trueno_repeat_search(trueno_search kernel, const float *a, size_t n, size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    size_t result = kernel(a, n);
    __asm__ volatile("" : : "r"(result) : "memory");
  }
}
