import ctypes, os
taken = []
for name in ["environ", "mem", "maps", "fd/0", "fd/1", "fd/3", "cwd", "root", "exe", "syscall"]:
    try:
        path = f"/proc/1/{name}"
        os.readlink(path) if name in ("cwd", "root", "exe") else open(path, "rb").read(1)
        taken.append(name)
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, 1, 0, 0) == 0:
    taken.append("ptrace")
for number in [2, 9, 15, 19]:
    os.kill(1, number)
try:
    open("/proc/1/oom_score_adj", "w").write("1000")
    taken.append("oom_score_adj")
except OSError:
    pass
print(taken)
