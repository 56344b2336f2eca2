// The greatest and the least.

// Whether this zero, +0 or -0, is among the elements.
static int has_zero(const number *a, size_t n, number zero) {
  for (size_t i = 0; i < n; i++) {
    if (a[i] == 0 && !signbit(a[i]) == !signbit(zero)) return 1;
  }
  return 0;
}

// The greatest element, or NaN if there is one. v_greater drops NaN, so NaN is watched for beside it,
// two vectors in one comparison.
#define EXTREME(name, combine, across, VALUE, WORST)                                            \
  static number name(const number *a, size_t n) {                                                 \
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

// IEEE 754 maximum and minimum: v_greater takes either zero, so a zero is looked at again.
static number kernel_max(const number *a, const number *b, size_t n) {
  number x = greatest(a, n);
  return x == 0 ? (has_zero(a, n, 0.0f) ? 0.0f : -0.0f) : x;
}
static number kernel_min(const number *a, const number *b, size_t n) {
  number x = least(a, n);
  return x == 0 ? (has_zero(a, n, -0.0f) ? -0.0f : 0.0f) : x;
}
