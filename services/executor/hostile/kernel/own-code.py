# Writes through /proc/self/mem into pages of a shared library, which every cell has from the same file: only its own copy may change.
import re
maps = open("/proc/self/maps").read()
start = int(re.search(r"^([0-9a-f]+)-\S+ r--p 00000000 .*libc\.so", maps, re.M)[1], 16)
library = re.search(r"\S+libc\.so\S*", maps)[0]
with open("/proc/self/mem", "r+b", buffering=0) as memory:
    memory.seek(start)
    memory.write(b"owned")
    memory.seek(start)
    print(memory.read(5), open(library, "rb").read(5))
