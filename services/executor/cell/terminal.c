#define _GNU_SOURCE
#include "terminal.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

struct winsize terminal_size(const unsigned char *payload) {
    struct winsize size = {.ws_col = get16(payload), .ws_row = get16(payload + 2)};
    if (size.ws_col == 0 || size.ws_col > MAX_COLUMNS || size.ws_row == 0 || size.ws_row > MAX_ROWS)
        fail(FAIL_PROTOCOL, 0, "a terminal of an impossible size");
    return size;
}

/* Everything stays as the kernel makes it (lines, echo, ^C), except that erasing takes a whole UTF-8 character. */
static int set_up(int slave, const struct winsize *size) {
    struct termios settings;
    if (tcgetattr(slave, &settings) < 0) return -1;
    settings.c_iflag |= IUTF8;
    if (tcsetattr(slave, TCSANOW, &settings) < 0) return -1;
    return ioctl(slave, TIOCSWINSZ, size);
}

void terminal_open(const struct winsize *size, int *master, int *slave) {
    char path[32];
    int number, locked = 0;
    *master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master < 0 || ioctl(*master, TIOCSPTLCK, &locked) < 0 || ioctl(*master, TIOCGPTN, &number) < 0)
        fail(FAIL_INTERNAL, errno, "cannot make a terminal");
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    *slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*slave < 0 || set_up(*slave, size) < 0) fail(FAIL_INTERNAL, errno, "cannot set up a terminal");
}

int terminal_control(void) { return ioctl(STDIN_FILENO, TIOCSCTTY, 0); }

void terminal_resize(int master, const struct winsize *size) { ioctl(master, TIOCSWINSZ, size); }

bool terminal_signal(int master, int signal) {
    pid_t group = tcgetpgrp(master);
    /* To the kernel -1 is everybody and 0 our own group: neither can be meant. */
    return group > 1 && kill(-group, signal) == 0;
}
