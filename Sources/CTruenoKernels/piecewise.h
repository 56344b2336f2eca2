// Floats in pieces of straight lines: roundings to integers and rectifiers.

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

MAP1(floor, v_floor(x))
MAP1(ceil, v_ceil(x))
MAP1(round, v_round(x))
MAP1(trunc, v_trunc(x))
MAP1(relu, v_greater(v_set(0), x))
MAP1(leakyReLU, v_select(v_lt(x, v_set(0)), v_mul(x, p), x))
