#include "CDistributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace {
namespace bm = boost::math;
namespace bp = boost::math::policies;

// Nothing throws across the C interface.
using Quiet = bp::policy<
    bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
    bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
    bp::evaluation_error<bp::ignore_error>,
    bp::rounding_error<bp::ignore_error>>;
using Normal = bm::normal_distribution<double, Quiet>;
using StudentT = bm::students_t_distribution<double, Quiet>;
using ChiSquared = bm::chi_squared_distribution<double, Quiet>;
using FisherF = bm::fisher_f_distribution<double, Quiet>;
constexpr Quiet quiet;
}  // namespace

extern "C" {

double ps_log_gamma(double x) { return bm::lgamma(x, quiet); }
double ps_digamma(double x) { return bm::digamma(x, quiet); }
double ps_trigamma(double x) { return bm::trigamma(x, quiet); }
double ps_tetragamma(double x) { return bm::polygamma(2, x, quiet); }
double ps_beta_regularized(double a, double b, double x) {
  return bm::ibeta(a, b, x, quiet);
}
double ps_beta_regularized_complement(double a, double b, double x) {
  return bm::ibetac(a, b, x, quiet);
}
double ps_gamma_lower_regularized(double a, double x) {
  return bm::gamma_p(a, x, quiet);
}
double ps_gamma_upper_regularized(double a, double x) {
  return bm::gamma_q(a, x, quiet);
}
double ps_erfc(double x) { return bm::erfc(x, quiet); }

double ps_normal_upper_tail(double x) {
  return bm::cdf(bm::complement(Normal(0, 1), x));
}
double ps_normal_upper_quantile(double tail) {
  return bm::quantile(bm::complement(Normal(0, 1), tail));
}
double ps_t_upper_tail(double t, double df) {
  return bm::cdf(bm::complement(StudentT(df), t));
}
double ps_t_upper_quantile(double tail, double df) {
  return bm::quantile(bm::complement(StudentT(df), tail));
}
double ps_chi2_upper_tail(double x, double df) {
  return bm::cdf(bm::complement(ChiSquared(df), x));
}
double ps_chi2_upper_quantile(double tail, double df) {
  return bm::quantile(bm::complement(ChiSquared(df), tail));
}
double ps_chi2_lower_quantile(double p, double df) {
  return bm::quantile(ChiSquared(df), p);
}
double ps_f_upper_tail(double x, double d1, double d2) {
  return bm::cdf(bm::complement(FisherF(d1, d2), x));
}
double ps_f_upper_quantile(double tail, double d1, double d2) {
  return bm::quantile(bm::complement(FisherF(d1, d2), tail));
}
double ps_f_lower_quantile(double p, double d1, double d2) {
  return bm::quantile(FisherF(d1, d2), p);
}
}
