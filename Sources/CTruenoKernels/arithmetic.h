// Arithmetic, element by element.

// IEEE 754 minimum and maximum: NaN where either is NaN, -0 below +0. v_lesser(x, y) takes y of two
// zeros and where either is NaN, and v_lesser(y, x) takes x. So both orders differ only then: combined, the
// sign bits of zeros are right, and NaN stays NaN whatever bits are set in addition.
INLINE vf v_minimum(vf x, vf y) { return v_or(v_lesser(x, y), v_lesser(y, x)); }
INLINE vf v_maximum(vf x, vf y) {
  vf one = v_greater(x, y), other = v_greater(y, x);
  return v_or(v_abs(v_or(one, other)), v_and(one, other));
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
