// x^y = 2^(y log2 x).

// The lanes of a power that are not usual done one by one.
INLINE vf pow_one_by_one(vf x, vf y, vf power, vm usual) {
  float xs[LANES], ys[LANES], powers[LANES];
  v_store(xs, x);
  v_store(ys, y);
  v_store(powers, v_select(usual, power, v_set(NAN)));
  for (int i = 0; i < LANES; i++) {
    if (powers[i] != powers[i]) powers[i] = xs[i] == 1 || ys[i] == 0 ? 1 : powf(xs[i], ys[i]);
  }
  return v_load(powers);
}

#if FUSED
// x = 2^k m with m in [0.725, 1.45), which is cut into eight parts by the upper bits of its significand. Each part has a
// factor c of so few bits that r = c m - 1 is exact and |r| <= 1/16 (in the part around 1, where c is 1, r < 0.0751), and
// log2 x = k - log2 c + log2(1 + r).
static const float pow_factor[8] = {0x1.5p+0f, 0x1.4p+0f, 0x1.2p+0f, 0x1.1p+0f, 1, 0x1.cp-1f, 0x1.9p-1f, 0x1.7p-1f};
// -log2 c as a difference of two floats, the first a multiple of 2^-16, so that k can be added to it exactly.
static const float pow_log[8] = {-0x1.91bcp-2f, -0x1.49a8p-2f, -0x1.5cp-3f, -0x1.664p-4f, 0,
                                 0x1.8a88p-3f, 0x1.6cbp-2f, 0x1.e7ep-2f};
static const float pow_log_low[8] = {-0x1.5db83ap-20f, -0x1.ed0cbap-20f, 0x1.a39fbep-19f, -0x1.20a6dep-21f, 0,
                                     -0x1.80abfcp-19f, -0x1.ed0cbap-19f, 0x1.40358ep-19f};

// log2 x for positive, normal x: a difference of two floats, value - low. Relative error 2^-29.5.
typedef struct {
  vf value, low;
} pow_logarithm;
INLINE pow_logarithm pow_log2(vf x) {
  vi bits = v_bits(x), above = vi_sub(bits, vi_set(0x3F39999A)), k = vi_sar(above, 23), part = vi_sar(above, 20);
  vf m = v_from_bits(vi_sub(bits, vi_shl(k, 23)));
  vf r = v_muladd(m, v_of_eight(pow_factor, part), v_set(-1));
  // ln(1 + r) = r - r^2/2 + r^3 c = ln - ln_low
  vf half = v_mul(r, v_set(0.5f)), ln = v_nmuladd(half, r, r), ln_low = v_muladd(half, r, v_sub(ln, r));
  vf c = HORNER(r, -0x1.5717eep-3f, v_set(0x1.1dd398p-3f));
  c = HORNER(r, 0x1.99a3ap-3f, c);
  c = HORNER(r, -0x1.ffff44p-3f, c);
  c = HORNER(r, 0x1.555554p-2f, c);
  ln_low = v_nmuladd(v_mul(c, r), v_mul(r, r), ln_low);
  const vf e = v_set(0x1.715476p+0f), e_low = v_set(0x1.4ae0cp-26f);  // log2(e)
  vf first = v_mul(ln, e), first_low = v_nmuladd(ln, e, first);
  vf low = v_muladd(ln_low, e, v_nmuladd(ln, e_low, v_add(first_low, v_of_eight(pow_log_low, part))));
  vf whole = v_add(v_from_int(k), v_of_eight(pow_log, part)), value = v_add(whole, first);
  return (pow_logarithm){value, v_add(low, v_sub(v_sub(value, whole), first))};
}

// 2^-h, relative error 2^-28 for |h| <= 1/2.
INLINE vf pow_part(vf h) {
  vf q = HORNER(h, -0x1.5f0838p-10f, v_set(0x1.416b78p-13f));
  q = HORNER(h, 0x1.3b2dep-7f, q);
  q = HORNER(h, -0x1.c6af7cp-5f, q);
  q = HORNER(h, 0x1.ebfbdcp-3f, q);
  q = HORNER(h, -0x1.62e43p-1f, q);
  return HORNER(h, 1, q);
}

// Results that can neither overflow nor become subnormal go the short way; of the others those of unusual x or y are done one by one.
INLINE vf v_pow(vf x, vf y) {
  pow_logarithm l = pow_log2(x);
  vm positive = vm_and(v_le(v_set(0x1p-126f), x), v_lt(x, v_set(INFINITY)));
  vf z = v_mul(y, v_sub(l.value, l.low)), shifted = v_add(z, v_set(ROUNDER)), n = v_sub(shifted, v_set(ROUNDER));
  vf h = v_muladd(y, l.low, v_nmuladd(y, l.value, n));  // n - y log2 x
  vf power = scale_normal(pow_part(h), v_bits(shifted));
  if (__builtin_expect(vm_all(vm_and(positive, v_lt(v_abs(z), v_set(125)))), 1)) return power;

  z = clamp_range(z, -160, 140);
  n = v_sub(v_add(z, v_set(ROUNDER)), v_set(ROUNDER));
  h = v_muladd(y, l.low, v_nmuladd(y, l.value, n));
  power = scale_any(pow_part(clamp_range(h, -1, 1)), n);  // h is great or infinite where z was too great
  vm usual = vm_and(positive, v_eq(power, power));
  if (__builtin_expect(vm_all(usual), 1)) return power;
  return pow_one_by_one(x, y, power, usual);
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

// Unusual lanes are done one by one.
INLINE vf v_pow(vf x, vf y) {
  vm usual = v_le(v_set(0x1p-126f), x);
  const vf infinity = v_set(INFINITY);
  usual = vm_and(vm_and(usual, v_lt(x, infinity)), v_lt(v_abs(y), infinity));
  vf power = pow_positive(x, y);
  if (__builtin_expect(vm_all(usual), 1)) return power;
  return pow_one_by_one(x, y, power, usual);
}
#endif
