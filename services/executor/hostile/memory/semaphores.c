#include <sys/ipc.h>
#include <sys/sem.h>

int main(void) {
  while (semget(IPC_PRIVATE, 30000, 0600 | IPC_CREAT) >= 0) {
  }
  return 1;
}
