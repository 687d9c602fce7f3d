import ctypes
from stay import stay
libc = ctypes.CDLL(None)
print("made" if libc.shmget(0x7472, 4096, 0o3600) >= 0 and libc.semget(0x7472, 1, 0o3600) >= 0 and libc.msgget(0x7472, 0o3600) >= 0 else "failed")
stay()
