// x^y = 2^(y log2 x). With x = 2^k (1 + f) and s = f / (2 + f), log2(1 + f) = s (2 / ln 2 + s^2 (...)).
// For positive, normal x and finite y; with SPLITS anything else but subnormal x comes to NaN.

#if FUSED
// Differences of two floats, a - a_low, where a is rounded and a_low what the rounding added; only q, whose
// terms are a hundredth of the sum, is one float. Relative error of the logarithm 2^-31.
INLINE vf pow_positive(vf x, vf y) {
  log_parts e = log_split(x);
  vf sum = v_add(v_set(2), e.f), sum_low = v_sub(v_sub(sum, v_set(2)), e.f);
  vf inverse = v_div(v_set(1), sum), s = v_mul(e.f, inverse);
  vf s_rest = v_mul(v_muladd(s, sum_low, v_nmuladd(s, sum, e.f)), inverse);  // is added to s
  vf s2 = v_mul(s, s), s2_low = v_nmuladd(v_add(s, s), s_rest, v_nmuladd(s, s, s2));

  vf q = HORNER(s2, 0x1.a5f2a6p-2f, v_set(0x1.558d66p-2f));
  q = HORNER(s2, 0x1.2776b2p-1f, q);
  q = HORNER(s2, 0x1.ec709ep-1f, q);
  vf u = v_mul(s2, q), u_low = v_muladd(s2_low, q, v_nmuladd(s2, q, u));
  const vf first = v_set(0x1.715476p1f), first_low = v_set(-0x1.4ae0cp-25f);
  vf ratio = v_add(first, u), ratio_low = v_add(v_sub(v_sub(ratio, first), u), v_add(u_low, first_low));
  vf l = v_mul(s, ratio), l_low = v_muladd(s, ratio_low, v_nmuladd(s, ratio, l));
  l_low = v_nmuladd(s_rest, ratio, l_low);
  vf log2 = v_add(e.k, l), log2_low = v_add(v_sub(v_sub(log2, e.k), l), l_low);

  vf z = v_mul(y, log2), z_low = v_muladd(y, log2_low, v_nmuladd(y, log2, z));
  z = clamp_range(z, -160, 140);  // beyond, z_low is great or infinite, never NaN
  vf n = v_sub(v_add(z, v_set(ROUNDER)), v_set(ROUNDER));
  vf g = v_sub(v_sub(z, n), clamp_range(z_low, -0.25f, 0.25f));
  return scale_any(HORNER(g, 1, exp2_tail(g)), n);
}
#else
// The logarithm in double, relative error 2^-43.5.
INLINE vf pow_positive(vf x, vf y) {
  log_parts e = log_split(x);
  vd f = d_wide(e.f), s = d_div(f, d_add(f, d_set(2))), s2 = d_mul(s, s);
  vd q = D_HORNER(s2, 0x1.4795333030e61p-2, d_set(0x1.21b2f4443216dp-2));
  q = D_HORNER(s2, 0x1.a61a2fa0a6643p-2, q);
  q = D_HORNER(s2, 0x1.2776c292286bcp-1, q);
  q = D_HORNER(s2, 0x1.ec709dc53d76ep-1, q);
  q = D_HORNER(s2, 0x1.71547652b8250p+1, q);
  vd log2 = d_muladd(q, s, d_wide(e.k));
  vd z = d_clamp(d_mul(log2, d_wide(y)), -160, 140);
  vd n = d_sub(d_add(z, d_set(0x1.8p52)), d_set(0x1.8p52)), g = d_sub(z, n);
  // 2^g, relative error 2^-29 for |g| <= 1/2
  vd p = D_HORNER(g, 0x1.5f456a8a2c5a1p-10, d_set(0x1.41d332ef8c919p-13));
  p = D_HORNER(g, 0x1.3b2dbbc1bcda7p-7, p);
  p = D_HORNER(g, 0x1.c6aed4b95283fp-5, p);
  p = D_HORNER(g, 0x1.ebfbdadcaf937p-3, p);
  p = D_HORNER(g, 0x1.62e430c7e9216p-1, p);
  p = D_HORNER(g, 0x1.0000000261509p+0, p);
  return scale_any(d_narrow(p), d_narrow(n));
}
#endif

// Unusual lanes are done one by one.
INLINE vf v_pow(vf x, vf y) {
  vm usual = v_le(v_set(0x1p-126f), x);
#if SPLITS
  vf power = pow_positive(x, y);
  usual = vm_and(usual, v_eq(power, power));
#else
  const vf infinity = v_set(INFINITY);
  usual = vm_and(vm_and(usual, v_lt(x, infinity)), v_lt(v_abs(y), infinity));
  vf power = pow_positive(x, y);
#endif
  if (__builtin_expect(vm_all(usual), 1)) return power;
  float xs[LANES], ys[LANES], powers[LANES];
  v_store(xs, x);
  v_store(ys, y);
  v_store(powers, v_select(usual, power, v_set(NAN)));
  for (int i = 0; i < LANES; i++) {
    if (powers[i] != powers[i]) powers[i] = xs[i] == 1 || ys[i] == 0 ? 1 : powf(xs[i], ys[i]);
  }
  return v_load(powers);
}
