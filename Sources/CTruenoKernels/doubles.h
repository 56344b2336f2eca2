// The operations on doubles: the same sources as those on floats, compiled over the lanes of doubles, LANES of them too.

typedef double number;
#define vf vd
#define vm md
#define v_load d_load
#define v_store d_store
#define v_load_part d_load_part
#define v_store_part d_store_part
#define v_set d_set
#define v_add d_add
#define v_sub d_sub
#define v_mul d_mul
#define v_div d_div
#define v_muladd d_muladd
#define v_fused d_fused
#define v_sqrt d_sqrt
#define v_greater d_greater
#define v_lesser d_lesser
#define v_no_lanes d_no_lanes
#define v_unordered d_unordered
#define vm_or md_or
#define vm_any md_any
#define v_and d_and
#define v_or d_or
#define v_xor d_xor
#define v_andnot d_andnot
#define v_sum d_sum
#define v_greatest d_greatest
#define v_least d_least

// A vector of doubles has twice the registers of one of floats.
enum { pairs_together = (TOGETHER + 1) / 2, pair_accumulators = (ACCUMULATORS + 1) / 2 };
#undef TOGETHER
#define TOGETHER pairs_together
#undef ACCUMULATORS
#define ACCUMULATORS pair_accumulators
// No estimates of 1 / sqrt(x).
#undef ROOT_BITS
#define ROOT_BITS 0

#include "bits.h"

#include "maps.h"

#include "arithmetic.h"

#include "roots.h"

// Nothing is wider than double on every processor: the roundings' losses are added up beside the sums of blocks
// (Knuth's TwoSum).
typedef struct {
  double sum, lost;
} block_total;
INLINE block_total and_block(block_total total, double sum) {
  double t = total.sum + sum, part = t - total.sum;
  return (block_total){t, total.lost + ((total.sum - (t - part)) + (sum - part))};
}
INLINE double value_of(block_total total) {
  return isfinite(total.lost) ? total.sum + total.lost : total.sum;  // infinity - infinity spoils lost
}

#include "reductions.h"

#include "extremes.h"

#include "moments.h"

// Squares that overflow or vanish are those of the elements times a power of 2, p, which brings them to where neither
// happens.
SUM1(scaled_square, v_muladd(v_mul(x, p), v_mul(x, p), s), 0)

static double norm2(const double *a, size_t n) {
  double squares = square_total(a, a, n, 0, 0);
  if (n == 0 || (squares > 0x1p-960 * (double)(ptrdiff_t)n && squares < INFINITY)) return sqrt(squares);
  double p = squares < 1 ? 0x1p600 : 0x1p-600;
  return sqrt(scaled_square_total(a, a, n, p, 0)) / p;
}
REDUCE(normL2, norm2(a, n))

#define DOUBLE_ENTRY(name, form) [trueno_op_##name] = {.form = kernel_##name},
#define TRUENO_DOUBLES(backend)                                                                \
  const trueno_double_kernel trueno_##backend##_doubles[trueno_operation_count] = {            \
      TRUENO_ON_DOUBLE(DOUBLE_ENTRY)};
