// Asks for all the stack it may have, and uses it.
#include <sys/resource.h>
#include <unistd.h>

static int deeper(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return deeper(depth + 1) + frame[0];
}

int main(int count, char **arguments) {
  struct rlimit stack;
  getrlimit(RLIMIT_STACK, &stack);
  if (count == 1) {
    stack.rlim_cur = stack.rlim_max;
    setrlimit(RLIMIT_STACK, &stack);
    execv("/proc/self/exe", (char *[]){arguments[0], "again", 0});
  }
  return deeper(0);
}
