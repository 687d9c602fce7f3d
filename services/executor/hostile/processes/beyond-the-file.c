// A mapping longer than its file: SIGBUS.
#include <fcntl.h>
#include <sys/mman.h>

int main(void) {
  int file = open("empty", O_RDWR | O_CREAT, 0600);
  volatile char *page = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
  return page[0];
}
