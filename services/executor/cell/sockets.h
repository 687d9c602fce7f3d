/* Bytes that wait in sockets of the kernel, where no cgroup need count them. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

/* Opens what it reads, once. What is missing on this kernel or runtime is not watched. */
void sockets_open(void);

/* A phase begins: the memory limit may have been set since the cell was made. */
void sockets_begin(void);

/* The most that all sockets of the cell may hold now, when that is more than its memory limit; otherwise 0. */
uint64_t sockets_excess_bytes(void);

#endif
