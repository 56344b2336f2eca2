#ifndef PLAIN_H
#define PLAIN_H

#include "CTruenoKernels.h"

// An operation in the plainest loop over vectors; name is "plain/" and the floats in a register.
typedef struct {
  trueno_operation operation;
  const char *name;
  trueno_kernel kernel;
} plain_kernel;
extern const plain_kernel plain_kernels[];
extern const int plain_kernel_count;

#endif
