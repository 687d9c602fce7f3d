# The engine's own framing of the two streams: a header and bytes that claim to be stderr.
import os, struct
os.write(1, struct.pack(">BxxxI", 2, 6) + b"forged" + struct.pack(">BxxxI", 3, 1 << 30))
