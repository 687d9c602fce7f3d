/*
 * An earlier phase may have planted symlinks, FIFOs or folders anywhere below the work folder, and init
 * can open things the program cannot: its own /proc/self/fd. So no path is ever resolved by the kernel
 * in one go: each component is opened by itself without following links, whatever was at the last one is
 * unlinked, and the file is created exclusively. Later pieces go to the descriptor, never to the name.
 */
#define _GNU_SOURCE
#include "files.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLAG_FIRST = 1, FLAG_LAST = 2, FIXED_BYTES = 5 };

static int work_fd = -1;
static int file_fd = -1;
static mode_t file_mode;

int files_open(void) {
    work_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (work_fd < 0) fail(FAIL_INTERNAL, errno, "cannot open the work folder");
    return work_fd;
}

static void check_component(const char *name) {
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        fail(FAIL_FILE, EINVAL, "path leaves the work folder or has an empty part");
}

/* Opens (or makes) one folder; closes the one it is in unless that is the work folder. */
static int enter(int folder, const char *name) {
    if (mkdirat(folder, name, 0755) < 0 && errno != EEXIST) fail(FAIL_FILE, errno, "cannot make a folder");
    int next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) fail(FAIL_FILE, errno, "cannot enter a folder");
    if (folder != work_fd) close(folder);
    return next;
}

static void begin(const unsigned char *bytes, size_t length) {
    char path[MAX_PATH + 1];
    if (length == 0 || length > MAX_PATH) fail(FAIL_FILE, ENAMETOOLONG, "path is empty or too long");
    if (memchr(bytes, '\0', length) != NULL) fail(FAIL_FILE, EINVAL, "path contains NUL");
    memcpy(path, bytes, length);
    path[length] = '\0';

    int folder = work_fd;
    char *name = path;
    for (char *slash; (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        *slash = '\0';
        check_component(name);
        folder = enter(folder, name);
    }
    check_component(name);
    if (unlinkat(folder, name, 0) < 0 && errno != ENOENT) fail(FAIL_FILE, errno, "cannot replace a file");
    file_fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file_fd < 0) fail(FAIL_FILE, errno, "cannot create a file");
    if (folder != work_fd) close(folder);
}

static void append(const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(file_fd, bytes, length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(FAIL_FILE, errno, "cannot write a file");
        bytes += n;
        length -= (size_t)n;
    }
}

/* u8 flags, u16 mode, u16 path length, path, content */
void files_take(const unsigned char *payload, size_t length) {
    if (length < FIXED_BYTES) fail(FAIL_PROTOCOL, 0, "short FILE");
    unsigned flags = payload[0];
    size_t path_length = get16(payload + 3);
    if (flags > (FLAG_FIRST | FLAG_LAST) || path_length > length - FIXED_BYTES)
        fail(FAIL_PROTOCOL, 0, "malformed FILE");
    if (flags & FLAG_FIRST) {
        files_settled();
        file_mode = get16(payload + 1) & 0777;
        begin(payload + FIXED_BYTES, path_length);
    } else if (path_length > 0 || file_fd < 0) {
        fail(FAIL_PROTOCOL, 0, "FILE continues nothing");
    }
    append(payload + FIXED_BYTES + path_length, length - FIXED_BYTES - path_length);
    if (flags & FLAG_LAST) {
        if (fchmod(file_fd, file_mode) < 0) fail(FAIL_FILE, errno, "cannot set a mode");
        close(file_fd);
        file_fd = -1;
    }
}

void files_settled(void) {
    if (file_fd >= 0) fail(FAIL_PROTOCOL, 0, "a FILE was left unfinished");
}
