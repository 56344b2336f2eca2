// The elementary functions as kernels.

#include "powers.h"
#include "trigonometry.h"

#define ELEMENTARY1(name, expression) \
  MAP_TO(ELEMENTARY_LINKAGE, ELEMENTARY(name), 1, ONE_TURN, name, expression, NOT_USED, NOT_USED)
#define ELEMENTARY2(name, expression) \
  MAP_TO(ELEMENTARY_LINKAGE, ELEMENTARY(name), 1, ONE_TURN, name, expression, USED, NOT_USED)

ELEMENTARY1(exp, v_exp(x))
ELEMENTARY1(ln, v_ln(x))
ELEMENTARY1(log2, v_log2(x))
ELEMENTARY1(log10, v_log10(x))
ELEMENTARY2(pow, v_pow(x, y))
ELEMENTARY1(sin, v_sin(x))
ELEMENTARY1(cos, v_cos(x))
ELEMENTARY1(tan, v_tan(x))
ELEMENTARY1(tanh, v_tanh(x))
ELEMENTARY1(sigmoid, v_sigmoid(x))
ELEMENTARY1(gelu, v_gelu(x))
ELEMENTARY1(swish, v_swish(x))
ELEMENTARY1(elu, v_select(v_lt(v_set(0), x), x, v_mul(v_expm1(x), p)))
