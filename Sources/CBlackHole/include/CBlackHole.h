// A value that is looked at through a pointer must have been computed.
#ifndef C_BLACK_HOLE_H
#define C_BLACK_HOLE_H

/// Costs no instruction beyond what brings the value into memory; the compiler
/// must assume that it is read there.
static inline void black_hole_look(const void *value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}

#endif
