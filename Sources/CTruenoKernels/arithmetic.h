// Arithmetic, element by element.

// IEEE 754 minimum and maximum: NaN where either is NaN, -0 below +0. v_lesser(x, y) takes y of two
// zeros and where either is NaN, and v_lesser(y, x) takes x. So both orders differ only then: combined, the
// sign bits of zeros are right, and NaN stays NaN whatever bits are set in addition.
INLINE vf v_minimum(vf x, vf y) { return v_or(v_lesser(x, y), v_lesser(y, x)); }
INLINE vf v_maximum(vf x, vf y) {
  vf one = v_greater(x, y), other = v_greater(y, x);
  return v_or(v_abs(v_or(one, other)), v_and(one, other));
}

// Each keeps the sign of a zero result: floor(-0.0) and ceil(-0.5) are -0.
#if !ROUNDS
INLINE vf v_floor(vf x) {
  vf t = v_trunc(x);
  return v_select(v_lt(x, t), v_sub(t, v_set(1)), t);
}
INLINE vf v_ceil(vf x) {
  vf t = v_trunc(x);
  return v_select(v_lt(t, x), v_or(v_add(t, v_set(1)), v_signbit(x)), t);
}
#endif
// Halves away from zero. The float below 1/2 is added, not 1/2, which would lift itself to 1.
INLINE vf v_round(vf x) {
  return v_trunc(v_add(x, v_or(v_set(0x1.fffffep-2f), v_signbit(x))));
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
MAP1(recip, v_div(v_set(1), x))
MAP1(floor, v_floor(x))
MAP1(ceil, v_ceil(x))
MAP1(round, v_round(x))
MAP1(trunc, v_trunc(x))
MAP1(relu, v_greater(v_set(0), x))
MAP1(leakyReLU, v_select(v_lt(x, v_set(0)), v_mul(x, p), x))
