// Times every operation of every back end beside plain loops and the libraries that people would use
// instead, all in one process and interleaved: sample 1 of each implementation, then sample 2 of each,
// so that a change of the machine's mood touches all of them.
//
// Prints every raw sample as CSV (nanoseconds per call), which table.py summarises and perfstat reads.
// Usage: speed [elements [samples [operation...]]]
#define _GNU_SOURCE
#include <cblas.h>
#if defined(__AVX2__)
#include <immintrin.h>
#endif
#include <math.h>
#include <sleef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CTruenoKernels.h"
#include "plain.h"
#include "stream.h"

// An implementation under the clock.
typedef struct {
  char name[24];
  trueno_form form;
  trueno_kernel kernel;
} contender;

static float blas_dot(const float *a, const float *b, size_t n) {
  return cblas_sdot((int)n, a, 1, b, 1);
}
static float blas_asum(const float *a, const float *b, size_t n) {
  return cblas_sasum((int)n, a, 1);
}
static float blas_nrm2(const float *a, const float *b, size_t n) {
  return cblas_snrm2((int)n, a, 1);
}

// Vector functions of others in the plainest loop: SLEEF's (at most 1 ulp off) and those of glibc's libmvec (at most 4).
#define LOOP1(name, function, one, W, LOAD, STORE)                                                \
  static void name(float *out, const float *a, const float *b, const float *c, size_t n, float p, \
                   float q) {                                                                     \
    size_t i = 0;                                                                                 \
    for (; i + W <= n; i += W) STORE(out + i, function(LOAD(a + i)));                             \
    for (; i < n; i++) out[i] = one(a[i]);                                                        \
  }
#define LOOP2(name, function, one, W, LOAD, STORE)                                                \
  static void name(float *out, const float *a, const float *b, const float *c, size_t n, float p, \
                   float q) {                                                                     \
    size_t i = 0;                                                                                 \
    for (; i + W <= n; i += W) STORE(out + i, function(LOAD(a + i), LOAD(b + i)));                \
    for (; i < n; i++) out[i] = one(a[i], b[i]);                                                  \
  }
#define OF_ONE(X)                                                                                 \
  X(exp, expf) X(ln, logf) X(log2, log2f) X(log10, log10f) X(sin, sinf) X(cos, cosf) X(tan, tanf) \
  X(tanh, tanhf)

#if defined(__AVX2__)
#define REGISTER8 8, _mm256_loadu_ps, _mm256_storeu_ps
#define WITH(LOOP, ...) LOOP(__VA_ARGS__)
#define SLEEF8(name, function) \
  WITH(LOOP1, sleef8_##name, Sleef_##function##8_u10avx2, Sleef_##function##_u10, REGISTER8)
#define MVEC8(name, function)         \
  __m256 _ZGVdN8v_##function(__m256); \
  WITH(LOOP1, mvec8_##name, _ZGVdN8v_##function, function, REGISTER8)
OF_ONE(SLEEF8)
OF_ONE(MVEC8)
__m256 _ZGVdN8vv_powf(__m256, __m256);
WITH(LOOP2, sleef8_pow, Sleef_powf8_u10avx2, Sleef_powf_u10, REGISTER8)
WITH(LOOP2, mvec8_pow, _ZGVdN8vv_powf, powf, REGISTER8)
#endif
#if defined(__AVX512F__)
#define REGISTER16 16, _mm512_loadu_ps, _mm512_storeu_ps
#define SLEEF16(name, function) \
  WITH(LOOP1, sleef16_##name, Sleef_##function##16_u10avx512f, Sleef_##function##_u10, REGISTER16)
#define MVEC16(name, function)         \
  __m512 _ZGVeN16v_##function(__m512); \
  WITH(LOOP1, mvec16_##name, _ZGVeN16v_##function, function, REGISTER16)
OF_ONE(SLEEF16)
OF_ONE(MVEC16)
__m512 _ZGVeN16vv_powf(__m512, __m512);
WITH(LOOP2, sleef16_pow, Sleef_powf16_u10avx512f, Sleef_powf_u10, REGISTER16)
WITH(LOOP2, mvec16_pow, _ZGVeN16vv_powf, powf, REGISTER16)
#endif
static const struct {
  const char *name;
  trueno_operation operation;
  trueno_map map;
} libraries[] = {
#define ENTRY8(name, function) \
  {"SLEEF/8", trueno_op_##name, sleef8_##name}, {"libmvec/8", trueno_op_##name, mvec8_##name},
#define ENTRY16(name, function) \
  {"SLEEF/16", trueno_op_##name, sleef16_##name}, {"libmvec/16", trueno_op_##name, mvec16_##name},
#if defined(__AVX2__)
    OF_ONE(ENTRY8) ENTRY8(pow, powf)
#endif
#if defined(__AVX512F__)
    OF_ONE(ENTRY16) ENTRY16(pow, powf)
#endif
};

static int is_for_positive(trueno_operation operation) {
  switch (operation) {
    case trueno_op_ln: case trueno_op_log2: case trueno_op_log10: case trueno_op_pow:
    case trueno_op_sqrt:
      return 1;
    default:
      return 0;
  }
}

static int contenders_of(trueno_operation operation, contender *all) {
  const trueno_description *d = trueno_describe(operation);
  int count = 0;
  for (int b = trueno_backend_scalar; b <= (int)trueno_backend_neon; b++) {
    const trueno_table *table = trueno_kernels(b);
    if (!table) continue;
    snprintf(all[count].name, sizeof all->name, "%s", table->name);
    all[count].form = d->form;
    all[count++].kernel = table->kernels[operation];
  }
#define ADD(title, kind, function) \
  all[count++] = (contender){title, trueno_form_##kind, {.kind = function}}
  if (operation == trueno_op_dot) ADD("OpenBLAS", reduce, blas_dot);
  if (operation == trueno_op_sum || operation == trueno_op_normL1) {
    ADD("OpenBLAS", reduce, blas_asum);  // sasum is the nearest that BLAS has to a sum
  }
  if (operation == trueno_op_normL2) ADD("OpenBLAS", reduce, blas_nrm2);
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    if (libraries[i].operation != operation) continue;
    ADD("", map, libraries[i].map);
    strcpy(all[count - 1].name, libraries[i].name);
  }
  for (int i = 0; i < plain_kernel_count; i++) {
    const plain_kernel *plain = &plain_kernels[i];
    if (plain->operation != operation) continue;
    if (!strcmp(plain->name, "plain/8") && !trueno_is_supported(trueno_backend_avx2)) continue;
    if (!strcmp(plain->name, "plain/16") && !trueno_is_supported(trueno_backend_avx512)) continue;
    strcpy(all[count].name, plain->name);
    all[count].form = d->form;
    all[count++].kernel = plain->kernel;
  }
  // The stream that moves the same bytes.
  if (d->form == trueno_form_map) {
    trueno_map stream = d->inputs == 1 ? stream_copy : d->inputs == 2 ? stream_add : stream_triad;
    ADD("stream", map, stream);
  } else {
    ADD("stream", reduce, d->inputs == 2 ? stream_read2 : stream_read);
  }
  return count;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// A batch of calls, in nanoseconds.
static double batch(const contender *c, float *const x[4], size_t n, size_t iterations) {
  double start = now();
  switch (c->form) {
    case trueno_form_map:
      trueno_repeat_map(c->kernel.map, x[3], x[0], x[1], x[2], n, 0.5f, 0.75f, iterations);
      break;
    case trueno_form_reduce:
      trueno_repeat_reduce(c->kernel.reduce, x[0], x[1], n, iterations);
      break;
    case trueno_form_search:
      trueno_repeat_search(c->kernel.search, x[0], n, iterations);
      break;
  }
  return now() - start;
}

int main(int count, char **arguments) {
  size_t n = count > 1 ? strtoul(arguments[1], NULL, 0) : 1000;
  int samples = count > 2 ? atoi(arguments[2]) : 50;

  // Three inputs and an output, at different distances modulo a page; with OFFSET in the environment
  // all of them so many floats (0 to 255) behind the start of a cache line.
  const char *behind = getenv("OFFSET");
  size_t offset = behind ? strtoul(behind, NULL, 0) % 256 : 0;
  size_t stride = (n + 1023) / 1024 * 1024 + 256;
  float *block = aligned_alloc(4096, (4 * stride * sizeof(float) + 4095) / 4096 * 4096);
  if (!block) return 2;
  float *const x[4] = {block + offset, block + stride + offset, block + 2 * stride + offset,
                       block + 3 * stride + offset};

  // Which of several processes this is.
  const char *process = getenv("PROCESS") ? getenv("PROCESS") : "1";
  if (!strcmp(process, "1")) printf("benchmark,run,iteration,value,unit\n");
  for (int operation = 0; operation < trueno_operation_count; operation++) {
    const char *name = trueno_describe(operation)->name;
    int wanted = count < 4;
    for (int i = 3; i < count; i++) wanted |= !strcmp(arguments[i], name);
    if (!wanted) continue;
    unsigned state = 0x9E3779B9;
    for (size_t i = 0; i < 4 * stride; i++) {
      state = state * 1664525 + 1013904223;
      float value = (float)(int)state * 0x1p-29f;  // [-4, 4)
      block[i] = is_for_positive(operation) ? fmaxf(fabsf(value), 0x1p-24f) : value;
    }
    contender all[16];
    size_t iterations[16];
    int contenders = contenders_of(operation, all);
    for (int c = 0; c < contenders; c++) {
      iterations[c] = 1;
      // The faster of two, or an interruption would pass for the work.
      while (fmin(batch(&all[c], x, n, iterations[c]), batch(&all[c], x, n, iterations[c])) < 20000) {
        iterations[c] *= 2;
      }
    }
    for (int sample = 0; sample < samples; sample++) {
      for (int c = 0; c < contenders; c++) {
        double time = batch(&all[c], x, n, iterations[c]) / (double)iterations[c];
        printf("%s/%s/%zu,%s,%d,%.4f,ns\n", name, all[c].name, n, process, sample, time);
      }
    }
    fflush(stdout);
  }
  return 0;
}
