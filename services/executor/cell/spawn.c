#define _GNU_SOURCE
#include "spawn.h"
#include "terminal.h"
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The container's own hard limits win: they cannot be raised from here, and need not be known here. */
static int limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)resource, &now) < 0) return -1;
    now.rlim_max = hard < now.rlim_max ? hard : now.rlim_max;
    now.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &now);
}

static int limit_all(const struct order *order) {
    /* A net below the cgroup's CPU limit, one second late so that it never answers first. */
    rlim_t seconds = order->cpu_ms / 1000 + 2;
    if (limit(RLIMIT_CPU, seconds, seconds + 1) < 0) return -1;
    if (limit(RLIMIT_FSIZE, order->file_bytes, order->file_bytes) < 0) return -1;
    if (limit(RLIMIT_NOFILE, order->open_files, order->open_files) < 0) return -1;
    if (limit(RLIMIT_STACK, order->stack_bytes, order->stack_bytes) < 0) return -1;
    return limit(RLIMIT_CORE, 0, 0);
}

/* Ignored signals survive exec, and init ignores some. */
static void reset_signals(void) {
    for (int number = 1; number <= SIGRTMAX; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* When memory runs out the program dies, not init. A kernel that refuses costs accuracy, not safety. */
static void offer_to_oom_killer(void) {
    prctl(PR_SET_DUMPABLE, 1); /* Otherwise /proc/self belongs to root. Init's descriptors are closed by now. */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t ignored = write(fd, "1000", 4);
    (void)ignored;
    close(fd);
}

static int become(const struct order *order, int work) {
    reset_signals();
    if (setsid() < 0) return -1;
    if (order->on_terminal && terminal_control() < 0) return -1;
    if (fchdir(work) < 0) return -1;
    if (order->cwd[0] != '\0' && chdir(order->cwd) < 0) return -1;
    close(work);
    offer_to_oom_killer();
    if (limit_all(order) < 0) return -1;
    environ = order->env;
    return execvp(order->argv[0], order->argv);
}

/* Descriptors 0, 1 and 2 of the program, and our ends of them. */
struct ends {
    int ours[3], theirs[3];
};

/* Descriptors 0 and 1 of init are open, so the child's ends are above 2. */
static _Noreturn void child_main(const struct order *order, int work, const int theirs[3], int status) {
    enum { STATUS = 3, WORK = 4 };
    int moved_work = fcntl(work, F_DUPFD_CLOEXEC, 64);
    int moved_status = fcntl(status, F_DUPFD_CLOEXEC, 64);
    dup2(theirs[0], STDIN_FILENO);
    dup2(theirs[1], STDOUT_FILENO);
    dup2(theirs[2], STDERR_FILENO);
    dup3(moved_status, STATUS, O_CLOEXEC);
    dup3(moved_work, WORK, O_CLOEXEC);
    close_range(WORK + 1, ~0U, 0); /* Everything is close-on-exec besides; this is for the lines before exec. */
    become(order, WORK);
    int error = errno;
    ssize_t ignored = write(STATUS, &error, sizeof error);
    (void)ignored;
    _exit(127);
}

/* Index 0 is the reader, 1 the writer; `ours` becomes non-blocking. */
static void open_pipe(int ends[2], int ours) {
    if (pipe2(ends, O_CLOEXEC) < 0) fail(FAIL_INTERNAL, errno, "cannot make a pipe");
    if (fcntl(ends[ours], F_SETFL, O_NONBLOCK) < 0) fail(FAIL_INTERNAL, errno, "cannot set up a pipe");
}

static struct ends open_pipes(void) {
    int in[2], out[2], err[2];
    open_pipe(in, 1);
    open_pipe(out, 0);
    open_pipe(err, 0);
    return (struct ends){.ours = {in[1], out[0], err[0]}, .theirs = {in[0], out[1], err[1]}};
}

static struct ends open_terminal(const struct winsize *size) {
    int master, slave;
    terminal_open(size, &master, &slave);
    int in = fcntl(master, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (in < 0) fail(FAIL_INTERNAL, errno, "cannot set up a terminal");
    return (struct ends){.ours = {in, master, -1}, .theirs = {slave, slave, slave}};
}

int spawn(const struct order *order, int work, struct child *child) {
    int status[2];
    struct ends ends = order->on_terminal ? open_terminal(&order->size) : open_pipes();
    open_pipe(status, 0);

    pid_t pid = fork();
    int error = errno;
    if (pid == 0) child_main(order, work, ends.theirs, status[1]);
    for (int i = 0; i < 3 && !order->on_terminal; i++) close(ends.theirs[i]);
    close(status[1]);
    *child = (struct child){.pid = pid,
                            .in = ends.ours[0],
                            .out = ends.ours[1],
                            .err = ends.ours[2],
                            .status = status[0],
                            .slave = order->on_terminal ? ends.theirs[0] : -1};
    return pid < 0 ? error : 0;
}
