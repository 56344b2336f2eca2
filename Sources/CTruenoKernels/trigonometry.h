// sin, cos and tan: pi/2 is taken away in parts (Cody and Waite 1980). With a fused multiply-add in
// floats, the reduced angle as a sum of two; without, in double.

#include "far_angles.h"

#if FUSED
// x = n pi/2 + r + low, |r| <= 0.799 and |low| at most half a unit in the last place of r; n modulo 4.
typedef struct {
  vf r, low;
  vi n;
} angle;

// n is counted from quadrant on.
INLINE angle reduce_angle(vf x, float quadrant) {
  const vf pi2 = v_set(0x1.921fb6p+0f), pi2_low = v_set(-0x1.777a5cp-25f);
  vf shifted = v_muladd(x, v_set(0x1.45f306p-1f), v_set(ROUNDER + quadrant));
  vf n = v_sub(shifted, v_set(ROUNDER + quadrant));
  vf first = v_nmuladd(n, pi2, x);  // exact
  vf r = v_sub(first, v_mul(n, pi2_low));  // so that first - r is exact, as a fused step's would not be
  vf low = v_nmuladd(n, pi2_low, v_sub(first, r));
  low = v_nmuladd(n, v_set(-0x1.ee59dap-50f), low);
  if (__builtin_expect(vm_all(v_le(v_abs(x), v_set(FAR_ANGLE))), 1)) return (angle){r, low, v_bits(shifted)};
  float xs[LANES], rs[LANES], lows[LANES], ns[LANES];
  v_store(xs, x);
  v_store(rs, r);
  v_store(lows, low);
  v_store(ns, shifted);
  for (int i = 0; i < LANES; i++) {
    if (fabsf(xs[i]) <= FAR_ANGLE) continue;
    double far = far_angle(xs[i], &ns[i]);
    rs[i] = (float)far;
    lows[i] = (float)(far - rs[i]);
    ns[i] += ROUNDER + quadrant;
  }
  return (angle){v_load(rs), v_load(lows), v_bits(v_load(ns))};
}

// (r + low)^2
INLINE vf squared(angle a) { return v_muladd(a.r, a.r, v_mul(a.r, v_add(a.low, a.low))); }

// Quadrant n of the sine: sin, cos, -sin, -cos; of the opposite sign where sign is negative.
INLINE vf sin_quadrant(angle a, vf sign) {
  vf r2 = squared(a);
  // (sin r - r) / r^3, relative error of the sine 2^-27.7
  vf q = HORNER(r2, 0x1.1106b4p-7f, v_set(-0x1.99128p-13f));
  q = HORNER(r2, -0x1.555544p-3f, q);
  vf s = v_add(v_muladd(v_mul(q, r2), a.r, a.low), a.r);
  // (cos r - 1) / r^2, relative error of the cosine 2^-32.6
  vf p = HORNER(r2, -0x1.6c0b0ap-10f, v_set(0x1.999b66p-16f));
  p = HORNER(r2, 0x1.555548p-5f, p);
  p = HORNER(r2, -0.5f, p);
  vf c = HORNER(r2, 1, p);
  vf part = v_select_negative(v_from_bits(vi_shl(a.n, 31)), c, s);
  return v_xor(part, v_signbit(v_xor(v_from_bits(vi_shl(a.n, 30)), sign)));
}
INLINE vf v_sin(vf x) { return sin_quadrant(reduce_angle(v_abs(x), 0), x); }
INLINE vf v_cos(vf x) { return sin_quadrant(reduce_angle(x, 1), v_set(0)); }
INLINE vf v_tan(vf x) {
  angle a = reduce_angle(v_abs(x), 0);
  vf r2 = v_mul(a.r, a.r), r3 = v_mul(r2, a.r), low = v_muladd(a.low, r2, a.low);
  // (tan r - r) / r^3, relative error of the tangent 2^-29
  vf q = HORNER(r2, -0x1.38f35p-12f, v_set(0x1.2b78fap-8f));
  q = HORNER(r2, 0x1.6cfb4cp-7f, q);
  q = HORNER(r2, 0x1.5accdep-6f, q);
  q = HORNER(r2, 0x1.bb09fp-5f, q);
  q = HORNER(r2, 0x1.110c8ep-3f, q);
  q = HORNER(r2, 0x1.555564p-2f, q);
  vf rest = v_muladd(q, r3, low), t = v_add(a.r, rest);
  vf inverse = v_div(v_set(-1), t);
  vf error = v_muladd(inverse, rest, v_muladd(inverse, a.r, v_set(1)));
  inverse = v_muladd(inverse, error, inverse);
  vf result = v_select_negative(v_from_bits(vi_shl(a.n, 31)), inverse, t);
  return v_xor(result, v_signbit(x));
}
#else
// x = n pi/2 + r, |r| <= pi/4; n modulo 4.
typedef struct {
  vd r;
  vi n;
} angle;

INLINE angle reduce_angle(vf x) {
  vd wide = d_wide(x);
  vd shifted = d_muladd(wide, d_set(0x1.45f306dc9c883p-1), d_set(0x1.8p52));
  vd n = d_sub(shifted, d_set(0x1.8p52));
  vd r = d_muladd(n, d_set(-0x1.921fb544p+0), wide);  // 32 bits: exact for |n| < 2^21
  r = d_muladd(n, d_set(-0x1.0b4611a626331p-34), r);
  if (__builtin_expect(vm_all(v_le(v_abs(x), v_set(FAR_ANGLE))), 1)) return (angle){r, v_to_int(d_narrow(n))};
  float xs[LANES];
  double rs[LANES];
  float ns[LANES];
  v_store(xs, x);
  d_store(rs, r);
  v_store(ns, d_narrow(n));
  for (int i = 0; i < LANES; i++) {
    if (fabsf(xs[i]) <= FAR_ANGLE) continue;
    rs[i] = far_angle(xs[i], &ns[i]);
  }
  return (angle){d_load(rs), v_to_int(v_load(ns))};
}

INLINE vd sin_poly(vd r, vd r2) {  // relative error 2^-37 for |r| <= pi/4
  vd q = D_HORNER(r2, -0x1.a00f7f293aefap-13, d_set(0x1.6cd1f2c8c590bp-19));
  q = D_HORNER(r2, 0x1.1111086a62154p-7, q);
  q = D_HORNER(r2, -0x1.5555554c71d2ap-3, q);
  return d_muladd(d_mul(q, r2), r, r);
}
INLINE vd cos_poly(vd r2) {  // relative error 2^-33 for |r| <= pi/4
  vd q = D_HORNER(r2, -0x1.6c0c33a7c0090p-10, d_set(0x1.99eb9c337dec4p-16));
  q = D_HORNER(r2, 0x1.55554a115aa07p-5, q);
  return d_muladd(d_mul(q, r2), r2, d_muladd(r2, d_set(-0.5), d_set(1)));
}

// Quadrant q of the sine: sin, cos, -sin, -cos.
INLINE vf sin_quadrant(angle a, vi quadrant) {
  vd r2 = d_mul(a.r, a.r);
  vf s = d_narrow(sin_poly(a.r, r2)), c = d_narrow(cos_poly(r2));
  vm even = vi_eq(vi_and(quadrant, vi_set(1)), vi_set(0));
  vf sign = v_from_bits(vi_shl(vi_and(quadrant, vi_set(2)), 30));
  return v_xor(v_select(even, s, c), sign);
}
INLINE vf v_sin(vf x) {
  angle a = reduce_angle(x);
  return v_select(v_eq(x, v_set(0)), x, sin_quadrant(a, a.n));
}
INLINE vf v_cos(vf x) {
  angle a = reduce_angle(x);
  return sin_quadrant(a, vi_add(a.n, vi_set(1)));
}
INLINE vf v_tan(vf x) {
  angle a = reduce_angle(x);
  vd r2 = d_mul(a.r, a.r), s = sin_poly(a.r, r2), c = cos_poly(r2);
  vm even = vi_eq(vi_and(a.n, vi_set(1)), vi_set(0));
  vf result = v_select(even, d_narrow(d_div(s, c)), v_neg(d_narrow(d_div(c, s))));
  return v_select(v_eq(x, v_set(0)), x, result);
}
#endif
