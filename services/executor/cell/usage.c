#define _GNU_SOURCE
#include "usage.h"
#include "meter.h"

static struct usage used;
static uint64_t cpu_before_us, reaped_cpu_us, mark_before_bytes, oom_kills_before, refused_forks_before;

static uint64_t difference(uint64_t after, uint64_t before) {
    if (after == UNKNOWN || before == UNKNOWN) return UNKNOWN;
    return after > before ? after - before : 0;
}

static void raise_peak(uint64_t bytes) {
    if (bytes != UNKNOWN && (used.memory_peak_bytes == UNKNOWN || bytes > used.memory_peak_bytes))
        used.memory_peak_bytes = bytes;
}

void usage_open(void) { mark_before_bytes = meter_memory().mark_bytes; }

void usage_begin(void) {
    used = (struct usage){.memory_peak_bytes = UNKNOWN};
    reaped_cpu_us = 0;
    oom_kills_before = meter_oom_kills();
    cpu_before_us = meter_cpu_us();
}

/* The cgroup is the better witness; this one covers what happens between two samples of it. */
void usage_add_reaped(const struct rusage *rusage) {
    raise_peak((uint64_t)rusage->ru_maxrss * 1024);
    reaped_cpu_us += (uint64_t)(rusage->ru_utime.tv_sec + rusage->ru_stime.tv_sec) * 1000000 +
                     (uint64_t)(rusage->ru_utime.tv_usec + rusage->ru_stime.tv_usec);
}

/*
 * Cached pages of files are left out: whether reading /usr costs this cell or an earlier one is chance. The
 * cache grows until memory is short, so what is cached now was hardly less than at the time of the mark.
 */
void usage_sample_memory(void) {
    struct memory memory = meter_memory();
    raise_peak(difference(memory.used_bytes, memory.cached_bytes));
    if (memory.mark_bytes == UNKNOWN || mark_before_bytes == UNKNOWN || memory.mark_bytes <= mark_before_bytes) return;
    raise_peak(difference(memory.mark_bytes, memory.cached_bytes));
}

static void sample_cpu(void) { used.cpu_us = difference(meter_cpu_us(), cpu_before_us); }

void usage_sample(void) {
    usage_sample_memory();
    sample_cpu();
}

uint64_t usage_cpu_us(void) { return used.cpu_us == UNKNOWN ? reaped_cpu_us : used.cpu_us; }

void usage_end(void) {
    sample_cpu();
    mark_before_bytes = meter_memory().mark_bytes;
    used.oom_kills = difference(meter_oom_kills(), oom_kills_before);
    uint64_t refused_forks = meter_refused_forks();
    used.refused_forks = difference(refused_forks, refused_forks_before);
    refused_forks_before = refused_forks;
}

void usage_add_memory_kill(uint64_t bytes) {
    raise_peak(bytes);
    used.oom_kills = used.oom_kills == UNKNOWN ? 1 : used.oom_kills + 1;
}

struct usage usage_now(void) { return used; }
