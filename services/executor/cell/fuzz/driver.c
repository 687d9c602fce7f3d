/*
 * Throws frames at cell init and watches it not break.
 *
 * Each session is a fresh /cell-init (built with sanitizers), PID 1 of its own pid namespace and without any
 * privilege, exactly as in a cell. It gets a few valid frames, so that it is in an interesting state, and
 * then mutated or random ones, cut into pieces at random. What it answers must parse; it must end with 0
 * (told to, or stdin closed) or 1 (it refused something), in time, and not by a signal or a sanitizer.
 *
 * Usage: fuzz SECONDS SEED. Prints "sessions N frames M endings E refusals R collections C"; ends with 1 at the first fault.
 */
#define _GNU_SOURCE
#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { UNPRIVILEGED = 41999, FRAMES = 24, PATIENCE_MS = 8000 };

static uint64_t sessions, frames, endings, refusals, collections;

static unsigned char answer[128 * 1024];
static size_t answered;

static struct {
    pid_t pid;
    int in, out;
    bool gone, running, collecting;
    bool provoked; /* Something that is no valid frame was sent: it may have been understood as anything. */
} init;

static void die(const char *why) {
    fprintf(stderr, "session %llu: %s\n", (unsigned long long)sessions, why);
    exit(1);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void start(void) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0) die("pipe");
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
    if (pid < 0) die(strerror(errno));
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        if (chdir("/work") < 0 || setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED) < 0 ||
            setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED) < 0)
            _exit(98);
        execl("/cell-init", "cell-init", "3", (char *)NULL);
        _exit(98);
    }
    close(in[0]);
    close(out[1]);
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    init.pid = pid;
    init.in = in[1];
    init.out = out[0];
    init.gone = init.running = init.collecting = init.provoked = false;
    answered = 0;
}

static uint32_t number16(const unsigned char *p) { return (uint32_t)p[0] << 8 | p[1]; }

/* A first piece needs a relative path, the others have none; a flag or mode that does not exist is a fault. */
static void check_collected(const unsigned char *payload, size_t size) {
    if (!init.collecting && !init.provoked) die("files that nobody asked for");
    if (size < 5 || payload[0] > 3 || number16(payload + 1) > 0777) die("a malformed piece of a file");
    size_t path = number16(payload + 3);
    if (path > size - 5 || path > 1024 || (path > 0) != (payload[0] & 1)) die("a piece of a file with a wrong path");
    if (path > 0 && (payload[5] == '/' || payload[4 + path] == '/' || memchr(payload + 5, 0, path))) die("an impossible path");
}

static void check(unsigned type, const unsigned char *payload, size_t size) {
    if (type == 0x84) {
        endings++;
        init.running = false;
    }
    if (type == 0x85) refusals++;
    /* Refusals are the point here, but nothing that init needs for itself is ever missing. */
    if (type == 0x85 && size > 12 && payload[1] == 3 && memcmp(payload + 6, "cannot", 6) == 0) die("it failed by itself");
    if (type == 0x87) check_collected(payload, size);
    if (type == 0x89 && (size < 10 || size > 1033 || payload[0] == 0 || payload[0] > 4)) die("a malformed file left out");
    if (type == 0x88) {
        if ((!init.collecting && !init.provoked) || size != 24) die("an end of no files");
        collections++;
        init.collecting = false;
    }
}

static void parse_answers(void) {
    size_t at = 0;
    while (answered - at >= 5) {
        size_t size = (size_t)answer[at + 1] << 24 | (size_t)answer[at + 2] << 16 | (size_t)answer[at + 3] << 8 | answer[at + 4];
        if (answer[at] < 0x81 || answer[at] > 0x89 || size > 65536) die("a frame that does not exist");
        if (answered - at < 5 + size) break;
        check(answer[at], answer + at + 5, size);
        at += 5 + size;
    }
    memmove(answer, answer + at, answered - at);
    answered -= at;
}

/* Waits for something to read or, when `writing`, for room to write; reads what there is. */
static void turn(bool writing) {
    struct pollfd polls[] = {{.fd = init.out, .events = POLLIN}, {.fd = writing ? init.in : -1, .events = POLLOUT}};
    if (poll(polls, 2, PATIENCE_MS) <= 0) die("it hangs");
    if (polls[0].revents == 0) return;
    ssize_t n = read(init.out, answer + answered, sizeof answer - answered);
    if (n == 0) init.gone = true;
    if (n <= 0) return;
    answered += (size_t)n;
    parse_answers();
}

static void send_message(void) {
    size_t at = 0;
    while (at < length && !init.gone) {
        size_t piece = 1 + pick(pick(4) == 0 ? 7 : LONGEST);
        if (piece > length - at) piece = length - at;
        ssize_t n = write(init.in, message + at, piece);
        if (n > 0) at += (size_t)n;
        else if (errno == EAGAIN) turn(true);
        else return;
    }
    frames++;
}

static void make_valid(void) {
    if (init.running) make_small(pick(4) ? 3 + pick(3) : 0x09);
    else if (pick(4) == 0) make_collect();
    else if (pick(2)) make_file();
    else make_run();
    if (init.running && pick(4) == 0) make_small(0x06);
    if (message[0] == 0x02) init.running = true;
    if (message[0] == 0x08) init.collecting = true;
}

/* More stdin than the window, for a program that reads none. */
static void flood(void) {
    make_run_of(SLEEP, STDIN_OPEN | (pick(2) ? TERMINAL : 0));
    send_message();
    for (int i = 0; i < 8 && !init.gone; i++) {
        begin(0x03);
        put_noise(150000 + pick(100000));
        end();
        send_message();
    }
}

static void finish(void) {
    close(init.in);
    while (!init.gone) turn(false);
    int status;
    if (waitpid(init.pid, &status, 0) != init.pid) die("it left no status");
    if (WIFSIGNALED(status)) die(strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) > 1) die("a sanitizer or the start failed");
    close(init.out);
}

static void play(void) {
    start();
    for (uint32_t i = 0, valid = pick(FRAMES); i < valid && !init.gone; i++) {
        make_valid();
        send_message();
        while (init.running && !init.gone && pick(2)) {
            make_small(0x06);
            send_message();
            while (init.running && !init.gone) turn(false);
        }
        while (init.collecting && !init.gone) turn(false);
    }
    if (!init.running && !init.gone && pick(16) == 0) flood();
    for (uint32_t i = 0, hostile = pick(FRAMES); i < hostile && !init.gone; i++) {
        init.provoked = true;
        make_hostile();
        send_message();
    }
    finish();
    sessions++;
}

int main(int argc, char **argv) {
    if (argc != 3) return 64;
    signal(SIGPIPE, SIG_IGN);
    setenv("ASAN_OPTIONS", "detect_leaks=0:exitcode=99", 1);
    setenv("UBSAN_OPTIONS", "halt_on_error=1:exitcode=99:print_stacktrace=1", 1);
    seed(strtoull(argv[2], NULL, 10));
    double until_s = now_s() + atof(argv[1]);
    while (now_s() < until_s) play();
    printf("sessions %llu frames %llu endings %llu refusals %llu collections %llu\n", (unsigned long long)sessions,
           (unsigned long long)frames, (unsigned long long)endings, (unsigned long long)refusals,
           (unsigned long long)collections);
    return 0;
}
