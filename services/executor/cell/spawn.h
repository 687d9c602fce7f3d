/* From a decoded RUN to a child process with its own pipes or terminal, limits and session. */
#ifndef SPAWN_H
#define SPAWN_H

#include "order.h"

#include <sys/types.h>

/*
 * Our ends of the child's pipes, non-blocking. `status` carries an errno when the program never started.
 * On a terminal `in` and `out` are both its master and `err` is -1; `slave` is the program's end, which we keep open as
 * well: as long as somebody has it the master has no end, so a program may close its own and open /dev/tty again.
 */
struct child {
    pid_t pid;
    int in, out, err, status, slave;
};

/* Returns 0, or the errno of the fork. Pipes and terminals that cannot be made are our own failure. */
int spawn(const struct order *order, int work, struct child *child);

#endif
