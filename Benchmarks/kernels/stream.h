// The machine's streaming bandwidth: the plainest loops that move the bytes of an operation, as
// STREAM has them (McCalpin), left to the compiler to vectorise.
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>

void stream_copy(float *out, const float *a, const float *b, const float *c, size_t n, float p, float q);
void stream_add(float *out, const float *a, const float *b, const float *c, size_t n, float p, float q);
void stream_triad(float *out, const float *a, const float *b, const float *c, size_t n, float p, float q);
float stream_read(const float *a, const float *b, size_t n);
float stream_read2(const float *a, const float *b, size_t n);

#endif
