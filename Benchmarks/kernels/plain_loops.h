// The loops of plain.c for one instruction set: W floats in a register, M(op) its intrinsics,
// V the register, N(name) the functions.

#define LOAD(p) M(loadu_ps)(p)
#define SET(x) M(set1_ps)(x)

#define MAP(name, expression, tail)                                                              \
  static void N(name)(float *out, const float *a, const float *b, const float *c, size_t n,      \
                      float p, float q) {                                                        \
    size_t i = 0;                                                                                \
    for (; i + W <= n; i += W) M(storeu_ps)(out + i, expression);                                \
    for (; i < n; i++) out[i] = tail;                                                            \
  }

static inline V N(magnitude)(V x) { return AND(x, SET(ALL_BUT_SIGN)); }

MAP(add, M(add_ps)(LOAD(a + i), LOAD(b + i)), a[i] + b[i])
MAP(scale, M(mul_ps)(LOAD(a + i), SET(p)), a[i] * p)
MAP(abs, N(magnitude)(LOAD(a + i)), fabsf(a[i]))
MAP(fma, M(fmadd_ps)(LOAD(a + i), LOAD(b + i), LOAD(c + i)), a[i] * b[i] + c[i])
MAP(relu, M(max_ps)(LOAD(a + i), SET(0)), a[i] > 0 ? a[i] : 0)
MAP(sqrt, M(sqrt_ps)(LOAD(a + i)), sqrtf(a[i]))

// e^x: x = k ln 2 + r, a Taylor polynomial of degree 6, the exponent put together as an integer.
static inline V N(power)(V x) {
  x = M(max_ps)(M(min_ps)(x, SET(88.37626f)), SET(-87.33655f));
  V k = FLOOR(M(add_ps)(M(mul_ps)(x, SET(0x1.715476p0f)), SET(0.5f)));
  V r = M(sub_ps)(x, M(mul_ps)(k, SET(0x1.62e43p-1f)));
  V e = SET(1 / 720.0f);
  e = M(fmadd_ps)(e, r, SET(1 / 120.0f));
  e = M(fmadd_ps)(e, r, SET(1 / 24.0f));
  e = M(fmadd_ps)(e, r, SET(1 / 6.0f));
  e = M(fmadd_ps)(e, r, SET(0.5f));
  e = M(fmadd_ps)(e, r, SET(1));
  e = M(fmadd_ps)(e, r, SET(1));
  return M(mul_ps)(e, AS_FLOAT(M(add_epi32)(M(set1_epi32)(0x3F800000),
                                            M(slli_epi32)(M(cvtps_epi32)(k), 23))));
}
static inline V N(tanh_of_half)(V twice) {
  V e = N(power)(twice);
  return M(div_ps)(M(sub_ps)(e, SET(1)), M(add_ps)(e, SET(1)));
}
static inline V N(gelu_lanes)(V x) {
  V cube = M(mul_ps)(M(mul_ps)(x, x), x);
  V inner = M(mul_ps)(SET(0.7978846f), M(fmadd_ps)(SET(0.044715f), cube, x));
  V tanh = N(tanh_of_half)(M(mul_ps)(SET(2), inner));
  return M(mul_ps)(SET(0.5f), M(mul_ps)(x, M(add_ps)(SET(1), tanh)));
}
static inline V N(falling)(V x) { return M(add_ps)(SET(1), N(power)(M(sub_ps)(SET(0), x))); }

MAP(exp, N(power)(LOAD(a + i)), expf(a[i]))
MAP(sigmoid, M(div_ps)(SET(1), N(falling)(LOAD(a + i))), 1 / (1 + expf(-a[i])))
MAP(swish, M(div_ps)(LOAD(a + i), N(falling)(LOAD(a + i))), a[i] / (1 + expf(-a[i])))
MAP(tanh, N(tanh_of_half)(M(mul_ps)(SET(2), LOAD(a + i))), tanhf(a[i]))
MAP(gelu, N(gelu_lanes)(LOAD(a + i)),
    0.5f * a[i] * (1 + tanhf(0.7978846f * (a[i] + 0.044715f * (a[i] * a[i] * a[i])))))

// start, one step in x, across the lanes, one step of the tail in v.
#define REDUCE(name, start, step, across, tail, end)                   \
  static float N(name)(const float *a, const float *b, size_t n) {     \
    size_t i = 0;                                                      \
    V s = SET(start);                                                  \
    for (; i + W <= n; i += W) {                                       \
      V x = LOAD(a + i);                                               \
      s = step;                                                        \
    }                                                                  \
    float r = across(s);                                               \
    for (; i < n; i++) {                                               \
      float v = a[i];                                                  \
      r = tail;                                                        \
    }                                                                  \
    return end;                                                        \
  }
REDUCE(sum, 0, M(add_ps)(s, x), REDUCE_ADD, r + v, r)
REDUCE(max, a[0], M(max_ps)(s, x), REDUCE_MAX, v > r ? v : r, r)
REDUCE(min, a[0], M(min_ps)(s, x), REDUCE_MIN, v < r ? v : r, r)
REDUCE(normL1, 0, M(add_ps)(s, N(magnitude)(x)), REDUCE_ADD, r + fabsf(v), r)
REDUCE(normLinf, 0, M(max_ps)(s, N(magnitude)(x)), REDUCE_MAX, fabsf(v) > r ? fabsf(v) : r, r)
