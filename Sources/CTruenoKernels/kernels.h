// The operations, written once over the lanes of an instruction set.

// Wraps the loads of an input that an operation may not have.
#define USED(load) load
#define NOT_USED(load) v_set(0)

#include "bits.h"

#include "maps.h"

#include "reductions.h"

#if !defined(ONLY_ELEMENTARY)
#include "arithmetic.h"

#include "roots.h"

#include "searches.h"

#include "matrices.h"
#endif

#if !defined(ELEMENTARY_ELSEWHERE)
#include "functions.h"

#include "rows.h"
#endif
