#include "CMachine.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

const char *machine_compiler(void) { return __VERSION__; }

void machine_hypervisor(char name[13]) {
  memset(name, 0, 13);
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  // Bit 31 of ecx is reserved for hypervisors; their leaf names them.
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 31)) return;
  __cpuid(0x40000000, a, b, c, d);
  memcpy(name, &b, 4);
  memcpy(name + 4, &c, 4);
  memcpy(name + 8, &d, 4);
#endif
}
