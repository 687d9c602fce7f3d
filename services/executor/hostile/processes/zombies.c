// The dead count as long as nobody buries them.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  int processes = 1;
  for (pid_t child; processes < 1000 && (child = fork()) >= 0; processes++) {
    if (child == 0) _exit(0);
  }
  printf("%d\n", processes);
}
