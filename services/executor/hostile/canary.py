# Runs right after every hostile program: has everything that a program is promised, and finds nothing of another's.
import os, socket
found = []
for folder, own in {"/work": ["main.py"], "/tmp": [], "/dev/shm": [], "/dev/mqueue": []}.items():
    found += [f"{folder}/{name}" for name in os.listdir(folder) if name not in own]
found += [f"process {pid}" for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())]
for table in ["sysvipc/msg", "sysvipc/sem", "sysvipc/shm", "net/tcp", "net/tcp6", "net/udp", "net/udp6", "net/unix"]:
    found += [f"{table}: {line}" for line in open(f"/proc/{table}").read().splitlines()[1:]]
pids = [os.fork() for _ in range(2)]
if 0 in pids:
    os._exit(0)
for pid in pids:
    os.waitpid(pid, 0)
ours, theirs = socket.socketpair()
ours.send(bytes(1000))
open("file", "wb").write(bytes(1 << 20))
print("canary", found, len(bytearray(16 << 20)) >> 20, len(theirs.recv(1000)))
