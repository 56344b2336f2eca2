#include "lanes_scalar.h"

#include "doubles.h"

TRUENO_DOUBLES(scalar)
