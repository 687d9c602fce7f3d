/* What a phase has used: CPU, memory, OOM kills, refused forks. UNKNOWN where neither cgroup nor reaping tells. */
#ifndef USAGE_H
#define USAGE_H

#include <stdint.h>
#include <sys/resource.h>

struct usage {
    uint64_t cpu_us;
    uint64_t memory_peak_bytes;
    uint64_t oom_kills;
    uint64_t refused_forks;
};

/* Once, before the first phase: the runtime that started the cell may have used more than a small program ever will. */
void usage_open(void);

void usage_begin(void);

/* A process was reaped. */
void usage_add_reaped(const struct rusage *rusage);

void usage_sample(void);
void usage_sample_memory(void);

/* For the limit: what the cgroup says, else what was reaped. */
uint64_t usage_cpu_us(void);

/* Everything is dead: reads the counters while they are still about this phase. */
void usage_end(void);

/* After usage_end: the program was killed for `bytes` that the kernel held for it beside its memory. */
void usage_add_memory_kill(uint64_t bytes);

struct usage usage_now(void);

#endif
