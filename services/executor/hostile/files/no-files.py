# Nothing of what lies at the place of results is a file; reading some of it would never end.
import os, socket
os.mkfifo("pipe.out")
os.mkdir("folder.out")
socket.socket(socket.AF_UNIX).bind("socket.out")
os.symlink("/dev/zero", "zero.out")
for name, device in [("disk.out", (8, 0)), ("zero2.out", (1, 5)), ("tty.out", (5, 0))]:
    try:
        os.mknod(name, 0o020600, os.makedev(*device))
        print("made", name)
    except OSError:
        pass
