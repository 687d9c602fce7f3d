# What cell init would say at the end of a program that succeeded, on both streams; then it fails.
import os, struct, sys
ended = struct.pack(">BIBIBQQQIQQB", 0x84, 51, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0)
for stream in (1, 2):
    os.write(stream, ended * 3)
sys.exit(3)
