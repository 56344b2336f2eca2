// Square roots, rounded correctly. The divider takes one vector at a time and leaves the other units
// idle, so every second vector of a turn goes without it: two for the time of one.

#if ROOT_BITS
// From an estimate y of 1 / sqrt(x): one of Goldschmidt's coupled steps makes g of sqrt(x) and h of
// 1 / (2 sqrt(x)); the remainder x - g^2, exact in a fused operation, corrects g (Markstein 1990). A
// coarser estimate also takes the second term of the step's series, r + 3/2 r^2. r is taken a little low,
// or sqrt(4 - 2^-22) would be rounded up from some estimates.
//
// Benchmarks/kernels/roots.sh tries every x in [1, 4) with every y within v_inverse_root's bound: no
// result is wrong. Any other x, times a power of 4, is one of these, as long as no step leaves the
// normal numbers.
INLINE vf v_root_from(vf y, vf x) {
  vf g = v_mul(x, y), h = v_mul(v_set(0.5f), y), r = v_nmuladd(g, h, v_set(0x1.fffffep-2f));
  if (ROOT_BITS < 14) r = v_muladd(v_mul(r, v_set(1.5f)), r, r);
  g = v_muladd(g, r, g);
  h = v_muladd(h, r, h);
  return v_muladd(v_nmuladd(g, g, x), h, g);
}

// x from 2^-63 on, below 2^65: what is subtracted are the bits of 2^-63, and what remains is below 2^30.
INLINE vf v_root(vf x) {
  vi over = vi_sub(v_bits(x), vi_set(0x20000000));
  return vi_none(over, ~0x3FFFFFFF) ? v_root_from(v_inverse_root(x), x) : v_sqrt(x);
}

MAP1(sqrt, place % 2 ? v_root(x) : v_sqrt(x))
#else
MAP1(sqrt, v_sqrt(x))
#endif
