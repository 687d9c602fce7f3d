// A user namespace of one's own makes one root in it, with the kernel surface of root.
#include "attempt.h"
#include <sched.h>

int main(void) {
  int own = open("/proc/self/ns/net", O_RDONLY);
  ATTEMPT(unshare, CLONE_NEWUSER);
  ATTEMPT(unshare, CLONE_NEWNS);
  ATTEMPT(unshare, CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP);
  ATTEMPT(setns, own, 0);
  ATTEMPT(clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  ATTEMPT(clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  struct {
    unsigned long flags, rest[10];
  } arguments = {CLONE_NEWUSER, {0}};
  ATTEMPT(clone3, &arguments, sizeof arguments);
}
