// What only C can tell of the machine and of the compiler.

#ifndef CMACHINE_H
#define CMACHINE_H

// Name and version of the C compiler that built this package, kernels included.
const char *machine_compiler(void);

// The hypervisor's own name for itself (12 characters, `KVMKVMKVM`), empty on
// bare metal and where the processor does not tell.
void machine_hypervisor(char name[13]);

#endif
