#define _GNU_SOURCE
#include "collect.h"
#include "files.h"
#include "walk.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIXED_BYTES = 22,
    PIECE_FIXED_BYTES = 5,
    ENDED_BYTES = 16,
    MAX_PATTERNS = 64,
    FLAG_FIRST = 1,
    FLAG_LAST = 2,
    /* Files looked at before the host is listened to again: it decides what they are compared with. */
    TURNS = 64
};

static int work_fd = -1;
static bool active;
static uint32_t most_files, files, skipped;
static uint64_t most_file_bytes, most_bytes, bytes;
static size_t found, next;

static char texts[MAX_PATTERNS][MAX_PATH + 1];
static size_t patterns;

/* The file on its way. */
static int file_fd = -1;
static mode_t file_mode;
static uint64_t file_left;

void collect_open(int work) { work_fd = work; }

bool collect_active(void) { return active; }

bool collect_due(void) { return active && wire_room() > 0; }

/* u32 files, u64 bytes of one, u64 bytes of all, u16 patterns, patterns each ended by NUL */
void collect_begin(const unsigned char *payload, size_t length) {
    if (length < FIXED_BYTES) fail(FAIL_PROTOCOL, 0, "short COLLECT");
    most_files = get32(payload);
    most_file_bytes = get64(payload + 4);
    most_bytes = get64(payload + 12);
    patterns = get16(payload + 20);
    if (patterns == 0 || patterns > MAX_PATTERNS) fail(FAIL_PROTOCOL, 0, "COLLECT has no pattern or too many");
    const unsigned char *text = payload + FIXED_BYTES, *end = payload + length;
    for (size_t i = 0; i < patterns; i++) {
        const unsigned char *nul = memchr(text, '\0', (size_t)(end - text));
        if (nul == NULL || nul - text > MAX_PATH) fail(FAIL_PROTOCOL, 0, "COLLECT has a pattern without end");
        memcpy(texts[i], text, (size_t)(nul - text) + 1);
        text = nul + 1;
    }
    if (text != end) fail(FAIL_PROTOCOL, 0, "COLLECT has bytes left over");

    struct walk walk = walk_find(work_fd);
    found = walk.count;
    skipped = walk.skipped;
    next = files = 0;
    bytes = 0;
    active = true;
}

static bool matches(const char *path) {
    for (size_t i = 0; i < patterns; i++)
        if (strcmp(texts[i], "**") == 0 || fnmatch(texts[i], path, FNM_PATHNAME) == 0) return true;
    return false;
}

/* One component after the other, so that no link can be part of the way. */
static int open_below(const char *path) {
    char part[MAX_PATH + 1];
    int folder = work_fd;
    for (const char *slash; (slash = strchr(path, '/')) != NULL && folder >= 0; path = slash + 1) {
        memcpy(part, path, (size_t)(slash - path));
        part[slash - path] = '\0';
        int inner = openat(folder, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder != work_fd) close(folder);
        folder = inner;
    }
    int file = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (folder >= 0 && folder != work_fd) close(folder);
    return file;
}

/* Opens a file that can be told of and keeps within what was asked for. */
static bool open_file(const char *path) {
    struct stat about;
    if (files == most_files || !walk_is_valid(path)) return false;
    file_fd = open_below(path);
    if (file_fd < 0) return false;
    if (fstat(file_fd, &about) == 0 && S_ISREG(about.st_mode)) {
        file_left = (uint64_t)about.st_size;
        file_mode = about.st_mode & 0777;
        if (file_left <= most_file_bytes && file_left <= most_bytes - bytes) return true;
    }
    close(file_fd);
    file_fd = -1;
    return false;
}

/* u8 flags, u16 mode, u16 path length, path, content: as in FILE. `path` is NULL in all pieces but the first. */
static void send_piece(const char *path) {
    size_t path_length = path == NULL ? 0 : strlen(path);
    size_t head = PIECE_FIXED_BYTES + path_length, room = wire_room() - head;
    unsigned char *piece = wire_payload();
    size_t length = file_left < room ? (size_t)file_left : room;
    for (size_t at = 0; at < length;) {
        ssize_t n = read(file_fd, piece + head + at, length - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail(FAIL_INTERNAL, n < 0 ? errno : 0, "cannot read a file that is collected");
        at += (size_t)n;
    }
    file_left -= length;
    bytes += length;
    piece[0] = (unsigned char)((path == NULL ? 0 : FLAG_FIRST) | (file_left == 0 ? FLAG_LAST : 0));
    put16(piece + 1, (uint16_t)file_mode);
    put16(piece + 3, (uint16_t)path_length);
    if (path != NULL) memcpy(piece + PIECE_FIXED_BYTES, path, path_length);
    wire_commit(FRAME_COLLECTED, head + length);
    if (file_left > 0) return;
    close(file_fd);
    file_fd = -1;
    files++;
}

static void report(void) {
    unsigned char payload[ENDED_BYTES];
    put32(payload, files);
    put32(payload + 4, skipped);
    put64(payload + 8, bytes);
    if (wire_send(FRAME_COLLECT_ENDED, payload, sizeof payload)) active = false;
}

void collect_step(void) {
    for (int turn = 0; turn < TURNS && collect_due(); turn++) {
        if (file_fd >= 0) {
            send_piece(NULL);
        } else if (next == found) {
            report();
        } else {
            const char *path = walk_path(next++);
            if (!matches(path)) continue;
            if (open_file(path)) send_piece(path);
            else skipped++;
        }
    }
}
