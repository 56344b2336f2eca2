// The greatest error of each elementary function in units in the last place, against the C library's
// double-precision functions, over every float (or every STRIDE-th bit pattern), on two threads.
// Two-argument pow runs over 2^32 / STRIDE pseudo-random pairs.
// Usage: accuracy [stride [operation...]]
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CTruenoKernels.h"

typedef double (*function)(double x);

static double logistic(double x) { return 1 / (1 + exp(-x)); }
// At minus infinity the limit, which the formulas do not have.
static double swish(double x) { return x == -INFINITY ? -0.0 : x / (1 + exp(-x)); }
static double gelu(double x) {
  if (x == -INFINITY) return -0.0;
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
    {trueno_op_pow, NULL},
};

// Distance in units in the last place of the exact value; 0 where both overflow or both are NaN.
static double ulps(float found, double exact) {
  if (isnan(exact) || isnan(found)) return isnan(exact) && isnan(found) ? 0 : INFINITY;
  if (isinf(exact) || isinf(found)) {
    // Rounding goes to infinity from half a unit beyond the greatest float on.
    if (isinf(exact) && isinf(found)) return (exact > 0) == (found > 0) ? 0 : INFINITY;
    return isinf(found) && fabs(exact) > 0x1.fffffep127 ? 0.5 : INFINITY;
  }
  double distance = fabs((double)found - exact);
  return distance == 0 ? 0 : distance / exp2(fmax(exact == 0 ? -149 : ilogb(exact) - 23, -149));
}

enum { chunk = 4096, backends = trueno_backend_neon + 1, threads = 2 };

// The worst of a share of all arguments.
typedef struct {
  trueno_operation operation;
  function reference;  // null for pow
  unsigned long long begin, end, stride;
  double worst[backends];
  float x[backends], y[backends];
} share;

static void judge(share *s, const float *x, const float *y, const double *exact, size_t n) {
  float found[chunk];
  for (int b = 0; b < backends; b++) {
    const trueno_table *table = trueno_kernels((trueno_backend)b);
    if (!table) continue;
    table->kernels[s->operation].map(found, x, y, NULL, n, 0.5f, 0);
    for (size_t i = 0; i < n; i++) {
      // Most are right, or below the worst so far, which a multiplication tells.
      double distance = fabs((double)found[i] - exact[i]);
      if (distance <= s->worst[b] * 0x1p-24 * fabs(exact[i])) continue;
      double error = ulps(found[i], exact[i]);
      if (error > s->worst[b]) s->worst[b] = error, s->x[b] = x[i], s->y[b] = y ? y[i] : 0;
    }
  }
}

static unsigned next(unsigned long long *state) {
  *state = *state * 6364136223846793005ull + 1442695040888963407ull;
  return (unsigned)(*state >> 32);
}

// Half of them from [1/2, 2), whose logarithms are small and have to be right for great powers, and half of those
// close to the square root of 1/2 or 2, where pow's series is longest.
static unsigned positive(unsigned long long *state) {
  switch (next(state) % 4) {
    case 0: return 0x3F000000 + next(state) % 0x1000000;
    case 1: return (next(state) % 2 ? 0x3F3504F3 : 0x3FB504F3) - 0x10000 + next(state) % 0x20000;
    default: return next(state) & 0x7FFFFFFF;
  }
}

static void *measure(void *argument) {
  share *s = argument;
  float x[chunk], y[chunk];
  double exact[chunk];
  unsigned long long state = s->begin;
  for (unsigned long long bits = s->begin; bits < s->end;) {
    size_t n = 0;
    for (; n < chunk && bits < s->end; n++, bits += s->stride) {
      unsigned pattern = s->reference ? (unsigned)bits : positive(&state);
      memcpy(&x[n], &pattern, 4);
      if (s->reference) {
        exact[n] = s->reference(x[n]);
        continue;
      }
      if (next(&state) % 4) {  // mostly results that neither overflow nor vanish
        double target = ((double)next(&state) * 0x1p-32 - 0.5) * 300;
        y[n] = (float)(target / log2(x[n]));
      } else {
        pattern = next(&state);
        memcpy(&y[n], &pattern, 4);
      }
      exact[n] = pow(x[n], y[n]);
    }
    judge(s, x, s->reference ? NULL : y, exact, n);
  }
  return NULL;
}

static void report(trueno_operation operation, function reference, unsigned long long stride) {
  share all[threads] = {{0}};
  pthread_t running[threads];
  const unsigned long long part = (1ull << 32) / threads;
  for (int t = 0; t < threads; t++) {
    unsigned long long begin = ((unsigned long long)t * part + stride - 1) / stride * stride;
    all[t] = (share){operation, reference, begin, (unsigned long long)(t + 1) * part, stride};
    if (pthread_create(&running[t], NULL, measure, &all[t])) exit(2);
  }
  for (int t = 0; t < threads; t++) pthread_join(running[t], NULL);
  for (int b = 0; b < backends; b++) {
    const trueno_table *table = trueno_kernels((trueno_backend)b);
    if (!table) continue;
    const share *worst = &all[0];
    for (int t = 1; t < threads; t++) {
      if (all[t].worst[b] > worst->worst[b]) worst = &all[t];
    }
    printf("%-8s %-7s %.3f ulp at %a", trueno_describe(operation)->name, table->name, worst->worst[b],
           (double)worst->x[b]);
    if (!reference) printf(", %a", (double)worst->y[b]);
    printf("\n");
  }
  fflush(stdout);
}

int main(int count, char **arguments) {
  unsigned long long stride = count > 1 ? strtoull(arguments[1], NULL, 0) : 1;
  if (stride == 0) {
    fprintf(stderr, "accuracy: expected a stride of 1 or more, found '%s'\n", arguments[1]);
    return 2;
  }
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
    int wanted = count < 3;
    for (int i = 2; i < count; i++) {
      wanted |= !strcmp(arguments[i], trueno_describe(functions[f].operation)->name);
    }
    if (wanted) report(functions[f].operation, functions[f].reference, stride);
  }
  return 0;
}
