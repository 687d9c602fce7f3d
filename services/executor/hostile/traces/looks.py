# Looks for everything that the programs beside it leave or hold.
import ctypes, fcntl, os, socket
found = []

def attempt(name, action):
    try:
        if action() is False:
            found.append(name)
    except OSError as error:
        found.append(f"{name}: {error}")

def listen(family, address):
    server = socket.socket(family)
    server.bind(address)
    server.listen()
    return server

libc = ctypes.CDLL(None, use_errno=True)
for folder, own in {"/work": ["main.py"], "/tmp": [], "/dev/shm": [], "/dev/mqueue": []}.items():
    found += [f"{folder}/{name}" for name in os.listdir(folder) if name not in own]
found += [f"process {pid}" for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())]
for table in ["sysvipc/msg", "sysvipc/sem", "sysvipc/shm", "net/tcp", "net/tcp6", "net/udp", "net/udp6", "net/unix"]:
    found += [f"{table}: {line}" for line in open(f"/proc/{table}").read().splitlines()[1:]]
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
loopback = next(line.split() for line in open("/proc/net/dev") if line.strip().startswith("lo:"))
attempt("packets", lambda: loopback[2] == "0")
attempt("signals that wait", lambda: status["SigQ"].startswith("0/"))
attempt("priority", lambda: os.getpriority(os.PRIO_PROCESS, 0) == 0)
attempt("umask", lambda: os.umask(0o022) == 0o022)
attempt("environment", lambda: set(os.environ) <= {"PATH", "HOME", "LANG", "TZ", "LC_CTYPE"})
attempt("host name", lambda: os.uname().nodename == "sandbox")
attempt("inotify", lambda: [libc.inotify_init() for _ in range(100)].count(-1) == 0)
attempt("pipe", lambda: [fcntl.fcntl(os.pipe()[0], fcntl.F_GETPIPE_SZ) for _ in range(100)] == [65536] * 100)
attempt("terminal", lambda: os.openpty() is not None)
attempt("lock", lambda: fcntl.flock(os.open("/usr/bin/python3", os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB))
attempt("segment", lambda: libc.shmget(0x7472, 4096, 0o3600) >= 0)
attempt("descriptors", lambda: [os.open("/dev/null", os.O_RDONLY) for _ in range(300)] != [])
sockets = []
attempt("port", lambda: sockets.append(listen(socket.AF_INET, ("127.0.0.1", 8080))))
attempt("name", lambda: sockets.append(listen(socket.AF_UNIX, "\0trace")))
print(found)
