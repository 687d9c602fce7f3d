// Its own limit of processor time is not what ends it.
#include <sys/resource.h>

int main(void) {
  struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_CPU, &none);
  for (volatile unsigned n = 0;; n++) {
  }
}
