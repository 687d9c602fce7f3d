# Prints every folder and file of the system it could write to, outside of those it was given.
import os
given = ("/proc", "/sys", "/work", "/tmp", "/dev/shm", "/dev/mqueue", "/dev/pts", "/dev/fd")
for folder, folders, files in os.walk("/"):
    if folder in given:
        folders.clear()
        continue
    for path in [folder] + sorted(os.path.join(folder, name) for name in files):
        if not os.path.islink(path) and os.access(path, os.W_OK):
            print(path)
