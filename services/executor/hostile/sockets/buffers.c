// Wants larger buffers, at every door, and prints which it got.
#include "loopback.h"
#include <stdio.h>
#include <sys/syscall.h>

static const int kinds[][2] = {{AF_INET, SOCK_STREAM},
                               {AF_INET6, SOCK_STREAM},
                               {AF_INET, SOCK_DGRAM},
                               {AF_NETLINK, SOCK_RAW},
                               {AF_UNIX, SOCK_DGRAM}};
static const long high = 1L << 32;

static int size_of(int handle, int option) {
  int size = 0;
  socklen_t length = sizeof size;
  getsockopt(handle, SOL_SOCKET, option, &size, &length);
  return size;
}

static void attempt(int handle, long level, long option) {
  int before[] = {size_of(handle, SO_SNDBUF), size_of(handle, SO_RCVBUF)}, size = 1 << 20;
  long result = syscall(SYS_setsockopt, handle, level, option, &size, sizeof size);
  int grew = size_of(handle, SO_SNDBUF) != before[0] || size_of(handle, SO_RCVBUF) != before[1];
  if (grew) printf("%ld %ld grew\n", level, option);
  // Advice is taken without an answer: programs that give it need not know.
  if (result != 0 && option < 32) printf("%ld %ld refused\n", level, option);
}

int main(void) {
  static const int options[] = {SO_SNDBUF, SO_RCVBUF, 32 /* SO_SNDBUFFORCE */, 33 /* SO_RCVBUFFORCE */};
  for (unsigned kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
    int handle = socket(kinds[kind][0], kinds[kind][1], 0);
    for (int option = 0; option < 4; option++) {
      attempt(handle, SOL_SOCKET, options[option]);
      attempt(handle, high | SOL_SOCKET, options[option]);
      attempt(handle, SOL_SOCKET, high | options[option]);
    }
  }
  int on = 1;
  printf("%d\n", setsockopt(socket(AF_INET, SOCK_STREAM, 0), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
}
