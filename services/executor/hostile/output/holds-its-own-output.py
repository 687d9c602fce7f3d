# Opens the other end of its stdout, passes it on, and goes: whoever waits for that pipe to end waits for ever.
import os, time
end = os.open("/proc/self/fd/1", os.O_RDONLY)
if os.fork() == 0:
    os.setsid()
    time.sleep(3600)
