/* What the kernel says about this cell: CPU, memory, OOM kills, network use. */
#ifndef METER_H
#define METER_H

#include <stdbool.h>
#include <stdint.h>

#define UNKNOWN UINT64_MAX

/* Opens every file once; what is missing stays unknown. Returns the cgroup version, 0 for none. */
int meter_open(void);

/* Since the cell began; UNKNOWN where this kernel or runtime does not tell. */
uint64_t meter_cpu_us(void);
uint64_t meter_oom_kills(void);
uint64_t meter_refused_forks(void); /* of processes and threads, for their limit */

struct memory {
    uint64_t used_bytes;   /* now, UNKNOWN if it cannot be told */
    uint64_t mark_bytes;   /* the most it ever was, UNKNOWN if it cannot be told */
    uint64_t cached_bytes; /* pages of files: part of both others, but the kernel drops them before anything suffers */
};

struct memory meter_memory(void);

/* As it is now; UNKNOWN where there is none. */
uint64_t meter_memory_limit_bytes(void);

/* True when a packet crossed the network namespace, or a TCP connection lingers in it. */
bool meter_network_used(void);

/*
 * True when the main thread of a process other than init runs, would if it had a processor, or waits for a disk: on a
 * busy machine who uses no CPU may only be waiting for it.
 */
bool meter_anybody_runs(void);

#endif
