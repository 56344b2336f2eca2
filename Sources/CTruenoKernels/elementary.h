// Elementary functions on lanes. Polynomials are minimax fits (weighted for relative error), with
// the interval and the error beside them; the error of the whole function is in docs/kernels.md.
//
// Each function has a straight path for ordinary arguments and a branch, taken by the whole vector
// as soon as one lane needs it, for the others.

// c0 + x * rest
#define HORNER(x, c0, rest) v_muladd(rest, x, v_set(c0))
#define D_HORNER(x, c0, rest) d_muladd(rest, x, d_set(c0))

// Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the float (|x| < 2^22).
#define ROUNDER 0x1.8p23f
// The same and 127 more: the low bits are the exponent of 2^n.
#define POWER_ROUNDER 0x1.8000fep23f
#define LN2_HIGH 0x1.63p-1f  // 9 bits: its products with the integers below are exact
#define LN2_LOW -0x1.bd0106p-13f

// x = n ln 2 + r with |r| <= ln 2 / 2.
typedef struct {
  vf r;
  vf n;  // integral
  vi n_bits;  // n in the low bits
} exp_parts;

INLINE exp_parts exp_reduce(vf x) {
  vf shifted = v_muladd(x, v_set(0x1.715476p0f), v_set(ROUNDER));
  vf n = v_sub(shifted, v_set(ROUNDER));
  vf r = v_muladd(n, v_set(-LN2_HIGH), x);
  r = v_muladd(n, v_set(-LN2_LOW), r);
  return (exp_parts){r, n, v_bits(shifted)};
}

// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, relative error of e^r 2^-28.
INLINE vf exp_tail(vf r) {
  vf q = HORNER(r, 0x1.1239ep-7f, v_set(0x1.6a243ap-10f));
  q = HORNER(r, 0x1.5558f2p-5f, q);
  q = HORNER(r, 0x1.555492p-3f, q);
  return HORNER(r, 0x1.fffffcp-2f, q);
}

// e^r - 1
INLINE vf expm1_poly(vf r) { return v_muladd(exp_tail(r), v_mul(r, r), r); }

// e^r
INLINE vf exp_poly(vf r) {
#if FUSED
  vf q = HORNER(r, 1, exp_tail(r));
  return HORNER(r, 1, q);
#else
  return v_add(v_set(1), expm1_poly(r));
#endif
}

// (2^f - 1) / f for |f| <= 1/2, relative error of 2^f 2^-28.
INLINE vf exp2_tail(vf f) {
  vf q = HORNER(f, 0x1.5f0838p-10f, v_set(0x1.416b78p-13f));
  q = HORNER(f, 0x1.3b2dep-7f, q);
  q = HORNER(f, 0x1.c6af7cp-5f, q);
  q = HORNER(f, 0x1.ebfbdcp-3f, q);
  return HORNER(f, 0x1.62e43p-1f, q);
}

// p * 2^n where the result and p are normal.
INLINE vf scale_normal(vf p, vi n_bits) {
  return v_from_bits(vi_add(v_bits(p), vi_shl(n_bits, 23)));
}

// p * 2^n for any -280 <= n <= 254, rounded once: into subnormal numbers, zero or infinity.
INLINE vf scale_any(vf p, vf n) {
#if SCALES
  return v_scale(p, n);
#else
  vi whole = v_to_int(n), half = vi_sar(whole, 1), bias = vi_set(127);
  vf first = v_from_bits(vi_shl(vi_add(half, bias), 23));
  vf second = v_from_bits(vi_shl(vi_add(vi_sub(whole, half), bias), 23));
  return v_mul(v_mul(p, first), second);
#endif
}

// Whether to take the straight path, for lanes that are all ordinary. Where the instruction set
// scales by any power of two, the general path is as short and no branch is needed.
#if SCALES
#define ORDINARY(lanes) 0
#else
#define ORDINARY(lanes) __builtin_expect(vm_all(lanes), 1)
#endif

// Clamped so that the reduction stays in range; NaN stays NaN.
INLINE vf clamp_range(vf x, float low, float high) {
  return v_lesser(v_set(high), v_greater(v_set(low), x));
}

INLINE vf v_exp(vf x) {
  if (ORDINARY(vm_and(v_lt(v_set(-87.0f), x), v_lt(x, v_set(88.0f))))) {
    exp_parts e = exp_reduce(x);
    return scale_normal(exp_poly(e.r), e.n_bits);
  }
  exp_parts e = exp_reduce(clamp_range(x, -105, 90));
  return scale_any(exp_poly(e.r), e.n);
}

// e^x - 1, relative error small also near zero; x <= 88.
INLINE vf v_expm1(vf x) {
  exp_parts e = exp_reduce(clamp_range(x, -30, 88));
  vf power = scale_normal(v_set(1), e.n_bits);
  vf result = v_muladd(power, expm1_poly(e.r), v_sub(power, v_set(1)));
  return v_select(v_eq(x, v_set(0)), x, result);
}

// -|x|
INLINE vf minus_abs(vf x) { return v_or(x, v_set(-0.0f)); }

// e^x for x <= 0
INLINE vf exp_falling(vf x) {
  if (ORDINARY(v_lt(v_set(-87.0f), x))) {
    exp_parts e = exp_reduce(x);
    return scale_normal(exp_poly(e.r), e.n_bits);
  }
  exp_parts e = exp_reduce(v_greater(v_set(-105), x));
  return scale_any(exp_poly(e.r), e.n);
}

#if FUSED
// factor / (1 + power) and its relative error, of what the rounding of 1 + power loses above all.
typedef struct {
  vf part, inverse, error;
} fraction;
INLINE fraction fraction_of(vf factor, vf power) {
  const vf one = v_set(1);
  vf inverse = v_div(one, v_add(one, power));
  vf error = v_nmuladd(power, inverse, v_sub(one, inverse));  // 1 - (1 + power) inverse
  return (fraction){v_mul(factor, inverse), inverse, error};
}
#endif

// x * factor / (1 + power) for 0 <= power <= 1, where factor is 1 or near power. What the rounding of
// 1 + power loses is made good.
INLINE vf logistic_part(vf x, vf factor, vf power) {
#if FUSED
  fraction s = fraction_of(factor, power);
  vf lost = v_muladd(s.part, s.error, v_muladd(factor, s.inverse, v_neg(s.part)));
  // Nothing is lost for a great x; infinity times that would be NaN.
  return v_muladd(x, s.part, v_mul(v_lesser(v_set(200), x), lost));
#else
  return d_narrow(d_div(d_mul(d_wide(x), d_wide(factor)), d_add(d_set(1), d_wide(power))));
#endif
}

// x = n ln 2 + r and power = 2^n, for |n| <= 26. In one step where ln 2 as a float, wrong by 2^-29, is
// good enough.
typedef struct {
  vf r, power;
} near_parts;
INLINE near_parts near_reduce(vf x, int one_step) {
  vf shifted = v_muladd(x, v_set(0x1.715476p0f), v_set(POWER_ROUNDER));
  vf n = v_sub(shifted, v_set(POWER_ROUNDER)), power = v_from_bits(vi_shl(v_bits(shifted), 23));
  if (FUSED && one_step) return (near_parts){v_muladd(n, v_set(-0x1.62e43p-1f), x), power};
  vf r = v_muladd(n, v_set(-LN2_HIGH), x);
  return (near_parts){v_muladd(n, v_set(-LN2_LOW), r), power};
}

// 1 + power (1 + t): 1 + power is exact for 2^-23 to 2^23, so that only the end is rounded.
INLINE vf one_plus_power(vf t, vf power) { return v_muladd(power, t, v_add(v_set(1), power)); }

// near where |x| < limit, as is usual, and far elsewhere. What a lane gets does not depend on the others.
#define NEAR_OR_FAR(x, limit, near, far)                      \
  vm is_near = v_lt(v_abs(x), v_set(limit));                  \
  vf result = near;                                           \
  if (__builtin_expect(vm_all(is_near), 1)) return result;    \
  return v_select(is_near, result, far);

// numerator / (1 + e^-x)
INLINE vf logistic_near(vf numerator, vf x) {
  near_parts e = near_reduce(v_neg(x), 0);
  return v_div(numerator, one_plus_power(expm1_poly(e.r), e.power));
}

// 1 / (1 + e^-x). From e^-|x|: nothing cancels or overflows.
INLINE vf sigmoid_far(vf x) {
  vf power = exp_falling(minus_abs(x));
  vf factor = v_select_negative(x, power, v_set(1));
#if FUSED
  fraction s = fraction_of(factor, power);
  return v_muladd(s.part, s.error, s.part);
#else
  return logistic_part(v_set(1), factor, power);
#endif
}
INLINE vf v_sigmoid(vf x) { NEAR_OR_FAR(x, 16, logistic_near(v_set(1), x), sigmoid_far(x)) }

// x / (1 + e^-v) where e^-|v| = p 2^n and v has the sign of x. Where e^-|v| alone would be
// subnormal although its product with x is not, the power of two is applied last; 1 + e^-|v| is 1
// there.
INLINE vf gated(vf x, vf p, vf n, vi n_bits) {
  const vf one = v_set(1);
#if SCALES
  vf factor = v_select_negative(x, p, one);
  vf quotient = logistic_part(v_greater(v_set(-200), x), factor, v_scale(p, n));
  return v_scale(quotient, v_select_negative(x, n, v_set(0)));
#else
  vm ordinary = v_lt(v_set(-125), n);
  vf power = scale_normal(p, n_bits);  // wrong in the other lanes
  vf result = logistic_part(x, v_select_negative(x, power, one), power);
  if (ORDINARY(ordinary)) return result;
  vf far = v_select_negative(x, scale_any(v_mul(v_greater(v_set(-200), x), p), n), x);
  return v_select(ordinary, result, far);
#endif
}

// x * sigmoid(x)
INLINE vf swish_far(vf x) {
  exp_parts e = exp_reduce(v_greater(v_set(-120), minus_abs(x)));
  return gated(x, exp_poly(e.r), e.n, e.n_bits);
}
INLINE vf v_swish(vf x) { NEAR_OR_FAR(x, 16, logistic_near(x, x), swish_far(x)) }

// u(x) = 2 sqrt(2/pi) log2(e) (x + 0.044715 x^3) = n + f, |f| <= 1/2. The absolute error of u is the
// relative error of gelu, so u needs more digits than a float has: two floats where there is a fused
// multiply-add, double elsewhere.
typedef struct {
  vf f, n;
  vi n_bits;
} exp2_parts;

// n_bits from shifting by rounder.
INLINE exp2_parts gelu_exponent(vf x, float rounder) {
#if FUSED
  // u = x (factor + low). The linear coefficient ends at 2^-20, so that a difference from factor is
  // exact.
  const vf linear = v_set(0x1.26aecp+1f), cubic = v_set(0x1.a5a7dp-4f);
  vf square = v_mul(x, x), factor = v_muladd(square, cubic, linear);
  vf low = v_muladd(square, v_set(-0x1.151aaep-29f), v_set(0x1.0de73ap-22f));
  low = v_muladd(v_nmuladd(x, x, square), v_neg(cubic), low);
  low = v_add(v_muladd(square, cubic, v_sub(linear, factor)), low);
  vf shifted = v_muladd(x, factor, v_set(rounder)), n = v_sub(shifted, v_set(rounder));
  vf f = v_muladd(x, low, v_muladd(x, factor, v_neg(n)));
#else
  vd wide = d_wide(x);
  vd u = d_mul(wide, d_muladd(d_mul(wide, wide), d_set(0x1.a5a7cf7572a98p-4), d_set(0x1.26aec21bce759p+1)));
  vd whole = d_sub(d_add(u, d_set(0x1.8p52)), d_set(0x1.8p52));
  vf n = d_narrow(whole), f = d_narrow(d_sub(u, whole)), shifted = v_add(n, v_set(rounder));
#endif
  return (exp2_parts){f, n, v_bits(shifted)};
}

// x / (1 + 2^-u(x)): the customary tanh form of GELU without its cancellation.
INLINE vf gelu_near(vf x) {
  exp2_parts e = gelu_exponent(v_neg(x), POWER_ROUNDER);
  return v_div(x, one_plus_power(v_mul(exp2_tail(e.f), e.f), v_from_bits(vi_shl(e.n_bits, 23))));
}
INLINE vf gelu_far(vf x) {
  exp2_parts e = gelu_exponent(v_greater(v_set(-11), minus_abs(x)), ROUNDER);
  vf tail = exp2_tail(e.f);
#if FUSED
  vf power = v_muladd(tail, e.f, v_set(1));
#else  // one rounding here too, or the result is 2.01 ulp off somewhere
  vf power = d_narrow(d_add(d_mul(d_wide(tail), d_wide(e.f)), d_set(1)));
#endif
  return gated(x, power, e.n, e.n_bits);
}
INLINE vf v_gelu(vf x) { NEAR_OR_FAR(x, 4.9f, gelu_near(x), gelu_far(x)) }

// (1 - z) / (1 + z) with z = e^-2|x| = 2^n (1 + t), where 1 - 2^n and 1 + 2^n are exact; 1 to the last
// bit from 9.02 on. With e^2|x| instead, 1 + z would be rounded more coarsely for small x.
INLINE vf v_tanh(vf x) {
  const vf one = v_set(1);
  vf minus = v_greater(v_set(-9.1f), minus_abs(x));
  near_parts e = near_reduce(v_add(minus, minus), 1);  // r counts for little where n is great
  vf t = expm1_poly(e.r), above = v_nmuladd(e.power, t, v_sub(one, e.power));
  return v_or(v_div(above, one_plus_power(t, e.power)), v_signbit(x));
}

// x = 2^k (1 + f), sqrt(1/2) - 1 <= f < sqrt(2) - 1; k in units of LOG_UNIT.
typedef struct {
  vf f, k;
} log_parts;
#if FUSED && !SPLITS
#define LOG_UNIT 0x1p-23f  // where an exponent stands in a float's bits, which need not be shifted then
#else
#define LOG_UNIT 1
#endif

#if SPLITS
// Of all x: k is infinite and f finite for zeros and infinity, and f is NaN below zero.
INLINE log_parts log_split(vf x) {
  const vf one = v_set(1);
  vf m = v_mantissa(x), k = v_exponent(x);
  vm above = v_le(v_set(0x1.6a09e6p0f), m);
  return (log_parts){v_sub(v_select(above, v_mul(m, v_set(0.5f)), m), one), v_select(above, v_add(k, one), k)};
}
#else
// Of x 2^exponent, x positive and normal.
INLINE log_parts log_reduce(vf x, vi exponent) {
  vi bits = v_bits(x), above = vi_sub(bits, vi_set(0x3F3504F3));
#if FUSED
  vi k = vi_and(above, vi_set((int32_t)0xFF800000)), shifted = k;
  exponent = vi_shl(exponent, 23);
#else
  vi k = vi_sar(above, 23), shifted = vi_shl(k, 23);
#endif
  vf f = v_sub(v_from_bits(vi_sub(bits, shifted)), v_set(1));
  return (log_parts){f, v_from_int(vi_add(k, exponent))};
}
INLINE log_parts log_split(vf x) { return log_reduce(x, vi_set(0)); }
#endif

#if FUSED
// A polynomial of degree 8 as two of half the length, which run side by side.
#define LOG_TAIL(name, c0, c1, c2, c3, c4, c5, c6, c7, c8)                       \
  INLINE vf name(vf f, vf f2) {                                                  \
    vf even = HORNER(f2, c6, v_set(c8)), odd = HORNER(f2, c5, v_set(c7));        \
    even = HORNER(f2, c2, HORNER(f2, c4, even)), odd = HORNER(f2, c1, HORNER(f2, c3, odd)); \
    return v_muladd(odd, f, HORNER(f2, c0, even));                               \
  }
#else  // one after another: what is not fused would be rounded more often
#define LOG_TAIL(name, c0, c1, c2, c3, c4, c5, c6, c7, c8)                                         \
  INLINE vf name(vf f, vf f2) {                                                                    \
    vf q = HORNER(f, c5, HORNER(f, c6, HORNER(f, c7, v_set(c8))));                                 \
    return HORNER(f, c0, HORNER(f, c1, HORNER(f, c2, HORNER(f, c3, HORNER(f, c4, q)))));           \
  }
#endif
// (ln(1 + f) - f) / f^2, relative error of the logarithm 2^-27.8
LOG_TAIL(ln_tail, -0x1.fffff8p-2f, 0x1.55555p-2f, -0x1.000432p-2f, 0x1.99a41ap-3f, -0x1.5425c4p-3f, 0x1.226dfcp-3f,
         -0x1.0f3fa6p-3f, 0x1.0860cep-3f, -0x1.38472ap-4f)
// (log2(1 + f) - log2(e) f) / f^2, 2^-27
LOG_TAIL(log2_tail, -0x1.715476p-1f, 0x1.ec702cp-2f, -0x1.7156e2p-2f, 0x1.2789d6p-2f, -0x1.eb6308p-3f, 0x1.a252bp-3f,
         -0x1.820702p-3f, 0x1.7dbd8ap-3f, -0x1.d85dep-4f)
// (log10(1 + f) - log10(e) f) / f^2, 2^-27.7
LOG_TAIL(log10_tail, -0x1.bcb7aap-3f, 0x1.287a72p-3f, -0x1.bcbf2ap-4f, 0x1.63cf38p-4f, -0x1.276f44p-4f, 0x1.f88526p-5f,
         -0x1.d76478p-5f, 0x1.cb62ep-5f, -0x1.0efa9cp-5f)

// k can be infinite, so the two constants that it is multiplied by have the same sign.
INLINE vf ln_of(log_parts l) {
  const vf two_high = v_set(0x1.62p-1f * LOG_UNIT), two_low = v_set(0x1.c85fe0p-10f * LOG_UNIT);  // ln(2)
  vf f2 = v_mul(l.f, l.f);
#if FUSED
  return v_muladd(l.k, two_high, v_muladd(ln_tail(l.f, f2), f2, v_muladd(l.k, two_low, l.f)));
#else
  return v_muladd(l.k, two_high, v_add(l.f, v_muladd(ln_tail(l.f, f2), f2, v_mul(l.k, two_low))));
#endif
}

INLINE vf log2_of(log_parts l) {
  const vf e_low = v_set(0x1.c551dap-2f);  // log2(e) - 1
  vf f2 = v_mul(l.f, l.f);
#if FUSED
  return v_muladd(l.k, v_set(LOG_UNIT), v_muladd(v_muladd(log2_tail(l.f, f2), l.f, e_low), l.f, l.f));
#else
  return v_add(v_add(v_muladd(l.f, e_low, v_mul(log2_tail(l.f, f2), f2)), l.f), l.k);
#endif
}

INLINE vf log10_of(log_parts l) {
  const vf e_high = v_set(0x1.bcap-2f), e_low = v_set(0x1.7b1526p-14f);    // log10(e)
  const vf two_high = v_set(0x1.34p-2f * LOG_UNIT), two_low = v_set(0x1.04d428p-12f * LOG_UNIT);  // log10(2)
  vf rest = v_muladd(log10_tail(l.f, v_mul(l.f, l.f)), l.f, e_low);
  vf low = v_muladd(rest, l.f, v_mul(l.k, two_low));
  return v_muladd(l.k, two_high, v_muladd(l.f, e_high, low));
}

#if SPLITS
#define LOGARITHM(name, of) \
  INLINE vf name(vf x) { return of(log_split(x)); }
#else
// Whether all lanes lie from 2^-64 to 2^64, where few instructions tell.
#if ROOT_BITS
#define IN_THE_MIDDLE(x) vi_none(vi_sub(v_bits(x), vi_set(0x1F800000)), ~0x3FFFFFFF)
#else
#define IN_THE_MIDDLE(x) 0
#endif

// Subnormal numbers are scaled up first; zero, negative numbers, infinity and NaN are put in last.
#define LOGARITHM(name, of)                                                                  \
  INLINE vf name(vf x) {                                                                     \
    const vf infinity = v_set(INFINITY);                                                     \
    int usual = IN_THE_MIDDLE(x) || vi_below(vi_sub(v_bits(x), vi_set(0x00800000)), 0x7F000000); \
    if (__builtin_expect(usual, 1)) {                                                        \
      return of(log_split(x));                                                               \
    }                                                                                        \
    vm small = v_lt(x, v_set(0x1p-126f));                                                               \
    vf result = of(log_reduce(v_select(small, v_mul(x, v_set(0x1p24f)), x),                  \
                              v_to_int(v_select(small, v_set(-24), v_set(0)))));             \
    result = v_select(v_lt(x, infinity), result, v_add(x, x));                               \
    result = v_select(v_lt(x, v_set(0)), v_set(NAN), result);                                \
    return v_select(v_eq(x, v_set(0)), v_set(-INFINITY), result);                            \
  }
#endif
LOGARITHM(v_ln, ln_of)
LOGARITHM(v_log2, log2_of)
LOGARITHM(v_log10, log10_of)
