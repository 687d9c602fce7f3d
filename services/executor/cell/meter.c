#define _GNU_SOURCE
#include "meter.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CGROUP "/sys/fs/cgroup/"

static int version;
static int cpu_fd = -1, memory_fd = -1, limit_fd = -1, peak_fd = -1, stat_fd = -1, oom_fd = -1, forks_fd = -1;
static int interfaces_fd = -1, sockets_fd = -1;

static int open_file(const char *path) { return open(path, O_RDONLY | O_CLOEXEC); }

static int open_cpu_v1(void) {
    static const char *const places[] = {CGROUP "cpuacct/cpuacct.usage", CGROUP "cpu,cpuacct/cpuacct.usage",
                                         CGROUP "cpuacct,cpu/cpuacct.usage"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int fd = open_file(places[i]);
        if (fd >= 0) return fd;
    }
    return -1;
}

int meter_open(void) {
    interfaces_fd = open_file("/proc/self/net/dev");
    sockets_fd = open_file("/proc/self/net/sockstat");
    if (access(CGROUP "cgroup.controllers", F_OK) == 0) {
        version = 2;
        cpu_fd = open_file(CGROUP "cpu.stat");
        memory_fd = open_file(CGROUP "memory.current");
        limit_fd = open_file(CGROUP "memory.max");
        peak_fd = open_file(CGROUP "memory.peak"); /* Linux 5.19 */
        stat_fd = open_file(CGROUP "memory.stat");
        oom_fd = open_file(CGROUP "memory.events");
        forks_fd = open_file(CGROUP "pids.events");
    } else {
        cpu_fd = open_cpu_v1();
        memory_fd = open_file(CGROUP "memory/memory.usage_in_bytes");
        limit_fd = open_file(CGROUP "memory/memory.limit_in_bytes");
        peak_fd = open_file(CGROUP "memory/memory.max_usage_in_bytes");
        stat_fd = open_file(CGROUP "memory/memory.stat");
        oom_fd = open_file(CGROUP "memory/memory.oom_control");
        forks_fd = open_file(CGROUP "pids/pids.events");
        version = cpu_fd >= 0 || memory_fd >= 0 ? 1 : 0;
    }
    return version;
}

/* The whole pseudo file as text; false when it cannot be read. */
static bool read_text(int fd, char *text, size_t size) {
    if (fd < 0) return false;
    ssize_t n = pread(fd, text, size - 1, 0);
    if (n <= 0) return false;
    text[n] = '\0';
    return true;
}

static bool parse(const char *text, uint64_t *value) {
    char *end;
    *value = strtoull(text, &end, 10);
    return end != text;
}

static uint64_t read_number(int fd) {
    char text[64];
    uint64_t value;
    return read_text(fd, text, sizeof text) && parse(text, &value) ? value : UNKNOWN;
}

/* The number after "key " at the start of a line. */
static uint64_t find_key(const char *text, const char *key) {
    size_t length = strlen(key);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        uint64_t value;
        if (strncmp(line, key, length) == 0 && line[length] == ' ' && parse(line + length, &value)) return value;
    }
    return UNKNOWN;
}

static uint64_t read_key(int fd, const char *key) {
    char text[2048];
    return read_text(fd, text, sizeof text) ? find_key(text, key) : UNKNOWN;
}

uint64_t meter_cpu_us(void) {
    if (version == 2) return read_key(cpu_fd, "usage_usec");
    uint64_t cpu_ns = read_number(cpu_fd);
    return cpu_ns == UNKNOWN ? UNKNOWN : cpu_ns / 1000;
}

struct memory meter_memory(void) {
    char text[8192];
    struct memory memory = {.used_bytes = read_number(memory_fd), .mark_bytes = read_number(peak_fd)};
    if (!read_text(stat_fd, text, sizeof text)) return memory;
    uint64_t active = find_key(text, "active_file"), inactive = find_key(text, "inactive_file");
    if (active != UNKNOWN && inactive != UNKNOWN) memory.cached_bytes = active + inactive;
    return memory;
}

uint64_t meter_memory_limit_bytes(void) { return read_number(limit_fd); }

uint64_t meter_oom_kills(void) { return read_key(oom_fd, "oom_kill"); }

uint64_t meter_refused_forks(void) { return read_key(forks_fd, "max"); }

/* "  lo: <bytes> <packets> ...": any packet received anywhere means that something was sent. */
static bool packets_seen(void) {
    char text[4096];
    if (!read_text(interfaces_fd, text, sizeof text)) return false;
    for (const char *line = strchr(text, '\n'); line != NULL; line = strchr(line + 1, '\n')) {
        const char *colon = strchr(line, ':');
        unsigned long long bytes, packets;
        if (colon == NULL) break;
        if (sscanf(colon + 1, "%llu %llu", &bytes, &packets) == 2 && packets != 0) return true;
    }
    return false;
}

/* "TCP: inuse 0 orphan 0 tw 1 ...": every process is dead, so what is left outlived its program. */
static bool connections_linger(void) {
    char text[1024];
    if (!read_text(sockets_fd, text, sizeof text)) return false;
    const char *line = strstr(text, "TCP: inuse ");
    unsigned inuse, orphan, waiting;
    if (line == NULL || sscanf(line, "TCP: inuse %u orphan %u tw %u", &inuse, &orphan, &waiting) != 3) return false;
    return inuse != 0 || waiting != 0;
}

bool meter_network_used(void) { return packets_seen() || connections_linger(); }

static bool wants_to_run(const char *process) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%.20s/stat", process);
    int fd = open_file(path);
    bool known = read_text(fd, text, sizeof text);
    if (fd >= 0) close(fd);
    const char *name_ends = known ? strrchr(text, ')') : NULL;
    return name_ends != NULL && strspn(name_ends, ") ") == 2 && strchr("RD", name_ends[2]) != NULL;
}

bool meter_anybody_runs(void) {
    DIR *processes = opendir("/proc");
    if (processes == NULL) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(processes)) != NULL;)
        found = isdigit((unsigned char)entry->d_name[0]) && strcmp(entry->d_name, "1") != 0 &&
                wants_to_run(entry->d_name);
    closedir(processes);
    return found;
}
