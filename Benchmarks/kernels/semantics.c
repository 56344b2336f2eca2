// Every operation of every back end against the scalar one, at all lengths from 1 to 300 and some more, with NaN, infinities, zeros of both
// signs, subnormal and great numbers at changing places. Arithmetic has the same bits (any NaN is as good as another), elementary
// functions differ by at most 4 units in the last place, reductions by their bound, and searches give what a plain loop gives. What lies
// behind the output stays as it was. For machines where the package's own tests cannot run, such as an emulated one.
// Usage: semantics
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CTruenoKernels.h"

enum { most = 9000 };
static float a[most + 64], b[most + 64], c[most + 64], wanted[most + 64], found[most + 64];
static uint64_t state = 1;
static unsigned draw(void) { return (unsigned)((state = state * 6364136223846793005ull + 1442695040888963407ull) >> 33); }

static float ordinary(void) { return (float)(int)(draw() % 2000001 - 1000000) * 4e-6f; }
static float any(void) {
  static const float special[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 0x1p-149f, -0x1p-130f, 0x1.fffffep127f, -1, 1, 88.7f, -104};
  return draw() % 8 ? ordinary() : special[draw() % (sizeof special / sizeof *special)];
}

// In units in the last place of floats, through their order as integers; zeros of different signs are 1 apart.
static long long distance(float x, float y) {
  if (x != x || y != y) return x != x && y != y ? 0 : INT32_MAX;
  int32_t i, j;
  memcpy(&i, &x, 4), memcpy(&j, &y, 4);
  long long p = i < 0 ? -(long long)(i & INT32_MAX) - 1 : i, q = j < 0 ? -(long long)(j & INT32_MAX) - 1 : j;
  return llabs(p - q);
}

static size_t plain_search(int wants_least, size_t n) {
  size_t best = 0;
  for (size_t i = 0; i < n; i++) {
    if (a[i] != a[i]) return i;
    if (wants_least ? a[i] < a[best] : a[i] > a[best]) best = i;
  }
  return best;
}

int main(void) {
  long long checks = 0, wrong = 0;
  for (int operation = 0; operation < trueno_operation_count; operation++) {
    const trueno_description *d = trueno_describe(operation);
    int is_exact = operation < trueno_op_exp, is_row = operation >= trueno_op_softmax && operation <= trueno_op_layerNorm;
    for (size_t n = 1; n <= most; n += n < 300 ? 1 : 1451) {
      for (int special = 0; special < 2; special++) {
        if (special && is_row) continue;
        for (size_t i = 0; i < n; i++) {
          a[i] = special ? any() : ordinary(), b[i] = special ? any() : ordinary(), c[i] = special ? any() : ordinary();
        }
        for (int back = trueno_backend_sse2; back <= trueno_backend_neon; back++) {
          const trueno_table *table = trueno_kernels(back);
          if (!table) continue;
          trueno_kernel yardstick = trueno_kernels(trueno_backend_scalar)->kernels[operation], kernel = table->kernels[operation];
          long long before = wrong;
          if (d->form == trueno_form_search) {
            wrong += kernel.search(a, n) != plain_search(operation == trueno_op_argmin, n);
          } else if (d->form == trueno_form_reduce) {
            float x = yardstick.reduce(a, b, n), y = kernel.reduce(a, b, n), scale = 0;
            for (size_t i = 0; i < n; i++) scale += 1 + a[i] * a[i] + b[i] * b[i];
            wrong += isfinite(scale) ? fabsf(x - y) > 1e-5f * scale : 0;  // what overflows depends on the order
          } else {
            for (size_t i = 0; i < n + 16; i++) wanted[i] = found[i] = 42;
            yardstick.map(wanted, a, b, c, n, 0.5f, 0.75f);
            kernel.map(found, a, b, c, n, 0.5f, 0.75f);
            for (size_t i = 0; i < n + 16; i++) {
              if (is_row ? fabsf(wanted[i] - found[i]) > 1e-4f * (1 + fabsf(wanted[i])) : distance(wanted[i], found[i]) > (is_exact ? 0 : 4)) wrong++;
            }
          }
          checks++;
          if (wrong > before) printf("%s %s, %zu elements%s: not as the scalar back end\n", d->name, table->name, n, special ? " with special values" : "");
        }
      }
    }
  }
  printf("%lld calls, %lld wrong\n", checks, wrong);
  return wrong > 0;
}
