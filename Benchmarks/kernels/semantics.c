// Every operation of every back end, on float and where it exists on double, against the scalar one, at all lengths from 1 to 300 and some more, with NaN,
// infinities, zeros of both signs, subnormal and great numbers at changing places, directly behind and directly before a forbidden page, and in place.
// Arithmetic has the same bits (any NaN is as good as another), elementary functions differ by at most 4 units in the last place, reductions by their
// bound, and searches give what a plain loop gives. For machines where the package's own tests cannot run, such as an emulated one.
// Usage: semantics
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CTruenoKernels.h"

enum { most = 9000, a = 0, b, c, wanted, found, vectors };

// Numbers of one type between two forbidden pages.
static unsigned char *memory[vectors], *place[vectors];
static size_t room, width;
enum { behind = 16 };  // elements behind the output that must stay as they are, where no page forbids them

static void reserve(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  room = (most * sizeof(double) + page - 1) / page * page;
  for (int v = 0; v < vectors; v++) {
    unsigned char *start = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + page, room, PROT_READ | PROT_WRITE)) perror("semantics"), exit(2);
    memory[v] = start + page;
  }
}

static void set(int v, size_t i, double x) {
  if (width == sizeof(float)) ((float *)place[v])[i] = (float)x;
  else ((double *)place[v])[i] = x;
}
static double get(int v, size_t i) {
  return width == sizeof(float) ? (double)((float *)place[v])[i] : ((double *)place[v])[i];
}

static uint64_t state = 1;
static unsigned draw(void) { return (unsigned)((state = state * 6364136223846793005ull + 1442695040888963407ull) >> 33); }

static double ordinary(void) { return (int)(draw() % 2000001 - 1000000) * 4e-6 + draw() * 1e-18; }
static double any(void) {
  static const double special[] = {0, -0.0, INFINITY, -INFINITY, NAN, 0x1p-149, -0x1p-130, 0x1.fffffep127, -1, 1, 88.7f, -104};
  static const double wide[] = {0x1p-1074, -0x1p-1030, 0x1.fffffffffffffp1023, -0x1p1000};
  if (width == sizeof(double) && draw() % 8 == 0) return wide[draw() % (sizeof wide / sizeof *wide)];
  return draw() % 8 ? ordinary() : special[draw() % (sizeof special / sizeof *special)];
}

static int is_same(double x, double y) { return x != x ? y != y : x == y && !signbit(x) == !signbit(y); }

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
    if (get(a, i) != get(a, i)) return i;
    if (wants_least ? get(a, i) < get(a, best) : get(a, i) > get(a, best)) best = i;
  }
  return best;
}

static void map(const trueno_table *table, int operation, int out, size_t n) {
  void *const *p = (void *const *)place;
  if (width == sizeof(float)) table->kernels[operation].map(p[out], p[a], p[b], p[c], n, 0.5f, 0.75f);
  else table->doubles[operation].map(p[out], p[a], p[b], p[c], n, 0.5, 0.75);
}

static double reduce(const trueno_table *table, int operation, size_t n) {
  void *const *p = (void *const *)place;
  if (width == sizeof(float)) return (double)table->kernels[operation].reduce(p[a], p[b], n);
  return table->doubles[operation].reduce(p[a], p[b], n);
}

// Results of a map that differ by more than they may.
static int differences(int operation, int v, size_t n) {
  int count = 0, is_exact = operation < trueno_op_exp, is_row = operation >= trueno_op_softmax && operation <= trueno_op_layerNorm;
  for (size_t i = 0; i < n; i++) {
    double x = get(wanted, i), y = get(v, i);
    count += is_exact ? !is_same(x, y) : is_row ? fabs(x - y) > 1e-4 * (1 + fabs(x)) : distance((float)x, (float)y) > 4;
  }
  return count;
}

static int is_untouched(size_t n, int at_end) {
  for (size_t i = n; !at_end && i < n + behind; i++) {
    if (get(found, i) != 42) return 0;
  }
  return 1;
}

static int check(const trueno_table *scalar, const trueno_table *table, int operation, size_t n, int at_end) {
  const trueno_description *d = trueno_describe(operation);
  if (d->form == trueno_form_search) return table->kernels[operation].search((float *)place[a], n) != plain_search(operation == trueno_op_argmin, n);
  if (d->form == trueno_form_reduce) {
    double x = reduce(scalar, operation, n), y = reduce(table, operation, n), scale = 0;
    if (operation == trueno_op_max || operation == trueno_op_min) return !is_same(x, y);
    for (size_t i = 0; i < n; i++) scale += 1 + get(a, i) * get(a, i) + get(b, i) * get(b, i);
    int is_finite = width == sizeof(float) ? isfinite((float)scale) : isfinite(scale);
    return is_finite && fabs(x - y) > (width == sizeof(float) ? 1e-5 : 1e-14) * scale;  // what overflows depends on the order
  }
  map(scalar, operation, wanted, n);
  map(table, operation, found, n);
  int count = differences(operation, found, n) + !is_untouched(n, at_end);
  memcpy(place[found], place[a], n * width);
  map(table, operation, a, n);
  count += differences(operation, a, n);
  memcpy(place[a], place[found], n * width);
  return count;
}

#define ON_DOUBLE(name, form) [trueno_op_##name] = 1,
static const char on_double[trueno_operation_count] = {TRUENO_ON_DOUBLE(ON_DOUBLE)};

int main(void) {
  long long checks = 0, wrong = 0;
  reserve();
  for (int is_double = 0; is_double < 2; is_double++) {
    width = is_double ? sizeof(double) : sizeof(float);
    for (int operation = 0; operation < trueno_operation_count; operation++) {
      const char *name = trueno_describe(operation)->name;
      int is_row = operation >= trueno_op_softmax && operation <= trueno_op_layerNorm;
      if (is_double && !on_double[operation]) continue;
      for (size_t n = 1; n <= most; n += n < 300 ? 1 : 1451) {
        for (int way = 0; way < 4; way++) {
          int special = way & 1, at_end = way & 2;
          if (special && is_row) continue;
          for (int v = 0; v < vectors; v++) {
            place[v] = memory[v] + (at_end ? room - n * width : 0);
            for (size_t i = 0; i < n + (at_end ? 0 : behind); i++) set(v, i, v >= wanted ? 42 : special ? any() : ordinary());
          }
          for (int back = trueno_backend_sse2; back <= trueno_backend_neon; back++) {
            const trueno_table *table = trueno_kernels(back);
            if (!table) continue;
            int differing = check(trueno_kernels(trueno_backend_scalar), table, operation, n, at_end);
            if (differing) printf("%s %s on %s, %zu elements%s: not as the scalar back end\n", name, table->name, is_double ? "double" : "float", n, special ? " with special values" : "");
            wrong += differing, checks++;
          }
        }
      }
    }
  }
  printf("%lld calls, %lld wrong\n", checks, wrong);
  return wrong > 0;
}
