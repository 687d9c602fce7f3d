// System calls that seccomp cannot see, and slots that there are only so many of on a host.
#include "attempt.h"

int main(void) {
  static long parameters[32];
  ATTEMPT(io_uring_setup, 1, parameters);
  ATTEMPT(io_uring_enter, 0, 1, 0, 0, 0);
  ATTEMPT(io_uring_register, 0, 0, 0, 0);
  ATTEMPT(io_setup, 65536, parameters);
  ATTEMPT(io_submit, 0, 1, parameters);
  ATTEMPT(io_destroy, 0);
}
