// Output that never was in the program's memory.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/sendfile.h>

int main(void) {
  int zero = open("/dev/zero", O_RDONLY);
  while (splice(zero, 0, 1, 0, 1 << 16, 0) > 0 || sendfile(1, zero, 0, 1 << 16) > 0) {
  }
  return 1;
}
