// What a lanes_*.h header must offer, so that kernels.h can be written once.
//
// A lanes header is an instruction set seen through a few small inline functions:
//
//   LANES          floats per vector
//   TOGETHER       vectors that a cheap operation stores one after another
//   TURNS          how often its loop does so between two jumps
//   ACCUMULATORS   independent accumulators of a reduction (1 for scalar)
//   vf, vi, vm     vectors of float, of int32_t, and lane masks
//
//   v_load v_store                  whole vectors, any alignment
//   v_load_part(p, n, fill)         the first n < LANES lanes from memory, the others fill
//   v_store_part(p, x, n)           the first n < LANES lanes
//   v_set v_add v_sub v_mul
//   v_muladd(a, b, c)               a * b + c; one rounding where FUSED is 1, two where it is 0
//   v_greater(a, b)                 a > b ? a : b, that is b where either is NaN or both are zero
//   v_lesser(a, b)                  a < b ? a : b, likewise
//   v_unordered(a, b)               lanes where a or b is NaN
//   v_no_lanes vm_or vm_any         masks
//   v_select(m, a, b)               a in the lanes of m, b elsewhere
//   v_select_negative(x, a, b)      a where the sign bit of x is set, b elsewhere
//   v_trunc                         towards zero; v_floor and v_ceil too where ROUNDS is 1
//   v_scale(x, n)                   x * 2^n, rounded once, for integral n, where SCALES is 1
//   v_mantissa v_exponent           x = mantissa 2^exponent, the mantissa in [1, 2), NaN below zero; of zeros and infinity finite and
//                                   -infinity, infinity; where SPLITS is 1
//   v_magnitude(s, x)               s or |x|, the greater as an integer, for s without a sign, where MAGNITUDES is 1
//   v_inverse_root(x)               1 / sqrt(x) for normal x > 0 within 1.5 * 2^-12 where ROOT_BITS is 12, within 2^-14 where it is 14
//   vi_below(x, limit)              all lanes of x are below it as unsigned numbers, where SPLITS is 0
//   vi_none(x, bits)                no lane of x has one of these bits, where ROOT_BITS is not 0
//   v_of_eight(table, n)            table[n mod 8], where FUSED is 1
//   v_sum v_greatest v_least        across the lanes, pairwise
//
//   vd                              vectors of LANES doubles: d_load, d_add and so on are what they are on floats
//   d_wide d_narrow                 from floats and to them
//   d_clamp(x, low, high)           x within the limits
//   d_unordered(a, b)               of type md, which says only whether a or b has NaN in any lane
#ifndef TRUENO_LANES_H
#define TRUENO_LANES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tables.h"

#define INLINE static inline __attribute__((always_inline))

// Gives every function between the two lines the instruction set, so that no compiler flag is
// needed and nothing outside can use an instruction that the processor may lack.
#define TRUENO_PRAGMA(text) _Pragma(#text)
#if defined(TRUENO_EMULATE)
#define TRUENO_TARGET_BEGIN(features)
#define TRUENO_TARGET_END
#elif defined(__clang__)
#define TRUENO_TARGET_BEGIN(features) \
  TRUENO_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define TRUENO_TARGET_END TRUENO_PRAGMA(clang attribute pop)
#else
#define TRUENO_TARGET_BEGIN(features) \
  TRUENO_PRAGMA(GCC push_options)     \
  TRUENO_PRAGMA(GCC target(features))
#define TRUENO_TARGET_END TRUENO_PRAGMA(GCC pop_options)
#endif

// Loops over the few registers of a vector disappear.
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#define SEVERAL_TURNS _Pragma("clang loop unroll_count(TURNS)")
#define ONE_TURN _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#define SEVERAL_TURNS _Pragma("GCC unroll 2")
#define ONE_TURN
#endif

// Two roundings where the source says two operations.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// Elementary functions may be compiled in a file of their own, with other lanes than the rest.
#ifndef ELEMENTARY
#define ELEMENTARY(name) kernel_##name
#define ELEMENTARY_LINKAGE static
#endif

#define TRUENO_ENTRY(name, form, inputs, parameters, writes, flops) \
  [trueno_op_##name] = {.form = kernel_##name},
#define TRUENO_ELEMENTARY_ENTRY(name, form, inputs, parameters, writes, flops) \
  [trueno_op_##name] = {.form = ELEMENTARY(name)},

#define TRUENO_TABLE(backend)                                        \
  static const trueno_kernel kernels_##backend[] = {                 \
      TRUENO_ARITHMETIC(TRUENO_ENTRY) TRUENO_ELEMENTARY(TRUENO_ELEMENTARY_ENTRY) \
      TRUENO_ROWS(TRUENO_ENTRY) TRUENO_REDUCTIONS(TRUENO_ENTRY)};                              \
  const trueno_table trueno_##backend = {#backend, kernels_##backend, multiply, trueno_##backend##_doubles};

#endif
