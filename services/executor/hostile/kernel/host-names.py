# Prints what names something of the host: its command line, containers and their folders, where a cgroup is.
import os, re, socket

def read(path):
    try:
        return open(path).read()
    except OSError:
        return ""

names = [os.uname().nodename, socket.gethostname(), read("/etc/hostname"), read("/proc/sys/kernel/hostname")]
for name in {name.strip() for name in names}:
    if name != "sandbox":
        print("host name", name)
for path in ["/proc/cmdline", "/proc/interrupts", "/proc/1/environ", "/proc/1/cwd", "/proc/locks", "/proc/keys"]:
    if read(path):
        print("read", path)
for path in ["/proc/self/cgroup", "/proc/1/cgroup", "/proc/self/cpuset"]:
    for line in read(path).splitlines():
        if not line.endswith("/"):
            print(path, line)
found = set()
for path in ["/proc/self/mountinfo", "/proc/1/mountinfo"]:
    for line in read(path).splitlines():
        place = line.split()[4]
        if "upperdir=" in line:
            found.add(place + " overlay")
        elif re.search("[0-9a-f]{64}", line):
            found.add(place + " id")
for line in sorted(found):
    print(line)
