# Speaks on init's own streams, through every door there is.
import os
done = []
for number in range(8):
    for path in (f"/proc/1/fd/{number}", f"/proc/1/task/1/fd/{number}", f"/proc/1/fdinfo/{number}", f"/proc/1/map_files/{number}"):
        for flags in (os.O_RDONLY, os.O_WRONLY | os.O_NONBLOCK):
            try:
                os.close(os.open(path, flags))
                done.append(path)
            except OSError:
                pass
for path in ("/dev/console", "/dev/stdout/x", "/proc/1/fd", "/proc/1/cwd", "/proc/1/root", "/proc/1/exe", "/proc/1/ns/net"):
    try:
        os.readlink(path)
        done.append(path)
    except OSError:
        pass
print(done)
