// What the engine is compared with, in C: `plain`, a loop that draws, sums and
// selects for every benchmark on its own; `floor`, the dgemm of both sides plus one
// quickselect pass, which no engine of this kind can undercut; and `peak`, the speed
// of a large dgemm.
//
//   plain_loop plain|floor M N B repeats     prints ns per benchmark, one line a repeat
//   plain_loop peak repeats                  prints Gflop/s of one core
//   plain_loop bandwidth repeats             prints GB/s read by one core
#include <cblas.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void openblas_set_num_threads(int);

static uint64_t state = 0x9E3779B97F4A7C15u;
static inline uint32_t draw(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 32);
}
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}
static double quickselect(double *x, long n, long k) {
  long low = 0, high = n - 1;
  while (low < high) {
    double pivot = x[low + (high - low) / 2];
    long i = low, j = high;
    while (i <= j) {
      while (x[i] < pivot) i++;
      while (x[j] > pivot) j--;
      if (i <= j) {
        double swap = x[i];
        x[i++] = x[j];
        x[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return x[k];
}

int main(int count, char **words) {
  openblas_set_num_threads(1);
  if (count >= 3 && !strcmp(words[1], "peak")) {
    int n = 1536;
    double *a = malloc(8L * n * n), *b = malloc(8L * n * n), *c = malloc(8L * n * n);
    for (long i = 0; i < (long)n * n; i++) a[i] = b[i] = draw() / 4e9;
    for (int r = 0; r < atoi(words[2]); r++) {
      double start = now();
      cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
      printf("%.3f\n", 2.0 * n * n * n / (now() - start));
    }
    return 0;
  }
  if (count >= 3 && !strcmp(words[1], "bandwidth")) {
    long n = 1L << 26;
    double *a = malloc(8 * n);
    for (long i = 0; i < n; i++) a[i] = i;
    for (int r = 0; r < atoi(words[2]); r++) {
      double start = now(), s[8] = {0};
      for (long i = 0; i < n; i += 8)
        for (int l = 0; l < 8; l++) s[l] += a[i + l];
      double elapsed = now() - start;
      if (s[0] + s[1] + s[2] + s[3] + s[4] + s[5] + s[6] + s[7] > 0) printf("%.3f\n", 8.0 * n / elapsed);
    }
    return 0;
  }
  if (count < 6) return 64;
  long M = atol(words[2]), N = atol(words[3]), B = atol(words[4]);
  int repeats = atoi(words[5]);
  double *samples = malloc(8 * 2 * M * N), *ratio = malloc(8 * B), sink = 0;
  for (long i = 0; i < 2 * M * N; i++) samples[i] = 100 + draw() / 4e9;
  if (!strcmp(words[1], "plain")) {
    for (int r = 0; r < repeats; r++) {
      double start = now();
      for (long m = 0; m < M; m++) {
        const double *a = samples + 2 * m * N, *b = a + N;
        for (long t = 0; t < B; t++) {
          double x = 0, y = 0;
          for (long i = 0; i < N; i++) x += a[((uint64_t)draw() * N) >> 32];
          for (long i = 0; i < N; i++) y += b[((uint64_t)draw() * N) >> 32];
          ratio[t] = y / x;
        }
        sink += quickselect(ratio, B, B / 40) + quickselect(ratio, B, B - B / 40);
      }
      printf("%.1f\n", (now() - start) / M);
    }
  } else {
    double *weights = malloc(8 * B * N), *products = malloc(8 * B * 64);
    for (long i = 0; i < B * N; i++) weights[i] = draw() % 3;
    for (int r = 0; r < repeats; r++) {
      double start = now();
      for (long m = 0; m < M; m += 64) {
        long width = M - m < 64 ? M - m : 64;
        for (int side = 0; side < 2; side++)
          cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, B, width, N, 1, weights, N,
                      samples + (m + side * M) * N, N, 0, products, B);
        for (long k = 0; k < width; k++) sink += quickselect(products + k * B, B, B / 40);
      }
      printf("%.1f\n", (now() - start) / M);
    }
  }
  return sink == 0.123;
}
