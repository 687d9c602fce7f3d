/* Which regular files there are below the work folder. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk {
    size_t count;     /* of files found */
    uint32_t skipped; /* folders that could not be looked into, and what there was no room for */
};

/* Finds them, in one go. No symbolic link is followed. Nobody else may be alive. */
struct walk walk_find(int work);

/* The path of one of them; they are sorted by their bytes. */
const char *walk_path(size_t index);

/* Whether the host would take this path: not too long, and UTF-8. */
bool walk_is_valid(const char *path);

#endif
