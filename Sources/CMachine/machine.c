#if defined(__linux__)
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#endif

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

int machine_processors(int *list, int capacity) {
  int count = 0;
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set)) return 0;
  for (int i = 0; i < CPU_SETSIZE && count < capacity; i++)
    if (CPU_ISSET(i, &set)) list[count++] = i;
#else
  (void)list, (void)capacity;
#endif
  return count;
}

int machine_bind_thread(const int *list, int count) {
#if defined(__linux__)
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int i = 0; i < count; i++)
    if (list[i] >= 0 && list[i] < CPU_SETSIZE) CPU_SET(list[i], &set);
  return sched_setaffinity(0, sizeof set, &set) ? errno : 0;
#else
  (void)list, (void)count;
  return 0;
#endif
}

int machine_spawn_in(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}
