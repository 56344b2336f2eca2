// One float from a vector or two.
//
// ACCUMULATORS independent accumulators hide the latency of the additions. The part of the vector
// that does not fill LANES is loaded under a mask, the missing lanes filled with the identity.

// Sums run in blocks, whose sums are added up in double: the rounding error then depends on the
// block's length, not on the vector's. A block is small enough to stay in the first-level cache.
#define BLOCK 4096

// SUM1(name, expression): a sum over x; SUM2: over x and y. The expression adds the terms of one
// vector to the accumulator s.
#define SUM1(name, expression) SUM(name, expression, NOT_USED, a)
#define SUM2(name, expression) SUM(name, expression, USED, b)

#define SUM(name, expression, IF_B, B)                                                         \
  INLINE vf name##_step(vf s, vf x, vf y) { return expression; }                            \
                                                                                            \
  static float name##_block(const float *a, const float *b, size_t n) {                     \
    vf s[ACCUMULATORS];                                                                     \
    size_t i = 0;                                                                           \
    for (int k = 0; k < ACCUMULATORS; k++) s[k] = v_set(0);                                 \
    for (; i + ACCUMULATORS * LANES <= n; i += ACCUMULATORS * LANES) {                      \
      for (int k = 0; k < ACCUMULATORS; k++) {                                              \
        size_t at = i + (size_t)k * LANES;                                                  \
        s[k] = name##_step(s[k], v_load(a + at), IF_B(v_load(b + at)));                     \
      }                                                                                     \
    }                                                                                       \
    FOLD(s, v_add)                                                                          \
    for (; i + LANES <= n; i += LANES) {                                                    \
      s[0] = name##_step(s[0], v_load(a + i), IF_B(v_load(b + i)));                         \
    }                                                                                       \
    if (i < n) {                                                                            \
      s[0] = name##_step(s[0], v_load_part(a + i, n - i, 0),                                \
                         IF_B(v_load_part(b + i, n - i, 0)));                               \
    }                                                                                       \
    return v_sum(s[0]);                                                                     \
  }                                                                                         \
                                                                                            \
  static float name(const float *a, const float *b, size_t n) {                             \
    if (n <= BLOCK) return name##_block(a, b, n);                                           \
    double total = 0;                                                                       \
    for (size_t i = 0; i < n; i += BLOCK) {                                                 \
      size_t length = n - i < BLOCK ? n - i : BLOCK;                                        \
      total += (double)name##_block(a + i, B + i, length);               \
    }                                                                                       \
    return (float)total;                                                                    \
  }

// The accumulators into the first, pairwise.
#define FOLD(s, combine)                                          \
  for (int width = ACCUMULATORS / 2; width > 0; width /= 2) {     \
    for (int k = 0; k < width; k++) s[k] = combine(s[k], s[k + width]); \
  }

SUM2(dot, v_muladd(x, y, s))

// The greatest element as IEEE 754 maximum orders them: NaN if there is one, and +0 above -0.
// v_greater drops NaN and takes either zero, so NaN is watched for beside it, and a zero result is
// looked at again.
#define EXTREME(name, combine, across, worst, ZERO_WINS)                               \
  static float name(const float *a, const float *b, size_t n) {                        \
    vf s[ACCUMULATORS];                                                                \
    vm nan = v_no_lanes();                                                             \
    size_t i = 0;                                                                      \
    for (int k = 0; k < ACCUMULATORS; k++) s[k] = v_set(worst);                        \
    for (; i + ACCUMULATORS * LANES <= n; i += ACCUMULATORS * LANES) {                 \
      for (int k = 0; k < ACCUMULATORS; k += 2) {                                      \
        size_t at = i + (size_t)k * LANES;                                             \
        vf x = v_load(a + at), y = ACCUMULATORS > 1 ? v_load(a + at + LANES) : x;      \
        s[k] = combine(s[k], x);                                                       \
        if (ACCUMULATORS > 1) s[k + 1] = combine(s[k + 1], y);                         \
        nan = vm_or(nan, v_unordered(x, y));                                           \
      }                                                                                \
    }                                                                                  \
    FOLD(s, combine)                                                                   \
    for (; i + LANES <= n; i += LANES) {                                               \
      vf x = v_load(a + i);                                                            \
      s[0] = combine(s[0], x);                                                         \
      nan = vm_or(nan, v_unordered(x, x));                                             \
    }                                                                                  \
    if (i < n) {                                                                       \
      vf x = v_load_part(a + i, n - i, worst);                                         \
      s[0] = combine(s[0], x);                                                         \
      nan = vm_or(nan, v_unordered(x, x));                                             \
    }                                                                                  \
    if (vm_any(nan)) return NAN;                                                       \
    float extreme = across(s[0]);                                                      \
    return extreme == 0 ? (has_zero(a, n, ZERO_WINS) ? ZERO_WINS : -(ZERO_WINS)) : extreme; \
  }

// Whether this zero, +0 or -0, is among the elements.
static int has_zero(const float *a, size_t n, float zero) {
  for (size_t i = 0; i < n; i++) {
    if (a[i] == 0 && signbit(a[i]) == signbit(zero)) return 1;
  }
  return 0;
}

EXTREME(max, v_greater, v_greatest, -INFINITY, 0.0f)
EXTREME(min, v_lesser, v_least, INFINITY, -0.0f)
