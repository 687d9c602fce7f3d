// System V segments outlive the process that made them.
#include <string.h>
#include <sys/shm.h>

int main(void) {
  for (;;) {
    int segment = shmget(IPC_PRIVATE, 1 << 20, 0600 | IPC_CREAT);
    char *piece = segment < 0 ? (char *)-1 : shmat(segment, 0, 0);
    if (piece == (char *)-1) return 1;
    memset(piece, 1, 1 << 20);
    shmdt(piece);
  }
}
