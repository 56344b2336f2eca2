// Operations on a whole row: a reduction or two, then an element-wise pass. out may be a.

MAP1(exp_shifted, v_exp(v_sub(x, p)))
MAP1(divided, v_div(x, p))
MAP1(log_shifted, v_sub(v_sub(x, p), q))
MAP3(normalised, v_add(v_mul(v_mul(v_sub(x, p), q), y), z))

// e^x for x <= 0, or 0 from -87 down, where it could not change a sum of 1 or more. Subnormal numbers,
// which some processors are slow with, never come up.
INLINE vf exp_or_zero(vf x) {
  const vf least = v_set(-87);
  exp_parts e = exp_reduce(v_greater(least, x));
  return v_select(v_le(x, least), v_set(0), scale_normal(exp_poly(e.r), e.n_bits));
}

SUM1(shifted_exp, v_add(s, exp_or_zero(v_sub(x, p))), -INFINITY)

#define ROW(name)                                                                           \
  static void kernel_##name(float *out, const float *a, const float *b,      \
                                           const float *c, size_t n, float p, float q)

ROW(softmax) {
  if (n == 0) return;
  kernel_exp_shifted(out, a, NULL, NULL, n, greatest(a, n), 0);
  kernel_divided(out, out, NULL, NULL, n, kernel_sum(out, out, n), 0);
}

ROW(logSoftmax) {
  if (n == 0) return;
  float top = greatest(a, n);
  kernel_log_shifted(out, a, NULL, NULL, n, top, (float)log(shifted_exp_total(a, a, n, top, 0)));
}

// (a - mean) / sqrt(variance + p) * b + c
ROW(layerNorm) {
  if (n == 0) return;
  float mean_a;
  double spread = squares_about_mean(a, n, &mean_a) / (double)(ptrdiff_t)n;
  kernel_normalised(out, a, b, c, n, mean_a, (float)(1 / sqrt(spread + (double)p)));
}
