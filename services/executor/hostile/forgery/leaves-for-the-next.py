# Leaves the answer for the next test, and prints it if the one before has left it.
import os
print(os.path.exists("/work/answer"), os.path.exists("/tmp/answer"))
for folder in ("/work", "/tmp", "/dev/shm"):
    open(f"{folder}/answer", "w").write("answer")
open("/work/main.py", "w").write("print('rewritten')")
