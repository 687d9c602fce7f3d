# Everybody of its uid whom it can see, again and again.
import os, signal
from stay import stay
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        os.kill(-1, signal.SIGTERM)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
stay()
