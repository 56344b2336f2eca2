// The operations on floats, written once over the lanes of an instruction set. A file may hold only the elementary functions, or
// all but them, because they may run with other lanes than the rest.

typedef float number;

#include "bits.h"

#include "maps.h"

#include "elementary.h"

#if !defined(ELEMENTARY_ELSEWHERE)
#include "functions.h"
#endif

#if !defined(ONLY_ELEMENTARY)
#include "arithmetic.h"

#include "piecewise.h"

// The sums of blocks of floats are added up in double.
typedef double block_total;
INLINE block_total and_block(block_total total, float sum) { return total + (double)sum; }
INLINE double value_of(block_total total) { return total; }

#include "reductions.h"

#include "extremes.h"

#include "norms.h"

#include "moments.h"

#include "compensated.h"

#include "roots.h"

#include "rows.h"

#include "searches.h"

#include "matrices.h"
#endif
