#include <signal.h>
#include <stdio.h>
#include <time.h>

int main(void) {
  struct sigevent silent = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  int timers = 0;
  for (timer_t timer; timer_create(CLOCK_MONOTONIC, &silent, &timer) == 0;) timers++;
  printf("%d\n", timers);
}
