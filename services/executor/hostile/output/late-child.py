# The child says something later; by then the program has long ended.
import os, time
if os.fork() == 0:
    time.sleep(5)
    os.write(1, b"late\n")
print("in time")
