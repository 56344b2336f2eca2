// The operations, written once over the lanes of an instruction set. A file may hold only the elementary functions, or
// all but them, because they may run with other lanes than the rest.

// Wraps the loads of an input that an operation may not have.
#define USED(load) load
#define NOT_USED(load) v_set(0)

#include "bits.h"

#include "maps.h"

#include "elementary.h"

#if !defined(ELEMENTARY_ELSEWHERE)
#include "functions.h"
#endif

#if !defined(ONLY_ELEMENTARY)
#include "arithmetic.h"

#include "reductions.h"

#include "roots.h"

#include "rows.h"

#include "searches.h"

#include "matrices.h"
#endif
