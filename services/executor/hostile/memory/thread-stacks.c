#include <pthread.h>
#include <string.h>
#include <unistd.h>

static void *deep(void *unused) {
  char stack[7 << 20];
  memset(stack, 1, sizeof stack);
  pause();
  return unused ? stack : 0;
}

int main(void) {
  for (;;) {
    pthread_t thread;
    if (pthread_create(&thread, 0, deep, 0) != 0) pause();
  }
}
