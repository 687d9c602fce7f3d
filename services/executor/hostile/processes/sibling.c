// With CLONE_PARENT the new process is cell init's own child, and ends before the program does. It is not the program.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  for (int code = 1; code < 20; code++) {
    if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0) _exit(code);
  }
  usleep(100 * 1000);
  puts("still here");
  return 42;
}
