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
#include "meter.h"
#include "spawn.h"
#include "wire.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)

enum {
    RUN_FIXED_BYTES = 49,
    RUN_STDIN_OPEN = 1,
    MAX_STRINGS = 8192,
    ENDED_BYTES = 51,
    /* Forwarded beyond a limit, so that the host sees by itself that the limit was passed. */
    OVERRUN = 64 * 1024,
    TAKEN_EVERY = STDIN_WINDOW / 4
};

static const int64_t tick_every = 25 * MILLISECOND;
static const int64_t settle_for = 250 * MILLISECOND;
/* Numbers up to here stay exact in the host's doubles, and sums of two cannot overflow. */
static const uint64_t largest = UINT64_C(1) << 53;

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

static int64_t started, wall_limit, next_tick, wall;
static uint64_t cpu_limit, cpu_before, cpu_used, reaped_cpu;
static uint64_t memory_peak, mark_before, oom_before, oom_kills;

static unsigned char input[STDIN_WINDOW];
static size_t input_head, input_tail;
static bool input_ended;
static size_t input_taken; /* not yet told to the host */

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

void phase_open(int work) {
    work_fd = work;
    child.in = child.status = -1;
    /* The runtime that started the cell may have used more than a small program ever will. */
    mark_before = meter_memory().mark;
}

bool phase_active(void) { return state != IDLE; }

static void shut(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static void end_by(enum limit limit) {
    if (state != RUNNING) return;
    if (ended_by == LIMIT_NONE) ended_by = limit;
    kill(-1, SIGKILL);
}

static uint64_t difference(uint64_t after, uint64_t before) {
    if (after == UNKNOWN || before == UNKNOWN) return UNKNOWN;
    return after > before ? after - before : 0;
}

static void raise_peak(uint64_t bytes) {
    if (bytes != UNKNOWN && (memory_peak == UNKNOWN || bytes > memory_peak)) memory_peak = bytes;
}

/* The cgroup is the better witness; this one covers what happens between two samples of it. */
static void add_usage(const struct rusage *usage) {
    raise_peak((uint64_t)usage->ru_maxrss * 1024);
    reaped_cpu += (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
                  (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
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
        while ((pid = wait4(-1, NULL, WNOHANG, &usage)) > 0) add_usage(&usage);
        if (pid < 0) return true;
        int64_t left = deadline - now();
        if (left <= 0) return false;
        struct timespec wait = {.tv_nsec = left};
        sigtimedwait(&ended, NULL, &wait);
    }
}

/* `count` strings, each ended by NUL, beginning at *text; moves *text behind them. */
static void take_strings(char **text, const char *end, char **list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char *nul = memchr(*text, '\0', (size_t)(end - *text));
        if (nul == NULL) fail(FAIL_PROTOCOL, 0, "RUN has too few strings");
        list[i] = *text;
        *text = nul + 1;
    }
    list[count] = NULL;
}

static uint64_t positive(uint64_t value) {
    if (value == 0 || value > largest) fail(FAIL_PROTOCOL, 0, "RUN has a limit out of range");
    return value;
}

/* Returns the flags. The strings stay in `payload`, which lives until the program is started. */
static unsigned decode(unsigned char *payload, size_t length, struct order *order) {
    static char *cwd[2], *strings[MAX_STRINGS + 2];
    if (length < RUN_FIXED_BYTES) fail(FAIL_PROTOCOL, 0, "short RUN");
    unsigned flags = payload[0];
    if (flags > RUN_STDIN_OPEN) fail(FAIL_PROTOCOL, 0, "RUN has an unknown flag");
    wall_limit = (int64_t)positive(get32(payload + 1)) * MILLISECOND;
    order->cpu_millis = (uint32_t)positive(get32(payload + 5));
    cpu_limit = (uint64_t)order->cpu_millis * 1000;
    out.limit = positive(get64(payload + 9));
    err.limit = positive(get64(payload + 17));
    order->file_bytes = positive(get64(payload + 25));
    order->stack_bytes = positive(get64(payload + 33));
    order->open_files = (uint32_t)positive(get32(payload + 41));
    size_t argc = get16(payload + 45), envc = get16(payload + 47);
    if (argc == 0 || argc + envc > MAX_STRINGS) fail(FAIL_PROTOCOL, 0, "RUN has no program or too many strings");

    char *text = (char *)payload + RUN_FIXED_BYTES;
    const char *end = (const char *)payload + length;
    take_strings(&text, end, cwd, 1);
    take_strings(&text, end, strings, argc);
    take_strings(&text, end, strings + argc + 1, envc);
    if (text != end) fail(FAIL_PROTOCOL, 0, "RUN has bytes left over");
    order->cwd = cwd[0];
    order->argv = strings;
    order->env = strings + argc + 1;
    return flags;
}

static void never_started(int error) {
    outcome = SPAWN_FAILED;
    outcome_value = (uint32_t)error;
}

void phase_run(unsigned char *payload, size_t length) {
    struct order order;
    if (state != IDLE) fail(FAIL_PROTOCOL, 0, "RUN while a phase runs");
    unsigned flags = decode(payload, length, &order);
    if (!settle()) fail(FAIL_INTERNAL, EBUSY, "a process of the previous phase does not die");

    ended_by = LIMIT_NONE;
    out.seen = err.seen = 0;
    input_head = input_tail = input_taken = 0;
    input_ended = !(flags & RUN_STDIN_OPEN);
    reaped_cpu = 0;
    memory_peak = UNKNOWN;
    oom_before = meter_oom_kills();
    cpu_before = meter_cpu_micros();
    started = now();
    next_tick = started + tick_every;
    int error = spawn(&order, work_fd, &child);
    out.fd = child.out;
    err.fd = child.err;
    if (input_ended) shut(&child.in);
    if (error == 0) {
        state = RUNNING;
        return;
    }
    never_started(error);
    wall = 0;
    cpu_used = 0;
    oom_kills = 0;
    state = DRAINING;
}

static void push_input(void) {
    while (child.in >= 0 && input_head < input_tail) {
        ssize_t n = write(child.in, input + input_head, input_tail - input_head);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            /* Nobody reads any more: the rest is taken and thrown away, as a shell would. */
            shut(&child.in);
            n = (ssize_t)(input_tail - input_head);
        }
        input_head += (size_t)n;
        input_taken += (size_t)n;
    }
    if (input_head == input_tail) input_head = input_tail = 0;
    if (input_ended && input_tail == 0) shut(&child.in);
}

static void tell_taken(void) {
    unsigned char payload[4];
    if (input_taken < TAKEN_EVERY) return;
    put32(payload, (uint32_t)input_taken);
    if (wire_send(FRAME_STDIN_TAKEN, payload, sizeof payload)) input_taken = 0;
}

void phase_stdin(const unsigned char *bytes, size_t length) {
    if (state != RUNNING) return;
    if (input_ended) fail(FAIL_PROTOCOL, 0, "STDIN after its end");
    if (child.in < 0) {
        input_taken += length;
        return;
    }
    if (length > sizeof input - (input_tail - input_head)) fail(FAIL_PROTOCOL, 0, "STDIN beyond its window");
    if (length > sizeof input - input_tail) {
        memmove(input, input + input_head, input_tail - input_head);
        input_tail -= input_head;
        input_head = 0;
    }
    memcpy(input + input_tail, bytes, length);
    input_tail += length;
    push_input();
}

void phase_stdin_end(void) {
    if (state != RUNNING) return;
    input_ended = true;
    push_input();
}

void phase_signal(const unsigned char *payload, size_t length) {
    if (length != 1 || payload[0] == 0 || payload[0] > SIGRTMAX) fail(FAIL_PROTOCOL, 0, "malformed SIGNAL");
    if (state == RUNNING) kill(-child.pid, payload[0]);
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
    if (n < 0) return errno == EINTR;
    if (n == 0) {
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

/*
 * Cached pages of files are left out: whether reading /usr costs this cell or an earlier one is chance. The
 * cache grows until memory is short, so what is cached now was hardly less than at the time of the mark.
 */
static void sample_memory(void) {
    struct memory memory = meter_memory();
    uint64_t used = difference(memory.used, memory.cached);
    raise_peak(used);
    if (memory.mark == UNKNOWN || mark_before == UNKNOWN || memory.mark <= mark_before) return;
    raise_peak(difference(memory.mark, memory.cached));
}

static void sample(void) {
    sample_memory();
    cpu_used = difference(meter_cpu_micros(), cpu_before);
}

static bool cpu_exceeded(void) { return (cpu_used == UNKNOWN ? reaped_cpu : cpu_used) > cpu_limit; }

/* Everything is dead: takes the figures while they are still about this phase. */
static void account(void) {
    cpu_used = difference(meter_cpu_micros(), cpu_before);
    mark_before = meter_memory().mark;
    oom_kills = difference(meter_oom_kills(), oom_before);
    bool by_signal = outcome == SIGNALED && outcome_value == SIGXCPU;
    if (ended_by == LIMIT_NONE && outcome != SPAWN_FAILED && (by_signal || cpu_exceeded())) ended_by = LIMIT_CPU;
}

static void main_ended(int status) {
    wall = now() - started;
    outcome = WIFSIGNALED(status) ? SIGNALED : EXITED;
    outcome_value = (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    int error;
    if (read(child.status, &error, sizeof error) == sizeof error) never_started(error);
    sample_memory();
    settle();
    account();
    shut(&child.in);
    state = DRAINING;
}

static void reap(void) {
    pid_t pid;
    int status;
    struct rusage usage;
    while (state == RUNNING && (pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        add_usage(&usage);
        if (pid == child.pid) main_ended(status);
    }
}

static void enforce(void) {
    int64_t time = now();
    if (time - started >= wall_limit) end_by(LIMIT_WALL);
    if (time < next_tick) return;
    next_tick = time + tick_every;
    sample();
    if (cpu_exceeded()) end_by(LIMIT_CPU);
}

static void report(void) {
    unsigned char p[ENDED_BYTES];
    p[0] = (unsigned char)outcome;
    put32(p + 1, outcome_value);
    p[5] = (unsigned char)ended_by;
    put64(p + 6, (uint64_t)wall / 1000);
    put64(p + 14, cpu_used);
    put64(p + 22, memory_peak);
    put32(p + 30, oom_kills > UINT32_MAX ? UINT32_MAX : (uint32_t)oom_kills);
    put64(p + 34, out.seen);
    put64(p + 42, err.seen);
    p[50] = meter_network_used() ? 1 : 0;
    if (!wire_send(FRAME_ENDED, p, sizeof p)) return;
    shut(&out.fd);
    shut(&err.fd);
    shut(&child.in);
    shut(&child.status);
    state = IDLE;
}

void phase_step(void) {
    if (state == RUNNING) reap();
    if (state == RUNNING) {
        push_input();
        tell_taken();
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
    bool pushing = state == RUNNING && input_head < input_tail;
    polls[0] = (struct pollfd){.fd = pulling ? out.fd : -1, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = pulling ? err.fd : -1, .events = POLLIN};
    polls[2] = (struct pollfd){.fd = pushing ? child.in : -1, .events = POLLOUT};
}

int64_t phase_timeout(void) {
    /* What made room was the flush after our last step: no event will tell us. */
    if (state == DRAINING && wire_room() > 0) return 0;
    if (state != RUNNING) return -1;
    int64_t due = started + wall_limit;
    /* Once killed, the wall limit has nothing left to do and must not keep this loop spinning. */
    int64_t next = ended_by == LIMIT_NONE && due < next_tick ? due : next_tick;
    int64_t left = next - now();
    return left > 0 ? left : 0;
}
