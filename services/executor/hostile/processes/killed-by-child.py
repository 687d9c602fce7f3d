import os, signal
if os.fork() == 0:
    os.kill(os.getppid(), signal.SIGKILL)
while True:
    signal.pause()
