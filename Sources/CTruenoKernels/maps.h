// Element by element: out[i] = f(a[i], b[i], c[i]; p, q).
//
// The last LANES elements are computed as one vector before anything is stored, and stored last:
// the overlap with the loop writes the same values again, also when out is one of the inputs.
// Fewer than LANES elements go through the part loads.
//
// Cheap operations compute TOGETHER vectors and store them one after another, because some processors
// store two neighbours at once, and do so TURNS times between two jumps; the rest by four and two.
// Where out begins between two vectors of memory, the first LANES elements are done as the last ones,
// and the loop begins at the next whole vector: stores across cache lines would take twice as long.

// Numbers from p to the next whole vector of memory; 0 if there is none.
INLINE size_t to_line(const number *p) {
  size_t bytes = LANES * sizeof(number), over = (uintptr_t)p % bytes;
  return over == 0 || over % sizeof(number) != 0 ? 0 : (bytes - over) / sizeof(number);
}

// An expression in x, y, z (lanes of a, b, c), p, q (the parameters in every lane) and place, the vector's
// number among those computed together (of those that are left and of the first 1, of the last 0).
#define USED(load) load
#define NOT_USED(load) v_set(0)  // an input that the operation does not have
#define MAP1(name, expression) MAP(name, expression, NOT_USED, NOT_USED)
#define MAP2(name, expression) MAP(name, expression, USED, NOT_USED)
#define MAP3(name, expression) MAP(name, expression, USED, USED)

#define MAP(name, expression, IF_B, IF_C) \
  MAP_TO(static, kernel_##name, TOGETHER, SEVERAL_TURNS, name, expression, IF_B, IF_C)

// Several vectors at i, and i behind them.
#define TURN(name, together)                                                                     \
  {                                                                                              \
    vf r[together];                                                                              \
    UNROLL for (int k = 0; k < together; k++) r[k] = name##_at(i + k * LANES, a, b, c, p, q, k); \
    UNROLL for (int k = 0; k < together; k++) v_store(out + i + k * LANES, r[k]);                \
    i += together * LANES;                                                                       \
  }

#define MAP_TO(linkage, function, together, turns, name, expression, IF_B, IF_C)                 \
  INLINE vf name##_lanes(vf x, vf y, vf z, vf p, vf q, int place) { return expression; }         \
                                                                                                 \
  INLINE vf name##_at(size_t i, const number *a, const number *b, const number *c, vf p, vf q,      \
                      int place) {                                                               \
    return name##_lanes(v_load(a + i), IF_B(v_load(b + i)), IF_C(v_load(c + i)), p, q, place);   \
  }                                                                                              \
                                                                                                 \
  linkage void function(number *out, const number *a, const number *b, const number *c, size_t n,    \
                        number p_, number q_) {                                                    \
    vf p = v_set(p_), q = v_set(q_);                                                             \
    if (n < LANES) {                                                                             \
      if (n == 0) return;                                                                        \
      vf part = name##_lanes(v_load_part(a, n, 0), IF_B(v_load_part(b, n, 0)),                   \
                             IF_C(v_load_part(c, n, 0)), p, q, 0);                               \
      v_store_part(out, part, n);                                                                \
      return;                                                                                    \
    }                                                                                            \
    size_t last = n - LANES, start = together > 1 && n > together * LANES ? to_line(out) : 0;    \
    vf final = name##_at(last, a, b, c, p, q, 0), first = final;                                 \
    if (start > 0) first = name##_at(0, a, b, c, p, q, 1);                                       \
    size_t i = start;                                                                            \
    turns while (i + together * LANES <= last) TURN(name, together)                              \
    if (together > 4 && i + 4 * LANES <= last) TURN(name, 4)                                     \
    if (together > 2 && i + 2 * LANES <= last) TURN(name, 2)                                     \
    for (; i < last; i += LANES) v_store(out + i, name##_at(i, a, b, c, p, q, 1));               \
    if (start > 0) v_store(out, first);                                                          \
    v_store(out + last, final);                                                                  \
  }
