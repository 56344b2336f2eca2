// Positions. The vector is read once, in blocks: a block's extreme is compared with the best so far,
// and only the block that won is searched for it.

// The first element equal to value, or the first NaN if value is NaN; n if there is none.
static size_t position(const float *a, size_t n, float value) {
  vf wanted = v_set(value);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    vf x = v_load(a + i);
    vm hit = value == value ? v_eq(x, wanted) : v_unordered(x, x);
    if (vm_any(hit)) return i + (size_t)__builtin_ctz(vm_bits(hit));
  }
  for (; i < n; i++) {
    if (value == value ? a[i] == value : a[i] != a[i]) return i;
  }
  return n;
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
