# The parent ends; a child keeps both pipes open and goes on writing now and then.
import os, time
print("parent is done", flush=True)
if os.fork() == 0:
    os.setsid()
    while True:
        time.sleep(0.05)
        os.write(1, b".")
