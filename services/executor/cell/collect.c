#define _GNU_SOURCE
#include "collect.h"
#include "files.h"
#include "glob.h"
#include "walk.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIXED_BYTES = 22,
    PIECE_FIXED_BYTES = 5,
    LEFT_OUT_FIXED_BYTES = 9,
    ENDED_BYTES = 24,
    ENDED_BYTES_2 = 16, /* in version 2 */
    MAX_PATTERNS = 64,
    MAX_LEFT_OUT = 32, /* told by name; all are counted */
    FLAG_FIRST = 1,
    FLAG_LAST = 2,
    /* Files looked at before the host is listened to again: it decides what they are compared with. */
    TURNS = 64
};

/* The same with files that are many or patterns that are hard: about a millisecond. */
static const unsigned long most_effort = 200000;

enum reason { FITS = 0, TOO_MANY = 1, FILE_TOO_LARGE = 2, ALL_TOO_LARGE = 3, UNREADABLE = 4 };

static int work_fd = -1;
static bool active;
static uint32_t most_files, files, skipped, left_out;
static uint64_t most_file_bytes, most_bytes, bytes;
static size_t found, next;

static char texts[MAX_PATTERNS][MAX_PATH + 1];
static size_t patterns;
static uint64_t matched; /* a bit for each pattern that meant a file */

/* The file on its way. */
static int file_fd = -1;
static mode_t file_mode;
static uint64_t file_left_bytes;

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
    next = files = left_out = 0;
    bytes = matched = 0;
    active = true;
}

/* Tries every pattern that has meant no file yet, and of the others as many as it takes. */
static bool matches(const char *path) {
    bool meant = false;
    for (size_t i = 0; i < patterns; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if ((meant && (matched & bit)) || !glob_matches(texts[i], path)) continue;
        meant = true;
        matched |= bit;
    }
    return meant;
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

static enum reason judge(const struct stat *about) {
    if (!S_ISREG(about->st_mode)) return UNREADABLE;
    /* First what no other order of the files would change. */
    if ((uint64_t)about->st_size > most_file_bytes) return FILE_TOO_LARGE;
    if (files == most_files) return TOO_MANY;
    return (uint64_t)about->st_size > most_bytes - bytes ? ALL_TOO_LARGE : FITS;
}

/* Opens a file that keeps within what was asked for; else says why not. Its size is in file_left_bytes. */
static enum reason open_file(const char *path) {
    struct stat about;
    file_left_bytes = 0;
    file_fd = open_below(path);
    if (file_fd < 0) return UNREADABLE;
    enum reason reason = fstat(file_fd, &about) < 0 ? UNREADABLE : judge(&about);
    if (reason != UNREADABLE) {
        file_left_bytes = (uint64_t)about.st_size;
        file_mode = about.st_mode & 0777;
    }
    if (reason == FITS) return FITS;
    close(file_fd);
    file_fd = -1;
    return reason;
}

/* u8 reason, u64 size, path. Of a path that the host would not take nothing can be told. */
static void leave_out(const char *path, enum reason reason) {
    size_t length = strlen(path);
    skipped++;
    if (host_version == 2 || left_out == MAX_LEFT_OUT || !walk_is_valid(path)) return;
    left_out++;
    unsigned char *payload = wire_payload();
    payload[0] = (unsigned char)reason;
    put64(payload + 1, file_left_bytes);
    memcpy(payload + LEFT_OUT_FIXED_BYTES, path, length);
    wire_commit(FRAME_LEFT_OUT, LEFT_OUT_FIXED_BYTES + length);
}

/* u8 flags, u16 mode, u16 path length, path, content: as in FILE. `path` is NULL in all pieces but the first. */
static void send_piece(const char *path) {
    size_t path_length = path == NULL ? 0 : strlen(path);
    size_t head = PIECE_FIXED_BYTES + path_length, room = wire_room() - head;
    unsigned char *piece = wire_payload();
    size_t length = file_left_bytes < room ? (size_t)file_left_bytes : room;
    for (size_t at = 0; at < length;) {
        ssize_t n = read(file_fd, piece + head + at, length - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail(FAIL_INTERNAL, n < 0 ? errno : 0, "cannot read a file that is collected");
        at += (size_t)n;
    }
    file_left_bytes -= length;
    bytes += length;
    piece[0] = (unsigned char)((path == NULL ? 0 : FLAG_FIRST) | (file_left_bytes == 0 ? FLAG_LAST : 0));
    put16(piece + 1, (uint16_t)file_mode);
    put16(piece + 3, (uint16_t)path_length);
    if (path != NULL) memcpy(piece + PIECE_FIXED_BYTES, path, path_length);
    wire_commit(FRAME_COLLECTED, head + length);
    if (file_left_bytes > 0) return;
    close(file_fd);
    file_fd = -1;
    files++;
}

static void report(void) {
    unsigned char payload[ENDED_BYTES];
    put32(payload, files);
    put32(payload + 4, skipped);
    put64(payload + 8, bytes);
    put64(payload + 16, matched);
    size_t length = host_version == 2 ? ENDED_BYTES_2 : ENDED_BYTES;
    if (wire_send(FRAME_COLLECT_ENDED, payload, length)) active = false;
}

static void take_turn(void) {
    if (file_fd >= 0) {
        send_piece(NULL);
    } else if (next == found) {
        report();
    } else {
        const char *path = walk_path(next++);
        if (!matches(path)) return;
        enum reason reason = walk_is_valid(path) ? open_file(path) : UNREADABLE;
        if (reason == FITS) send_piece(path);
        else leave_out(path, reason);
    }
}

void collect_step(void) {
    unsigned long effort = 0;
    for (int turn = 0; turn < TURNS && effort < most_effort && collect_due(); turn++) {
        take_turn();
        effort += glob_effort();
    }
}
