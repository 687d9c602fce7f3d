# Prints each device of the host that answers.
import glob, os
usual = {f"/dev/{name}" for name in ["full", "null", "ptmx", "random", "tty", "urandom", "zero"]}
for path in glob.glob("/dev/*") + ["/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/vsock", "/dev/loop-control", "/dev/uinput", "/dev/mapper/control"]:
    if path in usual or os.path.isdir(path) or os.path.islink(path):
        continue
    try:
        os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        print(path)
    except OSError:
        pass
