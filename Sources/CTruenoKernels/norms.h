// Norms of floats.

SUM1(absolute, v_add(s, v_abs(x)), 0)

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
static float kernel_normLinf(const float *a, const float *b, size_t n) { return greatest_magnitude(a, n); }
