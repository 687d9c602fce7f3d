#define _GNU_SOURCE
#include "input.h"
#include "typing.h"
#include "wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TAKEN_EVERY_BYTES = STDIN_WINDOW_BYTES / 4 };

static int pipe_fd = -1;
static unsigned char window[STDIN_WINDOW_BYTES];
static size_t head, tail;
static bool ended;
static size_t taken_bytes; /* not yet told to the host */
static bool on_terminal;

void input_open(int fd, bool open, int slave) {
    pipe_fd = fd;
    head = tail = taken_bytes = 0;
    on_terminal = slave >= 0;
    if (on_terminal) typing_open(fd, slave);
    ended = false;
    if (!open) input_end();
}

void input_close(void) {
    if (pipe_fd >= 0) close(pipe_fd);
    pipe_fd = -1;
}

static ssize_t hand_over(const unsigned char *bytes, size_t length) {
    return on_terminal ? typing_write(bytes, length) : write(pipe_fd, bytes, length);
}

void input_push(void) {
    while (pipe_fd >= 0 && head < tail) {
        ssize_t n = hand_over(window + head, tail - head);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            /* Nobody reads any more: the rest is taken and thrown away, as a shell would. */
            input_close();
            n = (ssize_t)(tail - head);
        }
        head += (size_t)n;
        taken_bytes += (size_t)n;
    }
    if (head == tail) head = tail = 0;
    if (!ended || tail > 0 || pipe_fd < 0) return;
    if (on_terminal) typing_end();
    else input_close();
}

void input_tell(void) {
    unsigned char payload[4];
    if (taken_bytes < TAKEN_EVERY_BYTES) return;
    put32(payload, (uint32_t)taken_bytes);
    if (wire_send(FRAME_STDIN_TAKEN, payload, sizeof payload)) taken_bytes = 0;
}

void input_take(const unsigned char *bytes, size_t length) {
    if (ended) fail(FAIL_PROTOCOL, 0, "STDIN after its end");
    if (pipe_fd < 0) {
        taken_bytes += length;
        return;
    }
    if (length > sizeof window - (tail - head)) fail(FAIL_PROTOCOL, 0, "STDIN beyond its window");
    if (length > sizeof window - tail) {
        memmove(window, window + head, tail - head);
        tail -= head;
        head = 0;
    }
    if (length == 0) return;
    memcpy(window + tail, bytes, length);
    tail += length;
    input_push();
}

void input_end(void) {
    if (ended) return;
    ended = true;
    input_push();
}

int64_t input_due_ns(void) { return on_terminal && pipe_fd >= 0 ? typing_due_ns() : INT64_MAX; }

/* What waits for its time does not wait for room. */
int input_waiting(void) { return head < tail && input_due_ns() == INT64_MAX ? pipe_fd : -1; }
