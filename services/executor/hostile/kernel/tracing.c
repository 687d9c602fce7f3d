// Memory and descriptors of other processes, cell init's first.
#include "attempt.h"
#include <sys/ptrace.h>
#include <sys/uio.h>

int main(void) {
  char bytes[16];
  struct iovec here = {bytes, sizeof bytes}, there = {(void *)0x400000, sizeof bytes};
  int init = (int)syscall(SYS_pidfd_open, 1, 0);
  ATTEMPT(ptrace, PTRACE_TRACEME, 0, 0, 0);
  ATTEMPT(ptrace, PTRACE_SEIZE, 1, 0, 0);
  ATTEMPT(process_vm_readv, 1, &here, 1, &there, 1, 0);
  ATTEMPT(process_vm_writev, 1, &here, 1, &there, 1, 0);
  ATTEMPT(process_madvise, init, &there, 1, 4, 0);
  ATTEMPT(process_mrelease, init, 0);
  ATTEMPT(pidfd_getfd, init, 0, 0);
  ATTEMPT(kcmp, 1, getpid(), 0, 0, 0);
  ATTEMPT(prlimit64, 1, 7, &here, 0);
}
