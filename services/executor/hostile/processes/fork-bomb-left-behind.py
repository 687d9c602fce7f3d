# The program ends in the middle of its own fork bomb; the bomb must not go on.
import os
if os.fork() == 0:
    os.setsid()
    while True:
        try:
            os.fork()
        except OSError:
            pass
print("parent is done")
