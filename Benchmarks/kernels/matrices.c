// Times the matrix product and the transposition of every back end beside OpenBLAS, interleaved, for
// square matrices. Prints raw samples as CSV for table.py, one thread.
// Usage: matrices [samples [size...]]
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "CTruenoKernels.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

enum { own, blas };

// The tiled transposition that OpenBLAS has to beat.
static void transpose(float *out, const float *a, size_t n) {
  enum { tile = 16 };
  for (size_t i = 0; i < n; i += tile) {
    for (size_t j = 0; j < n; j += tile) {
      for (size_t y = j; y < n && y < j + tile; y++) {
        for (size_t x = i; x < n && x < i + tile; x++) out[y * n + x] = a[x * n + y];
      }
    }
  }
}

static double batch(int what, int product, const trueno_table *table, float *out, const float *a,
                    const float *b, size_t n, size_t iterations) {
  int m = (int)n;
  double start = now();
  for (size_t i = 0; i < iterations; i++) {
    if (product && what == own) table->multiply(out, a, b, n, n, n);
    if (product && what == blas) {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, m, m, 1, a, m, b, m, 0, out, m);
    }
    if (!product && what == own) transpose(out, a, n);
    if (!product && what == blas) {
      cblas_somatcopy(CblasRowMajor, CblasTrans, m, m, 1, a, m, out, m);
    }
    __asm__ volatile("" ::: "memory");
  }
  return now() - start;
}

int main(int count, char **arguments) {
  int samples = count > 1 ? atoi(arguments[1]) : 20;
  static const size_t sizes[] = {2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024};
  printf("benchmark,run,iteration,value,unit\n");
  for (size_t k = 0; k < (count > 2 ? (size_t)count - 2 : sizeof sizes / sizeof *sizes); k++) {
    size_t n = count > 2 ? strtoul(arguments[2 + k], NULL, 0) : sizes[k];
    float *a = calloc(3 * n * n, sizeof(float)), *b = a + n * n, *out = b + n * n;
    if (!a) return 2;
    for (size_t i = 0; i < 2 * n * n; i++) a[i] = (float)(i % 7) - 3;
    for (int product = 1; product >= 0; product--) {
      for (int sample = 0; sample < samples; sample++) {
        for (int backend = trueno_backend_scalar; backend <= trueno_backend_neon + 1; backend++) {
          int what = backend > (int)trueno_backend_neon ? blas : own;
          const trueno_table *table = what == own ? trueno_kernels(backend) : NULL;
          if (what == own && (!table || (!product && backend != trueno_backend_scalar))) continue;
          if (what == own && backend < (int)trueno_backend_avx2 && n > 256) continue;
          size_t iterations = 1 + 20000 / (n * n * (product ? n : 1) / 16 + 20);
          double time = batch(what, product, table, out, a, b, n, iterations) / (double)iterations;
          printf("%s/%s/%zu,speed,%d,%.2f,ns\n", product ? "multiply" : "transpose",
                 what == own ? (product ? table->name : "own") : "OpenBLAS", n, sample, time);
        }
      }
    }
    free(a);
  }
  return 0;
}
