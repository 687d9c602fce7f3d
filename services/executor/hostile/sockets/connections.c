// Connections full of bytes that nobody reads: accepted, waiting for that, closed by who wrote, or reset by a socket
// that connects again and again.
#include "loopback.h"
#include <string.h>

static int open_listener(Address *address) {
  int handle = open_bound(SOCK_STREAM, address);
  if (handle >= 0) listen(handle, 4096);
  return handle;
}

static int open_connection(const Address *to) {
  Address own;
  int handle = open_bound(SOCK_STREAM, &own);
  if (handle >= 0) connect(handle, (const struct sockaddr *)to, sizeof *to);
  return handle;
}

static void connect_again(int handle, const Address *to) {
  struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
  fcntl(handle, F_SETFL, 0);
  connect(handle, &nowhere, sizeof nowhere);
  connect(handle, (const struct sockaddr *)to, sizeof *to);
}

int main(int count, char **words) {
  const char *how = words[count - 1];
  Address address;
  int listener = open_listener(&address), client = -1;
  for (int number = 0; number < 4000; number++) {
    if (client < 0 || strcmp(how, "reset") != 0) client = open_connection(&address);
    else connect_again(client, &address);
    if (client < 0) break;
    int server = strcmp(how, "accepted") == 0 ? accept(listener, NULL, NULL) : -1;
    fill(client);
    if (server >= 0) fill(server);
    if (strcmp(how, "closed") == 0) close(client);
  }
  hold_forever();
}
