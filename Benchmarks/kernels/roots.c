// Tries whether the square roots of roots.h are rounded correctly on every processor whose estimates keep
// the bound of their instruction: each float in [1, 4) with each estimate within the bound; and, with this
// processor's estimates, each of all 2^32 floats. Compiled once for each instruction set by roots.sh.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define REGISTERS 1
#define MAP1(name, expression)
#include LANES_HEADER

TRUENO_TARGET_BEGIN(FEATURES)
#include "roots.h"

static const double bound = ROOT_BITS == 12 ? 0x1.8p-12 : 0x1p-14;

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
static float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
// The floats that follow one another from one on.
static vf sequence(uint32_t bits) {
  float x[LANES];
  for (uint32_t k = 0; k < LANES; k++) x[k] = from_bits(bits + k);
  return v_load(x);
}

static uint64_t wrong;
static void report(float x, float y, float found) {
  if (wrong++ < 10) fprintf(stderr, "%s: sqrt(%a) from %a: expected %a, found %a\n", NAME, x, y, sqrtf(x), found);
}

static uint64_t every_estimate(void) {
  uint64_t tried = 0;
  for (uint32_t bits = bits_of(1); bits < bits_of(4); bits++) {
    float x = from_bits(bits), root = sqrtf(x);
    double inverse = 1 / sqrt((double)x);
    // One float more at either end, because of the roundings here.
    uint32_t least = bits_of((float)(inverse * (1 - bound))) - 1;
    uint32_t most = bits_of((float)(inverse * (1 + bound))) + 1;
    vf y = sequence(least);
    for (uint32_t i = least; i <= most; i += LANES) {
      vf r = v_root_from(y, v_set(x));
      if (!vm_all(v_eq(r, v_set(root)))) {
        float lanes[LANES];
        v_store(lanes, r);
        for (uint32_t k = 0; k < LANES; k++) {
          if (i + k <= most && lanes[k] != root) report(x, from_bits(i + k), lanes[k]);
        }
      }
      y = v_from_bits(vi_add(v_bits(y), vi_set(LANES)));
    }
    tried += most - least + 1;
  }
  return tried;
}

static void every_float(void) {
  for (uint64_t bits = 0; bits < 1ull << 32; bits += LANES) {
    float lanes[LANES];
    v_store(lanes, v_root(sequence((uint32_t)bits)));
    for (uint32_t k = 0; k < LANES; k++) {
      float x = from_bits((uint32_t)bits + k), root = sqrtf(x);
      if (isnan(root) ? !isnan(lanes[k]) : bits_of(root) != bits_of(lanes[k])) report(x, NAN, lanes[k]);
    }
  }
}
TRUENO_TARGET_END

int main(void) {
  if (!__builtin_cpu_supports(NEEDS) || !__builtin_cpu_supports("fma")) return printf("%s: not on this processor\n", NAME), 0;
  uint64_t tried = every_estimate();
  printf("%s: %" PRIu64 " pairs of a float and an estimate, %" PRIu64 " roots wrong\n", NAME, tried, wrong);
  uint64_t before = wrong;
  every_float();
  printf("%s: 2^32 floats, %" PRIu64 " roots wrong\n", NAME, wrong - before);
  return wrong != 0;
}
