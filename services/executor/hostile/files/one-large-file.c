// One byte beyond the largest file a program may have, all of it a hole.
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  int file = open("hole", O_WRONLY | O_CREAT, 0600);
  return ftruncate(file, (64L << 20) + 1) == 0;
}
