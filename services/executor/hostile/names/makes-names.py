# Names that a folder takes and a reader may not.
import os
names = [b"-rf", b"...", b" ", b"a\nb", b"tab\t", b"\x1b[2J", b"..\xff..", b"\xed\xa0\x80", b"x" * 255, "\u202etxt.exe".encode(), b"*", b"a\\b", b"$(id)", b"%00", b"CON", b"nul."]
os.mkdir("out")
for name in names:
    open(b"out/" + name, "w").close()
