/*
 * Throws frames at cell init and watches it not break.
 *
 * Each session is a fresh /cell-init (built with sanitizers), PID 1 of its own pid namespace and without any
 * privilege, exactly as in a cell. It gets a few valid frames, so that it is in an interesting state, and
 * then mutated or random ones, cut into pieces at random. What it answers must parse; it must end with 0
 * (told to, or stdin closed) or 1 (it refused something), in time, and not by a signal or a sanitizer.
 *
 * Usage: fuzz SECONDS SEED. Prints "sessions N frames M endings E refusals R"; ends with 1 at the first fault.
 */
#define _GNU_SOURCE
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

enum { UNPRIVILEGED = 41999, FRAMES = 24, PATIENCE_MS = 8000, LONGEST = 300 * 1024 };

static uint64_t state;
static uint64_t sessions, frames, endings, refusals;

static unsigned char message[LONGEST];
static size_t length;

static unsigned char answer[128 * 1024];
static size_t answered;

static struct {
    pid_t pid;
    int in, out;
    bool gone, running;
} init;

static uint32_t pick(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 24) % below;
}

static void die(const char *why) {
    fprintf(stderr, "session %llu: %s\n", (unsigned long long)sessions, why);
    exit(1);
}

static double now(void) {
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
        execl("/cell-init", "cell-init", (char *)NULL);
        _exit(98);
    }
    close(in[0]);
    close(out[1]);
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    init.pid = pid;
    init.in = in[1];
    init.out = out[0];
    init.gone = init.running = false;
    answered = 0;
}

static void parse_answers(void) {
    size_t at = 0;
    while (answered - at >= 5) {
        size_t size = (size_t)answer[at + 1] << 24 | (size_t)answer[at + 2] << 16 | (size_t)answer[at + 3] << 8 | answer[at + 4];
        if (answer[at] < 0x81 || answer[at] > 0x86 || size > 65536) die("a frame that does not exist");
        if (answered - at < 5 + size) break;
        if (answer[at] == 0x84) {
            endings++;
            init.running = false;
        }
        if (answer[at] == 0x85) refusals++;
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

static void put(const void *bytes, size_t count) {
    memcpy(message + length, bytes, count);
    length += count;
}

static void put_number(uint64_t value, int bytes) {
    while (bytes-- > 0) message[length++] = (unsigned char)(value >> (8 * bytes));
}

static void begin(unsigned type) {
    length = 0;
    put_number(type, 1);
    put_number(0, 4);
}

static void end(void) {
    size_t total = length;
    length = 1;
    put_number(total - 5, 4);
    length = total;
}

static void put_noise(size_t count) {
    for (size_t i = 0; i < count; i++) message[length++] = (unsigned char)pick(256);
}

static void make_file(void) {
    static const char *const paths[] = {"main.py", "a/b/c.txt", "../up", "/etc/x", "a//b", "a/./b", "", "dir/", "a"};
    const char *path = paths[pick(pick(2) ? 2 : 9)];
    begin(0x01);
    put_number(pick(8) ? 3 : pick(5), 1);
    put_number(pick(01000), 2);
    put_number(strlen(path), 2);
    put(path, strlen(path));
    put_noise(pick(pick(4) ? 100 : 200000));
    end();
}

enum { SLEEP, PROGRAMS = 7 };

static void make_run_of(uint32_t number, unsigned flags) {
    static const char *const programs[PROGRAMS][3] = {
        {"sleep", "1", "1"},
        {"/bin/true", "", ""},
        {"/bin/cat", "-", "-"},
        {"sh", "-c", "yes | head -c 300000"},
        {"sh", "-c", "sleep 1 & cat"},
        {"/none", "x", "y"},
        {"sh", "-c", "kill -9 $$"},
    };
    const char *const *program = programs[number];
    begin(0x02);
    put_number(flags, 1);
    put_number(1 + pick(200), 4);
    put_number(1 + pick(200), 4);
    put_number(1 + pick(400000), 8);
    put_number(1 + pick(1000), 8);
    put_number(1 << 20, 8);
    put_number(1 << 20, 8);
    put_number(64, 4);
    put_number(3, 2);
    put_number(1, 2);
    put("", 1);
    for (int i = 0; i < 3; i++) put(program[i], strlen(program[i]) + 1);
    put("PATH=/bin", 10);
    end();
}

static void make_run(void) { make_run_of(pick(PROGRAMS), pick(2)); }

static void make_small(unsigned type) {
    begin(type);
    if (type == 0x03) put_noise(pick(pick(3) ? 100 : 250000));
    if (type == 0x05) put_number(1 + pick(31), 1);
    if (type == 0x06) put_number(pick(3), 1);
    end();
}

static void make_valid(void) {
    if (init.running) make_small(3 + pick(3));
    else if (pick(2)) make_file();
    else make_run();
    if (init.running && pick(4) == 0) make_small(0x06);
    if (message[0] == 0x02) init.running = true;
}

/* Bytes flipped, cut short, or a length that lies. */
static void mutate(void) {
    for (uint32_t i = 0, flips = 1 + pick(4); i < flips; i++)
        message[pick(pick(2) ? (uint32_t)length : length < 64 ? (uint32_t)length : 64)] = (unsigned char)pick(256);
    if (pick(4) == 0) length -= pick((uint32_t)length);
}

static void make_hostile(void) {
    uint32_t kind = pick(10);
    if (kind == 0) {
        length = 0;
        put_noise(1 + pick(2000));
        return;
    }
    if (kind < 4) make_run();
    else if (kind < 7) make_file();
    else make_small(pick(12));
    if (kind == 4) {
        /* A path that may end behind its frame. */
        message[8] = 0;
        message[9] = (unsigned char)pick(256);
    } else {
        mutate();
    }
}

/* More stdin than the window, for a program that reads none. */
static void flood(void) {
    make_run_of(SLEEP, 1);
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
    }
    if (!init.running && !init.gone && pick(16) == 0) flood();
    for (uint32_t i = 0, hostile = pick(FRAMES); i < hostile && !init.gone; i++) {
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
    state = strtoull(argv[2], NULL, 10) | 1;
    double until = now() + atof(argv[1]);
    while (now() < until) play();
    printf("sessions %llu frames %llu endings %llu refusals %llu\n", (unsigned long long)sessions,
           (unsigned long long)frames, (unsigned long long)endings, (unsigned long long)refusals);
    return 0;
}
