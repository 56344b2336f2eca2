// Angles beyond FAR_ANGLE, where n pi/2 no longer fits in few numbers: Payne and Hanek's reduction (1983) in
// integers.
#ifndef TRUENO_FAR_ANGLES_H
#define TRUENO_FAR_ANGLES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define FAR_ANGLE 0x1p19f

// x = n pi/2 + r: returns r, |r| <= pi/4, and n modulo 4. NaN for an infinity or NaN. |x| at least 2^13.
static double far_angle(float x, float *n) {
  // The bits of 2/pi behind 32 zeros.
  static const uint32_t two_over_pi[] = {0,          0xa2f9836e, 0x4e441529, 0xfc2757d1,
                                         0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  int biased = (int)(bits >> 23 & 0xFF);
  *n = 0;
  if (biased == 255) return NAN;
  // |x| = m 2^e. Bits of 2/pi whose weight times 2^e is 4 or more add whole turns: the window of 96
  // bits begins at weight 2 / 2^e. The product modulo 2^96 is the angle in units of 2^-94 pi/2.
  uint32_t m = (bits & 0x7FFFFF) | 0x800000;
  int e = biased - 150;
  unsigned start = (unsigned)(e - 1 + 31), word = start / 32, shift = start % 32;
  unsigned __int128 window = 0;
  for (unsigned i = 0; i < 4; i++) window = window << 32 | two_over_pi[word + i];
  const unsigned __int128 mask = ((unsigned __int128)1 << 96) - 1;
  unsigned __int128 product = ((window >> (32 - shift)) & mask) * m & mask;
  unsigned quadrant = (unsigned)((product + ((unsigned __int128)1 << 93)) >> 94) & 3;
  __int128 rest = (__int128)(product << 32) >> 32;           // signed, modulo 2^96
  rest -= (__int128)((int)(quadrant << 30) >> 30) * ((__int128)1 << 94);  // quadrant in -2...1
  if (rest > ((__int128)1 << 94)) rest -= (__int128)1 << 96;
  double r = (double)rest * (0x1.921fb54442d18p+0 * 0x1p-94);
  if (bits >> 31) {
    *n = (float)((4 - quadrant) & 3);
    return -r;
  }
  *n = (float)quadrant;
  return r;
}
#endif
