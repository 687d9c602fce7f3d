# Of all processes of its uid, wherever they are: refused, because cell init is one of them. Its own it may lower.
import os
from stay import stay
for which in (os.PRIO_USER, os.PRIO_PGRP):
    try:
        os.setpriority(which, 0, 19)
        raise SystemExit("it may set the priority of others")
    except PermissionError:
        pass
os.setpriority(os.PRIO_PROCESS, 0, 19)
os.umask(0)
os.environ["TRACE"] = "1"
stay()
