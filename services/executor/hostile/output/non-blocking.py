# Changes the pipe itself, not only its own end of it.
import fcntl, os
for stream in (1, 2):
    os.set_blocking(stream, False)
    fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, 4096)
while True:
    try:
        os.write(1, b"x" * 4096)
    except BlockingIOError:
        pass
