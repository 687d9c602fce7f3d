/* Whether a path is meant by a pattern. */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

/*
 * Both are relative, with parts separated by single slashes. In a part, `*` is any text, `?` one character, `[a-z]` one
 * of a set, `[!a-z]` one that is not, and what follows a backslash is itself. A part that is just two stars is any
 * number of folders, and as the last one everything below. A dot at the beginning is like any other character.
 *
 * The time it takes grows with the product of their lengths, and never with the number of stars.
 */
bool glob_matches(const char *pattern, const char *path);

/* What matching has cost since the last time this was asked, in steps of some nanoseconds. */
unsigned long glob_effort(void);

#endif
