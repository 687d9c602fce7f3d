/* Makes calls that the profile refuses and some that it must allow; prints "name errno" for each. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALL(name, ...) report(#name, syscall(SYS_##name, ##__VA_ARGS__))

static void report(const char *what, long result) {
    printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "OK");
}

/* A forked child's fate, for calls that kill. */
static void report_child(const char *what, void (*act)(void)) {
    fflush(stdout);
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        act();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    printf("%s %s\n", what, WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : "SURVIVED");
}

#ifdef __x86_64__
static void call_32_bit(void) { /* getpid, the way a 32-bit program asks */
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
}
static void call_x32(void) { syscall(0x40000000 + SYS_getpid); }
#endif

static void refused(void) {
    static char area[64];
    CALL(io_uring_setup, 1, area);
    CALL(io_setup, 1, area);
    CALL(userfaultfd, 1);
    CALL(ptrace, 0, 0, 0, 0);
    CALL(process_vm_readv, getpid(), 0, 0, 0, 0, 0);
    CALL(process_vm_writev, getpid(), 0, 0, 0, 0, 0);
    CALL(pidfd_getfd, -1, 0, 0);
    CALL(kcmp, getpid(), getpid(), 0, 0, 0);
    CALL(keyctl, 0, -3, 0);
    CALL(add_key, "user", "k", "v", 1, -2);
    CALL(request_key, "user", "k", 0, -2);
    CALL(bpf, 0, area, 0);
    CALL(perf_event_open, area, 0, -1, -1, 0);
    CALL(fanotify_init, 0, 0);
    CALL(name_to_handle_at, -100, "/", area, area, 0);
    CALL(open_tree, -100, "/", 0);
    CALL(unshare, 0);
    CALL(setns, -1, 0);
    CALL(get_mempolicy, 0, 0, 0, 0, 0);
    CALL(vmsplice, 1, 0, 0, 0);
    CALL(memfd_secret, 0);
    CALL(clone3, area, sizeof area);
    CALL(clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    CALL(mknodat, -100, "device", S_IFCHR | 0600, 0x0103);
    CALL(personality, 0x0800000 /* READ_IMPLIES_EXEC has its own number; this is ADDR_LIMIT_32BIT */);
    CALL(prlimit64, getppid(), RLIMIT_NOFILE, 0, area);
    struct sched_param priority = {0};
    CALL(setpriority, PRIO_PROCESS, getppid(), 19);
    CALL(sched_setscheduler, getppid(), SCHED_IDLE, &priority);
    CALL(sched_setparam, getppid(), &priority);
    CALL(sched_setattr, getppid(), area, 0);
    CALL(sched_setaffinity, getppid(), sizeof area, area);
    CALL(ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, getppid(), 3 << 13 /* idle */);
    /* The kernel uses 32 bits of an id, a filter may look at 64. */
    report("setpriority-high", syscall(SYS_setpriority, PRIO_PROCESS, 1L << 32 | 1, 19));
    report("sched-high", syscall(SYS_sched_setscheduler, 1L << 32 | 1, SCHED_IDLE, &priority));
    report("real-time", syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &(struct sched_param){1}));
    int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY), usual = 0;
    CALL(ioctl, terminal, TIOCSETD, &usual);
    /* The kernel takes 32 bits of a request, a filter may look at 64. */
    report("ioctl-high", syscall(SYS_ioctl, terminal, 1L << 32 | TIOCSETD, &usual));
}

static void sockets(void) {
    report("socket-unix", socket(AF_UNIX, SOCK_STREAM, 0));
    report("socket-tcp", socket(AF_INET, SOCK_STREAM, 0));
    report("socket-udp6", socket(AF_INET6, SOCK_DGRAM, 17));
    report("socket-route", socket(AF_NETLINK, SOCK_RAW, 0));
    report("socket-audit", socket(AF_NETLINK, SOCK_RAW, 9));
    report("socket-sctp", socket(AF_INET, SOCK_STREAM, 132));
    report("socket-alg", socket(38, SOCK_SEQPACKET, 0));
    report("socket-vsock", socket(40, SOCK_STREAM, 0));
    report("socket-packet", socket(17, SOCK_DGRAM, 0));
}

static void *sleeps(void *nothing) {
    usleep(50000);
    return nothing;
}

/* The C library names a thread by its id, never by 0. */
static int create_scheduled(void) {
    pthread_attr_t attributes;
    pthread_t thread;
    struct sched_param priority = {0};
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
    errno = pthread_create(&thread, &attributes, sleeps, NULL);
    if (errno) return -1;
    errno = pthread_setschedparam(thread, SCHED_OTHER, &priority);
    if (!errno) errno = pthread_setschedparam(pthread_self(), SCHED_BATCH, &priority);
    if (!errno) errno = pthread_setschedprio(thread, 0);
    int failed = errno;
    pthread_join(thread, NULL);
    errno = failed;
    return failed ? -1 : 0;
}

static void allowed(void) {
    cpu_set_t processors;
    struct rlimit own;
    report("prlimit-self", prlimit(0, RLIMIT_NOFILE, NULL, &own));
    report("prlimit-own-id", prlimit(getpid(), RLIMIT_NOFILE, NULL, &own));
    report("nice-self", setpriority(PRIO_PROCESS, 0, 1));
    report("nice-own-id", setpriority(PRIO_PROCESS, getpid(), 2));
    report("disk-self", syscall(SYS_ioprio_set, 1, 0, 3 << 13));
    report("processors-own-id", sched_getaffinity(0, sizeof processors, &processors) ||
                                    sched_setaffinity(getpid(), sizeof processors, &processors) ? -1 : 0);
    report("scheduled-thread", create_scheduled());
    report("mkfifo", mkfifo("fifo", 0600));
    report("personality-query", personality(0xffffffff));
    report("no-randomize", personality(ADDR_NO_RANDOMIZE));
    report("sync", syscall(SYS_syncfs, 1));
    int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY), number;
    report("terminal", ioctl(terminal, TIOCGPTN, &number));
}

int main(void) {
    refused();
    sockets();
    allowed();
#ifdef __x86_64__
    report_child("int80", call_32_bit);
    report_child("x32", call_x32);
#endif
    return 0;
}
