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
#include "figures.h"
#include "input.h"
#include "meter.h"
#include "sockets.h"
#include "spawn.h"
#include "terminal.h"
#include "wire.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    ENDED_BYTES = 51,
    FLAG_NETWORK_USED = 1,
    FLAG_FORKS_REFUSED = 2,
    /* Forwarded beyond a limit, so that the host sees by itself that the limit was passed. */
    OVERRUN = 64 * 1024
};

static const int64_t tick_every = 25 * MILLISECOND;
static const int64_t settle_for = 250 * MILLISECOND;

enum state { IDLE, RUNNING, DRAINING };
enum outcome { EXITED = 0, SIGNALED = 1, SPAWN_FAILED = 2 };
enum limit { LIMIT_NONE = 0, LIMIT_WALL = 1, LIMIT_CPU = 2, LIMIT_OUTPUT = 3, LIMIT_KILLED = 4 };

struct stream {
    int fd;
    unsigned frame;
    uint64_t limit;
    uint64_t seen;
};

static int work_fd;
static enum state state;
static enum limit ended_by;
static enum outcome outcome;
static uint32_t outcome_value;
static struct child child;
static struct stream out = {.fd = -1, .frame = FRAME_STDOUT}, err = {.fd = -1, .frame = FRAME_STDERR};

static uint64_t signals; /* Wait for the program to begin; one bit each. */
static int64_t started, wall_limit, next_tick, wall;
static uint64_t cpu_limit;
static uint64_t killed_for_sockets; /* What they could hold, in bytes; 0 until that is too much. */

void phase_open(int work) {
    work_fd = work;
    child.status = child.slave = -1;
    figures_open();
    sockets_open();
}

bool phase_active(void) { return state != IDLE; }

static void shut(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static void end_by(enum limit limit) {
    if (state != RUNNING) return;
    if (ended_by == LIMIT_NONE && killed_for_sockets == 0) ended_by = limit;
    kill(-1, SIGKILL);
}

/* Waits, for a moment, until no other process is left in the cell. */
static bool settle(void) {
    int64_t deadline = now() + settle_for;
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    for (;;) {
        kill(-1, SIGKILL);
        pid_t pid;
        struct rusage usage;
        while ((pid = wait4(-1, NULL, WNOHANG, &usage)) > 0) figures_add(&usage);
        if (pid < 0) return true;
        int64_t left = deadline - now();
        if (left <= 0) return false;
        struct timespec wait = {.tv_nsec = left};
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
    wall_limit = order.wall_millis * MILLISECOND;
    cpu_limit = (uint64_t)order.cpu_millis * 1000;
    out.limit = order.stdout_bytes;
    err.limit = order.stderr_bytes;
    out.seen = err.seen = 0;
    signals = 0;
    killed_for_sockets = 0;
    figures_begin();
    sockets_begin();
    started = now();
    next_tick = started + tick_every;
    int error = spawn(&order, work_fd, &child);
    out.fd = child.out;
    err.fd = child.err;
    input_open(child.in, order.stdin_open, child.slave);
    if (error == 0) {
        state = RUNNING;
        return;
    }
    never_started(error);
    wall = 0;
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
static bool pull(struct stream *stream) {
    if (stream->fd < 0) return false;
    size_t room = wire_room();
    if (room == 0) return false;
    ssize_t n = read(stream->fd, wire_payload(), room);
    if (n < 0 && errno != EIO) return errno == EINTR;
    if (n <= 0) { /* EIO: nobody has the other end of the terminal any more, and it is empty. */
        shut(&stream->fd);
        return false;
    }
    uint64_t allowed = stream->limit + OVERRUN;
    uint64_t left = stream->seen < allowed ? allowed - stream->seen : 0;
    stream->seen += (uint64_t)n;
    size_t forwarded = (uint64_t)n < left ? (size_t)n : (size_t)left;
    if (forwarded > 0) wire_commit(stream->frame, forwarded);
    if (stream->seen > stream->limit) end_by(LIMIT_OUTPUT);
    return true;
}

static bool cpu_exceeded(void) { return figures_cpu_spent() > cpu_limit; }

static void account(void) {
    figures_end();
    if (killed_for_sockets != 0) figures_add_memory_kill(killed_for_sockets);
    bool by_signal = outcome == SIGNALED && outcome_value == SIGXCPU;
    if (ended_by == LIMIT_NONE && outcome != SPAWN_FAILED && (by_signal || cpu_exceeded())) ended_by = LIMIT_CPU;
}

static void main_ended(int status) {
    wall = now() - started;
    outcome = WIFSIGNALED(status) ? SIGNALED : EXITED;
    outcome_value = (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    int error;
    if (read(child.status, &error, sizeof error) == sizeof error) never_started(error);
    figures_sample_memory();
    settle();
    shut(&child.slave);
    account();
    input_close();
    state = DRAINING;
}

static void reap(void) {
    pid_t pid;
    int status;
    struct rusage usage;
    while (state == RUNNING && (pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        figures_add(&usage);
        if (pid == child.pid) main_ended(status);
    }
}

/* As the kernel does when memory runs out, and told as that. */
static void enforce_sockets(void) {
    uint64_t excess = sockets_excess();
    if (excess == 0) return;
    if (ended_by == LIMIT_NONE && killed_for_sockets == 0) killed_for_sockets = excess;
    kill(-1, SIGKILL);
}

static void enforce(void) {
    int64_t time = now();
    if (time - started >= wall_limit) end_by(LIMIT_WALL);
    if (time < next_tick) return;
    next_tick = time + tick_every;
    figures_sample();
    enforce_sockets();
    if (cpu_exceeded()) end_by(LIMIT_CPU);
}

static void report(void) {
    unsigned char p[ENDED_BYTES];
    struct figures used = figures_now();
    p[0] = (unsigned char)outcome;
    put32(p + 1, outcome_value);
    p[5] = (unsigned char)ended_by;
    put64(p + 6, (uint64_t)wall / 1000);
    put64(p + 14, used.cpu_micros);
    put64(p + 22, used.memory_peak);
    put32(p + 30, used.oom_kills > UINT32_MAX ? UINT32_MAX : (uint32_t)used.oom_kills);
    put64(p + 34, out.seen);
    put64(p + 42, err.seen);
    bool forks_refused = host_version > 2 && used.refused_forks != UNKNOWN && used.refused_forks > 0;
    p[50] = (unsigned char)((meter_network_used() ? FLAG_NETWORK_USED : 0) | (forks_refused ? FLAG_FORKS_REFUSED : 0));
    if (!wire_send(FRAME_ENDED, p, sizeof p)) return;
    shut(&out.fd);
    shut(&err.fd);
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
        pull(&out);
        pull(&err);
        enforce();
    }
    if (state == DRAINING) {
        while (pull(&out) || pull(&err)) continue;
        if (wire_room() > 0) report();
    }
}

void phase_polls(struct pollfd polls[PHASE_POLLS]) {
    bool pulling = state == RUNNING && wire_room() > 0;
    polls[0] = (struct pollfd){.fd = pulling ? out.fd : -1, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = pulling ? err.fd : -1, .events = POLLIN};
    polls[2] = (struct pollfd){.fd = state == RUNNING ? input_waiting() : -1, .events = POLLOUT};
}

int64_t phase_timeout(void) {
    /* What made room was the flush after our last step: no event will tell us. */
    if (state == DRAINING && wire_room() > 0) return 0;
    if (state != RUNNING) return -1;
    int64_t due = started + wall_limit;
    /* Once killed, the wall limit has nothing left to do and must not keep this loop spinning. */
    int64_t next = ended_by == LIMIT_NONE && due < next_tick ? due : next_tick;
    if (input_due() < next) next = input_due();
    int64_t left = next - now();
    return left > 0 ? left : 0;
}
