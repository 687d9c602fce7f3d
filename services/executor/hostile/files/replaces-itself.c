// Puts something else in the place of its own program while it runs.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("%d ", open("a.out", O_WRONLY) < 0);
  unlink("a.out");
  printf("%d\n", symlink("/bin/sh", "a.out"));
}
