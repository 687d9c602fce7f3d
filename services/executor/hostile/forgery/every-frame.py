# All that cell init can say, in the order of a whole session.
import os, struct
def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload
session = frame(0x81, struct.pack(">HB", 2, 1)) + frame(0x82, b"forged") + frame(0x83, b"forged")
session += frame(0x84, bytes(51)) + frame(0x85, struct.pack(">HI", 3, 0) + b"forged") + frame(0x86, struct.pack(">I", 1 << 20))
session += frame(0x87, struct.pack(">BHH", 3, 0o644, 6) + b"forged" + b"forged") + frame(0x88, struct.pack(">IIQ", 1, 0, 6))
os.write(1, session)
