/* confine: this process gives up what it does not need, for ever. */
#ifndef SYNC_CONFINE_H
#define SYNC_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* No new privileges, no core file, no file written, few descriptors, at most `memory` bytes more than now, no system calls but those of
 * computing, reading the system's libraries (character sets are loaded from there) and passing bytes. False where the kernel
 * refuses what every kernel of the last ten years grants. */
bool confine(size_t memory);

/* From outside: let process pid use at most so many seconds of processor time from now on. */
void confine_cpu(pid_t pid, int seconds);

#endif
