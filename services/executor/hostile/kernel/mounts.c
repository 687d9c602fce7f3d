#include "attempt.h"
#include <sys/mount.h>

int main(void) {
  ATTEMPT(mount, "none", "/work", "tmpfs", 0, 0);
  ATTEMPT(mount, "/", "/work", 0, MS_BIND, 0);
  ATTEMPT(mount, 0, "/", 0, MS_REMOUNT, 0);
  ATTEMPT(umount2, "/proc", MNT_DETACH);
  ATTEMPT(pivot_root, "/work", "/work");
  ATTEMPT(chroot, "/work");
  ATTEMPT(open_tree, AT_FDCWD, "/", 1);
  ATTEMPT(move_mount, 0, "", AT_FDCWD, "/work", 0);
  ATTEMPT(fsopen, "ext4", 0);
  ATTEMPT(fsmount, 0, 0, 0);
  ATTEMPT(fspick, AT_FDCWD, "/", 0);
  ATTEMPT(mount_setattr, AT_FDCWD, "/", 0, 0, 0);
}
