# Everything but itself and init dies; init goes on to report.
import os, signal
children = [os.fork() for _ in range(3)]
if 0 in children:
    while True:
        signal.pause()
os.kill(-1, signal.SIGKILL)
os.kill(1, signal.SIGKILL)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
