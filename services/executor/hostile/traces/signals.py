# Signals that wait are counted for the uid.
import ctypes, os, signal
from stay import stay
signal.pthread_sigmask(signal.SIG_BLOCK, range(34, 64))
libc = ctypes.CDLL(None)
for _ in range(1000):
    libc.sigqueue(ctypes.c_int(os.getpid()), 40, None)
stay()
