#ifndef CDISTRIBUTIONS_H
#define CDISTRIBUTIONS_H
// Special functions and distribution quantiles behind a C interface, computed
// by Boost.Math. No call throws or touches errno: a domain error is NaN, an
// overflow is an infinity, an underflow is zero.
#ifdef __cplusplus
extern "C" {
#endif

double ps_log_gamma(double x);
double ps_digamma(double x);
double ps_trigamma(double x);
double ps_tetragamma(double x);
// Regularised incomplete beta I_x(a, b) and its complement.
double ps_beta_regularized(double a, double b, double x);
double ps_beta_regularized_complement(double a, double b, double x);
// Regularised incomplete gamma P(a, x) and Q(a, x).
double ps_gamma_lower_regularized(double a, double x);
double ps_gamma_upper_regularized(double a, double x);
double ps_erfc(double x);

// Upper tails P(X > x) and the x that has a given upper tail. Upper tails keep
// their relative accuracy down to the smallest normal double.
double ps_normal_upper_tail(double x);
double ps_normal_upper_quantile(double tail);
double ps_t_upper_tail(double t, double degrees_of_freedom);
double ps_t_upper_quantile(double tail, double degrees_of_freedom);
double ps_chi2_upper_tail(double x, double degrees_of_freedom);
double ps_chi2_upper_quantile(double tail, double degrees_of_freedom);
double ps_chi2_lower_quantile(double probability, double degrees_of_freedom);
double ps_f_upper_tail(double x, double d1, double d2);
double ps_f_upper_quantile(double tail, double d1, double d2);
double ps_f_lower_quantile(double probability, double d1, double d2);

#ifdef __cplusplus
}
#endif
#endif
