// Everything a daemon does to outlive whoever started it.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor);
    if (chdir("/") != 0) _exit(1);
    for (;;) pause();
  }
  puts("parent is done");
}
