/* From a decoded RUN to a child process with its own pipes, limits and session. */
#ifndef SPAWN_H
#define SPAWN_H

#include "order.h"

#include <sys/types.h>

/* Our ends of the child's pipes, non-blocking. `status` carries an errno when the program never started. */
struct child {
    pid_t pid;
    int in, out, err, status;
};

/* Returns 0, or the errno of the fork. Pipes that cannot be made are our own failure. */
int spawn(const struct order *order, int work, struct child *child);

#endif
