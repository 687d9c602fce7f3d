// Memory that the kernel may not take away.
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

static char room[8 << 20];

int main(void) {
  printf("%d ", mlock(room, sizeof room) == -1 && errno == ENOMEM);
  printf("%d\n", mlockall(MCL_CURRENT | MCL_FUTURE) == -1 && errno == ENOMEM);
}
