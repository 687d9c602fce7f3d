# The child is killed for its memory. The parent lives with that, so nothing has failed.
import os
if os.fork() == 0:
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))
_, status = os.wait()
print(os.waitstatus_to_exitcode(status))
