// Programs in the kernel, and views of what others do.
#include "attempt.h"

int main(void) {
  static long attributes[16];
  ATTEMPT(bpf, 0, attributes, sizeof attributes);
  ATTEMPT(bpf, 5, attributes, sizeof attributes);
  ATTEMPT(perf_event_open, attributes, 0, -1, -1, 0);
  ATTEMPT(fanotify_init, 0, 0);
  ATTEMPT(userfaultfd, 1);
  ATTEMPT(name_to_handle_at, AT_FDCWD, "/", attributes, attributes, 0);
  ATTEMPT(open_by_handle_at, AT_FDCWD, attributes, 0);
  ATTEMPT(landlock_create_ruleset, 0, 0, 1);
  ATTEMPT(seccomp, 1, 0, attributes);
  ATTEMPT(vmsplice, 1, attributes, 1, 0);
  ATTEMPT(memfd_secret, 0);
  ATTEMPT(remap_file_pages, 0, 0, 0, 0, 0);
  ATTEMPT(move_pages, 1, 0, 0, 0, 0, 0);
  ATTEMPT(mbind, 0, 0, 0, 0, 0, 0);
}
