// A number from one vector or two.
//
// ACCUMULATORS independent accumulators hide the latency of the additions. The part of a vector
// that does not fill LANES is loaded under a mask, the missing lanes filled so that they add nothing.

// Sums run in blocks, whose sums are added up in double: the rounding error then depends on the
// block's length, not on the vector's. A block is small enough to stay in the first-level cache.
#define BLOCK 4096

// Vectors in one turn of a loop; each has an accumulator of its own, but in scalar sums, which have one.
#define STEPS (ACCUMULATORS > 1 ? ACCUMULATORS : 4)

// After the turns a few accumulators do for what is left: fewer than STEPS vectors, and a part of one.
#define FEW(count) ((count) < 4 ? (count) : 4)
#define REST_OF(vectors) UNROLL for (size_t k = 0; k < STEPS - 1; k++) if (k < vectors)

// So many accumulators into so few, pairwise.
#define FOLD(s, many, few, combine)                                     \
  for (int width = many / 2; width >= few; width /= 2) {                \
    for (int k = 0; k < width; k++) s[k] = combine(s[k], s[k + width]); \
  }

// double name_total(a, b, n, p, q): the sum of a term of x and y (lanes of a and b), p and q (the same
// in every lane). SUM1 has no b. STEP adds the terms of one vector to the accumulator s.
// Lanes that are missing are filled with FILL_A and FILL_B, which must make the term 0.
#define SUM1(name, STEP, FILL_A) SUM(name, STEP, FILL_A, 0, NOT_USED, a)
#define SUM2(name, STEP, FILL_A, FILL_B) SUM(name, STEP, FILL_A, FILL_B, USED, b)

#define SUM(name, STEP, FILL_A, FILL_B, IF_B, B)                                                \
  INLINE void name##_step(vf *sum, vf x, vf y, vf p, vf q) {                                    \
    vf s = *sum;                                                                                \
    *sum = STEP;                                                                                \
  }                                                                                             \
                                                                                                \
  static float name##_block(const float *a, const float *b, size_t n, float p_, float q_) {     \
    vf s[ACCUMULATORS], p = v_set(p_), q = v_set(q_);                                           \
    size_t i = 0;                                                                               \
    for (int k = 0; k < ACCUMULATORS; k++) s[k] = v_set(0);                                     \
    for (; i + STEPS * LANES <= n; i += STEPS * LANES) {                                        \
      for (int k = 0; k < STEPS; k++) {                                                         \
        size_t at = i + (size_t)k * LANES;                                                      \
        name##_step(s + k % ACCUMULATORS, v_load(a + at), IF_B(v_load(b + at)), p, q);          \
      }                                                                                         \
    }                                                                                           \
    FOLD(s, ACCUMULATORS, FEW(ACCUMULATORS), v_add)                                             \
    size_t vectors = (n - i) / LANES;                                                           \
    REST_OF(vectors) {                                                                          \
      size_t at = i + k * LANES;                                                                \
      name##_step(s + k % FEW(ACCUMULATORS), v_load(a + at), IF_B(v_load(b + at)), p, q);       \
    }                                                                                           \
    i += vectors * LANES;                                                                       \
    if (i < n) {                                                                                \
      name##_step(s + FEW(ACCUMULATORS) - 1, v_load_part(a + i, n - i, FILL_A),                 \
                  IF_B(v_load_part(b + i, n - i, FILL_B)), p, q);                               \
    }                                                                                           \
    FOLD(s, FEW(ACCUMULATORS), 1, v_add)                                                        \
    return v_sum(s[0]);                                                                         \
  }                                                                                             \
                                                                                                \
  INLINE double name##_total(const float *a, const float *b, size_t n, float p, float q) {      \
    if (n <= BLOCK) return name##_block(a, b, n, p, q);                                         \
    double total = 0;                                                                           \
    for (size_t i = 0; i < n; i += BLOCK) {                                                     \
      size_t length = n - i < BLOCK ? n - i : BLOCK;                                            \
      total += (double)name##_block(a + i, B + i, length, p, q);                                \
    }                                                                                           \
    return total;                                                                               \
  }

SUM1(plain, v_add(s, x), 0)
SUM1(absolute, v_add(s, v_abs(x)), 0)
SUM1(square, v_muladd(x, x, s), 0)
SUM2(product, v_muladd(x, y, s), 0, 0)
SUM1(deviation, v_add(s, v_sub(x, p)), p_)
SUM1(squared_deviation, v_muladd(v_sub(x, p), v_sub(x, p), s), p_)
SUM2(product_of_deviations, v_muladd(v_sub(x, p), v_sub(y, q), s), p_, q_)

// Not inlined into each other, so that the scalar back end's cannot be paired into vectors.
#define REDUCE(name, value)                                                    \
  static __attribute__((noinline)) float kernel_##name(const float *a, const float *b, size_t n) { \
    return (float)(value);                                                     \
  }

REDUCE(sum, plain_total(a, b, n, 0, 0))
REDUCE(mean, plain_total(a, b, n, 0, 0) / (double)(ptrdiff_t)n)

REDUCE(dot, product_total(a, b, n, 0, 0))
REDUCE(sumOfSquares, square_total(a, b, n, 0, 0))
REDUCE(normL1, absolute_total(a, b, n, 0, 0))

// Squares that overflow or vanish in float do not in double.
static double square_total_wide(const float *a, size_t n) {
  double total = 0;
  for (size_t i = 0; i < n; i++) total += (double)a[i] * (double)a[i];
  return total;
}

static __attribute__((noinline)) float normL2_of_any(const float *a, size_t n) {
  double total = square_total(a, a, n, 0, 0);
  int is_safe = total > 0x1p-80 * (double)(ptrdiff_t)n && total < INFINITY;
  return (float)sqrt(is_safe || n == 0 ? total : square_total_wide(a, n));
}
// One block whose squares are safe, in the shortest way: as an integer the total is compared once, with 2^-68
// (2^-80 for each element) and infinity, and the lanes' square root, unlike C's, does not ask for errno. The
// root of a float has the same bits in double.
static float kernel_normL2(const float *a, const float *b, size_t n) {
  if (n > BLOCK) return normL2_of_any(a, n);
  float total = square_block(a, a, n, 0, 0), root[LANES];
  uint32_t bits, least = (127u - 68) << 23, infinity = 255u << 23;
  memcpy(&bits, &total, sizeof bits);
  if (bits - least >= infinity - least) return normL2_of_any(a, n);
  v_store(root, v_sqrt(v_set(total)));
  return root[0];
}

// Two passes, the second about the rounded mean, and what the rounding of the mean left corrected
// (Chan, Golub and LeVeque 1983, equation 1.7).
INLINE double squares_about_mean(const float *a, size_t n, float *mean_a) {
  *mean_a = kernel_mean(a, a, n);
  double rest = deviation_total(a, a, n, *mean_a, 0);
  double squares = squared_deviation_total(a, a, n, *mean_a, 0) - rest * rest / (double)(ptrdiff_t)n;
  return squares < 0 ? 0 : squares;
}

INLINE double products_about_means(const float *a, const float *b, size_t n) {
  float mean_a = kernel_mean(a, a, n), mean_b = kernel_mean(b, b, n);
  double rest_a = deviation_total(a, a, n, mean_a, 0), rest_b = deviation_total(b, b, n, mean_b, 0);
  return product_of_deviations_total(a, b, n, mean_a, mean_b) - rest_a * rest_b / (double)(ptrdiff_t)n;
}

static double variance_wide(const float *a, size_t n) {
  float mean_a;
  return squares_about_mean(a, n, &mean_a) / (double)(ptrdiff_t)n;
}

REDUCE(variance, variance_wide(a, n))
REDUCE(standardDeviation, sqrt(variance_wide(a, n)))
REDUCE(covariance, products_about_means(a, b, n) / (double)(ptrdiff_t)n)

static float kernel_correlation(const float *a, const float *b, size_t n) {
  float mean_a, mean_b;
  double scale = sqrt(squares_about_mean(a, n, &mean_a)) * sqrt(squares_about_mean(b, n, &mean_b));
  double ratio = products_about_means(a, b, n) / scale;
  return (float)(ratio > 1 ? 1 : ratio < -1 ? -1 : ratio);
}

// Each lane keeps the sum and what its roundings lost (Knuth's TwoSum); both are added up in double.
static float kernel_sumCompensated(const float *a, const float *b, size_t n) {
  vf s[ACCUMULATORS], lost[ACCUMULATORS];
  for (int k = 0; k < ACCUMULATORS; k++) s[k] = lost[k] = v_set(0);
  for (size_t i = 0; i < n;) {
    for (int k = 0; k < ACCUMULATORS && i < n; k++, i += LANES) {
      vf x = n - i < LANES ? v_load_part(a + i, n - i, 0) : v_load(a + i);
      vf t = v_add(s[k], x), x_part = v_sub(t, s[k]);
      vf error = v_add(v_sub(s[k], v_sub(t, x_part)), v_sub(x, x_part));
      lost[k] = v_add(lost[k], error);
      s[k] = t;
    }
  }
  vd both = d_add(d_wide(s[0]), d_wide(lost[0]));
  for (int k = 1; k < ACCUMULATORS; k++) both = d_add(both, d_add(d_wide(s[k]), d_wide(lost[k])));
  double total[LANES];
  d_store(total, both);
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int j = 0; j < width; j++) total[j] += total[j + width];
  }
  return isfinite(total[0]) ? (float)total[0] : kernel_sum(a, b, n);  // infinity - infinity spoils lost
}

// Whether this zero, +0 or -0, is among the elements.
static int has_zero(const float *a, size_t n, float zero) {
  for (size_t i = 0; i < n; i++) {
    if (a[i] == 0 && !signbit(a[i]) == !signbit(zero)) return 1;
  }
  return 0;
}

// The greatest element, or NaN if there is one. v_greater drops NaN, so NaN is watched for beside it,
// two vectors in one comparison.
#define EXTREME(name, combine, across, VALUE, WORST)                                            \
  static float name(const float *a, size_t n) {                                                 \
    vf s[STEPS];                                                                                \
    vm nan = v_no_lanes();                                                                      \
    size_t i = 0;                                                                               \
    for (int k = 0; k < STEPS; k++) s[k] = v_set(WORST);                                        \
    for (; i + STEPS * LANES <= n; i += STEPS * LANES) {                                        \
      for (int k = 0; k < STEPS; k += 2) {                                                      \
        size_t at = i + (size_t)k * LANES;                                                      \
        vf x = VALUE(v_load(a + at)), y = VALUE(v_load(a + at + LANES));                        \
        s[k] = combine(s[k], x);                                                                \
        s[k + 1] = combine(s[k + 1], y);                                                        \
        nan = vm_or(nan, v_unordered(x, y));                                                    \
      }                                                                                         \
    }                                                                                           \
    FOLD(s, STEPS, FEW(STEPS), combine)                                                         \
    size_t vectors = (n - i) / LANES;                                                           \
    REST_OF(vectors) {                                                                          \
      vf x = VALUE(v_load(a + i + k * LANES));                                                  \
      s[k % FEW(STEPS)] = combine(s[k % FEW(STEPS)], x);                                        \
      nan = vm_or(nan, v_unordered(x, x));                                                      \
    }                                                                                           \
    i += vectors * LANES;                                                                       \
    if (i < n) {                                                                                \
      vf x = VALUE(v_load_part(a + i, n - i, WORST));                                           \
      s[FEW(STEPS) - 1] = combine(s[FEW(STEPS) - 1], x);                                        \
      nan = vm_or(nan, v_unordered(x, x));                                                      \
    }                                                                                           \
    FOLD(s, FEW(STEPS), 1, combine)                                                             \
    return vm_any(nan) ? NAN : across(s[0]);                                                    \
  }

#define AS_IS(x) x
EXTREME(greatest, v_greater, v_greatest, AS_IS, -INFINITY)
EXTREME(least, v_lesser, v_least, AS_IS, INFINITY)
#if MAGNITUDES
// As integers magnitudes have the same order, with NaN above all.
static float greatest_magnitude(const float *a, size_t n) {
  vf s[STEPS];
  size_t i = 0;
  for (int k = 0; k < STEPS; k++) s[k] = v_set(0);
  for (; i + STEPS * LANES <= n; i += STEPS * LANES) {
    for (int k = 0; k < STEPS; k++) s[k] = v_magnitude(s[k], v_load(a + i + (size_t)k * LANES));
  }
  FOLD(s, STEPS, FEW(STEPS), v_magnitude)
  size_t vectors = (n - i) / LANES;
  REST_OF(vectors) s[k % FEW(STEPS)] = v_magnitude(s[k % FEW(STEPS)], v_load(a + i + k * LANES));
  i += vectors * LANES;
  if (i < n) s[FEW(STEPS) - 1] = v_magnitude(s[FEW(STEPS) - 1], v_load_part(a + i, n - i, 0));
  FOLD(s, FEW(STEPS), 1, v_magnitude)
  return vm_any(v_unordered(s[0], s[0])) ? NAN : v_greatest(s[0]);
}
#else
EXTREME(greatest_magnitude, v_greater, v_greatest, v_abs, 0)
#endif

// IEEE 754 maximum and minimum: v_greater takes either zero, so a zero is looked at again.
static float kernel_max(const float *a, const float *b, size_t n) {
  float x = greatest(a, n);
  return x == 0 ? (has_zero(a, n, 0.0f) ? 0.0f : -0.0f) : x;
}
static float kernel_min(const float *a, const float *b, size_t n) {
  float x = least(a, n);
  return x == 0 ? (has_zero(a, n, -0.0f) ? -0.0f : 0.0f) : x;
}
static float kernel_normLinf(const float *a, const float *b, size_t n) { return greatest_magnitude(a, n); }
