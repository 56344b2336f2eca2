// Positions. The vector is read once, in blocks: a block's extreme is compared with the best so far,
// and only the block that won is searched for it.

INLINE vm is_value(vf x, vf value) { return v_eq(x, value); }
INLINE vm is_nan(vf x, vf value) { return v_unordered(x, x); }

// The first element for which is() holds; n if there is none. GROUP vectors at a time, combined so that what is looked for
// stays visible, then one by one.
#define GROUP 8
#define POSITION(name, is, combine)                                                              \
  static size_t name(const float *a, size_t n, float value_) {                                   \
    vf value = v_set(value_);                                                                    \
    size_t i = 0;                                                                                \
    for (; i + GROUP * LANES <= n; i += GROUP * LANES) {                                         \
      vf s = v_load(a + i);                                                                      \
      for (size_t k = 1; k < GROUP; k++) s = combine(s, v_load(a + i + k * LANES));              \
      if (vm_any(is(s, value))) break;                                                           \
    }                                                                                            \
    for (; i + LANES <= n; i += LANES) {                                                         \
      vm hit = is(v_load(a + i), value);                                                         \
      if (vm_any(hit)) return i + (size_t)__builtin_ctz(vm_bits(hit));                           \
    }                                                                                            \
    if (i == n) return n;                                                                        \
    unsigned rest = vm_bits(is(v_load_part(a + i, n - i, 0), value)) & ((1u << (n - i)) - 1);    \
    return rest ? i + (size_t)__builtin_ctz(rest) : n;                                           \
  }
POSITION(position_of_greatest, is_value, v_greater)
POSITION(position_of_least, is_value, v_lesser)
POSITION(position_of_nan, is_nan, v_add)

#define SEARCH(name, extreme, BETTER, position)                                           \
  static size_t kernel_##name(const float *a, size_t n) {                                 \
    size_t best_block = 0;                                                                \
    float best = extreme(a, n < BLOCK ? n : BLOCK);                                       \
    for (size_t i = BLOCK; i < n && best == best; i += BLOCK) {                           \
      float value = extreme(a + i, n - i < BLOCK ? n - i : BLOCK);                        \
      if (value BETTER best || value != value) best = value, best_block = i;              \
    }                                                                                     \
    size_t length = n - best_block < BLOCK ? n - best_block : BLOCK;                      \
    a += best_block;                                                                      \
    return best_block + (best == best ? position(a, length, best) : position_of_nan(a, length, best)); \
  }

SEARCH(argmax, greatest, >, position_of_greatest)
SEARCH(argmin, least, <, position_of_least)
