# The deepest of these paths is one byte longer than what may be brought back.
import os
for _ in range(4):
    os.mkdir("d" * 255)
    open("d" * 255 + "/f", "w").close()
    os.chdir("d" * 255)
