// Which back ends exist here, and what the catalogue says.

#include "CTruenoKernels.h"
#include "tables.h"

#define DESCRIBE(name, form, inputs, parameters, writes, flops) \
  [trueno_op_##name] = {#name, trueno_form_##form, inputs, parameters, writes, flops},

static const trueno_description descriptions[trueno_operation_count] = {
    TRUENO_OPERATIONS(DESCRIBE)};

const trueno_description *trueno_describe(trueno_operation operation) {
  return (unsigned)operation < trueno_operation_count ? &descriptions[operation] : NULL;
}

// The compiler's run-time check reads cpuid and, for the wider registers, whether the operating
// system saves them (xgetbv).
bool trueno_is_supported(trueno_backend backend) {
  switch (backend) {
    case trueno_backend_scalar:
      return true;
#if defined(__x86_64__)
    case trueno_backend_sse2:
      return true;
    case trueno_backend_avx2:
      __builtin_cpu_init();
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case trueno_backend_avx512:
      __builtin_cpu_init();
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx2") &&
             __builtin_cpu_supports("fma");
#endif
#if defined(__aarch64__)
    case trueno_backend_neon:
      return true;
#endif
    default:
      return false;
  }
}

bool trueno_is_intel(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_is("intel");
#else
  return false;
#endif
}

const trueno_table *trueno_kernels(trueno_backend backend) {
  if (!trueno_is_supported(backend)) return NULL;
  switch (backend) {
    case trueno_backend_scalar:
      return &trueno_scalar;
#if defined(__x86_64__)
    case trueno_backend_sse2:
      return &trueno_sse2;
    case trueno_backend_avx2:
      return &trueno_avx2;
    case trueno_backend_avx512:
      return &trueno_avx512;
#endif
#if defined(__aarch64__)
    case trueno_backend_neon:
      return &trueno_neon;
#endif
    default:
      return NULL;
  }
}
