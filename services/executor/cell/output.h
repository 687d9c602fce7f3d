/* One stream of the program's output: what its pipe or terminal holds, moved to the host as far as its limit allows. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

struct output {
    int fd;         /* the reading end, or the master of a terminal; -1 once it has ended */
    unsigned frame; /* what carries it to the host */
    uint64_t limit_bytes;
    uint64_t seen_bytes; /* read so far, forwarded or not */
};

/* Takes over `fd`; -1 for a stream that does not exist. */
void output_open(struct output *output, int fd, uint64_t limit_bytes);

/*
 * Moves one chunk to the host. Returns false when there is nothing to move now. A little more than the limit is
 * forwarded, so that the host sees by itself that the limit was passed; what follows is read and thrown away.
 */
bool output_forward(struct output *output);

/* True once the program has written more than it may. */
bool output_exceeded(const struct output *output);

void output_close(struct output *output);

#endif
