/*
 * Cell init: PID 1 of a cell.
 *
 * Theory of operation
 *
 * A cell is a container that runs one execution and is then thrown away. Its PID 1 is this program. It is
 * started long before there is anything to do, announces itself with READY, and waits. The host then sends
 * files and phases (compile, run) as frames on descriptor 0 and gets output, endings with usage, and files as
 * frames on descriptor 1; PROTOCOL.md has every byte. There is exactly one thread and one loop, and nothing in it
 * blocks: a program that does not read its stdin, a program that prints for ever and a host that does not
 * read are all just descriptors that are not ready, while time limits go on being enforced.
 *
 * Words: the *host* is the executor at the other end of descriptors 0 and 1. The *program* is the main
 * process of the running phase. A *phase* is over when the program is over; every other process in the
 * cell is then killed.
 *
 * What keeps the program away from us, although both have the same uid and no capability:
 *  - PID 1 of a pid namespace gets no signal from inside it that it does not handle.
 *  - We are not dumpable, so /proc/1/{fd,mem,environ} and ptrace are closed. A parent's forked child is not
 *    dumpable either until it gives that up, after it has closed what it inherited.
 *  - The program has its own three pipes or terminal and its own session, and every descriptor of ours is closed.
 *  - There is no secret here: not in argv, not in the environment, not in memory.
 *
 * Who kills whom: limits that are measured inside (wall, CPU, output) are enforced here because here is
 * nearest; the host has its own watchdog and does not rely on it. When descriptor 0 ends, the host is
 * dead or done, and so are we: leaving PID 1 makes the kernel kill the rest of the cell.
 *
 * Any failure of our own is told once (ERROR) and ends the cell: a cell is never used again anyway.
 *
 * `init pause` is the pause container of a slot: it holds the network namespace and does nothing else.
 *
 * README.md says which file does what.
 */
#define _GNU_SOURCE
#include "clock.h"
#include "collect.h"
#include "files.h"
#include "meter.h"
#include "phase.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_HOST_IN, POLL_HOST_OUT, POLL_CHILD, POLL_PHASE, POLLS = POLL_PHASE + PHASE_POLLS };

static void take(unsigned type, unsigned char *payload, size_t length) {
    switch (type) {
    case FRAME_FILE:
        if (phase_active() || collect_active())
            fail(FAIL_PROTOCOL, 0, "FILE while a phase runs or files are collected");
        files_take(payload, length);
        return;
    case FRAME_COLLECT:
        if (phase_active() || collect_active()) fail(FAIL_PROTOCOL, 0, "COLLECT while a phase runs or another one");
        files_settled();
        phase_settle();
        collect_begin(payload, length);
        return;
    case FRAME_RUN:
        if (collect_active()) fail(FAIL_PROTOCOL, 0, "RUN while files are collected");
        files_settled();
        phase_run(payload, length);
        return;
    case FRAME_STDIN:
        phase_stdin(payload, length);
        return;
    case FRAME_STDIN_END:
        if (length != 0) fail(FAIL_PROTOCOL, 0, "malformed STDIN_END");
        phase_stdin_end();
        return;
    case FRAME_SIGNAL:
        phase_signal(payload, length);
        return;
    case FRAME_KILL:
        phase_kill(payload, length);
        return;
    case FRAME_RESIZE:
        phase_resize(payload, length);
        return;
    case FRAME_EXIT:
        leave(0);
    default:
        fail(FAIL_PROTOCOL, 0, "unknown frame");
    }
}

/* A descriptor that becomes readable when one of `signals` arrives. */
static int watch_signals(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Asleep until SIGTERM, SIGINT or the end of stdin. */
static int pause_until_told(void) {
    int signals = watch_signals((const int[]){SIGTERM, SIGINT}, 2);
    struct pollfd polls[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    if (signals < 0) return 1;
    for (;;) {
        if (poll(polls, 2, -1) < 0 && errno != EINTR) return 1;
        if (polls[1].revents != 0) return 0;
        char ignored[256];
        if (polls[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return 0;
    }
}

static void drain(int signals) {
    struct signalfd_siginfo ignored[16];
    while (read(signals, ignored, sizeof ignored) > 0) continue;
}

static _Noreturn void serve(int signals) {
    struct pollfd polls[POLLS];
    for (;;) {
        polls[POLL_HOST_IN] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
        polls[POLL_HOST_OUT] = (struct pollfd){.fd = STDOUT_FILENO, .events = wire_pending() ? POLLOUT : 0};
        polls[POLL_CHILD] = (struct pollfd){.fd = signals, .events = POLLIN};
        phase_polls(polls + POLL_PHASE);
        int64_t timeout_ns = collect_due() ? 0 : phase_timeout_ns();
        struct timespec limit = {.tv_sec = timeout_ns / NS_PER_SECOND, .tv_nsec = timeout_ns % NS_PER_SECOND};
        if (ppoll(polls, POLLS, timeout_ns < 0 ? NULL : &limit, NULL) < 0 && errno != EINTR)
            fail(FAIL_INTERNAL, errno, "cannot poll");

        if (polls[POLL_CHILD].revents != 0) drain(signals);
        if (polls[POLL_HOST_IN].revents != 0 && !wire_receive(take)) leave(0);
        phase_step();
        collect_step();
        if (polls[POLL_HOST_OUT].revents & POLLERR) leave(0);
        if (!wire_flush()) leave(0);
    }
}

/* A runtime may leave descriptors of the host open in us (CVE-2024-21626); nobody here shall have them. */
static void close_inherited(void) {
    if (close_range(STDERR_FILENO + 1, ~0U, 0) == 0) return;
    for (int fd = STDERR_FILENO + 1; fd < 1024; fd++) close(fd);
}

/*
 * A program must not become a worse victim of the kernel's OOM killer than we are, and it may lower its score as far as
 * we may: to that of the container, or to 0 under an engine without CAP_SYS_RESOURCE. So we go there first. Only
 * possible while we are still dumpable.
 */
static void take_lowest_oom_score(void) {
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t ignored = write(fd, "0", 1);
    (void)ignored;
    close(fd);
}

/* An image may be newer than the executor that uses it, so the host says what it speaks, and may be of before that. */
static unsigned version_for(int argc, char **argv) {
    long asked = argc == 2 ? strtol(argv[1], NULL, 10) : OLDEST_VERSION;
    if (asked < OLDEST_VERSION) return OLDEST_VERSION;
    return asked > PROTOCOL_VERSION ? PROTOCOL_VERSION : (unsigned)asked;
}

static void announce(void) {
    unsigned char ready[3];
    put16(ready, (uint16_t)host_version);
    ready[2] = (unsigned char)meter_open();
    wire_send(FRAME_READY, ready, sizeof ready);
    if (!wire_flush()) leave(0);
}

int main(int argc, char **argv) {
    take_lowest_oom_score();
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    /* leave() kills every process this uid may signal: outside a pid namespace that would be a massacre. */
    if (getpid() != 1) return 64;
    close_inherited();
    umask(022);
    if (argc == 2 && strcmp(argv[1], "pause") == 0) return pause_until_told();
    host_version = version_for(argc, argv);

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    int signals = watch_signals((const int[]){SIGCHLD}, 1);
    if (signals < 0) fail(FAIL_INTERNAL, errno, "cannot watch for signals");
    if (fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) < 0 || fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK) < 0)
        fail(FAIL_INTERNAL, errno, "cannot set up the pipes to the host");
    int work = files_open();
    announce();
    phase_open(work);
    collect_open(work);
    serve(signals);
}
