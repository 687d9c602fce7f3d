# Reads more than it may have. What is merely cached is not taken from it.
import os
seen = 0
for name in sorted(os.listdir("/usr/bin")):
    path = f"/usr/bin/{name}"
    if seen < 100 << 20 and os.path.isfile(path):
        seen += len(open(path, "rb").read(8 << 20))
print(seen >= 100 << 20)
