/* Tries everything a program might do to PID 1, which has the same uid. Prints one line for each attempt. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void report(const char *what, long result) {
    printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "POSSIBLE");
}

static void try_open(const char *path, int flags) { report(path, open(path, flags)); }

int main(void) {
    printf("inherited");
    for (int fd = 3; fd < 256; fd++)
        if (fcntl(fd, F_GETFD) >= 0) printf(" %d", fd);
    printf("\n");
    try_open("/proc/1/fd/0", O_RDONLY);
    try_open("/proc/1/fd/1", O_WRONLY);
    try_open("/proc/1/mem", O_RDWR);
    try_open("/proc/1/environ", O_RDONLY);
    try_open("/proc/1/oom_score_adj", O_WRONLY);
    report("ptrace", ptrace(PTRACE_SEIZE, 1, 0, 0));
    struct rlimit zero = {0, 0};
    report("prlimit", prlimit(1, RLIMIT_NOFILE, &zero, NULL));
    /* The kernel takes 32 bits of a pid: a filter that looks at 64 must not be talked past. */
    report("prlimit-high", syscall(SYS_prlimit64, 1L << 32 | 1, RLIMIT_NOFILE, &zero, NULL));
    int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    report("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 1, 0));
    char byte;
    struct { void *base; size_t length; } local = {&byte, 1}, remote = {(void *)0x400000, 1};
    report("process_vm_readv", syscall(SYS_process_vm_readv, 1, &local, 1, &remote, 1, 0));
    /* Signals cannot be refused, only be without effect. */
    for (int number = 1; number <= 64; number++) kill(1, number);
    return 0;
}
