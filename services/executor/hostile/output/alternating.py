# A little of each, for ever.
import os
while True:
    os.write(1, b"out" * 100)
    os.write(2, b"err" * 100)
