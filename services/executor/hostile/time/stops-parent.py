# The child stops the program as often as somebody lets it go on.
import os, signal, time
parent = os.getpid()
if os.fork() == 0:
    while True:
        os.kill(parent, signal.SIGSTOP)
        time.sleep(0.001)
while True:
    time.sleep(3600)
