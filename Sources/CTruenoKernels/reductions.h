// A number from one vector or two.
//
// ACCUMULATORS independent accumulators hide the latency of the additions. The part of a vector
// that does not fill LANES is loaded under a mask, the missing lanes filled so that they add nothing.

// Sums run in blocks, whose sums are added up in a block_total, which loses nothing that counts: the rounding error
// then depends on the block's length, not on the vector's. A block is small enough to stay in the first-level cache.
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
  static number name##_block(const number *a, const number *b, size_t n, number p_, number q_) {  \
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
  INLINE double name##_total(const number *a, const number *b, size_t n, number p, number q) {  \
    if (n <= BLOCK) return name##_block(a, b, n, p, q);                                         \
    block_total total = {0};                                                                    \
    for (size_t i = 0; i < n; i += BLOCK) {                                                     \
      size_t length = n - i < BLOCK ? n - i : BLOCK;                                            \
      total = and_block(total, name##_block(a + i, B + i, length, p, q));                       \
    }                                                                                           \
    return value_of(total);                                                                     \
  }

SUM1(plain, v_add(s, x), 0)
SUM1(square, v_muladd(x, x, s), 0)
SUM2(product, v_muladd(x, y, s), 0, 0)

// Not inlined into each other, so that the scalar back end's cannot be paired into vectors.
#define REDUCE(name, value)                                                                            \
  static __attribute__((noinline)) number kernel_##name(const number *a, const number *b, size_t n) { \
    return (number)(value);                                                                            \
  }

REDUCE(sum, plain_total(a, b, n, 0, 0))
REDUCE(mean, plain_total(a, b, n, 0, 0) / (double)(ptrdiff_t)n)
REDUCE(dot, product_total(a, b, n, 0, 0))
