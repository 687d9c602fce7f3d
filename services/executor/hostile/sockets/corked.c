// Datagrams that are never finished.
#include "loopback.h"

int main(void) {
  Address address;
  open_bound(SOCK_DGRAM, &address);
  for (;;) {
    int handle = socket(AF_INET, SOCK_DGRAM, 0);
    if (handle < 0) hold_forever();
    connect(handle, (struct sockaddr *)&address, sizeof address);
    for (int part = 0; part < 60; part++) send(handle, full, 1000, MSG_MORE);
  }
}
