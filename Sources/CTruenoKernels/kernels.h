// The operations, written once over the lanes of an instruction set.

// Wraps the loads of an input that an operation may not have.
#define USED(load) load
#define NOT_USED(load) v_set(0)

#include "maps.h"
#include "reductions.h"

#include "searches.h"

#include "rows.h"
