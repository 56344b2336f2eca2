// Positions. The vector is read once, in blocks: a block's extreme is compared with the best so far,
// and only the block that won is searched for it.

INLINE vm is_value(vf x, vf value) { return v_eq(x, value); }
INLINE vm is_nan(vf x, vf value) { return v_unordered(x, x); }

// The first element for which is() holds; n if there is none. Four vectors at a time, then one by one
// those that hold it.
#define POSITION(name, is)                                                                       \
  static size_t name(const float *a, size_t n, float value_) {                                   \
    vf value = v_set(value_);                                                                    \
    size_t i = 0;                                                                                \
    for (; i + 4 * LANES <= n; i += 4 * LANES) {                                                 \
      vm hit = is(v_load(a + i), value);                                                         \
      for (size_t k = 1; k < 4; k++) hit = vm_or(hit, is(v_load(a + i + k * LANES), value));     \
      if (vm_any(hit)) break;                                                                    \
    }                                                                                            \
    for (; i + LANES <= n; i += LANES) {                                                         \
      vm hit = is(v_load(a + i), value);                                                         \
      if (vm_any(hit)) return i + (size_t)__builtin_ctz(vm_bits(hit));                           \
    }                                                                                            \
    if (i == n) return n;                                                                        \
    unsigned rest = vm_bits(is(v_load_part(a + i, n - i, 0), value)) & ((1u << (n - i)) - 1);    \
    return rest ? i + (size_t)__builtin_ctz(rest) : n;                                           \
  }
POSITION(position_of_value, is_value)
POSITION(position_of_nan, is_nan)

// The first element equal to value, or the first NaN if value is NaN; n if there is none.
static size_t position(const float *a, size_t n, float value) {
  return value == value ? position_of_value(a, n, value) : position_of_nan(a, n, value);
}

#define SEARCH(name, extreme, BETTER)                                                     \
  static size_t kernel_##name(const float *a, size_t n) {                                          \
    size_t best_block = 0;                                                                \
    float best = extreme(a, n < BLOCK ? n : BLOCK);                                       \
    for (size_t i = BLOCK; i < n && best == best; i += BLOCK) {                           \
      float value = extreme(a + i, n - i < BLOCK ? n - i : BLOCK);                        \
      if (value BETTER best || value != value) best = value, best_block = i;              \
    }                                                                                     \
    size_t length = n - best_block < BLOCK ? n - best_block : BLOCK;                      \
    return best_block + position(a + best_block, length, best);                           \
  }

SEARCH(argmax, greatest, >)
SEARCH(argmin, least, <)
