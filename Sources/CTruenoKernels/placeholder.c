#include "CTruenoKernels.h"
int tk_placeholder(void) { return 0; }
