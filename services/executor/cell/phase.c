/*
 * A phase goes IDLE -> RUNNING -> DRAINING -> IDLE.
 *
 * RUNNING ends when the *main process* ends, not when its output does: descendants may keep stdout open
 * for ever. At that moment everything else in the cell is killed, so what is left in the pipes is finite,
 * and DRAINING forwards it as fast as the host reads. Killing for a limit only sends SIGKILL; the end
 * is always seen by reaping. Nothing here blocks except settle(), which is bounded.
 */
#define _GNU_SOURCE
#include "phase.h"
#include "clock.h"
#include "input.h"
#include "meter.h"
#include "output.h"
#include "sockets.h"
#include "spawn.h"
#include "terminal.h"
#include "usage.h"
#include "wire.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ENDED_BYTES = 51, FLAG_NETWORK_USED = 1, FLAG_FORKS_REFUSED = 2 };

static const int64_t tick_every_ns = 25 * NS_PER_MS;
static const int64_t settle_for_ns = 250 * NS_PER_MS;

enum state { IDLE, RUNNING, DRAINING };
enum outcome { EXITED = 0, SIGNALED = 1, SPAWN_FAILED = 2 };
enum limit { LIMIT_NONE = 0, LIMIT_WALL = 1, LIMIT_CPU = 2, LIMIT_OUTPUT = 3, LIMIT_KILLED = 4 };

static int work_fd;
static enum state state;
static enum limit ended_by;
static enum outcome outcome;
static uint32_t outcome_value;
static struct child child;
static struct output out = {.fd = -1, .frame = FRAME_STDOUT}, err = {.fd = -1, .frame = FRAME_STDERR};

static uint64_t signals; /* Wait for the program to begin; one bit each. */
static int64_t started_ns, wall_limit_ns, next_tick_ns, wall_ns;
static uint64_t cpu_limit_us;
static uint64_t killed_for_socket_bytes; /* What sockets could hold; 0 until that is too much. */

void phase_open(int work) {
    work_fd = work;
    child.status = child.slave = -1;
    usage_open();
    sockets_open();
}

bool phase_active(void) { return state != IDLE; }

static void shut(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static void end_by(enum limit limit) {
    if (state != RUNNING) return;
    if (ended_by == LIMIT_NONE && killed_for_socket_bytes == 0) ended_by = limit;
    kill(-1, SIGKILL);
}

/* Waits, for a moment, until no other process is left in the cell. */
static bool settle(void) {
    int64_t deadline_ns = now_ns() + settle_for_ns;
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    for (;;) {
        kill(-1, SIGKILL);
        pid_t pid;
        struct rusage rusage;
        while ((pid = wait4(-1, NULL, WNOHANG, &rusage)) > 0) usage_add_reaped(&rusage);
        if (pid < 0) return true;
        int64_t left_ns = deadline_ns - now_ns();
        if (left_ns <= 0) return false;
        struct timespec wait = {.tv_nsec = left_ns};
        sigtimedwait(&ended, NULL, &wait);
    }
}

void phase_settle(void) {
    if (!settle()) fail(FAIL_INTERNAL, EBUSY, "a process of the previous phase does not die");
}

static void never_started(int error) {
    outcome = SPAWN_FAILED;
    outcome_value = (uint32_t)error;
}

void phase_run(unsigned char *payload, size_t length) {
    struct order order;
    if (state != IDLE) fail(FAIL_PROTOCOL, 0, "RUN while a phase runs");
    order_decode(payload, length, &order);
    phase_settle();

    ended_by = LIMIT_NONE;
    wall_limit_ns = order.wall_ms * NS_PER_MS;
    cpu_limit_us = (uint64_t)order.cpu_ms * 1000;
    signals = 0;
    killed_for_socket_bytes = 0;
    usage_begin();
    sockets_begin();
    started_ns = now_ns();
    next_tick_ns = started_ns + tick_every_ns;
    int error = spawn(&order, work_fd, &child);
    output_open(&out, child.out, order.stdout_bytes);
    output_open(&err, child.err, order.stderr_bytes);
    input_open(child.in, order.stdin_open, child.slave);
    if (error == 0) {
        state = RUNNING;
        return;
    }
    never_started(error);
    wall_ns = 0;
    state = DRAINING;
}

void phase_stdin(const unsigned char *bytes, size_t length) {
    if (state == RUNNING) input_take(bytes, length);
}

void phase_stdin_end(void) {
    if (state == RUNNING) input_end();
}

/* Between fork and exec the child is not the program yet, and for a moment not even a process group of its own. */
static bool has_begun(void) {
    struct pollfd status = {.fd = child.status, .events = POLLIN};
    return poll(&status, 1, 0) > 0;
}

static void pass_signals(void) {
    if (signals == 0 || !has_begun()) return;
    for (int number = 1; number <= SIGRTMAX; number++) {
        if (!(signals >> (number - 1) & 1)) continue;
        if (child.slave < 0 || !terminal_signal(out.fd, number)) kill(-child.pid, number);
    }
    signals = 0;
}

void phase_signal(const unsigned char *payload, size_t length) {
    if (length != 1 || payload[0] == 0 || payload[0] > SIGRTMAX) fail(FAIL_PROTOCOL, 0, "malformed SIGNAL");
    if (state != RUNNING) return;
    signals |= UINT64_C(1) << (payload[0] - 1);
    pass_signals();
}

void phase_resize(const unsigned char *payload, size_t length) {
    if (length != 4) fail(FAIL_PROTOCOL, 0, "malformed RESIZE");
    struct winsize size = terminal_size(payload);
    if (state == RUNNING && child.slave >= 0) terminal_resize(out.fd, &size);
}

void phase_kill(const unsigned char *payload, size_t length) {
    static const enum limit reasons[] = {LIMIT_WALL, LIMIT_KILLED, LIMIT_OUTPUT};
    if (length != 1 || payload[0] >= sizeof reasons / sizeof *reasons) fail(FAIL_PROTOCOL, 0, "malformed KILL");
    end_by(reasons[payload[0]]);
}

/* Moves one chunk to the host. Returns false when there is nothing to move now. */
static bool forward(struct output *output) {
    bool moved = output_forward(output);
    if (moved && output_exceeded(output)) end_by(LIMIT_OUTPUT);
    return moved;
}

static bool cpu_exceeded(void) { return usage_cpu_us() > cpu_limit_us; }

static void account(void) {
    usage_end();
    if (killed_for_socket_bytes != 0) usage_add_memory_kill(killed_for_socket_bytes);
    bool by_signal = outcome == SIGNALED && outcome_value == SIGXCPU;
    if (ended_by == LIMIT_NONE && outcome != SPAWN_FAILED && (by_signal || cpu_exceeded())) ended_by = LIMIT_CPU;
}

static void main_ended(int status) {
    wall_ns = now_ns() - started_ns;
    outcome = WIFSIGNALED(status) ? SIGNALED : EXITED;
    outcome_value = (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    int error;
    if (read(child.status, &error, sizeof error) == sizeof error) never_started(error);
    usage_sample_memory();
    settle();
    shut(&child.slave);
    account();
    input_close();
    state = DRAINING;
}

static void reap(void) {
    pid_t pid;
    int status;
    struct rusage rusage;
    while (state == RUNNING && (pid = wait4(-1, &status, WNOHANG, &rusage)) > 0) {
        usage_add_reaped(&rusage);
        if (pid == child.pid) main_ended(status);
    }
}

/* As the kernel does when memory runs out, and told as that. */
static void enforce_sockets(void) {
    uint64_t excess_bytes = sockets_excess_bytes();
    if (excess_bytes == 0) return;
    if (ended_by == LIMIT_NONE && killed_for_socket_bytes == 0) killed_for_socket_bytes = excess_bytes;
    kill(-1, SIGKILL);
}

static void enforce(void) {
    int64_t time_ns = now_ns();
    if (time_ns - started_ns >= wall_limit_ns) end_by(LIMIT_WALL);
    if (time_ns < next_tick_ns) return;
    next_tick_ns = time_ns + tick_every_ns;
    usage_sample();
    enforce_sockets();
    if (cpu_exceeded()) end_by(LIMIT_CPU);
}

static void report(void) {
    unsigned char p[ENDED_BYTES];
    struct usage used = usage_now();
    p[0] = (unsigned char)outcome;
    put32(p + 1, outcome_value);
    p[5] = (unsigned char)ended_by;
    put64(p + 6, (uint64_t)wall_ns / NS_PER_US);
    put64(p + 14, used.cpu_us);
    put64(p + 22, used.memory_peak_bytes);
    put32(p + 30, used.oom_kills > UINT32_MAX ? UINT32_MAX : (uint32_t)used.oom_kills);
    put64(p + 34, out.seen_bytes);
    put64(p + 42, err.seen_bytes);
    bool forks_refused = host_version > 2 && used.refused_forks != UNKNOWN && used.refused_forks > 0;
    p[50] = (unsigned char)((meter_network_used() ? FLAG_NETWORK_USED : 0) | (forks_refused ? FLAG_FORKS_REFUSED : 0));
    if (!wire_send(FRAME_ENDED, p, sizeof p)) return;
    output_close(&out);
    output_close(&err);
    input_close();
    shut(&child.status);
    shut(&child.slave);
    state = IDLE;
}

void phase_step(void) {
    if (state == RUNNING) reap();
    if (state == RUNNING) {
        pass_signals();
        input_push();
        input_tell();
        forward(&out);
        forward(&err);
        enforce();
    }
    if (state == DRAINING) {
        while (forward(&out) || forward(&err)) continue;
        if (wire_room() > 0) report();
    }
}

void phase_polls(struct pollfd polls[PHASE_POLLS]) {
    bool forwarding = state == RUNNING && wire_room() > 0;
    polls[0] = (struct pollfd){.fd = forwarding ? out.fd : -1, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = forwarding ? err.fd : -1, .events = POLLIN};
    polls[2] = (struct pollfd){.fd = state == RUNNING ? input_waiting() : -1, .events = POLLOUT};
}

int64_t phase_timeout_ns(void) {
    /* What made room was the flush after our last step: no event will tell us. */
    if (state == DRAINING && wire_room() > 0) return 0;
    if (state != RUNNING) return -1;
    int64_t due_ns = started_ns + wall_limit_ns;
    /* Once killed, the wall limit has nothing left to do and must not keep this loop spinning. */
    int64_t next_ns = ended_by == LIMIT_NONE && due_ns < next_tick_ns ? due_ns : next_tick_ns;
    if (input_due_ns() < next_ns) next_ns = input_due_ns();
    int64_t left_ns = next_ns - now_ns();
    return left_ns > 0 ? left_ns : 0;
}
