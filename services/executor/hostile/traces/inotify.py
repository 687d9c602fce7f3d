# Instances are counted for the uid, all cells of a host together.
import ctypes
from stay import stay
libc = ctypes.CDLL(None)
while libc.inotify_init() >= 0:
    pass
stay()
