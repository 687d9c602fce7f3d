# As many descriptors as all of its processes may have.
import os, signal
from stay import stay
for _ in range(15):
    if os.fork() == 0:
        try:
            while True:
                os.open("/dev/null", os.O_RDONLY)
        except OSError:
            while True:
                signal.pause()
stay()
