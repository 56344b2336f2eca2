// Element by element: out[i] = f(a[i], b[i], c[i]; p, q).
//
// The last LANES elements are computed as one vector before anything is stored, and stored last:
// the overlap with the loop writes the same values again, also when out is one of the inputs.
// Fewer than LANES elements go through the part loads.

#include "elementary.h"

// IEEE 754 minimum and maximum: NaN where either is NaN, -0 below +0. v_lesser(x, y) takes y of two
// zeros and v_lesser(y, x) takes x, so the sign bits of both orders combined are right.
INLINE vf v_minimum(vf x, vf y) {
  vf least = v_or(v_lesser(x, y), v_lesser(y, x));
  return v_select(v_unordered(x, y), v_add(x, y), least);
}
INLINE vf v_maximum(vf x, vf y) {
  vf greatest = v_and(v_greater(x, y), v_greater(y, x));
  return v_select(v_unordered(x, y), v_add(x, y), greatest);
}

// Each keeps the sign of a zero result: floor(-0.0) and ceil(-0.5) are -0.
INLINE vf v_floor(vf x) {
  vf t = v_trunc(x);
  return v_select(v_lt(x, t), v_sub(t, v_set(1)), t);
}
INLINE vf v_ceil(vf x) {
  vf t = v_trunc(x);
  return v_select(v_lt(t, x), v_or(v_add(t, v_set(1)), v_signbit(x)), t);
}
// Halves away from zero.
INLINE vf v_round(vf x) {
  vf t = v_trunc(x), away = v_or(v_add(t, v_or(v_set(1), v_signbit(x))), v_signbit(x));
  return v_select(v_le(v_set(0.5f), v_abs(v_sub(x, t))), away, t);
}

// An expression in x, y, z (lanes of a, b, c) and p, q (the parameters in every lane).
#define MAP1(name, expression) MAP(name, expression, NOT_USED, NOT_USED)
#define MAP2(name, expression) MAP(name, expression, USED, NOT_USED)
#define MAP3(name, expression) MAP(name, expression, USED, USED)

#define MAP(name, expression, IF_B, IF_C)                                                        \
  INLINE vf name##_lanes(vf x, vf y, vf z, vf p, vf q) { return expression; }                    \
                                                                                                 \
  INLINE vf name##_at(size_t i, const float *a, const float *b, const float *c, vf p, vf q) {    \
    return name##_lanes(v_load(a + i), IF_B(v_load(b + i)), IF_C(v_load(c + i)), p, q);          \
  }                                                                                              \
                                                                                                 \
  static void kernel_##name(float *out, const float *a, const float *b, const float *c, size_t n,         \
                   float p_, float q_) {                                                         \
    vf p = v_set(p_), q = v_set(q_);                                                             \
    if (n < LANES) {                                                                             \
      if (n == 0) return;                                                                        \
      vf part = name##_lanes(v_load_part(a, n, 0), IF_B(v_load_part(b, n, 0)),                   \
                             IF_C(v_load_part(c, n, 0)), p, q);                                  \
      v_store_part(out, part, n);                                                                \
      return;                                                                                    \
    }                                                                                            \
    size_t last = n - LANES, i = 0;                                                              \
    vf final = name##_at(last, a, b, c, p, q);                                                   \
    while (i + 4 * LANES <= last) {                                                              \
      for (int k = 0; k < 4; k++, i += LANES) v_store(out + i, name##_at(i, a, b, c, p, q));     \
    }                                                                                            \
    for (; i < last; i += LANES) v_store(out + i, name##_at(i, a, b, c, p, q));                  \
    v_store(out + last, final);                                                                  \
  }

MAP2(add, v_add(x, y))
MAP2(sub, v_sub(x, y))
MAP2(mul, v_mul(x, y))
MAP2(div, v_div(x, y))
MAP2(minimum, v_minimum(x, y))
MAP2(maximum, v_maximum(x, y))
MAP1(scale, v_mul(x, p))
MAP1(abs, v_abs(x))
MAP1(neg, v_neg(x))
MAP1(clamp, v_lesser(q, v_greater(p, x)))
MAP2(lerp, v_add(x, v_mul(p, v_sub(y, x))))
MAP3(fma, v_fused(x, y, z))
MAP1(sqrt, v_sqrt(x))
MAP1(recip, v_div(v_set(1), x))
MAP1(floor, v_floor(x))
MAP1(ceil, v_ceil(x))
MAP1(round, v_round(x))
MAP1(trunc, v_trunc(x))
MAP1(exp, v_exp(x))
MAP1(ln, v_ln(x))
MAP1(log2, v_log2(x))
MAP1(log10, v_log10(x))
MAP2(pow, v_pow(x, y))
MAP1(sin, v_sin(x))
MAP1(cos, v_cos(x))
MAP1(tan, v_tan(x))
MAP1(tanh, v_tanh(x))
MAP1(sigmoid, v_sigmoid(x))
MAP1(gelu, v_gelu(x))
MAP1(swish, v_swish(x))
MAP1(relu, v_greater(v_set(0), x))
MAP1(leakyReLU, v_select(v_lt(x, v_set(0)), v_mul(x, p), x))
MAP1(elu, v_select(v_lt(v_set(0), x), x, v_mul(v_expm1(x), p)))
