/* Frames between the host and cell init; PROTOCOL.md is the authority for every number here. */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROTOCOL_VERSION = 3,
    OLDEST_VERSION = 2, /* what a host speaks that asks for none */
    HEADER_BYTES = 5,
    MAX_PAYLOAD_BYTES = 256 * 1024, /* of a frame from the host */
    MAX_CHUNK_BYTES = 64 * 1024,    /* of a frame to the host */
    STDIN_WINDOW_BYTES = 1024 * 1024
};

enum host_frame {
    FRAME_FILE = 0x01,
    FRAME_RUN = 0x02,
    FRAME_STDIN = 0x03,
    FRAME_STDIN_END = 0x04,
    FRAME_SIGNAL = 0x05,
    FRAME_KILL = 0x06,
    FRAME_EXIT = 0x07,
    FRAME_COLLECT = 0x08,
    FRAME_RESIZE = 0x09
};

enum cell_frame {
    FRAME_READY = 0x81,
    FRAME_STDOUT = 0x82,
    FRAME_STDERR = 0x83,
    FRAME_ENDED = 0x84,
    FRAME_ERROR = 0x85,
    FRAME_STDIN_TAKEN = 0x86,
    FRAME_COLLECTED = 0x87,
    FRAME_COLLECT_ENDED = 0x88,
    FRAME_LEFT_OUT = 0x89
};

enum failure { FAIL_PROTOCOL = 1, FAIL_FILE = 2, FAIL_INTERNAL = 3 };

uint16_t get16(const unsigned char *p);
uint32_t get32(const unsigned char *p);
uint64_t get64(const unsigned char *p);
void put16(unsigned char *p, uint16_t v);
void put32(unsigned char *p, uint32_t v);
void put64(unsigned char *p, uint64_t v);

/* Which version of the protocol the host speaks; it stays the same for as long as the cell lives. */
extern unsigned host_version;

/* Reads once from the host and hands every whole frame to `take`. Returns false when the host is gone. */
bool wire_receive(void (*take)(unsigned type, unsigned char *payload, size_t length));

/* Payload bytes that a frame of output or of a file may have now; 0 means wait until the host reads. */
size_t wire_room(void);

/* Place for the payload of the next such frame; at most wire_room() bytes. */
unsigned char *wire_payload(void);

/* Queues the frame whose payload was put at wire_payload(). */
void wire_commit(unsigned type, size_t length);

/* Queues a small frame, of which a few always fit beside the output. False: try again after a flush. */
bool wire_send(unsigned type, const unsigned char *payload, size_t length);

bool wire_pending(void);

/* Writes what the host will take without blocking. Returns false when the host is gone. */
bool wire_flush(void);

/* Our own failure: tells the host, kills everything, ends init and with it the container. */
_Noreturn void fail(enum failure code, int error, const char *text);

/* Kills everything and ends init without a word. */
_Noreturn void leave(int status);

#endif
