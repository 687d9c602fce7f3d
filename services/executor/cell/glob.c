/*
 * Patterns come from callers and paths from programs, and either may want the other to take for ever. So there is no
 * recursion and no trying of everything: behind a star, only the latest one is ever tried again with more text, and
 * likewise, among the parts, only the latest double star. What an earlier one could have taken instead, the later one
 * can take too, so nothing is missed.
 */
#include "glob.h"

#include <stddef.h>
#include <string.h>

static unsigned long effort;

unsigned long glob_effort(void) {
    unsigned long spent = effort;
    effort = 0;
    return spent;
}

/* Where the part ends that begins here. */
static const char *part_end(const char *text) {
    const char *slash = strchr(text, '/');
    return slash == NULL ? text + strlen(text) : slash;
}

/* One character of UTF-8, or one byte where that is none; moves *text behind it, which is never behind `end`. */
static unsigned long take(const char **text, const char *end) {
    const unsigned char *p = (const unsigned char *)*text;
    size_t more = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : p[0] < 0xf5 ? 3 : 0;
    unsigned long value = p[0];
    if (more >= (size_t)(end - *text)) more = 0;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            *text += 1;
            return p[0];
        }
        value = value << 8 | p[i];
    }
    *text += 1 + more;
    return value;
}

/* The same of a pattern, in which a backslash makes the next one itself. */
static unsigned long take_literal(const char **pattern, const char *end) {
    if (**pattern == '\\' && end - *pattern > 1) *pattern += 1;
    return take(pattern, end);
}

/* Where the set ends that begins here with `[`; NULL when it does not end, so that the bracket is just one. */
static const char *set_end(const char *set, const char *end) {
    const char *p = set + 1;
    effort += (unsigned long)(end - set);
    if (p < end && (*p == '!' || *p == '^')) p++;
    /* A closing bracket that comes first is part of the set. */
    for (const char *first = p; p < end; p++) {
        if (*p == '\\' && end - p > 1) p++;
        else if (*p == ']' && p != first) return p;
    }
    return NULL;
}

/* `set` is behind its `[`, `end` at its `]`. */
static bool in_set(const char *set, const char *end, unsigned long character) {
    bool negated = *set == '!' || *set == '^', found = false;
    if (negated) set++;
    while (set < end) {
        unsigned long low = take_literal(&set, end), high = low;
        if (end - set > 1 && *set == '-') {
            set++;
            high = take_literal(&set, end);
        }
        if (low <= character && character <= high) found = true;
        effort++;
    }
    return found != negated;
}

/* Takes one character of `text` by what stands at *pattern, which is no star. False: it is another one. */
static bool takes(const char **pattern, const char *pattern_end, const char **text, const char *text_end) {
    if (*pattern == pattern_end) return false;
    unsigned long character = take(text, text_end);
    const char *close = **pattern == '[' ? set_end(*pattern, pattern_end) : NULL;
    if (close != NULL) {
        bool found = in_set(*pattern + 1, close, character);
        *pattern = close + 1;
        return found;
    }
    if (**pattern == '?') {
        *pattern += 1;
        return true;
    }
    return take_literal(pattern, pattern_end) == character;
}

static bool part_matches(const char *pattern, const char *pattern_end, const char *text, const char *text_end) {
    const char *behind_star = NULL, *tried = NULL;
    while (text < text_end) {
        effort++;
        if (pattern < pattern_end && *pattern == '*') {
            behind_star = ++pattern;
            tried = text;
        } else if (!takes(&pattern, pattern_end, &text, text_end)) {
            if (behind_star == NULL) return false;
            take(&tried, text_end);
            pattern = behind_star;
            text = tried;
        }
    }
    while (pattern < pattern_end && *pattern == '*') pattern++;
    return pattern == pattern_end;
}

static bool is_double_star(const char *part, const char *end) { return end - part == 2 && memcmp(part, "**", 2) == 0; }

static const char *next_part(const char *end) { return *end == '/' ? end + 1 : end; }

bool glob_matches(const char *pattern, const char *path) {
    const char *behind_stars = NULL, *tried = NULL;
    while (*path != '\0') {
        const char *pattern_end = part_end(pattern), *path_end = part_end(path);
        if (is_double_star(pattern, pattern_end)) {
            if (*pattern_end == '\0') return true;
            behind_stars = pattern = pattern_end + 1;
            tried = path;
        } else if (part_matches(pattern, pattern_end, path, path_end)) {
            pattern = next_part(pattern_end);
            path = next_part(path_end);
            /* A path is never of fewer parts than its pattern. */
            if (*path != '\0' || *pattern == '\0') continue;
            return false;
        } else if (behind_stars == NULL) {
            return false;
        } else {
            pattern = behind_stars;
            path = tried = next_part(part_end(tried));
        }
    }
    return *pattern == '\0';
}
