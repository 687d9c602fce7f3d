/* RUN, checked and taken apart. */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

struct order {
    const char *cwd; /* "" is the work folder */
    char **argv;
    char **env;
    bool stdin_open;
    bool on_terminal;
    struct winsize size; /* of the terminal */
    uint32_t wall_ms;
    uint32_t cpu_ms;
    uint32_t open_files;
    uint64_t stdout_bytes;
    uint64_t stderr_bytes;
    uint64_t file_bytes;
    uint64_t stack_bytes;
};

/* The strings stay in `payload`, which must live until the program is started. A malformed RUN ends the cell. */
void order_decode(unsigned char *payload, size_t length, struct order *order);

#endif
