// What only C can tell of the machine and of the compiler.

#ifndef CMACHINE_H
#define CMACHINE_H

#include <spawn.h>
#include <stddef.h>

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

// Lets a process that is spawned with these actions begin in a folder. Returns 0 or an error number.
int machine_spawn_in(posix_spawn_file_actions_t *actions, const char *folder);

// Where the shell limits memory (`ulimit -v`, `ulimit -d`), a failure of the program from now on writes `text`,
// which must stay, to a descriptor and ends with `status` instead of a signal. Does nothing without a limit.
void machine_end_at_memory_limit(int status, int descriptor, const char *text);

// Two loops of STREAM (McCalpin 1995), and one that only reads.
typedef enum {
  machine_read,   // one array
  machine_scale,  // a = f b
  machine_triad   // a = b + f c
} machine_stream;

// Streams so many times through arrays of `bytes` (a multiple of 256), each `stride` (a multiple of 64) after the
// one before, in registers of `width` bytes (16; on x86 also 32 for AVX2 and 64 for AVX-512, which the
// processor must have).
void machine_repeat_stream(machine_stream stream, int width, char *memory, size_t bytes,
                           size_t stride, size_t iterations);

// Products and sums that wait for nothing, fused where the instruction set can: 24 floating-point operations per
// lane and step, in registers of `width` bytes (as above, and 4 for one float at a time).
void machine_repeat_arithmetic(int width, size_t steps);

#endif
