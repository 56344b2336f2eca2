#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CMachine.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct {
  int status, descriptor;
  const char *text;
} end;

// Only calls that are safe in a handler of signals.
static void end_process(int signal) {
  (void)signal;
  if (write(end.descriptor, end.text, strlen(end.text)) < 0) _exit(end.status);
  _exit(end.status);
}

static int is_limited(void) {
  struct rlimit space, data;
  const rlim_t most = (rlim_t)1 << 62;
  return (!getrlimit(RLIMIT_AS, &space) && space.rlim_cur < most) ||
         (!getrlimit(RLIMIT_DATA, &data) && data.rlim_cur < most);
}

void machine_end_at_memory_limit(int status, int descriptor, const char *text) {
  if (!is_limited()) return;
  end.status = status, end.descriptor = descriptor, end.text = text;
  // A stack may be what there is no memory for.
  stack_t stack = {.ss_size = 1 << 16};
  stack.ss_sp = malloc(stack.ss_size);
  if (stack.ss_sp) sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = end_process;
  action.sa_flags = SA_ONSTACK;
  const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}
