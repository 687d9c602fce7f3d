#define _GNU_SOURCE
#include "output.h"
#include "wire.h"

#include <errno.h>
#include <unistd.h>

/* Forwarded beyond a limit. */
enum { OVERRUN_BYTES = 64 * 1024 };

void output_open(struct output *output, int fd, uint64_t limit_bytes) {
    output->fd = fd;
    output->limit_bytes = limit_bytes;
    output->seen_bytes = 0;
}

bool output_forward(struct output *output) {
    if (output->fd < 0) return false;
    size_t room = wire_room();
    if (room == 0) return false;
    ssize_t n = read(output->fd, wire_payload(), room);
    if (n < 0 && errno != EIO) return errno == EINTR;
    if (n <= 0) { /* EIO: nobody has the other end of the terminal any more, and it is empty. */
        output_close(output);
        return false;
    }
    uint64_t allowed_bytes = output->limit_bytes + OVERRUN_BYTES;
    uint64_t left_bytes = output->seen_bytes < allowed_bytes ? allowed_bytes - output->seen_bytes : 0;
    output->seen_bytes += (uint64_t)n;
    size_t forwarded = (uint64_t)n < left_bytes ? (size_t)n : (size_t)left_bytes;
    if (forwarded > 0) wire_commit(output->frame, forwarded);
    return true;
}

bool output_exceeded(const struct output *output) { return output->seen_bytes > output->limit_bytes; }

void output_close(struct output *output) {
    if (output->fd >= 0) close(output->fd);
    output->fd = -1;
}
