/* What a phase has used: CPU, memory, OOM kills, refused forks. UNKNOWN where neither cgroup nor reaping tells. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdint.h>
#include <sys/resource.h>

struct figures {
    uint64_t cpu_micros;
    uint64_t memory_peak;
    uint64_t oom_kills;
    uint64_t refused_forks;
};

/* Once, before the first phase: the runtime that started the cell may have used more than a small program ever will. */
void figures_open(void);

void figures_begin(void);

/* A process was reaped. */
void figures_add(const struct rusage *usage);

void figures_sample(void);
void figures_sample_memory(void);

/* For the limit: what the cgroup says, else what was reaped. */
uint64_t figures_cpu_spent(void);

/* Everything is dead: takes the figures while they are still about this phase. */
void figures_end(void);

/* After figures_end: the program was killed for `bytes` that the kernel held for it beside its memory. */
void figures_add_memory_kill(uint64_t bytes);

struct figures figures_now(void);

#endif
