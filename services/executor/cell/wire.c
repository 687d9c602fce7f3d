#define _GNU_SOURCE
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Control frames are at most a few hundred bytes, and at most three of them wait at any time. */
enum { RESERVE_BYTES = 1024, OUT_CAPACITY_BYTES = 256 * 1024, ERROR_TEXT_BYTES = 200, ERROR_WAIT_MS = 1000 };

static unsigned char in[HEADER_BYTES + MAX_PAYLOAD_BYTES];
static size_t in_fill;

static unsigned char out[OUT_CAPACITY_BYTES];
static size_t out_head, out_tail;

unsigned host_version = OLDEST_VERSION;

uint16_t get16(const unsigned char *p) { return (uint16_t)(p[0] << 8 | p[1]); }
uint32_t get32(const unsigned char *p) { return (uint32_t)get16(p) << 16 | get16(p + 2); }
uint64_t get64(const unsigned char *p) { return (uint64_t)get32(p) << 32 | get32(p + 4); }

void put16(unsigned char *p, uint16_t v) {
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

void put32(unsigned char *p, uint32_t v) {
    put16(p, (uint16_t)(v >> 16));
    put16(p + 2, (uint16_t)v);
}

void put64(unsigned char *p, uint64_t v) {
    put32(p, (uint32_t)(v >> 32));
    put32(p + 4, (uint32_t)v);
}

bool wire_receive(void (*take)(unsigned type, unsigned char *payload, size_t length)) {
    ssize_t n = read(STDIN_FILENO, in + in_fill, sizeof in - in_fill);
    if (n == 0) return false;
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    in_fill += (size_t)n;

    size_t at = 0;
    while (in_fill - at >= HEADER_BYTES) {
        size_t length = get32(in + at + 1);
        if (length > MAX_PAYLOAD_BYTES) fail(FAIL_PROTOCOL, 0, "frame too long");
        if (in_fill - at - HEADER_BYTES < length) break;
        take(in[at], in + at + HEADER_BYTES, length);
        at += HEADER_BYTES + length;
    }
    memmove(in, in + at, in_fill - at);
    in_fill -= at;
    return true;
}

static void compact(void) {
    if (out_head == 0) return;
    memmove(out, out + out_head, out_tail - out_head);
    out_tail -= out_head;
    out_head = 0;
}

size_t wire_room(void) {
    size_t used = out_tail - out_head;
    size_t needed = HEADER_BYTES + MAX_CHUNK_BYTES + RESERVE_BYTES;
    if (OUT_CAPACITY_BYTES - used < needed) return 0;
    if (OUT_CAPACITY_BYTES - out_tail < needed) compact();
    return MAX_CHUNK_BYTES;
}

unsigned char *wire_payload(void) { return out + out_tail + HEADER_BYTES; }

void wire_commit(unsigned type, size_t length) {
    out[out_tail] = (unsigned char)type;
    put32(out + out_tail + 1, (uint32_t)length);
    out_tail += HEADER_BYTES + length;
}

bool wire_send(unsigned type, const unsigned char *payload, size_t length) {
    if (OUT_CAPACITY_BYTES - out_tail < HEADER_BYTES + length) compact();
    if (OUT_CAPACITY_BYTES - out_tail < HEADER_BYTES + length) return false;
    if (length > 0) memcpy(wire_payload(), payload, length);
    wire_commit(type, length);
    return true;
}

bool wire_pending(void) { return out_head < out_tail; }

bool wire_flush(void) {
    while (wire_pending()) {
        ssize_t n = write(STDOUT_FILENO, out + out_head, out_tail - out_head);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        out_head += (size_t)n;
    }
    out_head = out_tail = 0;
    return true;
}

_Noreturn void leave(int status) {
    kill(-1, SIGKILL);
    _exit(status);
}

_Noreturn void fail(enum failure code, int error, const char *text) {
    kill(-1, SIGKILL);
    unsigned char payload[6 + ERROR_TEXT_BYTES];
    size_t length = strnlen(text, ERROR_TEXT_BYTES);
    put16(payload, (uint16_t)code);
    put32(payload + 2, (uint32_t)error);
    memcpy(payload + 6, text, length);
    wire_send(FRAME_ERROR, payload, 6 + length);
    /* A host that does not read for a second is gone or hung; either way nobody waits for the rest. */
    struct pollfd host = {.fd = STDOUT_FILENO, .events = POLLOUT};
    while (wire_flush() && wire_pending() && poll(&host, 1, ERROR_WAIT_MS) > 0) continue;
    leave(1);
}
