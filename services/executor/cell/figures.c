#define _GNU_SOURCE
#include "figures.h"
#include "meter.h"

static struct figures used;
static uint64_t cpu_before, reaped_cpu, mark_before, oom_before, forks_before;

static uint64_t difference(uint64_t after, uint64_t before) {
    if (after == UNKNOWN || before == UNKNOWN) return UNKNOWN;
    return after > before ? after - before : 0;
}

static void raise_peak(uint64_t bytes) {
    if (bytes != UNKNOWN && (used.memory_peak == UNKNOWN || bytes > used.memory_peak)) used.memory_peak = bytes;
}

void figures_open(void) { mark_before = meter_memory().mark; }

void figures_begin(void) {
    used = (struct figures){.memory_peak = UNKNOWN};
    reaped_cpu = 0;
    oom_before = meter_oom_kills();
    cpu_before = meter_cpu_micros();
}

/* The cgroup is the better witness; this one covers what happens between two samples of it. */
void figures_add(const struct rusage *usage) {
    raise_peak((uint64_t)usage->ru_maxrss * 1024);
    reaped_cpu += (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
                  (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

/*
 * Cached pages of files are left out: whether reading /usr costs this cell or an earlier one is chance. The
 * cache grows until memory is short, so what is cached now was hardly less than at the time of the mark.
 */
void figures_sample_memory(void) {
    struct memory memory = meter_memory();
    raise_peak(difference(memory.used, memory.cached));
    if (memory.mark == UNKNOWN || mark_before == UNKNOWN || memory.mark <= mark_before) return;
    raise_peak(difference(memory.mark, memory.cached));
}

static void sample_cpu(void) { used.cpu_micros = difference(meter_cpu_micros(), cpu_before); }

void figures_sample(void) {
    figures_sample_memory();
    sample_cpu();
}

uint64_t figures_cpu_spent(void) { return used.cpu_micros == UNKNOWN ? reaped_cpu : used.cpu_micros; }

void figures_end(void) {
    sample_cpu();
    mark_before = meter_memory().mark;
    used.oom_kills = difference(meter_oom_kills(), oom_before);
    uint64_t forks = meter_refused_forks();
    used.refused_forks = difference(forks, forks_before);
    forks_before = forks;
}

void figures_add_memory_kill(uint64_t bytes) {
    raise_peak(bytes);
    used.oom_kills = used.oom_kills == UNKNOWN ? 1 : used.oom_kills + 1;
}

struct figures figures_now(void) { return used; }
