// Uses up every process there may be, so that nobody could start another, and then ends as if nothing were.
#include <stdio.h>
#include <unistd.h>

int main(void) {
  pid_t child;
  while ((child = fork()) > 0) {
  }
  if (child == 0) {
    for (;;) pause();
  }
  puts("full");
}
