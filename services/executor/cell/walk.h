/* Which regular files there are below the work folder whose paths match some patterns. */
#ifndef WALK_H
#define WALK_H

#include <stddef.h>
#include <stdint.h>

struct walk {
    size_t count;     /* of paths */
    uint32_t skipped; /* matching files that have no path here, and folders that could not be looked into */
};

/*
 * Finds them all, in one go. Patterns are those of fnmatch with FNM_PATHNAME; the pattern ** by itself matches everything.
 * No symbolic link is followed. Nobody else may be alive.
 */
struct walk walk_find(int work, char *const *patterns, size_t count);

/* The path of one of them; they are sorted by their bytes. */
const char *walk_path(size_t index);

#endif
