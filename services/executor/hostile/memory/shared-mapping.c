// Memory that is nobody's heap and counts for no single process.
#include <string.h>
#include <sys/mman.h>

int main(void) {
  for (;;) {
    char *piece = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) return 1;
    memset(piece, 1, 1 << 20);
  }
}
