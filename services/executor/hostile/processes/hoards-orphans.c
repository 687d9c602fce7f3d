// Takes init's place as the one who inherits orphans, and lets them lie.
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (int n = 0; n < 10; n++) {
    if (fork() == 0) {
      if (fork() == 0) pause();
      _exit(0);
    }
  }
  puts("hoarded");
}
