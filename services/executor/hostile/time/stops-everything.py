import os, signal, time
for _ in range(3):
    if os.fork() == 0:
        time.sleep(3600)
os.kill(-1, signal.SIGSTOP)
os.kill(0, signal.SIGSTOP)
