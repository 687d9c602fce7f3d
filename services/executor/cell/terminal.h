/* The pseudo-terminal of a phase that asked for one. The *master* is our end, the *slave* is the program's. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/types.h>

enum { MAX_COLUMNS = 1000, MAX_ROWS = 1000 };

/* u16 columns, u16 rows. A size out of range ends the cell. */
struct winsize terminal_size(const unsigned char *payload);

/* Opens both ends; the master does not block. A terminal that cannot be had is our own failure. */
void terminal_open(const struct winsize *size, int *master, int *slave);

/* In the child, once it leads its own session: descriptor 0 becomes its controlling terminal. */
int terminal_control(void);

/* The kernel tells the foreground group with SIGWINCH, if the size is another one. */
void terminal_resize(int master, const struct winsize *size);

/* Sends a signal to the foreground group. Returns false when there is none. */
bool terminal_signal(int master, int signal);

#endif
