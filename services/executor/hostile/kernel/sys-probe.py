# Prints what of the machine can be changed through /sys and /proc/sys, and what is hidden there.
import os
for root in ("/sys/fs", "/sys/kernel", "/sys/class", "/proc/sys"):
    for folder, folders, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if os.access(path, os.W_OK):
                print(path)
for path in ("/sys/firmware", "/proc/acpi", "/proc/scsi"):
    if os.path.isdir(path) and os.listdir(path):
        print(path)
