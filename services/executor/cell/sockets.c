/*
 * Theory of operation
 *
 * What waits in a pipe or in a Unix socket is charged to the cell. What waits in a TCP or UDP socket is charged on
 * cgroup version 2 only, and what waits in a netlink socket nowhere: some hundred sockets that nobody reads would hold
 * a gigabyte of the host. No limit on it can be set without a privilege. But there is a most that one socket can hold:
 * the slot's network has small TCP buffers (tcp_rmem, tcp_wmem), and the seccomp profile takes SO_RCVBUF and SO_SNDBUF
 * for advice. So the number of sockets bounds the bytes. The kernel tells it for a network namespace, with the sockets
 * that nobody has accepted yet, that were reset, and that outlived their descriptors. (By protocol it does not count
 * those: a connection that was reset is in no table any more, and holds what it holds.)
 *
 * This is looked at with every tick. The number of all sockets costs 2 us to read and nearly always settles it; only
 * when it is large are Unix sockets, which are charged, told from the others.
 */
#define _GNU_SOURCE
#include "sockets.h"
#include "meter.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* 208 KiB is the kernel's default for UDP and netlink, 192 KiB the most of TCP in both directions; the rest is for one
 * packet too many. */
static const uint64_t most_each_bytes = 256 * 1024;

static int all_fd = -1, protocols_fd = -1;
static uint64_t limit_bytes = UNKNOWN;

void sockets_open(void) {
    all_fd = open("/proc/self/net/sockstat", O_RDONLY | O_CLOEXEC);
    protocols_fd = open("/proc/self/net/protocols", O_RDONLY | O_CLOEXEC);
}

void sockets_begin(void) { limit_bytes = meter_memory_limit_bytes(); }

/* A page at a time is what the kernel gives. */
static bool read_all(int fd, char *text, size_t size) {
    size_t length = 0;
    while (length < size - 1) {
        ssize_t n = pread(fd, text + length, size - 1 - length, (off_t)length);
        if (n < 0) return false;
        if (n == 0) break;
        length += (size_t)n;
    }
    text[length] = '\0';
    return length > 0;
}

/* "sockets: used 3" */
static uint64_t count_all(void) {
    char text[1024];
    unsigned long long count;
    if (!read_all(all_fd, text, sizeof text) || sscanf(text, "sockets: used %llu", &count) != 1) return UNKNOWN;
    return count;
}

/* "UNIX      1152      2 ...", a line for each protocol: name, size of one, number here. */
static uint64_t count_charged(void) {
    char text[16384];
    if (!read_all(protocols_fd, text, sizeof text)) return 0;
    uint64_t sum = 0;
    for (const char *line = text; (line = strstr(line, "\nUNIX")) != NULL; line++) {
        unsigned long long count;
        if (sscanf(line, "%*s %*u %llu", &count) == 1) sum += count;
    }
    return sum;
}

uint64_t sockets_excess_bytes(void) {
    if (limit_bytes == UNKNOWN) return 0;
    uint64_t most = limit_bytes / most_each_bytes, all = count_all();
    if (all == UNKNOWN || all <= most) return 0;
    uint64_t charged = count_charged();
    return all > charged + most ? (all - charged) * most_each_bytes : 0;
}
