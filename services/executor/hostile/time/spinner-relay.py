# Every process is younger than any limit of processor time: only the sum gives it away.
import os, time
while True:
    if os.fork() == 0:
        while time.process_time() < 0.01:
            pass
        os._exit(0)
    os.wait()
