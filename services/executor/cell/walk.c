/*
 * The tree was made by a program that may have wanted us lost in it. So depth, entries and paths are bounded, the
 * memory for them is static, and every step down is one component that must be a folder and no link.
 */
#define _GNU_SOURCE
#include "walk.h"
#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_ENTRIES = 65536, MAX_FOUND = 32768, ARENA_BYTES = 4 * 1024 * 1024 };

static char arena[ARENA_BYTES];
static size_t arena_used;
static const char *found[MAX_FOUND];
static struct walk result;
static size_t entries;

/* Room for the longest name behind the longest folder: what is too long for the host is found too, and counted. */
static char path[MAX_PATH + 1 + NAME_MAX + 1];

/* How many bytes follow a first byte of UTF-8; -1 when nothing begins like that. */
static int following(unsigned char first) {
    if (first < 0x80) return 0;
    if (first < 0xc2) return -1;
    if (first < 0xe0) return 1;
    if (first < 0xf0) return 2;
    return first < 0xf5 ? 3 : -1;
}

/* Valid as the host will judge it: shortest forms only, no surrogates, nothing above U+10FFFF. */
static bool is_utf8(const char *text) {
    const unsigned char *p = (const unsigned char *)text;
    while (*p != '\0') {
        int more = following(p[0]);
        if (more < 0) return false;
        if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)) return false;
        if ((p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f)) return false;
        for (p++; more > 0; more--, p++)
            if ((*p & 0xc0) != 0x80) return false;
    }
    return true;
}

bool walk_is_valid(const char *name) { return strnlen(name, MAX_PATH + 1) <= MAX_PATH && is_utf8(name); }

static void keep(size_t length) {
    if (result.count == MAX_FOUND || length >= ARENA_BYTES - arena_used) {
        result.skipped++;
        return;
    }
    found[result.count++] = memcpy(arena + arena_used, path, length + 1);
    arena_used += length + 1;
}

static void look_into(int folder, size_t length, int depth);

/* `length` bytes of the path are the folder, with its slash. */
static void look_at(int folder, size_t length, const char *name, int depth) {
    struct stat about;
    size_t own = strlen(name);
    memcpy(path + length, name, own + 1);
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) < 0) {
        result.skipped++; /* A folder that may be listed and not entered. */
        return;
    }
    if (S_ISREG(about.st_mode)) keep(length + own);
    if (!S_ISDIR(about.st_mode)) return;
    int next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool fits = next >= 0 && depth < MAX_DEPTH && length + own < MAX_PATH && walk_is_valid(path);
    if (fits) {
        memcpy(path + length + own, "/", 2);
        look_into(next, length + own + 1, depth + 1);
        return;
    }
    result.skipped++;
    if (next >= 0) close(next);
}

/* Takes over `folder`. */
static void look_into(int folder, size_t length, int depth) {
    DIR *stream = fdopendir(folder);
    if (stream == NULL) {
        close(folder);
        result.skipped++;
        return;
    }
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (++entries > MAX_ENTRIES) {
            result.skipped++;
            break;
        }
        look_at(folder, length, entry->d_name, depth);
    }
    closedir(stream);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct walk walk_find(int work) {
    arena_used = entries = 0;
    result = (struct walk){0};
    int folder = openat(work, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) result.skipped++;
    else look_into(folder, 0, 0);
    qsort(found, result.count, sizeof *found, by_bytes);
    return result;
}

const char *walk_path(size_t index) { return found[index]; }
