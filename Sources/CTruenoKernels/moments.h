// Moments about the mean.

SUM1(deviation, v_add(s, v_sub(x, p)), p_)
SUM1(squared_deviation, v_muladd(v_sub(x, p), v_sub(x, p), s), p_)
SUM2(product_of_deviations, v_muladd(v_sub(x, p), v_sub(y, q), s), p_, q_)

// Two passes, the second about the rounded mean, and what the rounding of the mean left corrected
// (Chan, Golub and LeVeque 1983, equation 1.7).
INLINE double squares_about_mean(const number *a, size_t n, number *mean_a) {
  *mean_a = kernel_mean(a, a, n);
  double rest = deviation_total(a, a, n, *mean_a, 0);
  double squares = squared_deviation_total(a, a, n, *mean_a, 0) - rest * rest / (double)(ptrdiff_t)n;
  return squares < 0 ? 0 : squares;
}

INLINE double products_about_means(const number *a, const number *b, size_t n) {
  number mean_a = kernel_mean(a, a, n), mean_b = kernel_mean(b, b, n);
  double rest_a = deviation_total(a, a, n, mean_a, 0), rest_b = deviation_total(b, b, n, mean_b, 0);
  return product_of_deviations_total(a, b, n, mean_a, mean_b) - rest_a * rest_b / (double)(ptrdiff_t)n;
}

static double variance_wide(const number *a, size_t n) {
  number mean_a;
  return squares_about_mean(a, n, &mean_a) / (double)(ptrdiff_t)n;
}

REDUCE(variance, variance_wide(a, n))
REDUCE(standardDeviation, sqrt(variance_wide(a, n)))
REDUCE(covariance, products_about_means(a, b, n) / (double)(ptrdiff_t)n)

static number kernel_correlation(const number *a, const number *b, size_t n) {
  number mean_a, mean_b;
  double scale = sqrt(squares_about_mean(a, n, &mean_a)) * sqrt(squares_about_mean(b, n, &mean_b));
  double ratio = products_about_means(a, b, n) / scale;
  return (number)(ratio > 1 ? 1 : ratio < -1 ? -1 : ratio);
}
