# Cell init has the program's uid: sent to the end of the queue, behind a crowd, it could neither watch nor die. It cannot be sent there.
import os

def refused(call, *arguments):
    try:
        call(*arguments)
        return False
    except PermissionError:
        return True

print(
    refused(os.setpriority, os.PRIO_PROCESS, 1, 19),
    refused(os.setpriority, os.PRIO_USER, os.getuid(), 19),
    refused(os.sched_setscheduler, 1, os.SCHED_IDLE, os.sched_param(0)),
    refused(os.sched_setparam, 1, os.sched_param(0)),
    flush=True,
)
for _ in range(5):
    os.fork()
while True:
    pass
