// One element at a time: what every other back end is measured against.
#include "lanes_scalar.h"

#include "kernels.h"

TRUENO_TABLE(scalar)
