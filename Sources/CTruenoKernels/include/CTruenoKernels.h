// Vector kernels on float, and some on double, one table of functions per instruction set.
//
// Every kernel works on disjoint buffers, or in place (the output is exactly one of the inputs).
// Lengths are in elements; no buffer needs any alignment. Nothing is read or written outside
// [pointer, pointer + n).
#ifndef CTRUENOKERNELS_H
#define CTRUENOKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

// The catalogue. One line per operation:
//   X(name, form, inputs, parameters, writes, flops)
// form      map:    out[i] = f(a[i], b[i], c[i]; p, q), or a few passes over a row (softmax)
//           reduce: a float from one or two vectors
//           search: an index from one vector
// writes    floats written per element; bytes per element = 4 * (inputs + writes)
// flops     floating-point operations per element as the textbook counts them
#define TRUENO_ARITHMETIC(X)               \
  X(add, map, 2, 0, 1, 1)                  \
  X(sub, map, 2, 0, 1, 1)                  \
  X(mul, map, 2, 0, 1, 1)                  \
  X(div, map, 2, 0, 1, 1)                  \
  X(minimum, map, 2, 0, 1, 1)              \
  X(maximum, map, 2, 0, 1, 1)              \
  X(scale, map, 1, 1, 1, 1)                \
  X(abs, map, 1, 0, 1, 1)                  \
  X(neg, map, 1, 0, 1, 1)                  \
  X(clamp, map, 1, 2, 1, 2)                \
  X(lerp, map, 2, 1, 1, 3)                 \
  X(fma, map, 3, 0, 1, 2)                  \
  X(sqrt, map, 1, 0, 1, 1)                 \
  X(recip, map, 1, 0, 1, 1)                \
  X(floor, map, 1, 0, 1, 1)                \
  X(ceil, map, 1, 0, 1, 1)                 \
  X(round, map, 1, 0, 1, 1)                \
  X(trunc, map, 1, 0, 1, 1)                \
  X(relu, map, 1, 0, 1, 1)                 \
  X(leakyReLU, map, 1, 1, 1, 2)
#define TRUENO_ELEMENTARY(X)               \
  X(exp, map, 1, 0, 1, 1)                  \
  X(ln, map, 1, 0, 1, 1)                   \
  X(log2, map, 1, 0, 1, 1)                 \
  X(log10, map, 1, 0, 1, 1)                \
  X(pow, map, 2, 0, 1, 1)                  \
  X(sin, map, 1, 0, 1, 1)                  \
  X(cos, map, 1, 0, 1, 1)                  \
  X(tan, map, 1, 0, 1, 1)                  \
  X(tanh, map, 1, 0, 1, 1)                 \
  X(sigmoid, map, 1, 0, 1, 3)              \
  X(gelu, map, 1, 0, 1, 7)                 \
  X(swish, map, 1, 0, 1, 4)                \
  X(elu, map, 1, 1, 1, 3)
#define TRUENO_ROWS(X)                     \
  X(softmax, map, 1, 0, 1, 4)              \
  X(logSoftmax, map, 1, 0, 1, 4)           \
  X(layerNorm, map, 3, 1, 1, 8)
#define TRUENO_REDUCTIONS(X)               \
  X(dot, reduce, 2, 0, 0, 2)               \
  X(sum, reduce, 1, 0, 0, 1)               \
  X(sumCompensated, reduce, 1, 0, 0, 4)    \
  X(sumOfSquares, reduce, 1, 0, 0, 2)      \
  X(max, reduce, 1, 0, 0, 1)               \
  X(min, reduce, 1, 0, 0, 1)               \
  X(normL1, reduce, 1, 0, 0, 2)            \
  X(normL2, reduce, 1, 0, 0, 2)            \
  X(normLinf, reduce, 1, 0, 0, 2)          \
  X(mean, reduce, 1, 0, 0, 1)              \
  X(variance, reduce, 1, 0, 0, 4)          \
  X(standardDeviation, reduce, 1, 0, 0, 4) \
  X(covariance, reduce, 2, 0, 0, 4)        \
  X(correlation, reduce, 2, 0, 0, 8)       \
  X(argmax, search, 1, 0, 0, 1)            \
  X(argmin, search, 1, 0, 0, 1)
#define TRUENO_OPERATIONS(X) TRUENO_ARITHMETIC(X) TRUENO_ELEMENTARY(X) TRUENO_ROWS(X) TRUENO_REDUCTIONS(X)

// Those that are there on double too. bytes per element = 8 * (inputs + writes)
//   X(name, form)
#define TRUENO_ON_DOUBLE(X) \
  X(add, map)               \
  X(sub, map)               \
  X(mul, map)               \
  X(div, map)               \
  X(minimum, map)           \
  X(maximum, map)           \
  X(scale, map)             \
  X(abs, map)               \
  X(fma, map)               \
  X(sqrt, map)              \
  X(dot, reduce)            \
  X(sum, reduce)            \
  X(max, reduce)            \
  X(min, reduce)            \
  X(normL2, reduce)         \
  X(mean, reduce)           \
  X(variance, reduce)       \
  X(standardDeviation, reduce)

#define TRUENO_ENUM(name, form, inputs, parameters, writes, flops) trueno_op_##name,
typedef enum { TRUENO_OPERATIONS(TRUENO_ENUM) trueno_operation_count } trueno_operation;
#undef TRUENO_ENUM

typedef enum { trueno_form_map, trueno_form_reduce, trueno_form_search } trueno_form;

typedef struct {
  const char *name;
  trueno_form form;
  int inputs, parameters, writes, flops;
} trueno_description;

const trueno_description *trueno_describe(trueno_operation operation);

// Unused inputs may be null; unused parameters are ignored.
typedef void (*trueno_map)(float *out, const float *a, const float *b, const float *c, size_t n,
                           float p, float q);
typedef float (*trueno_reduce)(const float *a, const float *b, size_t n);
typedef size_t (*trueno_search)(const float *a, size_t n);

typedef union {
  trueno_map map;
  trueno_reduce reduce;
  trueno_search search;
} trueno_kernel;

// The same on double.
typedef void (*trueno_double_map)(double *out, const double *a, const double *b, const double *c,
                                  size_t n, double p, double q);
typedef double (*trueno_double_reduce)(const double *a, const double *b, size_t n);

typedef union {
  trueno_double_map map;
  trueno_double_reduce reduce;
} trueno_double_kernel;

// One back end: its kernels, indexed by trueno_operation.
typedef struct {
  const char *name;
  const trueno_kernel *kernels;
  // out = a b; a is rows x inner, b inner x columns, all row-major without padding. out shares no
  // memory with a or b.
  void (*multiply)(float *out, const float *a, const float *b, size_t rows, size_t inner,
                   size_t columns);
  // The kernels on double, indexed likewise; null where there is none.
  const trueno_double_kernel *doubles;
} trueno_table;

typedef enum {
  trueno_backend_scalar,
  trueno_backend_sse2,
  trueno_backend_avx2,
  trueno_backend_avx512,
  trueno_backend_neon,
} trueno_backend;

// Whether this processor *and* this operating system can run the back end.
bool trueno_is_supported(trueno_backend backend);

// Whether Intel made this processor.
bool trueno_is_intel(void);

// The table of a back end, or null where trueno_is_supported says no.
const trueno_table *trueno_kernels(trueno_backend backend);

// Calls the kernel again and again, each result kept alive against the optimiser. For timing.
void trueno_repeat_map(trueno_map kernel, float *out, const float *a, const float *b,
                       const float *c, size_t n, float p, float q, size_t iterations);
void trueno_repeat_reduce(trueno_reduce kernel, const float *a, const float *b, size_t n,
                          size_t iterations);
void trueno_repeat_double_map(trueno_double_map kernel, double *out, const double *a,
                              const double *b, const double *c, size_t n, double p, double q,
                              size_t iterations);
void trueno_repeat_double_reduce(trueno_double_reduce kernel, const double *a, const double *b,
                                 size_t n, size_t iterations);
void trueno_repeat_search(trueno_search kernel, const float *a, size_t n, size_t iterations);

#if defined(__cplusplus)
}
#endif
#endif
