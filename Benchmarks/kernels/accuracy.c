// The greatest error of each elementary function in units in the last place, against the C library's
// double-precision functions, over every float (or every STRIDE-th bit pattern). Two-argument pow
// runs over 2^28 / STRIDE * 16 pseudo-random pairs.
// Usage: accuracy [stride [operation]]
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CTruenoKernels.h"

typedef double (*function)(double x);

static double logistic(double x) { return 1 / (1 + exp(-x)); }
static double swish(double x) { return x / (1 + exp(-x)); }
static double gelu(double x) {
  const double k = 1.5957691216057307118;  // 2 sqrt(2 / pi)
  return x / (1 + exp(-k * x * (1 + 0.044715 * x * x)));
}
static double elu(double x) { return x > 0 ? x : 0.5 * expm1(x); }

static const struct {
  trueno_operation operation;
  function reference;
} functions[] = {
    {trueno_op_exp, exp},       {trueno_op_ln, log},           {trueno_op_log2, log2},
    {trueno_op_log10, log10},   {trueno_op_sin, sin},          {trueno_op_cos, cos},
    {trueno_op_tan, tan},       {trueno_op_tanh, tanh},        {trueno_op_sigmoid, logistic},
    {trueno_op_gelu, gelu},     {trueno_op_swish, swish},      {trueno_op_elu, elu},
};

// Distance in units in the last place of the exact value; 0 where both overflow or both are NaN.
static double ulps(float found, double exact) {
  if (isnan(exact) || isnan(found)) return isnan(exact) && isnan(found) ? 0 : INFINITY;
  if ((float)exact == found) return fabs(exact) < 0x1p128 ? fabs((double)found - exact) == 0 ? 0 :
      fabs((double)found - exact) / exp2(fmax(ilogb(exact) - 23, -149)) : 0;
  if (isinf(exact) || isinf(found)) {
    if (isinf(found) && fabs(exact) > 0x1.fffffep127) return 0.5;
    return INFINITY;
  }
  if (exact == 0) return fabs((double)found) / 0x1p-149;
  return fabs((double)found - exact) / exp2(fmax(ilogb(exact) - 23, -149));
}

enum { chunk = 4096 };

static void report(const char *backend, const char *name, double worst, float x, float y) {
  printf("%-7s %-8s %.3f ulp at %a", backend, name, worst, (double)x);
  if (y == y) printf(", %a", (double)y);
  printf("\n");
}

int main(int count, char **arguments) {
  unsigned long stride = count > 1 ? strtoul(arguments[1], NULL, 0) : 1;
  const char *only = count > 2 ? arguments[2] : NULL;
  static float x[chunk], y[chunk], found[chunk];
  for (int f = 0; f < (int)(sizeof functions / sizeof *functions); f++) {
    const char *name = trueno_describe(functions[f].operation)->name;
    if (only && strcmp(only, name)) continue;
    double worst[5] = {0};
    float where[5] = {0};
    for (unsigned long long bits = 0; bits < 1ull << 32;) {
      size_t n = 0;
      for (; n < chunk && bits < 1ull << 32; n++, bits += stride) {
        unsigned pattern = (unsigned)bits;
        memcpy(&x[n], &pattern, 4);
      }
      double exact[chunk];
      for (size_t i = 0; i < n; i++) exact[i] = functions[f].reference(x[i]);
      for (int b = trueno_backend_scalar; b <= (int)trueno_backend_neon; b++) {
        const trueno_table *table = trueno_kernels(b);
        if (!table) continue;
        table->kernels[functions[f].operation].map(found, x, NULL, NULL, n, 0.5f, 0);
        for (size_t i = 0; i < n; i++) {
          double error = ulps(found[i], exact[i]);
          if (error > worst[b]) worst[b] = error, where[b] = x[i];
        }
      }
    }
    for (int b = trueno_backend_scalar; b <= (int)trueno_backend_neon; b++) {
      if (trueno_kernels(b)) report(trueno_kernels(b)->name, name, worst[b], where[b], NAN);
    }
    fflush(stdout);
  }
  if (only && strcmp(only, "pow")) return 0;
  for (int b = trueno_backend_scalar; b <= (int)trueno_backend_neon; b++) {
    const trueno_table *table = trueno_kernels(b);
    if (!table) continue;
    double worst = 0;
    float at_x = 0, at_y = 0;
    unsigned long long state = 42;
    for (unsigned long k = 0; k < (1ul << 28) / stride / chunk * 16 + 1; k++) {
      for (int i = 0; i < chunk; i++) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        unsigned pattern = (unsigned)(state >> 32) & 0x7FFFFFFF;
        memcpy(&x[i], &pattern, 4);
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        if (state >> 62) {  // mostly results that neither overflow nor vanish
          double target = ((double)(state >> 11) * 0x1p-53 - 0.5) * 300;
          y[i] = (float)(target / log2(x[i]));
        } else {
          pattern = (unsigned)(state >> 20);
          memcpy(&y[i], &pattern, 4);
        }
      }
      table->kernels[trueno_op_pow].map(found, x, y, NULL, chunk, 0, 0);
      for (int i = 0; i < chunk; i++) {
        double error = ulps(found[i], pow(x[i], y[i]));
        if (error > worst) worst = error, at_x = x[i], at_y = y[i];
      }
    }
    report(table->name, "pow", worst, at_x, at_y);
  }
  return 0;
}
