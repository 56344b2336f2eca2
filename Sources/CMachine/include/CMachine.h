// What only C can tell of the machine and of the compiler.

#ifndef CMACHINE_H
#define CMACHINE_H

// Name and version of the C compiler that built this package, kernels included.
const char *machine_compiler(void);

// The hypervisor's own name for itself (12 characters, `KVMKVMKVM`), empty on
// bare metal and where the processor does not tell.
void machine_hypervisor(char name[13]);

// Processors that the calling thread may run on, ascending; returns how many of them, 0 where the
// system does not tell.
int machine_processors(int *list, int capacity);

// Lets the calling thread, and the processes it starts, run on these processors only. Returns 0
// or an error number.
int machine_bind_thread(const int *list, int count);

#endif
