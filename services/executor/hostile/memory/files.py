# Files of a cell are memory too: filling every writable place must end like taking memory.
import os
hoard = []
for folder in ["/work", "/tmp", "/dev/shm"]:
    try:
        with open(os.path.join(folder, "hoard"), "wb") as file:
            while True:
                file.write(b"x" * (1 << 20))
    except OSError:
        pass
while True:
    hoard.append(bytearray(1 << 20))
