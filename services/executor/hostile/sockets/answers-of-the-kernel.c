// Questions about the network whose answers nobody reads. No cgroup of any version counts them.
#include "loopback.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

int main(void) {
  struct {
    struct nlmsghdr header;
    struct ifinfomsg about;
  } question = {{sizeof question, RTM_GETLINK, NLM_F_REQUEST, 1, 0}, {.ifi_index = 1}};
  for (;;) {
    int handle = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), size = 1 << 30;
    if (handle < 0) hold_forever();
    setsockopt(handle, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    for (int number = 0; number < 300; number++) send(handle, &question, sizeof question, MSG_DONTWAIT);
  }
}
