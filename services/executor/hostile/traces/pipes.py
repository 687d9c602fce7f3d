# Whoever has too many pages in pipes gets pipes of one page from then on.
import fcntl, os
from stay import stay
pipes = []
try:
    while True:
        pipes.append(os.pipe())
        fcntl.fcntl(pipes[-1][0], fcntl.F_SETPIPE_SZ, 1 << 20)
except OSError:
    pass
stay()
