// Datagrams that nobody reads, in sockets of several processes.
#include "loopback.h"

int main(void) {
  for (int child = 1; child < 8 && fork() != 0; child++) {
  }
  int sender = socket(AF_INET, SOCK_DGRAM, 0);
  for (;;) {
    Address address;
    if (open_bound(SOCK_DGRAM, &address) < 0) hold_forever();
    for (int number = 0; number < 400; number++) {
      sendto(sender, full, 1000, 0, (struct sockaddr *)&address, sizeof address);
    }
  }
}
