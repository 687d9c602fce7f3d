// Every signal there is, by every call there is, to the process that tells how it ended.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  int init = (int)syscall(SYS_pidfd_open, 1, 0);
  for (int number = 1; number < 65; number++) {
    siginfo_t info = {.si_signo = number, .si_code = SI_QUEUE};
    kill(1, number);
    syscall(SYS_tkill, 1, number);
    syscall(SYS_tgkill, 1, 1, number);
    syscall(SYS_rt_sigqueueinfo, 1, number, &info);
    syscall(SYS_pidfd_send_signal, init, number, 0, 0);
  }
  puts("sent");
}
