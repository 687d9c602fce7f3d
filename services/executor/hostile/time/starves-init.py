# Cell init has the program's uid: sent to the end of the queue, behind a crowd, it could neither watch nor die. It cannot be sent there.
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
SETPRIORITY, SETSCHEDULER, SETATTR, SETAFFINITY, IOPRIO_SET = {
    "x86_64": (141, 144, 314, 203, 251),
    "aarch64": (140, 119, 274, 122, 30),
}[os.uname().machine]
# The kernel uses 32 bits of an id.
INIT = (1, 1 << 32 | 1)
IDLE_ATTRIBUTES = ctypes.create_string_buffer(bytes([48, 0, 0, 0, os.SCHED_IDLE]), 48)
IDLE_DISK = 3 << 13

def refused(call, *arguments):
    try:
        call(*arguments)
        return False
    except PermissionError:
        return True

def call(number, *arguments):
    if libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)) == -1:
        raise OSError(ctypes.get_errno(), "refused")

print(
    refused(os.setpriority, os.PRIO_USER, os.getuid(), 19),
    refused(os.setpriority, os.PRIO_PGRP, 0, 19),
    refused(os.sched_setparam, 1, os.sched_param(0)),
    [refused(call, SETPRIORITY, os.PRIO_PROCESS, init, 19) for init in INIT],
    [refused(call, SETSCHEDULER, init, os.SCHED_IDLE, ctypes.create_string_buffer(4)) for init in INIT],
    [refused(call, SETATTR, init, IDLE_ATTRIBUTES, 0) for init in INIT],
    [refused(call, SETAFFINITY, init, 8, ctypes.create_string_buffer(b"\1", 8)) for init in INIT],
    [refused(call, IOPRIO_SET, which, 1, IDLE_DISK) for which in (1, 2, 3)],
    flush=True,
)
for _ in range(5):
    os.fork()
while True:
    pass
