#ifndef CRESAMPLING_H
#define CRESAMPLING_H
#include <stddef.h>
#include <stdint.h>

/// Philox4x32-10 for `count` counters (block[i], row[i], stream, 0) under one key.
///
/// Word w of counter i goes to words[w * count + i]. With the widest vectors this
/// processor has; the words do not depend on them.
void philox_words(const uint32_t *block, const uint32_t *row, uint32_t stream,
                  uint32_t key_low, uint32_t key_high, size_t count, uint32_t *words);

/// Resamples of one block of weights.
#define RESAMPLING_BLOCK 64

/// Sums of weights times samples, for `blocks` blocks of 64 resamples:
/// sums[64 b + t] = sum over i of weights[(b * count + i) * 64 + t] * samples[i], added in the order
/// of the samples and rounded after each operation, whatever the processor.
void resampling_sums(const uint8_t *weights, const double *samples, size_t count, size_t blocks,
                     double *sums);

#endif
