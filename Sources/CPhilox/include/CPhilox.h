#ifndef CPHILOX_H
#define CPHILOX_H
#include <stddef.h>
#include <stdint.h>

/// Philox4x32-10 for `count` counters (block[i], row[i], stream, 0) under one key.
///
/// Word w of counter i goes to words[w * count + i]. With the widest vectors this
/// processor has; the words do not depend on them.
void philox_words(const uint32_t *block, const uint32_t *row, uint32_t stream,
                  uint32_t key_low, uint32_t key_high, size_t count, uint32_t *words);

#endif
