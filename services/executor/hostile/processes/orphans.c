// Whoever dies without a parent is buried by cell init: five hundred of them leave no trace.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int buried = 0;
  while (buried < 500) {
    pid_t child = fork();
    if (child == 0) _exit(fork() < 0);
    int status;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0) buried++;
  }
  printf("%d\n", buried);
}
