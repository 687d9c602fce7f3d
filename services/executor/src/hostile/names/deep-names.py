# A path longer than one may be, and one that is as long as one may be.
import os
for _ in range(4):
    os.mkdir("d" * 255)
    open("d" * 255 + "/f", "w").close()
    os.chdir("d" * 255)
