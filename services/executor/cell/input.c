#define _GNU_SOURCE
#include "input.h"
#include "wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TAKEN_EVERY = STDIN_WINDOW / 4 };

static const unsigned char end_of_input = 4; /* ^D */

static int pipe_fd = -1;
static unsigned char window[STDIN_WINDOW];
static size_t head, tail;
static bool ended;
static size_t taken; /* not yet told to the host */
static size_t ends;  /* how often ^D is still to be typed */
static bool on_terminal;
static unsigned char last; /* of all there was; a line feed when there was nothing */

void input_open(int fd, bool open, bool terminal) {
    pipe_fd = fd;
    head = tail = taken = ends = 0;
    on_terminal = terminal;
    last = '\n';
    ended = false;
    if (!open) input_end();
}

void input_close(void) {
    if (pipe_fd >= 0) close(pipe_fd);
    pipe_fd = -1;
}

/* Returns true when no ^D is left to type. */
static bool type_ends(void) {
    while (pipe_fd >= 0 && ends > 0) {
        ssize_t n = write(pipe_fd, &end_of_input, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno != EAGAIN;
        ends--;
    }
    return true;
}

void input_push(void) {
    while (pipe_fd >= 0 && head < tail) {
        ssize_t n = write(pipe_fd, window + head, tail - head);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            /* Nobody reads any more: the rest is taken and thrown away, as a shell would. */
            input_close();
            n = (ssize_t)(tail - head);
        }
        head += (size_t)n;
        taken += (size_t)n;
    }
    if (head == tail) head = tail = 0;
    if (ended && tail == 0 && type_ends()) input_close();
}

void input_tell(void) {
    unsigned char payload[4];
    if (taken < TAKEN_EVERY) return;
    put32(payload, (uint32_t)taken);
    if (wire_send(FRAME_STDIN_TAKEN, payload, sizeof payload)) taken = 0;
}

void input_take(const unsigned char *bytes, size_t length) {
    if (ended) fail(FAIL_PROTOCOL, 0, "STDIN after its end");
    if (pipe_fd < 0) {
        taken += length;
        return;
    }
    if (length > sizeof window - (tail - head)) fail(FAIL_PROTOCOL, 0, "STDIN beyond its window");
    if (length > sizeof window - tail) {
        memmove(window, window + head, tail - head);
        tail -= head;
        head = 0;
    }
    if (length == 0) return;
    last = bytes[length - 1];
    memcpy(window + tail, bytes, length);
    tail += length;
    input_push();
}

/* Behind an unfinished line the first ^D only hands that line over; the second is the end. */
void input_end(void) {
    if (ended) return;
    ended = true;
    if (on_terminal) ends = last == '\n' || last == '\r' || last == end_of_input ? 1 : 2;
    input_push();
}

int input_waiting(void) { return head < tail || ends > 0 ? pipe_fd : -1; }
