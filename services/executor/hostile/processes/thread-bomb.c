// As many threads as it gets, all alive; how many is its own figure.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *stay(void *unused) {
  for (;;) pause();
  return unused;
}

int main(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 16);
  int threads = 1;
  for (pthread_t thread; threads < 1000 && pthread_create(&thread, &small, stay, 0) == 0;) threads++;
  printf("%d\n", threads);
}
