# What is shared after a fork costs nothing, until everybody writes to it.
import os, sys
hoard = bytearray(b"x") * (30 << 20)
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        for at in range(0, len(hoard), 4096):
            hoard[at] = 1
        os.kill(os.getpid(), 19)
        os._exit(0)
    children.append(child)
sys.exit(any(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
