# Wants to be served before everybody else. Prints what it got.
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
got = []

def attempt(name, action):
    try:
        if action() != -1:
            got.append(name)
    except OSError:
        pass

attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -1))
for name, policy in (("fifo", os.SCHED_FIFO), ("round robin", os.SCHED_RR)):
    attempt(name, lambda: os.sched_setscheduler(0, policy, os.sched_param(1)))
REAL_TIME_IO = 1 << 13
attempt("disk", lambda: libc.syscall({"x86_64": 251, "aarch64": 30}[os.uname().machine], 1, 0, REAL_TIME_IO))
attempt("memory killer", lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"))
print(got)
