// And bytes that wait in sockets.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static char full[1 << 16];

int main(void) {
  for (;;) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) return 1;
    for (int end = 0; end < 2; end++) {
      while (write(ends[end], full, sizeof full) > 0) {
      }
    }
  }
}
