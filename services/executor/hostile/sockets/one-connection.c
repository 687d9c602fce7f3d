// One connection may hold this much at most; the bound on their number rests on it.
#include "loopback.h"
#include <stdio.h>

int main(void) {
  Address address;
  int listener = open_bound(SOCK_STREAM, &address), client = socket(AF_INET, SOCK_STREAM, 0);
  listen(listener, 1);
  connect(client, (struct sockaddr *)&address, sizeof address);
  long bytes = 0;
  struct pollfd room = {.fd = client, .events = POLLOUT};
  fcntl(client, F_SETFL, O_NONBLOCK);
  for (long written; (written = write(client, full, sizeof full)) > 0 || poll(&room, 1, 100) > 0;) {
    bytes += written > 0 ? written : 0;
  }
  printf("%s\n", bytes <= 256 * 1024 ? "bounded" : "unbounded");
}
