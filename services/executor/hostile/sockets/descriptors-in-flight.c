// Full pipes whose only descriptors are in messages that nobody takes.
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EACH = 200 };
static char full[1 << 16];

static void send_pipes(int over) {
  int pipes[EACH];
  for (int number = 0; number < EACH; number += 2) {
    if (pipe2(pipes + number, O_NONBLOCK) < 0) _exit(1);
    while (write(pipes[number + 1], full, sizeof full) > 0) {
    }
  }
  char control[CMSG_SPACE(sizeof pipes)];
  struct iovec text = {.iov_base = "x", .iov_len = 1};
  struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  *rights = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof pipes), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(rights), pipes, sizeof pipes);
  sendmsg(over, &message, 0);
  for (int number = 0; number < EACH; number++) close(pipes[number]);
}

int main(void) {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  for (int message = 0; message < 5; message++) send_pipes(ends[0]);
  for (;;) pause();
}
