// A file of holes takes no room until somebody looks into it.
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
  const unsigned long size = 60UL << 20;
  int file = open("holes", O_RDWR | O_CREAT, 0600);
  if (ftruncate(file, size) != 0) return 1;
  char *holes = mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  memset(holes, 1, size);
  return 0;
}
